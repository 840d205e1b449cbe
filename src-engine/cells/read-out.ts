import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import type { Cell, ParameterSpec, Surroundings } from './cell.ts';

const ways = ['last', 'first', 'mean', 'max', 'centre', 'attention'] as const;
type Way = (typeof ways)[number];

/**
 * One value per window from the values of all its steps: the last or first one, the mean, the largest of each column, the
 * one in the middle, or a mean weighed by attention, a_t = softmax_t(v . tanh(x_t W + b)).
 * x: [B, I] at each step; y: [B, I] once. Rows that a shorter window lacks do not count.
 */
export const readOut: Cell = {
  label: 'Read-out',
  family: 'over time',
  summary: 'one value from the whole window',
  source: 'attention: Bahdanau et al. 2015, arXiv:1409.0473, as pooling in Yang et al. 2016 (eq. 5-7)',
  options: {
    way: {
      kind: 'choice',
      label: 'Way',
      help: 'Last for forecasts; mean, max or attention for classes; centre where what matters stands in the middle.',
      choices: ways,
      default: 'last',
    },
    attention: {
      kind: 'integer',
      label: 'Attention units',
      help: 'Size of the hidden layer that weighs the steps.',
      min: 1,
      max: 1024,
      default: 16,
    },
  },
  beat: () => ({ kind: 'once' }),
  readsEnd: ({ way }) => way === 'last',
  width: (_, inputs) => inputs,
  parameters: ({ way, attention }, I): Record<string, ParameterSpec> => {
    const A = attention as number;
    if (way !== 'attention') return {};
    return { W: { rows: I, cols: A, init: 'glorot' }, b: { rows: 1, cols: A, init: 0 }, v: { rows: A, cols: 1, init: 'glorot' } };
  },
  state: ({ way }, inputs = 1): Record<string, number> => (way === 'max' ? { m: inputs } : way === 'attention' ? { m: 1 } : {}),
  step(b, x, { m }, p, options, around): { output: Value; state: Record<string, Value> } {
    switch (options.way as Way) {
      case 'last':
        return { output: x, state: {} };
      case 'first':
        return { output: at(b, x, b.greater(b.constant(1, 0.5), around.index())), state: {} };
      case 'mean':
        return { output: mean(b, x, around), state: {} };
      case 'centre': {
        const half = b.scale(b.offset(countOf(b, around), -1), 0.5);
        // The last step that is not after the middle; a quarter keeps both comparisons away from equal numbers.
        const isNotAfter = b.greater(b.offset(half, 0.25), around.index());
        return { output: at(b, x, b.multiply(isNotAfter, b.greater(around.index(), b.offset(half, -0.75)))), state: {} };
      }
      case 'max': {
        const largest = running(b, m, x, around);
        return { output: around.last(largest), state: { m: largest } };
      }
      case 'attention': {
        const score = b.matmul(b.tanh(b.add(b.matmul(x, p.W), b.vector(p.b))), p.v);
        // The softmax is the same whatever is taken from all scores: the largest, so that nothing overflows.
        const largest = running(b, m, b.hold(score), around);
        const raw = b.exp(b.subtract(score, around.last(largest)));
        const weight = around.counts ? b.multiply(raw, around.counts) : raw;
        const sum = b.total(b.multiply(b.broadcast(weight, x.width), x));
        return { output: b.divide(sum, b.broadcast(atLeastSome(b, b.total(weight)), x.width)), state: { m: largest } };
      }
    }
  },
  equations: ({ way }) =>
    ({
      last: ['y = x_L'],
      first: ['y = x_1'],
      mean: ['y = \\frac{1}{L} \\sum_t x_t'],
      max: ['y = \\max_t x_t'],
      centre: ['y = x_{\\lceil L / 2 \\rceil}'],
      attention: ['a_t = \\operatorname{softmax}_t(v^\\top \\tanh(W x_t + b))', 'y = \\sum_t a_t x_t'],
    })[way as Way],
};

/** x at the one step where a flag, [B, 1], is 1. */
const at = (b: Builder, x: Value, flag: Value): Value => b.total(b.multiply(b.broadcast(flag, x.width), x));

/** How many steps count, at least 1: [B, 1]. */
export const countOf = (b: Builder, { counts, index }: Surroundings): Value =>
  counts ? atLeastSome(b, b.total(counts)) : b.total(b.offset(b.scale(index(), 0), 1));

/** A sum to be divided by: 1 where no step counts, as of a window that ends before the first whole segment. */
const atLeastSome = (b: Builder, sum: Value): Value => b.where(b.greater(sum, b.constant(1, 0)), sum, b.constant(1, 1));

/** Mean over the steps that count: [B, width]. */
export function mean(b: Builder, x: Value, around: Surroundings): Value {
  const counted = around.counts ? b.multiply(b.broadcast(around.counts, x.width), x) : x;
  return b.divide(b.total(counted), b.broadcast(countOf(b, around), x.width));
}

/** The largest so far, over the steps that count. */
function running(b: Builder, before: Value, x: Value, around: Surroundings): Value {
  const wide = (flag: Value) => b.broadcast(flag, x.width);
  // The first row is always there; one that is not counts as less than what has been.
  const candidate = around.counts ? b.where(wide(around.counts), x, b.offset(before, -1)) : x;
  return b.where(wide(around.first()), x, b.maximum(before, candidate));
}
