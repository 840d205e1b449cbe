import type { Cell } from './cell.ts';

/**
 * What is known of the horizon before it comes: calendar, prices, plans. One step for every `points` rows of it, to stand
 * beside an `ahead` with as many rows; with 0 all rows at once, oldest first, for a forecast that is made at once.
 * y: [B, points K] at each step of the horizon, or [B, H K] once; K columns, H rows. Rows after the horizon are zero.
 */
export const future: Cell = {
  label: 'Known ahead',
  family: 'input',
  summary: 'what is known of the horizon',
  source: 'the dataset; known covariates as in Lim et al. 2021, arXiv:1912.09363, section 3',
  options: {
    points: {
      kind: 'integer',
      label: 'Rows',
      help: 'Rows of the horizon at each step, as many as those of the Ahead beside it; 0 gives all rows at once.',
      min: 0,
      max: 4096,
      default: 0,
    },
  },
  brings: 'future',
  beat: ({ points }) => (points ? { kind: 'ahead', points: points as number } : { kind: 'once' }),
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step: (_, x) => ({ output: x, state: {} }),
  equations: ({ points }) => [points ? 'y_k = f_k' : 'y = [f_1, \\ldots, f_H]'],
};
