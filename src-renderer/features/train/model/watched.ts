/**
 * One watched window as it is drawn: the rows before its origin, the truth after it, the forecasts of some epochs for one
 * target, and what only repeating would have said.
 */
import type { DatasetDesign } from '#engine/data/design.ts';
import { isFolded } from '#engine/data/lay-out.ts';
import type { SeriesSlice } from '#shared/api.ts';
import type { Curve } from './curve.ts';
import { meanError, naiveForecast } from './naive-forecast.ts';

export interface WatchedWindow {
  origin: number;
  /** Name of its series; '' where there is one. */
  series: string;
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

/**
 * Where a watched window lies in the dataset. Origins are rows of blocks that are laid out one behind the other, a block for each target
 * that is a series of its own, and a window does not reach over the rows of its series.
 */
export interface Place {
  /** Row of the dataset, and rows of its series. */
  row: number;
  from: number;
  to: number;
  /** Which series it is from; '' where there is one. */
  name: string;
  /** The targets that are forecast there. */
  targets: string[];
}

export const rowOfOrigin = (origin: number, rows: number): number => (rows > 0 ? origin % rows : origin);

/** series: what the host says of the row. */
export function placeOf(
  origin: number,
  rows: number,
  design: Pick<DatasetDesign, 'series' | 'task' | 'targets'>,
  series: { name: string; from: number; to: number } | undefined,
): Place {
  const row = rowOfOrigin(origin, rows);
  const own = isFolded(design) ? design.targets[Math.floor(origin / rows)] : undefined;
  const name = [series?.name, own].filter(Boolean).join(' ');
  return { row, from: series?.from ?? 0, to: series?.to ?? rows, name, targets: own === undefined ? design.targets : [own] };
}

/** Rows before the origin that are shown: about two horizons, never more than the network saw. */
export const pastRows = ({ lookback, horizon }: Pick<DatasetDesign, 'lookback' | 'horizon'>): number =>
  Math.min(lookback, Math.max(2 * horizon, 12));

/** Rows that a window needs: what is shown, and one season for the naive forecast. */
export function rowsOf(design: DatasetDesign, { row: origin, ...series }: Place, period: number): { from: number; to: number } {
  const back = Math.max(pastRows(design), period + Math.max(0, design.gap) + 1);
  return { from: Math.max(series.from, origin - back + 1), to: Math.min(series.to, origin + design.gap + 1 + design.horizon) };
}

/** The epoch whose forecasts are shown: of a run that is over the best one, where it is still known; else the latest. */
export function shownEpoch(curve: Curve, bestEpoch: number, isOver: boolean): number | undefined {
  const epochs = curve.forecasts.map((f) => f.epoch);
  return isOver && epochs.includes(bestEpoch) ? bestEpoch : epochs.at(-1);
}

/** What a network says of its own intervals in a watched window: edges by step, of each interval, the widest first. */
export interface OwnEdges {
  low(index: number, target: number): number[];
  high(index: number, target: number): number[];
}

/** values: [1 + edges][watched][H][C], with the forecasts first. Empty for a network that says one number. */
export function ownEdges(values: Float32Array, watched: number, horizon: number, C: number): OwnEdges[] {
  const size = watched * horizon * C;
  const count = size ? Math.floor((values.length / size - 1) / 2) : 0;
  const edge = (i: number) => (index: number, target: number) =>
    Array.from({ length: horizon }, (_, h) => values[(1 + i) * size + (index * horizon + h) * C + target]);
  return Array.from({ length: count }, (_, i) => ({ low: edge(2 * i), high: edge(2 * i + 1) }));
}

const mostGhosts = 4;

export function watchedWindow(
  slice: SeriesSlice,
  {
    design,
    place,
    index,
    target,
    naive,
    period,
    curve,
    epoch,
  }: {
    design: DatasetDesign;
    place: Place;
    /** Place of the window among the watched ones, and of the target among the targets. */
    index: number;
    target: number;
    naive: 'naive' | 'seasonalNaive';
    period: number;
    curve: Curve;
    epoch: number | undefined;
  },
): WatchedWindow {
  const { row: origin } = place;
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
  const C = place.targets.length;
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
    series: place.name,
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
