import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { meanAndVarianceNormalised, rootMeanSquareNormalised } from './row-norm.ts';
import { activationOption, hidden } from './option-specs.ts';

const norms: Record<string, { apply(b: Builder, x: Value): Value; latex: string }> = {
  none: { apply: (_, x) => x, latex: 'x_t' },
  layer: { apply: meanAndVarianceNormalised, latex: '\\operatorname{LN}(x_t)' },
  rms: { apply: rootMeanSquareNormalised, latex: '\\operatorname{RMS}(x_t)' },
};

/**
 * Feed-forward residual block: what comes in, plus what a hidden layer makes of it: y = x + f(norm(x) W + b) V + c.
 * x and output: [B, I]; hidden: [B, K]. The norm has no gain and bias of its own: W and b hold them.
 * V starts at 0, so that the block passes on what comes in until it has learned something to add.
 */
export const residual: Cell = {
  label: 'Residual',
  family: 'feed forward',
  summary: 'adds to what comes in',
  source: 'He et al. 2016, arXiv:1603.05027 (identity shortcut); norm in front as Xiong et al. 2020, arXiv:2002.04745',
  options: {
    hidden,
    activation: activationOption('gelu'),
    norm: {
      kind: 'choice',
      label: 'Norm',
      help: 'Normalises the values of each step before the hidden layer sees them; the way past it stays as it is.',
      choices: Object.keys(norms),
      default: 'layer',
    },
  },
  width: (_, inputs) => inputs,
  parameters: ({ hidden, activation: f }, I) => {
    const K = hidden as number;
    return {
      W: { rows: I, cols: K, init: 'glorot' },
      b: { rows: 1, cols: K, init: 0 },
      V: { rows: K, cols: I, init: 0 },
      c: { rows: 1, cols: I, init: 0 },
      ...activation(f).parameters(K),
    };
  },
  state: () => ({}),
  step(b, x, _, p, { activation: f, norm }) {
    const inner = activation(f).apply(b, b.add(b.matmul(norms[norm as string].apply(b, x), p.W), b.vector(p.b)), p);
    return { output: b.add(x, b.matmul(inner, p.V), b.vector(p.c)), state: {} };
  },
  equations: ({ activation: f, norm }) => [
    `k_t = ${activation(f).latex(`W ${norms[norm as string].latex} + b`)}`,
    'y_t = x_t + V k_t + c',
    ...activation(f).equations,
  ],
};
