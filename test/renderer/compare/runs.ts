// Runs for tests of the Compare and Export pages: records as the host sends them, with made-up errors that are easy to check.
import { newDesign } from '#engine/data/design-file.ts';
import { defaultSettings, type TrainSettings } from '#engine/train/settings.ts';
import type { MetricValues, Scores } from '#engine/train/metrics.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import { templateOf } from '#engine/templates.ts';
import type { Parent, RunRecord } from '#shared/records.ts';
import { rowOf, type RunRow } from '../../../src-renderer/features/compare/model/rows.ts';

export function scores(mse: number, windows = 100): Scores {
  const units: MetricValues = {
    mse: mse * 4,
    mae: mse * 2,
    rmse: Math.sqrt(mse * 4),
    mape: 10,
    smape: 10,
    wape: 10,
    mase: 1,
    rmsse: 1,
    owa: 1,
    r2: 1 - mse,
  };
  return {
    windows,
    scaled: { mse, mae: mse, rmse: Math.sqrt(mse) },
    byStep: [mse, mse * 2],
    units: { ...units, perTarget: { OT: units } },
  };
}

export const epoch = (n: number, mse: number | null, isBest = false): EpochRecord => ({
  epoch: n,
  trainLoss: 1,
  validation: mse === null ? null : scores(mse),
  loss: mse ?? 1,
  rate: 1e-3,
  gradientNorm: 1,
  clipped: 0,
  isBest,
});

export interface RunLike {
  id?: string;
  name?: string;
  mse?: number | null;
  test?: number | null;
  template?: string;
  lookback?: number;
  dataset?: string;
  status?: RunRecord['status'];
  settings?: Partial<TrainSettings>;
  parent?: Parent;
  note?: string;
  epochs?: number;
  bestEpoch?: number;
  createdAt?: number;
  baselines?: Partial<Record<'naive' | 'seasonalNaive' | 'linear', number>> | null;
}

let count = 0;

export function runLike(like: RunLike = {}): RunRecord {
  const { mse = 0.4, lookback = 96, dataset = 'ETTh1', baselines = { naive: 0.6, seasonalNaive: 0.5, linear: 0.4 } } = like;
  const id = like.id ?? `r${++count}`;
  const part = (name: 'naive' | 'seasonalNaive' | 'linear') => (baselines?.[name] === undefined ? null : scores(baselines[name]));
  const known = { naive: part('naive'), seasonalNaive: part('seasonalNaive'), linear: part('linear') };
  return {
    id,
    project: 'p1',
    name: like.name ?? id,
    status: like.status ?? 'finished',
    plan: {
      dataset: `d-${dataset}`,
      datasetName: dataset,
      datasetHash: `hash of ${dataset}`,
      design: {
        ...newDesign,
        targets: ['OT'],
        features: ['HUFL', 'OT'],
        lookback,
        horizon: 2,
        stride: 1,
        gap: 0,
        split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
        scaler: 'standard',
        missing: 'skip',
      },
      designHash: `design ${lookback}`,
      architecture: templateOf(like.template ?? 'gru')!.architecture,
      architectureName: like.name ?? like.template ?? 'gru',
      settings: { ...defaultSettings, epochs: 4, ...like.settings },
      backend: 'auto',
      threads: 0,
      ...(like.parent ? { parent: like.parent } : {}),
    },
    parameters: 1000,
    memoryBytes: 1,
    backend: null,
    windows: { train: 1000, validation: 100, test: 200 },
    baselines: baselines ? { validation: known, test: known } : null,
    scaling: null,
    ends: null,
    audit: null,
    before: null,
    validation: mse === null ? null : scores(mse),
    test: like.test === null || mse === null ? null : scores(like.test ?? mse),
    assessment: null,
    folds: null,
    reason: null,
    issue: null,
    epoch: like.epochs ?? 4,
    bestEpoch: like.bestEpoch ?? 2,
    bestLoss: mse,
    losses: [],
    seconds: 8,
    watched: [],
    note: like.note ?? '',
    createdAt: like.createdAt ?? ++count,
    updatedAt: 0,
  };
}

export const rowLike = (like: RunLike = {}, epochs?: EpochRecord[]): RunRow => rowOf(runLike(like), epochs);
