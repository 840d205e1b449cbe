/**
 * Parallel coordinates: one axis per setting that tells the runs apart, the error last. Axes know where a value stands between 0
 * (bottom) and 1 (top); the component only draws. Numbers that span a decade or more stand on a logarithmic axis.
 */
import { compareValues } from './order.ts';
import { columnOf, errorKeyOf, isError, type Column, type ColumnContext } from './columns.ts';
import type { RunRow } from './rows.ts';

export interface AxisTick {
  /** 0 at the bottom, 1 at the top. */
  at: number;
  value: number | string;
}

export interface Axis {
  column: Column;
  isNumeric: boolean;
  isLog: boolean;
  ticks: AxisTick[];
  /** Where a run stands; null when its value is not known. */
  place(row: RunRow): number | null;
}

/** A stretch of an axis, from low to high in [0, 1]. */
export type Brush = readonly [number, number];

/** Which may be an axis, the more telling first. */
const candidates = [
  'feedback',
  'architecture',
  'rate',
  'params',
  'loss',
  'optimizer',
  'batch',
  'schedule',
  'epochs',
  'seed',
  'weight_decay',
  'clip',
  'seconds',
];

/** More names than this cannot be told apart on an axis. */
const mostNames = 9;

export function axesOf(rows: readonly RunRow[], context: ColumnContext, most: number): Axis[] {
  const error = axisOf(columnOf(errorKeyOf(rows))!, rows, context);
  const settings = candidates
    .map((key) => axisOf(columnOf(key)!, rows, context))
    .filter((axis) => axis.ticks.length > 1 && (axis.isNumeric || axis.ticks.length <= mostNames))
    .slice(0, Math.max(0, most - 1));
  // Chosen by what tells most, shown in the order of the table.
  const shown = settings.sort((a, b) => candidates.indexOf(a.column.key) - candidates.indexOf(b.column.key));
  return shown.length && error.ticks.length > 1 ? [...shown, error] : [];
}

export function axisOf(column: Column, rows: readonly RunRow[], context: ColumnContext): Axis {
  const values = rows.map((row) => column.value(row, context)).filter((v): v is number | string => v !== null && !Number.isNaN(v));
  return values.every((v) => typeof v === 'number') ? numeric(column, values, context) : named(column, values, context);
}

/** Few different numbers get a tick each; of many the two ends and one between. */
function numeric(column: Column, values: number[], context: ColumnContext): Axis {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const [low, high] = isError(column) ? robustEnds(distinct) : [distinct[0], distinct[distinct.length - 1]];
  const isLog = low > 0 && high / low >= 10;
  const scale = (v: number) => (isLog ? Math.log(v) : v);
  const span = scale(high) - scale(low);
  const at = (v: number) => (span > 0 ? Math.min(1, Math.max(0, (scale(v) - scale(low)) / span)) : 0.5);
  const shown = distinct.length <= 6 && column.kind === 'setting' ? distinct : low < high ? [low, high] : distinct.slice(0, 1);
  return {
    column,
    isNumeric: true,
    isLog,
    ticks: shown.map((value) => ({ value, at: at(value) })),
    place: (row) => {
      const value = column.value(row, context);
      return typeof value === 'number' && !Number.isNaN(value) ? at(value) : null;
    },
  };
}

/** A run that diverged would press all others into one point: it is drawn at the top instead. */
function robustEnds(distinct: readonly number[]): [number, number] {
  if (!distinct.length) return [0, 0];
  const low = distinct[0];
  const usual = distinct[Math.floor((distinct.length - 1) * 0.75)];
  const limit = low + Math.max(usual - low, low * 0.02) * 3;
  return [low, distinct.findLast((v) => v <= limit) ?? low];
}

function named(column: Column, values: (number | string)[], context: ColumnContext): Axis {
  const distinct = [...new Set(values.map(String))].sort((a, b) => compareValues(a, b, 'ascending'));
  const at = (i: number) => (distinct.length > 1 ? i / (distinct.length - 1) : 0.5);
  return {
    column,
    isNumeric: false,
    isLog: false,
    ticks: distinct.map((value, i) => ({ value, at: at(i) })),
    place: (row) => {
      const i = distinct.indexOf(String(column.value(row, context)));
      return i < 0 ? null : at(i);
    },
  };
}

/** Whether a run lies within every brush; one that has no value on a brushed axis does not. */
export const isBrushed = (row: RunRow, axes: readonly Axis[], brushes: ReadonlyMap<string, Brush>): boolean =>
  axes.every((axis) => {
    const brush = brushes.get(axis.column.key);
    if (!brush) return true;
    const at = axis.place(row);
    return at !== null && at >= brush[0] - 1e-9 && at <= brush[1] + 1e-9;
  });

/** A smooth line through the axes; it breaks where a value is missing. places: [0, 1], 0 at the bottom. */
export function linePath(places: readonly (number | null)[], xs: readonly number[], top: number, bottom: number): string {
  const y = (place: number) => Math.round((bottom - place * (bottom - top)) * 10) / 10;
  let path = '';
  for (let i = 0; i < places.length; i++) {
    const here = places[i];
    if (here === null) continue;
    const before = i > 0 ? places[i - 1] : null;
    if (before === null || before === undefined) {
      path += `M${xs[i]} ${y(here)}`;
      continue;
    }
    const middle = (xs[i - 1] + xs[i]) / 2;
    path += `C${middle} ${y(before)},${middle} ${y(here)},${xs[i]} ${y(here)}`;
  }
  return path;
}

/** Lines that run through the same named value lie on each other: each is moved a little, so that they can be told apart. */
export const nudge = (place: number | null, index: number, count: number, room: number): number | null =>
  place === null || count < 2 ? place : place + (index / (count - 1) - 0.5) * room;

const least = 0.1;

/** By keyboard: a first key takes the lower or upper half; then the stretch moves, or with Shift its upper end. */
export function moveBrush(brush: Brush | undefined, direction: 1 | -1, isEnd: boolean): Brush {
  if (!brush) return direction > 0 ? [0.5, 1] : [0, 0.5];
  const step = 0.05 * direction;
  const [low, high] = brush;
  if (isEnd) return [low, Math.min(1, Math.max(low + least, high + step))];
  const shift = Math.min(1 - high, Math.max(-low, step));
  return [low + shift, high + shift];
}

/** What a brush lets through, by the ticks nearest to its ends. */
export function sayBrush(
  axis: Axis,
  brush: Brush,
  say: (value: number | string) => string,
  range: (from: string, to: string) => string,
): string {
  const near = (place: number) => axis.ticks.reduce((a, b) => (Math.abs(b.at - place) < Math.abs(a.at - place) ? b : a));
  return range(say(near(brush[0]).value), say(near(brush[1]).value));
}
