// How many rows one season has: from the calendar where the step says it, else from the series itself.
import type { Dataset } from './dataset.ts';

/** Rows per season for steps that the calendar knows. */
const calendar: Record<string, number> = {
  PT1S: 60,
  PT1M: 60,
  PT5M: 288,
  PT10M: 144,
  PT15M: 96,
  PT20M: 72,
  PT30M: 48,
  PT1H: 24,
  PT2H: 12,
  PT3H: 8,
  PT4H: 6,
  PT6H: 4,
  PT8H: 3,
  PT12H: 2,
  P1D: 7,
  P7D: 52,
  P1W: 52,
  P1M: 12,
  P3M: 4,
};

/**
 * Season of a series in rows; 1 when none is found. `rows` is how many rows from the start may be looked at
 * (the training part, so that the answer does not depend on what is to be predicted).
 */
export function periodOf(dataset: Dataset, series: Float64Array, rows: number): number {
  const known = dataset.frequency ? calendar[dataset.frequency] : undefined;
  return known ?? periodByAutocorrelation(series.subarray(0, rows));
}

/** The lag of the highest peak of the autocorrelation of the detrended series, if it stands out (>= 0.3); else 1. */
export function periodByAutocorrelation(series: Float64Array, longest = 400): number {
  const known = series.filter((x) => Number.isFinite(x));
  const n = Math.min(known.length, 8192);
  if (n < 16) return 1;
  const x = detrended(known.subarray(known.length - n));
  const limit = Math.min(longest, Math.floor(n / 3));
  const variance = x.reduce((sum, v) => sum + v * v, 0);
  if (!(variance > 0)) return 1;
  const correlation = new Float64Array(limit + 2);
  for (let lag = 0; lag <= limit + 1; lag++) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += x[i] * x[i - lag];
    correlation[lag] = sum / variance;
  }
  let best = 1;
  let height = 0.3;
  for (let lag = 2; lag <= limit; lag++)
    if (correlation[lag] > height && correlation[lag] >= correlation[lag - 1] && correlation[lag] >= correlation[lag + 1]) {
      best = lag;
      height = correlation[lag];
    }
  return best;
}

function detrended(x: Float64Array): Float64Array {
  const n = x.length;
  const middle = (n - 1) / 2;
  let mean = 0;
  for (const v of x) mean += v / n;
  let slope = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    slope += (i - middle) * (x[i] - mean);
    spread += (i - middle) ** 2;
  }
  slope /= spread;
  return x.map((v, i) => v - mean - slope * (i - middle));
}
