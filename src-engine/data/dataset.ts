/**
 * A dataset as the engine sees it, and its design: what to predict, from what, how far ahead, and which rows serve for
 * what. Plain data; `windows.ts` makes the numbers that are trained on.
 */
import type { Issue } from '../issue.ts';
import { periodOf } from './period.ts';
import type { Category, Sequences } from './sequences.ts';
import { counted } from './wording.ts';

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

export interface DatasetDesign {
  version: 1;
  /** Columns to predict. */
  targets: string[];
  /** Columns that each step of the lookback shows: past covariates, usually with the targets' own past. */
  features: string[];
  /** Rows that the network sees. */
  lookback: number;
  /** Rows that it predicts. */
  horizon: number;
  /** Rows from one window to the next. */
  stride: number;
  /** Rows left out between lookback and horizon; -1 predicts the last row of the lookback itself (a soft sensor). */
  gap: number;
  split: Split;
  scaler: ScalerName;
  /** skip: windows that touch a missing value are left out. previous: features carry the last known value forward. */
  missing: 'skip' | 'previous';
}

/** In order of time. Shares of all rows, or numbers of rows; rows after the test part serve for nothing. */
export interface Split {
  unit: 'share' | 'rows';
  train: number;
  validation: number;
  test: number;
}

export type ScalerName = 'standard' | 'minmax' | 'none';
export type PartName = 'train' | 'validation' | 'test';
export const partNames: readonly PartName[] = ['train', 'validation', 'test'];

/** First row and row after the last of each part. */
export function partRows(split: Split, rows: number): Record<PartName, { from: number; to: number }> {
  const { unit, train, validation, test } = split;
  // Train and test are rounded down and validation takes what is left of their sum, as the public long-horizon benchmarks do.
  const total = unit === 'rows' ? train + validation + test : Math.floor(rows * (train + validation + test) + 1e-9);
  const first = unit === 'rows' ? train : Math.floor(rows * train + 1e-9);
  const last = unit === 'rows' ? test : Math.floor(rows * test + 1e-9);
  const end = Math.min(total, rows);
  return { train: { from: 0, to: first }, validation: { from: first, to: end - last }, test: { from: end - last, to: end } };
}

export const columnOf = (dataset: Dataset, name: string): Float64Array | undefined => dataset.columns.find((c) => c.name === name)?.numbers;

/** Networks calculate in float32, which ends at 3.4e38, and errors are squared. */
const mostValue = 1e18;

/** What is wrong with a design for a dataset; where, what, what to do. */
export function checkDesign(dataset: Dataset, design: DatasetDesign): Issue[] {
  const issues: Issue[] = [];
  const problem = (code: string, where: string, message: string, fix: string, extra: Partial<Issue> = {}) =>
    void issues.push({ severity: 'error', code, where, message, fix, ...extra });
  const { lookback, horizon, stride, gap, split } = design;
  const names = dataset.columns.map((c) => c.name);
  const known = `Numeric columns are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`;
  for (const [kind, list] of [
    ['target', design.targets],
    ['feature', design.features],
  ] as const) {
    if (!list.length) problem(`no-${kind}`, `${kind}s`, `No ${kind} is chosen.`, `Choose at least one. ${known}`);
    for (const name of new Set(list.filter((n) => !names.includes(n))))
      problem('unknown-column', `${kind} ${name}`, `There is no numeric column "${name}".`, known, { column: name, values: { name } });
    for (const name of new Set(list.filter((n, i) => list.indexOf(n) !== i)))
      problem('repeated-column', `${kind} ${name}`, 'It is chosen twice.', 'Remove one of them.', { column: name });
  }
  for (const name of new Set([...design.targets, ...design.features])) {
    const largest = columnOf(dataset, name)?.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 0) ?? 0;
    if (largest > mostValue)
      problem(
        'values-too-large',
        `column ${name}`,
        `It holds values up to ${largest.toPrecision(2)}, too large to calculate with.`,
        `Use a larger unit, so that values stay below 1e18, or set such values missing.`,
        { column: name, values: { largest } },
      );
  }
  const whole = (value: number, where: string, least: number) => {
    if (Number.isInteger(value) && value >= least && value <= 1e6) return true;
    problem('not-a-count', where, `Expected a whole number from ${least}, got ${value}.`, `Write ${Math.max(least, 1)} or more.`);
    return false;
  };
  const sizesOk = [whole(lookback, 'lookback', 1), whole(horizon, 'horizon', 1), whole(stride, 'stride', 1), whole(gap, 'gap', -1)].every(
    Boolean,
  );
  if (gap === -1) {
    if (horizon !== 1)
      problem(
        'present-horizon',
        'horizon',
        'A gap of -1 predicts the last row of the lookback, so there is one step to predict.',
        'Set the horizon to 1 or the gap to 0.',
      );
    for (const name of design.targets.filter((t) => design.features.includes(t)))
      problem(
        'target-is-feature',
        `target ${name}`,
        'With a gap of -1 the network would be shown what it is to predict.',
        'Take it out of the features, or set the gap to 0.',
        { column: name },
      );
  }
  const shares = [split.train, split.validation, split.test];
  if (shares.some((s) => !(s >= 0)) || !(split.train > 0))
    problem('bad-split', 'split', 'Each part is 0 or more, and training needs rows.', 'Write for example 0.7, 0.1, 0.2.');
  else if (split.unit === 'share' && shares.reduce((a, b) => a + b) > 1 + 1e-9)
    problem('bad-split', 'split', `The shares add up to ${shares.reduce((a, b) => a + b).toPrecision(3)}.`, 'Together they are 1 at most.');
  else if (split.unit === 'rows' && !shares.every(Number.isInteger))
    problem(
      'split-not-whole',
      'split',
      `Rows are counted in whole numbers, got ${shares.join(', ')}.`,
      'Write whole numbers of rows, or three shares like 0.7, 0.1, 0.2.',
    );
  else if (split.unit === 'rows' && shares.reduce((a, b) => a + b) > dataset.rows)
    problem(
      'bad-split',
      'split',
      `The parts ask for ${shares.reduce((a, b) => a + b)} rows, the dataset has ${dataset.rows}.`,
      'Make them smaller or use shares.',
    );
  else if (sizesOk) {
    const parts = partRows(split, dataset.rows);
    const needs = lookback + gap + horizon;
    if (parts.train.to < needs)
      problem(
        'too-few-rows',
        'training part',
        `One window needs ${counted(needs, 'row')} (lookback ${lookback}, gap ${gap}, horizon ${horizon}), the training part has ${parts.train.to}.`,
        'Use a shorter lookback or horizon, or a larger training part.',
        {
          values: { needs, rows: parts.train.to },
        },
      );
    for (const part of ['validation', 'test'] as const) {
      const rows = parts[part].to - parts[part].from;
      if (split[part] > 0 && rows < horizon)
        problem(
          'too-few-rows',
          `${part} part`,
          `The horizon is ${counted(horizon, 'row')}, the ${part} part has ${rows}.`,
          'Use a shorter horizon or a larger part.',
          { values: { needs: horizon, rows } },
        );
    }
  }
  return issues;
}

const likelyTarget = /^(target|y|ot|value|values|demand|load|sales|price|close|count)$/i;

const neverChanges = (numbers: Float64Array): boolean => {
  const first = numbers.find((x) => !Number.isNaN(x));
  return numbers.every((x) => x === first || Number.isNaN(x));
};

/**
 * A design to start from: one season ahead from four seasons back, and every numeric column as a feature, except the ones from
 * which nothing can be learned (one that counts the rows, one that never changes) where others are left.
 */
export function defaultDesign(dataset: Dataset): DatasetDesign {
  const known = dataset.columns.filter((c) => c.numbers.some((x) => !Number.isNaN(x)));
  const telling = known.filter((c) => !neverChanges(c.numbers) && !dataset.rowNumbers?.includes(c.name));
  const usable = telling.length ? telling : known;
  const target = usable.find((c) => likelyTarget.test(c.name)) ?? usable.at(-1);
  const split: Split = { unit: 'share', train: 0.7, validation: 0.1, test: 0.2 };
  const parts = partRows(split, dataset.rows);
  const period = target ? periodOf(dataset, target.numbers, parts.train.to) : 1;
  const smallest = Math.max(1, Math.min(parts.validation.to - parts.validation.from, parts.test.to - parts.test.from));
  const horizon = Math.max(1, Math.min(period > 1 ? period : 12, 96, Math.floor(smallest / 2)));
  const lookback = Math.max(1, Math.min(period > 1 ? 4 * period : 48, 336, Math.floor(parts.train.to / 3), parts.train.to - horizon));
  return {
    version: 1,
    targets: target ? [target.name] : [],
    features: usable.map((c) => c.name),
    lookback,
    horizon,
    stride: 1,
    gap: 0,
    split,
    scaler: 'standard',
    missing: 'skip',
  };
}
