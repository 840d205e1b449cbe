import type { Cell } from './cell.ts';
import { epsilonLatex, meanAndVarianceNormalised } from './row-norm.ts';

/**
 * Layer normalisation: the values of one step are brought to mean 0 and variance 1 among themselves, then to a learned
 * gain and bias per value. Steps and windows do not see each other.
 * x and output: [B, I]; g, b: [1, I].
 */
export const layerNorm: Cell = {
  label: 'Layer norm',
  family: 'normalisation',
  summary: 'mean 0, variance 1',
  source: 'Ba, Kiros and Hinton 2016, arXiv:1607.06450, eq. 4; epsilon 1e-5',
  options: {},
  width: (_, inputs) => inputs,
  parameters: (_, I) => ({ g: { rows: 1, cols: I, init: 1 }, b: { rows: 1, cols: I, init: 0 } }),
  state: () => ({}),
  step: (b, x, _state, p) => ({
    output: b.add(b.multiply(b.vector(p.g), meanAndVarianceNormalised(b, x)), b.vector(p.b)),
    state: {},
  }),
  equations: () => [
    '\\mu_t = \\frac1n \\sum_j x_{t,j}',
    'v_t = \\frac1n \\sum_j (x_{t,j} - \\mu_t)^2',
    `y_t = g \\odot \\dfrac{x_t - \\mu_t}{\\sqrt{v_t + ${epsilonLatex}}} + b`,
  ],
};
