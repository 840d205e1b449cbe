// Ways over the row: skips, settle loops, and what states begin with.
import { nestLanes, spread } from './lanes.ts';
import { isFree } from './obstacles.ts';
import type { Box } from './path.ts';
import { centre, finish, highEnd, OVER_RADIUS, right, TIP, type Between, type Route } from './route-parts.ts';

const OVER_LANE = 44;
/** What a cell that settles with itself has over it. */
const SELF_LOOP = 28;
/** Where what a state begins with leaves and enters: so far from the corner of the plate. */
const CORNER = 16;

/** Skips to the right, settle loops to the left, and what states begin with, over the row. */
export function overRoutes(list: readonly Between[], all: readonly Box[], settling: ReadonlySet<Box>): [number, Route][] {
  const isBack = (e: Between) => right(e.a).x > centre(e.b);
  const spans = list.map((e) => {
    const ends = [isBack(e) ? right(e.a).x + 10 : e.starts ? right(e.a).x - CORNER : centre(e.a), e.starts ? e.b.x + CORNER : centre(e.b)];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    const top = highEnd(all, Math.min(e.a.y, e.b.y), from, to, (box) => (settling.has(box) ? SELF_LOOP : 0));
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
    if (e.starts) route.entry = isOpen ? entry : { x: e.b.x, y: side.y };
    return [e.index, route];
  });
}

/**
 * Ports on the upper side. Left to right: what comes from the left, inner lane first, then what goes or comes to the
 * right, inner lane last; so no two of them cross. What a state begins with has the corners.
 */
function topPorts(
  list: readonly Between[],
  lanes: readonly number[],
  isBack: (e: Between) => boolean,
): { exits: number[]; entries: number[] } {
  const exits = list.map((e) => (e.starts ? right(e.a).x - CORNER : centre(e.a)));
  const entries = list.map((e) => (e.starts ? e.b.x + CORNER : centre(e.b)));
  for (const box of new Set(list.flatMap((e) => [e.a, e.b]))) {
    const used = list.flatMap((e, i) => [
      ...(e.b === box && !e.starts ? [{ i, places: entries, toRight: isBack(e) }] : []),
      ...(e.a === box && !isBack(e) && !e.starts ? [{ i, places: exits, toRight: true }] : []),
    ]);
    // Inner lanes have the larger y.
    used.sort((p, q) => Number(p.toRight) - Number(q.toRight) || (p.toRight ? lanes[p.i] - lanes[q.i] : lanes[q.i] - lanes[p.i]));
    const places = spread(used.length, centre(box), box.width, 28);
    used.forEach(({ i, places: list }, k) => (list[i] = places[k]));
  }
  return { exits, entries };
}

/** A small loop over the right corner of a plate. */
export function selfLoop(box: Box): Route {
  const out = { x: box.x + box.width, y: box.y + 10 };
  const y = box.y - 26;
  const x = box.x + 14;
  const points = [out, { x: out.x + 10, y: out.y }, { x: out.x + 10, y }, { x, y }, { x, y: box.y - TIP }];
  return finish('self', points, [9, 13, 13], 'down', y, x, out.x + 10);
}
