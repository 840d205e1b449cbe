/**
 * Architecture and task -> a plan for lowering, or Issues. Never throws on what a person can draw.
 * Here every question that a drawing leaves open is settled: widths, strategy, order within a step.
 */
import { allNodes, edgeName, INPUT, optionsOf, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '../architecture.ts';
import type { Options } from '../cells/cell.ts';
import { cells } from '../cells/index.ts';
import type { Issue } from '../issue.ts';
import { components } from './2-components.ts';
import type { Strategy, Task } from './task.ts';

export interface CheckedNode {
  id: string;
  cell: ArchitectureNode['cell'];
  /** Defaults filled in, units of the output decided. */
  options: Options;
  /** Width of what comes in and of what goes out. */
  inputs: number;
  width: number;
  incoming: ArchitectureEdge[];
}

export interface Checked {
  nodes: Map<string, CheckedNode>;
  edges: ArchitectureEdge[];
  output: string;
  strategy: Strategy;
  /** Cells that form a loop together, in the order in which they can run. */
  components: { nodes: string[]; loop: boolean }[];
  /** Values of one output: horizon * targets, or targets. */
  outputWidth: number;
}

export function check(a: Architecture, task: Task): { checked?: Checked; issues: Issue[] } {
  const issues: Issue[] = [];
  const problem = (code: string, where: string, message: string, fix: string, extra: Partial<Issue> = {}) =>
    void issues.push({ severity: 'error', code, where, message, fix, ...extra });
  const all = allNodes(a);
  const byId = new Map(all.map((n) => [n.id, n]));
  const edges = a.edges.filter((e) => byId.has(e.from) && byId.has(e.to));

  edges.forEach((edge) => {
    const where = edgeName(edge);
    const at = { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to] };
    if (edge.to === INPUT) problem('edge-into-input', where, 'Nothing can flow into the window.', 'Lead the edge into the first cell.', at);
    if (edge.settle && edge.delay > 0)
      problem(
        'settle-with-delay',
        where,
        'An edge settles within a step or has a delay, not both.',
        'Set the delay to 0 or switch settling off.',
        at,
      );
    if (edge.feed === 'target' && edge.from !== a.output)
      problem(
        'target-feed-not-output',
        where,
        'Only the output has a target that could stand in for it.',
        `Feed its own value, or start the edge at "${a.output}".`,
        at,
      );
    if (edge.feed === 'target' && edge.delay === 0)
      problem(
        'target-feed-no-delay',
        where,
        'The true value of a step is known one step later at the earliest.',
        'Give the edge a delay of 1 or more.',
        at,
      );
  });
  if (!byId.has(a.output) || a.output === INPUT)
    problem('no-output', `output ${a.output}`, 'The output is not one of the cells.', 'Choose the cell whose values are the forecast.');

  const within = edges.filter((e) => e.delay === 0 && !e.settle && e.to !== INPUT);
  const ids = all.map((n) => n.id);
  for (const cycle of components(ids, within)) {
    const loops = cycle.length > 1 || within.some((e) => e.from === cycle[0] && e.to === cycle[0]);
    if (!loops) continue;
    const last = within.find((e) => cycle.includes(e.from) && cycle.includes(e.to) && ids.indexOf(e.from) >= ids.indexOf(e.to));
    problem(
      'undelayed-cycle',
      cycle.length > 1 ? `cells ${cycle.join(', ')}` : `cell ${cycle[0]}`,
      cycle.length > 1 ? 'They read each other within one step.' : 'It reads itself within one step.',
      `Give one edge between them a delay${last ? `, for example ${last.from} -> ${last.to}` : ''}, or let it settle.`,
      {
        nodes: cycle,
        values: { cells: cycle.join(', '), from: last?.from ?? '', to: last?.to ?? '' },
        ...(last ? { edge: a.edges.indexOf(last) } : {}),
      },
    );
  }

  const useful = reaching(a.output, edges);
  const fed = new Set(reachedFrom(INPUT, edges));
  for (const node of all) {
    if (node.id === INPUT) continue;
    if (!edges.some((e) => e.to === node.id))
      problem('no-input', `cell ${node.id}`, 'Nothing flows into it.', `Draw an edge from the window or another cell, or remove it.`, {
        nodes: [node.id],
      });
    else if (!fed.has(node.id))
      problem('not-fed', `cell ${node.id}`, 'The window does not reach it.', 'Draw an edge from the window or from a cell that sees it.', {
        nodes: [node.id],
      });
    else if (!useful.has(node.id))
      issues.push({
        severity: 'warning',
        code: 'unused-cell',
        where: `cell ${node.id}`,
        message: 'Its values do not reach the output, so it learns nothing.',
        fix: 'Draw an edge from it or remove it.',
        nodes: [node.id],
      });
  }
  if (issues.some((i) => i.severity === 'error')) return { issues };

  const live = all.filter((n) => n.id === INPUT || useful.has(n.id));
  const liveEdges = edges.filter((e) => byId.has(e.to) && useful.has(e.to));
  const targets = task.targetColumns.length;
  const head = headOf(a);
  const strategy = chooseStrategy(a, head, task, problem);
  const outputWidth = strategy === 'direct' ? task.horizon * targets : targets;

  const nodes = new Map<string, CheckedNode>();
  const widths = resolveWidths(live, liveEdges, task, head, outputWidth);
  for (const node of live) {
    const options = withUnits(node, head, outputWidth);
    const incoming = liveEdges.filter((e) => e.to === node.id);
    const width = widths.get(node.id);
    if (width === undefined) {
      const why =
        node.cell === 'dense' && options.units === null
          ? 'Its units are left open, which only the output can do.'
          : 'Its width depends on itself.';
      problem('no-width', `cell ${node.id}`, why, 'Give a cell of the loop a number of units.', { nodes: [node.id] });
      continue;
    }
    const joined = joinWidth(incoming, widths);
    for (const { where, ...issue } of cells[node.cell].problems?.(options, joined ?? NaN) ?? [])
      problem(issue.code, `cell ${node.id}, ${where}`, issue.message, issue.fix, { ...issue, nodes: [node.id] });
    for (const edge of incoming)
      if (edge.join === 'sum' && joined !== undefined && widths.get(edge.from) !== joined)
        problem(
          'width-mismatch',
          edgeName(edge),
          `It carries ${widths.get(edge.from)} values and is added to ${joined}.`,
          'Join by concatenation, or put a Dense of the right width between.',
          { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to], values: { carries: widths.get(edge.from) ?? 0, meets: joined } },
        );
    nodes.set(node.id, { id: node.id, cell: node.cell, options, incoming, inputs: node.id === INPUT ? task.inputs : (joined ?? 0), width });
  }
  const output = nodes.get(a.output);
  if (output && output.width !== outputWidth)
    problem(
      'output-width',
      `cell ${a.output}`,
      `The forecast needs ${outputWidth} values (${strategy === 'direct' ? `${task.horizon} steps of ` : ''}${targets} target${targets > 1 ? 's' : ''}), it gives ${output.width}.`,
      'Leave its units open, or let a Dense come last.',
      { nodes: [a.output], values: { needs: outputWidth, gives: output.width } },
    );
  for (const node of nodes.values()) {
    if (node.cell === 'subtract-last' && !node.incoming.every((e) => e.from === INPUT && e.delay === 0))
      problem(
        'subtract-last-place',
        `cell ${node.id}`,
        'It needs the window itself.',
        'Lead one edge from the window into it, and nothing else.',
        { nodes: [node.id] },
      );
    if (node.cell === 'add-last' && node.id !== a.output)
      problem('add-last-place', `cell ${node.id}`, 'It adds to the forecast, so it must come last.', 'Make it the output.', {
        nodes: [node.id],
      });
    if (node.cell === 'dense' && node.options.forecast !== 'auto' && node.id !== head.id)
      problem(
        'forecast-place',
        `cell ${node.id}`,
        'Only the cell that gives the forecast can say how it is made.',
        'Set its forecast to auto.',
        { nodes: [node.id] },
      );
  }
  if (liveEdges.some((e) => e.feed === 'target') && task.targetColumns.some((c) => c < 0))
    problem(
      'target-not-a-feature',
      `output ${a.output}`,
      'An edge feeds the true target back, but a target is not among the features.',
      'Add the target to the features.',
    );
  if (issues.some((i) => i.severity === 'error')) return { issues };

  const order = components(
    live.map((n) => n.id),
    liveEdges,
  ).map((group) => ({
    nodes: components(
      group,
      liveEdges.filter((e) => e.delay === 0 && !e.settle && group.includes(e.from)),
    ).flat(),
    loop: isLoop(group, liveEdges, nodes),
  }));
  return { checked: { nodes, edges: liveEdges, output: a.output, strategy, components: order, outputWidth }, issues };
}

const isLoop = (group: string[], edges: ArchitectureEdge[], nodes: Map<string, CheckedNode>): boolean =>
  edges.some((e) => e.delay > 0 && group.includes(e.from) && group.includes(e.to)) ||
  group.some((id) => {
    const node = nodes.get(id)!;
    return Object.keys(cells[node.cell].state(node.options)).length > 0;
  });

/** Direct unless the drawing says otherwise: by the head's option, by a target that is fed back, or by a width of one step. */
function chooseStrategy(
  a: Architecture,
  head: ArchitectureNode,
  task: Task,
  problem: (code: string, where: string, message: string, fix: string, extra?: Partial<Issue>) => void,
): Strategy {
  const fedBack = a.edges.find((e) => e.feed === 'target');
  const options = optionsOf(head);
  if (head.cell === 'dense' && options.forecast !== 'auto') {
    if (options.forecast === 'direct' && fedBack)
      problem(
        'direct-with-target',
        edgeName(fedBack),
        'The true target can only be fed back when the forecast goes step by step.',
        `Set the forecast of ${head.id} to recursive.`,
        { nodes: [head.id] },
      );
    return options.forecast as Strategy;
  }
  if (fedBack) return 'recursive';
  return cells[head.cell].width(options, NaN) === task.targetColumns.length && task.horizon > 1 ? 'recursive' : 'direct';
}

/** The cell that decides the width of the output: the output itself, or the one that a last `add-last` reads. */
export function headOf(a: Architecture): ArchitectureNode {
  const find = (id: string) => a.nodes.find((n) => n.id === id)!;
  const output = find(a.output);
  const before = a.edges.filter((e) => e.to === output.id);
  return output.cell === 'add-last' && before.length === 1 && before[0].from !== INPUT ? find(before[0].from) : output;
}

/** Units that the head leaves open are those of the forecast. */
function withUnits(node: ArchitectureNode, head: ArchitectureNode, outputWidth: number): Options {
  const options = optionsOf(node);
  return node.id === head.id && options.units === null ? { ...options, units: outputWidth } : options;
}

/** The width of what a node reads, once all that matter are known. */
function joinWidth(incoming: ArchitectureEdge[], widths: Map<string, number>): number | undefined {
  const side = incoming.filter((e) => e.join === 'concat');
  const parts = (side.length ? side : incoming.slice(0, 1)).map((e) => widths.get(e.from));
  return parts.some((w) => w === undefined) ? undefined : (parts as number[]).reduce((a, b) => a + b, 0);
}

/** Widths travel along the edges until nothing changes. A cell with units of its own needs no neighbour. */
function resolveWidths(
  nodes: ArchitectureNode[],
  edges: ArchitectureEdge[],
  task: Task,
  head: ArchitectureNode,
  outputWidth: number,
): Map<string, number> {
  const widths = new Map<string, number>([[INPUT, task.inputs]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const node of nodes) {
      if (widths.has(node.id)) continue;
      const cell = cells[node.cell];
      const options = withUnits(node, head, outputWidth);
      const own = cell.width(options, NaN);
      const width =
        own === null || Number.isNaN(own)
          ? joinWidth(
              edges.filter((e) => e.to === node.id),
              widths,
            )
          : own;
      if (width === undefined || (node.cell === 'dense' && own === null)) continue;
      widths.set(node.id, cell.width(options, width));
      changed = true;
    }
  }
  return widths;
}

function reachedFrom(start: string, edges: ArchitectureEdge[]): Set<string> {
  const seen = new Set([start]);
  for (const id of seen) for (const e of edges) if (e.from === id) seen.add(e.to);
  return seen;
}

function reaching(end: string, edges: ArchitectureEdge[]): Set<string> {
  return reachedFrom(
    end,
    edges.map((e) => ({ ...e, from: e.to, to: e.from })),
  );
}
