import type { Op } from './op.ts';

/** Hyperbolic tangent; the generated code uses 2 / (1 + e^-2x) - 1. */
export const tanh: Op = {
  arity: 1,
  cost: 20,
  meaning: ([x]: number[]) => Math.tanh(x),
  gradient: (b, g, _, y) => [b.multiply(g, b.oneMinus(b.multiply(y, y)))],
  code: (c, [x]) => c.subtract(c.divide(c.constant(2), c.add(c.constant(1), c.exp(c.multiply(x, c.constant(-2))))), c.constant(1)),
  onnx: (o, x) => o.node('Tanh', x),
  tfjs: (tf, [x]) => tf.tanh(x),
  latex: ([x]) => `\\tanh(${x})`,
};
