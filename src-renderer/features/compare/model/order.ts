/**
 * The order of the table: sets of windows, in each its baselines and then its runs, sorted, in groups if that is wished.
 * What has no value stands at the end in both directions.
 */
import type { Column, ColumnContext } from './columns.ts';
import { drawingName } from './drawing-name.ts';
import type { BaselineRow, Row, RunRow, WindowSet } from './rows.ts';

export type GroupName = 'none' | 'architecture' | 'feedback' | 'dataset';
export const groupNames: readonly GroupName[] = ['none', 'architecture', 'feedback', 'dataset'];

export interface Sort {
  key: string;
  direction: 'ascending' | 'descending';
}

export type Line =
  /** Above a set, where there is more than one. */
  | { kind: 'set'; id: string; set: WindowSet }
  | { kind: 'group'; id: string; by: GroupName; label: string; count: number }
  | { kind: 'row'; id: string; row: BaselineRow | RunRow };

export function compareValues(a: number | string | null, b: number | string | null, direction: Sort['direction']): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true, sensitivity: 'base' });
  return direction === 'ascending' ? order : -order;
}

export function sorted(
  rows: readonly RunRow[],
  column: Column | undefined,
  direction: Sort['direction'],
  context: ColumnContext,
): RunRow[] {
  if (!column) return [...rows];
  // A validation error that is not a number yet sorts after all that are.
  return rows
    .map((row) => ({ row, value: column.value(row, context) }))
    .sort((a, b) => compareValues(a.value, b.value, direction) || a.row.run.createdAt - b.row.run.createdAt)
    .map(({ row }) => row);
}

export const groupOf = (row: RunRow, by: GroupName): string => {
  switch (by) {
    case 'none':
      return '';
    case 'architecture':
      return drawingName(row.run.plan);
    case 'feedback':
      return row.feedback.join(', ') || 'none';
    case 'dataset':
      return row.run.plan.datasetName;
    default:
      return by satisfies never;
  }
};

/** Members of an ensemble come right below it, in their own order, where it is shown too. */
function withMembers(rows: readonly RunRow[]): RunRow[] {
  const ids = new Set(rows.map((row) => row.id));
  const isBelow = (row: RunRow) => row.whole !== null && ids.has(row.whole);
  return rows.filter((row) => !isBelow(row)).flatMap((row) => [row, ...rows.filter((other) => other.whole === row.id)]);
}

/** `pinned`: a run that is the reference; it stands among the baselines. */
export function linesOf(
  sets: readonly WindowSet[],
  order: (rows: readonly RunRow[]) => RunRow[],
  by: GroupName,
  pinned: Row | undefined,
  /** Sets have heads: there are several, even if only one is shown. */
  hasHeads = sets.length > 1,
): Line[] {
  const lines: Line[] = [];
  const ofRow = (row: BaselineRow | RunRow): Line => ({ kind: 'row', id: row.id, row });
  const ofSet = (set: WindowSet): void => {
    if (hasHeads) lines.push({ kind: 'set', id: set.key, set });
    lines.push(...set.baselines.map(ofRow));
    const runs = order(set.runs);
    lines.push(...runs.filter((r) => r.id === pinned?.id).map(ofRow));
    const rest = withMembers(runs.filter((r) => r.id !== pinned?.id));
    if (by === 'none' || by === 'dataset') return void lines.push(...rest.map(ofRow));
    // Groups come in the order of their first run, so that the best one is on top.
    for (const label of new Set(rest.map((r) => groupOf(r, by)))) {
      const members = rest.filter((r) => groupOf(r, by) === label);
      lines.push({ kind: 'group', id: `${set.key} ${label}`, by, label, count: members.length }, ...members.map(ofRow));
    }
  };
  if (by !== 'dataset') sets.forEach(ofSet);
  else
    for (const hash of new Set(sets.map((s) => s.datasetHash))) {
      const own = sets.filter((s) => s.datasetHash === hash);
      const count = own.reduce((sum, s) => sum + s.runs.length, 0);
      lines.push({ kind: 'group', id: hash, by, label: own[0].datasetName, count });
      own.forEach(ofSet);
    }
  return lines;
}
