/**
 * Forecasts of the watched windows, of several runs, over the truth. All runs on the same windows watch the same ones, so their
 * forecasts lie over each other row by row.
 */
import type { SeriesSlice } from '#shared/api.ts';
import type { DatasetDesign } from '#engine/data/design.ts';

export interface KeptForecast {
  epoch: number;
  values: Float32Array;
}

/** The one of the best epoch where the host has kept it, else the latest. */
export const forecastOf = (kept: readonly KeptForecast[], bestEpoch: number): KeptForecast | undefined =>
  kept.findLast((f) => f.epoch === bestEpoch) ?? kept.at(-1);

/** Rows that are shown around a window: enough of the past to see where it comes from, and the horizon. */
export function rowsAround(design: Pick<DatasetDesign, 'lookback' | 'horizon' | 'gap'>, origin: number): { from: number; to: number } {
  const past = Math.min(design.lookback, Math.max(2 * design.horizon, 24));
  return { from: Math.max(0, origin + 1 - past), to: origin + design.gap + design.horizon + 1 };
}

/** values: [watched][H][C]. One number per row of the slice; null where the window does not reach. */
export function forecastLine(
  values: Float32Array,
  design: Pick<DatasetDesign, 'horizon' | 'gap' | 'targets'>,
  window: { index: number; origin: number; target: number },
  rows: ArrayLike<number>,
): (number | null)[] {
  const C = design.targets.length;
  const first = window.origin + design.gap + 1;
  return Array.from(rows, (row) => {
    const h = row - first;
    return h < 0 || h >= design.horizon ? null : (values[(window.index * design.horizon + h) * C + window.target] ?? null);
  });
}

/** What stands along the bottom: moments where rows have them, else rows counted from 1. */
export const xOfSlice = (slice: SeriesSlice, offsetMs: number): Float64Array =>
  slice.time ? slice.time.map((ms) => ms + offsetMs) : slice.rows.map((row) => row + 1);
