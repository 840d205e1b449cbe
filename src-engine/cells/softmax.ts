import type { Cell } from './cell.ts';

/**
 * Softmax: the values of one step become shares of 1. The largest is subtracted first, which changes nothing but keeps
 * every exponent at or below 0.
 * x and output: [B, I].
 */
export const softmax: Cell = {
  label: 'Softmax',
  family: 'feed forward',
  summary: 'shares that add up to 1',
  source: 'Bridle 1990, Probabilistic interpretation of feedforward classification network outputs',
  options: {},
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step(b, x) {
    const e = b.exp(b.subtract(x, b.broadcast(b.rowMax(x), x.width)));
    return { output: b.divide(e, b.broadcast(b.rowSum(e), x.width)), state: {} };
  },
  equations: () => ['y_{t,j} = \\dfrac{e^{x_{t,j}}}{\\sum_k e^{x_{t,k}}}'],
};
