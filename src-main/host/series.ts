// Series for the eye: every row where that is few, else the extremes of each bucket, so that no spike is lost.
import type { Dataset } from '#engine/data/dataset.ts';
import { columnOf } from '#engine/data/dataset.ts';
import type { SeriesSlice } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';

/**
 * Rows from (included) to (excluded) of some columns in at most about `points` points.
 * All columns share the points: of each bucket of rows the first and last row and, per column, its extremes would be too many,
 * so a bucket gives two points - its minimum and its maximum - at its first and its middle row.
 */
export function sliceOf(dataset: Dataset, columns: string[], from: number, to: number, points: number): SeriesSlice {
  const end = Math.min(to, dataset.rows);
  const start = Math.min(Math.max(0, from), end);
  const numbers = columns.map((name) => {
    const found = columnOf(dataset, name);
    if (!found)
      throw new IssueError([issue('unknown-column', `column ${name}`, `There is no numeric column "${name}".`, 'Choose another.')]);
    return found;
  });
  const count = end - start;
  const every = count <= points ? 1 : Math.ceil((2 * count) / points);
  const rows: number[] = [];
  if (every === 1) for (let row = start; row < end; row++) rows.push(row);
  else for (let row = start; row < end; row += every) rows.push(row, Math.min(end - 1, row + (every >> 1)));
  const values = numbers.map((column) => (every === 1 ? column.slice(start, end) : extremes(column, start, end, every)));
  return {
    from: start,
    to: end,
    rows: Float64Array.from(rows),
    ...(dataset.time ? { time: Float64Array.from(rows, (row) => dataset.time![row]) } : {}),
    values,
  };
}

/** Two numbers per bucket, in the order in which they occur; NaN twice for a bucket without a value. */
function extremes(column: Float64Array, from: number, to: number, every: number): Float64Array {
  const out = new Float64Array(2 * Math.ceil((to - from) / every));
  let at = 0;
  for (let first = from; first < to; first += every) {
    let [low, high] = [-1, -1];
    for (let row = first; row < Math.min(to, first + every); row++) {
      const x = column[row];
      if (Number.isNaN(x)) continue;
      if (low < 0 || x < column[low]) low = row;
      if (high < 0 || x > column[high]) high = row;
    }
    out[at++] = low < 0 ? NaN : column[Math.min(low, high)];
    out[at++] = low < 0 ? NaN : column[Math.max(low, high)];
  }
  return out;
}
