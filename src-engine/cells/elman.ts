import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { activationOption, units } from './option-specs.ts';

/**
 * Simple recurrent unit: h = f(x W + h' U + b).
 * x: [B, I]; state h and output: [B, H].
 */
export const elman: Cell = {
  label: 'Elman',
  family: 'recurrent',
  summary: 'plain loop, easy to read',
  source: 'Elman 1990, Finding structure in time',
  options: { units, activation: activationOption('tanh') },
  width: ({ units: H }) => H as number,
  parameters: ({ units, activation: f }, I) => {
    const H = units as number;
    return {
      W: { rows: I, cols: H, init: 'glorot' },
      U: { rows: H, cols: H, init: 'orthogonal' },
      b: { rows: 1, cols: H, init: 0 },
      ...activation(f).parameters(H),
    };
  },
  state: ({ units: H }) => ({ h: H as number }),
  step(b, x, { h }, p, options) {
    const next = activation(options.activation).apply(b, b.add(b.matmul(x, p.W), b.matmul(h, p.U), b.vector(p.b)), p);
    return { output: next, state: { h: next } };
  },
  equations: ({ activation: f }) => [`h_t = ${activation(f).latex('W x_t + U \\fb{h_{t-1}} + b')}`, ...activation(f).equations],
};
