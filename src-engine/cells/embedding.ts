import type { Cell } from './cell.ts';
import { rowsOf } from './one-hot.ts';

/**
 * A learned vector for each whole-number code 0 ... V - 1 that comes in. A value counts as the nearest code (k - 1/2 < x <= k + 1/2);
 * one that is nearest to no code gives zeros. With several columns each has a table of its own, and their vectors add up.
 * x: [B, I], usually I = 1; output: [B, H]; E: [I V, H], the codes of the first column first.
 *
 * Written as one-hot rows times the table, which is exact.
 */
export const embedding: Cell = {
  label: 'Embedding',
  family: 'feed forward',
  summary: 'a vector for each code',
  source: 'Bengio et al. 2003, A neural probabilistic language model; as one-hot times table',
  options: {
    codes: {
      kind: 'integer',
      label: 'Codes',
      help: 'How many there are, counted from 0. The columns that lead here must not be scaled. A value beyond the codes gives zeros.',
      min: 1,
      max: 4096,
      default: 24,
    },
    units: { kind: 'integer', label: 'Units', help: 'Length of the vector of each code.', min: 1, max: 4096, default: 16 },
  },
  width: ({ units: H }) => H as number,
  parameters: ({ codes, units }, I) => ({ E: { rows: I * (codes as number), cols: units as number, init: 'glorot' } }),
  state: () => ({}),
  step(b, x, _state, p, { codes }, { fixed }) {
    const oneHots = Array.from({ length: x.width }, (_, i) => rowsOf(b, b.slice(x, i, i + 1), codes as number, fixed));
    return { output: b.matmul(b.concat(...oneHots), p.E), state: {} };
  },
  equations({ codes }) {
    const known = `\\{0, \\ldots, ${(codes as number) - 1}\\}`;
    return [
      'k_t = \\operatorname{round}(x_t)',
      `y_t = \\begin{cases} E_{k_t} & k_t \\in ${known} \\\\ 0 & k_t \\notin ${known} \\end{cases}`,
    ];
  },
};
