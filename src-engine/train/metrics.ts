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

/** Collects forecasts and gives the scores; all numbers in units. */
export class Scorer {
  private readonly targets: string[];
  private readonly scaling: ColumnScaling[];
  private readonly naiveErrors: number[];
  private readonly sums: Sums[];
  /** Scaled squared errors summed over windows and targets, per step. */
  private stepSums: Float64Array = new Float64Array(0);
  private windows = 0;

  /** naiveErrors: mean absolute error of seasonal repeat within the training part, per target. */
  constructor(targets: string[], metricScaling: ColumnScaling[], naiveErrors: number[]) {
    this.targets = targets;
    this.scaling = metricScaling;
    this.naiveErrors = naiveErrors;
    this.sums = targets.map(noSums);
  }

  /** forecast: [H][C] in units; truth(step, target). */
  add(forecast: ArrayLike<number>, steps: number, truth: (step: number, target: number) => number): void {
    const C = this.targets.length;
    this.windows++;
    if (this.stepSums.length < steps) this.stepSums = new Float64Array(steps);
    for (let c = 0; c < C; c++) {
      const s = this.sums[c];
      const scale = this.scaling[c].scale ** 2;
      for (let h = 0; h < steps; h++) {
        const y = truth(h, c);
        const f = forecast[h * C + c];
        const error = f - y;
        const size = Math.abs(error);
        s.count++;
        s.squared += error * error;
        this.stepSums[h] += (error * error) / scale;
        s.absolute += size;
        const moved = y - this.scaling[c].shift;
        s.truth += moved;
        s.truthSquared += moved * moved;
        s.truthAbsolute += Math.abs(y);
        if (y !== 0) {
          s.relative += size / Math.abs(y);
          s.relativeCount++;
        }
        if (size !== 0) s.symmetric += (2 * size) / (Math.abs(y) + Math.abs(f));
      }
    }
  }

  scores(): Scores | null {
    if (!this.windows) return null;
    const each = this.sums.map(
      (s, c) => Object.fromEntries(metricNames.map((m) => [m, finite((metrics[m] as Metric).of(s, this.naiveErrors[c]))])) as MetricValues,
    );
    const mean = (numbers: (number | null)[]) =>
      numbers.includes(null) ? null : finite((numbers as number[]).reduce((a, b) => a + b, 0) / numbers.length);
    const units = Object.fromEntries(metricNames.map((m) => [m, mean(each.map((values) => values[m]))])) as MetricValues;
    const scaledMse = mean(each.map((values, c) => values.mse && values.mse / this.scaling[c].scale ** 2));
    const scaledMae = mean(each.map((values, c) => values.mae && values.mae / this.scaling[c].scale));
    // The root of the mean, not the mean of roots: RMSE of several targets is that of all their errors.
    return {
      windows: this.windows,
      scaled: { mse: scaledMse, mae: scaledMae, rmse: scaledMse === null ? null : Math.sqrt(scaledMse) },
      byStep: Array.from(this.stepSums, (sum) => sum / (this.windows * this.targets.length)),
      units: {
        ...units,
        rmse: units.mse === null ? null : Math.sqrt(units.mse),
        perTarget: Object.fromEntries(this.targets.map((name, c) => [name, each[c]])),
      },
    };
  }
}
