/** A content that may be larger than memory, seen as a dataset in memory: enough of each column to begin a design with. */
import type { OpenContent } from './content.ts';
import type { Dataset } from './dataset.ts';
import { allOf, type Values } from './values.ts';

/** Numbers of all columns together. */
const MOST_NUMBERS = 1 << 23;

/** Whole columns where they are small; else a stretch of each from its first value on, with the true number of rows. */
export function glimpse({ columns, categories, time, ...rest }: OpenContent): Dataset {
  const rows = Math.floor(MOST_NUMBERS / Math.max(1, columns.length));
  return {
    ...rest,
    columns: columns.map(({ name, values }) => ({ name, numbers: rest.rows <= rows ? allOf(values) : stretchOf(values, rows) })),
    ...(categories.length
      ? {
          categories: categories.map(({ name, words, values }) => ({
            name,
            words,
            codes: rest.rows <= rows ? allOf(values) : stretchOf(values, rows),
          })),
        }
      : {}),
    ...(time && rest.rows <= rows ? { time: allOf(time) } : {}),
  };
}

function stretchOf(values: Values, rows: number): Float64Array {
  const step = Math.max(1, rows);
  for (let from = 0; from < values.length; from += step) {
    const stretch = values.read(from, Math.min(values.length, from + step));
    if (stretch.some((x) => x === x)) return stretch.slice();
  }
  return new Float64Array(0);
}
