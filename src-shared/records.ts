// What is kept, as the window and the command line see it. The store has the same names; times are milliseconds since 1970 UTC.
import type { Architecture } from '#engine/architecture.ts';
import type { BackendReport } from '#engine/backends/backend.ts';
import type { DatasetDesign, PartName } from '#engine/data/design.ts';
import type { ImportOptions } from '#engine/data/content.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import type { ModelEnds } from '#engine/data/model-ends.ts';
import type { Scaling } from '#engine/data/scaling.ts';
import type { SequencesSummary } from '#engine/data/sequences.ts';
import type { Finding } from '#engine/data/finding.ts';
import type { Issue } from '#engine/issue.ts';
import type { Assessment } from '#engine/train/assess.ts';
import type { Fold } from '#engine/train/backtest.ts';
import type { BaselineScores } from '#engine/train/baselines.ts';
import type { Combine } from '#engine/train/combine.ts';
import type { Scores } from '#engine/train/metrics.ts';
import type { TrainSettings } from '#engine/train/settings.ts';
import type { EpochRecord, StopReason } from '#engine/train/train.ts';

export interface ProjectRecord {
  id: string;
  name: string;
  createdAt: number;
  updatedAt: number;
  /** Name of the sample it was opened from; empty for a person's own. */
  sample: string;
}

export interface DatasetRecord {
  id: string;
  project: string;
  name: string;
  fileName: string;
  /** One table of series over the same rows; or several series, one after the other. */
  kind: 'series' | 'sequences';
  rows: number;
  /** Names of the numeric columns, in the order of the file; what a design can choose from. */
  columns: string[];
  /** Columns of words, and how many different ones each has. */
  categories: { name: string; words: number }[];
  /** Of sequences: how many, how long, and their classes. */
  sequences: SequencesSummary | null;
  /** How the file was read, and with which overrides. */
  inspection: Inspection;
  readOptions: ImportOptions;
  /** SHA-256 of names and numbers: the same file gives the same on every machine. */
  hash: string;
  design: DatasetDesign;
  /** SHA-256 of the design. */
  designHash: string;
  createdAt: number;
  updatedAt: number;
}

export interface ArchitectureRecord {
  id: string;
  project: string;
  name: string;
  /** Grows by one with every save; earlier versions are kept. */
  version: number;
  architecture: Architecture;
  /** Where each node stands on the canvas, in pixels; nodes without a place are laid out. */
  layout: Record<string, { x: number; y: number }>;
  createdAt: number;
  updatedAt: number;
}

export type BackendName = 'auto' | BackendReport['name'];
export type CheckpointName = 'best' | 'last';

/** From which checkpoint a fine-tune starts, and what of it may move. */
export interface Parent {
  run: string;
  checkpoint: CheckpointName;
  /** All weights, the head only, or the cells named. */
  train: 'all' | 'head' | string[];
}

/**
 * A run that trains nothing itself and is made of other runs, in order: an ensemble combines their forecasts (they differ in the seed), a
 * backtest sets their folds beside each other; without refitting its one run is scored on all folds.
 */
export type Members = { runs: string[] } & (
  { kind: 'ensemble'; combine: Combine } | { kind: 'backtest'; designs: DatasetDesign[]; isRefitted: boolean }
);

/** A fold of a backtest, with the run whose weights were scored on it. */
export type FoldRecord = Fold & { run: string };

/** Everything that decides what a run computes: with the dataset's numbers it can be run again on any machine. */
export interface RunPlan {
  dataset: string;
  datasetName: string;
  datasetHash: string;
  design: DatasetDesign;
  designHash: string;
  architecture: Architecture;
  architectureName: string;
  settings: TrainSettings;
  backend: BackendName;
  /** 0: one per core. */
  threads: number;
  parent?: Parent;
  members?: Members;
  /** Scaling and ends of the parent, kept so that tuning starts from the very same model. */
  scaling?: Scaling;
  ends?: ModelEnds;
}

export type RunStatus = 'queued' | 'running' | 'paused' | 'interrupted' | 'finished' | 'stopped' | 'failed';

export interface RunRecord {
  id: string;
  project: string;
  name: string;
  status: RunStatus;
  plan: RunPlan;
  /** Known once it has been compiled. */
  parameters: number | null;
  memoryBytes: number | null;
  backend: BackendReport | null;
  windows: Record<PartName, number> | null;
  baselines: Record<'validation' | 'test', BaselineScores> | null;
  /** How this model scales its features and targets: part of the model. */
  scaling: Scaling | null;
  /** What its two ends are: input columns, words, classes, series. Null in runs of the first version, which know plain columns only. */
  ends: ModelEnds | null;
  /** What the leakage auditor found before it began; null in runs of the first version. */
  audit: Finding[] | null;
  /** Of the checkpoint that a fine-tune starts from, on the windows of this run. */
  before: Record<'validation' | 'test', Scores | null> | null;
  /** Of the best checkpoint, at the end. */
  validation: Scores | null;
  test: Scores | null;
  /** Verdict, intervals and residuals, at the end; null before, and of runs of earlier versions. */
  assessment: Assessment | null;
  /** Of a backtest, at the end. */
  folds: FoldRecord[] | null;
  reason: StopReason | null;
  /** Why it failed or was interrupted. */
  issue: Issue | null;
  epoch: number;
  bestEpoch: number;
  bestLoss: number | null;
  /** The spark curve: validation loss (training loss without a validation part) of at most 200 epochs, evenly spread, and the last one. */
  losses: number[];
  /** Seconds of training so far, over all sittings. */
  seconds: number;
  /** The forecast windows that are followed while it learns: origins (rows). */
  watched: number[];
  note: string;
  createdAt: number;
  updatedAt: number;
}

/** The whole curve of a run, and its forecasts for the watched windows. */
export interface RunCurve {
  epochs: EpochRecord[];
  /** Loss of single steps: x in epochs, thinned to what a screen can show. */
  stepEpochs: Float64Array;
  stepLosses: Float32Array;
  /**
   * Forecasts of watched windows by epoch, oldest first: [watched][H][C] in units. Of a network that says intervals itself, their edges follow, of the
   * same shape each: low and high in turn, the widest first.
   */
  forecasts: { epoch: number; values: Float32Array }[];
}

export interface CheckpointRecord {
  run: string;
  which: CheckpointName;
  epoch: number;
  hash: string;
  sizeBytes: number;
  createdAt: number;
}

export interface ExportReport {
  /** What was compared with the app's own forecasts. */
  verified: boolean;
  /** One plain sentence: what was verified, or why not. */
  said: string;
  /** Largest and typical difference in scaled space, over how many windows. */
  largest: number | null;
  /** More than this is too much; left out: that of `export/parity.ts`. */
  bound?: number;
  windows: number;
  /** Log10 histogram of differences: counts from 1e-12 upwards, two bins a decade. */
  histogram: number[];
  checks: { name: string; passed: boolean }[];
  /** about: one sentence on what it holds. */
  inputs: { name: string; shape: string; about?: string }[];
  outputs: { name: string; shape: string; about?: string }[];
}

export interface ExportRecord {
  id: string;
  run: string;
  checkpoint: CheckpointName;
  /** Of the checkpoint that it was made from: a run that went on has another one under the same name. */
  epoch: number;
  checkpointHash: string;
  format: string;
  fileName: string;
  sizeBytes: number;
  hash: string;
  report: ExportReport;
  createdAt: number;
}
