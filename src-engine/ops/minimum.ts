import type { Op } from './op.ts';

/** The smaller of x and y; where they are equal the gradient goes to y. */
export const minimum: Op = {
  arity: 2,
  cost: 1,
  meaning: ([x, y]: number[]) => Math.min(x, y),
  gradient: (b, g, [x, y]) => {
    const first = b.greater(y, x);
    return [b.multiply(g, first), b.multiply(g, b.oneMinus(first))];
  },
  code: (c, [x, y]) => c.minimum(x, y),
  onnx: (o, x) => o.node('Min', x),
  // tf.minimum gives the gradient of equal numbers to its first one.
  tfjs: (tf, [x, y]) => tf.minimum(y, x),
  latex: ([x, y]) => `\\min(${x}, ${y})`,
  kink: ([x, y]: number[]) => Math.abs(x - y),
};
