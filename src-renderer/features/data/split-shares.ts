/**
 * The split of a dataset as the bar shows it: three parts and a rest, in rows, whichever unit the design counts in. Moving a
 * border takes from one neighbour what it gives to the other.
 */
import type { Split } from '#engine/data/design.ts';
import { partRows } from '#engine/data/parts.ts';

export interface Lengths {
  train: number;
  validation: number;
  test: number;
  rest: number;
}

export function lengthsOf(split: Split, rows: number): Lengths {
  const parts = partRows(split, rows);
  const length = ({ from, to }: { from: number; to: number }) => Math.max(0, to - from);
  const [train, validation, test] = [length(parts.train), length(parts.validation), length(parts.test)];
  return { train, validation, test, rest: Math.max(0, rows - train - validation - test) };
}

/** 0: between training and validation, 1: between validation and test, 2: the end of test. */
export type Border = 0 | 1 | 2;

/** The split with a border at another row; shares are rounded to whole percents, and to tenths of one with `fine`. */
export function moveBorder(split: Split, rows: number, border: Border, row: number, fine = false): Split {
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

function ofRows(lengths: Omit<Lengths, 'rest'>, unit: Split['unit'], rows: number): Split {
  if (unit === 'rows')
    return { unit, train: Math.round(lengths.train), validation: Math.round(lengths.validation), test: Math.round(lengths.test) };
  return { unit, train: tidy(lengths.train / rows), validation: tidy(lengths.validation / rows), test: tidy(lengths.test / rows) };
}

/** The same split in the other unit. */
export function inUnit(split: Split, unit: Split['unit'], rows: number): Split {
  if (split.unit === unit) return split;
  const { train, validation, test } = lengthsOf(split, rows);
  return ofRows({ train, validation, test }, unit, rows);
}

/** All rows that lie idle go to the test part. */
export function extendTest(split: Split, rows: number): Split {
  const { train, validation, test, rest } = lengthsOf(split, rows);
  if (split.unit === 'share') return { ...split, test: tidy(1 - split.train - split.validation) };
  return ofRows({ train, validation, test: test + rest }, split.unit, rows);
}
