/**
 * Where every plate stands: where a person put it, or laid out. A drawing in which nobody has moved anything keeps no
 * places at all, and is laid out anew after every change; `Tidy` brings it back to that.
 */
import { INPUT, type Architecture } from '#engine/architecture.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import { layOut, ROW, type Size } from '../geometry/layout.ts';
import type { Point } from '../geometry/path.ts';
import { isNow } from './loops.ts';

export type Layout = Record<string, Point>;

export function placesOf(a: Architecture, layout: Layout, sizes: ReadonlyMap<string, Size>): Map<string, Point> {
  const ids = [...sizes.keys()];
  const kept = ids.filter((id) => layout[id]);
  if (!kept.length)
    return layOut(
      ids,
      sizes,
      a.edges.map((e) => ({ ...e, settles: Boolean(e.settle), starts: !isInput(e) })),
      a.output,
    );
  const places = new Map<string, Point>(kept.map((id) => [id, layout[id]]));
  for (const id of ids) if (!places.has(id)) places.set(id, besideNeighbours(a, id, places, sizes));
  return new Map(ids.map((id) => [id, places.get(id)!]));
}

/** Right of the cell that feeds it, or left of the one it feeds, moved down until nothing stands there. */
function besideNeighbours(a: Architecture, id: string, places: ReadonlyMap<string, Point>, sizes: ReadonlyMap<string, Size>): Point {
  const before = a.edges.find((e) => e.to === id && isNow(e) && places.has(e.from))?.from;
  const after = a.edges.find((e) => e.from === id && places.has(e.to))?.to;
  const anchor = before ?? after ?? (places.has(INPUT) ? INPUT : [...places.keys()][0]);
  const at = places.get(anchor)!;
  const size = sizes.get(id)!;
  const x = before || !after ? at.x + sizes.get(anchor)!.width + 40 : at.x - size.width - 40;
  return freeSpot({ x, y: at.y }, size, places, sizes);
}

export function freeSpot(wished: Point, size: Size, places: ReadonlyMap<string, Point>, sizes: ReadonlyMap<string, Size>): Point {
  const spot = { x: Math.round(wished.x), y: Math.round(wished.y) };
  const isTaken = () =>
    [...places].some(([id, p]) => {
      const s = sizes.get(id);
      return (
        s &&
        p.x < spot.x + size.width + 12 &&
        p.x + s.width + 12 > spot.x &&
        p.y < spot.y + size.height + 12 &&
        p.y + s.height + 12 > spot.y
      );
    });
  for (let tries = 0; isTaken() && tries < 50; tries++) spot.y += ROW;
  return spot;
}

/** Room for a new plate between two others: everything right of it moves, when it has to. */
export function makeRoom(
  layout: Layout,
  from: string,
  to: string,
  size: Size,
  sizes: ReadonlyMap<string, Size>,
): { layout: Layout; at: Point } {
  const [a, b] = [layout[from], layout[to]];
  const left = a.x + (sizes.get(from)?.width ?? 0);
  const missing = Math.max(0, size.width + 80 - (b.x - left));
  if (b.x <= left) return { layout, at: { x: Math.round((a.x + b.x) / 2), y: Math.round(Math.max(a.y, b.y) + 150) } };
  const moved = Object.fromEntries(Object.entries(layout).map(([id, p]) => [id, p.x >= b.x ? { x: p.x + missing, y: p.y } : p]));
  return { layout: moved, at: { x: Math.round(left + (b.x + missing - left - size.width) / 2), y: Math.round((a.y + b.y) / 2) } };
}
