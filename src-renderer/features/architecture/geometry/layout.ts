/**
 * Automatic places for the plates. Columns follow the longest path without delay; the longest path from the window to
 * the output stands in one row, and every branch takes the first free row above it, then below. Rows below are avoided
 * under cells that feedback enters, so that loops keep their way.
 */
import { foldAfter } from './fold.ts';
import type { Point } from './path.ts';

export interface EdgeToLay {
  from: string;
  to: string;
  delay: number;
  settles: boolean;
  /** Says what a state begins with: `to` comes later, but this is not the way that values take. */
  starts?: boolean;
}

export interface Size {
  width: number;
  height: number;
}

const GAP = 40;
/** More where a loop turns down. */
const LOOP_GAP = 46;
export const ROW = 112;
/** More between the rows of a drawing that is folded, and for each lane under the one or over the other. */
const FOLD = 64;
const UNDER = 56;
const OVER = 44;

/** ids in the order of the drawing, the window first. The window's plate starts at (0, 0) when it stands in the main row. */
export function layOut(
  ids: readonly string[],
  sizes: ReadonlyMap<string, Size>,
  edges: readonly EdgeToLay[],
  output: string,
): Map<string, Point> {
  const now = withoutCycles(
    ids,
    edges.filter((e) => e.delay === 0 && !e.settles && e.from !== e.to && ids.includes(e.from) && ids.includes(e.to)),
  );
  const column = columnsOf(ids, now);
  const flowing = now.filter((e) => !e.starts);
  const row = rowsOf(ids, flowing, edges, column, spine(ids, flowing, column, output));

  const last = Math.max(0, ...column.values());
  const columns = Array.from({ length: last + 1 }, (_, c) => {
    const here = ids.filter((id) => column.get(id) === c);
    const turns = edges.some((e) => here.includes(e.from) && (e.delay > 0 || e.settles));
    return { here, width: Math.max(0, ...here.map((id) => sizes.get(id)!.width)), gap: turns ? LOOP_GAP : GAP };
  });
  const after = foldAfter(
    columns.map((c) => c.width + c.gap),
    edges,
    column,
    row,
  );
  const places = new Map<string, Point>();
  let at = { x: 0, y: 0 };
  columns.forEach(({ here, width, gap }, c) => {
    for (const id of here) {
      const size = sizes.get(id)!;
      places.set(id, { x: Math.round(at.x + (width - size.width) / 2), y: at.y + row.get(id)! * ROW });
    }
    at = after.includes(c) ? { x: 0, y: at.y + fold(c) } : { x: at.x + width + gap, y: at.y };
  });
  return places;

  /** From the row that ends with a column to the next one, with room for what runs under the one and over the other. */
  function fold(c: number): number {
    const start = after.filter((other) => other < c).at(-1) ?? -1;
    const next = after.find((other) => other > c) ?? last;
    const within = (id: string, from: number, to: number) => column.get(id)! > from && column.get(id)! <= to;
    const rows = (from: number, to: number) => ids.filter((id) => within(id, from, to)).map((id) => row.get(id)!);
    const count = (from: number, to: number, is: (e: EdgeToLay) => boolean) =>
      edges.filter((e) => within(e.from, from, to) && within(e.to, from, to) && is(e)).length;
    const isSkip = (e: EdgeToLay) => e.settles || Boolean(e.starts) || (!e.delay && column.get(e.to)! - column.get(e.from)! > 1);
    const under = count(start, c, (e) => e.delay > 0);
    const over = count(c, next, isSkip);
    return (Math.max(...rows(start, c)) - Math.min(...rows(c, next)) + 1) * ROW + FOLD + under * UNDER + over * OVER;
  }
}

/** Edges that close an undelayed cycle (a drawing may have one for a while) do not order anything. */
function withoutCycles<E extends { from: string; to: string }>(ids: readonly string[], edges: readonly E[]): E[] {
  const kept: E[] = [];
  for (const edge of [...edges].sort(
    (p, q) => Number(ids.indexOf(p.from) > ids.indexOf(p.to)) - Number(ids.indexOf(q.from) > ids.indexOf(q.to)),
  ))
    if (!reaches(edge.to, edge.from, kept)) kept.push(edge);
  return kept;
}

function reaches(start: string, end: string, edges: readonly { from: string; to: string }[]): boolean {
  const seen = new Set([start]);
  for (const id of seen) for (const e of edges) if (e.from === id) seen.add(e.to);
  return seen.has(end);
}

/** Longest path that leads to each cell; a cell that nothing feeds now stands just before what it feeds. */
function columnsOf(ids: readonly string[], now: readonly { from: string; to: string }[]): Map<string, number> {
  const column = new Map(ids.map((id) => [id, 0]));
  for (let pass = 0; pass < ids.length; pass++) for (const e of now) column.set(e.to, Math.max(column.get(e.to)!, column.get(e.from)! + 1));
  for (const id of ids.slice(1)) {
    if (now.some((e) => e.to === id)) continue;
    const next = now.filter((e) => e.from === id).map((e) => column.get(e.to)!);
    column.set(id, Math.max(1, (next.length ? Math.min(...next) : 2) - 1));
  }
  for (let pass = 0; pass < ids.length; pass++) for (const e of now) column.set(e.to, Math.max(column.get(e.to)!, column.get(e.from)! + 1));
  return column;
}

/** The longest path that ends at the output. */
function spine(
  ids: readonly string[],
  now: readonly { from: string; to: string }[],
  column: Map<string, number>,
  output: string,
): string[] {
  const path: string[] = [];
  let at: string | undefined = ids.includes(output) ? output : ids.toSorted((p, q) => column.get(q)! - column.get(p)!)[0];
  while (at !== undefined) {
    path.unshift(at);
    at = now
      .filter((e) => e.to === at)
      .map((e) => e.from)
      .sort((p, q) => column.get(q)! - column.get(p)! || ids.indexOf(p) - ids.indexOf(q))[0];
  }
  return path;
}

function rowsOf(
  ids: readonly string[],
  now: readonly { from: string; to: string }[],
  edges: readonly EdgeToLay[],
  column: Map<string, number>,
  main: readonly string[],
): Map<string, number> {
  const row = new Map(main.map((id) => [id, 0]));
  const taken = new Set(main.map((id) => `${column.get(id)} 0`));
  const isFedBelow = (c: number) => edges.some((e) => e.delay > 0 && column.get(e.to) === c && row.has(e.to));
  const rest = ids.filter((id) => !row.has(id)).sort((p, q) => column.get(p)! - column.get(q)!);
  for (const id of rest) {
    const c = column.get(id)!;
    const before = now.filter((e) => e.to === id && row.has(e.from)).map((e) => row.get(e.from)!);
    const wished = before.find((r) => r !== 0);
    // What only feedback enters stands below, where it comes from.
    const first = !now.some((e) => e.to === id) && edges.some((e) => e.to === id && e.delay > 0) ? 1 : -1;
    const candidates = [
      ...(wished === undefined ? [] : [wished]),
      ...Array.from({ length: ids.length * 2 }, (_, k) => (k % 2 ? -first : first) * (1 + (k >> 1))),
    ];
    const place =
      candidates.find((r) => !taken.has(`${c} ${r}`) && (r < 0 || !isFedBelow(c))) ?? candidates.find((r) => !taken.has(`${c} ${r}`)) ?? 0;
    row.set(id, place);
    taken.add(`${c} ${place}`);
  }
  return row;
}
