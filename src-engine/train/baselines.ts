/**
 * Baselines: what costs nothing to know, scored on the same windows as the network. A forecaster gives [H][C] in units
 * for an origin, or null where it cannot (a season before the first row).
 */
import type { Prepared } from '../data/windows.ts';
import type { PartName } from '../data/dataset.ts';
import type { Forecaster } from './forecaster.ts';
import { fitLinear } from './linear-baseline.ts';
import { Scorer, type Scores } from './metrics.ts';

export interface Baseline {
  label: string;
  help: string;
  /** Undefined when it makes no sense here. */
  make(p: Prepared): Forecaster | undefined;
}

/** Value of the target at a row, or the last known one before it. */
function lastKnown(numbers: Float64Array, row: number): number {
  for (let i = row; i >= 0; i--) if (!Number.isNaN(numbers[i])) return numbers[i];
  return NaN;
}

const forecast = (p: Prepared, at: (target: Float64Array, step: number) => number): Float64Array | null => {
  const { horizon } = p.design;
  const C = p.truth.length;
  const out = new Float64Array(horizon * C);
  for (let h = 0; h < horizon; h++) for (let c = 0; c < C; c++) out[h * C + c] = at(p.truth[c], h);
  return out.some((x) => Number.isNaN(x)) ? null : out;
};

/** The last row whose target is known before the forecast begins. */
const knownUpTo = (p: Prepared, origin: number): number => (p.design.gap < 0 ? origin - 1 : origin);

export const baselines = {
  naive: {
    label: 'Repeat last value',
    help: 'Every step of the forecast is the last known value.',
    make: (p) => (origin) => forecast(p, (target) => lastKnown(target, knownUpTo(p, origin))),
  },
  seasonalNaive: {
    label: 'Repeat last season',
    help: 'Every step of the forecast is the value one season before.',
    make: (p) => {
      if (p.period < 2) return undefined;
      return (origin) => {
        const last = knownUpTo(p, origin);
        return forecast(p, (target, h) => {
          const ahead = origin + p.design.gap + 1 + h - last;
          const row = last + ahead - Math.ceil(ahead / p.period) * p.period;
          return row < 0 ? NaN : lastKnown(target, row);
        });
      };
    },
  },
  linear: {
    label: 'Linear',
    help: 'Ridge regression from the lookback to every step; its strength is chosen on the validation part.',
    make: (p) => fitLinear(p),
  },
} satisfies Record<string, Baseline>;

export type BaselineName = keyof typeof baselines;
export const baselineNames = Object.keys(baselines) as BaselineName[];
export type BaselineScores = Record<BaselineName, Scores | null>;

export function newScorer(p: Prepared): Scorer {
  return new Scorer(
    p.design.targets,
    p.metricScaling,
    p.truth.map((numbers) => seasonalError(numbers, p.period, trainEnd(p))),
  );
}

export function score(p: Prepared, part: PartName, forecaster: Forecaster): Scores | null {
  const scorer = newScorer(p);
  for (const origin of p.windows[part]) {
    const values = forecaster(origin);
    if (values) scorer.add(values, p.design.horizon, (h, c) => p.truth[c][origin + p.design.gap + 1 + h]);
  }
  return scorer.scores();
}

/** Every baseline on the validation and test windows; null where there are no windows or the baseline makes no sense. */
export function scoreBaselines(p: Prepared): Record<'validation' | 'test', BaselineScores> {
  const made = baselineNames.map((name) => [name, baselines[name].make(p)] as const);
  const on = (part: PartName) =>
    Object.fromEntries(made.map(([name, forecaster]) => [name, forecaster ? score(p, part, forecaster) : null])) as BaselineScores;
  return { validation: on('validation'), test: on('test') };
}

const trainEnd = (p: Prepared): number => (p.windows.train.at(-1) ?? 0) + p.design.gap + p.design.horizon + 1;

/** Mean absolute difference between rows one season apart, over the training rows: what MASE divides by. */
function seasonalError(numbers: Float64Array, period: number, rows: number): number {
  let sum = 0;
  let count = 0;
  for (let i = period; i < Math.min(rows, numbers.length); i++) {
    const size = Math.abs(numbers[i] - numbers[i - period]);
    if (!Number.isNaN(size)) {
      sum += size;
      count++;
    }
  }
  return count ? sum / count : NaN;
}
