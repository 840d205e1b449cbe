import type { Cell } from './cell.ts';
import { epsilonLatex, rootMeanSquareNormalised } from './row-norm.ts';

/**
 * Root mean square normalisation: the values of one step are divided by their root mean square, then multiplied with a
 * learned gain per value. Unlike layer norm it keeps their mean and learns no bias.
 * x and output: [B, I]; g: [1, I].
 */
export const rmsNorm: Cell = {
  label: 'RMS norm',
  family: 'normalisation',
  summary: 'root mean square 1',
  source: 'Zhang and Sennrich 2019, arXiv:1910.07467, eq. 4; with an epsilon of 1e-5 under the root',
  options: {},
  width: (_, inputs) => inputs,
  parameters: (_, I) => ({ g: { rows: 1, cols: I, init: 1 } }),
  state: () => ({}),
  step: (b, x, _state, p) => ({ output: b.multiply(b.vector(p.g), rootMeanSquareNormalised(b, x)), state: {} }),
  equations: () => ['q_t = \\frac1n \\sum_j x_{t,j}^2', `y_t = g \\odot \\dfrac{x_t}{\\sqrt{q_t + ${epsilonLatex}}}`],
};
