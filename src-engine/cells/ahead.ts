import type { Cell, ParameterSpec } from './cell.ts';
import { rowsOf } from './one-hot.ts';

/**
 * Opens the horizon: one step for every `points` rows of it, all at once. Each step sees what is there once per window,
 * and a learned vector for its place.
 * x: [B, I] once; y: [B, I + size] at each step of the horizon; P: [steps, size].
 */
export const ahead: Cell = {
  label: 'Ahead',
  family: 'over time',
  summary: 'steps into the horizon',
  source: 'Lin et al. 2023, arXiv:2308.11200 (SegRNN), section 3.3: positions for decoding all steps at once',
  options: {
    points: {
      kind: 'integer',
      label: 'Rows',
      help: 'Rows of the horizon that each step forecasts; 1 is step by step.',
      min: 1,
      max: 4096,
      default: 24,
    },
    size: {
      kind: 'integer',
      label: 'Place',
      help: 'Length of the learned vector that tells the steps apart; 0 leaves it out.',
      min: 0,
      max: 4096,
      default: 16,
    },
    input: { kind: 'flag', label: 'Input', help: 'Each step also sees what flows in; otherwise its place alone.', default: true },
  },
  beat: ({ points }) => ({ kind: 'ahead', points: points as number }),
  readsEnd: () => true,
  width: ({ size, input }, inputs) => Math.max(1, (input ? inputs : 0) + (size as number)),
  parameters: ({ size }, _, steps = 1): Record<string, ParameterSpec> =>
    size ? { P: { rows: steps, cols: size as number, init: { kind: 'uniform', limit: Math.sqrt(3) } } } : {},
  state: () => ({}),
  step(b, x, _state, p, { input }, around) {
    const parts = input ? [around.everywhere(x)] : [];
    if (p.P) parts.push(b.matmul(rowsOf(b, around.index(), p.P.rows, around.fixed), p.P));
    return { output: parts.length ? b.concat(...parts) : b.scale(around.index(), 0), state: {} };
  },
  equations: ({ size, input }) => [`y_k = [${[...(input ? ['x'] : []), ...(size ? ['P_k'] : [])].join(', ')}]`],
};
