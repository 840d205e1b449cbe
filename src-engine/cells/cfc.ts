import { activation } from './activations.ts';
import type { Cell, ParameterSpec } from './cell.ts';
import { activationOption, units } from './option-specs.ts';

/**
 * Closed-form continuous-time unit: where a liquid neuron would be after one unit of time, without solving an equation.
 * A backbone layer sees input and state; three heads on it give two places and the share of the way between them.
 * x: [B, I]; backbone k: [B, K]; state h and output: [B, H].
 *
 * Steps lie one unit apart, so the published gate sigmoid(-f t) has t = 1 and its weights of time fold into V_f and c_f.
 */
export const cfc: Cell = {
  label: 'CfC',
  family: 'recurrent',
  summary: 'closed-form liquid unit',
  source: 'Hasani et al. 2022, Closed-form continuous-time neural networks, arXiv:2106.13898, eq. 4; backbone of one layer, unit time step',
  options: {
    units,
    backbone: {
      kind: 'integer',
      label: 'Backbone',
      help: 'Units of the layer that sees input and state, and that everything else is computed from.',
      min: 1,
      max: 4096,
      default: 64,
    },
    activation: { ...activationOption('tanh'), help: 'The curve that each sum of the backbone passes through.' },
  },
  width: ({ units: H }) => H as number,
  parameters: ({ units, backbone, activation: f }, I) => {
    const [H, K] = [units as number, backbone as number];
    const head = (name: string): Record<string, ParameterSpec> => ({
      [`V${name}`]: { rows: K, cols: H, init: 'glorot' },
      [`c${name}`]: { rows: 1, cols: H, init: 0 },
    });
    return {
      W: { rows: I, cols: K, init: 'glorot' },
      U: { rows: H, cols: K, init: 'glorot' },
      b: { rows: 1, cols: K, init: 0 },
      ...head('f'),
      ...head('g'),
      ...head('q'),
      ...activation(f).parameters(K),
    };
  },
  state: ({ units: H }) => ({ h: H as number }),
  step(b, x, { h }, p, options) {
    const k = activation(options.activation).apply(b, b.add(b.matmul(x, p.W), b.matmul(h, p.U), b.vector(p.b)), p);
    const f = b.sigmoid(b.add(b.matmul(k, p.Vf), b.vector(p.cf)));
    const g = b.tanh(b.add(b.matmul(k, p.Vg), b.vector(p.cg)));
    const q = b.tanh(b.add(b.matmul(k, p.Vq), b.vector(p.cq)));
    const next = b.add(b.multiply(b.oneMinus(f), g), b.multiply(f, q));
    return { output: next, state: { h: next } };
  },
  equations: ({ activation: f }) => [
    `k_t = ${activation(f).latex('W x_t + U \\fb{h_{t-1}} + b')}`,
    'f_t = \\sigma(V_f k_t + c_f)',
    'g_t = \\tanh(V_g k_t + c_g)',
    'q_t = \\tanh(V_q k_t + c_q)',
    'h_t = (1 - f_t) \\odot g_t + f_t \\odot q_t',
    ...activation(f).equations,
  ],
};
