// A column that has been read, and the time of the rows, as the steps after reading see them.
import type { Issue } from '../issue.ts';
import { stretchesOf, type Values } from './values.ts';

export interface ReadColumn {
  name: string;
  type: 'number' | 'time' | 'text' | 'boolean' | 'empty';
  /** NaN where missing; boolean: 1 and 0; time: ms since 1970 UTC; text: numbers into `words`. */
  values: Values;
  missing: number;
  /** Text columns: each different word once. */
  words?: string[];
  /** Text columns: there are more different words than `words` holds. */
  hasMoreWords?: boolean;
  /** Time columns. */
  format?: string;
  /** Offsets seen (minutes) with how often; empty when no time has a zone. */
  offsets?: Map<number, number>;
  withZone?: number;
  ambiguous?: boolean;
}

export interface TimeFound {
  /** ms since 1970 UTC per row, NaN where missing. */
  times: Values;
  /** Columns it was made from, in order. */
  columns: number[];
  /** `year, month, day, hour` */
  name: string;
  format: string;
  timezone: string | null;
  /** Zone of the person's clock, when it is always the same. */
  offsetMinutes: number;
  ambiguous: boolean;
  issues: Issue[];
}

/** All its values are whole numbers in a range, and half of them and more are there. */
export function isWithin(column: ReadColumn, least: number, most: number): boolean {
  if (column.type !== 'number' || column.missing > column.values.length * 0.5) return false;
  for (const [numbers] of stretchesOf(column.values))
    for (const value of numbers) if (value === value && (value < least || value > most || value !== Math.floor(value))) return false;
  return true;
}

/** Each row's time is after the one above it; three rows and more. */
export function isRising(times: Values): boolean {
  let last = -Infinity;
  for (const [numbers] of stretchesOf(times))
    for (const time of numbers) {
      if (!(time > last)) return false;
      last = time;
    }
  return times.length >= 3;
}
