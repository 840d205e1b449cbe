// What the host and a trainer process say to each other. Plain data: it crosses a process boundary by structured clone.
import type { Reading } from '#engine/data/audit.ts';
import type { Architecture } from '#engine/architecture.ts';
import type { BackendReport } from '#engine/backends/backend.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign, PartName } from '#engine/data/design.ts';
import type { Finding } from '#engine/data/finding.ts';
import type { ModelEnds } from '#engine/data/model-ends.ts';
import type { Scaling } from '#engine/data/scaling.ts';
import type { Issue } from '#engine/issue.ts';
import type { Assessment } from '#engine/train/assess.ts';
import type { BaselineScores } from '#engine/train/baselines.ts';
import type { Scores } from '#engine/train/metrics.ts';
import type { RateAdvice, RatePoint, Sweep } from '#engine/train/rate-finder.ts';
import type { EpochRecord, StopReason } from '#engine/train/train.ts';
import type { Sampling } from '#engine/use/generate.ts';
import type { Writing } from '#engine/use/writing.ts';
import type { ExportReport, RunPlan, RunRecord } from '#shared/records.ts';

export interface TrainTask {
  kind: 'train';
  plan: RunPlan;
  dataset: Dataset;
  /** How its file was read, as far as the leakage auditor asks. */
  reading: Reading;
  /** Checkpoints of this run to go on from. */
  resume?: { last: Uint8Array; best?: Uint8Array };
  /** Checkpoint of the run that this one tunes. */
  parent?: Uint8Array;
  /** Known from an earlier sitting, and not computed again. */
  known?: { baselines: Record<'validation' | 'test', BaselineScores>; before: Record<'validation' | 'test', Scores | null> | null };
}

export interface ForecastTask {
  kind: 'forecast';
  model: TrainedModel;
  dataset: Dataset;
  /** Rows after which to forecast; the history before them is in the dataset. */
  origins: Int32Array;
}

export interface ExportTask {
  kind: 'export';
  model: TrainedModel;
  format: string;
  /** The run's own windows, for comparing; without them the file is made but not compared. */
  dataset?: Dataset;
}

/** Scores a run that is made of others: an ensemble, or a backtest that is not fitted again. */
export interface ScoreTask {
  kind: 'score';
  plan: RunPlan;
  dataset: Dataset;
  reading: Reading;
  /** Best checkpoints of its runs, in order. */
  members: { checkpoint: Uint8Array; epoch: number; bestEpoch: number }[];
}

/** Looks for a learning rate for a run as planned; nothing of the run itself is touched. */
export interface RateTask {
  kind: 'find-rate';
  plan: SearchedPlan;
  dataset: Dataset;
  /** Checkpoint that a fine-tune would start from. */
  parent?: Uint8Array;
  sweep: Sweep;
}

/** What of a plan decides the losses. */
export type SearchedPlan = Pick<RunPlan, 'design' | 'architecture' | 'settings' | 'backend' | 'threads' | 'parent' | 'scaling' | 'ends'>;

/** Probabilities of a classifier after the given rows. */
export interface TellTask {
  kind: 'tell';
  model: TrainedModel;
  dataset: Dataset;
  origins: Int32Array;
}

/** Writes on from a prompt with a model of symbols. */
export interface GenerateTask {
  kind: 'generate';
  model: TrainedModel;
  prompt: string;
  sampling: Sampling;
  writing: Writing;
}

/** Asks what this machine can do. */
export interface ProbeTask {
  kind: 'probe';
}

export type Task = TrainTask | ScoreTask | ForecastTask | ExportTask | RateTask | TellTask | GenerateTask | ProbeTask;
export type ToTrainer = Task | { kind: 'pause' } | { kind: 'continue' } | { kind: 'stop' } | { kind: 'suspend' };

export type ScoredOutcome = Pick<
  RunRecord,
  | 'parameters'
  | 'memoryBytes'
  | 'backend'
  | 'windows'
  | 'scaling'
  | 'ends'
  | 'audit'
  | 'watched'
  | 'baselines'
  | 'validation'
  | 'test'
  | 'assessment'
  | 'folds'
>;

/** A model as it is used, without anything of its training. */
export interface TrainedModel {
  name: string;
  architecture: Architecture;
  design: DatasetDesign;
  scaling: Scaling;
  ends: ModelEnds | null;
  checkpoint: Uint8Array;
  threads: number;
  /** Where it comes from, for files that are taken away. */
  provenance?: Readonly<Record<string, string>>;
}

export type FromTrainer =
  | { kind: 'ready' }
  | {
      kind: 'compiled';
      parameters: number;
      memoryBytes: number;
      backend: BackendReport;
      windows: Record<PartName, number>;
      scaling: Scaling;
      ends: ModelEnds;
      audit: Finding[];
      watched: number[];
      warnings: Issue[];
    }
  | {
      kind: 'baselines';
      baselines: Record<'validation' | 'test', BaselineScores>;
      before: Record<'validation' | 'test', Scores | null> | null;
    }
  /** Stored in one transaction: what was learned since the last one, and the checkpoints that go with it. */
  | {
      kind: 'progress';
      epoch: number;
      step: number;
      stepsPerEpoch: number;
      afterStep: number;
      losses: Float32Array;
      epochs: { record: EpochRecord; forecasts: Float32Array }[];
      best?: { epoch: number; bytes: Uint8Array };
      last?: { epoch: number; bytes: Uint8Array };
      /** Seconds of training in this sitting. */
      seconds: number;
      windowsPerSecond: number;
      secondsLeft: number | null;
    }
  | { kind: 'paused' }
  | { kind: 'continued' }
  | { kind: 'suspended' }
  | {
      kind: 'finished';
      reason: StopReason;
      epoch: number;
      bestEpoch: number;
      validation: Scores | null;
      test: Scores | null;
      assessment: Assessment;
      seconds: number;
    }
  /** Of a run that is made of others: all that its record holds at the end. */
  | { kind: 'scored'; outcome: ScoredOutcome; seconds: number }
  | { kind: 'forecasts'; values: Float64Array }
  /** [origins][classes] */
  | { kind: 'told'; values: Float64Array }
  | { kind: 'exported'; fileName: string; bytes: Uint8Array; report: ExportReport }
  /** All points so far; the advice comes with the last ones. */
  | { kind: 'rates'; points: RatePoint[]; advice: RateAdvice | null }
  /** The text so far, without the prompt. Perplexity of what was written, as the network says it; null before the first symbol. */
  | { kind: 'written'; text: string; symbols: number; perplexity: number | null; isOver: boolean }
  | { kind: 'probed'; backend: BackendReport; gflops: number }
  | { kind: 'failed'; issues: Issue[] };
