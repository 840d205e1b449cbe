/**
 * Baselines: what costs nothing to know, scored on the same windows as the network. A forecaster gives [H][C] in units
 * for an origin, or null where it cannot (a season before the first row).
 */
import type { PartName } from '../data/design.ts';
import { seriesAt } from '../data/lay-out.ts';
import type { Prepared } from '../data/windows.ts';
import { scoreMostFrequent } from './baselines-classes.ts';
import { ets } from './ets.ts';
import type { Forecaster } from './forecaster.ts';
import { fitLinear } from './linear-baseline.ts';
import type { Scores } from './metrics.ts';
import { drift, mean, naive2 } from './naive2.ts';
import { Scorer, withOwa, type NaiveError } from './scorer.ts';
import { Stream, type Streamed } from './streamed.ts';
import { theta } from './theta.ts';

export interface Baseline {
  label: string;
  help: string;
  /** Of numbers; undefined when it makes no sense here. */
  make?(p: Prepared): Forecaster | undefined;
  /** Of classes and symbols. */
  tell?(p: Prepared, part: PartName): Scores | null;
}

/** Value of the target at a row, or the last known one before it in its series, which begins at `from`. */
function lastKnown(numbers: Float64Array, row: number, from: number): number {
  for (let i = row; i >= from; i--) if (!Number.isNaN(numbers[i])) return numbers[i];
  return NaN;
}

const forecast = (p: Prepared, at: (target: Float64Array, step: number, c: number) => number): Float64Array | null => {
  const { horizon } = p.design;
  const C = p.truth.length;
  const out = new Float64Array(horizon * C);
  for (let h = 0; h < horizon; h++) for (let c = 0; c < C; c++) out[h * C + c] = at(p.truth[c], h, c);
  return out.some((x) => Number.isNaN(x)) ? null : out;
};

const startOf = (p: Prepared, origin: number): number => p.series[seriesAt(p.series, origin)].from;

/** The last row whose target is known before the forecast begins. */
const knownUpTo = (p: Prepared, origin: number): number => (p.design.gap < 0 ? origin - 1 : origin);

/** Of each target of each series: fitted on its training rows, then following it row by row. Nothing is fitted for a series without windows. */
function streamed(p: Prepared, fit: (training: Float64Array) => Streamed | undefined): Forecaster | undefined {
  const ofSeries = new Map<number, (Stream | undefined)[]>();
  const streamsOf = (series: number): (Stream | undefined)[] => {
    const known = ofSeries.get(series);
    if (known) return known;
    const { from, to } = p.series[series];
    const streams = p.truth.map((target) => {
      const made = fit(trainRows(p, target, series));
      return made && new Stream(target.subarray(from, to), made);
    });
    ofSeries.set(series, streams);
    return streams;
  };
  return (origin) => {
    const series = seriesAt(p.series, origin);
    const streams = streamsOf(series);
    if (streams.some((s) => !s)) return null;
    const last = knownUpTo(p, origin) - p.series[series].from;
    const first = origin + p.design.gap + 1 - p.series[series].from - last;
    return forecast(p, (_, h, c) => streams[c]!.after(last, first + h));
  };
}

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
  drift: {
    label: 'Drift',
    help: 'The last value, and on along the line from the first value to the last (Hyndman and Athanasopoulos 2021).',
    make: (p) => streamed(p, drift),
  },
  mean: {
    label: 'Mean',
    help: 'Every step of the forecast is the mean of all earlier values.',
    make: (p) => streamed(p, mean),
  },
  theta: {
    label: 'Theta',
    help: 'Exponential smoothing with half the drift of the trend, the season taken out first (Assimakopoulos and Nikolopoulos 2000).',
    make: (p) => streamed(p, (training) => theta(training, p.period)),
  },
  ets: {
    label: 'ETS',
    help: 'Exponential smoothing of level, trend and season, chosen by AICc on the training part (Hyndman and others 2008).',
    make: (p) => streamed(p, (training) => ets(training, p.period)),
  },
  naive2: {
    label: 'Naive2',
    help: 'The last value repeated with the season taken out before and put back after, where there is one (as in the M4 competition).',
    make: (p) => streamed(p, (training) => naive2(training, p.period)),
  },
  majority: {
    label: 'Most frequent',
    help: 'Of classes and symbols: always the one that came most often in the training part, each as likely as it was there.',
    tell: scoreMostFrequent,
  },
} satisfies Record<string, Baseline>;

const baselineOf = (name: BaselineName): Baseline => baselines[name];

export type BaselineName = keyof typeof baselines;
export const baselineNames = Object.keys(baselines) as BaselineName[];
/** Those that stand beside every run: in its charts, its sentence and its verdict. The others stand in tables. */
export const mainBaselines = ['naive', 'seasonalNaive', 'linear', 'majority'] as const satisfies BaselineName[];
export type MainBaseline = (typeof mainBaselines)[number];
/** Those of numbers: what a verdict compares window by window. */
export const judgedBaselines = ['naive', 'seasonalNaive', 'linear'] as const satisfies MainBaseline[];
export type JudgedBaseline = (typeof judgedBaselines)[number];
/** Runs of earlier versions know only those of numbers. */
export type BaselineScores = Record<JudgedBaseline, Scores | null> & Partial<Record<BaselineName, Scores | null>>;

export function newScorer(p: Prepared): Scorer {
  return new Scorer(
    p.ends.outputs,
    (series) => p.metricScalingOf(series),
    (series) => p.truth.map((numbers) => seasonalError(trainRows(p, numbers, series), p.period)),
  );
}

export interface Scored {
  scores: Scores | null;
  /** Scaled MSE of each window of the part; NaN where there was no forecast. */
  errors: Float64Array;
}

export function score(p: Prepared, part: PartName, forecaster: Forecaster): Scored {
  const scorer = newScorer(p);
  const errors = Float64Array.from(p.windows[part], (origin) => {
    const values = forecaster(origin);
    return values
      ? scorer.add(values, p.design.horizon, (h, c) => p.truth[c][origin + p.design.gap + 1 + h], seriesAt(p.series, origin))
      : NaN;
  });
  return { scores: scorer.scores(), errors };
}

export type ScoredPart = 'validation' | 'test';
export const scoredParts: readonly ScoredPart[] = ['validation', 'test'];

/** Scaled MSE of each window of a part, of the judged baselines; null where one makes no sense. What a verdict compares. */
export type BaselineErrors = Record<JudgedBaseline, Float64Array | null>;

/** Every baseline on the validation and test windows; null where there are no windows or the baseline makes no sense. */
export function runBaselines(p: Prepared): { scores: Record<ScoredPart, BaselineScores>; errors: Record<ScoredPart, BaselineErrors> } {
  const isForecast = p.design.task === 'forecast';
  const made = baselineNames.map((name) => [name, isForecast ? baselineOf(name).make?.(p) : undefined] as const);
  const on = (part: PartName): { scores: BaselineScores; errors: BaselineErrors } => {
    const scored = Object.fromEntries(
      made.map(([name, forecaster]) => [
        name,
        forecaster ? score(p, part, forecaster) : { scores: isForecast ? null : (baselineOf(name).tell?.(p, part) ?? null), errors: null },
      ]),
    ) as Record<BaselineName, { scores: Scores | null; errors: Float64Array | null }>;
    const naive2 = scored.naive2.scores;
    return {
      scores: Object.fromEntries(baselineNames.map((name) => [name, withOwa(scored[name].scores, naive2)])) as BaselineScores,
      errors: Object.fromEntries(judgedBaselines.map((name) => [name, scored[name].errors])) as BaselineErrors,
    };
  };
  const [validation, test] = [on('validation'), on('test')];
  return {
    scores: { validation: validation.scores, test: test.scores },
    errors: { validation: validation.errors, test: test.errors },
  };
}

export const scoreBaselines = (p: Prepared): Record<ScoredPart, BaselineScores> => runBaselines(p).scores;

/** Training rows of a target in one series. */
function trainRows(p: Prepared, numbers: Float64Array, series: number): Float64Array {
  const { from, to } = p.parts[series].train;
  return numbers.subarray(from, to);
}

/** Of rows one season apart: what MASE and RMSSE divide by. */
export function seasonalError(numbers: ArrayLike<number>, period: number): NaiveError {
  let absolute = 0;
  let squared = 0;
  let count = 0;
  for (let i = period; i < numbers.length; i++) {
    const size = Math.abs(numbers[i] - numbers[i - period]);
    if (Number.isNaN(size)) continue;
    absolute += size;
    squared += size * size;
    count++;
  }
  return { absolute: absolute / count, squared: squared / count };
}
