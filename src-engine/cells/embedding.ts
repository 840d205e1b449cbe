import type { Cell } from './cell.ts';

/**
 * A learned vector for each whole-number code 0 ... V - 1 that comes in. A value counts as the nearest code (k - 1/2 < x <= k + 1/2);
 * one that is nearest to no code gives zeros. With several columns each has a table of its own, and their vectors add up.
 * x: [B, I], usually I = 1; output: [B, H]; E: [I V, H], the codes of the first column first.
 *
 * Written as one-hot rows times the table, which is exact: each row picks one line, or none.
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
    const [I, V] = [x.width, codes as number];
    const repeated = b.matmul(
      x,
      fixed('repeated', I, I * V, () =>
        Array.from({ length: I * I * V }, (_, at) => Number(Math.floor((at % (I * V)) / V) === Math.floor(at / (I * V)))),
      ),
    );
    const below = b.vector(fixed(`codes${V}`, 1, I * V, () => Array.from({ length: I * V }, (_, at) => (at % V) - 0.5)));
    const oneHot = b.subtract(b.greater(repeated, below), b.greater(repeated, b.offset(below, 1)));
    return { output: b.matmul(oneHot, p.E), state: {} };
  },
  equations({ codes }) {
    const known = `\\{0, \\ldots, ${(codes as number) - 1}\\}`;
    return [
      'k_t = \\operatorname{round}(x_t)',
      `y_t = \\begin{cases} E_{k_t} & k_t \\in ${known} \\\\ 0 & k_t \\notin ${known} \\end{cases}`,
    ];
  },
};
