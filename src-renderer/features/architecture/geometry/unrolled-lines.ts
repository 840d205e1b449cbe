/**
 * A network unrolled whose cells do not all run at the rows of the window one after the other: rows, segments, what is there
 * once, and the steps of the horizon stand side by side, each with its first and last steps. What runs backwards points to
 * the left; a state that is handed over goes from where one cell ends to where the other begins.
 */
import type { Line } from '#engine/compile/line.ts';
import type { Point } from './path.ts';
import {
  bend,
  channel,
  freePlace,
  link,
  rowsOf,
  settlePath,
  TOP,
  WIDTH,
  type Unrolled,
  type UnrolledEdge,
  type UnrolledLink,
} from './unrolled.ts';

export interface Stretch {
  kind: Line['kind'];
  /** How many steps it has. */
  steps: number;
  /** The name of a step, counted from 1. */
  label: (step: number) => string;
}

export interface DrawnOnLines {
  /** Cells without the window, in running order, with the stretch that each stands on, and whether it reads only where another ends. */
  rows: readonly { id: string; stretch: number; isBackward: boolean; isStateful: boolean; readsEnd: boolean }[];
  stretches: readonly Stretch[];
  edges: readonly UnrolledEdge[];
  input: string;
}

/** Names of the steps, and under them what they are. */
const FOOT = 76;
/** More between two stretches, and where steps are left out. */
const BETWEEN = 30;
const LEFT_OUT = 26;

interface Column {
  stretch: number;
  step: number;
  x: number;
}

export function unrollLines(drawn: DrawnOnLines, width: number, height = 300): Unrolled {
  const { rows: cells, stretches, edges, input } = drawn;
  const { pitch, box, rows, bottom, names } = rowsOf(
    cells.map((c) => c.id),
    height,
    FOOT,
  );
  const y = new Map(rows.map((r) => [r.id, r.y]));
  const cellOf = new Map(cells.map((c) => [c.id, c]));
  const columns = columnsOf(drawn, names + 16 + WIDTH / 2, width);
  const of = (stretch: number) => columns.filter((c) => c.stretch === stretch);
  const xAt = (stretch: number, step: number) => columns.find((c) => c.stretch === stretch && c.step === step)?.x;
  const endOf = (id: string): Column => {
    const { stretch, isBackward } = cellOf.get(id)!;
    return isBackward ? of(stretch)[0] : of(stretch).at(-1)!;
  };
  const order = columns.map((c) => c.x);
  const isNext = (a: number, b: number) => order.indexOf(b) - order.indexOf(a) === 1;

  const links: UnrolledLink[] = [];
  const pills: Unrolled['pills'] = [];
  const verticals: string[] = [];
  const channels = new Map<number, number>();
  const half = WIDTH / 2;
  /** From the side of one box to the side of another, whichever way. */
  const lead = (kind: UnrolledLink['kind'], index: number, from: Point, to: Point, isNear: boolean): Point => {
    const way = to.x < from.x ? -1 : 1;
    const start = { x: from.x + way * half, y: from.y };
    const end = { x: to.x - way * (half + 2), y: to.y - 5 };
    const curve = isNear ? bend(start, end) : channel(start, end, channels, pitch);
    links.push(link(kind, index, edges[index] ?? {}, curve.path, end, way > 0 ? 'right' : 'left'));
    return curve.middle;
  };

  for (const cell of cells) if (cell.isStateful) links.push(...ownLinks(of(cell.stretch), y.get(cell.id)!, cell.isBackward));
  edges.forEach((edge, index) => {
    const to = cellOf.get(edge.to);
    if (!to) return;
    const targets = of(to.stretch);
    if (edge.from === input) {
      if (y.get(to.id) === bottom)
        for (const { x } of targets) verticals.push(`M${x} ${bottom + box.height / 2 + 15}V${bottom + box.height / 2}`);
      return;
    }
    const from = cellOf.get(edge.from);
    if (!from) return;
    const [y1, y2] = [y.get(from.id)!, y.get(to.id)!];
    if (edge.starts) {
      const end = endOf(from.id);
      const begins = edge.starts === 'state' ? targets : [to.isBackward ? targets.at(-1)! : targets[0]];
      for (const { x } of begins) lead('starts', index, { x: end.x, y: y1 }, { x, y: y2 }, isNext(end.x, x));
    } else if (from.stretch !== to.stretch) {
      const sources = stretches[from.stretch].kind === 'once' || to.readsEnd ? [endOf(from.id)] : of(from.stretch);
      const isFold = stretches[to.stretch].kind === 'segments';
      for (const { x } of sources)
        for (const target of isFold ? targets.slice(-1) : targets)
          lead('edge', index, { x, y: y1 }, { x: target.x, y: y2 }, isNext(x, target.x));
    } else if (edge.settles) {
      const { x } = targets.at(-1)!;
      links.push(link('settle', index, edge, settlePath({ x: x + half, y: y1 }, { x: x + half, y: y2 }), { x, y: y2 }));
    } else if (edge.delay) {
      const back = to.isBackward ? edge.delay : -edge.delay;
      const pairs = targets.flatMap((target) => {
        const x = xAt(to.stretch, target.step + back);
        return x === undefined ? [] : [{ from: x, to: target.x }];
      });
      pairs.forEach((pair, i) => {
        const middle = lead('edge', index, { x: pair.from, y: y1 }, { x: pair.to, y: y2 }, Math.abs(back) === 1);
        if (i === pairs.length - 1) pills.push({ ...freePlace({ path: '', middle }, pills, edge.delay), delay: edge.delay, edge: index });
      });
    } else for (const { x } of targets) verticals.push(...vertical(x, y1, y2, [...y.values()], box.height / 2));
  });

  return {
    width: Math.max(width, columns.at(-1)!.x + half + 24),
    height: bottom + FOOT,
    rows,
    columns: columns.map((c) => ({ offset: c.step, x: c.x, label: stretches[c.stretch].label(c.step) })),
    box,
    boxes: columns.flatMap((c) =>
      cells.filter((r) => r.stretch === c.stretch).map((r) => ({ id: r.id, x: c.x - half, y: y.get(r.id)! - box.height / 2, isNow: true })),
    ),
    verticals,
    links,
    gaps: columns.slice(1).flatMap((c, i) => {
      const before = columns[i];
      const steps = c.step - before.step - 1;
      return before.stretch === c.stretch && steps > 0
        ? [{ x: (before.x + c.x) / 2, y: (TOP + bottom) / 2, steps, room: c.x - before.x - WIDTH }]
        : [];
    }),
    pills,
    dividers: columns.slice(1).flatMap((c, i) => (columns[i].stretch === c.stretch ? [] : [Math.round((columns[i].x + c.x) / 2)])),
    captions: stretches.map((_, stretch) => {
      const own = of(stretch);
      return { x: (own[0].x + own.at(-1)!.x) / 2, stretch };
    }),
  };
}

/** First and last steps of each stretch, and those that a delay of it reaches back to. */
function columnsOf({ rows, stretches, edges }: DrawnOnLines, first: number, width: number): Column[] {
  const most = Math.max(stretches.length + 2, Math.floor((width - first) / 62));
  const steps = stretches.map(({ steps, kind }, i) => {
    const cells = rows.filter((r) => r.stretch === i);
    const bothEnds = cells.some((c) => c.isBackward) || kind === 'ahead';
    const shown = new Set([Math.max(1, steps)]);
    if (kind === 'once' || steps < 2) return shown;
    if (kind !== 'ahead') shown.add(steps - 1);
    if (bothEnds) shown.add(1).add(2);
    return shown;
  });
  const count = () => steps.reduce((sum, shown) => sum + shown.size, 0);
  for (const edge of edges) {
    const to = rows.find((r) => r.id === edge.to);
    const from = rows.find((r) => r.id === edge.from);
    if (!to || !from || to.stretch !== from.stretch || edge.delay < 2 || count() >= most) continue;
    const total = stretches[to.stretch].steps;
    const step = to.isBackward ? 1 + edge.delay : total - edge.delay;
    if (step >= 1 && step <= total) steps[to.stretch].add(step);
  }
  const list = steps.flatMap((shown, stretch) => [...shown].sort((p, q) => p - q).map((step) => ({ stretch, step })));
  const extra = (i: number) =>
    i === 0 ? 0 : list[i].stretch !== list[i - 1].stretch ? BETWEEN : list[i].step - list[i - 1].step > 1 ? LEFT_OUT : 0;
  const extras = list.reduce((sum, _, i) => sum + extra(i), 0);
  const gap = Math.max(58, Math.min(240, (width - first - WIDTH / 2 - 24 - extras) / Math.max(1, list.length - 1)));
  let x = first;
  return list.map((column, i) => {
    if (i) x += gap + extra(i);
    return { ...column, x: Math.round(x) };
  });
}

/** The state of a cell from each step to the next, or - backwards - to the one before. */
function ownLinks(columns: readonly Column[], y: number, isBackward: boolean): UnrolledLink[] {
  return columns.slice(1).flatMap((right, i): UnrolledLink[] => {
    const left = columns[i];
    if (right.step - left.step !== 1) return [];
    const [from, to] = isBackward ? [right.x - WIDTH / 2, left.x + WIDTH / 2 + 2] : [left.x + WIDTH / 2, right.x - WIDTH / 2 - 2];
    const tip = { x: to, y: y + 5 };
    return [{ ...link('own', -1, {}, `M${from} ${tip.y}H${tip.x}`, tip, isBackward ? 'left' : 'right') }];
  });
}

/** Straight between neighbours, a bow to the left over others. */
function vertical(x: number, from: number, to: number, all: readonly number[], half: number): string[] {
  if (from <= to) return [];
  const between = all.filter((other) => other < from && other > to).length;
  if (!between) return [`M${x} ${from - half}V${to + half}`];
  const left = x - WIDTH / 2;
  const bulge = 8.5 + 2.5 * between;
  return [`M${left} ${from - 3}C${left - bulge} ${from - 3} ${left - bulge} ${to + 3} ${left} ${to + 3}`];
}
