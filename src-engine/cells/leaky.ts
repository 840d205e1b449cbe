import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { activationOption, units } from './option-specs.ts';

/**
 * Leaky integrator: h = (1 - a) h' + a f(x W + h' U + b), with a fixed leak a in (0, 1].
 * x: [B, I]; state h and output: [B, H]. a = 1 is an Elman cell.
 */
export const leaky: Cell = {
  label: 'Leaky',
  family: 'recurrent',
  summary: 'remembers by leaking slowly',
  source: 'Jaeger et al. 2007, Echo state networks with leaky-integrator neurons, eq. 1 with step 1; trained throughout',
  options: {
    units,
    leak: { kind: 'number', label: 'Leak', help: 'Share of each step that is new; small is slow.', min: 1e-6, max: 1, default: 0.3 },
    activation: activationOption('tanh'),
  },
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
    const leak = options.leak as number;
    const fresh = activation(options.activation).apply(b, b.add(b.matmul(x, p.W), b.matmul(h, p.U), b.vector(p.b)), p);
    const next = b.add(b.scale(h, 1 - leak), b.scale(fresh, leak));
    return { output: next, state: { h: next } };
  },
  equations: (options) => [
    `h_t = (1 - a)\\, \\fb{h_{t-1}} + a\\, ${activation(options.activation).latex('W x_t + U \\fb{h_{t-1}} + b')}`,
    `a = ${options.leak}`,
    ...activation(options.activation).equations,
  ],
};
