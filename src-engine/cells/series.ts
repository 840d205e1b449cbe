import type { Cell } from './cell.ts';
import { rowsOf } from './one-hot.ts';

/** Vectors that are as long as other values, so that series are told apart from the first step on. */
const spread = { kind: 'uniform', limit: Math.sqrt(3) } as const;

/**
 * A learned vector for each series of the dataset: which one a window is from. A series that the network has not seen gets zeros.
 * x: [B, 1], the number of the series; y: [B, H] once; E: [N, H], N series.
 */
export const series: Cell = {
  label: 'Series',
  family: 'input',
  summary: 'a vector for each series',
  source: 'channel embedding as in Lin et al. 2023, arXiv:2308.11200 (SegRNN), section 3.3',
  options: {
    units: { kind: 'integer', label: 'Units', help: 'Length of the vector of each series.', min: 1, max: 4096, default: 16 },
  },
  brings: 'series',
  beat: () => ({ kind: 'once' }),
  width: ({ units }) => units as number,
  parameters: ({ units }, count) => ({ E: { rows: count, cols: units as number, init: spread } }),
  state: () => ({}),
  step: (b, x, _state, { E }, _options, { fixed }) => ({ output: b.matmul(rowsOf(b, x, E.rows, fixed), E), state: {} }),
  equations: () => ['y = E_n'],
};
