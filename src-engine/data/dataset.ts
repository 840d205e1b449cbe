/**
 * A dataset as the engine sees it: rows of numbers and words, of one series or of many. Plain data. The reading layer makes it,
 * the store keeps it, `design.ts` says what is to be learned from it.
 */
import type { Category, Sequences } from './sequences.ts';

export interface Dataset {
  rows: number;
  /** Numeric columns; NaN where a value is missing. */
  columns: { name: string; numbers: Float64Array }[];
  /** Milliseconds since 1970 UTC per row; absent when rows are only numbered. */
  time?: Float64Array;
  /** ISO 8601 duration of the regular step, such as PT1H or P1M. */
  frequency?: string;
  /** Columns that only count the rows: a design may choose them, but does not begin with them. */
  rowNumbers?: string[];
  /** Columns of words: labels of rows, symbols of a text. */
  categories?: Category[];
  /** Several series under each other; absent for one. */
  sequences?: Sequences;
}

export const columnOf = (dataset: Dataset, name: string): Float64Array | undefined => dataset.columns.find((c) => c.name === name)?.numbers;
export const categoryOf = (dataset: Dataset, name: string): Category | undefined => dataset.categories?.find((c) => c.name === name);

/** First row, and row after the last. */
export interface Rows {
  from: number;
  to: number;
}

export const sequenceCount = ({ sequences }: Dataset): number => sequences?.names.length ?? 1;

/** The rows of a series; all where there is one. */
export const sequenceRows = ({ rows, sequences }: Dataset, index: number): Rows =>
  sequences ? { from: sequences.starts[index], to: sequences.starts[index + 1] } : { from: 0, to: rows };
