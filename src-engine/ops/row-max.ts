import type { Op } from './op.ts';

/** The largest number of each row. Columns that share the maximum each receive the whole gradient. */
export const rowMax: Op = {
  arity: 1,
  cost: 4,
  reduces: true,
  meaning: (row) => {
    let largest = -Infinity;
    for (let i = 0; i < row.length; i++) largest = Math.max(largest, row[i]);
    return largest;
  },
  gradient: (b, g, [x], y) => [b.multiply(b.broadcast(g, x.width), b.oneMinus(b.greater(b.broadcast(y, x.width), x)))],
  onnx: (o, [x]) => o.node('ReduceMax', [x], { axes: [-1], keepdims: 1 }),
  tfjs: (tf, [x]) => tf.max(x, 1, true),
  latex: ([x]) => `\\max_j ${x}_j`,
  kink: (row) => {
    const sorted = Array.from(row).sort((a, b) => b - a);
    return sorted.length > 1 ? sorted[0] - sorted[1] : Infinity;
  },
};
