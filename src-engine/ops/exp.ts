import type { Op } from './op.ts';

/** e to the x. Finite for x <= 88 in float32; larger x is clamped there by the generated code. */
export const exp: Op = {
  arity: 1,
  cost: 14,
  meaning: ([x]: number[]) => Math.exp(x),
  gradient: (b, g, _, y) => [b.multiply(g, y)],
  code: (c, [x]) => c.exp(x),
  onnx: (o, x) => o.node('Exp', x),
  tfjs: (tf, [x]) => tf.exp(x),
  latex: ([x]) => `e^{${x}}`,
};
