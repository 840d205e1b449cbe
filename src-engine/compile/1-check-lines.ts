/**
 * At which steps each cell runs, and which way. A cell runs where its inputs live, unless it changes the beat (a read-out,
 * segments, the horizon); what is there once per window may flow anywhere.
 *
 * What only the forecast's own steps need is computed only there: a cell without a state, in no loop, whose readers all
 * run at those steps and read it without a delay.
 */
import { edgeName, INPUT, optionsOf, type ArchitectureEdge, type ArchitectureNode } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import { componentsOf } from './2-components.ts';
import type { NodeLine, Problem } from './checked.ts';
import type { Line } from './line.ts';
import type { Strategy, Task } from './task.ts';

const once: Line = { kind: 'once' };
const same = (a: Line, b: Line): boolean => JSON.stringify(a) === JSON.stringify(b);
export const isInput = (e: ArchitectureEdge): boolean => e.into !== 'start' && e.into !== 'state';

const words: Record<Line['kind'], string> = {
  steps: 'every row of the window',
  once: 'one step per window',
  tail: 'every row of the horizon',
  segments: 'segments of the window',
  ahead: 'the steps of the horizon',
};

export function linesOf(
  nodes: readonly ArchitectureNode[],
  edges: readonly ArchitectureEdge[],
  output: string,
  strategy: Strategy,
  task: Task,
  problem: Problem,
): Map<string, NodeLine> {
  const lines = drawnLines(nodes, edges, strategy, task, problem);
  narrow(groupsOf(nodes, edges), new Map(nodes.map((n) => [n.id, n])), edges, output, endOf(strategy, task), lines);
  return lines;
}

/** The same as it is drawn, whatever the forecast needs of it. */
export function drawnLines(
  nodes: readonly ArchitectureNode[],
  edges: readonly ArchitectureEdge[],
  strategy: Strategy,
  task: Task,
  problem: Problem,
): Map<string, NodeLine> {
  const lines = new Map<string, NodeLine>([[INPUT, { line: { kind: 'steps' }, reads: { kind: 'steps' }, isBackward: false }]]);
  const byId = new Map(nodes.map((n) => [n.id, n]));
  for (const group of groupsOf(nodes, edges)) {
    if (group[0] === INPUT) continue;
    placeGroup(
      group.map((id) => byId.get(id)!),
      edges,
      lines,
      strategy,
      task,
      problem,
    );
  }
  return lines;
}

const groupsOf = (nodes: readonly ArchitectureNode[], edges: readonly ArchitectureEdge[]): string[][] =>
  componentsOf(
    nodes.map((n) => n.id),
    edges,
  );

/** Where the forecast of a network lives that gives it on the line of the window. */
export const endOf = (strategy: Strategy, task: Task): Line =>
  strategy === 'direct' ? once : strategy === 'recursive' ? { kind: 'tail', steps: task.horizon } : { kind: 'steps' };

/** Cells that form a loop share a line and a direction. */
function placeGroup(
  group: readonly ArchitectureNode[],
  edges: readonly ArchitectureEdge[],
  lines: Map<string, NodeLine>,
  strategy: Strategy,
  task: Task,
  problem: Problem,
): void {
  const ids = group.map((n) => n.id);
  const outside = edges.filter((e) => ids.includes(e.to) && !ids.includes(e.from));
  const isLoop = edges.some((e) => ids.includes(e.to) && ids.includes(e.from));
  const found: Line[] = [];
  for (const e of outside) {
    const from = lines.get(e.from)!.line;
    if (isInput(e) && e.delay > 0 && from.kind === 'once')
      problem('once-delay', edgeName(e), 'There is one value per window, and no step before it.', 'Set the delay to 0.', {
        nodes: [e.from, e.to],
      });
    if (isInput(e) && from.kind !== 'once' && !found.some((line) => same(line, from))) found.push(from);
  }
  const [first] = group;
  const options = optionsOf(first);
  const beat = cells[first.cell].beat?.(options);
  const readsEnd = cells[first.cell].readsEnd?.(options) ?? false;
  if (isLoop && group.some((n) => cells[n.cell].beat))
    problem(
      'beat-in-loop',
      `cells ${ids.join(', ')}`,
      'A cell that changes the beat cannot stand in a loop: its input and its output have different steps.',
      'Lead the feedback past it.',
      { nodes: ids, values: { cells: ids.join(', ') } },
    );
  if (found.length > 1 && !readsEnd)
    problem(
      'beats-differ',
      ids.length > 1 ? `cells ${ids.join(', ')}` : `cell ${ids[0]}`,
      `It reads ${found.map((line) => words[line.kind]).join(' and ')}, which do not meet step by step.`,
      'Put a read-out in front of one of them: what is there once per window can flow anywhere.',
      { nodes: ids, values: { beats: found.map((line) => line.kind).join(', ') } },
    );
  const common = found[0] ?? once;
  if (beat?.kind === 'segments' && common.kind !== 'steps')
    problem(
      'segments-of-rows',
      `cell ${ids[0]}`,
      `Segments are made of rows, and ${words[common.kind]} flow into it.`,
      'Lead the rows of the window into it.',
      {
        nodes: ids,
      },
    );
  if (beat?.kind === 'ahead' && strategy !== 'direct')
    problem(
      'ahead-recursive',
      `cell ${ids[0]}`,
      'The steps of the horizon are forecast at once, and this network goes step by step.',
      'Set the forecast of the output to direct.',
      { nodes: ids },
    );
  const backward = group.filter((n) => optionsOf(n).direction === 'backward');
  const hasState = (n: ArchitectureNode) => Object.keys(cells[n.cell].state(optionsOf(n))).length > 0;
  const forward = group.filter((n) => hasState(n) && !backward.includes(n));
  if (backward.length && forward.length)
    problem(
      'directions-differ',
      `cells ${ids.join(', ')}`,
      `In one loop ${backward.map((n) => n.id).join(', ')} runs backwards and ${forward.map((n) => n.id).join(', ')} forwards.`,
      'Let all of them run the same way, or take the feedback between them away.',
      { nodes: ids, values: { backward: backward.map((n) => n.id).join(', '), forward: forward.map((n) => n.id).join(', ') } },
    );
  if (backward.length && strategy !== 'direct')
    problem(
      'backward-recursive',
      `cell ${backward[0].id}`,
      'It runs from the last row to the first, so it would see what is to be forecast.',
      'Let it run forward, or set the forecast of the output to direct.',
      { nodes: [backward[0].id] },
    );
  const sources = outside.filter(isInput);
  const isBackward = backward.length > 0 || (!forward.length && sources.length > 0 && sources.every((e) => lines.get(e.from)!.isBackward));
  const line: Line =
    beat?.kind === 'ahead' ? { kind: 'ahead', points: beat.points, steps: Math.ceil(task.horizon / beat.points) } : (beat ?? common);
  for (const id of ids) lines.set(id, { line, reads: readsEnd ? once : common, isBackward: isBackward && line.kind !== 'once' });
}

function narrow(
  groups: readonly string[][],
  byId: ReadonlyMap<string, ArchitectureNode>,
  edges: readonly ArchitectureEdge[],
  output: string,
  end: Line,
  lines: Map<string, NodeLine>,
): void {
  for (const group of [...groups].reverse()) {
    const [id] = group;
    const { cell } = byId.get(id) ?? {};
    const at = lines.get(id)!;
    if (!cell || id === INPUT || cells[cell].beat || same(at.line, end)) continue;
    // The end of a line is what `once` reads; the last rows of the horizon only rows have.
    if (at.line.kind === 'once' || at.line.kind === 'ahead' || (end.kind !== 'once' && at.line.kind !== 'steps')) continue;
    const isLoop = group.length > 1 || edges.some((e) => e.from === id && e.to === id);
    if (isLoop || Object.keys(cells[cell].state(optionsOf(byId.get(id)!))).length) continue;
    const readers = edges.filter((e) => e.from === id);
    const isAtEnd = (e: ArchitectureEdge) => e.delay === 0 && isInput(e) && same(lines.get(e.to)!.reads, end);
    if (!readers.every(isAtEnd) || !(readers.length || id === output)) continue;
    lines.set(id, { line: end, reads: end, isBackward: false });
  }
}
