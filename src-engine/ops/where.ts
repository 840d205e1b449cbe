import type { Op } from './op.ts';

/** x where the condition is not 0, else y. Nothing of the branch not taken comes through, not even NaN. */
export const where: Op = {
  arity: 3,
  cost: 2,
  meaning: ([condition, x, y]: number[]) => (condition !== 0 ? x : y),
  gradient: (b, g, [condition, x]) => {
    const zero = b.constant(x.width, 0);
    return [undefined, b.where(condition, g, zero), b.where(condition, zero, g)];
  },
  code: (c, [condition, x, y]) => c.where(condition, x, y),
  onnx: (o, [condition, x, y]) => o.node('Where', [o.node('Cast', [condition], { to: 9 }), x, y]),
  tfjs: (tf, [condition, x, y]) =>
    tf.where(
      tf.held(() => tf.notEqual(condition, 0)),
      x,
      y,
    ),
  latex: ([condition, x, y]) => `(${condition}\\;?\\;${x} : ${y})`,
};
