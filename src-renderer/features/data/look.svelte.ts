/** What the Data page is looking at in one dataset: not stored, but kept while the window is open. */
import type { OneSeries } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';
import type { Design } from './design.svelte.ts';
import { firstOrigin } from './window-range.ts';

export type ViewName = 'series' | 'rows' | 'batch' | 'reading';

export class Look {
  view = $state<ViewName>('series');
  /** The column that is drawn large. */
  private chosen = $state<string | null>(null);
  /** Drawn under it; null: chosen by the page. */
  companions = $state.raw<string[] | null>(null);
  /** Last row that the window in the picture sees. */
  origin = $state(0);
  zoom = $state.raw<{ from: number; to: number } | null>(null);
  /** Which series is looked at, where there are several, and what the host says of it. */
  series = $state(0);
  one = $state.raw<OneSeries | null>(null);
  /** Row that the table begins with. */
  row = $state(0);
  /** Whether distribution and seasons stand beside the plots; null: where there is room. */
  profile = $state<boolean | null>(null);
  /** How much is shown around the window. */
  air = $state(1);
  private readonly design: Design;

  constructor(design: Design, record: DatasetRecord) {
    this.design = design;
    this.origin = firstOrigin(design.draft, design.parts, record.rows);
  }

  /** Not a derived value: that would die with the page that asks first. */
  get shown(): string {
    const { columns } = this.design.record;
    if (this.chosen !== null && columns.includes(this.chosen)) return this.chosen;
    return this.design.draft.targets.find((name) => columns.includes(name)) ?? columns[0];
  }

  showSeries(index: number): void {
    this.series = index;
    this.zoom = null;
  }

  show(column: string): void {
    this.chosen = column;
    this.companions = this.companions?.filter((name) => name !== column) ?? null;
  }

  toggleCompanion(column: string, now: string[]): void {
    if (column === this.shown) return;
    this.companions = now.includes(column) ? now.filter((name) => name !== column) : [...now, column].slice(-4);
  }
}
