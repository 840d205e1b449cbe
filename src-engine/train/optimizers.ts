/**
 * Optimizers: one entry each, written in ops over (weight, gradient, slots), so that every backend runs the same rule.
 * Settings are numbers of the run; `scalars` gives the numbers that change with the step. Penalties and decay of weights
 * are not theirs: adjustments.ts has them, for every optimizer alike.
 */
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import { ruleGraph, type RuleGraph } from './rules.ts';

export interface OptimizerSettings {
  /** Learning rate. */
  rate: number;
  /** Share of the old velocity that is kept (momentum, Nesterov). */
  momentum: number;
  /** Decay of the average of the gradient (Adam, AdamW, NAdam). */
  beta1: number;
  /** Decay of the average of its square (the same, and RMSprop). */
  beta2: number;
  /** Keeps the division finite. */
  epsilon: number;
  /** Decoupled decay: every step first takes rate * weightDecay of a weight away. Of every optimizer; AdamW only brings another default. */
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
  /** Settings that it looks at, beside the rate. */
  reads: readonly ('momentum' | 'beta1' | 'beta2' | 'epsilon')[];
  /** Where its first try differs from `defaultOptimizerSettings`. */
  defaults: Partial<OptimizerSettings>;
  /** It takes no steps: the readout is solved in closed form, once for each strength that is tried. See readout.ts. */
  isClosed?: true;
  /** The setting that says how much of its direction it keeps, which one-cycle moves against the rate. */
  inertia?: 'momentum' | 'beta1';
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

/** keep * old + (1 - keep) * fresh. */
const average = (b: Builder, old: Value, fresh: Value, keep: Value) => b.add(b.multiply(keep, old), b.multiply(b.oneMinus(keep), fresh));
/** sqrt(v) / sqrt(1 - beta2^step) + epsilon: what Adam and its kin divide by. */
const adamScale = (b: Builder, v: Value, s: Record<string, Value>) => b.add(b.multiply(b.sqrt(v), s.correction), s.epsilon);
const correctionOf = ({ beta2 }: OptimizerSettings, step: number) => 1 / Math.sqrt(1 - beta2 ** step);

/** weight - rate / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + epsilon): the bias corrections are scalars. */
const adam: Pick<Optimizer, 'slots' | 'reads' | 'inertia' | 'scalars' | 'rule'> = {
  slots: ['m', 'v'],
  reads: ['beta1', 'beta2', 'epsilon'],
  inertia: 'beta1',
  scalars: (o, step) => ({
    rate: o.rate / (1 - o.beta1 ** step),
    correction: correctionOf(o, step),
    beta1: o.beta1,
    beta2: o.beta2,
    epsilon: o.epsilon,
  }),
  rule: (b, w, g, slots, s) => {
    const m = average(b, slots.m, g, s.beta1);
    const v = average(b, slots.v, b.multiply(g, g), s.beta2);
    return { weight: b.subtract(w, b.divide(b.multiply(m, s.rate), adamScale(b, v, s))), slots: { m, v } };
  },
};

/** velocity = momentum * velocity + gradient, undamped as in PyTorch. */
const velocityOf = (b: Builder, velocity: Value, g: Value, s: Record<string, Value>) => b.add(b.multiply(s.momentum, velocity), g);

/** NAdam's momentum at a step: it grows from about half of beta1 to beta1. Dozat 2016, with 0.96^(step / 250) as there. */
const nadamMomentum = (beta1: number, step: number): number => beta1 * (1 - 0.5 * 0.96 ** (0.004 * step));

/**
 * The product of NAdam's momenta of steps 1 to `step`. It falls below what 1 - product can tell from 1 within some hundred
 * steps, so nothing has to be kept between steps. A beta1 that changes (one-cycle) counts as if it had always been so.
 */
function nadamProduct(beta1: number, step: number): number {
  let product = 1;
  for (let i = 1; i <= step && product > 1e-18; i++) product *= nadamMomentum(beta1, i);
  return product;
}

export const optimizers = {
  sgd: {
    label: 'SGD',
    help: 'Plain gradient descent.',
    source: 'Robbins and Monro 1951',
    slots: [],
    reads: [],
    defaults: { rate: 0.1 },
    scalars: ({ rate }) => ({ rate }),
    rule: (b, w, g, _, s) => ({ weight: b.subtract(w, b.multiply(s.rate, g)), slots: {} }),
  },
  momentum: {
    label: 'Momentum',
    help: 'Gradient descent that keeps its direction.',
    source: 'Polyak 1964, with undamped velocity as in PyTorch',
    slots: ['velocity'],
    reads: ['momentum'],
    defaults: { rate: 0.03 },
    inertia: 'momentum',
    scalars: ({ rate, momentum }) => ({ rate, momentum }),
    rule: (b, w, g, slots, s) => {
      const velocity = velocityOf(b, slots.velocity, g, s);
      return { weight: b.subtract(w, b.multiply(s.rate, velocity)), slots: { velocity } };
    },
  },
  /** The gradient is that of where the weights are, not of where they are going: the form that needs no second evaluation. */
  nesterov: {
    label: 'Nesterov',
    help: 'Momentum that looks one step ahead.',
    source: 'Nesterov 1983, in the form of Sutskever et al. 2013 as PyTorch writes it',
    slots: ['velocity'],
    reads: ['momentum'],
    defaults: { rate: 0.03 },
    inertia: 'momentum',
    scalars: ({ rate, momentum }) => ({ rate, momentum }),
    rule: (b, w, g, slots, s) => {
      const velocity = velocityOf(b, slots.velocity, g, s);
      return { weight: b.subtract(w, b.multiply(s.rate, b.add(b.multiply(s.momentum, velocity), g))), slots: { velocity } };
    },
  },
  rmsprop: {
    label: 'RMSprop',
    help: 'Divides by the recent size of the gradient.',
    source: 'Tieleman and Hinton 2012, lecture 6.5; average of squares decays with beta2',
    slots: ['square'],
    reads: ['beta2', 'epsilon'],
    defaults: { beta2: 0.99 },
    scalars: ({ rate, beta2, epsilon }) => ({ rate, beta2, epsilon }),
    rule: (b, w, g, slots, s) => {
      const square = average(b, slots.square, b.multiply(g, g), s.beta2);
      return { weight: b.subtract(w, b.divide(b.multiply(s.rate, g), b.add(b.sqrt(square), s.epsilon))), slots: { square } };
    },
  },
  adagrad: {
    label: 'Adagrad',
    help: 'Divides by all gradients so far: what moves seldom moves far.',
    source: 'Duchi, Hazan and Singer 2011, diagonal form',
    slots: ['squares'],
    reads: ['epsilon'],
    defaults: { rate: 1e-2, epsilon: 1e-10 },
    scalars: ({ rate, epsilon }) => ({ rate, epsilon }),
    rule: (b, w, g, slots, s) => {
      const squares = b.add(slots.squares, b.multiply(g, g));
      return { weight: b.subtract(w, b.divide(b.multiply(s.rate, g), b.add(b.sqrt(squares), s.epsilon))), slots: { squares } };
    },
  },
  adam: {
    label: 'Adam',
    help: 'Steady on recurrent networks.',
    source: 'Kingma and Ba 2015, arXiv:1412.6980, algorithm 1',
    defaults: {},
    ...adam,
  },
  adamw: {
    label: 'AdamW',
    help: 'Adam that shrinks weights apart from the gradient.',
    source: 'Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2',
    defaults: { weightDecay: 0.01 },
    ...adam,
  },
  nadam: {
    label: 'NAdam',
    help: 'Adam that looks one step ahead.',
    source: 'Dozat 2016, "Incorporating Nesterov Momentum into Adam", with its schedule of the momentum',
    ...adam,
    defaults: { rate: 2e-3 },
    scalars: (o, step) => {
      const [now, next] = [nadamMomentum(o.beta1, step), nadamMomentum(o.beta1, step + 1)];
      const product = nadamProduct(o.beta1, step);
      return {
        gradientRate: (o.rate * (1 - now)) / (1 - product),
        averageRate: (o.rate * next) / (1 - product * next),
        correction: correctionOf(o, step),
        beta1: o.beta1,
        beta2: o.beta2,
        epsilon: o.epsilon,
      };
    },
    rule: (b, w, g, slots, s) => {
      const m = average(b, slots.m, g, s.beta1);
      const v = average(b, slots.v, b.multiply(g, g), s.beta2);
      const direction = b.add(b.multiply(g, s.gradientRate), b.multiply(m, s.averageRate));
      return { weight: b.subtract(w, b.divide(direction, adamScale(b, v, s))), slots: { m, v } };
    },
  },
  ridge: {
    label: 'Ridge',
    help: 'No steps: solves the last Dense at once and leaves all else as it is, for reservoirs.',
    source: 'Hoerl and Kennard 1970; for reservoirs Jaeger 2001',
    isClosed: true,
    slots: [],
    reads: [],
    defaults: {},
    scalars: () => ({}),
    rule: (_b, weight) => ({ weight, slots: {} }),
  },
} satisfies Record<string, Optimizer>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** Those that take steps along the gradient. */
export const steppingOptimizers = optimizerNames.filter((name) => !(optimizers[name] as Optimizer).isClosed);

/** The table with the type of its entries: what they leave out is undefined, not absent. */
export const optimizerOf = (name: OptimizerName): Optimizer => optimizers[name];

/** The settings of an optimizer that a run starts from. */
export const defaultsOf = (name: OptimizerName): OptimizerSettings => ({ ...defaultOptimizerSettings, ...optimizers[name].defaults });

/** One optimizer step, ready to run. */
export interface Update {
  optimizer: OptimizerName;
  scalars: Record<string, number>;
}

export const updateOf = (optimizer: OptimizerName, settings: OptimizerSettings, step: number): Update => ({
  optimizer,
  scalars: optimizerOf(optimizer).scalars(settings, step),
});

/** The rule of an optimizer. Its gradient is the one that backends hold times the scalar `gradientScale`. */
export function updateGraph(name: OptimizerName): RuleGraph {
  const optimizer = optimizerOf(name);
  return ruleGraph((b, leaf) => {
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, leaf(`slot/${slot}`)]));
    const scalars = Object.fromEntries(Object.keys(optimizer.scalars(defaultOptimizerSettings, 1)).map((s) => [s, leaf(`scalar/${s}`)]));
    return optimizer.rule(b, leaf('weight'), b.multiply(leaf('gradient'), leaf('scalar/gradientScale')), slots, scalars);
  });
}
