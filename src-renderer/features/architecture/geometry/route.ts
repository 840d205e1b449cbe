/**
 * The way of every edge on the canvas (NOTES.md, "Loops: edge routing").
 *   row    forward, in the row: straight, or with two corners to another row
 *   over   skips and settle loops: over the row, down into the target from above
 *   under  feedback: leaves the output port, turns down (radius 12), runs left in a lane under the row, turns up
 *          (radius 22) and enters the target from below at a port of its own
 *   self   a cell that settles with itself: a small loop over its right corner
 * Entry ports below are ordered outer lane left, inner lane right.
 * Whether an edge is amber is not decided here; an edge without delay that runs backwards takes the lower way as well.
 */
import { nestLanes, spread } from './lanes.ts';
import { freeColumn, isFree, isFreeAlong, within } from './obstacles.ts';
import { arrowHead, roundedPath, type Box, type Direction, type Point } from './path.ts';

export interface EdgeToDraw {
  from: string;
  to: string;
  delay: number;
  settles: boolean;
}

export interface Route {
  kind: 'row' | 'over' | 'under' | 'self';
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

/** Lanes under the row lie this far from the plates and from each other. */
export const LANE = 56;
const OVER_LANE = 44;
const TURN_OUT = 14;
const EXIT_RADIUS = 12;
const LANE_RADIUS = 22;
const OVER_RADIUS = 20;
/** The arrow stops this far from the plate, where the port is. */
const TIP = 6;
/** A delayed edge in the row needs room for its pill. */
const PILL_ROOM = 64;

export function routeEdges(boxes: ReadonlyMap<string, Box>, edges: readonly EdgeToDraw[]): (Route | undefined)[] {
  const all = [...boxes.values()];
  const routes = new Array<Route | undefined>(edges.length);
  const under: Lower[] = [];
  const over: Upper[] = [];
  edges.forEach((edge, index) => {
    const [a, b] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (!a || !b) return;
    if (edge.settles) {
      if (a === b) routes[index] = selfLoop(a);
      else over.push({ index, a, b });
    } else if (a !== b && b.x > right(a).x + 8) {
      const others = edges.filter((e, i) => i !== index && e.delay === 0 && !e.settles);
      const joins = others.some((e) => e.to === edge.to && (boxes.get(e.from)?.x ?? b.x) < b.x);
      const forks = others.some((e) => e.from === edge.from && boxes.get(e.to)?.y === a.y);
      const route = rowRoute(a, b, all, edge.delay > 0, { joins, forks });
      if (route) routes[index] = route;
      else over.push({ index, a, b });
    } else under.push({ index, a, b });
  });
  for (const [index, route] of underRoutes(under, all)) routes[index] = route;
  const settling = new Set(edges.filter((e) => e.settles && e.from === e.to).map((e) => boxes.get(e.from)!));
  for (const [index, route] of overRoutes(over, all, settling)) routes[index] = route;
  return routes;
}

interface Lower {
  index: number;
  a: Box;
  b: Box;
}
type Upper = Lower;

const right = (b: Box): Point => ({ x: b.x + b.width, y: b.y + b.height / 2 });
const left = (b: Box): Point => ({ x: b.x, y: b.y + b.height / 2 });
const centre = (b: Box): number => b.x + b.width / 2;
const bottom = (b: Box): number => b.y + b.height;

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

/** Feedback lanes under the row. */
function underRoutes(list: readonly Lower[], all: readonly Box[]): [number, Route][] {
  const outs = turnOuts(list);
  const spans = list.map(({ a, b }, i) => {
    const [from, to] = [Math.min(centre(b), outs[i]), Math.max(centre(b), outs[i])];
    const least = Math.max(...within(all, from - TURN_OUT, to + TURN_OUT).map(bottom), bottom(a), bottom(b)) + LANE;
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
function turnOuts(list: readonly Lower[]): number[] {
  const sources = [...new Set(list.map((e) => e.a))].sort((p, q) => q.y - p.y);
  const offset = new Map<Box, number>();
  for (const a of sources) {
    const neighbours = [...offset.keys()].filter((other) => Math.abs(right(other).x - right(a).x) < 24);
    offset.set(a, TURN_OUT + neighbours.length * 7);
  }
  return list.map((e) => right(e.a).x + offset.get(e.a)!);
}

/** Skips to the right and settle loops to the left, over the row. */
function overRoutes(list: readonly Upper[], all: readonly Box[], settling: ReadonlySet<Box>): [number, Route][] {
  const isBack = (e: Upper) => right(e.a).x > centre(e.b);
  const spans = list.map((e) => {
    const ends = [isBack(e) ? right(e.a).x + 10 : centre(e.a), centre(e.b)];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    const beneath = within(all, from, to);
    const top = Math.min(...beneath.map((b) => b.y - (settling.has(b) ? 28 : 0)), e.a.y, e.b.y);
    return { from, to, least: -top + OVER_LANE };
  });
  const lanes = nestLanes(spans, OVER_LANE).map((d) => -d);
  const places = topPorts(list, lanes, isBack);
  return list.map((e, i) => {
    const y = lanes[i];
    const goes = all.filter((box) => box !== e.a);
    const comes = all.filter((box) => box !== e.b);
    const [exit, entry] = [
      { x: places.exits[i], y: e.a.y },
      { x: places.entries[i], y: e.b.y },
    ];
    const out = right(e.a);
    const corner = { x: out.x, y: e.a.y + 10 };
    const first = isBack(e)
      ? [corner, { x: out.x + 10, y: corner.y }, { x: out.x + 10, y }]
      : isFree(exit, { x: exit.x, y }, goes)
        ? [exit, { x: exit.x, y }]
        : [out, { x: out.x + 12, y: out.y }, { x: out.x + 12, y }];
    const isOpen = isFree(entry, { x: entry.x, y }, comes);
    const side = { x: e.b.x - 16, y: e.b.y + 14 };
    const last = isOpen
      ? [
          { x: entry.x, y },
          { x: entry.x, y: entry.y - TIP },
        ]
      : [{ x: side.x, y }, side, { x: e.b.x - TIP, y: side.y }];
    const points = [...first, ...last];
    const radii = points.slice(2).map((_, k) => (first.length === 3 && k === 0 ? 9 : OVER_RADIUS));
    const ends = [first.at(-1)!.x, last[0].x];
    const route = finish('over', points, radii, isOpen ? 'down' : 'right', y, Math.min(...ends), Math.max(...ends));
    if (first.length === 2) route.exit = exit;
    return [e.index, route];
  });
}

/**
 * Ports on the upper side. Left to right: what comes from the left, inner lane first, then what goes or comes to the
 * right, inner lane last; so no two of them cross.
 */
function topPorts(list: readonly Upper[], lanes: readonly number[], isBack: (e: Upper) => boolean): { exits: number[]; entries: number[] } {
  const exits = list.map((e) => centre(e.a));
  const entries = list.map((e) => centre(e.b));
  for (const box of new Set(list.flatMap((e) => [e.a, e.b]))) {
    const used = list.flatMap((e, i) => [
      ...(e.b === box ? [{ i, places: entries, toRight: isBack(e) }] : []),
      ...(e.a === box && !isBack(e) ? [{ i, places: exits, toRight: true }] : []),
    ]);
    // Inner lanes have the larger y.
    used.sort((p, q) => Number(p.toRight) - Number(q.toRight) || (p.toRight ? lanes[p.i] - lanes[q.i] : lanes[q.i] - lanes[p.i]));
    const places = spread(used.length, centre(box), box.width, 28);
    used.forEach(({ i, places: list }, k) => (list[i] = places[k]));
  }
  return { exits, entries };
}

function ports(list: readonly Lower[], lanes: readonly number[], order: (ids: number[]) => number[], gap: number): number[] {
  const places = lanes.map(() => 0);
  for (const box of new Set(list.map((e) => e.b))) {
    const ids = order(list.flatMap((e, i) => (e.b === box ? [i] : [])));
    const at = spread(ids.length, centre(box), box.width, gap);
    ids.forEach((id, k) => (places[id] = at[k]));
  }
  return places;
}

function selfLoop(box: Box): Route {
  const out = { x: box.x + box.width, y: box.y + 10 };
  const y = box.y - 26;
  const x = box.x + 14;
  const points = [out, { x: out.x + 10, y: out.y }, { x: out.x + 10, y }, { x, y }, { x, y: box.y - TIP }];
  return finish('self', points, [9, 13, 13], 'down', y, x, out.x + 10);
}

function finish(kind: Route['kind'], points: Point[], radii: number[], direction: Direction, y: number, from: number, to: number): Route {
  return {
    kind,
    points,
    path: roundedPath(points, radii),
    arrow: arrowHead(points.at(-1)!, direction),
    lane: { y, from, to },
    middle: { x: Math.round((from + to) / 2), y },
  };
}
