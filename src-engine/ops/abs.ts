import type { Op } from './op.ts';

/** |x|; its derivative at 0 is taken as 0. */
export const abs: Op = {
  arity: 1,
  cost: 1,
  meaning: ([x]: number[]) => Math.abs(x),
  gradient: (b, g, [x]) => [b.multiply(g, b.sign(x))],
  code: (c, [x]) => c.abs(x),
  onnx: (o, x) => o.node('Abs', x),
  // tf.abs has the derivative -1 at 0.
  tfjs: (tf, [x]) =>
    tf.mul(
      x,
      tf.held(() => tf.sign(x)),
    ),
  latex: ([x]) => `\\left|${x}\\right|`,
  kink: ([x]: number[]) => Math.abs(x),
};
