/**
 * What a run comes to, read from its record. The loss of a run lives in the model's own scaled space; baselines are scored on
 * standardised values (z-scores by the training part). `lossFactor` is what takes the one to the other, where there is one.
 */
import { mainBaselines, type MainBaseline, type BaselineScores } from '#engine/train/baselines.ts';
import type { Scores } from '#engine/train/metrics.ts';
import type { RunRecord, RunStatus } from '#shared/records.ts';
import { errorOf, measureOf, type Measure } from './comparison.ts';

export type RunGroup = 'running' | 'queued' | 'done';

export function groupOf(status: RunStatus): RunGroup {
  if (status === 'queued') return 'queued';
  return status === 'running' || status === 'paused' ? 'running' : 'done';
}

export const isGoing = (status: RunStatus): boolean => status === 'running' || status === 'paused' || status === 'queued';
export const canResume = (run: RunRecord): boolean =>
  run.status === 'paused' ||
  run.status === 'interrupted' ||
  run.status === 'stopped' ||
  (run.status === 'failed' && run.issue?.code !== 'diverged');
/** It has come to an end that left a checkpoint. */
export const canTune = (run: RunRecord): boolean => run.status === 'stopped' || (run.status === 'finished' && run.epoch > 0);

/** Loss of a forecast by its scores, in the model's own scaled space. Undefined for losses that scores do not tell. */
function ownLoss(run: RunRecord, scores: Scores): number | undefined {
  const { scaling, plan } = run;
  const { loss } = plan.settings;
  if (!scaling || (loss !== 'mse' && loss !== 'mae')) return undefined;
  let sum = 0;
  for (const [i, name] of plan.design.targets.entries()) {
    const values = scores.units.perTarget[name];
    const scale = scaling.targets[i]?.scale;
    if (!values || !scale || values.mse === null || values.mae === null) return undefined;
    sum += loss === 'mse' ? values.mse / scale ** 2 : values.mae / scale;
  }
  return sum / plan.design.targets.length;
}

/** Factor from the run's own loss to the same measure on standardised values; undefined where no single factor does it. */
export function lossFactor(run: RunRecord): number | undefined {
  const { settings, design, scaling } = run.plan;
  // Weighed classes are scored as they come.
  if (settings.loss === 'crossEntropy') return design.classWeights === 'none' ? 1 : undefined;
  if (settings.loss !== 'mse' && settings.loss !== 'mae') return undefined;
  const known = [run.baselines?.validation, run.baselines?.test]
    .flatMap((scores) => mainBaselines.map((name) => scores?.[name]))
    .find((scores) => scores && errorOf(scores, measureOf(settings.loss)));
  if (!known) return design.scaler === 'standard' && !scaling ? 1 : undefined;
  const own = ownLoss(run, known);
  if (!own) return undefined;
  const factor = errorOf(known, measureOf(settings.loss))! / own;
  if (Math.abs(factor - 1) < 1e-4) return 1;
  // Several targets with scales of their own weigh differently in the two spaces.
  return design.targets.length === 1 ? factor : undefined;
}

/** The better one of the baselines that only repeat, or of classes always say the same. */
export function bestNaive(
  scores: BaselineScores | null | undefined,
  measure: Measure,
): { name: Exclude<MainBaseline, 'linear'>; error: number } | undefined {
  const known = (['seasonalNaive', 'naive', 'majority'] as const).flatMap((name) => {
    const error = errorOf(scores?.[name], measure);
    return error === undefined ? [] : [{ name, error }];
  });
  return known.length ? known.reduce((best, one) => (one.error < best.error ? one : best)) : undefined;
}

export const baselineErrors = (scores: BaselineScores | null | undefined, measure: Measure): { name: MainBaseline; error: number }[] =>
  mainBaselines.flatMap((name) => {
    const error = errorOf(scores?.[name], measure);
    return error === undefined ? [] : [{ name, error }];
  });

/** The error that stands for a run in a list: of its best checkpoint on the validation windows. */
export function headlineError(run: RunRecord): number | undefined {
  const measure = measureOf(run.plan.settings.loss);
  if (!isGoing(run.status) && run.validation) return errorOf(run.validation, measure);
  if (run.bestLoss === null || run.windows?.validation === 0) return undefined;
  const factor = lossFactor(run);
  return factor === undefined ? undefined : run.bestLoss * factor;
}

/** Epochs since the last gain. */
export const epochsWithoutGain = (run: Pick<RunRecord, 'epoch' | 'bestEpoch'>): number => Math.max(0, run.epoch - run.bestEpoch);

/** Measured over all sittings, pauses left out. */
export const secondsPerEpoch = (run: Pick<RunRecord, 'seconds' | 'epoch'>): number | undefined =>
  run.epoch > 0 && run.seconds > 0 ? run.seconds / run.epoch : undefined;
