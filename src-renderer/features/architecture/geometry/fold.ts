/**
 * Long chains in several rows, like a text: where a drawing is wider than a canvas can show legibly, it is cut where a single
 * edge leads on, and goes on below. Loops, skips and states that are handed over stay within a row.
 */
import type { EdgeToLay } from './layout.ts';

/** A drawing up to this width stays in one row: on a canvas of middling size it is shown at three quarters. */
const LIMIT = 960;
const MOST_ROWS = 3;

/**
 * Columns that end a row, ascending; none where it stays in one. widths: of each column with the gap behind it.
 * column, row: of each cell.
 */
export function foldAfter(
  widths: readonly number[],
  edges: readonly EdgeToLay[],
  column: ReadonlyMap<string, number>,
  row: ReadonlyMap<string, number>,
): number[] {
  const cuts = widths.slice(0, -1).flatMap((_, c) => (isCut(c, edges, column, row) ? [c] : []));
  let best = { widest: sum(widths), after: [] as number[] };
  for (let rows = 2; rows <= MOST_ROWS && best.widest > LIMIT; rows++)
    for (const after of choices(cuts, rows - 1)) {
      const starts = [0, ...after.map((c) => c + 1)];
      // A cell alone in its row makes the drawing higher and hardly narrower.
      if (starts.some((from, i) => (after[i] ?? widths.length - 1) === from)) continue;
      const widest = Math.max(...starts.map((from, i) => sum(widths.slice(from, (after[i] ?? widths.length) + 1))));
      if (widest < best.widest) best = { widest, after };
    }
  return best.after;
}

/** Only one edge leads over the cut, from the row on, without a delay. */
function isCut(c: number, edges: readonly EdgeToLay[], column: ReadonlyMap<string, number>, row: ReadonlyMap<string, number>): boolean {
  const side = (id: string) => (column.get(id) ?? 0) <= c;
  const crossing = edges.filter((e) => side(e.from) !== side(e.to));
  const [only] = crossing;
  return (
    crossing.length === 1 &&
    side(only.from) &&
    !only.delay &&
    !only.settles &&
    !only.starts &&
    row.get(only.from) === 0 &&
    row.get(only.to) === 0
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Every way to choose so many of a list, in its order. */
function choices(list: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return list.flatMap((first, i) => choices(list.slice(i + 1), count - 1).map((rest) => [first, ...rest]));
}
