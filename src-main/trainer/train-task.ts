/**
 * One training in this process: plan, compile, pick a backend, and post what the engine's train() yields - gathered
 * for a moment, so that a run of a thousand tiny epochs does not cost a thousand disk syncs.
 */
import { initialWeights } from '#engine/compile/initialise.ts';
import { parameterCount, type Program } from '#engine/compile/program.ts';
import { audit } from '#engine/data/audit.ts';
import { stepsOf } from '#engine/data/feed.ts';
import type { Prepared } from '#engine/data/windows.ts';
import type { Session } from '#engine/backends/backend.ts';
import { assess } from '#engine/train/assess.ts';
import { runBaselines } from '#engine/train/baselines.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '#engine/train/checkpoint.ts';
import { allParts, evaluate, forecastWindows } from '#engine/train/evaluate.ts';
import { edgesOf } from '#engine/train/kept.ts';
import { planRun, watchedWindows } from '#engine/train/plan.ts';
import { withOwa } from '#engine/train/scorer.ts';
import { slotsOf } from '#engine/train/settings.ts';
import { shapesOf, train, type EpochRecord } from '#engine/train/train.ts';
import { IssueError } from '#shared/errors.ts';
import { openSession } from './open-session.ts';
import type { FromTrainer, TrainTask } from './protocol.ts';

/** At least so long between two messages, unless the run ends. */
const gatherMs = 250;
/** A checkpoint within a long epoch, and between short ones, about this often. */
const checkpointMs = 5000;

export interface Controls {
  /** What the host has asked for; looked at after every step. */
  wish: 'go on' | 'pause' | 'stop' | 'suspend';
  /** Resolves when the wish changes. */
  changed(): Promise<void>;
}

export async function runTraining(task: TrainTask, controls: Controls, post: (message: FromTrainer) => void): Promise<void> {
  const { plan, dataset } = task;
  const { settings } = plan;
  const { planned, issues } = planRun(dataset, { ...plan, tune: plan.parent?.train });
  if (!planned) throw new IssueError(issues);
  const { program, prepared } = planned;
  const sizes = { batch: settings.batch, steps: stepsOf(plan.design, program.strategy) };
  const session = await openSession(plan.backend, plan.threads, program, sizes, slotsOf(settings));
  const watched = watchedWindows(prepared);
  const { windows } = prepared;
  post({
    kind: 'compiled',
    parameters: parameterCount(program),
    memoryBytes: session.memoryBytes,
    backend: session.report,
    windows: { train: windows.train.length, validation: windows.validation.length, test: windows.test.length },
    scaling: prepared.scaling,
    ends: prepared.ends,
    audit: audit(dataset, plan.design, plan.architecture, task.reading),
    watched,
    warnings: issues,
  });

  const parent = task.parent && readCheckpoint(task.parent).weights;
  const weights = new Map<string, Float32Array | Float64Array>([...initialWeights(program, settings.seed), ...(parent ?? [])]);
  let baselines: ReturnType<typeof runBaselines> | undefined;
  if (!task.known) {
    baselines = runBaselines(prepared);
    post({
      kind: 'baselines',
      baselines: baselines.scores,
      before: parent ? await scoreBefore(prepared, session, weights, sizes.batch, program) : null,
    });
  } else post({ kind: 'baselines', ...task.known });

  const started = performance.now();
  const resume = task.resume && { last: readCheckpoint(task.resume.last), best: task.resume.best && readCheckpoint(task.resume.best) };
  const gather = new Gather(post, shapesOf(program), prepared, settings.epochs, resume?.last.progress.steps ?? 0);
  let lastCheckpoint = performance.now();
  const wish = () => {
    if (controls.wish === 'stop') return 'stop' as const;
    if (controls.wish !== 'go on') return 'checkpoint' as const;
    if (performance.now() - lastCheckpoint < checkpointMs) return 'go on' as const;
    lastCheckpoint = performance.now();
    return 'checkpoint' as const;
  };
  let pausedMs = 0;
  for await (const event of train({ architecture: plan.architecture, program, prepared, settings, session, weights, resume, wish })) {
    const seconds = (performance.now() - started - pausedMs) / 1000;
    switch (event.kind) {
      case 'step':
        gather.step(event.epoch, event.step, event.stepsPerEpoch, event.loss);
        break;
      case 'batch':
        gather.batch(event.epoch, event.step, event.stepsPerEpoch);
        break;
      case 'epoch':
        gather.epoch(event.record, await watchedForecasts(prepared, session, watched, sizes.batch, program));
        break;
      case 'checkpoint':
        gather.checkpoint(event.which, event.checkpoint);
        if (event.which === 'last' && controls.wish === 'suspend') {
          gather.flush(seconds, true);
          post({ kind: 'suspended' });
          session.dispose();
          return;
        }
        if (event.which === 'last' && controls.wish === 'pause') {
          gather.flush(seconds, true);
          post({ kind: 'paused' });
          const since = performance.now();
          while (controls.wish === 'pause') await controls.changed();
          pausedMs += performance.now() - since;
          gather.rested(performance.now() - since);
          if (controls.wish === 'suspend') {
            post({ kind: 'suspended' });
            session.dispose();
            return;
          }
          post({ kind: 'continued' });
        }
        break;
      case 'finished': {
        gather.flush(seconds, true);
        const { reason, validation, test, kept } = event;
        const { epoch, bestEpoch } = event.progress;
        // Of a run that was resumed the scores are known and the errors of single windows are not.
        baselines ??= runBaselines(prepared);
        post({
          kind: 'finished',
          reason,
          epoch,
          bestEpoch,
          validation: withOwa(validation, baselines.scores.validation.naive2),
          test: withOwa(test, baselines.scores.test.naive2),
          assessment: assess(
            prepared,
            plan.architecture,
            kept,
            baselines.errors,
            {
              epoch,
              bestEpoch,
              epochs: settings.epochs,
              seed: settings.seed,
              balancedAccuracy: (test ?? validation)?.classes?.values?.balancedAccuracy ?? undefined,
            },
            parent && (await keptBefore(prepared, session, weights, sizes.batch, program)),
          ),
          seconds,
        });
        break;
      }
      default:
        event satisfies never;
    }
    if (event.kind !== 'finished' && gather.isDue()) {
      gather.flush(seconds, false);
      // The message port needs a turn of the event loop, both to send this and to hear what the host wishes.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  session.dispose();
}

async function scoreBefore(
  prepared: Prepared,
  session: Session,
  weights: ReadonlyMap<string, Float32Array | Float64Array>,
  batch: number,
  program: Program,
) {
  session.writeWeights(weights);
  const on = async (part: 'validation' | 'test') => (await evaluate(prepared, session, part, batch, program))?.scores ?? null;
  return { validation: await on('validation'), test: await on('test') };
}

/** Errors of every window of the model that is tuned; the session is left with its weights. */
async function keptBefore(
  prepared: Prepared,
  session: Session,
  weights: ReadonlyMap<string, Float32Array | Float64Array>,
  batch: number,
  program: Program,
) {
  session.writeWeights(weights);
  const on = async (part: 'validation' | 'test') => (await evaluate(prepared, session, part, batch, program, { keep: true }))?.kept ?? null;
  return { validation: await on('validation'), test: await on('test') };
}

/** [1 + edges][watched][H][C]: the forecasts, and behind them the edges of the intervals that the network says itself. */
async function watchedForecasts(
  prepared: Prepared,
  session: Session,
  watched: number[],
  batch: number,
  program: Program,
): Promise<Float32Array> {
  const each = prepared.design.horizon * prepared.truth.length;
  const size = watched.length * each;
  const { parts } = program.forecast;
  let out = new Float32Array(size);
  let at = 0;
  for await (const { origins, forecasts, part } of forecastWindows(prepared, session, Int32Array.from(watched), batch, program)) {
    const edges = parts.kind === 'point' ? [] : edgesOf(parts, allParts(prepared, origins, parts, part));
    if (!at && edges.length) out = new Float32Array(size * (1 + edges.length));
    [forecasts, ...edges].forEach((values, i) => out.set(values, i * size + at));
    at += forecasts.length;
  }
  return out;
}

/** Collects what was learned until it is time to tell. */
class Gather {
  private readonly post: (message: FromTrainer) => void;
  private readonly shapes: Map<string, readonly [number, number]>;
  private readonly windowsPerEpoch: number;
  private readonly allEpochs: number;
  private losses: number[] = [];
  private afterStep: number;
  private epochs: { record: EpochRecord; forecasts: Float32Array }[] = [];
  private best?: Checkpoint;
  private last?: Checkpoint;
  private place = { epoch: 1, step: 0, stepsPerEpoch: 1 };
  private flushed = performance.now();
  private lastKept = -Infinity;
  private readonly begun: { ms: number; step: number };

  constructor(
    post: (message: FromTrainer) => void,
    shapes: Map<string, readonly [number, number]>,
    prepared: Prepared,
    epochs: number,
    steps: number,
  ) {
    this.post = post;
    this.shapes = shapes;
    this.windowsPerEpoch = prepared.windows.train.length;
    this.allEpochs = epochs;
    this.afterStep = steps;
    this.begun = { ms: performance.now(), step: steps };
  }

  step(epoch: number, step: number, stepsPerEpoch: number, loss: number): void {
    this.losses.push(loss);
    this.place = { epoch, step, stepsPerEpoch };
  }

  /** A batch that made no step. */
  batch(epoch: number, step: number, stepsPerEpoch: number): void {
    this.place = { epoch, step, stepsPerEpoch };
  }

  epoch(record: EpochRecord, forecasts: Float32Array): void {
    this.epochs.push({ record, forecasts });
  }

  checkpoint(which: 'best' | 'last', checkpoint: Checkpoint): void {
    this[which] = checkpoint;
  }

  isDue(): boolean {
    return performance.now() - this.flushed >= gatherMs;
  }

  /** Time that a pause took is not time that steps took. */
  rested(ms: number): void {
    this.begun.ms += ms;
  }

  flush(seconds: number, final: boolean): void {
    const now = performance.now();
    const steps = this.afterStep + this.losses.length - this.begun.step;
    const msPerStep = steps ? (now - this.begun.ms) / steps : 0;
    const left = (this.allEpochs - this.place.epoch) * this.place.stepsPerEpoch + (this.place.stepsPerEpoch - this.place.step);
    // Writing a large model to disk must not take longer than learning: checkpoints wait, epochs and losses do not.
    const keep = final || now - this.lastKept >= Math.min(checkpointMs, 1000);
    const bytes = (c: Checkpoint) => ({ epoch: c.progress.epoch, bytes: writeCheckpoint(c, this.shapes) });
    this.post({
      kind: 'progress',
      ...this.place,
      afterStep: this.afterStep,
      losses: Float32Array.from(this.losses),
      epochs: this.epochs,
      ...(keep && this.best ? { best: bytes(this.best) } : {}),
      ...(keep && this.last ? { last: bytes(this.last) } : {}),
      seconds,
      windowsPerSecond: msPerStep ? (this.windowsPerEpoch / this.place.stepsPerEpoch / msPerStep) * 1000 : 0,
      secondsLeft: steps > 2 ? (left * msPerStep) / 1000 : null,
    });
    if (keep) {
      this.best = undefined;
      this.last = undefined;
      this.lastKept = now;
    }
    this.afterStep += this.losses.length;
    this.losses = [];
    this.epochs = [];
    this.flushed = now;
  }
}
