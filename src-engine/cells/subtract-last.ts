import type { Cell } from './cell.ts';

/**
 * Subtracts from every step the values that the window ends with, so that what follows sees changes, not levels.
 * x: [B, features], straight from the window. The other half is `add-last`.
 */
export const subtractLast: Cell = {
  label: 'Subtract last',
  family: 'normalisation',
  place: 'window',
  summary: 'changes instead of levels',
  source: 'Zeng et al. 2023, arXiv:2205.13504 (NLinear): last-value normalisation of each window',
  options: {},
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step: (b, x, _state, _p, _options, around) => ({ output: b.subtract(x, around.origin), state: {} }),
  equations: () => ['y_t = x_t - x_L'],
};
