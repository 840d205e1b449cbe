/**
 * How weight gradients are summed: the rows of a batch are in fixed groups, each summed by itself, then one group after the
 * other. A thread that has whole groups reads nothing that another one has written but their sums. Which rows are a group
 * depends on the batch and the weights alone, so that any number of threads gives the same bits.
 */
import { PANEL } from './6-memory-layout.ts';

const ROW = PANEL * 4;

/** Rows that lie behind each other, and the same again `times` times. */
export interface RowSpan {
  /** Bytes from the first row of the group, in one panel at one step. */
  offset: number;
  rows: number;
  times: number;
  /** Bytes from one to the next. */
  distance: number;
}

/** Consecutive rows of the batch, wherever they lie. */
export interface RowGroup {
  /** Bytes of its first row behind the first one of the same panel and step. */
  base: number;
  /** Which of the patterns its rows lie in: one for all groups, unless the number of threads does not fit. */
  pattern: number;
}

/** Few weights are cheaper to sum in groups than their rows are to fetch from another core. */
const mostGroupedWeights = 2 ** 16;
const mostGroups = 4;
const leastRowsOfGroup = 16;

/** rowAt: where each row of the batch lies, in floats (6-memory). trained: how many weights. */
export function rowGroups(rowAt: Int32Array, trained: number): { groups: RowGroup[]; patterns: RowSpan[][] } {
  let count = 1;
  while (trained <= mostGroupedWeights && 2 * count <= mostGroups && rowAt.length >= 2 * count * leastRowsOfGroup) count *= 2;
  const size = Math.ceil(rowAt.length / count);
  const patterns = new Map<string, { pattern: number; spans: RowSpan[] }>();
  const groups = Array.from({ length: count }, (_, i): RowGroup => {
    const rows = Array.from(rowAt.subarray(i * size, (i + 1) * size), (at) => at * 4);
    const spans = spansOf(rows.map((at) => at - rows[0]));
    const key = JSON.stringify(spans);
    if (!patterns.has(key)) patterns.set(key, { pattern: patterns.size, spans });
    return { base: rows[0], pattern: patterns.get(key)!.pattern };
  });
  return { groups, patterns: [...patterns.values()].map(({ spans }) => spans) };
}

function spansOf(rows: readonly number[]): RowSpan[] {
  const runs: RowSpan[] = [];
  for (const at of rows) {
    const last = runs.at(-1);
    if (last && at === last.offset + last.rows * ROW) last.rows++;
    else runs.push({ offset: at, rows: 1, times: 1, distance: 0 });
  }
  const spans: RowSpan[] = [];
  for (const run of runs) {
    const last = spans.at(-1);
    const distance = last ? run.offset - last.offset - (last.times - 1) * last.distance : 0;
    if (last?.rows === run.rows && (last.times === 1 || last.distance === distance))
      Object.assign(last, { times: last.times + 1, distance });
    else spans.push(run);
  }
  return spans;
}
