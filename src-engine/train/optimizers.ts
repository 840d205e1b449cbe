/**
 * Optimizers: one entry each, written in ops over (weight, gradient, slots), so that every backend runs the same rule.
 * Settings are numbers of the run; `scalars` gives the numbers that change with the step.
 */
import { Graph } from '../compile/graph.ts';
import { ANYWHERE } from '../compile/line.ts';
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';

export interface OptimizerSettings {
  /** Learning rate. */
  rate: number;
  /** Share of the old velocity that is kept (momentum). */
  momentum: number;
  /** Decay of the averages (Adam, AdamW; RMSprop uses beta2). */
  beta1: number;
  beta2: number;
  /** Keeps the division finite. */
  epsilon: number;
  /** AdamW: decoupled; the others: added to the gradient (L2). */
  weightDecay: number;
}

export const defaultOptimizerSettings: OptimizerSettings = {
  rate: 1e-3,
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
};

export interface Optimizer {
  label: string;
  help: string;
  source: string;
  slots: readonly string[];
  /** Numbers of this step by name; step counts from 1. */
  scalars(settings: OptimizerSettings, step: number): Record<string, number>;
  /** New weight and slots. */
  rule(
    b: Builder,
    weight: Value,
    gradient: Value,
    slots: Record<string, Value>,
    scalars: Record<string, Value>,
  ): { weight: Value; slots: Record<string, Value> };
}

/** gradient + decay * weight: the gradient of an L2 penalty. */
const withDecay = (b: Builder, weight: Value, gradient: Value, s: Record<string, Value>) => b.add(b.multiply(s.decay, weight), gradient);
/** keep * old + (1 - keep) * fresh. */
const average = (b: Builder, old: Value, fresh: Value, keep: Value) => b.add(b.multiply(keep, old), b.multiply(b.oneMinus(keep), fresh));
/** weight - rate / correction1 * m / (sqrt(v) / correction2 + epsilon): Adam with its bias corrections as scalars. */
const adamStep = (b: Builder, weight: Value, m: Value, v: Value, s: Record<string, Value>) =>
  b.subtract(weight, b.divide(b.multiply(m, s.rate), b.add(b.multiply(b.sqrt(v), s.correction), s.epsilon)));
const adamScalars = (o: OptimizerSettings, step: number) => ({
  rate: o.rate / (1 - o.beta1 ** step),
  correction: 1 / Math.sqrt(1 - o.beta2 ** step),
  beta1: o.beta1,
  beta2: o.beta2,
  epsilon: o.epsilon,
});

export const optimizers = {
  sgd: {
    label: 'SGD',
    help: 'Plain gradient descent.',
    source: 'Robbins and Monro 1951',
    slots: [],
    scalars: ({ rate, weightDecay }) => ({ rate, decay: weightDecay }),
    rule: (b, w, g, _, s) => ({ weight: b.subtract(w, b.multiply(s.rate, withDecay(b, w, g, s))), slots: {} }),
  },
  momentum: {
    label: 'Momentum',
    help: 'Gradient descent that keeps its direction.',
    source: 'Polyak 1964, with undamped velocity as in PyTorch',
    slots: ['velocity'],
    scalars: ({ rate, weightDecay, momentum }) => ({ rate, decay: weightDecay, momentum }),
    rule: (b, w, g, { velocity }, s) => {
      const next = b.add(b.multiply(s.momentum, velocity), withDecay(b, w, g, s));
      return { weight: b.subtract(w, b.multiply(s.rate, next)), slots: { velocity: next } };
    },
  },
  rmsprop: {
    label: 'RMSprop',
    help: 'Divides by the recent size of the gradient.',
    source: 'Tieleman and Hinton 2012, lecture 6.5; average of squares decays with beta2',
    slots: ['square'],
    scalars: ({ rate, weightDecay, beta2, epsilon }) => ({ rate, decay: weightDecay, beta2, epsilon }),
    rule: (b, w, g, { square }, s) => {
      const decayed = withDecay(b, w, g, s);
      const next = average(b, square, b.multiply(decayed, decayed), s.beta2);
      return { weight: b.subtract(w, b.divide(b.multiply(s.rate, decayed), b.add(b.sqrt(next), s.epsilon))), slots: { square: next } };
    },
  },
  adam: {
    label: 'Adam',
    help: 'Steady on recurrent networks.',
    source: 'Kingma and Ba 2015, arXiv:1412.6980, algorithm 1',
    slots: ['m', 'v'],
    scalars: (o, step) => ({ ...adamScalars(o, step), decay: o.weightDecay }),
    rule: (b, w, g, slots, s) => {
      const decayed = withDecay(b, w, g, s);
      const m = average(b, slots.m, decayed, s.beta1);
      const v = average(b, slots.v, b.multiply(decayed, decayed), s.beta2);
      return { weight: adamStep(b, w, m, v, s), slots: { m, v } };
    },
  },
  adamw: {
    label: 'AdamW',
    help: 'Adam that shrinks weights apart from the gradient.',
    source: 'Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2',
    slots: ['m', 'v'],
    scalars: (o, step) => ({ ...adamScalars(o, step), shrink: 1 - o.rate * o.weightDecay }),
    rule: (b, w, g, slots, s) => {
      const m = average(b, slots.m, g, s.beta1);
      const v = average(b, slots.v, b.multiply(g, g), s.beta2);
      return { weight: adamStep(b, b.multiply(w, s.shrink), m, v, s), slots: { m, v } };
    },
  },
} satisfies Record<string, Optimizer>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** One optimizer step, ready to run. */
export interface Update {
  optimizer: OptimizerName;
  scalars: Record<string, number>;
}

export const updateOf = (optimizer: OptimizerName, settings: OptimizerSettings, step: number): Update => ({
  optimizer,
  scalars: (optimizers[optimizer] as Optimizer).scalars(settings, step),
});

/** The rule as a graph of width 1, for backends: leaves are named weight, gradient, slot/<name>, scalar/<name>. */
export interface UpdateGraph {
  weight: Value;
  slots: Record<string, Value>;
}

export function updateGraph(name: OptimizerName): UpdateGraph {
  const optimizer: Optimizer = optimizers[name];
  const graph = new Graph();
  const leaf = (name: string) => graph.input(name, 1, ANYWHERE);
  const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, leaf(`slot/${slot}`)]));
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars(defaultOptimizerSettings, 1)).map((s) => [s, leaf(`scalar/${s}`)]));
  return optimizer.rule(graph.builder, leaf('weight'), leaf('gradient'), slots, scalars);
}
