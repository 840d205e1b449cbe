import type { Op } from './op.ts';

/** -x. */
export const negate: Op = {
  arity: 1,
  cost: 1,
  meaning: ([x]: number[]) => -x,
  gradient: (b, g) => [b.negate(g)],
  code: (c, [x]) => c.negate(x),
  onnx: (o, x) => o.node('Neg', x),
  tfjs: (tf, [x]) => tf.neg(x),
  latex: ([x]) => `-${x}`,
};
