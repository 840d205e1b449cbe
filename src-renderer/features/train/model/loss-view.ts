/**
 * What the error chart draws. Like with like: validation and baselines are the same measure on standardised values, and so is
 * training where one factor takes its loss there. Where none does (Huber, several scales) it is a chart of its own.
 * Training stands at the middle of its epoch, when its windows were seen on average; validation at the end.
 */
import type { Split } from '#engine/data/design.ts';
import type { BaselineName } from '#engine/train/baselines.ts';
import { stepsPerEpoch as stepsPerEpochOf } from '#engine/train/settings.ts';
import type { RunRecord } from '#shared/records.ts';
import { errorOf, measureOf, type Measure } from './comparison.ts';
import type { Curve } from './curve.ts';
import { baselineErrors, isGoing, lossFactor } from './run-facts.ts';

export type LossKind = 'measure' | 'loss';

export interface Line {
  x: readonly number[];
  y: readonly number[];
}

export interface LossView {
  kind: LossKind;
  measure: Measure;
  steps: Line;
  training: Line;
  validation: Line;
  baselines: { name: BaselineName; value: number }[];
  best?: { epoch: number; value: number; line: 'validation' | 'training' };
  /** Epochs that the axis shows, and how many of them are done. */
  end: number;
  now: number;
  /** Epochs that are drawn. */
  epochs: number;
}

/** Nothing to draw: it waits, or it ended with its first steps. */
export const hasNoCurve = (run: RunRecord, curve: Curve): boolean =>
  run.status !== 'running' && !curve.epochs.length && !run.epoch && curve.stepEpochs.length < 3;

/** The charts there are for a run, the better one first. */
export function lossKinds(run: RunRecord): LossKind[] {
  if (!hasValidation(run)) return ['loss'];
  return lossFactor(run) === undefined ? ['measure', 'loss'] : ['measure'];
}

const wantsValidation = (split: Split): boolean => (split.by === 'time' || split.by === 'series' ? split.validation > 0 : true);

export const hasValidation = (run: RunRecord): boolean =>
  run.windows ? run.windows.validation > 0 : wantsValidation(run.plan.design.split);

export function lossView(run: RunRecord, curve: Curve, kind: LossKind): LossView {
  const measure = measureOf(run.plan.settings.loss);
  const factor = lossFactor(run);
  const { epochs } = curve;
  const isMeasure = kind === 'measure';
  // Without a validation part there is nothing to compare with, and the loss stays as it is.
  const trainingFactor = isMeasure ? factor : 1;
  const times = (values: readonly number[]) => (trainingFactor === 1 ? values : values.map((v) => v * (trainingFactor ?? NaN)));
  const training: Line =
    trainingFactor === undefined ? noLine : { x: epochs.map((e) => e.epoch - 0.5), y: times(epochs.map((e) => e.trainLoss)) };
  const validated = epochs.filter((e) => e.validation);
  const validation: Line = {
    x: validated.map((e) => e.epoch),
    y: validated.map((e) => (isMeasure ? (errorOf(e.validation, measure) ?? NaN) : e.loss)),
  };
  const stepsPerEpoch = run.windows ? stepsPerEpochOf(run.windows.train, run.plan.settings) : 2;
  const hasSteps = trainingFactor !== undefined && stepsPerEpoch > 1;
  const isOpen = isGoing(run.status) || run.status === 'interrupted';
  const now = Math.max(epochs.length, curve.end);
  return {
    kind,
    measure,
    steps: hasSteps ? { x: curve.stepEpochs, y: times(curve.stepLosses) } : noLine,
    training,
    validation,
    baselines: isMeasure ? baselineErrors(run.baselines?.validation, measure).map((b) => ({ name: b.name, value: b.error })) : [],
    best: bestOf(epochs.findLast((e) => e.isBest)?.epoch ?? run.bestEpoch, validation, training),
    end: isOpen ? run.plan.settings.epochs : now || 1,
    now,
    epochs: epochs.length,
  };
}

const noLine: Line = { x: [], y: [] };

function bestOf(epoch: number, validation: Line, training: Line): LossView['best'] {
  if (!epoch) return undefined;
  const at = validation.x.indexOf(epoch);
  if (at >= 0) return { epoch, value: validation.y[at], line: 'validation' };
  if (validation.x.length) return undefined;
  const value = training.y[epoch - 1];
  return value === undefined ? undefined : { epoch, value, line: 'training' };
}
