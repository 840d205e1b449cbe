// What all ways of edges are made of: the ports of a plate, how sharply they turn, and a finished path.
import { within } from './obstacles.ts';
import { arrowHead, roundedPath, type Box, type Direction, type Point } from './path.ts';

export interface Route {
  kind: 'row' | 'over' | 'under' | 'fold' | 'self';
  path: string;
  arrow: string;
  /** Corners without rounding. */
  points: Point[];
  /** The long leg: its height and ends. */
  lane: { y: number; from: number; to: number };
  /** Centre of the delay pill, on the lane's middle. */
  middle: Point;
  /** Port of its own where it leaves (top of a plate) or enters (top or bottom). */
  exit?: Point;
  entry?: Point;
}

/** An edge and the plates that it joins. */
export interface Between {
  index: number;
  a: Box;
  b: Box;
  starts?: boolean;
}

/** Lanes under the row lie this far from the plates and from each other. */
export const LANE = 56;
export const TURN_OUT = 14;
export const EXIT_RADIUS = 12;
export const LANE_RADIUS = 22;
export const OVER_RADIUS = 20;
/** The arrow stops this far from the plate, where the port is. */
export const TIP = 6;
/** Plates further apart than this stand in different rows of a folded drawing. */
const ROW_GAP = 96;

export const right = (b: Box): Point => ({ x: b.x + b.width, y: b.y + b.height / 2 });
export const left = (b: Box): Point => ({ x: b.x, y: b.y + b.height / 2 });
export const centre = (b: Box): number => b.x + b.width / 2;
export const bottom = (b: Box): number => b.y + b.height;

/** The lowest end of the plates under a height, as long as no more than the gap between two rows lies between them. */
export function lowEnd(all: readonly Box[], from: number, left: number, right: number): number {
  let end = from;
  for (const box of within(all, left, right).toSorted((p, q) => p.y - q.y)) if (box.y - end < ROW_GAP) end = Math.max(end, bottom(box));
  return end;
}

/** The upper end of the plates over a height. lift: what a plate has over it. */
export function highEnd(all: readonly Box[], from: number, left: number, right: number, lift: (box: Box) => number = () => 0): number {
  let end = from;
  for (const box of within(all, left, right).toSorted((p, q) => bottom(q) - bottom(p)))
    if (end - bottom(box) < ROW_GAP) end = Math.min(end, box.y - lift(box));
  return end;
}

export function finish(
  kind: Route['kind'],
  points: Point[],
  radii: number[],
  direction: Direction,
  y: number,
  from: number,
  to: number,
): Route {
  return {
    kind,
    points,
    path: roundedPath(points, radii),
    arrow: arrowHead(points.at(-1)!, direction),
    lane: { y, from, to },
    middle: { x: Math.round((from + to) / 2), y },
  };
}
