import type { Op } from './op.ts';

/** -1, 0 or 1. */
export const sign: Op = {
  arity: 1,
  cost: 3,
  meaning: ([x]: number[]) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  gradient: () => [undefined],
  code: (c, [x]) => c.subtract(c.greater(x, c.constant(0)), c.greater(c.constant(0), x)),
  onnx: (o, x) => o.node('Sign', x),
  tfjs: (tf, [x]) => tf.held(() => tf.sign(x)),
  latex: ([x]) => `\\operatorname{sign}(${x})`,
  kink: ([x]: number[]) => Math.abs(x),
};
