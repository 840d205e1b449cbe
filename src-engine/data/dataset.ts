/**
 * A dataset as the engine sees it: rows of numbers and words, of one series or of many. Plain data. The reading layer makes it
 * (from a table, a text, a folder), the store keeps it, `design.ts` says what is to be learned from it.
 */

/** NaN where a value is missing. */
export interface Column {
  name: string;
  numbers: Float64Array;
}

/** Labels, symbols, kinds: a number for each word, -1 where one is missing. */
export interface WordColumn {
  name: string;
  codes: Int32Array;
  words: readonly string[];
}

export interface Dataset {
  rows: number;
  columns: Column[];
  words?: WordColumn[];
  /** Milliseconds since 1970 UTC per row; absent when rows are only numbered. */
  time?: Float64Array;
  /** ISO 8601 duration of the regular step, such as PT1H or P1M. */
  frequency?: string;
  /** Columns that only count the rows: a design may choose them, but does not begin with them. */
  rowNumbers?: string[];
  /** Absent: all rows are one series. */
  series?: SeriesTable;
}

/** Which rows are of which series; the rows of a series stand together, in its order of time. */
export interface SeriesTable {
  names: readonly string[];
  /** First row of each series, and behind them the number of all rows: [names + 1]. */
  starts: Int32Array;
  /** What a series has once - a label, a size, a place: a value per series. */
  columns: Column[];
  words: WordColumn[];
}

export const columnOf = (dataset: Dataset, name: string): Float64Array | undefined => dataset.columns.find((c) => c.name === name)?.numbers;
export const wordsOf = (dataset: Dataset, name: string): WordColumn | undefined => dataset.words?.find((c) => c.name === name);

export const seriesCount = ({ series }: Dataset): number => series?.names.length ?? 1;

/** First row and row after the last of a series. */
export const seriesRows = ({ rows, series }: Dataset, index: number): { from: number; to: number } =>
  series ? { from: series.starts[index], to: series.starts[index + 1] } : { from: 0, to: rows };

/** What a check needs to know of a dataset, without its numbers: it goes to the window with the record. */
export interface DatasetShape {
  rows: number;
  /** Columns with a number in each row, and those with a word. */
  columns: readonly string[];
  words: readonly { name: string; count: number }[];
  /** What a series has once. */
  perSeries: { columns: readonly string[]; words: readonly { name: string; count: number }[] };
  /** Rows of each series. */
  lengths: readonly number[];
  hasTime: boolean;
}

export function shapeOf(dataset: Dataset): DatasetShape {
  const counted = (columns: readonly WordColumn[] = []) => columns.map(({ name, words }) => ({ name, count: words.length }));
  const { series } = dataset;
  return {
    rows: dataset.rows,
    columns: dataset.columns.map((c) => c.name),
    words: counted(dataset.words),
    perSeries: { columns: series?.columns.map((c) => c.name) ?? [], words: counted(series?.words) },
    lengths: Array.from({ length: seriesCount(dataset) }, (_, i) => {
      const { from, to } = seriesRows(dataset, i);
      return to - from;
    }),
    hasTime: dataset.time !== undefined,
  };
}
