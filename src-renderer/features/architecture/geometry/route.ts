/**
 * The way of every edge on the canvas (NOTES.md, "Loops: edge routing").
 *   row    forward, in the row: straight, or with two corners to another row
 *   over   skips and settle loops: over the row, down into the target from above
 *   under  feedback: leaves the output port, turns down (radius 12), runs left in a lane under the row, turns up
 *          (radius 22) and enters the target from below at a port of its own
 *   fold   forward, into a row further down and to the left: out, down between the rows, back and in
 *   self   a cell that settles with itself: a small loop over its right corner
 *   What a state begins with goes over the row too, from corner to corner: it leaves at the upper right of the cell that
 *   ends and enters at the upper left of the one that begins, at ports of its own.
 * Entry ports below are ordered outer lane left, inner lane right.
 * Whether an edge is amber is not decided here; an edge without delay that runs backwards takes the lower way as well.
 */
import { nestLanes, spread } from './lanes.ts';
import { freeColumn, isFree, isFreeAlong } from './obstacles.ts';
import type { Box, Point } from './path.ts';
import { overRoutes, selfLoop } from './route-over.ts';
import {
  bottom,
  centre,
  EXIT_RADIUS,
  finish,
  highEnd,
  LANE,
  LANE_RADIUS,
  left,
  lowEnd,
  OVER_RADIUS,
  right,
  TIP,
  TURN_OUT,
  type Between,
  type Route,
} from './route-parts.ts';

export interface EdgeToDraw {
  from: string;
  to: string;
  delay: number;
  settles: boolean;
  /** Says what the state of `to` begins with. */
  starts?: boolean;
}

/** How far a fold goes out before it turns. */
const FOLD = 18;
/** A delayed edge in the row needs room for its pill. */
const PILL_ROOM = 64;

export function routeEdges(boxes: ReadonlyMap<string, Box>, edges: readonly EdgeToDraw[]): (Route | undefined)[] {
  const all = [...boxes.values()];
  const routes = new Array<Route | undefined>(edges.length);
  const under: Between[] = [];
  const over: Between[] = [];
  edges.forEach((edge, index) => {
    const [a, b] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (!a || !b) return;
    if (edge.starts) over.push({ index, a, b, starts: true });
    else if (edge.settles) {
      if (a === b) routes[index] = selfLoop(a);
      else over.push({ index, a, b });
    } else if (a !== b && b.x > right(a).x + 8) {
      const others = edges.filter((e, i) => i !== index && e.delay === 0 && !e.settles && !e.starts);
      const joins = others.some((e) => e.to === edge.to && (boxes.get(e.from)?.x ?? b.x) < b.x);
      const forks = others.some((e) => e.from === edge.from && boxes.get(e.to)?.y === a.y);
      const route = rowRoute(a, b, all, edge.delay > 0, { joins, forks });
      if (route) routes[index] = route;
      else over.push({ index, a, b });
    } else {
      const route = edge.delay ? undefined : foldRoute(a, b, all);
      if (route) routes[index] = route;
      else under.push({ index, a, b });
    }
  });
  for (const [index, route] of underRoutes(under, all)) routes[index] = route;
  const settling = new Set(edges.filter((e) => e.settles && e.from === e.to).map((e) => boxes.get(e.from)!));
  for (const [index, route] of overRoutes(over, all, settling)) routes[index] = route;
  return routes;
}

/** Straight or with corners, if there is a free way; undefined sends the edge over the row. */
function rowRoute(
  a: Box,
  b: Box,
  all: readonly Box[],
  hasPill: boolean,
  /** Another edge leads along the row into the target, or away from the source. */
  { joins, forks }: { joins: boolean; forks: boolean },
): Route | undefined {
  const others = all.filter((box) => box !== a && box !== b);
  const [start, end] = [right(a), left(b)];
  const tip = { x: end.x - 5, y: end.y };
  if (Math.abs(start.y - end.y) < 1) {
    if ((hasPill && end.x - start.x < PILL_ROOM) || !isFree(start, end, others)) return undefined;
    return finish('row', [{ x: start.x + 4, y: start.y }, tip], [], 'right', start.y, start.x, end.x);
  }
  const reach = Math.min(20, (end.x - start.x) / 2);
  const elbow = (x: number): Point[] => [start, { x, y: start.y }, { x, y: end.y }, tip];
  const fromTop: Point[] = [{ x: centre(a), y: a.y }, { x: centre(a), y: end.y }, tip];
  const ontoTop: Point[] = [start, { x: centre(b), y: start.y }, { x: centre(b), y: b.y - TIP }];
  const isBelow = b.y > start.y + OVER_RADIUS + TIP;
  const isAbove = bottom(b) < a.y && end.y < a.y - OVER_RADIUS;
  const ways = [
    ...(isBelow && joins ? [ontoTop] : []),
    ...(isAbove && forks ? [fromTop] : []),
    elbow(end.x - reach),
    ...(isAbove && !forks ? [fromTop] : []),
    ...(isBelow && !joins ? [ontoTop] : []),
    elbow(start.x + reach),
  ];
  const way = ways.find((points) => isFreeAlong(points, others));
  if (!way) return undefined;
  const legs = way.slice(1).map((p, i) => ({ from: way[i], to: p }));
  // The label stands on the longest level leg; where two are short, on the one that only this edge has.
  const level = legs.filter((l) => l.from.y === l.to.y);
  const long = level.reduce((p, q) => (q.to.x - q.from.x > p.to.x - p.from.x - (forks ? 30 : 0) ? q : p));
  if (hasPill && long.to.x - long.from.x < PILL_ROOM) return undefined;
  const isOnTop = way === ontoTop;
  const route = finish(
    'row',
    way,
    way.slice(2).map(() => OVER_RADIUS),
    isOnTop ? 'down' : 'right',
    long.from.y,
    long.from.x,
    long.to.x,
  );
  if (way === fromTop) route.exit = way[0];
  return route;
}

/** Like the end of a line of text: undefined where there is no room between the rows. */
function foldRoute(a: Box, b: Box, all: readonly Box[]): Route | undefined {
  const [start, end] = [right(a), left(b)];
  const above = lowEnd(all, bottom(a), b.x - FOLD, start.x + FOLD);
  const below = highEnd(all, b.y, b.x - FOLD, start.x + FOLD);
  if (below - above < 2 * TURN_OUT) return undefined;
  const y = Math.round((above + below) / 2);
  const points = [
    start,
    { x: start.x + FOLD, y: start.y },
    { x: start.x + FOLD, y },
    { x: b.x - FOLD, y },
    { x: b.x - FOLD, y: end.y },
    { x: end.x - 5, y: end.y },
  ];
  if (
    !isFreeAlong(
      points,
      all.filter((box) => box !== a && box !== b),
    )
  )
    return undefined;
  return finish('fold', points, [EXIT_RADIUS, EXIT_RADIUS, EXIT_RADIUS, EXIT_RADIUS], 'right', y, b.x - FOLD, start.x + FOLD);
}

/** Feedback lanes under the row. */
function underRoutes(list: readonly Between[], all: readonly Box[]): [number, Route][] {
  const outs = turnOuts(list);
  const spans = list.map(({ a, b }, i) => {
    const [from, to] = [Math.min(centre(b), outs[i]), Math.max(centre(b), outs[i])];
    const least = lowEnd(all, Math.max(bottom(a), bottom(b)), from - TURN_OUT, to + TURN_OUT) + LANE;
    return { from, to, least };
  });
  const lanes = nestLanes(spans, LANE);
  const entries = ports(list, lanes, (ids) => ids.sort((p, q) => lanes[q] - lanes[p] || p - q), 44);
  return list.map(({ index, a, b }, i) => {
    const y = lanes[i];
    const start = right(a);
    const x = freeColumn(
      outs[i],
      start.y,
      y,
      all.filter((box) => box !== a),
    );
    const others = all.filter((box) => box !== b);
    const entry = { x: entries[i], y: bottom(b) };
    const isOpen = isFree(entry, { x: entry.x, y }, others);
    const side = { x: b.x - 16, y: bottom(b) - 14 };
    const points = isOpen
      ? [start, { x, y: start.y }, { x, y }, { x: entry.x, y }, { x: entry.x, y: entry.y + TIP }]
      : [start, { x, y: start.y }, { x, y }, { x: side.x, y }, side, { x: b.x - TIP, y: side.y }];
    const radii = [EXIT_RADIUS, LANE_RADIUS, LANE_RADIUS, EXIT_RADIUS].slice(0, points.length - 2);
    const route = finish('under', points, radii, isOpen ? 'up' : 'right', y, points[3].x, x);
    route.entry = isOpen ? entry : { x: b.x, y: side.y };
    return [index, route];
  });
}

/** Where each edge turns down. Edges of one cell share the way; cells of one column keep apart. */
function turnOuts(list: readonly Between[]): number[] {
  const sources = [...new Set(list.map((e) => e.a))].sort((p, q) => q.y - p.y);
  const offset = new Map<Box, number>();
  for (const a of sources) {
    const neighbours = [...offset.keys()].filter((other) => Math.abs(right(other).x - right(a).x) < 24);
    offset.set(a, TURN_OUT + neighbours.length * 7);
  }
  return list.map((e) => right(e.a).x + offset.get(e.a)!);
}

function ports(list: readonly Between[], lanes: readonly number[], order: (ids: number[]) => number[], gap: number): number[] {
  const places = lanes.map(() => 0);
  for (const box of new Set(list.map((e) => e.b))) {
    const ids = order(list.flatMap((e, i) => (e.b === box ? [i] : [])));
    const at = spread(ids.length, centre(box), box.width, gap);
    ids.forEach((id, k) => (places[id] = at[k]));
  }
  return places;
}
