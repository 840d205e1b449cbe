import type { Op } from './op.ts';

/** x + y. */
export const add: Op = {
  arity: 2,
  cost: 1,
  meaning: ([x, y]: number[]) => x + y,
  gradient: (_, g) => [g, g],
  code: (c, [x, y]) => c.add(x, y),
  onnx: (o, x) => o.node('Add', x),
  tfjs: (tf, [x, y]) => tf.add(x, y),
  latex: ([x, y]) => `${x} + ${y}`,
};
