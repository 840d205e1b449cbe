import type { Cell, ParameterSpec } from './cell.ts';
import { candidate, candidateEquations, candidateOption } from './min-candidate.ts';
import { units } from './option-specs.ts';

/**
 * GRU without a reset gate, whose gate and candidate see x alone: the state moves towards the candidate by a share z.
 * x: [B, I]; state h and output: [B, H].
 * The gate's bias starts at -1, so that the cell keeps most of its state at first.
 */
export const minGru: Cell = {
  label: 'minGRU',
  family: 'recurrent',
  summary: 'its gate sees only the input',
  source: 'Feng et al. 2024, arXiv:2410.01201, section 3.1; positive candidate g of appendix B.3, or linear; not in log space',
  options: { units, candidate: candidateOption },
  width: ({ units: H }) => H as number,
  parameters: ({ units }, I) => {
    const H = units as number;
    const gate = (g: string, bias: number): Record<string, ParameterSpec> => ({
      [`W${g}`]: { rows: I, cols: H, init: 'glorot' },
      [`b${g}`]: { rows: 1, cols: H, init: bias },
    });
    return { ...gate('z', -1), ...gate('h', 0) };
  },
  state: ({ units: H }) => ({ h: H as number }),
  isUnmixed: true,
  step(b, x, { h }, p, options) {
    const z = b.sigmoid(b.add(b.matmul(x, p.Wz), b.vector(p.bz)));
    const fresh = candidate(b, b.add(b.matmul(x, p.Wh), b.vector(p.bh)), options.candidate);
    const next = b.add(b.multiply(b.oneMinus(z), h), b.multiply(z, fresh));
    return { output: next, state: { h: next } };
  },
  equations: (options) => [
    'z_t = \\sigma(W_z x_t + b_z)',
    ...candidateEquations(options.candidate),
    'h_t = (1 - z_t) \\odot \\fb{h_{t-1}} + z_t \\odot \\tilde h_t',
  ],
};
