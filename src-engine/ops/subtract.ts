import type { Op } from './op.ts';

/** x - y. */
export const subtract: Op = {
  arity: 2,
  cost: 1,
  meaning: ([x, y]: number[]) => x - y,
  gradient: (b, g) => [g, b.negate(g)],
  code: (c, [x, y]) => c.subtract(x, y),
  onnx: (o, x) => o.node('Sub', x),
  tfjs: (tf, [x, y]) => tf.sub(x, y),
  latex: ([x, y]) => `${x} - ${y}`,
};
