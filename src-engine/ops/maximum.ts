import type { Op } from './op.ts';

/** The larger of x and y; where they are equal the gradient goes to y. */
export const maximum: Op = {
  arity: 2,
  cost: 1,
  meaning: ([x, y]: number[]) => Math.max(x, y),
  gradient: (b, g, [x, y]) => {
    const first = b.greater(x, y);
    return [b.multiply(g, first), b.multiply(g, b.oneMinus(first))];
  },
  code: (c, [x, y]) => c.maximum(x, y),
  onnx: (o, x) => o.node('Max', x),
  // tf.maximum gives the gradient of equal numbers to its first one.
  tfjs: (tf, [x, y]) => tf.maximum(y, x),
  latex: ([x, y]) => `\\max(${x}, ${y})`,
  kink: ([x, y]: number[]) => Math.abs(x - y),
};
