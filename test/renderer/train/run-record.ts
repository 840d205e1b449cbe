// Runs and curves for tests: only what a test says differs from these.
import { newDesign } from '#engine/data/design-file.ts';
import { baselineNames, type BaselineName, type BaselineScores } from '#engine/train/baselines.ts';
import { metricNames, type MetricValues, type Scores } from '#engine/train/metrics.ts';
import { defaultSettings, type TrainSettings } from '#engine/train/settings.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import { templateOf } from '#engine/templates.ts';
import type { RunRecord } from '#shared/records.ts';
import { noCurve, type Curve } from '../../../src-renderer/features/train/model/curve.ts';

/** Scores whose MSE on standardised values is given; one target `y` with a deviation of 2 in units. */
export function scores(mse: number, windows = 2857, scale = 2): Scores {
  const values = Object.fromEntries(metricNames.map((m) => [m, 0])) as MetricValues;
  Object.assign(values, { mse: mse * scale ** 2, mae: Math.sqrt(mse) * scale, rmse: Math.sqrt(mse) * scale });
  return {
    windows,
    scaled: { mse, mae: Math.sqrt(mse), rmse: Math.sqrt(mse) },
    byStep: [mse],
    units: { ...values, perTarget: { y: values } },
  };
}

export const baselines = (errors: Partial<Record<BaselineName, number>>): BaselineScores =>
  Object.fromEntries(baselineNames.map((name) => [name, errors[name] === undefined ? null : scores(errors[name])])) as BaselineScores;

export function run(patch: Partial<RunRecord> = {}, settings: Partial<TrainSettings> = {}): RunRecord {
  return {
    id: 'r1',
    project: 'p1',
    name: 'gru',
    status: 'running',
    plan: {
      dataset: 'd1',
      datasetName: 'ETTh1',
      datasetHash: 'h1',
      design: {
        ...newDesign,
        targets: ['y'],
        features: ['y', 'x'],
        lookback: 96,
        horizon: 24,
        stride: 1,
        gap: 0,
        split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
        scaler: 'standard',
        missing: 'skip',
      },
      designHash: 'g1',
      architecture: templateOf('gru')!.architecture,
      architectureName: 'gru',
      settings: { ...defaultSettings, ...settings },
      backend: 'auto',
      threads: 0,
    },
    parameters: 100,
    memoryBytes: 1e6,
    backend: null,
    windows: { train: 8521, validation: 2857, test: 2857 },
    ends: null,
    audit: null,
    baselines: {
      validation: baselines({ naive: 0.7, seasonalNaive: 0.512, linear: 0.386 }),
      test: baselines({ naive: 0.6, seasonalNaive: 0.424, linear: 0.303 }),
    },
    scaling: { features: [], targets: [{ shift: 1, scale: 2 }] },
    before: null,
    validation: null,
    test: null,
    assessment: null,
    folds: null,
    reason: null,
    issue: null,
    epoch: 0,
    bestEpoch: 0,
    bestLoss: null,
    losses: [],
    seconds: 0,
    watched: [],
    note: '',
    createdAt: 0,
    updatedAt: 0,
    ...patch,
  };
}

export function epochsOf(losses: readonly number[], hasValidation = true): EpochRecord[] {
  let best = Infinity;
  return losses.map((loss, i) => {
    const isBest = loss < best;
    if (isBest) best = loss;
    return {
      epoch: i + 1,
      trainLoss: loss * 0.9,
      validation: hasValidation ? scores(loss) : null,
      loss,
      rate: 1e-3,
      gradientNorm: 0.4,
      clipped: 0.03,
      isBest,
    };
  });
}

export const curve = (losses: readonly number[], hasValidation = true): Curve => ({
  ...noCurve,
  epochs: epochsOf(losses, hasValidation),
  end: losses.length,
});
