/** What the dataset asks of a network: the widths at both ends, and how many steps ahead. */
export interface Task {
  /** Features of each step. */
  inputs: number;
  /** Where each target stands among the features; -1 where it is not one of them. */
  targetColumns: readonly number[];
  /** Rows to forecast. */
  horizon: number;
  /**
   * forecast (left out): numbers for the next rows. classify: one of `classes` for the whole window. next: at every step
   * one of `classes` for the row after it.
   */
  kind?: 'forecast' | 'classify' | 'next';
  classes?: number;
  /** Windows are of unequal length: `mask` says which rows are there, those of a window first. */
  masked?: boolean;
  /** Columns whose values are known for every row of the horizon; a `future` cell brings them. */
  known?: number;
  /** Values that a window has once; a `static` cell brings them. */
  statics?: number;
  /** Series that a window may come from; a `series` cell knows which. */
  series?: number;
  /** States go on from batch to batch (truncated backpropagation through time). */
  carries?: boolean;
}

/** Direct: the whole horizon at once. Recursive: one step, and on from there. Each: an output at every step of the window. */
export type Strategy = 'direct' | 'recursive' | 'each';

/** What the output says of each number that is forecast: the number itself, quantiles of it, or mean and logarithm of the deviation. */
export type Parts = { kind: 'point' } | { kind: 'quantiles'; levels: number[] } | { kind: 'gaussian' };

/** Values per forecast. */
export const partCount = (parts: Parts): number => (parts.kind === 'quantiles' ? parts.levels.length : parts.kind === 'gaussian' ? 2 : 1);

/** Which of them is the forecast itself where one number is asked for: the quantile nearest the median, the mean. */
export function pointPart(parts: Parts): number {
  if (parts.kind !== 'quantiles') return 0;
  const distance = parts.levels.map((level) => Math.abs(level - 0.5));
  return distance.indexOf(Math.min(...distance));
}

/** Values of one row of the forecast: targets, or classes. */
export const rowWidth = ({ kind = 'forecast', targetColumns, classes = 0 }: Task): number =>
  kind === 'forecast' ? targetColumns.length : classes;
