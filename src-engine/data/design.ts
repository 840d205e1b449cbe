/**
 * The design of a dataset: what is to be learned, from what, how far ahead, and which rows serve for what. Plain data, kept with
 * a dataset and with every run; `design-file.ts` reads it from JSON, also that of earlier versions.
 */
import type { Augmentation } from './augmentations.ts';
import type { CalendarName } from './calendar-features.ts';

/** forecast: numbers for the next rows. classify: one of some labels for a window. next: at every row the symbol of the row after it. */
export type TaskKind = 'forecast' | 'classify' | 'next';
export const taskKinds: readonly TaskKind[] = ['forecast', 'classify', 'next'];

export interface DatasetDesign {
  version: 2;
  task: TaskKind;
  /**
   * rows: a series is what the dataset says. columns: each target column is a series of its own, seen with the other features but
   * without the other targets, by the same weights (channel-independent).
   */
  series: 'rows' | 'columns';
  /** What to predict: columns of numbers; of classify the label, of next the symbol, one column each. */
  targets: string[];
  /** Past covariates: columns that each step of the lookback shows, usually with the targets' own past. Words are shown as 0 and 1 for each word; the symbol of next as its code. */
  features: string[];
  /** Columns whose values are known for the rows to be predicted: prices, plans, weather forecasts. */
  known: string[];
  /** Read off the time of a row, so known ahead. */
  calendar: CalendarName[];
  /** Features once more, of so many rows before. */
  lags: Lag[];
  /** Columns of numbers or words that never change within a series; shown to cells that ask for them. */
  statics: string[];
  /** rolling: windows cut from the series. series: each series is one window, its last `lookback` rows. */
  windows: 'rolling' | 'series';
  /** Rows that the network sees. */
  lookback: number;
  /** Fewest rows a window may have where its series begins within the lookback; 0: as many as the lookback. Shorter windows come with a mask. */
  least: number;
  /** Rows that it predicts. Of classify and next it is 1. */
  horizon: number;
  /** Rows from one window to the next. */
  stride: number;
  /** Rows left out between lookback and horizon; -1 predicts the last row of the lookback itself (a soft sensor). */
  gap: number;
  /** States go on from window to window in order of rows, instead of beginning anew (truncated backpropagation through time). */
  carries: boolean;
  split: Split;
  scaler: ScalerName;
  /** Columns that are scaled otherwise. */
  scalers: Record<string, ScalerName>;
  /** Fitted over the training rows of all series together, or of each series by itself. Columns that are series are always scaled each by itself. */
  scaleBy: 'all' | 'series';
  /** What stands in for a missing value of a feature. */
  missing: MissingRule;
  /** Beside every feature a channel that is 1 where its value was missing. */
  missingMask: boolean;
  /** On training windows only, in this order. */
  augment: Augmentation[];
  /** balanced: every class weighs the same in the loss, however rare. */
  classWeights: 'none' | 'balanced';
  /** Rows of one season, for baselines and metrics; 0: found from the data. */
  season: number;
}

export interface Lag {
  column: string;
  rows: number;
}

/**
 * skip: windows that touch a missing value are left out. previous: the last known value. linear: between two known values, where the
 * second is known by the origin of the window; else the previous one. mean: of the training part. zero: 0 in the unit of the column.
 */
export type MissingRule = 'skip' | 'previous' | 'linear' | 'mean' | 'zero';
export const missingRules: readonly MissingRule[] = ['skip', 'previous', 'linear', 'mean', 'zero'];

export type ScalerName = 'standard' | 'minmax' | 'robust' | 'log' | 'boxcox' | 'difference' | 'none';
export const scalerNames: readonly ScalerName[] = ['standard', 'minmax', 'robust', 'log', 'boxcox', 'difference', 'none'];

export type PartName = 'train' | 'validation' | 'test';
export const partNames: readonly PartName[] = ['train', 'validation', 'test'];

export type Split = TimeSplit | DateSplit | SeriesSplit | ColumnSplit;

/** In order of time, within each series. */
export interface TimeSplit {
  by: 'time';
  /**
   * share: of all rows of a series. rows: so many from its first row on; rows after the test part serve for nothing. last: test is its
   * last rows, validation those before, and training all that is left (train is 0).
   */
  unit: 'share' | 'rows' | 'last';
  train: number;
  validation: number;
  test: number;
  /** Rows left out at the end of training, and of validation where a test part follows: what lasts longer than a row is then not in both. Left out: 0. */
  apart?: number;
  folds?: Folds;
}

/** In order of time, cut at moments that hold for all series. ISO 8601; without a zone, UTC. */
export interface DateSplit {
  by: 'date';
  /** First moment of the validation and of the test part; the same for both: there is no validation part. */
  validation: string;
  test: string;
  /** First moment that serves for nothing; left out: the test part goes on to the last row. */
  end?: string;
  /** As of a split by rows: left out at the end of training and of validation. */
  apart?: number;
}

/** Each series is wholly in one part. */
export interface SeriesSplit {
  by: 'series';
  /** share: of the number of series. count: so many series. */
  unit: 'share' | 'count';
  train: number;
  validation: number;
  test: number;
  order: 'shuffled' | 'given';
  seed: number;
  /** A column of words that never changes within a series: series that share its word - a speaker, a patient - stay together. */
  group: string | null;
}

/** Each series is in the part that its word in a column says; a share of the training series, chosen at random, can serve for validation. */
export interface ColumnSplit {
  by: 'column';
  /** A column of words that never changes within a series. */
  column: string;
  validation: string[];
  test: string[];
  share: number;
  seed: number;
}

/**
 * A backtest: the split as it is given is the last fold, and each fold before it lies one test part earlier.
 * expanding: training begins with the first row. sliding: it moves along, as long in every fold.
 */
export interface Folds {
  count: number;
  train: 'expanding' | 'sliding';
  /** Which one this design is, from 0. */
  fold: number;
}
