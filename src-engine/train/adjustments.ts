/**
 * What is done to the gradients between their computation and the optimizer: gathered over several batches, clipped value by
 * value, joined by the gradients of penalties. And decay of weights that is apart from any gradient. One entry each.
 */
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import { ruleGraph, type RuleGraph } from './rules.ts';

interface AdjustmentRule {
  help: string;
  source?: string;
  slots: readonly string[];
  scalars: readonly string[];
  rule(b: Builder, weight: Value, gradient: Value, slots: Record<string, Value>, scalars: Record<string, Value>): RuleGraph;
}

export const adjustments = {
  /**
   * gradient = gathered + share * gradient. keep: 1 goes on gathering, 0 begins anew with the next batch. Gathered over all
   * batches of a step, with shares that add up to 1, the gradient is that of one large batch.
   */
  gather: {
    help: 'Adds up the gradients of several batches.',
    slots: ['gathered'],
    scalars: ['share', 'keep'],
    rule: (b, _, gradient, { gathered }, { share, keep }) => {
      const sum = b.add(gathered, b.multiply(share, gradient));
      return { gradient: sum, slots: { gathered: b.multiply(sum, keep) } };
    },
  },
  /** Every number of the gradient into [-limit, limit]; NaN stays NaN. */
  clip: {
    help: 'Clips every number of the gradient by itself.',
    source: 'Mikolov 2012 (thesis), as told by Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063',
    slots: [],
    scalars: ['limit'],
    rule: (b, _, gradient, __, { limit }) => ({ gradient: b.minimum(b.maximum(gradient, b.negate(limit)), limit), slots: {} }),
  },
  /** gradient = scale * gradient + l2 * weight + l1 * sign(weight): that of loss + l2/2 * sum(w^2) + l1 * sum(|w|). */
  penalise: {
    help: 'Adds the gradients of the penalties on weights.',
    source: 'L2: Hoerl and Kennard 1970; L1: Tibshirani 1996',
    slots: [],
    scalars: ['scale', 'l1', 'l2'],
    rule: (b, weight, gradient, _, { scale, l1, l2 }) => ({
      gradient: b.add(b.multiply(l1, b.sign(weight)), b.add(b.multiply(l2, weight), b.multiply(gradient, scale))),
      slots: {},
    }),
  },
  /** weight = keep * weight. */
  shrink: {
    help: 'Shrinks the weights, whatever their gradient.',
    source: 'Loshchilov and Hutter 2019, arXiv:1711.05101',
    slots: [],
    scalars: ['keep'],
    rule: (b, weight, _, __, { keep }) => ({ weight: b.multiply(weight, keep), slots: {} }),
  },
} satisfies Record<string, AdjustmentRule>;

export type AdjustmentName = keyof typeof adjustments;
export const adjustmentNames = Object.keys(adjustments) as AdjustmentName[];

/** One adjustment of all gradients, ready to run. */
export interface Adjustment {
  adjustment: AdjustmentName;
  scalars: Record<string, number>;
}

/** Slots that adjustments need beside those of the optimizer. */
export const adjustmentSlots: readonly string[] = adjustmentNames.flatMap((name) => adjustments[name].slots);

export function adjustmentGraph(name: AdjustmentName): RuleGraph {
  const { slots, scalars, rule }: AdjustmentRule = adjustments[name];
  return ruleGraph((b, leaf) => {
    const named = (kind: 'slot' | 'scalar', names: readonly string[]) => Object.fromEntries(names.map((n) => [n, leaf(`${kind}/${n}`)]));
    return rule(b, leaf('weight'), leaf('gradient'), named('slot', slots), named('scalar', scalars));
  });
}
