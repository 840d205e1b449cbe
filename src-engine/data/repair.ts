/**
 * Repairs that a person may choose after reading what is wrong with a table; none is ever made unasked. Each returns a new table - columns that
 * it does not touch are shared with the old one, the others are made when they are read, one at a time - and an issue that says what was done, with counts.
 * In a long table every repair works within a series.
 */
import type { Issue } from '../issue.ts';
import { gridFrom, isWeekend, type Step } from './calendar.ts';
import type { ReadColumn } from './read-column.ts';
import type { OpenTable } from './read-table.ts';
import { allOf, memoryValues, stretchesOf, type Values } from './values.ts';
import { counted, names, number } from './wording.ts';

export interface Repaired {
  table: OpenTable;
  issue: Issue;
}

/** Rows without a time go, because they can be placed nowhere. */
export function removeRowsWithoutTime(table: OpenTable): Repaired {
  const time = timeOf(table);
  let kept = 0;
  for (const ms of time) if (ms === ms) kept++;
  const order = new Int32Array(kept);
  let at = 0;
  time.forEach((ms, row) => {
    if (ms === ms) order[at++] = row;
  });
  const removed = table.rows - kept;
  return {
    table: removed === 0 ? table : pickRows(table, order),
    issue: done('rows-removed', `${counted(removed, 'row')} without a time ${removed === 1 ? 'was' : 'were'} removed.`, { count: removed }),
  };
}

/** Rising time, series by series in the order in which they first appear. Rows of one time keep their order; rows without a time go last. */
export function sortByTime(table: OpenTable): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table);
  const order = Int32Array.from({ length: table.rows }, (_, row) => row);
  const at = (row: number) => (time[row] === time[row] ? time[row] : Infinity);
  order.sort((a, b) => series[a] - series[b] || (at(a) === at(b) ? a - b : at(a) - at(b)));
  let moved = 0;
  order.forEach((row, place) => (moved += row === place ? 0 : 1));
  return {
    table: moved === 0 ? table : pickRows(table, order),
    issue: done('rows-sorted', `${counted(moved, 'row')} moved to put the times in order.`, { count: moved }),
  };
}

/** One row for each time: the last one as it is, or the mean of the numbers (with the last text). Wants sorted rows. */
export function mergeDuplicates(table: OpenTable, keep: 'last' | 'mean'): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table);
  const groups = groupsOf(table.rows, (row) => time[row] === time[row - 1] && series[row] === series[row - 1]);
  const removed = table.rows - groups.length;
  const merged = removed === 0 ? table : pickRows(table, groups.lasts);
  if (keep === 'mean' && removed > 0) merged.columns = merged.columns.map((column, i) => averaged(column, table.columns[i], groups));
  const how = keep === 'last' ? 'only the last row of each time was kept' : 'each became the mean of its rows';
  return {
    table: merged,
    issue: done('duplicates-merged', `${counted(removed, 'row')} with a repeated time ${removed === 1 ? 'was' : 'were'} merged: ${how}.`, {
      count: removed,
      keep,
    }),
  };
}

/** Rows that follow each other and belong together: the first and the last of each group. */
interface Groups {
  length: number;
  starts: Int32Array;
  lasts: Int32Array;
}

function groupsOf(rows: number, goesOn: (row: number) => boolean): Groups {
  const starts = new Int32Array(rows);
  const lasts = new Int32Array(rows);
  let length = 0;
  for (let row = 0; row < rows; row++) {
    if (row === 0 || !goesOn(row)) starts[length++] = row;
    lasts[length - 1] = row;
  }
  return { length, starts: starts.subarray(0, length), lasts: lasts.subarray(0, length) };
}

/** A column of numbers with the mean of each group; any other as it is. */
function averaged(column: ReadColumn, original: ReadColumn, { length, starts, lasts }: Groups): ReadColumn {
  if (column.type !== 'number') return column;
  const values = made(length, () => {
    const numbers = allOf(original.values);
    return Float64Array.from(lasts, (last, group) => meanOf(numbers, starts[group], last + 1));
  });
  return { ...column, values, missing: countMissing(values) };
}

function meanOf(numbers: Float64Array, from: number, to: number): number {
  if (to - from === 1) return numbers[from];
  let sum = 0;
  let count = 0;
  for (let row = from; row < to; row++) {
    if (numbers[row] !== numbers[row]) continue;
    sum += numbers[row];
    count++;
  }
  return count === 0 ? NaN : sum / count;
}

const ROWS_ADDED_AT_MOST = 50_000_000;

/**
 * A row for every step from the first to the last time of each series; the new rows have missing values (keys are filled in). Wants sorted rows
 * without duplicates. Times within a twentieth of a step of the grid move onto it; others stay where they are, between the steps.
 * isWeekdaysOnly: no rows for Saturdays and Sundays.
 */
export function fillGrid(table: OpenTable, step: Step, isWeekdaysOnly = false): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table);
  const order: number[] = [];
  const times: number[] = [];
  let added = 0;
  let moved = 0;
  let between = 0;
  for (let start = 0; start < table.rows;) {
    let end = start + 1;
    while (end < table.rows && series[end] === series[start]) end++;
    const grid = gridFrom(time[start], step);
    let place = 0;
    for (let row = start; row < end; row++) {
      if (time[row] !== time[row]) {
        order.push(row);
        times.push(NaN);
        continue;
      }
      const tolerance = (grid(place + 1) - grid(place)) * 0.05;
      while (grid(place) < time[row] - tolerance) {
        const isClosed = isWeekdaysOnly && isWeekend(grid(place));
        if (!isClosed) {
          order.push(newRow(start));
          times.push(grid(place));
          added++;
          if (added > ROWS_ADDED_AT_MOST) return { table, issue: tooManyRows(added) };
        }
        place++;
      }
      const isOnGrid = Math.abs(grid(place) - time[row]) <= tolerance;
      if (isOnGrid && grid(place) !== time[row]) moved++;
      if (!isOnGrid) between++;
      order.push(row);
      times.push(isOnGrid ? grid(place) : time[row]);
      if (isOnGrid) place++;
    }
    start = end;
  }
  const parts = [`${counted(added, 'row')} with missing values ${added === 1 ? 'was' : 'were'} added.`];
  if (moved > 0) parts.push(`${counted(moved, 'time')} moved a little to stand on the grid.`);
  if (between > 0) parts.push(`${counted(between, 'row')} still ${between === 1 ? 'stands' : 'stand'} between the steps.`);
  return {
    table: pickRows(table, Int32Array.from(order), Float64Array.from(times)),
    issue: done('grid-filled', parts.join(' '), { count: added, moved, between }),
  };
}

const tooManyRows = (rows: number): Issue => ({
  severity: 'error',
  code: 'grid-too-fine',
  where: 'table',
  message: `The grid would need more than ${number(rows - 1)} new rows. Nothing was changed.`,
  fix: 'Choose a longer step, or cut off the part before the first gap.',
  values: { rows: rows - 1 },
});

/**
 * One row for every step: the mean of the numbers that fall into it, the last of the words. Steps begin at full hours, days, months ... of the clock
 * of the first row. Wants sorted rows. Steps without a row have missing values.
 */
export function resample(table: OpenTable, step: Step, said: string): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table);
  const order: number[] = [];
  const times: number[] = [];
  const starts: number[] = [];
  const lasts: number[] = [];
  let empty = 0;
  for (let start = 0; start < table.rows;) {
    let end = start + 1;
    while (end < table.rows && series[end] === series[start]) end++;
    const grid = gridFrom(beginOf(time[start], step), step);
    let place = 0;
    for (let row = start; row < end;) {
      if (time[row] !== time[row]) {
        row++;
        continue;
      }
      let last = row;
      while (grid(place + 1) <= time[row]) {
        order.push(newRow(start));
        times.push(grid(place++));
        starts.push(-1);
        lasts.push(-1);
        empty++;
        if (empty > ROWS_ADDED_AT_MOST) return { table, issue: tooManyRows(empty) };
      }
      while (last + 1 < end && !(time[last + 1] >= grid(place + 1))) last++;
      order.push(last);
      times.push(grid(place++));
      starts.push(row);
      lasts.push(last);
      row = last + 1;
    }
    // The last step of a series may be followed by nothing; leading ones are never empty.
    start = end;
  }
  const picked = pickRows(table, Int32Array.from(order), Float64Array.from(times));
  picked.columns = picked.columns.map((column, i) => {
    if (column.type !== 'number' || table.layout.keys.includes(i)) return column;
    const values = made(order.length, () => {
      const numbers = allOf(table.columns[i].values);
      return Float64Array.from(starts, (from, step) => (from < 0 ? NaN : meanOf(numbers, from, lasts[step] + 1)));
    });
    return { ...column, values, missing: countMissing(values) };
  });
  const rest = empty > 0 ? ` ${counted(empty, 'step has', 'steps have')} no row and ${empty === 1 ? 'is' : 'are'} missing.` : '';
  return {
    table: picked,
    issue: done(
      'resampled',
      `${counted(table.rows, 'row')} became ${number(order.length)}, one for each ${said}: the mean of its numbers.${rest}`,
      {
        count: order.length,
        rows: table.rows,
        empty,
        step: said,
      },
    ),
  };
}

/** The full step at or before a time. */
function beginOf(time: number, { ms, months }: Step): number {
  if (months !== undefined) {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / Math.min(12, months)) * Math.min(12, months), 1);
  }
  // Weeks begin on Mondays; 1970 began on a Thursday.
  const origin = ms! % (7 * 86_400_000) === 0 ? -3 * 86_400_000 : 0;
  return origin + Math.floor((time - origin) / ms!) * ms!;
}

export interface Filling {
  /** On a line between the neighbours (by time, if there is one), the last value, the next value, or a value of one's own. */
  method: 'interpolate' | 'forward' | 'backward' | 'value';
  value?: number;
  /** Stretches of more missing values than this stay missing. */
  longest?: number;
}

/** Fills missing numbers of the named columns. Interpolation never goes beyond the first and the last value of a series. */
export function fillMissing(table: OpenTable, columns: string[], filling: Filling): Repaired {
  const series = seriesOf(table);
  const time = table.time && allOf(table.time);
  let filled = 0;
  let left = 0;
  const changed = table.columns.map((column): ReadColumn => {
    if (!columns.includes(column.name) || column.type !== 'number' || column.missing === 0) return column;
    const values = made(table.rows, () => {
      const numbers = allOf(column.values).slice();
      for (let start = 0; start < table.rows;) {
        let end = start + 1;
        while (end < table.rows && series[end] === series[start]) end++;
        fillSeries(numbers, start, end, filling, time);
        start = end;
      }
      return numbers;
    });
    const missing = countMissing(values);
    filled += column.missing - missing;
    left += missing;
    return { ...column, values, missing };
  });
  const how = {
    interpolate: 'by interpolation',
    forward: 'with the value before',
    backward: 'with the value after',
    value: `with ${filling.value}`,
  }[filling.method];
  const rest = left > 0 ? ` ${number(left)} stay missing.` : '';
  return {
    table: { ...table, columns: changed },
    issue: done(
      'missing-filled',
      `${counted(filled, 'missing value')} in ${names(columns)} ${filled === 1 ? 'was' : 'were'} filled ${how}.${rest}`,
      { count: filled, left, method: filling.method },
    ),
  };
}

function fillSeries(
  numbers: Float64Array,
  start: number,
  end: number,
  { method, value = NaN, longest = Infinity }: Filling,
  time?: Float64Array,
): void {
  for (let row = start; row < end; row++) {
    if (numbers[row] === numbers[row]) continue;
    let after = row;
    while (after < end && numbers[after] !== numbers[after]) after++;
    const hasBefore = row > start;
    const hasAfter = after < end;
    if (after - row <= longest) {
      const x = (at: number) => (time ? time[at] : at);
      for (let at = row; at < after; at++) {
        if (method === 'value') numbers[at] = value;
        else if (method === 'forward' && hasBefore) numbers[at] = numbers[row - 1];
        else if (method === 'backward' && hasAfter) numbers[at] = numbers[after];
        else if (method === 'interpolate' && hasBefore && hasAfter) {
          const share = (x(at) - x(row - 1)) / (x(after) - x(row - 1));
          numbers[at] = numbers[row - 1] + share * (numbers[after] - numbers[row - 1]);
        }
      }
    }
    row = after;
  }
}

/** A repair is told as an issue like any other finding, so that it is kept with the dataset. */
const done = (code: string, message: string, values: Record<string, string | number>): Issue => ({
  severity: 'warning',
  code,
  where: 'table',
  message,
  fix: 'Take the step back if that was not meant.',
  values,
  count: Number(values.count),
});

function timeOf({ time }: OpenTable): Float64Array {
  if (!time) throw new Error('repair: the table has no time; the caller offers this repair only for tables with one');
  return allOf(time);
}

const seriesOf = ({ layout, rows }: OpenTable): Int32Array => layout.seriesOf ?? new Int32Array(rows);

function countMissing(values: Values): number {
  let count = 0;
  for (const [numbers] of stretchesOf(values)) for (const value of numbers) if (value !== value) count++;
  return count;
}

/**
 * A column that is made as a whole when its first row is read, and let go with its last: columns are gone through one after the other, and only one of them
 * is in memory at a time.
 */
function made(length: number, make: () => Float64Array): Values {
  let whole: Float64Array | undefined;
  return {
    length,
    read(from, to) {
      whole ??= make();
      const numbers = whole.subarray(from, to);
      if (to >= length) whole = undefined;
      return numbers;
    },
  };
}

/** In an order of rows: one that is new, in the series of a row. */
const newRow = (beside: number): number => -1 - beside;

/** The rows of `order`, in that order. New ones hold nothing but their time and the names of their series. */
function pickRows(table: OpenTable, order: Int32Array, time?: Float64Array): OpenTable {
  const { layout } = table;
  const beside = (row: number) => (row < 0 ? -1 - row : row);
  const pick = (values: Values, isKey: boolean): Values =>
    made(order.length, () => {
      const numbers = allOf(values);
      return Float64Array.from(order, (row) => (row >= 0 ? numbers[row] : isKey ? numbers[beside(row)] : NaN));
    });
  const times = time ? memoryValues(time) : table.time && memoryValues(allOf(pick(table.time, false)));
  const columns = table.columns.map((column, i): ReadColumn => {
    const isTime = column.type === 'time' && column.name === table.timeColumn;
    const values = isTime && times ? times : pick(column.values, layout.keys.includes(i));
    return { ...column, values, missing: countMissing(values) };
  });
  return {
    ...table,
    rows: order.length,
    columns,
    ...(times && { time: times }),
    layout: { ...layout, ...(layout.seriesOf && { seriesOf: order.map((row) => layout.seriesOf![beside(row)]) }) },
    // Their rows are no longer where they were.
    overflow: [],
  };
}
