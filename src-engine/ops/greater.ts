import type { Op } from './op.ts';

/** 1 where x > y, else 0. */
export const greater: Op = {
  arity: 2,
  cost: 2,
  meaning: ([x, y]: number[]) => (x > y ? 1 : 0),
  gradient: () => [undefined, undefined],
  code: (c, [x, y]) => c.greater(x, y),
  onnx: (o, x) => o.node('Cast', [o.node('Greater', x)], { to: 1 }),
  tfjs: (tf, [x, y]) => tf.held(() => tf.cast(tf.greater(x, y), 'float32')),
  latex: ([x, y]) => `[${x} > ${y}]`,
  kink: ([x, y]: number[]) => Math.abs(x - y),
};
