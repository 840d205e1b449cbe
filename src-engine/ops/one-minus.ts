import type { Op } from './op.ts';

/** 1 - x: the other side of a gate. */
export const oneMinus: Op = {
  arity: 1,
  cost: 1,
  meaning: ([x]: number[]) => 1 - x,
  gradient: (b, g) => [b.negate(g)],
  code: (c, [x]) => c.subtract(c.constant(1), x),
  onnx: (o, [x]) => o.node('Sub', [o.scalar(1), x]),
  tfjs: (tf, [x]) => tf.sub(1, x),
  latex: ([x]) => `(1 - ${x})`,
};
