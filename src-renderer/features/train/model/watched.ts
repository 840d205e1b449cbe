/**
 * One watched window as it is drawn: the rows before its origin, the truth after it, the forecasts of some epochs for one
 * target, and what only repeating would have said.
 */
import type { DatasetDesign } from '#engine/data/design.ts';
import type { SeriesSlice } from '#shared/api.ts';
import type { Curve } from './curve.ts';
import { meanError, naiveForecast } from './naive-forecast.ts';

export interface WatchedWindow {
  origin: number;
  /** Rows from the origin (negative: before it) and values, known past first. */
  past: { x: number[]; y: number[] };
  truth: { x: number[]; y: number[] };
  forecast: { x: number[]; y: number[] } | undefined;
  /** Earlier epochs, the oldest first. */
  ghosts: { x: number[]; y: number[] }[];
  naive: { x: number[]; y: number[] };
  error: number;
  naiveError: number;
  /** Milliseconds of the origin; NaN where rows are only numbered. */
  time: number;
}

/** Rows before the origin that are shown: about two horizons, never more than the network saw. */
export const pastRows = ({ lookback, horizon }: Pick<DatasetDesign, 'lookback' | 'horizon'>): number =>
  Math.min(lookback, Math.max(2 * horizon, 12));

/** Rows that a window needs: what is shown, and one season for the naive forecast. */
export function rowsOf(design: DatasetDesign, origin: number, period: number): { from: number; to: number } {
  const back = Math.max(pastRows(design), period + Math.max(0, design.gap) + 1);
  return { from: Math.max(0, origin - back + 1), to: origin + design.gap + 1 + design.horizon };
}

/** The epoch whose forecasts are shown: of a run that is over the best one, where it is still known; else the latest. */
export function shownEpoch(curve: Curve, bestEpoch: number, isOver: boolean): number | undefined {
  const epochs = curve.forecasts.map((f) => f.epoch);
  return isOver && epochs.includes(bestEpoch) ? bestEpoch : epochs.at(-1);
}

const mostGhosts = 4;

export function watchedWindow(
  slice: SeriesSlice,
  {
    design,
    origin,
    index,
    target,
    naive,
    period,
    curve,
    epoch,
  }: {
    design: DatasetDesign;
    origin: number;
    /** Place of the window among the watched ones, and of the target among the targets. */
    index: number;
    target: number;
    naive: 'naive' | 'seasonalNaive';
    period: number;
    curve: Curve;
    epoch: number | undefined;
  },
): WatchedWindow {
  const values = slice.values[target];
  const at = (row: number) => values[row - slice.from] ?? NaN;
  const { horizon, gap } = design;
  const first = origin + gap + 1;
  const line = (from: number, count: number, value: (i: number) => number) => ({
    x: Array.from({ length: count }, (_, i) => from + i - origin),
    y: Array.from({ length: count }, (_, i) => value(i)),
  });
  const back = Math.min(pastRows(design), origin - slice.from + 1);
  const pastFrom = origin - back + 1;
  const pastTo = Math.min(origin, first - 1);
  const truth = line(first, horizon, (h) => at(first + h));
  const C = design.targets.length;
  const forecastOf = (all: Float32Array) => line(first, horizon, (h) => all[(index * horizon + h) * C + target] ?? NaN);
  const shown = curve.forecasts.find((f) => f.epoch === epoch);
  const earlier = curve.forecasts.filter((f) => epoch !== undefined && f.epoch < epoch);
  const ghosts = earlier.length > mostGhosts ? [earlier[0], ...earlier.slice(1 - mostGhosts)] : earlier;
  const repeated =
    naive === 'seasonalNaive' && period < 1
      ? new Array<number>(horizon).fill(NaN)
      : naiveForecast({ first: slice.from, values }, origin, design, naive, period);
  const forecast = shown && forecastOf(shown.values);
  return {
    origin,
    past: line(pastFrom, Math.max(0, pastTo - pastFrom + 1), (i) => at(pastFrom + i)),
    truth,
    forecast,
    ghosts: ghosts.map((f) => forecastOf(f.values)),
    naive: { x: truth.x, y: repeated },
    error: forecast ? meanError(forecast.y, truth.y) : NaN,
    naiveError: meanError(repeated, truth.y),
    time: slice.time?.[origin - slice.from] ?? NaN,
  };
}
