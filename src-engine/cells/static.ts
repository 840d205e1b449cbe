import type { Cell } from './cell.ts';

/** What is the same at every row of a window: place, size, kind. y: [B, S] once. */
export const staticValues: Cell = {
  label: 'Static',
  family: 'input',
  summary: 'what a window has once',
  source: 'the dataset; static covariates as in Lim et al. 2021, arXiv:1912.09363, section 3',
  options: {},
  brings: 'static',
  beat: () => ({ kind: 'once' }),
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step: (_, x) => ({ output: x, state: {} }),
  equations: () => ['y = s'],
};
