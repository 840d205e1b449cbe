import { softplus } from './activations.ts';
import type { Cell } from './cell.ts';
import type { Value } from '../compile/value.ts';

const sets: Record<string, number[]> = {
  'P10 P50 P90': [0.1, 0.5, 0.9],
  'P5 P25 P50 P75 P95': [0.05, 0.25, 0.5, 0.75, 0.95],
  deciles: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
};
const levelsOf = (name: unknown): number[] => sets[name as string];

/**
 * Forecasts quantiles: the median is a Dense, each further level adds or takes away softplus of another Dense, so that the
 * levels never cross.
 * x: [B, I]; y: [B, forecast] for each level. Trained with the pinball loss.
 */
export const quantiles: Cell = {
  label: 'Quantiles',
  family: 'forecast',
  summary: 'a range instead of one number',
  source: 'Koenker and Bassett 1978 (quantile regression); increments as in Gasthaus et al. 2019',
  options: {
    units: { kind: 'units', label: 'Units', help: 'Left to the forecast.', default: null },
    levels: { kind: 'choice', label: 'Levels', help: 'Which quantiles are forecast.', choices: Object.keys(sets), default: 'P10 P50 P90' },
  },
  parts: ({ levels }) => ({ kind: 'quantiles', levels: levelsOf(levels) }),
  width: ({ units, levels }) => (units === null ? NaN : (units as number) * levelsOf(levels).length),
  parameters: ({ units: H, levels }, I) =>
    Object.fromEntries(
      levelsOf(levels).flatMap((level) => [
        [`W${name(level)}`, { rows: I, cols: H as number, init: 'glorot' }],
        // Neighbouring levels begin 0.3 deviations apart.
        [`b${name(level)}`, { rows: 1, cols: H as number, init: level === 0.5 ? 0 : -1 }],
      ]),
    ),
  state: () => ({}),
  step(b, x, _state, p, options) {
    const levels = levelsOf(options.levels);
    const sum = (level: number) => b.add(b.matmul(x, p[`W${name(level)}`]), b.vector(p[`b${name(level)}`]));
    const middle = levels.indexOf(0.5);
    const made: Value[] = [];
    made[middle] = sum(0.5);
    for (let i = middle + 1; i < levels.length; i++) made[i] = b.add(made[i - 1], softplus(b, sum(levels[i])));
    for (let i = middle - 1; i >= 0; i--) made[i] = b.subtract(made[i + 1], softplus(b, sum(levels[i])));
    return { output: b.concat(...made), state: {} };
  },
  equations: () => [
    'q_{0.5} = W_{50} x + b_{50}',
    'q_{\\tau_{i+1}} = q_{\\tau_i} + \\operatorname{softplus}(W_{i+1} x + b_{i+1}), \\quad \\tau_i \\ge 0.5',
    'q_{\\tau_{i-1}} = q_{\\tau_i} - \\operatorname{softplus}(W_{i-1} x + b_{i-1}), \\quad \\tau_i \\le 0.5',
  ],
};

const name = (level: number): string => String(Math.round(level * 100));
