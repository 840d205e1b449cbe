import type { Op } from './op.ts';

/** x / y, element by element. */
export const divide: Op = {
  arity: 2,
  cost: 5,
  meaning: ([x, y]: number[]) => x / y,
  gradient: (b, g, [, y], output) => [b.divide(g, y), b.negate(b.divide(b.multiply(g, output), y))],
  code: (c, [x, y]) => c.divide(x, y),
  onnx: (o, x) => o.node('Div', x),
  tfjs: (tf, [x, y]) => tf.div(x, y),
  latex: ([x, y]) => `\\frac{${x}}{${y}}`,
};
