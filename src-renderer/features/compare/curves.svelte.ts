/**
 * The curves of runs as they are asked for, and kept up to date while a run is going. A record says how many epochs a run has:
 * where a curve has fewer it is fetched again (a window that was away, a run that was resumed from an earlier epoch).
 */
import { SvelteMap } from 'svelte/reactivity';
import type { EpochRecord } from '#engine/train/train.ts';
import type { HostEvent } from '#shared/api.ts';
import type { RunRecord } from '#shared/records.ts';
import type { Studio } from '../../studio.svelte.ts';

export interface Curve {
  epochs: readonly EpochRecord[];
  /** Of the watched windows, by epoch, oldest first: [watched][H][C] in units. The host keeps the first and the last few. */
  forecasts: readonly { epoch: number; values: Float32Array }[];
}

const atOnce = 3;

export class Curves {
  private readonly studio: Studio;
  private readonly known = new SvelteMap<string, Curve>();
  private readonly loading = new Set<string>();
  private waiting: string[] = [];

  constructor(studio: Studio) {
    this.studio = studio;
    studio.listen((event) => this.hear(event));
  }

  of(run: string): Curve | undefined {
    return this.known.get(run);
  }

  /** Fetches what is missing. To be called whenever the runs have changed. */
  want(runs: readonly RunRecord[]): void {
    const stale = runs.filter((run) => run.epoch > (this.known.get(run.id)?.epochs.length ?? -1) && !this.loading.has(run.id));
    const gone = runs.filter((run) => run.status !== 'running' && run.epoch < (this.known.get(run.id)?.epochs.length ?? 0));
    this.waiting = [...new Set([...stale, ...gone].map((run) => run.id))];
    for (let i = this.loading.size; i < atOnce; i++) void this.next();
  }

  private async next(): Promise<void> {
    const id = this.waiting.shift();
    if (id === undefined) return;
    this.loading.add(id);
    try {
      const { epochs, forecasts } = await this.studio.api.runs.curve(id);
      this.known.set(id, { epochs, forecasts });
    } catch {
      // The run or the connection is gone; either says so elsewhere.
    } finally {
      this.loading.delete(id);
    }
    await this.next();
  }

  private hear(event: HostEvent): void {
    if (event.kind === 'run-removed') this.known.delete(event.id);
    if (event.kind !== 'epoch') return;
    const curve = this.known.get(event.run);
    if (!curve) return;
    const { record, forecasts } = event;
    // An epoch that is run again after a resume takes the place of the first one and of what followed it.
    this.known.set(event.run, {
      epochs: [...curve.epochs.filter((e) => e.epoch < record.epoch), record],
      forecasts: [...curve.forecasts.filter((f) => f.epoch < record.epoch).slice(-9), { epoch: record.epoch, values: forecasts }],
    });
  }
}

const all = new WeakMap<Studio, Curves>();

/** One for the window: the Export page looks at the same curves. */
export function curvesOf(studio: Studio): Curves {
  let curves = all.get(studio);
  if (!curves) all.set(studio, (curves = new Curves(studio)));
  return curves;
}
