/**
 * The queue of runs: one trains at a time, in a process of its own. What a trainer reports is stored first and then
 * told. A trainer that dies marks its run interrupted; the run can go on from its last checkpoint.
 */
import { readingOf } from '#engine/data/audit.ts';
import { readCheckpoint } from '#engine/train/checkpoint.ts';
import { checkSearch, checkSweep, type Sweep } from '#engine/train/rate-finder.ts';
import type { RateProgress, RunRequest } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { RunRecord } from '#shared/records.ts';
import * as checkpoints from '../store/checkpoints.ts';
import type { Database } from '../store/database.ts';
import * as datasets from '../store/datasets.ts';
import * as runs from '../store/runs.ts';
import type { Launch, TrainerProcess } from '../trainer/launch.ts';
import type { FromTrainer, ScoreTask, TrainTask } from '../trainer/protocol.ts';
import type { Events } from './events.ts';
import { searchRate } from './rate-search.ts';
import { insertMembers, readinessOf, refittedFolds, scoreTaskOf, secondsOfMembers, unfinished } from './members.ts';
import { checkContent, planOf } from './run-plan.ts';

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

const refusedBy = (error: unknown) =>
  issue(
    'store-refused',
    'training',
    `The store could not be written: ${(error as Error).message}.`,
    'Make room on the disk, then resume: it goes on from its last checkpoint.',
  );

/** How long a change waits that the store refused. */
const retryMs = 2000;

export class Training {
  private readonly db: Database;
  private readonly events: Events;
  private readonly launch: Launch;
  private readonly takesQueue: boolean;
  private active?: Active;
  private isClosing = false;
  /** Without a queue: the runs that this host was asked for, in order. */
  private wanted: string[] = [];

  /** takesQueue: trains whatever waits, one after the other; else only what this host is asked to start or resume. */
  constructor(db: Database, events: Events, launch: Launch, { takesQueue = true } = {}) {
    this.db = db;
    this.events = events;
    this.launch = launch;
    this.takesQueue = takesQueue;
    // Whoever trained these is gone: the lock on the store is ours.
    for (const status of ['running', 'paused'] as const)
      for (const id of runs.runsWithStatus(db, status)) {
        // Scoring what others have trained has nothing to lose: it is done again.
        const isScored = runs.findRun(db, id)?.plan.members !== undefined;
        const ended = interrupted('the app ended while it was training');
        runs.updateRun(db, id, isScored ? { status: 'queued' } : { status: 'interrupted', issue: ended }, Date.now());
      }
    this.next();
  }

  /** Checks everything that can be known before, then queues. */
  start(project: string, request: RunRequest): RunRecord {
    if (request.ensemble || request.backtest) return this.startMembers(project, request);
    const plan = planOf(this.db, request);
    const run = runs.insertRun(this.db, project, request.name || plan.architectureName, plan, Date.now());
    this.events.tell({ kind: 'run', run });
    this.next(run.id);
    return runs.getRun(this.db, run.id);
  }

  /** Runs that belong together: all of them wait, and the whole behind its members. */
  private startMembers(project: string, request: RunRequest): RunRecord {
    const whole = insertMembers(this.db, project, request, Date.now());
    const ids = [...whole.plan.members!.runs, whole.id];
    for (const id of ids) this.tellRun(id);
    this.next(...ids);
    return runs.getRun(this.db, whole.id);
  }

  /** On a session of its own, beside whatever is going. */
  findRate(request: RunRequest, sweep: Sweep): AsyncIterable<RateProgress> {
    const plan = planOf(this.db, request);
    const issues = [...checkSweep(sweep), ...checkSearch(plan.settings)];
    if (issues.length) throw new IssueError(issues);
    const parent = plan.parent && checkpoints.getCheckpoint(this.db, plan.parent.run, plan.parent.checkpoint).bytes;
    const dataset = datasets.datasetContent(this.db, plan.dataset);
    return searchRate(this.launch, { kind: 'find-rate', plan, dataset, sweep, ...(parent ? { parent } : {}) });
  }

  /** A run is going or waiting. */
  get isBusy(): boolean {
    return this.active !== undefined || this.chosen() !== undefined;
  }

  /** Of a whole: the member that is going. */
  pause(id: string): void {
    const { members } = runs.getRun(this.db, id).plan;
    const member = members?.runs.find((one) => this.going(one));
    this.activeOr(member ?? id, 'pause').process.post({ kind: 'pause' });
  }

  stop(id: string): void {
    const going = this.going(id);
    if (going) return going.process.post({ kind: 'stop' });
    const run = runs.getRun(this.db, id);
    if (run.plan.members)
      for (const member of unfinished(this.db, run, { stopped: false })) if (member.status !== 'failed') this.stop(member.id);
    if (run.status === 'finished' || run.status === 'stopped' || run.status === 'failed')
      throw new IssueError([
        issue('run-not-going', `run ${run.name}`, `It is ${run.status}.`, 'Only a run that is going or waiting can be stopped.'),
      ]);
    this.change(id, { status: 'stopped' });
  }

  resume(id: string): void {
    const going = this.going(id);
    if (going) return going.process.post({ kind: 'continue' });
    const run = runs.getRun(this.db, id);
    if (run.plan.members && run.status !== 'finished') return this.resumeMembers(run);
    if (run.status === 'queued' && !this.takesQueue) return this.next(id);
    // "running" without a trainer is what a disk that was full left behind.
    if (run.status === 'queued')
      throw new IssueError([issue('run-going', `run ${run.name}`, 'It is waiting for its turn.', 'There is nothing to resume.')]);
    if (run.status === 'finished')
      throw new IssueError([
        issue('run-finished', `run ${run.name}`, 'It has come to its end.', 'Fine-tune it, or train a copy with more epochs.'),
      ]);
    checkContent(this.db, run.plan);
    this.change(id, { status: 'queued', issue: null });
    this.next(id);
  }

  /** What of it has not come to its end goes on, and the whole waits for it. */
  private resumeMembers(run: RunRecord): void {
    checkContent(this.db, run.plan);
    const members = unfinished(this.db, run, { stopped: run.status === 'stopped' });
    if (run.status === 'queued' && this.takesQueue && members.every((m) => m.status === 'queued' || m.status === 'running'))
      throw new IssueError([issue('run-going', `run ${run.name}`, 'It is waiting for its runs.', 'There is nothing to resume.')]);
    for (const { id, status } of members) {
      if (status === 'paused') this.resume(id);
      else if (status !== 'queued' && status !== 'running') this.change(id, { status: 'queued', issue: null });
    }
    this.change(run.id, { status: 'queued', issue: null });
    this.next(...members.map((m) => m.id), run.id);
  }

  /** Something that waits may have come back from the bin. */
  wake(): void {
    this.next();
  }

  /** Ends the trainer of a run that is being deleted, alone or with its project. */
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

  private going(id: string): Active | undefined {
    return this.active?.run === id && !this.active.isOver ? this.active : undefined;
  }

  private activeOr(id: string, what: string): Active {
    const going = this.going(id);
    if (going) return going;
    const run = runs.getRun(this.db, id);
    const fix = run.status === 'queued' ? 'Wait for its turn, or stop it.' : 'Resume it first.';
    throw new IssueError([issue('run-not-going', `run ${run.name}`, `It is ${run.status}, there is nothing to ${what}.`, fix)]);
  }

  private change(id: string, change: Parameters<typeof runs.updateRun>[2]): void {
    runs.updateRun(this.db, id, change, Date.now());
    this.tellRun(id);
  }

  private tellRun(id: string, change: Partial<RunRecord> = {}): void {
    try {
      this.events.tell({ kind: 'run', run: { ...runs.getRun(this.db, id), ...change } });
    } catch {
      // Deleted meanwhile: nobody needs to hear of it.
    }
  }

  /** What can begin: the run that has waited longest - without a queue, of those that were asked for. A whole waits for its members. */
  private chosen(): string | undefined {
    return runs.queuedRuns(this.db).find((id) => {
      if (!this.takesQueue && !this.wanted.includes(id)) return false;
      const run = runs.findRun(this.db, id);
      return run !== undefined && (!run.plan.members || readinessOf(this.db, run) !== 'waits');
    });
  }

  /** Starts what comes next, unless a run is going. */
  private next(...asked: string[]): void {
    this.wanted.push(...asked);
    if (this.active || this.isClosing) return;
    const id = this.chosen();
    if (!id) return;
    this.wanted = this.wanted.filter((other) => other !== id);
    let task: TrainTask | ScoreTask;
    let secondsBefore: number;
    try {
      const run = runs.getRun(this.db, id);
      checkContent(this.db, run.plan);
      const made = run.plan.members ? this.scoringOf(run) : this.taskFor(run);
      if (!made) return this.next();
      task = made;
      secondsBefore = run.plan.members ? 0 : run.seconds;
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
        this.tryChange(id, { status: 'interrupted', issue: refusedBy(error) });
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

  /** A change that must not fail although the disk may be full: told at once, and written as soon as there is room. */
  private tryChange(id: string, change: Parameters<typeof runs.updateRun>[2]): void {
    try {
      this.change(id, change);
    } catch {
      if (this.isClosing || runs.statusOf(this.db, id) !== 'running') return;
      this.tellRun(id, change);
      setTimeout(() => {
        if (!this.isClosing && !this.going(id) && runs.statusOf(this.db, id) === 'running') this.tryChange(id, change);
      }, retryMs).unref();
    }
  }

  /** Undefined where the scores of its members say all of it, and it is done. */
  private scoringOf(run: RunRecord): ScoreTask | undefined {
    const readiness = readinessOf(this.db, run);
    if (readiness !== 'ready') throw new IssueError(readiness === 'waits' ? [] : [readiness]);
    const task = scoreTaskOf(this.db, run);
    if (task) return task;
    this.change(run.id, { status: 'finished', issue: null, folds: refittedFolds(this.db, run), seconds: secondsOfMembers(this.db, run) });
    return undefined;
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
      reading: readingOf(datasets.readOptionsOf(this.db, plan.dataset)),
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
        const { parameters, memoryBytes, backend, windows, scaling, ends, audit, watched } = message;
        this.change(id, { parameters, memoryBytes, backend, windows, scaling, ends, audit, watched });
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
        // Scoring is done again from its beginning, without being asked.
        if (this.isClosing && runs.findRun(this.db, id)?.plan.members) {
          this.change(id, { status: 'queued' });
          return true;
        }
        this.change(id, {
          status: 'interrupted',
          issue: interrupted(
            this.active?.isAbandoned
              ? 'it was deleted while it was going'
              : this.isClosing
                ? 'the app was closed'
                : 'its process was asked to end',
          ),
        });
        return true;
      case 'finished': {
        const { reason, validation, test, assessment, seconds, epoch, bestEpoch } = message;
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
          assessment,
          epoch,
          bestEpoch,
          seconds: secondsBefore + seconds,
        });
        return true;
      }
      case 'scored':
        this.change(id, {
          status: 'finished',
          issue: null,
          ...message.outcome,
          seconds: message.seconds + secondsOfMembers(this.db, runs.getRun(this.db, id)),
        });
        return true;
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
