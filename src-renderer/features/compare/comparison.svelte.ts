/**
 * The Compare page of one project: which runs are shown, in which order, against what, and which are ticked. It outlives the page;
 * how the table looks is kept in the preferences.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { RunRecord } from '#shared/records.ts';
import type { Preferences } from '../../preferences.svelte.ts';
import type { Studio } from '../../studio.svelte.ts';
import {
  columnOf,
  columns,
  columnsThatFit,
  errorKeyOf,
  fixedKeys,
  kindOf,
  withoutEqual,
  type Column,
  type ColumnContext,
} from './model/columns.ts';
import { curvesOf, type Curves } from './curves.svelte.ts';
import { parseFilter } from './model/filter.ts';
import { gainOf } from './model/gain.ts';
import { groupNames, linesOf, sorted, type GroupName, type Sort } from './model/order.ts';
import { axesOf, isBrushed, type Brush } from './model/parallel.ts';
import { outliving } from './outlive.svelte.ts';
import { Picked } from './picked.svelte.ts';
import { errorOf, pinFrom, pinText, referenceOf, type Pin } from './model/reference.ts';
import { comparable, rowOf, setsOf, wholesOf, type Row, type RunRow, type WindowSet } from './model/rows.ts';
import { inView, tagsOf, type ViewName } from './model/views.ts';

export class Comparison {
  readonly curves: Curves;
  readonly picked = new Picked();
  readonly brushes = new SvelteMap<string, Brush>();
  filterText = $state('');
  view = $state<ViewName>('all');
  tag = $state<string | null>(null);
  /** Room for columns, in pixels; the table says it. */
  width = $state(780);
  private readonly studio: Studio;
  private readonly preferences: Preferences;
  private opened = $state<string | null>(null);
  private pinnedRun = $state<string | null>(null);

  readonly runs: readonly RunRecord[] = $derived.by(() => comparable(this.studio.runs));
  private readonly wholes = $derived(wholesOf(this.runs));
  readonly rows: readonly RunRow[] = $derived.by(() =>
    this.runs.map((run) => rowOf(run, this.curves.of(run.id)?.epochs, this.wholes.get(run.id) ?? null)),
  );
  /** All that ran, whatever is shown. */
  readonly sets: readonly WindowSet[] = $derived(setsOf(this.rows));
  readonly pin: Pin = $derived.by(() =>
    this.pinnedRun && this.rows.some((r) => r.id === this.pinnedRun)
      ? { kind: 'run', id: this.pinnedRun }
      : pinFrom(this.preferences.get('compare.pin')),
  );
  readonly references: ReadonlyMap<string, Row | undefined> = $derived(
    new Map(this.sets.map((set) => [set.key, referenceOf(set, this.pin)])),
  );
  readonly context: ColumnContext = {
    gain: (row) => gainOf(errorOf(row), errorOf(this.references.get(row.set))),
    runName: (id) => this.runs.find((r) => r.id === id)?.name ?? null,
  };

  readonly filter = $derived(parseFilter(this.filterText));
  readonly sort: Sort = $derived.by(() => sortFrom(this.preferences.get('compare.sort'), errorKeyOf(this.rows)));
  readonly group: GroupName = $derived.by(() => groupNames.find((g) => g === this.preferences.get('compare.group')) ?? 'none');
  readonly isDifferencesOnly: boolean = $derived.by(() => this.preferences.get('compare.differences') === 'yes');

  /** Through view, tag, filter and the brushes of the axes. */
  readonly shown: ReadonlySet<string> = $derived.by(() => {
    const view = inView(this.view, this.sets);
    const { test } = this.filter;
    return new Set(
      this.rows
        .filter((row) => view.has(row.id) && (!this.tag || tagsOf(row.run.note).includes(this.tag)))
        .filter((row) => !test || test(row, this.context))
        .filter((row) => isBrushed(row, this.brushedAxes, this.brushes))
        .map((row) => row.id),
    );
  });
  readonly shownSets: readonly WindowSet[] = $derived(
    this.sets.map((set) => ({ ...set, runs: set.runs.filter((r) => this.shown.has(r.id)) })).filter((set) => set.runs.length),
  );
  readonly lines = $derived.by(() =>
    linesOf(
      this.shownSets,
      (rows) => sorted(rows, columnOf(this.sort.key), this.sort.direction, this.context),
      this.group,
      this.pin.kind === 'run' ? this.rows.find((r) => r.id === this.pinnedRun) : undefined,
      this.sets.length > 1,
    ),
  );

  private readonly telling: readonly Column[] = $derived.by(() =>
    withoutEqual(
      columns,
      this.shownSets.flatMap((set) => set.runs),
      this.context,
    ),
  );
  /** Chosen by hand, or as many as fit. */
  readonly chosen: readonly Column[] = $derived.by(() => {
    const byHand = this.preferences.get('compare.columns')?.split(',').filter(columnOf) ?? [];
    const kinds = new Set(this.shownSets.flatMap((set) => set.runs).map(kindOf));
    const offered = (this.isDifferencesOnly ? this.telling : columns).filter((c) => !c.of || !kinds.size || kinds.has(c.of));
    const keys = byHand.length ? byHand : columnsThatFit(this.width, offered);
    return columns.filter((c) => fixedKeys.includes(c.key) || keys.includes(c.key));
  });
  readonly columns: readonly Column[] = $derived.by(() =>
    this.isDifferencesOnly ? this.chosen.filter((c) => this.telling.includes(c)) : this.chosen,
  );

  readonly selected: readonly RunRow[] = $derived.by(() => this.picked.ids.flatMap((id) => this.rows.find((r) => r.id === id) ?? []));
  /** The windows that most of the selected runs saw: only those can be laid over each other. */
  readonly activeSet: WindowSet | undefined = $derived.by(() => {
    const count = (set: WindowSet) => this.selected.filter((r) => r.set === set.key).length;
    return this.sets.reduce<WindowSet | undefined>((best, set) => (best && count(best) >= count(set) ? best : set), undefined);
  });
  /** The run that note and lineage are about: where the focus was last, else the best of those that are ticked. */
  readonly current: RunRecord | undefined = $derived.by(
    () => this.runs.find((r) => r.id === this.opened) ?? bestOf(this.selected)?.run ?? this.runs.at(-1),
  );
  readonly overlaid: readonly RunRow[] = $derived(this.selected.filter((r) => r.set === this.activeSet?.key));
  private readonly brushedAxes = $derived.by(() => axesOf(this.activeSet?.runs ?? [], this.context, columns.length));

  constructor(studio: Studio, preferences: Preferences) {
    this.studio = studio;
    this.preferences = preferences;
    this.curves = curvesOf(studio);
  }

  /** Ticks the best three of the largest set, as long as nobody has ticked anything: the page has something to show. */
  pickFirst(): void {
    if (this.picked.isTouched || this.picked.ids.length) return;
    const ready = this.sets[0]?.runs.filter((r) => r.run.epoch > 0) ?? [];
    this.picked.only(
      sorted(ready, columnOf(errorKeyOf(ready)), 'ascending', this.context)
        .slice(0, 3)
        .map((r) => r.id),
    );
  }

  /** Other pages open with it too. */
  open(id: string): void {
    this.opened = id;
    this.studio.select('run', id);
  }

  sortBy(key: string): void {
    const column = columnOf(key);
    const first = column?.better === 'higher' || column?.format === 'moment' ? 'descending' : 'ascending';
    const other = this.sort.direction === 'ascending' ? 'descending' : 'ascending';
    this.preferences.set('compare.sort', `${key} ${this.sort.key === key ? other : first}`);
  }

  groupBy(group: GroupName): void {
    this.preferences.set('compare.group', group);
  }

  showDifferencesOnly(isOn: boolean): void {
    this.preferences.set('compare.differences', isOn ? 'yes' : 'no');
  }

  toggleColumn(key: string): void {
    const now = this.chosen.map((c) => c.key);
    this.chooseColumns(now.includes(key) ? now.filter((k) => k !== key) : [...now, key]);
  }

  /** Null: by themselves again. */
  chooseColumns(keys: readonly string[] | null): void {
    this.preferences.set('compare.columns', keys?.join(',') ?? '');
  }

  pinRow(row: Row): void {
    const isPinned = this.isReference(row) && this.pin.kind !== 'auto';
    this.pinnedRun = row.kind === 'run' && !isPinned ? row.id : null;
    if (row.kind === 'baseline') this.preferences.set('compare.pin', isPinned ? '' : pinText({ kind: 'baseline', name: row.name }));
  }

  isReference(row: Row): boolean {
    return this.references.get(row.set)?.id === row.id;
  }

  setOf(row: Row): WindowSet | undefined {
    return this.sets.find((s) => s.key === row.set);
  }
}

/** With the smallest validation error; undefined where none has one. */
export const bestOf = (rows: readonly RunRow[]): RunRow | undefined =>
  rows.reduce<RunRow | undefined>(
    (best, row) => (errorOf(row) !== null && (!best || errorOf(row)! < errorOf(best)!) ? row : best),
    undefined,
  );

function sortFrom(text: string | undefined, usual: string): Sort {
  const [key, direction] = (text ?? '').split(' ');
  return columnOf(key)
    ? { key, direction: direction === 'descending' ? 'descending' : 'ascending' }
    : { key: usual, direction: 'ascending' };
}

/** By project; as long as the window. */
const all = new WeakMap<Studio, Map<string, Comparison>>();

export function comparisonOf(studio: Studio, preferences: Preferences): Comparison {
  const known = all.get(studio) ?? all.set(studio, new Map()).get(studio)!;
  const project = studio.projectId ?? '';
  let comparison = known.get(project);
  if (!comparison) known.set(project, (comparison = outliving(() => new Comparison(studio, preferences))));
  return comparison;
}
