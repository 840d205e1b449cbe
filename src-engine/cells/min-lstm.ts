import { softplus } from './activations.ts';
import type { Cell, ParameterSpec } from './cell.ts';
import { candidate, candidateEquations, candidateOption } from './min-candidate.ts';
import { units } from './option-specs.ts';

/**
 * LSTM without a separate memory, whose gates see x alone; forget and input gate are divided by their sum, so that the
 * state is a moving average: f' = f / (f + i), i' = i / (f + i).
 * x: [B, I]; state h and output: [B, H].
 *
 * The quotient is computed as f' = sigmoid(softplus(-i~) - softplus(-f~)) from the gates' sums i~ and f~ (the same number,
 * since ln sigmoid(v) = -softplus(-v)): where both gates are nearly shut, f + i vanishes and the quotient with it.
 */
export const minLstm: Cell = {
  label: 'minLSTM',
  family: 'recurrent',
  summary: 'its gates see only the input',
  source:
    'Feng et al. 2024, arXiv:2410.01201, section 3.2; positive candidate g of appendix B.3, or linear; not in log space; forget bias starts at 1',
  options: { units, candidate: candidateOption },
  width: ({ units: H }) => H as number,
  parameters: ({ units }, I) => {
    const H = units as number;
    const gate = (g: string, bias: number): Record<string, ParameterSpec> => ({
      [`W${g}`]: { rows: I, cols: H, init: 'glorot' },
      [`b${g}`]: { rows: 1, cols: H, init: bias },
    });
    return { ...gate('f', 1), ...gate('i', 0), ...gate('h', 0) };
  },
  state: ({ units: H }) => ({ h: H as number }),
  isUnmixed: true,
  step(b, x, { h }, p, options) {
    const sum = (g: string) => b.add(b.matmul(x, p[`W${g}`]), b.vector(p[`b${g}`]));
    const f = b.sigmoid(b.subtract(softplus(b, b.negate(sum('i'))), softplus(b, b.negate(sum('f')))));
    const fresh = candidate(b, sum('h'), options.candidate);
    const next = b.add(b.multiply(f, h), b.multiply(b.oneMinus(f), fresh));
    return { output: next, state: { h: next } };
  },
  equations: (options) => [
    'f_t = \\sigma(W_f x_t + b_f)',
    'i_t = \\sigma(W_i x_t + b_i)',
    ...candidateEquations(options.candidate),
    "f'_t = f_t / (f_t + i_t)",
    "i'_t = i_t / (f_t + i_t)",
    "h_t = f'_t \\odot \\fb{h_{t-1}} + i'_t \\odot \\tilde h_t",
  ],
};
