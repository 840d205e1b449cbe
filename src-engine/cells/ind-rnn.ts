import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { activationOption, units } from './option-specs.ts';

/**
 * Independently recurrent unit: each unit sees only its own previous value. h = f(x W + u * h' + b), u a vector.
 * x: [B, I]; state h and output: [B, H]; u: [1, H].
 * u starts at 0.5, the middle of where the paper draws it from. Nothing bounds it: with ReLU a value above 1 grows with
 * every step, so clip the gradients on long windows.
 */
export const indRnn: Cell = {
  label: 'IndRNN',
  family: 'recurrent',
  summary: 'each unit feeds back to itself',
  source: 'Li et al. 2018, arXiv:1803.04831, eq. 3; recurrent weights without a bound',
  options: { units, activation: activationOption('relu') },
  width: ({ units: H }) => H as number,
  parameters: ({ units, activation: f }, I) => {
    const H = units as number;
    return {
      W: { rows: I, cols: H, init: 'glorot' },
      u: { rows: 1, cols: H, init: 0.5 },
      b: { rows: 1, cols: H, init: 0 },
      ...activation(f).parameters(H),
    };
  },
  state: ({ units: H }) => ({ h: H as number }),
  isUnmixed: true,
  step(b, x, { h }, p, options) {
    const sum = b.add(b.matmul(x, p.W), b.vector(p.b), b.multiply(b.vector(p.u), h));
    const next = activation(options.activation).apply(b, sum, p);
    return { output: next, state: { h: next } };
  },
  equations: ({ activation: f }) => [`h_t = ${activation(f).latex('W x_t + u \\odot \\fb{h_{t-1}} + b')}`, ...activation(f).equations],
};
