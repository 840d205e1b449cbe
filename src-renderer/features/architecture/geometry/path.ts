// Lines of horizontal and vertical legs with rounded corners, as SVG path text. All numbers in canvas pixels.

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/**
 * points: the corners, first and last included; each leg runs along one axis.
 * radii: one per inner corner; a corner takes at most half of the shorter leg beside it, or a whole leg at an end.
 */
export function roundedPath(points: readonly Point[], radii: readonly number[]): string {
  const parts = [`M${text(points[0])}`];
  for (let i = 1; i < points.length - 1; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
    const share = (j: number) => (j === 0 || j === points.length - 1 ? 1 : 0.5);
    const radius = Math.min(radii[i - 1], distance(before, corner) * share(i - 1), distance(corner, after) * share(i + 1));
    if (radius < 0.5) {
      parts.push(`L${text(corner)}`);
      continue;
    }
    const start = towards(corner, before, radius);
    const end = towards(corner, after, radius);
    const turn = (corner.x - before.x) * (after.y - corner.y) - (corner.y - before.y) * (after.x - corner.x);
    parts.push(`L${text(start)}`, `A${round(radius)} ${round(radius)} 0 0 ${turn > 0 ? 1 : 0} ${text(end)}`);
  }
  parts.push(`L${text(points[points.length - 1])}`);
  return parts.join('');
}

/** Open arrow head whose tip is at the point; `size` is its half width. */
export function arrowHead(tip: Point, direction: Direction, size = 4): string {
  const back = size * 1.5;
  switch (direction) {
    case 'right':
      return `M${round(tip.x - back)} ${round(tip.y - size)}L${text(tip)}L${round(tip.x - back)} ${round(tip.y + size)}`;
    case 'left':
      return `M${round(tip.x + back)} ${round(tip.y - size)}L${text(tip)}L${round(tip.x + back)} ${round(tip.y + size)}`;
    case 'up':
      return `M${round(tip.x - size)} ${round(tip.y + back)}L${text(tip)}L${round(tip.x + size)} ${round(tip.y + back)}`;
    case 'down':
      return `M${round(tip.x - size)} ${round(tip.y - back)}L${text(tip)}L${round(tip.x + size)} ${round(tip.y - back)}`;
    default:
      return direction satisfies never;
  }
}

export type Direction = 'right' | 'left' | 'up' | 'down';

export const round = (n: number): number => Math.round(n * 10) / 10;
const text = (p: Point): string => `${round(p.x)} ${round(p.y)}`;
export const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
