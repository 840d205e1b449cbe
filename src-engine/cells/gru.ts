import type { Init } from '../compile/value.ts';
import type { Cell, ParameterSpec } from './cell.ts';
import { initialOf, initialOption, units } from './option-specs.ts';

/**
 * Gated recurrent unit; z keeps, r decides what of the past the candidate sees.
 * x: [B, I]; state h and output: [B, H].
 * Reset after the matmul (as PyTorch and cuDNN have it): n = tanh(x Wn + bn + r (h' Un + cn)).
 * Reset before it (as first published): n = tanh(x Wn + bn + (r h') Un).
 */
export const gru: Cell = {
  label: 'GRU',
  family: 'recurrent',
  summary: 'two gates, fewer parameters',
  source: 'Cho et al. 2014, arXiv:1406.1078, eq. 5-8; reset after the matmul as in cuDNN, or before it as published',
  options: {
    units,
    reset: {
      kind: 'choice',
      label: 'Reset gate',
      help: 'After the matmul runs faster and is what other tools have; before it is what was first published.',
      choices: ['after', 'before'],
      default: 'after',
    },
    initial: initialOption('orthogonal'),
  },
  width: ({ units: H }) => H as number,
  parameters: ({ units, reset, initial }, I) => {
    const H = units as number;
    const from = (usual: Init) => initialOf(initial, H, usual);
    const gate = (g: string): Record<string, ParameterSpec> => ({
      [`W${g}`]: { rows: I, cols: H, init: from('glorot') },
      [`U${g}`]: { rows: H, cols: H, init: from('orthogonal') },
      [`b${g}`]: { rows: 1, cols: H, init: from(0) },
    });
    return { ...gate('r'), ...gate('z'), ...gate('n'), ...(reset === 'after' ? { cn: { rows: 1, cols: H, init: from(0) } } : {}) };
  },
  state: ({ units: H }) => ({ h: H as number }),
  step(b, x, { h }, p, { reset }) {
    const r = b.sigmoid(b.add(b.matmul(x, p.Wr), b.matmul(h, p.Ur), b.vector(p.br)));
    const z = b.sigmoid(b.add(b.matmul(x, p.Wz), b.matmul(h, p.Uz), b.vector(p.bz)));
    const past = reset === 'after' ? b.multiply(r, b.add(b.matmul(h, p.Un), b.vector(p.cn))) : b.matmul(b.multiply(r, h), p.Un);
    const n = b.tanh(b.add(b.matmul(x, p.Wn), b.vector(p.bn), past));
    const next = b.add(b.multiply(b.oneMinus(z), n), b.multiply(z, h));
    return { output: next, state: { h: next } };
  },
  equations: ({ reset }) => [
    'r_t = \\sigma(W_r x_t + U_r \\fb{h_{t-1}} + b_r)',
    'z_t = \\sigma(W_z x_t + U_z \\fb{h_{t-1}} + b_z)',
    reset === 'after'
      ? 'n_t = \\tanh(W_n x_t + b_n + r_t \\odot (U_n \\fb{h_{t-1}} + c_n))'
      : 'n_t = \\tanh(W_n x_t + b_n + U_n (r_t \\odot \\fb{h_{t-1}}))',
    'h_t = (1 - z_t) \\odot n_t + z_t \\odot \\fb{h_{t-1}}',
  ],
};
