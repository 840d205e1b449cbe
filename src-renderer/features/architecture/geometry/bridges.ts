// Where lines cross, the upper one gets a small gap under it, so that a crossing does not read as a junction.
import { round, type Point } from './path.ts';

const HALF = 7;

/** Short pieces of the upper path at its crossings with the lower ones, as SVG path text; empty when there are none. */
export function bridges(upper: readonly Point[], lower: readonly (readonly Point[])[]): string {
  let path = '';
  for (let i = 1; i < upper.length; i++) {
    const [p, q] = [upper[i - 1], upper[i]];
    const isLevel = p.y === q.y;
    for (const points of lower)
      for (let j = 1; j < points.length; j++) {
        const [r, s] = [points[j - 1], points[j]];
        if ((r.y === s.y) === isLevel) continue;
        const at = isLevel ? { x: r.x, y: p.y } : { x: p.x, y: r.y };
        if (!isInside(at, p, q) || !isInside(at, r, s)) continue;
        path += isLevel ? `M${round(at.x - HALF)} ${at.y}H${round(at.x + HALF)}` : `M${at.x} ${round(at.y - HALF)}V${round(at.y + HALF)}`;
      }
  }
  return path;
}

/** Between the ends of a leg and not at them: lines that meet at a port or turn are one line there. */
function isInside(at: Point, from: Point, to: Point): boolean {
  const between = (v: number, a: number, b: number) => v > Math.min(a, b) + 2 && v < Math.max(a, b) - 2;
  return from.y === to.y ? between(at.x, from.x, to.x) : between(at.y, from.y, to.y);
}
