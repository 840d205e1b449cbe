import type { Op } from './op.ts';

/** Square root of x >= 0. */
export const sqrt: Op = {
  arity: 1,
  cost: 5,
  meaning: ([x]: number[]) => Math.sqrt(x),
  gradient: (b, g, _, y) => [b.divide(b.scale(g, 0.5), y)],
  code: (c, [x]) => c.sqrt(x),
  onnx: (o, x) => o.node('Sqrt', x),
  tfjs: (tf, [x]) => tf.sqrt(x),
  latex: ([x]) => `\\sqrt{${x}}`,
};
