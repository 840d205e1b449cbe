/**
 * Cycles without a delay, which settle within a step: the cells of the cycle are lowered again and again with the same
 * weights and the same earlier states, from zero.
 */
import type { ArchitectureEdge, Settle } from '../architecture.ts';
import type { Checked } from './checked.ts';
import { componentsOf } from './2-components.ts';
import type { Graph } from './graph.ts';
import type { Value } from './value.ts';

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
