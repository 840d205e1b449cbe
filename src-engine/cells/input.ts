import type { Cell } from './cell.ts';

/** The window of the dataset: the scaled features of each step. Every architecture has it, under the name `input`. */
export const input: Cell = {
  label: 'Window',
  family: 'input',
  summary: 'the features of each step',
  source: 'the dataset',
  options: {},
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step: (_, x) => ({ output: x, state: {} }),
  equations: () => ['y_t = x_t'],
};
