/**
 * What the unrolled view shows of a drawing: the same cells at each step, as long as all of them run at the rows of the
 * window, forwards, from zero; else each cell where it runs.
 */
import { allNodes, INPUT, type Architecture } from '#engine/architecture.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import type { Line } from '#engine/compile/line.ts';
import type { DrawnOnLines, Stretch } from '../geometry/unrolled-lines.ts';
import type { Drawn, UnrolledEdge } from '../geometry/unrolled.ts';
import { isStateful, type Analysis } from './analysis.ts';
import { sameLine, stepsOn, type Lines } from './lines.ts';

export interface Subject {
  architecture: Architecture;
  order: readonly string[];
  lines: Lines;
  analysis: Analysis;
  /** Rows of a window; undefined while there is no dataset. */
  lookback: number | undefined;
  asking: number | null;
}

const edgesOf = ({ architecture, asking }: Subject): UnrolledEdge[] =>
  architecture.edges.map((e, i) => ({
    from: e.from,
    to: e.to,
    delay: e.delay,
    settles: Boolean(e.settle),
    ...(isInput(e) ? {} : { starts: e.into as 'start' | 'state' }),
    isPending: asking === i,
  }));

export function drawnOf(subject: Subject, focus: string | undefined): Drawn {
  const { architecture, order } = subject;
  return {
    rows: order.filter((id) => id !== INPUT),
    stateful: new Set(architecture.nodes.filter(isStateful).map((n) => n.id)),
    edges: edgesOf(subject),
    input: INPUT,
    ...(focus ? { focus } : {}),
  };
}

/** Undefined where the plain view says it all. */
export function onLinesOf(subject: Subject): { drawn: DrawnOnLines; lines: Line[] } | undefined {
  const { architecture, order, lines, analysis, lookback } = subject;
  const ids = order.filter((id) => id !== INPUT && lines.has(id));
  const isPlain =
    architecture.edges.every(isInput) && ids.every((id) => lines.get(id)!.line.kind === 'steps' && !lines.get(id)!.isBackward);
  if (isPlain || !lookback || !ids.length) return undefined;
  // What only the forecast needs is computed only there, so that is where it is shown.
  const placed: Lines = analysis.checked?.strategy === 'direct' ? analysis.checked.nodes : lines;
  const at = (id: string) => placed.get(id) ?? lines.get(id)!;
  const kinds: Line['kind'][] = ['steps', 'tail', 'segments', 'once', 'ahead'];
  const found: Line[] = [];
  for (const id of ids) if (!found.some((line) => sameLine(line, at(id).line))) found.push(at(id).line);
  found.sort((p, q) => kinds.indexOf(p.kind) - kinds.indexOf(q.kind));
  const nodes = new Map(allNodes(architecture).map((n) => [n.id, n]));
  return {
    lines: found,
    drawn: {
      rows: ids.map((id) => ({
        id,
        stretch: found.findIndex((line) => sameLine(line, at(id).line)),
        isBackward: at(id).isBackward,
        isStateful: isStateful(nodes.get(id)!),
        readsEnd: at(id).reads.kind === 'once',
      })),
      stretches: found.map((line) => stretchOf(line, lookback)),
      edges: edgesOf(subject),
      input: INPUT,
    },
  };
}

/** Rows by their number in the window, rows of the horizon by how far ahead they are. */
function stretchOf(line: Line, lookback: number): Stretch {
  const steps = Math.max(1, stepsOn(line, lookback));
  const range = (from: number, to: number) => (from === to ? String(from) : `${from}–${to}`);
  const label = (step: number): string => {
    switch (line.kind) {
      case 'once':
        return '';
      case 'segments': {
        const end = lookback - (steps - step) * line.points;
        return range(Math.max(1, end - line.points + 1), end);
      }
      case 'ahead':
        return `+${range((step - 1) * line.points + 1, step * line.points)}`;
      default:
        return String(step);
    }
  };
  return { kind: line.kind, steps, label };
}
