/**
 * Cycles without a delay, which settle within a step: the cells of the cycle are lowered again and again with the same
 * weights and the same earlier states, from zero.
 */
import type { ArchitectureEdge, Settle } from '../architecture.ts';
import type { Checked } from './checked.ts';
import { componentsOf } from './2-components.ts';
import type { Graph } from './graph.ts';
import { isComputed, type Value } from './value.ts';

export interface SettleGroup {
  nodes: string[];
  settle: ArchitectureEdge[];
}

/** The nodes of a component in running order, those that settle together in one group. */
export function settleGroups(ids: string[], edges: ArchitectureEdge[]): SettleGroup[] {
  const now = edges.filter((e) => e.delay === 0 && ids.includes(e.from) && ids.includes(e.to));
  return componentsOf(ids, now).map((nodes) => ({
    nodes: componentsOf(
      nodes,
      now.filter((e) => !e.settle && nodes.includes(e.from)),
    ).flat(),
    settle: now.filter((e) => e.settle && nodes.includes(e.from) && nodes.includes(e.to)),
  }));
}

/**
 * A cycle without delay, iterated from zero: each pass lowers the cells again with the same weights and the same
 * earlier states. A row whose values moved by no more than the tolerance keeps them, whatever its batch-mates do.
 *
 * Differentiated pass by pass, or - implicit - through one more pass from where it has settled.
 */
export function settle(
  group: SettleGroup,
  now: Map<string, Value>,
  nextStates: Map<string, Record<string, Value>>,
  place: (id: string) => Record<string, Value>,
  checked: Checked,
  graph: Graph,
): void {
  const b = graph.builder;
  const sources = [...new Set(group.settle.map((e) => e.from))];
  const how = strictest(group.settle.map((e) => e.settle as Settle));
  const pass = (from: readonly Value[]): Value[] => {
    sources.forEach((id, i) => now.set(id, from[i]));
    for (const id of group.nodes) nextStates.set(id, place(id));
    return sources.map((id) => now.get(id)!);
  };
  let current = sources.map((id) => graph.constant(checked.nodes.get(id)!.width, 0));
  let iterations: Value | undefined;
  for (let i = 0; i < how.limit; i++) {
    const next = pass(current).map((fresh, k) =>
      how.damping ? b.add(b.scale(fresh, 1 - how.damping), b.scale(current[k], how.damping)) : fresh,
    );
    const isMoving = moving(graph, current, next, how.tolerance);
    iterations = iterations ? b.add(iterations, isMoving) : isMoving;
    current = current.map((old, k) => b.where(b.broadcast(isMoving, old.width), next[k], old));
  }
  if (how.gradient === 'implicit') {
    const held = current.map((value) => graph.call('hold', [value], { settled: 1 }));
    // Values side by side become one value of their own, which can be owed something.
    const fresh = pass(held).map((v) => (isComputed(v) ? v : graph.copy(v, v.line)));
    sources.forEach((id, i) => now.set(id, fresh[i]));
    graph.settlings.push({ settle: how, held, fresh });
  } else sources.forEach((id, i) => now.set(id, current[i]));
  graph.iterations.push({ nodes: group.nodes, value: iterations!, limit: how.limit });
}

/** 1 for rows of which some value differs by more than the tolerance: [B, 1]. */
export function moving(graph: Graph, before: readonly Value[], after: readonly Value[], tolerance: number): Value {
  const b = graph.builder;
  const moved = before.map((old, i) => b.rowMax(b.abs(b.subtract(after[i], old)))).reduce((p, q) => b.maximum(p, q));
  return b.greater(moved, graph.constant(1, tolerance));
}

/** Edges that settle together do so as the most demanding of them asks. */
const strictest = (list: readonly Settle[]): Settle =>
  list.reduce((p, q) => ({
    limit: Math.max(p.limit, q.limit),
    tolerance: Math.min(p.tolerance, q.tolerance),
    damping: Math.max(p.damping, q.damping),
    gradient: p.gradient === 'implicit' ? p.gradient : q.gradient,
  }));
