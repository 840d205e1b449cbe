/**
 * A checked architecture -> the graph of one time step: cells become op calls, delayed edges become reads of earlier
 * steps. Then `merge` joins sums of matmuls end to end, before anything is differentiated, so that a cell keeps the
 * separate weights of its equations and still runs as one long matmul.
 */
import { INPUT, type ArchitectureEdge } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import type { Surroundings } from '../cells/cell.ts';
import type { Checked, CheckedNode } from './1-check.ts';
import { Graph } from './graph.ts';
import { ANYWHERE, ONCE, STEPS } from './line.ts';
import { isComputed, type Value } from './value.ts';
import { merge } from './merge.ts';
import { settle, settleGroups } from './settle.ts';
import type { Task } from './task.ts';

export interface Lowered {
  graph: Graph;
  /** The forecast, at the steps that are asked for. */
  output: Value;
  /** Output of each node, for looking inside. */
  nodes: Map<string, Value>;
}

export function lower(checked: Checked, task: Task): Lowered {
  const graph = new Graph();
  const b = graph.builder;
  const targets = task.targetColumns.length;
  const outputs = new Map<string, Value>([[INPUT, graph.input('x', task.inputs, STEPS)]]);
  /** Reads of values that stand further down; bound when those are known. */
  const later: { read: Value; from: string; feed: ArchitectureEdge['feed'] }[] = [];
  let fedTarget: Value | undefined;

  const around: Surroundings = {
    get origin() {
      return graph.input('origin', task.inputs, ANYWHERE);
    },
    targetColumns: task.targetColumns,
    stepsPerOutput: checked.outputWidth / targets,
    fixed: (kind, rows, cols, numbers) => graph.fixed(kind, rows, cols, numbers),
  };
  const lineOf = (id: string): number => graph.lineOf(checked.nodes.get(id)!.line);

  const arriving = (edge: ArchitectureEdge, now: Map<string, Value>): Value => {
    const line = lineOf(edge.to);
    const known = edge.feed === 'target' ? fedTarget : (now.get(edge.from) ?? outputs.get(edge.from));
    if (edge.delay === 0) return graph.on(line, known!);
    if (known && outputs.has(edge.from)) return graph.on(line, graph.read(known, -edge.delay));
    const read = graph.readLater(checked.nodes.get(edge.from)!.width, -edge.delay, lineOf(edge.from));
    later.push({ read, from: edge.from, feed: edge.feed });
    return graph.on(line, read);
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
      const line = lineOf(id);
      previous = Object.fromEntries(
        Object.entries(cell.state(node.options)).map(([name, width]) => [name, graph.readLater(width, -1, line)]),
      );
      states.set(id, previous);
    }
    const { output, state } = cell.step(b, joined(node, now), previous, p, node.options, around);
    output.name ??= id;
    now.set(id, output);
    return state;
  };

  for (const component of checked.components) {
    const ids = component.filter((id) => id !== INPUT);
    if (!ids.length) continue;
    const now = new Map<string, Value>();
    const nextStates = new Map<string, Record<string, Value>>();
    for (const group of settleGroups(ids, checked.edges)) {
      if (group.settle.length === 0) group.nodes.forEach((id) => nextStates.set(id, place(id, now)));
      else settle(group, now, nextStates, (id) => place(id, now), checked, graph);
    }
    for (const [id, next] of nextStates) for (const [name, read] of Object.entries(states.get(id)!)) read.of = graph.whole(next[name], read.line);
    for (const [id, value] of now) outputs.set(id, value);
    if (ids.includes(checked.output) && checked.edges.some((e) => e.feed === 'target')) {
      const line = lineOf(checked.output);
      fedTarget = b.where(graph.input('known', targets, line), graph.input('teacher', targets, line), outputs.get(checked.output)!);
    }
    for (const wait of later.splice(0)) wait.read.of = graph.whole(wait.feed === 'target' ? fedTarget! : outputs.get(wait.from)!, wait.read.line);
  }

  graph.resolve();
  merge(graph);
  const output = outputs.get(checked.output)!;
  const end = graph.lineOf(checked.strategy === 'direct' ? { kind: 'once' } : { kind: 'tail', steps: task.horizon });
  const isThere = output.line === end && isComputed(output);
  return { graph, output: isThere ? output : graph.copy(output, end), nodes: outputs };
}
