/**
 * A training run as a stream of events. No files, no clock, no process: whoever iterates stores what comes out and may
 * stop, pause or kill at any event. Resumed from a checkpoint it goes on with the same bits.
 */
import type { Architecture } from '../architecture.ts';
import type { Session } from '../backends/backend.ts';
import { parametersOf, type Program } from '../compile/program.ts';
import { feedFor } from '../data/feed.ts';
import { batchCount, shuffled } from '../data/batches.ts';
import type { Prepared } from '../data/windows.ts';
import { isBestEpoch } from './best-epoch.ts';
import { freshProgress, type Checkpoint, type Progress } from './checkpoint.ts';
import { evaluate, type Settling } from './evaluate.ts';
import type { Kept } from './kept.ts';
import type { Scores } from './metrics.ts';
import { optimizerOf } from './optimizers.ts';
import { Readout } from './readout.ts';
import { plateauAfter, settingsAt } from './schedules.ts';
import { stepsPerEpoch as stepsOfEpoch, type TrainSettings } from './settings.ts';
import { gather, partOfStep, takeStep } from './step.ts';
import { strengths } from './strengths.ts';

export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** Mean loss over the windows of the epoch, while the weights moved. */
  trainLoss: number;
  /** On the validation part at the end of the epoch; null without one. */
  validation: Scores | null;
  /** The validation loss, or without a validation part trainLoss: what early stopping and the best checkpoint look at, but for classes (best-epoch.ts). */
  loss: number;
  /** Of its last step, like the norm, which is that before clipping. Of a readout that is solved: the strength of its ridge. */
  rate: number;
  gradientNorm: number;
  /** Share of steps whose gradient was clipped. */
  clipped: number;
  isBest: boolean;
  /** How the cycles of the network settled on the validation windows, in the order of `program.settling`; absent where there are none. */
  settling?: Settling[];
}

export type StopReason = 'epochs' | 'patience' | 'stopped' | 'diverged';

export type TrainEvent =
  | { kind: 'step'; epoch: number; step: number; stepsPerEpoch: number; steps: number; loss: number; gradientNorm: number }
  /** A batch was looked at, and no step came of it: its gradient was gathered, or a readout is being solved. */
  | { kind: 'batch'; epoch: number; step: number; stepsPerEpoch: number }
  | { kind: 'epoch'; record: EpochRecord }
  /** `best` carries no optimizer slots; `last` is what a run resumes from. */
  | { kind: 'checkpoint'; which: 'best' | 'last'; checkpoint: Checkpoint }
  | {
      kind: 'finished';
      reason: StopReason;
      progress: Progress;
      validation: Scores | null;
      test: Scores | null;
      kept: Record<'validation' | 'test', Kept | null>;
    };

export interface TrainJob {
  architecture: Architecture;
  program: Program;
  prepared: Prepared;
  settings: TrainSettings;
  session: Session;
  /** Starting weights; ignored when resuming. */
  weights: ReadonlyMap<string, Float32Array | Float64Array>;
  resume?: { last: Checkpoint; best?: Checkpoint };
  /** Asked after every batch: stop ends the run with what it has, checkpoint asks for one between epochs. */
  wish?: () => 'go on' | 'stop' | 'checkpoint';
}

export async function* train({
  architecture,
  program,
  prepared,
  settings,
  session,
  weights,
  resume,
  wish = () => 'go on',
}: TrainJob): AsyncGenerator<TrainEvent, void> {
  const origins = prepared.windows.train;
  const { batch, accumulate, epochs, seed } = settings;
  const batchesPerEpoch = batchCount(origins.length, batch);
  const stepsPerEpoch = stepsOfEpoch(origins.length, settings);
  const progress: Progress = resume ? { ...resume.last.progress } : freshProgress(seed);
  const start = resume ? resume.last.weights : weights;
  session.writeWeights(start);
  if (resume) session.writeSlots(resume.last.slots);
  if (resume?.last.states.size) session.writeStates(resume.last.states);
  let best = resume?.best?.weights;
  let reason: StopReason | undefined;
  const snapshot = (): TrainEvent => ({
    kind: 'checkpoint',
    which: 'last',
    checkpoint: { progress: { ...progress }, weights: session.readWeights(), slots: session.readSlots(), states: session.readStates() },
  });
  const isClosed = optimizerOf(settings.optimizer).isClosed ?? false;
  const lastEpoch = isClosed ? Math.min(epochs, strengths.length) : epochs;
  const isDone = () => progress.epoch >= lastEpoch || (settings.patience > 0 && progress.epochsWithoutGain >= settings.patience);

  /** An epoch of steps along the gradient; its mean loss, or why the run ends in it. */
  async function* descend(): AsyncGenerator<TrainEvent, number | StopReason> {
    const order = shuffled(prepared, batch, seed, progress.epoch);
    const carries = prepared.design.carries;
    while (progress.step < batchesPerEpoch) {
      const chosen = order.subarray(progress.step * batch, (progress.step + 1) * batch);
      const windows = chosen.reduce((n, o) => n + (o >= 0 ? 1 : 0), 0);
      // Batches, not steps: what is drawn for one batch of a step is not drawn again for the next.
      const drawn = progress.epoch * batchesPerEpoch + progress.step;
      const begin = carries && progress.step > 0 ? 'carried' : 'zero';
      const loss = await session.gradient(feedFor(prepared, chosen, batch, program, { seed, step: drawn }), begin);
      progress.firstLoss ??= loss;
      if (!Number.isFinite(loss) || loss > divergence * (1 + progress.firstLoss)) return 'diverged';
      const part = partOfStep(progress.step, order.length, settings);
      if (accumulate > 1) gather(session, part);
      if (part.isLast) {
        const now = settingsAt(settings, { step: progress.steps, stepsPerEpoch, cuts: progress.plateau.cuts });
        const taken = takeStep(session, settings, now, progress.steps + 1);
        if (!Number.isFinite(taken.norm)) return 'diverged';
        progress.gradientNorm = taken.norm;
        if (taken.isClipped) progress.clipped++;
        progress.steps++;
      }
      progress.step++;
      progress.gatheredSum += loss * windows;
      progress.gatheredWindows += windows;
      const place = { epoch: progress.epoch + 1, step: Math.ceil(progress.step / accumulate), stepsPerEpoch };
      if (part.isLast) {
        const { gatheredSum, gatheredWindows } = progress;
        progress.lossSum += gatheredSum;
        progress.lossWindows += gatheredWindows;
        Object.assign(progress, { gatheredSum: 0, gatheredWindows: 0 });
        yield { kind: 'step', ...place, steps: progress.steps, loss: gatheredSum / gatheredWindows, gradientNorm: progress.gradientNorm };
      } else yield { kind: 'batch', ...place };
      const asked = wish();
      if (asked === 'stop') return 'stopped';
      if (asked === 'checkpoint' && progress.step < batchesPerEpoch) yield snapshot();
    }
    return progress.lossSum / progress.lossWindows;
  }

  let readout: Readout | undefined;
  /** An epoch that solves the readout for one strength; the first one, and the first after a resume, looks at every window for all of them. */
  async function* solve(): AsyncGenerator<TrainEvent, number | StopReason> {
    if (!readout) {
      readout = new Readout({ program, prepared, settings, session }, architecture);
      for await (const step of readout.pass()) {
        yield { kind: 'batch', epoch: progress.epoch + 1, step, stepsPerEpoch: batchesPerEpoch };
        const asked = wish();
        if (asked === 'go on') continue;
        // Between batches the readout holds what it is probed with.
        session.writeWeights(start);
        if (asked === 'stop') return 'stopped';
        yield snapshot();
      }
    }
    // Strengths only get weaker: what cannot be solved any more ends the run.
    return readout.fit(strengths[progress.epoch]) ?? 'epochs';
  }

  while (!reason && !isDone()) {
    const trainLoss: number | StopReason = yield* isClosed ? solve() : descend();
    if (typeof trainLoss === 'string') {
      reason = trainLoss;
      break;
    }

    const validation = await evaluate(prepared, session, 'validation', batch, program);
    const loss = validation?.loss ?? trainLoss;
    if (!Number.isFinite(loss)) {
      reason = 'diverged';
      break;
    }
    const isBest = isBestEpoch(progress, loss, validation?.scores ?? null, prepared.design);
    const rate = isClosed
      ? strengths[progress.epoch]
      : settingsAt(settings, { step: progress.steps - 1, stepsPerEpoch, cuts: progress.plateau.cuts }).rate;
    const clipped = progress.clipped / stepsPerEpoch;
    progress.epoch++;
    Object.assign(progress, { step: 0, lossSum: 0, lossWindows: 0, clipped: 0 });
    progress.epochsWithoutGain = isBest ? 0 : progress.epochsWithoutGain + 1;
    if (isBest) Object.assign(progress, { bestEpoch: progress.epoch, bestLoss: loss });
    if (settings.schedule === 'plateau' && progress.epoch > settings.warmup)
      progress.plateau = plateauAfter(progress.plateau, loss, settings);
    // The record goes first: killed between the two, the epoch is run again and its record replaced by an equal one.
    yield {
      kind: 'epoch',
      record: {
        epoch: progress.epoch,
        trainLoss,
        validation: validation?.scores ?? null,
        loss,
        rate,
        gradientNorm: progress.gradientNorm,
        clipped,
        isBest,
        ...(validation?.settling.length ? { settling: validation.settling } : {}),
      },
    };
    if (isBest) {
      best = session.readWeights();
      yield {
        kind: 'checkpoint',
        which: 'best',
        checkpoint: { progress: { ...progress }, weights: best, slots: new Map(), states: new Map() },
      };
    }
    yield snapshot();
    if (wish() === 'stop') reason = 'stopped';
  }

  reason ??= progress.epoch >= lastEpoch ? 'epochs' : 'patience';
  if (reason === 'stopped') yield snapshot();
  // Scores are those of the best weights; a run that was stopped before its first epoch has only its last ones.
  if (best) session.writeWeights(best);
  const canScore = best !== undefined || reason !== 'diverged';
  const on = (part: 'validation' | 'test') => (canScore ? evaluate(prepared, session, part, batch, program, { keep: true }) : null);
  const [validation, test] = [await on('validation'), await on('test')];
  yield {
    kind: 'finished',
    reason,
    progress,
    validation: validation?.scores ?? null,
    test: test?.scores ?? null,
    kept: { validation: validation?.kept ?? null, test: test?.kept ?? null },
  };
}

/** A loss this many times the first one is not learning any more, even while it is still a number. */
const divergence = 1e5;

export const shapesOf = (program: Program): Map<string, readonly [number, number]> =>
  new Map(parametersOf(program).map((w) => [w.name, [w.rows, w.cols]]));
