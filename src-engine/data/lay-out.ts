/**
 * The rows that windows are cut from: those of the dataset, or - where each target column is a series of its own - those rows once
 * for each target, one block behind the other. So a window is one number, its origin, whatever the dataset looks like, and it
 * lies within the rows of one series.
 */
import { sequenceCount, sequenceRows, type Dataset, type Rows } from './dataset.ts';
import type { DatasetDesign } from './design.ts';

export interface SeriesRows extends Rows {
  name: string;
  /** Which series of the dataset, and which target where each is a series. */
  sequence: number;
  target: number;
}

export interface LaidOut {
  rows: number;
  /** Blocks of the dataset's rows: targets that are series of their own, or 1. */
  blocks: number;
  series: SeriesRows[];
}

export const isFolded = ({ series, task }: Pick<DatasetDesign, 'series' | 'task'>): boolean => series === 'columns' && task === 'forecast';

export function layOut(dataset: Dataset, design: DatasetDesign): LaidOut {
  const blocks = isFolded(design) ? design.targets.length : 1;
  const count = sequenceCount(dataset);
  const series: SeriesRows[] = [];
  for (let target = 0; target < blocks; target++)
    for (let sequence = 0; sequence < count; sequence++) {
      const { from, to } = sequenceRows(dataset, sequence);
      const own = dataset.sequences?.names[sequence];
      const name = blocks === 1 ? (own ?? '') : own === undefined ? design.targets[target] : `${own} ${design.targets[target]}`;
      series.push({ name, sequence, target, from: target * dataset.rows + from, to: target * dataset.rows + to });
    }
  return { rows: blocks * dataset.rows, blocks, series };
}

/** The series that a row belongs to: its place in the list. */
export function seriesAt(series: readonly Rows[], row: number): number {
  let low = 0;
  let high = series.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (series[middle].from <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A column of the dataset over all blocks; itself where there is one. */
export function tiled(numbers: Float64Array, blocks: number): Float64Array {
  if (blocks === 1) return numbers;
  const out = new Float64Array(numbers.length * blocks);
  for (let block = 0; block < blocks; block++) out.set(numbers, block * numbers.length);
  return out;
}

/** Columns behind each other. */
export function stacked(columns: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(columns.reduce((rows, c) => rows + c.length, 0));
  let at = 0;
  for (const column of columns) {
    out.set(column, at);
    at += column.length;
  }
  return out;
}
