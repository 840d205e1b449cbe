import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { activationOption } from './option-specs.ts';

/**
 * Echo-state reservoir: a leaky loop with random weights that are never trained; what follows it reads it out.
 * h = (1 - a) h' + a f(x W + h' U + b).
 * x: [B, I]; state h and output: [B, H]. U is sparse, scaled to a spectral radius that is measured exactly.
 */
export const echoState: Cell = {
  label: 'Echo state',
  family: 'recurrent',
  summary: 'a random loop that is only read out',
  source: 'Jaeger 2001, The "echo state" approach (GMD report 148); leaky as in Jaeger et al. 2007, eq. 1',
  options: {
    units: { kind: 'integer', label: 'Units', help: 'Size of the reservoir; a hundred or more.', min: 1, max: 2048, default: 200 },
    radius: {
      kind: 'number',
      label: 'Spectral radius',
      help: 'How long echoes last: below 1 they die out, near 1 slowly.',
      min: 0,
      max: 2,
      default: 0.9,
    },
    density: {
      kind: 'number',
      label: 'Density',
      help: 'Share of the connections within the reservoir that are there.',
      min: 0.001,
      max: 1,
      default: 0.1,
    },
    input: {
      kind: 'number',
      label: 'Input scale',
      help: 'Largest weight of what flows in; small keeps the reservoir linear.',
      min: 1e-6,
      max: 100,
      default: 0.5,
    },
    leak: { kind: 'number', label: 'Leak', help: 'Share of each step that is new; small is slow.', min: 1e-6, max: 1, default: 0.5 },
    activation: activationOption('tanh'),
  },
  width: ({ units: H }) => H as number,
  parameters: ({ units, radius, density, input, ...options }, I) => {
    const H = units as number;
    const limit = input as number;
    return {
      W: { rows: I, cols: H, init: { kind: 'uniform', limit }, held: true },
      U: { rows: H, cols: H, init: { kind: 'reservoir', radius: radius as number, density: density as number }, held: true },
      b: { rows: 1, cols: H, init: { kind: 'uniform', limit }, held: true },
      ...activation(options.activation).parameters(H),
    };
  },
  state: ({ units: H }) => ({ h: H as number }),
  step(b, x, { h }, p, options) {
    const leak = options.leak as number;
    const fresh = activation(options.activation).apply(b, b.add(b.matmul(x, p.W), b.matmul(h, p.U), b.vector(p.b)), p);
    const next = leak === 1 ? fresh : b.add(b.scale(h, 1 - leak), b.scale(fresh, leak));
    return { output: next, state: { h: next } };
  },
  equations: (options) => [
    `h_t = (1 - a)\\, \\fb{h_{t-1}} + a\\, ${activation(options.activation).latex('W x_t + U \\fb{h_{t-1}} + b')}`,
    `\\rho(U) = ${options.radius}, \\quad a = ${options.leak}, \\quad W, U, b \\text{ random, never trained}`,
    ...activation(options.activation).equations,
  ],
};
