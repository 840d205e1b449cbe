/**
 * The designs of a backtest (rolling origin): the split as it is given is the last fold, and each fold before it lies one test part
 * earlier, so that the test parts follow each other without a gap. Every fold is a design of its own, like any other.
 */
import type { Issue } from '../issue.ts';
import { sequenceCount, sequenceRows, type Dataset } from './dataset.ts';
import type { DatasetDesign, Folds, TimeSplit } from './design.ts';
import { partRows, type Parts } from './parts.ts';
import { counted } from './wording.ts';

export const mostFolds = 50;

export interface FoldPlan {
  /** One per fold, the earliest first; none where there are issues. */
  designs: DatasetDesign[];
  /** Rows of each fold in the longest series. */
  rows: Parts[];
  /** The split of all of them, where it had to be another one than the design's own. */
  changed: TimeSplit | null;
  issues: Issue[];
}

export interface FoldWish {
  count: number;
  train: Folds['train'];
  /** The split was not chosen by a person: shares that leave the first folds too little are made to fit. */
  adapts: boolean;
}

/** Below this share of the rows the first fold would tell more of a short history than of the network. */
const leastFirst = 0.3;

export function planFolds(dataset: Dataset, design: DatasetDesign, wish: FoldWish): FoldPlan {
  const rows = longestSeries(dataset);
  return foldsOf(rows, design, wish);
}

/** rows: of the longest series. */
export function foldsOf(rows: number, design: DatasetDesign, { count, train, adapts }: FoldWish): FoldPlan {
  const problem = (code: string, message: string, fix: string, values: Issue['values']): FoldPlan => ({
    designs: [],
    rows: [],
    changed: null,
    issues: [{ severity: 'error', code, where: 'folds', message, fix, values }],
  });
  if (!Number.isInteger(count) || count < 2 || count > mostFolds)
    return problem('folds-count', `Expected a whole number of folds from 2 to ${mostFolds}, got ${count}.`, 'Write for example 5.', {
      count,
      most: mostFolds,
    });
  if (design.split.by !== 'time')
    return problem('folds-not-time', 'Folds are stretches of time, and this split is none.', 'Split by shares or rows.', {});
  const { folds: _, ...whole } = design.split;
  const fitted = adapts ? fitting(whole, count, rows) : null;
  const split = fitted ?? whole;
  const designs = Array.from({ length: count }, (_fold, fold): DatasetDesign => ({
    ...design,
    split: { ...split, folds: { count, train, fold } },
  }));
  const parts = designs.map((d) => partRows(d.split as TimeSplit, rows));
  const needs = rowsOfWindow(design);
  const test = parts[count - 1].test.to - parts[count - 1].test.from;
  if (test < design.horizon)
    return problem(
      'folds-too-short',
      `The test part of each of ${count} folds would have ${counted(test, 'row')}, and one forecast takes ${counted(design.horizon, 'row')}.`,
      'Take fewer folds, larger test parts or a shorter horizon.',
      { count, rows: test, needs: design.horizon },
    );
  const first = firstLength(split, count, rows);
  if (first < needs) {
    const most = Math.max(0, Math.floor((partRows(split, rows).train.to - needs) / test) + 1);
    return problem(
      'too-many-folds',
      `Fold 1 of ${count} would have ${counted(Math.max(0, first), 'row')} to train on, and one window takes ${counted(needs, 'row')}.`,
      most >= 2
        ? `Take ${most} folds at most, or smaller test parts.`
        : 'Give the test part fewer rows, or use a longer series or a shorter lookback.',
      { count, rows: Math.max(0, first), needs, most },
    );
  }
  return { designs, rows: parts, changed: fitted, issues: [] };
}

/** Rows that the first fold trains on - in all folds, where they slide -, below 0 where there are none before it. */
function firstLength(split: TimeSplit, count: number, rows: number): number {
  const { train, test } = partRows(split, rows);
  return train.to - (count - 1) * (test.to - test.from);
}

/** Shares whose test parts take half of the rows together; null where the given ones do. */
function fitting(split: TimeSplit, count: number, rows: number): TimeSplit | null {
  if (split.unit !== 'share' || firstLength(split, count, rows) >= leastFirst * rows) return null;
  const test = share(Math.min(split.test, 0.5 / count));
  const validation = Math.min(split.validation, 0.1);
  return { ...split, train: share(1 - validation - test), validation, test };
}

/** Without the dust of binary fractions. */
const share = (x: number): number => Number(x.toFixed(4));

/** Rows from the first that a window sees to the last that it forecasts. */
const rowsOfWindow = ({ lookback, least, gap, horizon }: DatasetDesign): number =>
  (least > 0 ? Math.min(least, lookback) : lookback) + gap + horizon;

const longestSeries = (dataset: Dataset): number =>
  Math.max(
    ...Array.from({ length: sequenceCount(dataset) }, (_, i) => {
      const { from, to } = sequenceRows(dataset, i);
      return to - from;
    }),
  );

/** Rows of the parts of each fold, in the longest series. */
export const foldRows = (dataset: Dataset, designs: readonly DatasetDesign[]): Parts[] => {
  const rows = longestSeries(dataset);
  return designs.map(({ split }) => partRows(split as TimeSplit, rows));
};
