// The two forecasts that only repeat, for one window that is shown; the same rule as the engine's baselines.
import type { DatasetDesign } from '#engine/data/design.ts';

/** Consecutive rows of a target; values[0] belongs to row `first`. */
export interface TargetRows {
  first: number;
  values: ArrayLike<number>;
}

/** [horizon] values in units; NaN where the rows do not reach back far enough. */
export function naiveForecast(
  rows: TargetRows,
  origin: number,
  { horizon, gap }: Pick<DatasetDesign, 'horizon' | 'gap'>,
  name: 'naive' | 'seasonalNaive',
  period: number,
): number[] {
  const last = gap < 0 ? origin - 1 : origin;
  return Array.from({ length: horizon }, (_, h) => {
    if (name === 'naive') return lastKnown(rows, last);
    const ahead = origin + gap + 1 + h - last;
    return lastKnown(rows, last + ahead - Math.ceil(ahead / period) * period);
  });
}

function lastKnown({ first, values }: TargetRows, row: number): number {
  for (let i = row - first; i >= 0; i--) if (i < values.length && !Number.isNaN(values[i])) return values[i];
  return NaN;
}

/** Mean of |forecast - truth| where both are known; NaN where neither is. */
export function meanError(forecast: ArrayLike<number>, truth: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < forecast.length; i++) {
    const size = Math.abs(forecast[i] - truth[i]);
    if (Number.isNaN(size)) continue;
    sum += size;
    count++;
  }
  return count ? sum / count : NaN;
}
