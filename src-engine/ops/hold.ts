import type { Op } from './op.ts';

/** The same number, held: no gradient flows back through it. */
export const hold: Op = {
  arity: 1,
  cost: 0,
  meaning: ([x]: number[]) => x,
  gradient: () => [undefined],
  code: (_, [x]) => x,
  onnx: (o, x) => o.node('Identity', x),
  tfjs: (tf, [x]) => tf.held(() => tf.add(x, 0)),
  latex: ([x]) => x,
};
