// What minGRU and minLSTM write into their state: the plain sum, or g of it, which keeps the state positive.
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import type { OptionSpec } from './cell.ts';

export const candidateOption: OptionSpec = {
  kind: 'choice',
  label: 'Candidate',
  help: 'Positive passes what is written through a curve that stays above 0; linear writes the plain sum.',
  choices: ['positive', 'linear'],
  default: 'positive',
};

/** v and result: [B, H]. g(v) = v + 1/2 from 0 on, sigmoid(v) below: arXiv:2410.01201, appendix B.3. */
export const candidate = (b: Builder, v: Value, kind: unknown): Value =>
  kind === 'linear' ? v : b.where(b.greater(v, b.constant(v.width, 0)), b.offset(v, 0.5), b.sigmoid(v));

/** The candidate as equations, in the letter of the state. */
export const candidateEquations = (kind: unknown): string[] =>
  kind === 'linear'
    ? ['\\tilde h_t = W_h x_t + b_h']
    : ['\\tilde h_t = g(W_h x_t + b_h)', 'g(v) = \\begin{cases} v + \\tfrac12 & v > 0 \\\\ \\sigma(v) & v \\le 0 \\end{cases}'];
