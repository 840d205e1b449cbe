/**
 * Repairs that a person may choose after reading what is wrong with a table; none is ever made unasked. Each returns a new table - columns that
 * it does not touch are shared with the old one - and an issue that says what was done, with counts.
 *
 * keys: names of the columns that tell the series of a long table apart; every repair works within a series.
 */
import type { Issue } from '../issue.ts';
import type { Column, Table } from './read-table.ts';
import type { Step } from './frequency.ts';
import { DAY_MS, daysFromCivil, daysInMonth } from './times.ts';
import { counted, names, number } from './wording.ts';

export interface Repaired {
  table: Table;
  issue: Issue;
}

/** Rows without a time go, because they can be placed nowhere. */
export function removeRowsWithoutTime(table: Table): Repaired {
  const time = timeOf(table);
  const order = rowsWhere(table.rows, (row) => time[row] === time[row]);
  const removed = table.rows - order.length;
  return {
    table: pickRows(table, order),
    issue: done('rows-removed', `${counted(removed, 'row')} without a time ${removed === 1 ? 'was' : 'were'} removed.`, { count: removed }),
  };
}

/** Rising time, series by series in the order in which they first appear. Rows of one time keep their order; rows without a time go last. */
export function sortByTime(table: Table, keys: string[] = []): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table, keys);
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
export function mergeDuplicates(table: Table, keep: 'last' | 'mean', keys: string[] = []): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table, keys);
  /** Last row of each group of equal times, and where the group begins. */
  const lasts: number[] = [];
  const starts: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const isNew = row === 0 || !(time[row] === time[row - 1]) || series[row] !== series[row - 1];
    if (isNew) {
      starts.push(row);
      lasts.push(row);
    } else lasts[lasts.length - 1] = row;
  }
  const merged = pickRows(table, Int32Array.from(lasts));
  const removed = table.rows - lasts.length;
  if (keep === 'mean') {
    merged.columns = merged.columns.map((column, i) => {
      if (column.type !== 'number') return column;
      const numbers = Float64Array.from(lasts, (last, group) => meanOf(table.columns[i].numbers, starts[group], last + 1));
      return { ...column, numbers, missing: countMissing(numbers) };
    });
  }
  const how = keep === 'last' ? 'only the last row of each time was kept' : 'each became the mean of its rows';
  return {
    table: merged,
    issue: done('duplicates-merged', `${counted(removed, 'row')} with a repeated time ${removed === 1 ? 'was' : 'were'} merged: ${how}.`, {
      count: removed,
      keep,
    }),
  };
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
export function fillGrid(table: Table, step: Step, keys: string[] = [], isWeekdaysOnly = false): Repaired {
  const time = timeOf(table);
  const series = seriesOf(table, keys);
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
          order.push(-1 - start);
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
  const filled = pickRows(
    table,
    Int32Array.from(order, (row) => Math.max(-1, row)),
  );
  // The rows of a key column are known even where no row was.
  filled.columns = filled.columns.map((column, i) => {
    if (!keys.includes(column.name)) return column;
    const source = table.columns[i];
    const from = (row: number) => (row < 0 ? -1 - row : row);
    const numbers = source.numbers.length > 0 ? Float64Array.from(order, (row) => source.numbers[from(row)]) : source.numbers;
    const texts = source.texts && order.map((row) => (source.texts as (string | null)[])[from(row)]);
    return {
      ...column,
      numbers,
      ...(texts && { texts }),
      missing: texts ? texts.filter((text) => text === null).length : countMissing(numbers),
    };
  });
  const grid = Float64Array.from(times);
  filled.time = grid;
  filled.columns = filled.columns.map((column) =>
    column.name === table.timeColumn && column.type === 'time' ? { ...column, numbers: grid, missing: countMissing(grid) } : column,
  );
  const parts = [`${counted(added, 'row')} with missing values ${added === 1 ? 'was' : 'were'} added.`];
  if (moved > 0) parts.push(`${counted(moved, 'time')} moved a little to stand on the grid.`);
  if (between > 0) parts.push(`${counted(between, 'row')} still ${between === 1 ? 'stands' : 'stand'} between the steps.`);
  return { table: filled, issue: done('grid-filled', parts.join(' '), { count: added, moved, between }) };
}

const tooManyRows = (rows: number): Issue => ({
  severity: 'error',
  code: 'grid-too-fine',
  where: 'table',
  message: `The grid would need more than ${number(rows - 1)} new rows. Nothing was changed.`,
  fix: 'Choose a longer step, or cut off the part before the first gap.',
  values: { rows: rows - 1 },
});

/** The time of each place on the grid that begins at `start`. Months keep the day, or the month's last day where that comes first. */
function gridFrom(start: number, { ms, months }: Step): (place: number) => number {
  if (months === undefined) return (place) => start + place * (ms as number);
  const date = new Date(start);
  const first = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const day = date.getUTCDate();
  const isLastDay = day === daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
  const clock = start - daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, day) * DAY_MS;
  return (place) => {
    const month = first + place * months;
    const [year, monthOfYear] = [Math.floor(month / 12), (month % 12) + 1];
    const longest = daysInMonth(year, monthOfYear);
    return daysFromCivil(year, monthOfYear, isLastDay ? longest : Math.min(day, longest)) * DAY_MS + clock;
  };
}

const isWeekend = (ms: number): boolean => [0, 6].includes(new Date(ms).getUTCDay());

export interface Filling {
  /** On a line between the neighbours (by time, if there is one), the last value, the next value, or a value of one's own. */
  method: 'interpolate' | 'forward' | 'backward' | 'value';
  value?: number;
  /** Stretches of more missing values than this stay missing. */
  longest?: number;
}

/** Fills missing numbers of the named columns. Interpolation never goes beyond the first and the last value of a series. */
export function fillMissing(table: Table, columns: string[], filling: Filling, keys: string[] = []): Repaired {
  const series = seriesOf(table, keys);
  let filled = 0;
  let left = 0;
  const changed = table.columns.map((column): Column => {
    if (!columns.includes(column.name) || column.type !== 'number' || column.missing === 0) return column;
    const numbers = column.numbers.slice();
    for (let start = 0; start < table.rows;) {
      let end = start + 1;
      while (end < table.rows && series[end] === series[start]) end++;
      fillSeries(numbers, start, end, filling, table.time);
      start = end;
    }
    const missing = countMissing(numbers);
    filled += column.missing - missing;
    left += missing;
    return { ...column, numbers, missing };
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

function timeOf(table: Table): Float64Array {
  if (!table.time) throw new Error('repair: the table has no time; the caller offers this repair only for tables with one');
  return table.time;
}

/** Series of each row, numbered by first appearance. */
function seriesOf(table: Table, keys: string[]): Int32Array {
  const series = new Int32Array(table.rows);
  const columns = keys.map((key) => table.columns.find((column) => column.name === key));
  if (columns.length === 0) return series;
  const known = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    const key = columns.map((column) => column?.texts?.[row] ?? column?.numbers[row] ?? '').join('\n');
    let code = known.get(key);
    if (code === undefined) known.set(key, (code = known.size));
    series[row] = code;
  }
  return series;
}

function rowsWhere(rows: number, test: (row: number) => boolean): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) if (test(row)) kept.push(row);
  return Int32Array.from(kept);
}

const countMissing = (numbers: Float64Array): number => {
  let count = 0;
  for (const value of numbers) if (value !== value) count++;
  return count;
};

/** The rows of `order`, in that order; -1 is a new row with nothing in it. */
function pickRows(table: Table, order: Int32Array): Table {
  const pick = (values: Float64Array) => Float64Array.from(order, (row) => (row < 0 ? NaN : values[row]));
  const columns = table.columns.map((column): Column => {
    if (column.texts) {
      const { texts } = column;
      const picked = Array.from(order, (row) => (row < 0 ? null : texts[row]));
      return { ...column, texts: picked, missing: picked.reduce((count, text) => count + (text === null ? 1 : 0), 0) };
    }
    const numbers = pick(column.numbers);
    return { ...column, numbers, missing: countMissing(numbers) };
  });
  return { ...table, rows: order.length, columns, ...(table.time && { time: pick(table.time) }) };
}
