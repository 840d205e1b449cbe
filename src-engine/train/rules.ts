/**
 * A rule is arithmetic on one number of a weight at a time: its gradient and slots in, new ones out. Optimizers are rules,
 * and so is what is done to gradients before they come (adjustments.ts). Written in ops, so that every backend runs the same.
 *
 * Leaves are named weight, gradient, slot/<name> and scalar/<name>; scalars are numbers of the step.
 */
import { Graph } from '../compile/graph.ts';
import { ANYWHERE } from '../compile/line.ts';
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';

/** What a rule gives; what it does not name stays as it is. */
export interface RuleGraph {
  weight?: Value;
  gradient?: Value;
  slots: Record<string, Value>;
}

/** A rule as a graph of width 1. */
export function ruleGraph(write: (b: Builder, leaf: (name: string) => Value) => RuleGraph): RuleGraph {
  const graph = new Graph();
  return write(graph.builder, (name) => graph.input(name, 1, ANYWHERE));
}
