/**
 * A checked architecture -> the graph of one time step: cells become op calls, delayed edges become reads of earlier
 * steps. Then `merge` joins sums of matmuls end to end, before anything is differentiated, so that a cell keeps the
 * separate weights of its equations and still runs as one long matmul.
 */
import { INPUT, type ArchitectureEdge, type Settle } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import type { Surroundings } from '../cells/cell.ts';
import type { Checked, CheckedNode } from './1-check.ts';
import { components } from './2-components.ts';
import { Graph } from './graph.ts';
import type { Value } from './value.ts';
import { merge } from './merge.ts';
import type { Task } from './task.ts';

export interface Lowered {
  graph: Graph;
  output: Value;
  /** Output of each node, for looking inside. */
  nodes: Map<string, Value>;
}

export function lower(checked: Checked, task: Task): Lowered {
  const graph = new Graph();
  const b = graph.builder;
  const targets = task.targetColumns.length;
  const outputs = new Map<string, Value>([[INPUT, graph.input('x', task.inputs, 'step')]]);
  /** Reads of values that stand further down; bound when those are known. */
  const later: { read: Value; from: string; feed: ArchitectureEdge['feed'] }[] = [];
  let fedTarget: Value | undefined;

  const around: Surroundings = {
    get origin() {
      return graph.input('origin', task.inputs, 'window');
    },
    targetColumns: task.targetColumns,
    stepsPerOutput: checked.outputWidth / targets,
    fixed: (kind, rows, cols, numbers) => graph.fixed(kind, rows, cols, numbers),
  };

  const arriving = (edge: ArchitectureEdge, now: Map<string, Value>): Value => {
    const known = edge.feed === 'target' ? fedTarget : (now.get(edge.from) ?? outputs.get(edge.from));
    if (edge.delay === 0) return known!;
    if (known && outputs.has(edge.from)) return graph.read(known, -edge.delay);
    const read = graph.readLater(checked.nodes.get(edge.from)!.width, -edge.delay);
    later.push({ read, from: edge.from, feed: edge.feed });
    return read;
  };

  /** What flows into a node: concatenated edges side by side, then every summed edge added. */
  const joined = (node: CheckedNode, now: Map<string, Value>): Value => {
    const side = node.incoming.filter((e) => e.join === 'concat').map((e) => arriving(e, now));
    const summed = node.incoming.filter((e) => e.join === 'sum').map((e) => arriving(e, now));
    return b.add(...(side.length ? [b.concat(...side)] : []), ...summed);
  };

  const states = new Map<string, Record<string, Value>>();
  const place = (id: string, now: Map<string, Value>): Record<string, Value> => {
    const node = checked.nodes.get(id)!;
    const cell = cells[node.cell];
    const p = Object.fromEntries(
      Object.entries(cell.parameters(node.options, node.inputs)).map(([name, { rows, cols, init }]) => [
        name,
        graph.parameter(`${id}.${name}`, rows, cols, init),
      ]),
    );
    let previous = states.get(id);
    if (!previous) {
      const widths = cell.state(node.options, node.inputs);
      previous = Object.fromEntries(Object.entries(widths).map(([name, width]) => [name, graph.readLater(width, -1)]));
      states.set(id, previous);
    }
    const { output, state } = cell.step(b, joined(node, now), previous, p, node.options, around);
    output.name ??= id;
    now.set(id, output);
    return state;
  };

  for (const component of checked.components) {
    const ids = component.nodes.filter((id) => id !== INPUT);
    if (!ids.length) continue;
    graph.openBlock(component.loop, 'forward', 'all');
    const now = new Map<string, Value>();
    const nextStates = new Map<string, Record<string, Value>>();
    for (const group of settleGroups(ids, checked.edges)) {
      if (group.settle.length === 0) group.nodes.forEach((id) => nextStates.set(id, place(id, now)));
      else settle(group, now, nextStates, (id) => place(id, now), checked, graph);
    }
    for (const [id, next] of nextStates) for (const [name, read] of Object.entries(states.get(id)!)) read.of = next[name];
    for (const [id, value] of now) outputs.set(id, value);
    if (ids.includes(checked.output) && checked.edges.some((e) => e.feed === 'target'))
      fedTarget = b.where(graph.input('known', targets, 'step'), graph.input('teacher', targets, 'step'), outputs.get(checked.output)!);
    for (const wait of later.splice(0)) wait.read.of = wait.feed === 'target' ? fedTarget : outputs.get(wait.from)!;
  }

  const output = outputs.get(checked.output)!;
  graph.resolveTerms();
  merge(graph);
  return { graph, output, nodes: outputs };
}

interface SettleGroup {
  nodes: string[];
  settle: ArchitectureEdge[];
}

/** The nodes of a component in running order, those that settle together in one group. */
function settleGroups(ids: string[], edges: ArchitectureEdge[]): SettleGroup[] {
  const now = edges.filter((e) => e.delay === 0 && ids.includes(e.from) && ids.includes(e.to));
  return components(ids, now).map((nodes) => ({
    nodes: components(
      nodes,
      now.filter((e) => !e.settle && nodes.includes(e.from)),
    ).flat(),
    settle: now.filter((e) => e.settle && nodes.includes(e.from) && nodes.includes(e.to)),
  }));
}

/**
 * A cycle without delay, iterated from zero: each pass lowers the cells again with the same weights and the same
 * earlier states. A row whose values moved by no more than the tolerance keeps them, whatever its batch-mates do.
 */
function settle(
  group: SettleGroup,
  now: Map<string, Value>,
  nextStates: Map<string, Record<string, Value>>,
  place: (id: string) => Record<string, Value>,
  checked: Checked,
  graph: Graph,
): void {
  const b = graph.builder;
  const sources = [...new Set(group.settle.map((e) => e.from))];
  const strictest = group.settle
    .map((e) => e.settle as Settle)
    .reduce((p, q) => ({
      limit: Math.max(p.limit, q.limit),
      tolerance: Math.min(p.tolerance, q.tolerance),
      damping: Math.max(p.damping, q.damping),
    }));
  let current = new Map<string, Value>(sources.map((id) => [id, graph.constant(checked.nodes.get(id)!.width, 0)]));
  for (let pass = 0; pass < strictest.limit; pass++) {
    for (const [id, value] of current) now.set(id, value);
    for (const id of group.nodes) nextStates.set(id, place(id));
    const next = new Map<string, Value>();
    for (const [id, old] of current) {
      const fresh = now.get(id)!;
      next.set(id, strictest.damping ? b.add(b.scale(fresh, 1 - strictest.damping), b.scale(old, strictest.damping)) : fresh);
    }
    const moved = sources.map((id) => b.rowMax(b.abs(b.subtract(next.get(id)!, current.get(id)!)))).reduce((p, q) => b.maximum(p, q));
    const moving = b.greater(moved, graph.constant(1, strictest.tolerance));
    current = new Map(sources.map((id) => [id, b.where(b.broadcast(moving, current.get(id)!.width), next.get(id)!, current.get(id)!)]));
  }
  for (const [id, value] of current) now.set(id, value);
}
