// The forecasts that need no more than a running sum: repeat with the season taken out, drift, mean.
import { seasonOf, withoutSeason, withSeason } from './decompose.ts';
import type { Streamed } from './streamed.ts';

/**
 * Naive2 of the M4 competition: where the series is seasonal (its test at 90 %), the season is taken out (classical,
 * multiplicative), the last value repeated, and the season put back; else the last value repeated. A series that reaches 0
 * or below cannot be divided by its season and counts as not seasonal.
 */
export function naive2(training: Float64Array, m: number): Streamed {
  const season = seasonOf(training, m);
  let row = 0;
  let last = NaN;
  return {
    restart: () => {
      row = 0;
      last = NaN;
    },
    add: (value) => {
      if (!Number.isNaN(value)) last = withoutSeason(season, value, row);
      row++;
    },
    ahead: (steps) => withSeason(season, last, row - 1 + steps),
  };
}

/** The last value, and on along the line through the first and the last (Hyndman and Athanasopoulos 2021, 5.2). */
export function drift(): Streamed {
  let row = 0;
  let first = { row: 0, y: NaN };
  let last = first;
  return {
    restart: () => {
      row = 0;
      first = { row: 0, y: NaN };
      last = first;
    },
    add: (y) => {
      if (!Number.isNaN(y)) {
        last = { row, y };
        if (Number.isNaN(first.y)) first = last;
      }
      row++;
    },
    ahead: (steps) => {
      const slope = last.row > first.row ? (last.y - first.y) / (last.row - first.row) : 0;
      return last.y + slope * (row - 1 + steps - last.row);
    },
  };
}

/** The mean of everything so far. */
export function mean(): Streamed {
  let count = 0;
  let value = NaN;
  return {
    restart: () => {
      count = 0;
      value = NaN;
    },
    add: (y) => {
      if (Number.isNaN(y)) return;
      count++;
      value = count === 1 ? y : value + (y - value) / count;
    },
    ahead: () => value,
  };
}
