/**
 * Metrics of forecasts: one entry each. They are computed from sums that grow window by window, so that a part of any
 * size needs no memory.
 *
 * y truth, f forecast, e = f - y; sums run over windows and steps of one target (and of one series, where there are several).
 */
import type { ClassScores } from './class-scorer.ts';
import type { Metric, ValuesOf } from './metric.ts';

/** Sums over windows and steps of one target. */
export interface Sums {
  count: number;
  squared: number;
  absolute: number;
  /** Of the true value less the mean of the training part: of large values with a small spread the squares alone would cancel. */
  truth: number;
  truthSquared: number;
  truthAbsolute: number;
  /** |e / y| where y is not 0, and how many those are. */
  relative: number;
  relativeCount: number;
  /** 2 |e| / (|y| + |f|), 0 where both are 0. */
  symmetric: number;
  /** |e| and e^2, each divided by what seasonal repeat has within the training part of its series, and how many those are. */
  naiveAbsolute: number;
  naiveSquared: number;
  naiveCount: number;
}

export const noSums = (): Sums => ({
  count: 0,
  squared: 0,
  absolute: 0,
  truth: 0,
  truthSquared: 0,
  truthAbsolute: 0,
  relative: 0,
  relativeCount: 0,
  symmetric: 0,
  naiveAbsolute: 0,
  naiveSquared: 0,
  naiveCount: 0,
});

export const metrics = {
  /** mean e^2. */
  mse: { label: 'MSE', help: 'Mean squared error.', better: 'lower', hasUnit: false, of: (s) => s.squared / s.count },
  /** mean |e|. */
  mae: { label: 'MAE', help: 'Mean absolute error.', better: 'lower', hasUnit: true, of: (s) => s.absolute / s.count },
  /** sqrt(mean e^2); of several targets the root of their mean, not the mean of roots. */
  rmse: {
    label: 'RMSE',
    help: 'Root of the mean squared error.',
    better: 'lower',
    hasUnit: true,
    of: (s) => Math.sqrt(s.squared / s.count),
  },
  /** 100 mean |e / y| over the steps with y not 0. Makridakis 1993 on why it flatters forecasts that are too low. */
  mape: {
    label: 'MAPE',
    help: 'Mean absolute error in percent of the true value. Rows whose true value is 0 do not count, and near 0 it explodes.',
    better: 'lower',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.relative) / s.relativeCount,
  },
  /** 200 mean |e| / (|y| + |f|), a step where both are 0 counting as 0: the M4 competition (Makridakis, Spiliotis and Assimakopoulos 2020). */
  smape: {
    label: 'sMAPE',
    help: 'Symmetric percentage error, 0 to 200 (as in the M4 competition). Where the true value is 0, any other forecast counts 200.',
    better: 'lower',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.symmetric) / s.count,
  },
  /** 100 sum |e| / sum |y|; also called ND (Yu, Rao and Dhillon 2016). */
  wape: {
    label: 'WAPE',
    help: 'Sum of absolute errors in percent of the sum of absolute values.',
    better: 'lower',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.absolute) / s.truthAbsolute,
  },
  /** mean |e| / mean |y_t - y_(t-m)| over the training rows of the series, m its season or 1: Hyndman and Koehler 2006. */
  mase: {
    label: 'MASE',
    help: 'Mean absolute error relative to seasonal repeat within the training part (Hyndman and Koehler 2006).',
    better: 'lower',
    hasUnit: false,
    of: (s) => s.naiveAbsolute / s.naiveCount,
  },
  /** sqrt(mean e^2 / mean (y_t - y_(t-m))^2) over the training rows, m as for MASE: Hyndman and Koehler 2006; M5 has it with m = 1. */
  rmsse: {
    label: 'RMSSE',
    help: 'Root of the squared error relative to that of seasonal repeat within the training part (Hyndman and Koehler 2006).',
    better: 'lower',
    hasUnit: false,
    of: (s) => Math.sqrt(s.naiveSquared / s.naiveCount),
  },
  /** (sMAPE / sMAPE of Naive2 + MASE / MASE of Naive2) / 2 on the same windows: the M4 competition. Sums alone do not know it: withOwa. */
  owa: {
    label: 'OWA',
    help: 'Mean of sMAPE and MASE, each relative to Naive2 on the same windows (as in the M4 competition); below 1 is better than Naive2.',
    better: 'lower',
    hasUnit: false,
    of: () => NaN,
  },
  /** 1 - sum e^2 / sum (y - mean y)^2, the mean being that of the windows scored. */
  r2: {
    label: 'R2',
    help: 'Share of the variance that is explained; below 0 is worse than the mean.',
    better: 'higher',
    hasUnit: false,
    of: (s) => 1 - s.squared / (s.truthSquared - (s.truth * s.truth) / s.count),
  },
} satisfies Record<string, Metric<Sums>>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];
export const metricOf = (name: MetricName): Metric<Sums> => metrics[name];
export type MetricValues = ValuesOf<MetricName>;

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

/** Scores of classes: nothing of numbers. */
export function scoresOfClasses(windows: number, classes: ClassScores): Scores {
  const none = Object.fromEntries(metricNames.map((m) => [m, null])) as MetricValues;
  return { windows, scaled: { mse: null, mae: null, rmse: null }, byStep: [], units: { ...none, perTarget: {} }, classes };
}

/** The one error that a run is told by in lists and against others: scaled MSE, of classes and symbols the cross-entropy. Lower is better. */
export const headlineOf = (scores: Scores | null | undefined): number | null => scores?.classes?.crossEntropy ?? scores?.scaled.mse ?? null;
