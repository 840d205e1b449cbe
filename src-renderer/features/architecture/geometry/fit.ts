// How to show everything: the rectangle of plates and lanes, and the viewport that holds it.
import type { Box, Point } from './path.ts';
import type { Route } from './route-parts.ts';

export interface Viewport extends Point {
  zoom: number;
}

export const LEAST_ZOOM = 0.25;
export const MOST_ZOOM = 2;

/** Everything that is drawn, with room for the labels at lanes. */
export function boundsOf(boxes: Iterable<Box>, routes: readonly (Route | undefined)[]): Box {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const b of boxes) {
    xs.push(b.x, b.x + b.width);
    ys.push(b.y, b.y + b.height);
  }
  for (const route of routes) {
    if (!route) continue;
    for (const p of route.points) xs.push(p.x);
    for (const p of route.points) ys.push(p.y);
    if (route.kind === 'under') ys.push(route.lane.y + 20);
    if (route.kind === 'over' || route.kind === 'self') ys.push(route.lane.y - 16);
  }
  if (!xs.length) return { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export interface Insets {
  top: number;
  bottom: number;
  side: number;
}

/** Centred, as large as fits and never larger than `most`. */
export function fitInto(bounds: Box, width: number, height: number, { top, bottom, side }: Insets, most = 1): Viewport {
  const room = { width: Math.max(80, width - 2 * side), height: Math.max(80, height - top - bottom) };
  const zoom = Math.max(LEAST_ZOOM, Math.min(most, room.width / Math.max(1, bounds.width), room.height / Math.max(1, bounds.height)));
  return {
    x: Math.round(side + (room.width - bounds.width * zoom) / 2 - bounds.x * zoom),
    y: Math.round(top + (room.height - bounds.height * zoom) / 2 - bounds.y * zoom),
    zoom,
  };
}
