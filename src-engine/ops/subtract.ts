import type { Op } from './op.ts';

/** x - y. */
export const subtract: Op = {
  arity: 2,
  meaning: ([x, y]: number[]) => x - y,
  gradient: (b, g) => [g, b.negate(g)],
  code: (c, [x, y]) => c.subtract(x, y),
  onnx: (o, x) => o.node('Sub', x),
  latex: ([x, y]) => `${x} - ${y}`,
};
