/**
 * What the Train page keeps while the window is open, beyond what is stored: the run that is being planned in each project, what
 * has been asked of a run and is not done yet, and what designs come to (windows, season), asked for once each.
 */
import { SvelteMap } from 'svelte/reactivity';
import { untrack } from 'svelte';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { DesignSummary } from '#shared/api.ts';
import type { RunStatus } from '#shared/records.ts';
import type { Studio } from '../../studio.svelte.ts';
import { RunPlanner } from './planner.svelte.ts';

export type Wish = 'pause' | 'resume' | 'stop';

export class Desk {
  private readonly studio: Studio;
  private readonly planners = new Map<string, RunPlanner>();
  private readonly wishes = new SvelteMap<string, { wish: Wish; from: RunStatus }>();
  private readonly summaries = new SvelteMap<string, DesignSummary>();
  private readonly asked = new Set<string>();

  constructor(studio: Studio) {
    this.studio = studio;
    studio.listen((event) => {
      if (event.kind === 'run' && this.wishes.get(event.run.id)?.from !== event.run.status) this.wishes.delete(event.run.id);
    });
  }

  get planner(): RunPlanner {
    const key = this.studio.projectId ?? '';
    if (!this.planners.has(key)) {
      // What it derives must outlive the page that asks first: a derived value dies with the effect it was made in.
      $effect.root(() => void this.planners.set(key, new RunPlanner(this.studio, this)));
    }
    return this.planners.get(key)!;
  }

  /** What was asked of a run, until its status changes. */
  wishOf(run: { id: string; status: RunStatus }): Wish | undefined {
    const known = this.wishes.get(run.id);
    return known && known.from === run.status ? known.wish : undefined;
  }

  wish(run: { id: string; status: RunStatus }, wish: Wish | null): void {
    if (wish) this.wishes.set(run.id, { wish, from: run.status });
    else this.wishes.delete(run.id);
  }

  /** What a design comes to; undefined until the host has answered. */
  summaryOf(dataset: { id: string; hash: string }, design: DatasetDesign, designHash: string): DesignSummary | undefined {
    const key = `${dataset.id} ${dataset.hash} ${designHash}`;
    if (!this.asked.has(key)) untrack(() => void this.askSummary(key, dataset.id, design));
    return this.summaries.get(key);
  }

  private async askSummary(key: string, dataset: string, design: DatasetDesign): Promise<void> {
    this.asked.add(key);
    try {
      this.summaries.set(key, await this.studio.api.datasets.summary(dataset, design));
    } catch {
      // Asked again when it is next looked at.
      this.asked.delete(key);
    }
  }
}

const desks = new WeakMap<Studio, Desk>();

export function deskOf(studio: Studio): Desk {
  let desk = desks.get(studio);
  if (!desk) desks.set(studio, (desk = new Desk(studio)));
  return desk;
}
