// Whether a leg of an edge has a free way between the plates.
import type { Box, Point } from './path.ts';

/** Space that an edge keeps from a plate that it does not belong to. */
const CLEARANCE = 6;

/** True when the leg from p to q (along one axis) runs into none of the boxes. */
export function isFree(p: Point, q: Point, boxes: readonly Box[]): boolean {
  const [left, right] = [Math.min(p.x, q.x) - CLEARANCE, Math.max(p.x, q.x) + CLEARANCE];
  const [top, bottom] = [Math.min(p.y, q.y) - CLEARANCE, Math.max(p.y, q.y) + CLEARANCE];
  return !boxes.some((b) => b.x < right && b.x + b.width > left && b.y < bottom && b.y + b.height > top);
}

export const isFreeAlong = (points: readonly Point[], boxes: readonly Box[]): boolean =>
  points.every((p, i) => i === 0 || isFree(points[i - 1], p, boxes));

/** First x at or right of the given one where a vertical leg between two heights is free. */
export function freeColumn(x: number, y1: number, y2: number, boxes: readonly Box[], gap = 14): number {
  for (let tries = 0; tries <= boxes.length; tries++) {
    const hit = boxes.filter((b) => !isFree({ x, y: y1 }, { x, y: y2 }, [b]));
    if (!hit.length) return x;
    x = Math.max(...hit.map((b) => b.x + b.width)) + gap;
  }
  return x;
}

export const within = (boxes: readonly Box[], from: number, to: number): Box[] => boxes.filter((b) => b.x < to && b.x + b.width > from);

/** Distance of a point from a path of legs. */
export function distanceTo(p: Point, points: readonly Point[]): number {
  let least = Infinity;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const x = Math.min(Math.max(p.x, Math.min(a.x, b.x)), Math.max(a.x, b.x));
    const y = Math.min(Math.max(p.y, Math.min(a.y, b.y)), Math.max(a.y, b.y));
    least = Math.min(least, Math.hypot(p.x - x, p.y - y));
  }
  return least;
}
