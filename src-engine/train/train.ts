/**
 * A training run as a stream of events. No files, no clock, no process: whoever iterates stores what comes out and may
 * stop, pause or kill at any event. Resumed from a checkpoint it goes on with the same bits.
 */
import type { Session } from '../backends/backend.ts';
import { parametersOf, type Program } from '../compile/program.ts';
import { feedFor } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import { Random } from '../random.ts';
import { freshProgress, type Checkpoint, type Progress } from './checkpoint.ts';
import { evaluate } from './evaluate.ts';
import type { Scores } from './metrics.ts';
import { updateOf } from './optimizers.ts';
import { schedules, type Schedule } from './schedules.ts';
import type { TrainSettings } from './settings.ts';

export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** Mean loss over the windows of the epoch, while the weights moved. */
  trainLoss: number;
  /** On the validation part at the end of the epoch; null without one. */
  validation: Scores | null;
  /** What early stopping and the best checkpoint look at: the validation loss, or without a validation part trainLoss. */
  loss: number;
  rate: number;
  gradientNorm: number;
  /** Share of steps whose gradient was clipped. */
  clipped: number;
  isBest: boolean;
}

export type StopReason = 'epochs' | 'patience' | 'stopped' | 'diverged';

export type TrainEvent =
  | { kind: 'step'; epoch: number; step: number; stepsPerEpoch: number; steps: number; loss: number; gradientNorm: number }
  | { kind: 'epoch'; record: EpochRecord }
  /** `best` carries no optimizer slots; `last` is what a run resumes from. */
  | { kind: 'checkpoint'; which: 'best' | 'last'; checkpoint: Checkpoint }
  | { kind: 'finished'; reason: StopReason; progress: Progress; validation: Scores | null; test: Scores | null };

export interface TrainJob {
  program: Program;
  prepared: Prepared;
  settings: TrainSettings;
  session: Session;
  /** Starting weights; ignored when resuming. */
  weights: ReadonlyMap<string, Float32Array | Float64Array>;
  resume?: { last: Checkpoint; best?: Checkpoint };
  /** Asked after every step: stop ends the run with what it has, checkpoint asks for one between epochs. */
  wish?: () => 'go on' | 'stop' | 'checkpoint';
}

export async function* train({
  program,
  prepared,
  settings,
  session,
  weights,
  resume,
  wish = () => 'go on',
}: TrainJob): AsyncGenerator<TrainEvent, void> {
  const origins = prepared.windows.train;
  const { batch, epochs, seed } = settings;
  const stepsPerEpoch = Math.ceil(origins.length / batch);
  const progress: Progress = resume ? { ...resume.last.progress } : freshProgress(seed);
  session.writeWeights(resume ? resume.last.weights : weights);
  if (resume) session.writeSlots(resume.last.slots);
  let best = resume?.best?.weights;
  let reason: StopReason | undefined;
  const snapshot = (): TrainEvent => ({
    kind: 'checkpoint',
    which: 'last',
    checkpoint: { progress: { ...progress }, weights: session.readWeights(), slots: session.readSlots() },
  });
  const isDone = () => progress.epoch >= epochs || (settings.patience > 0 && progress.epochsWithoutGain >= settings.patience);

  while (!reason && !isDone()) {
    const order = new Random(seed, `order/${progress.epoch}`).permutation(origins.length);
    let norm = 0;
    while (progress.step < stepsPerEpoch) {
      const chosen = Int32Array.from(order.subarray(progress.step * batch, (progress.step + 1) * batch), (i) => origins[i]);
      const loss = await session.gradient(feedFor(prepared, chosen, batch, program, { seed, step: progress.steps }));
      norm = session.gradientNorm();
      progress.firstLoss ??= loss;
      if (!Number.isFinite(loss) || !Number.isFinite(norm) || loss > divergence * (1 + progress.firstLoss)) {
        reason = 'diverged';
        break;
      }
      const isClipped = settings.clip > 0 && norm > settings.clip;
      if (isClipped) progress.clipped++;
      const factor = (schedules[settings.schedule] as Schedule).factor(progress.epoch + progress.step / stepsPerEpoch, epochs);
      session.update(
        updateOf(settings.optimizer, { ...settings, rate: settings.rate * factor }, progress.steps + 1),
        isClipped ? settings.clip / norm : 1,
      );
      progress.step++;
      progress.steps++;
      progress.lossSum += loss * chosen.length;
      progress.lossWindows += chosen.length;
      yield {
        kind: 'step',
        epoch: progress.epoch + 1,
        step: progress.step,
        stepsPerEpoch,
        steps: progress.steps,
        loss,
        gradientNorm: norm,
      };
      const asked = wish();
      if (asked === 'stop') {
        reason = 'stopped';
        break;
      }
      if (asked === 'checkpoint' && progress.step < stepsPerEpoch) yield snapshot();
    }
    if (reason) break;

    const validation = await evaluate(prepared, session, 'validation', batch, program);
    const trainLoss = progress.lossSum / progress.lossWindows;
    const loss = validation?.loss ?? trainLoss;
    if (!Number.isFinite(loss)) {
      reason = 'diverged';
      break;
    }
    const isBest = progress.bestLoss === null || loss < progress.bestLoss;
    const rate = settings.rate * (schedules[settings.schedule] as Schedule).factor(progress.epoch, epochs);
    const clipped = progress.clipped / stepsPerEpoch;
    progress.epoch++;
    Object.assign(progress, {
      step: 0,
      lossSum: 0,
      lossWindows: 0,
      clipped: 0,
      epochsWithoutGain: isBest ? 0 : progress.epochsWithoutGain + 1,
    });
    if (isBest) Object.assign(progress, { bestEpoch: progress.epoch, bestLoss: loss });
    // The record goes first: killed between the two, the epoch is run again and its record replaced by an equal one.
    yield {
      kind: 'epoch',
      record: {
        epoch: progress.epoch,
        trainLoss,
        validation: validation?.scores ?? null,
        loss,
        rate,
        gradientNorm: norm,
        clipped,
        isBest,
      },
    };
    if (isBest) {
      best = session.readWeights();
      yield { kind: 'checkpoint', which: 'best', checkpoint: { progress: { ...progress }, weights: best, slots: new Map() } };
    }
    yield snapshot();
    if (wish() === 'stop') reason = 'stopped';
  }

  reason ??= progress.epoch >= epochs ? 'epochs' : 'patience';
  if (reason === 'stopped') yield snapshot();
  // Scores are those of the best weights; a run that was stopped before its first epoch has only its last ones.
  if (best) session.writeWeights(best);
  const canScore = best !== undefined || reason !== 'diverged';
  yield {
    kind: 'finished',
    reason,
    progress,
    validation: canScore ? ((await evaluate(prepared, session, 'validation', batch, program))?.scores ?? null) : null,
    test: canScore ? ((await evaluate(prepared, session, 'test', batch, program))?.scores ?? null) : null,
  };
}

/** A loss this many times the first one is not learning any more, even while it is still a number. */
const divergence = 1e5;

export const shapesOf = (program: Program): Map<string, readonly [number, number]> =>
  new Map(parametersOf(program).map((w) => [w.name, [w.rows, w.cols]]));
