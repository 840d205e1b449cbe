import type { Op } from './op.ts';

/** Logistic function 1 / (1 + e^-x). */
export const sigmoid: Op = {
  arity: 1,
  cost: 20,
  meaning: ([x]: number[]) => 1 / (1 + Math.exp(-x)),
  gradient: (b, g, _, y) => [b.multiply(b.multiply(g, y), b.oneMinus(y))],
  code: (c, [x]) => c.divide(c.constant(1), c.add(c.constant(1), c.exp(c.negate(x)))),
  onnx: (o, x) => o.node('Sigmoid', x),
  tfjs: (tf, [x]) => tf.sigmoid(x),
  latex: ([x]) => `\\sigma(${x})`,
};
