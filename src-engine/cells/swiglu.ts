import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { hidden } from './option-specs.ts';

/**
 * Feed-forward layer whose hidden values are multiplied by a gate: y = (SiLU(x Wg) * (x Wv)) V.
 * x and output: [B, I]; hidden: [B, K]. No biases, as published.
 */
export const swiglu: Cell = {
  label: 'SwiGLU',
  family: 'feed forward',
  summary: 'hidden layer with a gate',
  source: 'Shazeer 2020, arXiv:2002.05202, eq. 6 (FFN SwiGLU; there W, V, W2 for our Wg, Wv, V)',
  options: { hidden },
  width: (_, inputs) => inputs,
  parameters: ({ hidden }, I) => {
    const K = hidden as number;
    return {
      Wg: { rows: I, cols: K, init: 'glorot' },
      Wv: { rows: I, cols: K, init: 'glorot' },
      V: { rows: K, cols: I, init: 'glorot' },
    };
  },
  state: () => ({}),
  step(b, x, _, p) {
    const gate = activation('silu').apply(b, b.matmul(x, p.Wg), p);
    return { output: b.matmul(b.multiply(gate, b.matmul(x, p.Wv)), p.V), state: {} };
  },
  equations: () => [`y_t = V (${activation('silu').latex('W_g x_t')} \\odot W_v x_t)`],
};
