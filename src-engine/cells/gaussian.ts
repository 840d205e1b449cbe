import type { Cell } from './cell.ts';

/** The logarithm of the deviation stays within these, in scaled space: e^-7 to e^5. */
const least = -7;
const most = 5;

/**
 * Forecasts a normal distribution: mean and logarithm of the deviation, each a Dense.
 * x: [B, I]; y: [B, forecast] twice. Trained with the Gaussian loss.
 */
export const gaussian: Cell = {
  label: 'Gaussian',
  family: 'forecast',
  summary: 'mean and deviation',
  source: 'Nix and Weigend 1994; logarithm of the deviation held within [-7, 5]',
  options: { units: { kind: 'units', label: 'Units', help: 'Left to the forecast.', default: null } },
  parts: () => ({ kind: 'gaussian' }),
  width: ({ units }) => (units === null ? NaN : (units as number) * 2),
  parameters: ({ units: H }, I) => ({
    Wm: { rows: I, cols: H as number, init: 'glorot' },
    bm: { rows: 1, cols: H as number, init: 0 },
    Ws: { rows: I, cols: H as number, init: 'glorot' },
    bs: { rows: 1, cols: H as number, init: 0 },
  }),
  state: () => ({}),
  step(b, x, _state, p) {
    const mean = b.add(b.matmul(x, p.Wm), b.vector(p.bm));
    const spread = b.add(b.matmul(x, p.Ws), b.vector(p.bs));
    const held = b.maximum(b.minimum(spread, b.constant(spread.width, most)), b.constant(spread.width, least));
    return { output: b.concat(mean, held), state: {} };
  },
  equations: () => ['\\mu = W_\\mu x + b_\\mu', '\\ln \\sigma = W_\\sigma x + b_\\sigma'],
};
