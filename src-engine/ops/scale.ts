import type { Op } from './op.ts';

/** x times the constant `factor`. */
export const scale: Op = {
  arity: 1,
  cost: 1,
  meaning: ([x]: number[], { factor }) => x * factor,
  gradient: (b, g, _x, _y, { factor }) => [b.scale(g, factor)],
  code: (c, [x], { factor }) => c.multiply(x, c.constant(factor)),
  onnx: (o, [x], { factor }) => o.node('Mul', [x, o.scalar(factor)]),
  tfjs: (tf, [x], { factor }) => tf.mul(x, factor),
  latex: ([x], { factor }) => `${factor}\\,${x}`,
};
