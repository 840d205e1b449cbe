/**
 * Baselines: what costs nothing to know, scored on the same windows as the network. A forecaster gives [H][C] in units
 * for an origin, or null where it cannot (a season before the first row).
 */
import type { Rows } from '../data/dataset.ts';
import type { PartName } from '../data/design.ts';
import { seriesAt } from '../data/lay-out.ts';
import type { Prepared } from '../data/windows.ts';
import type { Forecaster } from './forecaster.ts';
import { fitLinear } from './linear-baseline.ts';
import { Scorer, type Scores } from './metrics.ts';

export interface Baseline {
  label: string;
  help: string;
  /** Undefined when it makes no sense here. */
  make(p: Prepared): Forecaster | undefined;
}

/** Value of the target at a row, or the last known one before it in its series, which begins at `from`. */
function lastKnown(numbers: Float64Array, row: number, from: number): number {
  for (let i = row; i >= from; i--) if (!Number.isNaN(numbers[i])) return numbers[i];
  return NaN;
}

const forecast = (p: Prepared, at: (target: Float64Array, step: number) => number): Float64Array | null => {
  const { horizon } = p.design;
  const C = p.truth.length;
  const out = new Float64Array(horizon * C);
  for (let h = 0; h < horizon; h++) for (let c = 0; c < C; c++) out[h * C + c] = at(p.truth[c], h);
  return out.some((x) => Number.isNaN(x)) ? null : out;
};

const startOf = (p: Prepared, origin: number): number => p.series[seriesAt(p.series, origin)].from;

/** The last row whose target is known before the forecast begins. */
const knownUpTo = (p: Prepared, origin: number): number => (p.design.gap < 0 ? origin - 1 : origin);

export const baselines = {
  naive: {
    label: 'Repeat last value',
    help: 'Every step of the forecast is the last known value.',
    make: (p) => (origin) => forecast(p, (target) => lastKnown(target, knownUpTo(p, origin), startOf(p, origin))),
  },
  seasonalNaive: {
    label: 'Repeat last season',
    help: 'Every step of the forecast is the value one season before.',
    make: (p) => {
      if (p.period < 2) return undefined;
      return (origin) => {
        const last = knownUpTo(p, origin);
        const from = startOf(p, origin);
        return forecast(p, (target, h) => {
          const ahead = origin + p.design.gap + 1 + h - last;
          const row = last + ahead - Math.ceil(ahead / p.period) * p.period;
          return row < from ? NaN : lastKnown(target, row, from);
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
    p.ends.outputs,
    (series) => p.metricScalingOf(series),
    (series) => p.truth.map((numbers) => seasonalError(numbers, p.period, p.parts[series].train)),
  );
}

export function score(p: Prepared, part: PartName, forecaster: Forecaster): Scores | null {
  const scorer = newScorer(p);
  for (const origin of p.windows[part]) {
    const values = forecaster(origin);
    if (values) scorer.add(values, p.design.horizon, (h, c) => p.truth[c][origin + p.design.gap + 1 + h], seriesAt(p.series, origin));
  }
  return scorer.scores();
}

/** Every baseline on the validation and test windows; null where there are no windows or the baseline makes no sense. */
export function scoreBaselines(p: Prepared): Record<'validation' | 'test', BaselineScores> {
  const isForecast = p.design.task === 'forecast';
  const made = baselineNames.map((name) => [name, isForecast ? baselines[name].make(p) : undefined] as const);
  const on = (part: PartName) =>
    Object.fromEntries(made.map(([name, forecaster]) => [name, forecaster ? score(p, part, forecaster) : null])) as BaselineScores;
  return { validation: on('validation'), test: on('test') };
}

/** Mean absolute difference between rows one season apart, over the training rows: what MASE divides by. */
function seasonalError(numbers: Float64Array, period: number, { from, to }: Rows): number {
  let sum = 0;
  let count = 0;
  for (let i = from + period; i < to; i++) {
    const size = Math.abs(numbers[i] - numbers[i - period]);
    if (!Number.isNaN(size)) {
      sum += size;
      count++;
    }
  }
  return count ? sum / count : NaN;
}
