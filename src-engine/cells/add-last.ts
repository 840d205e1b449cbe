import type { Cell } from './cell.ts';
import { columnsOfTargets, eachPart } from './forecast-parts.ts';

/**
 * Adds to the forecast of each target the last known value of that target.
 * x and output: [B, steps * targets] for each part of the forecast, a deviation left as it is; targets that are not among the features are left as they are.
 */
export const addLast: Cell = {
  label: 'Add last',
  family: 'normalisation',
  place: 'last',
  summary: 'starts from the last known value',
  source: 'Zeng et al. 2023, arXiv:2205.13504 (NLinear): undoes the last-value normalisation',
  options: {},
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step(b, x, _state, _p, _options, { origin, ...around }) {
    const level = (width: number) => b.matmul(origin, columnsOfTargets(around, origin.width, width));
    return { output: eachPart(b, x, around, (part, isSpread) => (isSpread ? part : b.add(part, level(part.width)))), state: {} };
  },
  equations: () => ['\\hat{y}_{L+k} = x_k + y_L'],
};
