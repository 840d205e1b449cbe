import type { Op } from './op.ts';

/** x * y, element by element (Hadamard product). */
export const multiply: Op = {
  arity: 2,
  cost: 1,
  meaning: ([x, y]: number[]) => x * y,
  gradient: (b, g, [x, y]) => [b.multiply(g, y), b.multiply(g, x)],
  code: (c, [x, y]) => c.multiply(x, y),
  onnx: (o, x) => o.node('Mul', x),
  tfjs: (tf, [x, y]) => tf.mul(x, y),
  latex: ([x, y]) => `${x} \\odot ${y}`,
};
