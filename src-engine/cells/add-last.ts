import type { Cell } from './cell.ts';

/**
 * Adds to the forecast of each target the last known value of that target.
 * x and output: [B, steps * targets]; targets that are not among the features are left as they are.
 */
export const addLast: Cell = {
  label: 'Add last',
  family: 'normalisation',
  summary: 'starts from the last known value',
  source: 'Zeng et al. 2023, arXiv:2205.13504 (NLinear): undoes the last-value normalisation',
  options: {},
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step(b, x, _state, _p, _options, { origin, targetColumns, stepsPerOutput, fixed }) {
    const cols = stepsPerOutput * targetColumns.length;
    const copy = fixed(`targets${targetColumns.join(',')}`, origin.width, cols, () => {
      const numbers = new Array<number>(origin.width * cols).fill(0);
      for (let step = 0; step < stepsPerOutput; step++)
        targetColumns.forEach((column, target) => {
          if (column >= 0) numbers[column * cols + step * targetColumns.length + target] = 1;
        });
      return numbers;
    });
    return { output: b.add(x, b.matmul(origin, copy)), state: {} };
  },
  equations: () => ['\\hat{y}_{L+k} = x_k + y_L'],
};
