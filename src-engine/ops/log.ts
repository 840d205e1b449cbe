import type { Op } from './op.ts';

/** Natural logarithm of x > 0. */
export const log: Op = {
  arity: 1,
  cost: 22,
  meaning: ([x]: number[]) => Math.log(x),
  gradient: (b, g, [x]) => [b.divide(g, x)],
  code: (c, [x]) => c.log(x),
  onnx: (o, x) => o.node('Log', x),
  tfjs: (tf, [x]) => tf.log(x),
  latex: ([x]) => `\\ln(${x})`,
};
