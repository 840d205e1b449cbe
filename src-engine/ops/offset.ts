import type { Op } from './op.ts';

/** x plus the constant `amount`. */
export const offset: Op = {
  arity: 1,
  cost: 1,
  meaning: ([x]: number[], { amount }) => x + amount,
  gradient: (_, g) => [g],
  code: (c, [x], { amount }) => c.add(x, c.constant(amount)),
  onnx: (o, [x], { amount }) => o.node('Add', [x, o.scalar(amount)]),
  tfjs: (tf, [x], { amount }) => tf.add(x, amount),
  latex: ([x], { amount }) => `(${x} ${amount < 0 ? '-' : '+'} ${Math.abs(amount)})`,
};
