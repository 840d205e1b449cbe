/**
 * Metrics of intervals and quantiles of forecasts: one entry each.
 *
 * y truth, [low, high] the interval meant to hold a share `level` of the truths, q the quantiles at levels t.
 */
import type { Metric, ValuesOf } from './metric.ts';

/** Sums over windows, steps and targets; in units. */
export interface IntervalSums {
  count: number;
  inside: number;
  width: number;
  /** high - low + 2 / (1 - level) * what y lies outside by. */
  winkler: number;
}

export const noIntervals = (): IntervalSums => ({ count: 0, inside: 0, width: 0, winkler: 0 });

export function addInterval(s: IntervalSums, y: number, low: number, high: number, level: number): void {
  s.count++;
  if (y >= low && y <= high) s.inside++;
  s.width += high - low;
  s.winkler += high - low + (2 / (1 - level)) * Math.max(0, low - y, y - high);
}

export const intervalMetrics = {
  /** 100 share of y in [low, high], the ends counting as inside. */
  coverage: {
    label: 'Coverage',
    help: 'Share of true values inside the interval; the nearer to its level the better.',
    better: 'level',
    hasUnit: false,
    isPercent: true,
    of: (s) => (100 * s.inside) / s.count,
  },
  /** mean high - low. */
  width: {
    label: 'Width',
    help: 'Mean width of the interval; at equal coverage a narrower one says more.',
    better: 'lower',
    hasUnit: true,
    of: (s) => s.width / s.count,
  },
  /** mean high - low + 2 / (1 - level) * distance outside: Winkler 1972; Gneiting and Raftery 2007, eq. 43. */
  winkler: {
    label: 'Interval score',
    help: 'Mean width, with a penalty for what lies outside (Winkler 1972).',
    better: 'lower',
    hasUnit: true,
    of: (s) => s.winkler / s.count,
  },
} satisfies Record<string, Metric<IntervalSums>>;

export type IntervalMetricName = keyof typeof intervalMetrics;
export type IntervalValues = ValuesOf<IntervalMetricName>;

/** Sums of quantile forecasts: pinball losses over every level. */
export interface QuantileSums {
  /** Of single values: windows x steps x targets x levels. */
  count: number;
  levels: number;
  pinball: number;
  truthAbsolute: number;
}

export const noQuantiles = (levels: number): QuantileSums => ({ count: 0, levels, pinball: 0, truthAbsolute: 0 });

/** max(t (y - q), (t - 1) (y - q)): Koenker and Bassett 1978. */
export const pinballLoss = (y: number, q: number, level: number): number => Math.max(level * (y - q), (level - 1) * (y - q));

/** quantiles: one per level. */
export function addQuantiles(s: QuantileSums, y: number, quantiles: ArrayLike<number>, levels: readonly number[]): void {
  levels.forEach((level, i) => (s.pinball += pinballLoss(y, quantiles[i], level)));
  s.count += levels.length;
  s.truthAbsolute += Math.abs(y);
}

export const quantileMetrics = {
  /** mean pinball loss over values and levels. */
  pinball: {
    label: 'Pinball',
    help: 'Mean pinball loss over the levels; at the level 0.5 it is half the absolute error (Koenker and Bassett 1978).',
    better: 'lower',
    hasUnit: true,
    of: (s) => s.pinball / s.count,
  },
  /** mean over levels of 2 sum pinball / sum |y|: the weighted quantile loss of Salinas and others 2020 (DeepAR). */
  wql: {
    label: 'WQL',
    help: 'Weighted quantile loss: twice the pinball loss relative to the sum of absolute values, mean over the levels.',
    better: 'lower',
    hasUnit: false,
    of: (s) => (2 * s.pinball) / (s.levels * s.truthAbsolute),
  },
} satisfies Record<string, Metric<QuantileSums>>;

export type QuantileMetricName = keyof typeof quantileMetrics;
export type QuantileValues = ValuesOf<QuantileMetricName>;
