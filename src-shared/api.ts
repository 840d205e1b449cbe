/**
 * What the window may ask of the host. Methods answer once, streams until they are left. Two hosts serve it (Electron
 * and the loopback host), with every argument validated; a person's problems come back as IssueError.
 * Bytes come in and go out as Uint8Array: the host never asks the window anything.
 */
import type { Architecture } from '#engine/architecture.ts';
import type { BackendReport } from '#engine/backends/backend.ts';
import type { Task } from '#engine/compile/task.ts';
import type { DatasetDesign, Folds, PartName, TaskKind } from '#engine/data/design.ts';
import type { FirstBatch } from '#engine/data/first-batch.ts';
import type { ColumnProfile } from '#engine/data/profile.ts';
import type { ImportOptions } from '#engine/data/content.ts';
import type { Finding } from '#engine/data/finding.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import type { Issue } from '#engine/issue.ts';
import type { Combine } from '#engine/train/combine.ts';
import type { RateAdvice, RatePoint, Sweep } from '#engine/train/rate-finder.ts';
import type { Recipe } from '#engine/recipes/recipe.ts';
import type { TrainSettings } from '#engine/train/settings.ts';
import type { Sampling } from '#engine/use/generate.ts';
import type { ToldFile } from '#engine/use/tell.ts';
import type { Writing } from '#engine/use/writing.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import type {
  ArchitectureRecord,
  BackendName,
  CheckpointName,
  DatasetRecord,
  ExportRecord,
  ExportReport,
  Parent,
  ProjectRecord,
  RunCurve,
  RunRecord,
} from './records.ts';

export interface AppInfo {
  version: string;
  runtime: 'electron' | 'web';
  cores: number;
  memoryBytes: number;
  /** What training runs on here, measured when the host started. */
  engine: BackendReport & { gflops: number };
  /** Where the store is. */
  store: string;
  /** Set when another Loopwright has the store: nothing can be changed here. */
  readOnly: string | null;
}

export interface SampleInfo {
  name: string;
  label: string;
  /** `ETTh1, hourly, 17,420 rows` */
  about: string;
  /** One sentence on what can be seen in it. */
  hint: string;
  licence: string;
  /** Settings that a run of this sample starts with, where they differ from the defaults. */
  settings: Partial<TrainSettings>;
  /** Values of the main column, thinned, for a sparkline. */
  spark: number[];
}

/** A stretch of some columns: minimum and maximum per bucket, or every row where that is fewer. */
export interface SeriesSlice {
  from: number;
  to: number;
  /** Row of each point. */
  rows: Float64Array;
  /** Milliseconds since 1970 UTC of each point; absent when rows are only numbered. */
  time?: Float64Array;
  /** One array per column asked for; NaN is a gap. */
  values: Float64Array[];
}

export interface OneSeries {
  name: string;
  from: number;
  to: number;
  parts: Record<PartName, { from: number; to: number }>;
}

/** What a design comes to for a dataset. */
export interface DesignSummary {
  issues: Issue[];
  windows: Record<PartName, number>;
  skipped: Record<PartName, number>;
  /** First row and row after the last of each part; of the longest series where there are several. */
  rows: Record<PartName, { from: number; to: number }>;
  /** What the leakage auditor found. */
  audit: Finding[];
  /** Series that windows are cut from, and classes that are told apart (0 of a forecast). */
  series: number;
  classes: number;
  /** Season in rows that baselines use; 1 for none. */
  period: number;
  designHash: string;
  /** What to begin with, and why; none where no window can be cut. */
  recipe: Recipe | null;
  /** What a network is asked for: the widths of its two ends. Null where the design has no training window. */
  task: Task | null;
}

export interface RunRequest {
  dataset: string;
  /** Id of one that is stored, or the drawing itself. */
  architecture: string | Architecture;
  /** What a drawing that is not stored is called; else the name of the run. */
  architectureName?: string;
  /** Left out: the dataset's own. */
  design?: DatasetDesign;
  name: string;
  settings: TrainSettings;
  backend: BackendName;
  threads: number;
  parent?: Parent;
  /** An ensemble of so many seeds (2 or more), the first of which is that of the settings. */
  ensemble?: { seeds: number; combine: Combine };
  /** A backtest over folds of the design, instead of one training. */
  backtest?: BacktestRequest;
}

export interface BacktestRequest {
  folds: number;
  train: Folds['train'];
  /** Each fold is trained anew; else the first is trained, and its weights are scored on all. */
  isRefitted: boolean;
  /** The split may be changed where its shares leave the first folds too little. */
  adapts: boolean;
}

/** A search for a learning rate as far as it is. */
export interface RateProgress {
  points: RatePoint[];
  /** Points of the whole sweep; it ends earlier where the loss rises. */
  steps: number;
  /** Null until the sweep has ended. */
  advice: RateAdvice | null;
}

export interface GenerateRequest extends Sampling {
  /** Characters of a text; of other symbols words with spaces between them, in quotation marks where they hold one. May be empty. */
  prompt: string;
}

/** A text as far as it is written. */
export interface Generated {
  /** Without the prompt. */
  text: string;
  symbols: number;
  /** Of what was written, as the network says it (at temperature 1); null before the first symbol. */
  perplexity: number | null;
  isOver: boolean;
  writing: Writing;
}

export interface ExportFormat {
  name: string;
  label: string;
  /** What it is for. */
  purpose: string;
  extension: string;
}

export type HostEvent =
  | { kind: 'projects' }
  | { kind: 'datasets'; project: string }
  /** Several times a second while a file is imported or a dataset (whose id it has) is read again. progress: in bytes; null when it is over. */
  | {
      kind: 'import';
      id: string;
      project: string;
      fileName: string;
      progress: { phase: 'storing' | 'reading'; done: number; of: number } | null;
    }
  | { kind: 'architectures'; project: string }
  /** A run was made or changed its status; `removed` when it is gone. */
  | { kind: 'run'; run: RunRecord }
  | { kind: 'run-removed'; project: string; id: string }
  /** Several times a second while a run is going. x in epochs. */
  | {
      kind: 'steps';
      run: string;
      epoch: number;
      step: number;
      stepsPerEpoch: number;
      stepEpochs: number[];
      losses: number[];
      windowsPerSecond: number;
      secondsLeft: number | null;
    }
  | { kind: 'epoch'; run: string; record: EpochRecord; forecasts: Float32Array }
  | { kind: 'exports'; run: string };

/** What can be done to anything that has a name. Deleting can be undone with `restore`. */
interface Named<Record> {
  rename(id: string, name: string): Promise<void>;
  duplicate(id: string): Promise<Record>;
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
}

export interface Api {
  app: {
    info(): Promise<AppInfo>;
    samples(): Promise<SampleInfo[]>;
    preferences(): Promise<Record<string, string>>;
    setPreference(name: string, value: string): Promise<void>;
    /** Everything that happens, from now on. */
    watch(): AsyncIterable<HostEvent>;
  };
  projects: Named<ProjectRecord> & {
    list(): Promise<ProjectRecord[]>;
    create(name: string): Promise<ProjectRecord>;
    /** Makes a project from a sample: dataset, design, architectures. */
    openSample(name: string): Promise<ProjectRecord>;
  };
  datasets: Named<DatasetRecord> & {
    list(project: string): Promise<DatasetRecord[]>;
    get(id: string): Promise<DatasetRecord>;
    import(project: string, fileName: string, bytes: Uint8Array, options: ImportOptions): Promise<DatasetRecord>;
    /** How the stored file would be read with these overrides; nothing is stored. `preview`: the first rows as text. */
    inspect(id: string, options: ImportOptions): Promise<{ inspection: Inspection | null; issues: Issue[]; preview: string[][] }>;
    /** Reads the stored file again with overrides and replaces the numbers. */
    reread(id: string, options: ImportOptions): Promise<DatasetRecord>;
    series(id: string, columns: string[], from: number, to: number, points: number): Promise<SeriesSlice>;
    summary(id: string, design: DatasetDesign): Promise<DesignSummary>;
    saveDesign(id: string, design: DatasetDesign): Promise<DatasetRecord>;
    /** The design to start from for a task. */
    suggest(id: string, task: TaskKind): Promise<DatasetDesign>;
    /** The first batch that a run of this design would train on; null where it has no training window. */
    batch(id: string, design: DatasetDesign): Promise<FirstBatch | null>;
    /** Of the rows from (included) to (excluded). */
    profile(id: string, column: string, from: number, to: number): Promise<ColumnProfile>;
    /** One series by its number, with the rows of its parts. */
    oneSeries(id: string, design: DatasetDesign, index: number): Promise<OneSeries>;
    /** The words of a column that has them. */
    words(id: string, column: string): Promise<string[]>;
    /** The series that each row belongs to, by name, with its rows. */
    locate(id: string, rows: number[]): Promise<{ name: string; from: number; to: number }[]>;
  };
  /** Files of any size: sent in pieces, in order, each after the one before was taken. */
  imports: {
    begin(project: string, fileName: string, sizeBytes: number): Promise<string>;
    append(id: string, bytes: Uint8Array): Promise<void>;
    /** Reads what was sent. When it fails or was cancelled, nothing is left. */
    finish(id: string, options: ImportOptions): Promise<DatasetRecord>;
    cancel(id: string): Promise<void>;
  };
  architectures: Named<ArchitectureRecord> & {
    list(project: string): Promise<ArchitectureRecord[]>;
    create(project: string, name: string, architecture: Architecture): Promise<ArchitectureRecord>;
    save(id: string, architecture: Architecture, layout: ArchitectureRecord['layout']): Promise<ArchitectureRecord>;
  };
  runs: Named<RunRecord> & {
    list(project: string): Promise<RunRecord[]>;
    get(id: string): Promise<RunRecord>;
    curve(id: string): Promise<RunCurve>;
    start(project: string, request: RunRequest): Promise<RunRecord>;
    /** Tries growing rates on the training windows of a run as planned. Nothing is stored, and no run is touched. */
    findRate(request: RunRequest, sweep: Sweep): AsyncIterable<RateProgress>;
    /** A classifier on a file that is read as the run's own was; nothing is stored. */
    tell(id: string, checkpoint: CheckpointName, fileName: string, bytes: Uint8Array): Promise<ToldFile>;
    /** A model of symbols writes on from a prompt. Leaving the stream ends it. */
    generate(id: string, checkpoint: CheckpointName, request: GenerateRequest): AsyncIterable<Generated>;
    pause(id: string): Promise<void>;
    /** Goes on after a pause, an interruption or a stop. */
    resume(id: string): Promise<void>;
    /** Ends it and keeps the best checkpoint. */
    stop(id: string): Promise<void>;
    setNote(id: string, note: string): Promise<void>;
  };
  exports: {
    formats(): Promise<ExportFormat[]>;
    list(run: string): Promise<ExportRecord[]>;
    /** Makes the file and compares it with the app's own forecasts before it is offered. */
    make(run: string, checkpoint: CheckpointName, format: string): Promise<{ record: ExportRecord; report: ExportReport }>;
    bytes(id: string): Promise<{ fileName: string; bytes: Uint8Array }>;
  };
}
