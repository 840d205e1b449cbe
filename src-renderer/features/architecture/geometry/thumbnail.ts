// A template as a small picture, drawn from its real cells and edges: squares in columns, loops in amber beneath.
import { INPUT, type Architecture } from '#engine/architecture.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import { layOut, type EdgeToLay } from './layout.ts';
import { round } from './path.ts';

export interface Thumbnail {
  width: number;
  height: number;
  boxes: { x: number; y: number }[];
  side: number;
  forward: string[];
  feedback: string[];
  settles: string[];
  /** What states begin with. */
  starts: string[];
  /** Small loops in squares that have recurrence of their own. */
  own: string[];
}

const HEIGHT = 28;

/** The window is left out, and so are cells that only shift values (`isQuiet`). */
export function thumbnailOf(
  a: Architecture,
  isQuiet: (cell: string) => boolean,
  isStateful: (node: Architecture['nodes'][number]) => boolean,
): Thumbnail {
  const quiet = new Set(a.nodes.filter((n) => isQuiet(n.cell)).map((n) => n.id));
  const ids = a.nodes.filter((n) => !quiet.has(n.id) && n.id !== INPUT).map((n) => n.id);
  const edges = withoutQuiet(a, quiet).filter((e) => ids.includes(e.from) && ids.includes(e.to));
  const places = layOut(
    [INPUT, ...ids],
    // So narrow that nothing is folded.
    new Map([INPUT, ...ids].map((id) => [id, { width: 20, height: 66 }])),
    edges,
    ids.at(-1) ?? INPUT,
  );
  const columns = [...new Set(ids.map((id) => places.get(id)!.x))].sort((p, q) => p - q);
  const rows = [...new Set(ids.map((id) => places.get(id)!.y))].sort((p, q) => p - q);
  const side = columns.length > 3 || rows.length > 2 ? 8 : 10;
  const gap = columns.length > 3 ? 4 : 7;
  const isLooped = edges.some((e) => e.delay > 0);
  const top = rows.length > 1 ? 2 : isLooped ? 4 : 9;
  const at = (id: string) => ({
    x: round(3 + columns.indexOf(places.get(id)!.x) * (side + gap)),
    y: round(top + rows.indexOf(places.get(id)!.y) * (side + 3)),
  });
  /** Over a square in between. */
  const isSkip = (p: { x: number; y: number }, q: { x: number; y: number }) => p.y === q.y && q.x > p.x + side + gap + 1;
  const forward: string[] = [];
  const feedback: string[] = [];
  const settles: string[] = [];
  const starts: string[] = [];
  const lanes = edges.filter((e) => e.delay > 0).sort((p, q) => at(p.from).x - at(p.to).x - (at(q.from).x - at(q.to).x));
  const low = top + rows.length * (side + 3) - 3;
  for (const e of edges) {
    const [p, q] = [at(e.from), at(e.to)];
    if (e.starts) starts.push(`M${p.x + side - 2} ${p.y}v-3H${q.x + 2}V${q.y}`);
    else if (e.settles) settles.push(`M${p.x + side} ${p.y + 1}h1.5v-3H${q.x + 2}V${q.y}`);
    else if (e.delay > 0) {
      const lane = round(Math.min(HEIGHT - 1.5, low + 4 + lanes.indexOf(e) * 3.5));
      feedback.push(
        `M${p.x + side} ${p.y + side / 2}h1.6V${lane - 2}a2 2 0 0 1-2 2H${round(q.x + side / 2 + 2)}a2 2 0 0 1-2-2V${q.y + side + 0.6}`,
      );
    } else if (isSkip(p, q)) forward.push(`M${p.x + side / 2} ${p.y}v-3H${q.x + side / 2}V${q.y}`);
    else if (q.x > p.x) forward.push(`M${p.x + side} ${p.y + side / 2}L${q.x} ${q.y + side / 2}`);
  }
  const boxes = ids.map(at);
  const own = a.nodes
    .filter((n) => ids.includes(n.id) && isStateful(n))
    .map((n) => {
      const { x, y } = at(n.id);
      if (n.options.direction === 'backward')
        return `M${x + 2.6} ${y + side - 3}h${round(side - 4.8)}a1.700 1.700 0 0 0 0-3.400h${round(5.6 - side)}`;
      return `M${x + side - 2.6} ${y + side - 3}h${round(4.8 - side)}a1.700 1.700 0 0 1 0-3.400h${round(side - 5.6)}`;
    });
  return {
    width: round(Math.max(24, ...boxes.map((b) => b.x + side + 4))),
    height: HEIGHT,
    boxes,
    side,
    forward,
    feedback,
    settles,
    starts,
    own,
  };
}

/** Edges that end in or leave a quiet cell lead on from what feeds it. */
function withoutQuiet(a: Architecture, quiet: ReadonlySet<string>): EdgeToLay[] {
  const sourceOf = (id: string, depth = 0): string => {
    const before = quiet.has(id) && depth < a.nodes.length ? a.edges.find((e) => e.to === id && e.delay === 0) : undefined;
    return before ? sourceOf(before.from, depth + 1) : id;
  };
  return a.edges.map((e) => ({
    from: sourceOf(e.from),
    to: e.to,
    delay: e.delay,
    settles: Boolean(e.settle),
    starts: !isInput(e),
  }));
}
