/**
 * A checked architecture -> the graph of one time step: cells become op calls, delayed edges become reads of earlier
 * steps. Then `merge` joins sums of matmuls end to end, before anything is differentiated, so that a cell keeps the
 * separate weights of its equations and still runs as one long matmul.
 */
import { INPUT, type ArchitectureEdge } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import { endOf } from './1-check-lines.ts';
import { fixedSteps } from './1-check-places.ts';
import type { Checked, CheckedNode } from './checked.ts';
import { Graph } from './graph.ts';
import { ANYWHERE, ONCE, STEPS } from './line.ts';
import { isComputed, type Value } from './value.ts';
import { merge } from './merge.ts';
import { sourceInput } from './sources.ts';
import { settle, settleGroups } from './settle.ts';
import { States } from './states.ts';
import { Around } from './surroundings.ts';
import { partCount, rowWidth, type Task } from './task.ts';

export interface Lowered {
  graph: Graph;
  /** The forecast at the steps that are asked for, one value for each part. */
  outputs: Value[];
  /** Output of each node, for looking inside. */
  nodes: Map<string, Value>;
  /** What flows into the readout, at the steps that are asked for. */
  readout?: Value;
}

/** readout: the cell of which what flows into it is asked for. */
export function lower(checked: Checked, task: Task, readout?: string): Lowered {
  const graph = new Graph();
  const around = new Around(graph, checked, task);
  const states = new States(graph, around, checked);
  const b = graph.builder;
  const outputs = new Map<string, Value>([[INPUT, graph.input('x', task.inputs, STEPS)]]);
  /** Reads of values that stand further down; bound when those are known. */
  const later: { read: Value; from: string; feed: ArchitectureEdge['feed'] }[] = [];
  let fedTarget: Value | undefined;
  let intoReadout: Value | undefined;

  const arriving = (edge: ArchitectureEdge, now: Map<string, Value>): Value => {
    const [from, to] = [checked.nodes.get(edge.from)!, checked.nodes.get(edge.to)!];
    const known = edge.feed === 'target' ? fedTarget : (now.get(edge.from) ?? outputs.get(edge.from));
    const shift = to.isBackward ? edge.delay : -edge.delay;
    let value: Value;
    if (shift === 0) value = known!;
    else if (known && outputs.has(edge.from)) value = graph.read(known, shift);
    else {
      value = graph.readLater(from.width, shift, graph.lineOf(from.line));
      later.push({ read: value, from: edge.from, feed: edge.feed });
    }
    if (edge.feed === 'target') value = around.withHistory(value, edge.delay);
    return to.reads.kind === 'once' && from.line.kind !== 'once' ? around.ending(from, value) : graph.on(graph.lineOf(to.reads), value);
  };

  /** What flows into a node: concatenated edges side by side, then every summed edge added. */
  const joined = (node: CheckedNode, now: Map<string, Value>): Value => {
    const side = node.incoming.filter((e) => e.join === 'concat').map((e) => arriving(e, now));
    const summed = node.incoming.filter((e) => e.join === 'sum').map((e) => arriving(e, now));
    return b.add(...(side.length ? [b.concat(...side)] : []), ...summed);
  };

  const broughtBy = ({ cell, options, inputs, line }: CheckedNode): Value => {
    const { brings } = cells[cell];
    const at = line.kind === 'ahead' ? graph.lineOf(line) : ANYWHERE;
    return graph.input(sourceInput(cells[cell], options), brings === 'series' ? 1 : inputs, at);
  };

  const place = (id: string, now: Map<string, Value>): Record<string, Value> => {
    const node = checked.nodes.get(id)!;
    const cell = cells[node.cell];
    const p = Object.fromEntries(
      Object.entries(cell.parameters(node.options, node.inputs, fixedSteps(node))).map(([name, { rows, cols, init, held }]) => [
        name,
        graph.parameter(`${node.owner}.${name}`, rows, cols, init, held),
      ]),
    );
    const before = states.before(node, outputs);
    const x = cell.brings ? broughtBy(node) : joined(node, now);
    if (id === readout) intoReadout = x;
    const step = cell.step(states.builder(node), x, before, p, node.options, around.of(node));
    const next = states.after(node, step.state);
    // A cell that gives out its states gives out what becomes of them.
    const left = (v: Value): Value => next[Object.keys(step.state).find((name) => step.state[name] === v) ?? ''] ?? v;
    const output = step.output.op === 'concat' ? b.concat(...step.output.inputs.map(left)) : left(step.output);
    output.name ??= id;
    now.set(id, output);
    return next;
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
    for (const [id, next] of nextStates) states.bind(checked.nodes.get(id)!, next);
    for (const [id, value] of now) outputs.set(id, value);
    if (ids.includes(checked.output) && checked.edges.some((e) => e.feed === 'target')) {
      const { width, line } = checked.nodes.get(checked.output)!;
      const at = graph.lineOf(line);
      fedTarget = b.where(graph.input('known', width, at), graph.input('teacher', width, at), outputs.get(checked.output)!);
    }
    for (const wait of later.splice(0))
      wait.read.of = graph.whole(wait.feed === 'target' ? fedTarget! : outputs.get(wait.from)!, wait.read.line);
  }

  const { output, forecast, strategy } = checked;
  const { line } = checked.nodes.get(output)!;
  const end = graph.lineOf(line.kind === 'ahead' ? line : endOf(strategy, task));
  const width = forecast.points * rowWidth(task);
  const whole = outputs.get(output)!;
  const parts = Array.from({ length: partCount(forecast.parts) }, (_, i) => b.slice(whole, i * width, (i + 1) * width));
  const atEnd = (v: Value): Value => {
    const there = end === ONCE ? around.ending(checked.nodes.get(output)!, v) : v;
    return there.line === end && isComputed(there) ? there : graph.copy(there, end);
  };
  const found = parts.map(atEnd);
  const seen = intoReadout && atEnd(intoReadout);
  graph.resolve();
  merge(graph);
  return { graph, outputs: found, nodes: outputs, ...(seen ? { readout: seen } : {}) };
}
