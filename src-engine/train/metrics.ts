/**
 * Metrics of forecasts: one entry each. They are computed from sums that grow window by window, so that a part of any
 * size needs no memory. A metric that has no value (a percentage of nothing) is null, never NaN.
 */
import type { ColumnScaling } from '../data/scaling.ts';

export interface Metric {
  label: string;
  help: string;
  better: 'lower' | 'higher';
  /** True when the value carries the unit of the target. */
  hasUnit: boolean;
  /** In percent. */
  isPercent?: true;
  of(s: Sums, naiveError: number): number;
}

/** Sums over windows and steps of one target. */
export interface Sums {
  count: number;
  squared: number;
  absolute: number;
  /** Of the true value less the mean of the training part: of large values with a small spread the squares alone would cancel. */
  truth: number;
  truthSquared: number;
  truthAbsolute: number;
  /** |error / truth| where truth is not 0, and how many those are. */
  relative: number;
  relativeCount: number;
  /** 2 |error| / (|truth| + |forecast|), 0 where both are 0. */
  symmetric: number;
}

export const metrics = {
  mse: { label: 'MSE', help: 'Mean squared error.', better: 'lower', hasUnit: false, of: (s) => s.squared / s.count },
  mae: { label: 'MAE', help: 'Mean absolute error.', better: 'lower', hasUnit: true, of: (s) => s.absolute / s.count },
  rmse: {
    label: 'RMSE',
    help: 'Root of the mean squared error.',
    better: 'lower',
    hasUnit: true,
    of: (s) => Math.sqrt(s.squared / s.count),
  },
  mape: {
    label: 'MAPE',
    help: 'Mean absolute error in percent of the true value; rows where that is 0 do not count.',
    better: 'lower',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.relative) / s.relativeCount,
  },
  smape: {
    label: 'sMAPE',
    help: 'Symmetric percentage error, 0 to 200 (as in the M4 competition).',
    better: 'lower',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.symmetric) / s.count,
  },
  wape: {
    label: 'WAPE',
    help: 'Sum of absolute errors in percent of the sum of absolute values.',
    better: 'lower',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.absolute) / s.truthAbsolute,
  },
  mase: {
    label: 'MASE',
    help: 'Mean absolute error relative to seasonal repeat within the training part (Hyndman and Koehler 2006).',
    better: 'lower',
    hasUnit: false,
    of: (s, naiveError) => s.absolute / s.count / naiveError,
  },
  r2: {
    label: 'R2',
    help: 'Share of the variance that is explained; below 0 is worse than the mean.',
    better: 'higher',
    hasUnit: false,
    of: (s) => 1 - s.squared / (s.truthSquared - (s.truth * s.truth) / s.count),
  },
} satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];
export type MetricValues = Record<MetricName, number | null>;

/** Over all windows of a part: in z-score space, in units, and in units for each target. */
export interface Scores {
  windows: number;
  scaled: { mse: number | null; mae: number | null; rmse: number | null };
  /** Scaled MSE of each step of the horizon, the nearest first. */
  byStep: number[];
  units: MetricValues & { perTarget: Record<string, MetricValues> };
  /** Where the windows come from several series. */
  series?: SeriesScores;
  /** Of classes and symbols; everything else is then null. */
  classes?: ClassScores;
}

/** Every metric per series, then the mean over series: each counts alike, however many windows it has (as M4 averages). */
export interface SeriesScores {
  count: number;
  mean: MetricValues;
  /** In the order in which they first came; at most `mostSeries`. */
  each: { series: number; windows: number; values: MetricValues }[];
}

/** Series that are listed one by one; the mean is over all of them. */
const mostSeries = 500;

export interface ClassScores {
  /** Windows, or symbols, that were scored. */
  count: number;
  accuracy: number;
  /** Mean of -ln p of the right class, in nats; and in bits: of characters, bits per character. */
  crossEntropy: number;
  bits: number;
}

const noSums = (): Sums => ({
  count: 0,
  squared: 0,
  absolute: 0,
  truth: 0,
  truthSquared: 0,
  truthAbsolute: 0,
  relative: 0,
  relativeCount: 0,
  symmetric: 0,
});
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** One entry per target; a function where every series has its own. */
export type PerTarget<T> = T[] | ((series: number) => T[]);

interface OfSeries {
  sums: Sums[];
  windows: number;
  scaling: ColumnScaling[];
  naiveErrors: number[];
}

/** Collects forecasts and gives the scores; all numbers in units. */
export class Scorer {
  private readonly targets: string[];
  private readonly scaling: PerTarget<ColumnScaling>;
  private readonly naiveErrors: PerTarget<number>;
  private readonly bySeries = new Map<number, OfSeries>();
  /** Scaled squared errors summed over windows and targets, per step. */
  private stepSums: Float64Array = new Float64Array(0);
  private scaledAbsolute = 0;
  private windows = 0;

  /** naiveErrors: mean absolute error of seasonal repeat within the training part, per target. */
  constructor(targets: string[], metricScaling: PerTarget<ColumnScaling>, naiveErrors: PerTarget<number>) {
    this.targets = targets;
    this.scaling = metricScaling;
    this.naiveErrors = naiveErrors;
  }

  /** forecast: [H][C] in units; truth(step, target). */
  add(forecast: ArrayLike<number>, steps: number, truth: (step: number, target: number) => number, series = 0): void {
    const C = this.targets.length;
    const own = this.seriesAt(series);
    this.windows++;
    own.windows++;
    if (this.stepSums.length < steps) this.stepSums = new Float64Array(steps);
    for (let c = 0; c < C; c++) {
      const { shift, scale } = own.scaling[c];
      for (let h = 0; h < steps; h++) {
        const y = truth(h, c);
        const error = forecast[h * C + c] - y;
        this.stepSums[h] += (error * error) / scale ** 2;
        this.scaledAbsolute += Math.abs(error) / scale;
        addTo(own.sums[c], y, forecast[h * C + c], shift);
      }
    }
  }

  private seriesAt(series: number): OfSeries {
    let own = this.bySeries.get(series);
    if (!own) {
      const of = <T>(each: PerTarget<T>): T[] => (typeof each === 'function' ? each(series) : each);
      own = { sums: this.targets.map(noSums), windows: 0, scaling: of(this.scaling), naiveErrors: of(this.naiveErrors) };
      this.bySeries.set(series, own);
    }
    return own;
  }

  scores(): Scores | null {
    if (!this.windows) return null;
    const C = this.targets.length;
    const all = this.targets.map(noSums);
    for (const { sums } of this.bySeries.values())
      sums.forEach((s, c) => (Object.keys(s) as (keyof Sums)[]).forEach((key) => (all[c][key] += s[key])));
    const ofSeries = [...this.bySeries].map(([series, { sums, windows, naiveErrors }]) => ({
      series,
      windows,
      values: overTargets(sums.map((s, c) => valuesOf(s, naiveErrors[c]))),
    }));
    const [first] = this.bySeries.values();
    // Of several series MASE is the mean of theirs: each is divided by an error of its own.
    const isOne = this.bySeries.size === 1;
    const each = all.map((s, c) => valuesOf(s, isOne ? first.naiveErrors[c] : NaN));
    const mase = isOne ? {} : { mase: meanOf(ofSeries.map((s) => s.values.mase).filter((x) => x !== null)) };
    const byStep = Array.from(this.stepSums, (sum) => sum / (this.windows * C));
    const mse = finite(byStep.reduce((a, b) => a + b, 0) / byStep.length);
    return {
      windows: this.windows,
      scaled: { mse, mae: finite(this.scaledAbsolute / (this.windows * C * byStep.length)), rmse: mse === null ? null : Math.sqrt(mse) },
      byStep,
      units: { ...overTargets(each), ...mase, perTarget: Object.fromEntries(this.targets.map((name, c) => [name, each[c]])) },
      ...(isOne
        ? {}
        : {
            series: {
              count: ofSeries.length,
              mean: eachMetric((m) => meanOf(ofSeries.map((s) => s.values[m]).filter((x) => x !== null))),
              each: ofSeries.slice(0, mostSeries),
            },
          }),
    };
  }
}

const eachMetric = (value: (m: MetricName) => number | null): MetricValues =>
  Object.fromEntries(metricNames.map((m) => [m, value(m)])) as MetricValues;

const valuesOf = (s: Sums, naiveError: number): MetricValues => eachMetric((m) => finite((metrics[m] as Metric).of(s, naiveError)));

const meanOf = (numbers: (number | null)[]): number | null =>
  numbers.length && !numbers.includes(null) ? finite((numbers as number[]).reduce((a, b) => a + b, 0) / numbers.length) : null;

/** The root of the mean, not the mean of roots: RMSE of several targets is that of all their errors. */
function overTargets(targets: MetricValues[]): MetricValues {
  const values = eachMetric((m) => meanOf(targets.map((t) => t[m])));
  return { ...values, rmse: values.mse === null ? null : Math.sqrt(values.mse) };
}

function addTo(s: Sums, y: number, f: number, shift: number): void {
  const error = f - y;
  const size = Math.abs(error);
  s.count++;
  s.squared += error * error;
  s.absolute += size;
  const moved = y - shift;
  s.truth += moved;
  s.truthSquared += moved * moved;
  s.truthAbsolute += Math.abs(y);
  if (y !== 0) {
    s.relative += size / Math.abs(y);
    s.relativeCount++;
  }
  if (size !== 0) s.symmetric += (2 * size) / (Math.abs(y) + Math.abs(f));
}

/** Scores of classes: nothing of numbers. */
export function scoresOfClasses(windows: number, classes: ClassScores): Scores {
  const none = eachMetric(() => null);
  return { windows, scaled: { mse: null, mae: null, rmse: null }, byStep: [], units: { ...none, perTarget: {} }, classes };
}
