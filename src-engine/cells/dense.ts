import { activation } from './activations.ts';
import type { Cell } from './cell.ts';
import { activationOption, initialOf, initialOption } from './option-specs.ts';

/**
 * Fully connected: y = f(x W + b). Keeps no state.
 * x: [B, I]; y: [B, H]. As the output of a network its units may be left to the forecast.
 */
export const dense: Cell = {
  label: 'Dense',
  family: 'feed forward',
  summary: 'every input to every output',
  source: 'Rosenblatt 1958; with bias',
  options: {
    units: { kind: 'units', label: 'Units', help: 'How many values it gives out. The output may leave it to the forecast.', default: null },
    activation: activationOption('linear'),
    bias: { kind: 'flag', label: 'Bias', help: 'Adds a learned constant to each sum.', default: true },
    initial: initialOption('glorot'),
    forecast: {
      kind: 'choice',
      label: 'Forecast',
      help: 'Direct gives the whole horizon at once. Recursive gives one step and runs on, fed by what the drawing feeds back. Only for the output.',
      choices: ['auto', 'direct', 'recursive'],
      default: 'auto',
    },
  },
  width: ({ units }) => units as number,
  parameters: ({ units: H, bias, activation: f, initial }, I) => ({
    W: { rows: I, cols: H as number, init: initialOf(initial, I, 'glorot') },
    ...(bias ? { b: { rows: 1, cols: H as number, init: initialOf(initial, I, 0) } } : {}),
    ...activation(f).parameters(H as number),
  }),
  state: () => ({}),
  step(b, x, _, p, options) {
    const sum = p.b ? b.add(b.matmul(x, p.W), b.vector(p.b)) : b.matmul(x, p.W);
    return { output: activation(options.activation).apply(b, sum, p), state: {} };
  },
  equations: ({ activation: f, bias }) => [`y_t = ${activation(f).latex(`W x_t${bias ? ' + b' : ''}`)}`, ...activation(f).equations],
};
