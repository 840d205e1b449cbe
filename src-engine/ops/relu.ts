import type { Op } from './op.ts';

/** max(x, 0); its derivative at 0 is taken as 0. */
export const relu: Op = {
  arity: 1,
  cost: 1,
  meaning: ([x]: number[]) => Math.max(x, 0),
  gradient: (b, g, _, y) => [b.multiply(g, b.greater(y, b.constant(y.width, 0)))],
  code: (c, [x]) => c.maximum(x, c.constant(0)),
  onnx: (o, x) => o.node('Relu', x),
  tfjs: (tf, [x]) => tf.relu(x),
  latex: ([x]) => `\\max(${x}, 0)`,
  kink: ([x]: number[]) => Math.abs(x),
};
