import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { activationOption, units } from './option-specs.ts';

/**
 * Jordan network: the hidden layer sees the cell's own previous output, not its own previous value.
 * h = f(x W + y' U + b); y = h V + c.
 * x: [B, I]; h: [B, H]; state and output y: [B, O].
 */
export const jordan: Cell = {
  label: 'Jordan',
  family: 'recurrent',
  summary: 'its output comes back',
  source: 'Jordan 1986, Serial order (ICS report 8604); linear output, no decay of the context',
  options: {
    units: { ...units, help: 'Hidden units between input and output.' },
    outputs: { kind: 'integer', label: 'Outputs', help: 'How many values it gives out and feeds back.', min: 1, max: 4096, default: 16 },
    activation: activationOption('tanh'),
  },
  width: ({ outputs }) => outputs as number,
  parameters: ({ units, outputs, activation: f }, I) => {
    const [H, O] = [units as number, outputs as number];
    return {
      W: { rows: I, cols: H, init: 'glorot' },
      U: { rows: O, cols: H, init: 'glorot' },
      b: { rows: 1, cols: H, init: 0 },
      V: { rows: H, cols: O, init: 'glorot' },
      c: { rows: 1, cols: O, init: 0 },
      ...activation(f).parameters(H),
    };
  },
  state: ({ outputs }) => ({ y: outputs as number }),
  step(b, x, { y }, p, options) {
    const hidden = activation(options.activation).apply(b, b.add(b.matmul(x, p.W), b.matmul(y, p.U), b.vector(p.b)), p);
    const next = b.add(b.matmul(hidden, p.V), b.vector(p.c));
    return { output: next, state: { y: next } };
  },
  equations: ({ activation: f }) => [
    `h_t = ${activation(f).latex('W x_t + U \\fb{y_{t-1}} + b')}`,
    'y_t = V h_t + c',
    ...activation(f).equations,
  ],
};
