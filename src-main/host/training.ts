/**
 * The queue of runs: one trains at a time, in a process of its own. What a trainer reports is stored first and then
 * told. A trainer that dies marks its run interrupted; the run can go on from its last checkpoint.
 */
import { isError } from '#engine/issue.ts';
import { readCheckpoint } from '#engine/train/checkpoint.ts';
import { planRun } from '#engine/train/plan.ts';
import { checkSweep, type Sweep } from '#engine/train/rate-finder.ts';
import type { RateProgress, RunRequest } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { RunPlan, RunRecord } from '#shared/records.ts';
import { parseArchitecture } from '#engine/architecture.ts';
import * as architectures from '../store/architectures.ts';
import * as checkpoints from '../store/checkpoints.ts';
import type { Database } from '../store/database.ts';
import * as datasets from '../store/datasets.ts';
import * as runs from '../store/runs.ts';
import type { Launch, TrainerProcess } from '../trainer/launch.ts';
import type { FromTrainer, TrainTask } from '../trainer/protocol.ts';
import { findTfjs } from '../trainer/tfjs-package.ts';
import type { Events } from './events.ts';
import { searchRate } from './rate-search.ts';

interface Active {
  run: string;
  process: TrainerProcess;
  /** It has said its last word and is only on its way out. */
  isOver: boolean;
  /** Its run was deleted while it was going. */
  isAbandoned: boolean;
  /** Resolves when the process is gone. */
  ended: Promise<void>;
}

const interrupted = (how: string) =>
  issue(
    'run-interrupted',
    'training',
    `It stopped before its end: ${how}.`,
    'Resume it: it goes on from its last checkpoint with the same bits.',
  );

export class Training {
  private readonly db: Database;
  private readonly events: Events;
  private readonly launch: Launch;
  private active?: Active;
  private isClosing = false;

  constructor(db: Database, events: Events, launch: Launch) {
    this.db = db;
    this.events = events;
    this.launch = launch;
    // Whoever trained these is gone: the lock on the store is ours.
    for (const status of ['running', 'paused'] as const)
      for (const id of runs.runsWithStatus(db, status))
        runs.updateRun(db, id, { status: 'interrupted', issue: interrupted('the app ended while it was training') }, Date.now());
    this.next();
  }

  /** Checks everything that can be known before, then queues. */
  start(project: string, request: RunRequest): RunRecord {
    const plan = this.planOf(request);
    const run = runs.insertRun(this.db, project, request.name || plan.architectureName, plan, Date.now());
    this.events.tell({ kind: 'run', run });
    this.next();
    return runs.getRun(this.db, run.id);
  }

  /** On a session of its own, beside whatever is going. */
  findRate(request: RunRequest, sweep: Sweep): AsyncIterable<RateProgress> {
    const issues = checkSweep(sweep);
    if (issues.length) throw new IssueError(issues);
    const plan = this.planOf(request);
    const parent = plan.parent && checkpoints.getCheckpoint(this.db, plan.parent.run, plan.parent.checkpoint).bytes;
    const dataset = datasets.datasetContent(this.db, plan.dataset);
    return searchRate(this.launch, { kind: 'find-rate', plan, dataset, sweep, ...(parent ? { parent } : {}) });
  }

  private planOf(request: RunRequest): RunPlan {
    if (request.backend === 'tfjs') findTfjs();
    const dataset = datasets.getDataset(this.db, request.dataset);
    const drawn = typeof request.architecture === 'string' ? architectures.getArchitecture(this.db, request.architecture) : undefined;
    const { architecture, issues } = drawn ? { architecture: drawn.architecture, issues: [] } : parseArchitecture(request.architecture);
    if (!architecture) throw new IssueError(issues);
    const { parent, design = dataset.design } = request;
    const from = parent && runs.getRun(this.db, parent.run);
    if (parent && from) this.checkParent(from, parent.checkpoint, architecture);
    const plan: RunPlan = {
      dataset: dataset.id,
      datasetName: dataset.name,
      datasetHash: dataset.hash,
      design,
      designHash: datasets.designHash(design),
      architecture,
      architectureName: drawn?.name ?? request.architectureName ?? (request.name || 'drawing'),
      settings: request.settings,
      backend: request.backend,
      threads: request.threads,
      ...(parent ? { parent, scaling: from?.scaling ?? undefined } : {}),
    };
    const shapeOf = (d: typeof design) => [d.features.length, d.targets.length, d.horizon];
    if (from && shapeOf(from.plan.design).join() !== shapeOf(design).join())
      throw new IssueError([
        issue(
          'parent-shape',
          `dataset ${dataset.name}`,
          `The checkpoint knows ${from.plan.design.features.length} features, ${from.plan.design.targets.length} targets and ${from.plan.design.horizon} steps ahead; this design has ${shapeOf(design).join(', ')}.`,
          'Choose as many of each, in the same order.',
        ),
      ]);
    const { planned, issues: problems } = planRun(datasets.datasetContent(this.db, dataset.id), { ...plan, tune: parent?.train });
    if (!planned) throw new IssueError(problems.filter(isError));
    return plan;
  }

  /** A fine-tune keeps the cells of its parent: weights are matched by name and shape. */
  private checkParent(from: RunRecord, which: 'best' | 'last', architecture: RunPlan['architecture']): void {
    checkpoints.getCheckpoint(this.db, from.id, which);
    if (JSON.stringify(from.plan.architecture) === JSON.stringify(architecture)) return;
    throw new IssueError([
      issue(
        'parent-architecture',
        `run ${from.name}`,
        'Its architecture differs from the one to be tuned.',
        'Tune with the architecture of the run, or train the new one from the start.',
      ),
    ]);
  }

  /** A run is going or waiting. */
  get isBusy(): boolean {
    return this.active !== undefined || runs.nextQueued(this.db) !== undefined;
  }

  pause(id: string): void {
    this.activeOr(id, 'pause').process.post({ kind: 'pause' });
  }

  stop(id: string): void {
    const going = this.going(id);
    if (going) return going.process.post({ kind: 'stop' });
    const run = runs.getRun(this.db, id);
    if (run.status !== 'queued' && run.status !== 'interrupted')
      throw new IssueError([
        issue('run-not-going', `run ${run.name}`, `It is ${run.status}.`, 'Only a run that is going or waiting can be stopped.'),
      ]);
    this.change(id, { status: 'stopped' });
  }

  resume(id: string): void {
    const going = this.going(id);
    if (going) return going.process.post({ kind: 'continue' });
    const run = runs.getRun(this.db, id);
    if (run.status === 'queued' || run.status === 'running')
      throw new IssueError([issue('run-going', `run ${run.name}`, `It is ${run.status} already.`, 'There is nothing to resume.')]);
    if (run.status === 'finished')
      throw new IssueError([
        issue('run-finished', `run ${run.name}`, 'It has come to its end.', 'Fine-tune it, or train a copy with more epochs.'),
      ]);
    this.checkContent(run.plan);
    this.change(id, { status: 'queued', issue: null });
    this.next();
  }

  /** Ends the trainer of a run that is being deleted. */
  abandon(id: string): void {
    const going = this.going(id);
    if (!going) return;
    going.isAbandoned = true;
    going.process.post({ kind: 'suspend' });
  }

  /** Lets the running training write a checkpoint and end; at most 5 seconds. */
  async close(): Promise<void> {
    this.isClosing = true;
    const { active } = this;
    if (!active) return;
    active.process.post({ kind: 'suspend' });
    const late = setTimeout(() => active.process.kill(), 4500);
    await active.ended;
    clearTimeout(late);
  }

  private checkContent(plan: RunPlan): void {
    const dataset = datasets.getDataset(this.db, plan.dataset);
    if (dataset.hash !== plan.datasetHash)
      throw new IssueError([
        issue(
          'dataset-changed',
          `dataset ${dataset.name}`,
          'It was read again since this run began, and its numbers differ.',
          'Start a new run: one run never trains on two versions of the data.',
        ),
      ]);
  }

  private going(id: string): Active | undefined {
    return this.active?.run === id && !this.active.isOver ? this.active : undefined;
  }

  private activeOr(id: string, what: string): Active {
    const going = this.going(id);
    if (going) return going;
    const run = runs.getRun(this.db, id);
    throw new IssueError([
      issue('run-not-going', `run ${run.name}`, `It is ${run.status}, there is nothing to ${what}.`, 'Resume it first.'),
    ]);
  }

  private change(id: string, change: Parameters<typeof runs.updateRun>[2]): void {
    runs.updateRun(this.db, id, change, Date.now());
    this.tellRun(id);
  }

  private tellRun(id: string): void {
    try {
      this.events.tell({ kind: 'run', run: runs.getRun(this.db, id) });
    } catch {
      // Deleted meanwhile: nobody needs to hear of it.
    }
  }

  /** Starts the run that has waited longest, unless one is going. */
  private next(): void {
    if (this.active || this.isClosing) return;
    const id = runs.nextQueued(this.db);
    if (!id) return;
    let task: TrainTask;
    let secondsBefore: number;
    try {
      const run = runs.getRun(this.db, id);
      this.checkContent(run.plan);
      task = this.taskFor(run);
      secondsBefore = run.seconds;
    } catch (error) {
      this.change(id, {
        status: 'failed',
        issue: error instanceof IssueError ? error.issues[0] : issue('internal', 'training', String(error), 'This is our fault.'),
      });
      return this.next();
    }
    const trainer = this.launch();
    let end = () => {};
    const active: Active = {
      run: id,
      process: trainer,
      isOver: false,
      isAbandoned: false,
      ended: new Promise((resolve) => (end = resolve)),
    };
    this.active = active;
    trainer.onMessage((message) => {
      if (message.kind === 'ready') return trainer.post(task);
      try {
        active.isOver = this.hear(id, message, secondsBefore) || active.isOver;
      } catch (error) {
        // The store refused (a full disk, a failed sync): stop before anything is claimed that was not written.
        active.isOver = true;
        trainer.kill();
        this.tryChange(id, {
          status: 'interrupted',
          issue: issue(
            'store-refused',
            'training',
            `The store could not be written: ${(error as Error).message}.`,
            'Make room on the disk, then resume: it goes on from its last checkpoint.',
          ),
        });
      }
      // A trainer does one task; ending its channel ends it.
      if (active.isOver) trainer.kill();
    });
    trainer.onExit((how) => {
      if (!active.isOver) this.tryChange(id, { status: 'interrupted', issue: interrupted(how) });
      this.active = undefined;
      end();
      this.next();
    });
    this.change(id, { status: 'running', issue: null });
  }

  private tryChange(id: string, change: Parameters<typeof runs.updateRun>[2]): void {
    try {
      this.change(id, change);
    } catch {
      // The disk is still full; the next start marks the run interrupted.
    }
  }

  private taskFor(run: RunRecord): TrainTask {
    const { plan } = run;
    const last = checkpoints.findCheckpoint(this.db, run.id, 'last');
    const best = checkpoints.findCheckpoint(this.db, run.id, 'best');
    if (last) {
      const { progress } = readCheckpoint(last.bytes);
      runs.forgetAfter(this.db, run.id, progress.epoch, progress.steps);
    } else runs.forgetAfter(this.db, run.id, 0, 0);
    return {
      kind: 'train',
      plan,
      dataset: datasets.datasetContent(this.db, plan.dataset),
      ...(last ? { resume: { last: last.bytes, ...(best ? { best: best.bytes } : {}) } } : {}),
      ...(plan.parent ? { parent: checkpoints.getCheckpoint(this.db, plan.parent.run, plan.parent.checkpoint).bytes } : {}),
      ...(run.baselines ? { known: { baselines: run.baselines, before: run.before } } : {}),
    };
  }

  /** Stores what a trainer says, then tells it. True when its task is over. */
  private hear(id: string, message: FromTrainer, secondsBefore: number): boolean {
    const now = Date.now();
    switch (message.kind) {
      case 'compiled': {
        const { parameters, memoryBytes, backend, windows, scaling, watched } = message;
        this.change(id, { parameters, memoryBytes, backend, windows, scaling, watched });
        return false;
      }
      case 'baselines':
        this.change(id, { baselines: message.baselines, before: message.before });
        return false;
      case 'progress':
        this.hearProgress(id, message, secondsBefore, now);
        return false;
      case 'paused':
        this.change(id, { status: 'paused' });
        return false;
      case 'continued':
        this.change(id, { status: 'running' });
        return false;
      case 'suspended':
        this.change(id, {
          status: 'interrupted',
          issue: interrupted(this.active?.isAbandoned ? 'it was deleted while it was going' : 'the app was closed'),
        });
        return true;
      case 'finished': {
        const { reason, validation, test, seconds, epoch, bestEpoch } = message;
        const diverged = issue(
          'diverged',
          'training',
          bestEpoch
            ? `The loss grew beyond all bounds after epoch ${epoch}; the best checkpoint, of epoch ${bestEpoch}, is kept.`
            : 'The loss grew beyond all bounds in the first epoch.',
          'Use a smaller learning rate, or clip the gradient.',
          { values: { epoch, bestEpoch } },
        );
        this.change(id, {
          status: reason === 'stopped' ? 'stopped' : reason === 'diverged' && !bestEpoch ? 'failed' : 'finished',
          issue: reason === 'diverged' ? diverged : null,
          reason,
          validation,
          test,
          epoch,
          bestEpoch,
          seconds: secondsBefore + seconds,
        });
        return true;
      }
      case 'failed':
        this.change(id, { status: 'failed', issue: message.issues[0] ?? null });
        return true;
      default:
        return false;
    }
  }

  private hearProgress(id: string, message: Extract<FromTrainer, { kind: 'progress' }>, secondsBefore: number, now: number): void {
    const { db } = this;
    const newest = message.epochs.at(-1)?.record;
    db.transaction(() => {
      if (message.losses.length) runs.saveStepLosses(db, id, message.afterStep, message.losses);
      for (const { record, forecasts } of message.epochs) runs.saveEpoch(db, id, record, forecasts);
      if (message.best) checkpoints.saveCheckpoint(db, id, 'best', message.best.epoch, message.best.bytes, now);
      if (message.last) checkpoints.saveCheckpoint(db, id, 'last', message.last.epoch, message.last.bytes, now);
      const best = message.epochs.filter((e) => e.record.isBest).at(-1)?.record;
      runs.updateRun(
        db,
        id,
        {
          seconds: secondsBefore + message.seconds,
          ...(newest ? { epoch: newest.epoch } : {}),
          ...(best ? { bestEpoch: best.epoch, bestLoss: best.loss } : {}),
        },
        now,
      );
    })();
    const { epoch, step, stepsPerEpoch, afterStep, losses, windowsPerSecond, secondsLeft } = message;
    const every = Math.max(1, Math.ceil(losses.length / 200));
    const shown = Array.from({ length: Math.ceil(losses.length / every) }, (_, i) => i * every);
    this.events.tell({
      kind: 'steps',
      run: id,
      epoch,
      step,
      stepsPerEpoch,
      stepEpochs: shown.map((i) => (afterStep + i + 0.5) / stepsPerEpoch),
      losses: shown.map((i) => losses[i]),
      windowsPerSecond,
      secondsLeft,
    });
    for (const { record, forecasts } of message.epochs) this.events.tell({ kind: 'epoch', run: id, record, forecasts });
    if (newest) this.tellRun(id);
  }
}
