/**
 * The split of a dataset as the bar shows it: three parts and a rest, in rows, whichever unit the design counts in. Moving a
 * border takes from one neighbour what it gives to the other.
 */
import type { Split, TimeSplit } from '#engine/data/design.ts';
import { partRows } from '#engine/data/parts.ts';

/** What the bar can show: parts of one stretch of time. */
export type BarSplit = TimeSplit & { unit: 'share' | 'rows' };
export const isBarSplit = (split: Split): split is BarSplit => split.by === 'time' && split.unit !== 'last' && !split.folds;

export interface Lengths {
  train: number;
  validation: number;
  test: number;
  rest: number;
}

export function lengthsOf(split: BarSplit, rows: number): Lengths {
  const parts = partRows(split, rows);
  const length = ({ from, to }: { from: number; to: number }) => Math.max(0, to - from);
  const [train, validation, test] = [length(parts.train), length(parts.validation), length(parts.test)];
  return { train, validation, test, rest: Math.max(0, rows - train - validation - test) };
}

/** 0: between training and validation, 1: between validation and test, 2: the end of test. */
export type Border = 0 | 1 | 2;

/** The split with a border at another row; shares are rounded to whole percents, and to tenths of one with `fine`. */
export function moveBorder(split: BarSplit, rows: number, border: Border, row: number, fine = false): BarSplit {
  const now = lengthsOf(split, rows);
  const edges = [now.train, now.train + now.validation, now.train + now.validation + now.test];
  const least = border === 0 ? 1 : edges[border - 1];
  const most = border === 2 ? rows : edges[border + 1];
  const unit = split.unit === 'share' ? rows / (fine ? 1000 : 100) : 1;
  const wanted = Math.min(most, Math.max(least, row));
  edges[border] = Math.min(most, Math.max(least, Math.round(wanted / unit) * unit));
  return ofRows({ train: edges[0], validation: edges[1] - edges[0], test: edges[2] - edges[1] }, split.unit, rows);
}

const tidy = (share: number): number => Math.round(share * 1e4) / 1e4;

function ofRows(lengths: Omit<Lengths, 'rest'>, unit: BarSplit['unit'], rows: number): BarSplit {
  if (unit === 'rows')
    return {
      by: 'time',
      unit,
      train: Math.round(lengths.train),
      validation: Math.round(lengths.validation),
      test: Math.round(lengths.test),
    };
  return {
    by: 'time',
    unit,
    train: tidy(lengths.train / rows),
    validation: tidy(lengths.validation / rows),
    test: tidy(lengths.test / rows),
  };
}

/** The same split in the other unit. */
export function inUnit(split: BarSplit, unit: BarSplit['unit'], rows: number): BarSplit {
  if (split.unit === unit) return split;
  const { train, validation, test } = lengthsOf(split, rows);
  return ofRows({ train, validation, test }, unit, rows);
}

/** All rows that lie idle go to the test part. */
export function extendTest(split: BarSplit, rows: number): BarSplit {
  const { train, validation, test, rest } = lengthsOf(split, rows);
  if (split.unit === 'share') return { ...split, test: tidy(1 - split.train - split.validation) };
  return ofRows({ train, validation, test: test + rest }, split.unit, rows);
}
