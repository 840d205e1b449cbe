/**
 * The Export page of one project: what there is to take, which formats of it were made, and which are being made. It outlives the
 * page: a file that is being made goes on being made when another page is open.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Issue } from '#engine/issue.ts';
import type { ExportFormat, HostEvent } from '#shared/api.ts';
import { issuesOf } from '#shared/errors.ts';
import type { CheckpointName, ExportRecord } from '#shared/records.ts';
import type { Preferences } from '../../preferences.svelte.ts';
import type { Studio } from '../../studio.svelte.ts';
import { comparisonOf, type Comparison } from '../compare/comparison.svelte.ts';
import { outliving } from '../compare/outlive.svelte.ts';
import { stateOfReport, type ExportState } from './model/state.ts';
import { takeKey, takesOf, type Take, type TakeOrder } from './model/takes.ts';

export interface Making {
  startedAt: number;
}

export class Exporting {
  readonly comparison: Comparison;
  formats = $state.raw<ExportFormat[]>([]);
  private readonly studio: Studio;
  private readonly preferences: Preferences;
  private readonly records = new SvelteMap<string, ExportRecord[]>();
  private readonly making = new SvelteMap<string, Making>();
  private readonly problems = new SvelteMap<string, Issue[]>();
  private wantedCheckpoint = $state<CheckpointName>('best');
  private wantedFormat = $state('');

  readonly order: TakeOrder = $derived.by(() => (this.preferences.get('export.order') === 'newest' ? 'newest' : 'error'));
  readonly hasLast: boolean = $derived.by(() => this.preferences.get('export.last') !== 'no');
  readonly takes: readonly Take[] = $derived.by(() => takesOf(this.comparison.rows, this.order, this.hasLast));
  readonly take: Take | undefined = $derived.by(() => {
    const own = this.takes.filter((t) => t.run.id === this.studio.run?.id);
    return own.find((t) => t.checkpoint === this.wantedCheckpoint) ?? own[0] ?? this.takes[0];
  });
  readonly format: ExportFormat | undefined = $derived(this.formats.find((f) => f.name === this.wantedFormat) ?? this.formats[0]);

  constructor(studio: Studio, preferences: Preferences) {
    this.studio = studio;
    this.preferences = preferences;
    this.comparison = comparisonOf(studio, preferences);
    studio.listen((event) => this.hear(event));
  }

  async load(): Promise<void> {
    try {
      this.formats = await this.studio.api.exports.formats();
    } catch {
      // The connection is gone; it says so itself, and the page asks again.
    }
  }

  /** What was made of a run so far. */
  async loadRecords(run: string): Promise<void> {
    try {
      this.records.set(run, await this.studio.api.exports.list(run));
    } catch {
      // See load.
    }
  }

  isLoaded(run: string): boolean {
    return this.records.has(run);
  }

  choose(take: Take): void {
    this.wantedCheckpoint = take.checkpoint;
    this.studio.select('run', take.run.id);
  }

  chooseFormat(name: string): void {
    this.wantedFormat = name;
  }

  setOrder(order: TakeOrder): void {
    this.preferences.set('export.order', order);
  }

  showLast(isOn: boolean): void {
    this.preferences.set('export.last', isOn ? 'yes' : 'no');
  }

  recordsOf(take: Take): ExportRecord[] {
    return (this.records.get(take.run.id) ?? []).filter((r) => r.checkpoint === take.checkpoint);
  }

  recordOf(take: Take, format: string): ExportRecord | undefined {
    return this.recordsOf(take).findLast((r) => r.format === format);
  }

  stateOf(take: Take, format: string): ExportState {
    if (this.makingOf(take, format)) return 'making';
    const record = this.recordOf(take, format);
    return record ? stateOfReport(record.report) : 'none';
  }

  makingOf(take: Take, format: string): Making | undefined {
    return this.making.get(`${takeKey(take)} ${format}`);
  }

  problemsOf(take: Take, format: string): Issue[] {
    return this.problems.get(`${takeKey(take)} ${format}`) ?? [];
  }

  async make(take: Take, format: string): Promise<void> {
    const key = `${takeKey(take)} ${format}`;
    if (this.making.has(key)) return;
    this.making.set(key, { startedAt: Date.now() });
    this.problems.delete(key);
    try {
      await this.studio.api.exports.make(take.run.id, take.checkpoint, format);
      await this.loadRecords(take.run.id);
    } catch (error) {
      this.problems.set(key, issuesOf(error));
    } finally {
      this.making.delete(key);
    }
  }

  bytes(record: ExportRecord): Promise<{ fileName: string; bytes: Uint8Array }> {
    return this.studio.api.exports.bytes(record.id);
  }

  private hear(event: HostEvent): void {
    if (event.kind === 'exports' && this.records.has(event.run)) void this.loadRecords(event.run);
    if (event.kind === 'run-removed') this.records.delete(event.id);
  }
}

const all = new WeakMap<Studio, Map<string, Exporting>>();

export function exportingOf(studio: Studio, preferences: Preferences): Exporting {
  const known = all.get(studio) ?? all.set(studio, new Map()).get(studio)!;
  const project = studio.projectId ?? '';
  let exporting = known.get(project);
  if (!exporting) known.set(project, (exporting = outliving(() => new Exporting(studio, preferences))));
  return exporting;
}
