// From the gradients that a session holds to a step of the optimizer.
import type { Session } from '../backends/backend.ts';
import { updateOf, type OptimizerSettings } from './optimizers.ts';
import type { TrainSettings } from './settings.ts';

/**
 * What a batch is of its step: its share of the step's windows, and whether it is the last one. Every step has `accumulate`
 * batches but the last of an epoch, so that the steps are those of batches that much larger.
 * index: of the batch within the epoch; windows: of the epoch.
 */
export function partOfStep(
  index: number,
  windows: number,
  { batch, accumulate }: Pick<TrainSettings, 'batch' | 'accumulate'>,
): { share: number; isLast: boolean } {
  const end = (batches: number): number => Math.min(windows, batches * batch);
  const first = index - (index % accumulate);
  const isLast = index + 1 === first + accumulate || end(index + 1) === windows;
  return { share: (end(index + 1) - end(index)) / (end(first + accumulate) - end(first)), isLast };
}

/** Adds the gradient of a batch to those of its step; after the last one the session holds that of the whole step. */
export function gather(session: Session, { share, isLast }: { share: number; isLast: boolean }): void {
  session.adjust({ adjustment: 'gather', scalars: { share, keep: isLast ? 0 : 1 } });
}

export interface StepReport {
  /** 2-norm of the gradient before any clipping. When it is not finite no weight has moved. */
  norm: number;
  isClipped: boolean;
}

/**
 * In this order, as in PyTorch: every number clipped by itself, the whole shortened to a norm, penalties added, weights
 * shrunk, and then the rule of the optimizer.
 * settings: of the run, for clipping and penalties. now: those of this step, with its rate and momentum.
 * step: counted from 1.
 */
export function takeStep(session: Session, settings: TrainSettings, now: OptimizerSettings, step: number): StepReport {
  const norm = session.gradientNorm();
  if (!Number.isFinite(norm)) return { norm, isClipped: false };
  let length = norm;
  if (settings.clipValue > 0) {
    session.adjust({ adjustment: 'clip', scalars: { limit: settings.clipValue } });
    length = session.gradientNorm();
  }
  const isTooLong = settings.clip > 0 && length > settings.clip;
  let scale = isTooLong ? settings.clip / length : 1;
  const { l1, l2 } = settings;
  if (l1 > 0 || l2 > 0) {
    session.adjust({ adjustment: 'penalise', scalars: { scale, l1, l2 } });
    scale = 1;
  }
  if (now.weightDecay > 0) session.adjust({ adjustment: 'shrink', scalars: { keep: 1 - now.rate * now.weightDecay } });
  session.update(updateOf(settings.optimizer, now, step), scale);
  return { norm, isClipped: isTooLong || length !== norm };
}
