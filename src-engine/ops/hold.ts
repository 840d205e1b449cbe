import type { Op } from './op.ts';

/**
 * The same number, held: no gradient flows back through it. settled (1 or left out): it is where a cycle has settled, whose gradient
 * our backward pass solves for. tfjs knows nothing of that, so there the way back through the iterations stays open: the same gradient.
 */
export const hold: Op = {
  arity: 1,
  cost: 0,
  meaning: ([x]: number[]) => x,
  gradient: () => [undefined],
  code: (_, [x]) => x,
  onnx: (o, x) => o.node('Identity', x),
  tfjs: (tf, [x], { settled }) => (settled ? tf.add(x, 0) : tf.held(() => tf.add(x, 0))),
  latex: ([x]) => x,
};
