import type { Cell } from './cell.ts';

/**
 * While training each number is 0 with probability `rate`, and the others are larger by 1 / (1 - rate); afterwards
 * nothing is changed. x, y: [B, I].
 */
export const dropout: Cell = {
  label: 'Dropout',
  family: 'feed forward',
  summary: 'leaves out at random while training',
  source: 'Srivastava et al. 2014, Dropout (inverted, so that nothing is scaled afterwards)',
  options: {
    rate: { kind: 'number', label: 'Rate', help: 'Share that is left out.', min: 0, max: 0.95, default: 0.2 },
    same: {
      kind: 'flag',
      label: 'Same at each step',
      help: 'Leave out the same columns throughout a window (Gal and Ghahramani 2016).',
      default: false,
    },
  },
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step(b, x, _state, _p, { rate, same }, around) {
    if (!rate) return { output: x, state: {} };
    return { output: b.multiply(x, around.dropout(rate as number, x.width, same ? 'window' : 'step')), state: {} };
  },
  equations: ({ rate }) => [`y_t = x_t \\odot m_t`, `m_t \\sim \\tfrac{1}{1 - r} \\operatorname{Bernoulli}(1 - r), \\quad r = ${rate}`],
};
