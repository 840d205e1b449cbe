/**
 * The functions of the language, by name. Every activation that needs no parameters of its own is one of them, by itself.
 * A row is the values of one window at one step.
 */
import { activations } from '../cells/activations.ts';
import type { Value } from '../compile/value.ts';
import { ops, type OpName } from '../ops/index.ts';
import type { Builder, Parameter } from '../ops/op.ts';

export interface LanguageFunction {
  /**
   * each: number by number, arguments of one width. row: of the whole row, as wide as it. total: of the whole row, one
   * number.
   */
  kind: 'each' | 'row' | 'total';
  /** Fewest and most arguments. */
  takes: readonly [number, number];
  apply(b: Builder, x: Value[]): Value;
  /** What it makes of plain numbers, where it can be said without a row. */
  ofNumbers?(x: number[]): number;
  latex(x: string[]): string;
}

type Table = ReadonlyMap<string, LanguageFunction>;

interface Activation {
  /** Some look up parameters of their own; those are not functions of the language. */
  apply(b: Builder, x: Value, p: Record<string, Parameter>): Value;
  latex(x: string): string;
  parameters?: unknown;
}

const named = (name: string) => (x: string[]) => `\\operatorname{${name}}(${x.join(', ')})`;

/** An op under its own or another name. */
const op = (name: OpName, latex = ops[name].latex): LanguageFunction => ({
  kind: 'each',
  takes: [ops[name].arity, ops[name].arity],
  apply: (b, x) => (b[name] as (...inputs: Value[]) => Value)(...x),
  ofNumbers: (x) => ops[name].meaning(x, {}),
  latex: (x) => latex(x, {}),
});

const spread = (b: Builder, x: Value, like: Value): Value => b.broadcast(x, like.width);
const mean = (b: Builder, x: Value): Value => b.scale(b.rowSum(x), 1 / x.width);
const square = (b: Builder, x: Value): Value => b.multiply(x, x);

/** Keeps the root of zero, and its slope, finite. */
export const NORM_FLOOR = 1e-12;
const VARIANCE_FLOOR = 1e-5;

const functions = new Map<string, LanguageFunction>();

for (const [name, activation] of Object.entries<Activation>(activations)) {
  if (activation.parameters) continue;
  const ofNumbers = name in ops ? (x: number[]) => ops[name as OpName].meaning(x, {}) : undefined;
  functions.set(name, {
    kind: 'each',
    takes: [1, 1],
    apply: (b, [x]) => activation.apply(b, x, {}),
    ...(ofNumbers ? { ofNumbers } : {}),
    latex: ([x]) => activation.latex(x),
  });
}
functions.set(
  'exp',
  op('exp', ([x]) => `\\exp(${x})`),
);
functions.set(
  'log',
  op('log', ([x]) => `\\ln(${x})`),
);
functions.set('sqrt', op('sqrt'));
functions.set(
  'abs',
  op('abs', ([x]) => `\\lvert ${x} \\rvert`),
);
functions.set(
  'sign',
  op('sign', ([x]) => `\\operatorname{sign}(${x})`),
);
functions.set(
  'greater',
  op('greater', ([x, y]) => `[${x} > ${y}]`),
);
functions.set('where', op('where', named('where')));
/** A slope for what is below zero, usually learned: He et al. 2015, arXiv:1502.01852, eq. 1. */
functions.set('prelu', {
  kind: 'each',
  takes: [2, 2],
  apply: (b, [x, slope]) => b.add(b.relu(x), b.multiply(slope, b.minimum(x, b.constant(x.width, 0)))),
  latex: named('PReLU'),
});
for (const [name, pair, sign] of [
  ['max', 'maximum', 1],
  ['min', 'minimum', -1],
] as const)
  functions.set(name, {
    kind: 'each',
    takes: [1, 8],
    apply: (b, x) => (x.length > 1 ? x.reduce((p, q) => b[pair](p, q)) : sign > 0 ? b.rowMax(x[0]) : b.negate(b.rowMax(b.negate(x[0])))),
    ofNumbers: (x) => (sign > 0 ? Math.max(...x) : Math.min(...x)),
    latex: (x) => `\\${name}(${x.join(', ')})`,
  });
functions.set('sum', { kind: 'total', takes: [1, 1], apply: (b, [x]) => b.rowSum(x), latex: named('sum') });
functions.set('mean', { kind: 'total', takes: [1, 1], apply: (b, [x]) => mean(b, x), latex: named('mean') });
/** Euclidean length: the root of the sum of squares plus NORM_FLOOR. */
functions.set('norm', {
  kind: 'total',
  takes: [1, 1],
  apply: (b, [x]) => b.sqrt(b.offset(b.rowSum(square(b, x)), NORM_FLOOR)),
  latex: ([x]) => `\\lVert ${x} \\rVert`,
});
/** Shares that add up to 1; the largest is subtracted first, so that no exponent is above 0. */
functions.set('softmax', {
  kind: 'row',
  takes: [1, 1],
  apply: (b, [x]) => {
    const e = b.exp(b.subtract(x, spread(b, b.rowMax(x), x)));
    return b.divide(e, spread(b, b.rowSum(e), x));
  },
  latex: named('softmax'),
});
/** Mean 0 and variance 1 over the row (Ba et al. 2016, arXiv:1607.06450, without gain and bias). */
functions.set('layerNorm', {
  kind: 'row',
  takes: [1, 1],
  apply: (b, [x]) => {
    const centred = b.subtract(x, spread(b, mean(b, x), x));
    return b.divide(centred, spread(b, b.sqrt(b.offset(mean(b, square(b, centred)), VARIANCE_FLOOR)), x));
  },
  latex: named('LayerNorm'),
});
/** Root mean square 1 over the row (Zhang and Sennrich 2019, arXiv:1910.07467, without gain). */
functions.set('rmsNorm', {
  kind: 'row',
  takes: [1, 1],
  apply: (b, [x]) => b.divide(x, spread(b, b.sqrt(b.offset(mean(b, square(b, x)), VARIANCE_FLOOR)), x)),
  latex: named('RMSNorm'),
});

export const languageFunctions: Table = functions;

/** Roughly how many ops a call of it makes. */
export const costOf = (name: string): number => (name in ops || ['max', 'min', 'sum', 'mean', 'greater', 'where'].includes(name) ? 1 : 6);

/** max and min of one argument are of the whole row. */
export const kindOf = (name: string, given: number): LanguageFunction['kind'] => {
  const { kind, takes } = functions.get(name)!;
  return kind === 'each' && takes[1] > takes[0] && given === 1 ? 'total' : kind;
};

/** What others call them. */
export const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ln: 'log',
    logistic: 'sigmoid',
    sigma: 'sigmoid',
    σ: 'sigmoid',
    swish: 'silu',
    maximum: 'max',
    minimum: 'min',
    length: 'norm',
    average: 'mean',
    avg: 'mean',
    total: 'sum',
    leaky_relu: 'leakyRelu',
    layer_norm: 'layerNorm',
    rms_norm: 'rmsNorm',
    sgn: 'sign',
    if: 'where',
    power: '^',
    pow: '^',
    square: '^ 2',
    concat: '[a, b]',
    cat: '[a, b]',
    relu6: 'min(relu(v), 6)',
  }),
);
