/**
 * The same graph by step: one column of small boxes per time step, the last one a step ahead. It answers "what does
 * t-24 mean?" at a glance. A link over many steps runs in the channel between two rows, never through boxes.
 */
import { textWidth } from './plate.ts';
import { arrowHead, round, type Point } from './path.ts';

export interface UnrolledEdge {
  from: string;
  to: string;
  delay: number;
  settles: boolean;
  /** Says what the state of `to` begins with, or what it is before every step. */
  starts?: 'start' | 'state';
  /** Drawn dotted: it is only being asked for. */
  isPending?: boolean;
}

export interface Drawn {
  /** Cells without the window, in running order: the first is drawn at the bottom. */
  rows: readonly string[];
  /** Cells that carry a state of their own. */
  stateful: ReadonlySet<string>;
  /** The window is the source `input`. */
  edges: readonly UnrolledEdge[];
  input: string;
  /** Whose inputs matter most when not all delays have room. */
  focus?: string;
}

export interface UnrolledLink {
  path: string;
  arrow: string;
  kind: 'edge' | 'own' | 'settle' | 'starts';
  edge: number;
  isPending: boolean;
}

export interface Unrolled {
  width: number;
  height: number;
  rows: { id: string; y: number }[];
  /** offset: steps from t, or the place in its stretch. */
  columns: { offset: number; x: number; label: string }[];
  box: { width: number; height: number };
  /** Top left corners. */
  boxes: { id: string; x: number; y: number; isNow: boolean }[];
  /** Undelayed edges within a step. */
  verticals: string[];
  links: UnrolledLink[];
  /** Steps that are left out between two columns. */
  gaps: { x: number; y: number; steps: number; room: number }[];
  pills: { x: number; y: number; delay: number; edge: number }[];
  /** The column of t. */
  now?: { x: number; y: number; width: number; height: number };
  /** Where steps of different kinds stand side by side: where one ends, and the middle of each. */
  dividers: number[];
  captions: { x: number; stretch: number }[];
}

export const WIDTH = 46;
export const TOP = 24;
/** Under the last row: the stub of the window and the names of the steps. */
export const FOOT = 60;

/** The first cell at the bottom, as high as there is room. */
export function rowsOf(ids: readonly string[], height: number, foot: number) {
  const pitch = Math.max(16, Math.min(38, Math.floor((height - TOP - foot) / Math.max(1, ids.length - 1))));
  return {
    pitch,
    box: { width: WIDTH, height: Math.min(20, pitch - 7) },
    rows: ids.map((id, i) => ({ id, y: TOP + (ids.length - 1 - i) * pitch })),
    bottom: TOP + (ids.length - 1) * pitch,
    /** Where the names of the cells end. */
    names: Math.min(96, Math.max(0, ...ids.map((id) => textWidth(id, 6.2, 11)))),
  };
}

/** `height`: as much as it should take; it takes less for few cells, and more only when the boxes would touch. */
export function unroll(drawn: Drawn, width: number, height = 300): Unrolled {
  const { rows: ids, edges } = drawn;
  const { pitch, box, rows, bottom, names } = rowsOf(ids, height, FOOT);
  const y = new Map(rows.map((r) => [r.id, r.y]));

  const first = names + 16 + WIDTH / 2;
  const offsets = columnOffsets(drawn, width - first - WIDTH / 2 - 24);
  const skips = offsets.slice(1).filter((o, i) => o - offsets[i] > 1).length;
  const steps = offsets.length - 1;
  const room = (width - first - WIDTH / 2 - 24 - skips * 40) / Math.max(1, steps);
  const step = Math.max(74, Math.min(300, room));
  const columns: Unrolled['columns'] = [];
  let x = first;
  offsets.forEach((offset, i) => {
    if (i) x += step + (offset - offsets[i - 1] > 1 ? 40 : 0);
    columns.push({ offset, x: Math.round(x), label: offset === 0 ? 't' : offset > 0 ? `t+${offset}` : `t-${-offset}` });
  });
  const at = new Map(columns.map((c) => [c.offset, c.x]));
  const drawing: Drawing = { y, at, columns, edges, half: box.height / 2 };

  const links: UnrolledLink[] = [];
  for (const id of ids) if (drawn.stateful.has(id)) links.push(...ownLinks(drawing, y.get(id)!));
  const pills: Unrolled['pills'] = [];
  const channels = new Map<number, number>();
  edges.forEach((edge, index) => {
    const [from, to] = [y.get(edge.from), y.get(edge.to)];
    if (from === undefined || to === undefined) return;
    if (edge.settles) {
      const x = at.get(0)! + WIDTH / 2;
      links.push(link('settle', index, edge, settlePath({ x, y: from }, { x, y: to }), { x: x + 2, y: to - 4 }));
    }
    if (!edge.delay || !at.has(-edge.delay)) return;
    const isNear = edge.delay === 1;
    for (const { offset } of isNear ? columns : [{ offset: 0 }]) {
      const [x1, x2] = [at.get(offset - edge.delay), at.get(offset)];
      if (x1 === undefined || x2 === undefined) continue;
      const start = { x: x1 + WIDTH / 2, y: from };
      const end = { x: x2 - WIDTH / 2 - 2, y: to - 5 };
      const curve = isNear ? bend(start, end) : channel(start, end, channels, pitch);
      links.push(link('edge', index, edge, curve.path, end));
      if (offset === 0) pills.push({ ...freePlace(curve, pills, edge.delay), delay: edge.delay, edge: index });
    }
  });

  const now = at.get(0)!;
  return {
    width: Math.max(width, columns.at(-1)!.x + WIDTH / 2 + 24),
    height: bottom + FOOT,
    rows,
    columns,
    box,
    boxes: columns.flatMap((c) => rows.map((r) => ({ id: r.id, x: c.x - box.width / 2, y: r.y - box.height / 2, isNow: c.offset === 0 }))),
    verticals: verticals(drawn, drawing),
    links,
    gaps: columns.slice(1).flatMap((c, i) => {
      const left = columns[i];
      const missing = c.offset - left.offset - 1;
      return missing > 0 ? [{ x: (left.x + c.x) / 2, y: (TOP + bottom) / 2, steps: missing, room: c.x - left.x - WIDTH }] : [];
    }),
    pills,
    now: { x: now - 30, y: TOP - 18, width: 60, height: bottom - TOP + 76 },
    dividers: [],
    captions: [],
  };
}

export interface Drawing {
  y: ReadonlyMap<string, number>;
  at: ReadonlyMap<number, number>;
  columns: readonly { offset: number; x: number }[];
  edges: readonly UnrolledEdge[];
  /** Half the height of a box. */
  half: number;
}

/** t+1, t, t-1, t-2, and as many of the drawn delays as there is room for: those of the focus first, then the longest. */
function columnOffsets({ edges, focus, rows }: Drawn, width: number): number[] {
  const offsets = new Set([1, 0, -1]);
  const wanted = edges
    .filter((e) => e.delay > 1 && rows.includes(e.from) && rows.includes(e.to))
    .sort((p, q) => Number(q.to === focus) - Number(p.to === focus) || q.delay - p.delay)
    .map((e) => -e.delay);
  const most = Math.max(4, Math.floor(width / 100) + 1);
  for (const offset of [...wanted.slice(0, 1), -2, ...wanted.slice(1)]) if (offsets.size < most) offsets.add(offset);
  return [...offsets].sort((p, q) => p - q);
}

export const link = (
  kind: UnrolledLink['kind'],
  edge: number,
  drawn: Pick<UnrolledEdge, 'isPending'>,
  path: string,
  tip: Point,
  way: 'left' | 'right' = 'right',
): UnrolledLink => ({
  kind,
  edge,
  path,
  arrow: kind === 'settle' ? '' : arrowHead(tip, way, 3.5),
  isPending: drawn.isPending ?? false,
});

/** The state of a cell, from each step to the next. */
function ownLinks({ columns }: Drawing, y: number): UnrolledLink[] {
  return columns.slice(1).flatMap((c, i): UnrolledLink[] => {
    const left = columns[i];
    if (c.offset - left.offset !== 1) return [];
    const end = { x: c.x - WIDTH / 2 - 2, y: y + 5 };
    const path = `M${left.x + WIDTH / 2} ${end.y}H${end.x}`;
    return [{ kind: 'own', edge: -1, path, arrow: arrowHead(end, 'right', 3.5), isPending: false }];
  });
}

export interface Curve {
  path: string;
  middle: Point;
}

export function bend(start: Point, end: Point): Curve {
  const reach = (end.x - start.x) * 0.5;
  const path = `M${round(start.x)} ${start.y}C${round(start.x + reach)} ${start.y} ${round(end.x - reach)} ${end.y} ${round(end.x)} ${end.y}`;
  return { path, middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } };
}

/** Along the free channel beside the source's row, on the side of the target; to the right, or to the left. */
export function channel(start: Point, end: Point, used: Map<number, number>, pitch: number): Curve {
  const side = end.y + 5 > start.y ? 1 : -1;
  const row = start.y + side * (pitch / 2);
  const others = used.get(row) ?? 0;
  used.set(row, others + 1);
  const y = row + (others % 2 ? -1 : 1) * Math.ceil(others / 2) * 5;
  const way = end.x < start.x ? -1 : 1;
  const [a, b] = [start.x + way * 34, end.x - way * 44];
  const path =
    `M${round(start.x)} ${start.y}C${round(start.x + way * 20)} ${start.y} ${round(a - way * 20)} ${y} ${round(a)} ${y}` +
    `H${round(b)}C${round(b + way * 26)} ${y} ${round(end.x - way * 26)} ${end.y} ${round(end.x)} ${end.y}`;
  return { path, middle: { x: (a + b) / 2, y } };
}

export function settlePath(from: Point, to: Point): string {
  const y = to.y - 4;
  const out = from.y === to.y ? 22 : 26;
  return `M${from.x} ${from.y + 4}C${from.x + out} ${from.y + 4} ${to.x + out} ${y} ${to.x + 2} ${y}`;
}

/** Pills of several links in one place stand under each other. */
export function freePlace(curve: Curve, taken: readonly Point[], delay: number): Point {
  const place = { x: Math.round(curve.middle.x), y: Math.round(curve.middle.y) };
  while (taken.some((p) => Math.abs(p.x - place.x) < 26 + String(delay).length * 5 && Math.abs(p.y - place.y) < 17)) place.x += 34;
  return place;
}

/** Undelayed edges: straight between neighbours, a bow to the left over others; a stub where the window comes in. */
function verticals({ edges, input }: Drawn, { y, columns, half }: Drawing): string[] {
  const sorted = [...y.values()].sort((p, q) => p - q);
  return columns.flatMap(({ x }) =>
    edges.flatMap((e) => {
      const to = y.get(e.to);
      if (e.delay || e.settles || e.starts || to === undefined) return [];
      if (e.from === input) return to === sorted.at(-1) ? [`M${x} ${to + half + 17}V${to + half}`] : [];
      const from = y.get(e.from);
      if (from === undefined || from <= to) return [];
      if (sorted.indexOf(from) - sorted.indexOf(to) === 1) return [`M${x} ${from - half}V${to + half}`];
      const left = x - WIDTH / 2;
      const bulge = 6 + 2.5 * (sorted.indexOf(from) - sorted.indexOf(to));
      return [`M${left} ${from - 3}C${left - bulge} ${from - 3} ${left - bulge} ${to + 3} ${left} ${to + 3}`];
    }),
  );
}
