// Runs with their curves. What a run computes from (its plan) is written once; what becomes known (its outcome) grows.
import { storedDesign } from '#engine/data/design-file.ts';
import { completeSettings } from '#engine/train/settings.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import type { RunCurve, RunPlan, RunRecord, RunStatus } from '#shared/records.ts';
import { bytesOf, checked, float32Of, sha256, type Database } from './database.ts';
import { designHash } from './datasets.ts';
import { newId } from './ids.ts';
import { freeName, missing } from './named.ts';

/** The part of a record that is kept as JSON. */
export type Outcome = Omit<RunRecord, 'id' | 'project' | 'name' | 'status' | 'plan' | 'note' | 'createdAt' | 'updatedAt' | 'losses'>;

export const freshOutcome: Outcome = {
  parameters: null,
  memoryBytes: null,
  backend: null,
  windows: null,
  baselines: null,
  scaling: null,
  ends: null,
  audit: null,
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
  seconds: 0,
  watched: [],
};

interface Row {
  id: string;
  project: string;
  name: string;
  status: RunStatus;
  plan: string;
  outcome: string;
  note: string;
  created_at: number;
  updated_at: number;
}

/** A stored plan; what came later than it is filled in. */
function planOf(stored: string): RunPlan {
  const plan = JSON.parse(stored) as RunPlan;
  const design = storedDesign(plan.design);
  return { ...plan, design, designHash: designHash(design), settings: completeSettings(plan.settings) };
}

/** Epochs that a record tells of: what a spark can show. The whole curve is asked for by itself. */
const sparkPoints = 200;

function recordOf(db: Database, r: Row): RunRecord {
  const { last } = db.prepare('select coalesce(max(epoch), 0) as last from epochs where run = ?').get(r.id) as { last: number };
  const every = Math.max(1, Math.ceil(last / sparkPoints));
  const losses = db
    .prepare("select json_extract(record, '$.loss') from epochs where run = ? and ((epoch - 1) % ? = 0 or epoch = ?) order by epoch")
    .pluck()
    .all(r.id, every, last) as number[];
  return {
    ...freshOutcome,
    ...(JSON.parse(r.outcome) as Outcome),
    id: r.id,
    project: r.project,
    name: r.name,
    status: r.status,
    plan: planOf(r.plan),
    note: r.note,
    losses,
    createdAt: r.created_at,
    updatedAt: r.updated_at,
  };
}

export const listRuns = (db: Database, project?: string): RunRecord[] =>
  (project === undefined
    ? (db.prepare('select * from runs where deleted_at is null order by created_at, rowid').all() as Row[])
    : (db.prepare('select * from runs where project = ? and deleted_at is null order by created_at, rowid').all(project) as Row[])
  ).map((r) => recordOf(db, r));

export function getRun(db: Database, id: string): RunRecord {
  const run = findRun(db, id);
  if (!run) throw missing('runs', id);
  return run;
}

/** Undefined where there is none, or it was deleted. */
export function findRun(db: Database, id: string): RunRecord | undefined {
  const row = db.prepare('select * from runs where id = ? and deleted_at is null').get(id) as Row | undefined;
  return row && recordOf(db, row);
}

export function insertRun(db: Database, project: string, name: string, plan: RunPlan, now: number): RunRecord {
  const id = newId('r');
  db.prepare(
    "insert into runs (id, project, name, status, plan, outcome, created_at, updated_at) values (?, ?, ?, 'queued', ?, ?, ?, ?)",
  ).run(id, project, freeName(db, 'runs', project, name), JSON.stringify(plan), JSON.stringify(freshOutcome), now, now);
  return getRun(db, id);
}

/** Changes status and outcome in one write; also of a run that was deleted while it was going. */
export function updateRun(db: Database, id: string, change: Partial<Outcome> & { status?: RunStatus }, now: number): void {
  const { status, ...known } = change;
  const row = db.prepare('select status, outcome from runs where id = ?').get(id) as Pick<Row, 'status' | 'outcome'> | undefined;
  if (!row) throw missing('runs', id);
  const outcome = { ...(JSON.parse(row.outcome) as Outcome), ...known };
  db.prepare('update runs set status = ?, outcome = ?, updated_at = ? where id = ?').run(
    status ?? row.status,
    JSON.stringify(outcome),
    now,
    id,
  );
}

export function setNote(db: Database, id: string, note: string, now: number): void {
  const done = db.prepare('update runs set note = ?, updated_at = ? where id = ? and deleted_at is null').run(note, now, id);
  if (!done.changes) throw missing('runs', id);
}

/** Runs that wait, the longest waiting first; what is in the bin, alone or with its project, does not wait. */
export const queuedRuns = (db: Database): string[] =>
  db
    .prepare(
      `select r.id from runs r join projects p on p.id = r.project
       where r.status = 'queued' and r.deleted_at is null and p.deleted_at is null order by r.updated_at, r.rowid`,
    )
    .pluck()
    .all() as string[];

/** Undefined for a run that is gone; also of one that was deleted. */
export const statusOf = (db: Database, id: string): RunStatus | undefined =>
  db.prepare('select status from runs where id = ?').pluck().get(id) as RunStatus | undefined;

export const runsWithStatus = (db: Database, status: RunStatus): string[] =>
  db.prepare('select id from runs where status = ?').pluck().all(status) as string[];

/** One epoch; run again after an interruption it replaces itself. */
export function saveEpoch(db: Database, run: string, record: EpochRecord, forecasts: Float32Array): void {
  const bytes = bytesOf(forecasts);
  db.prepare('insert or replace into epochs (run, epoch, record, forecasts, sha256) values (?, ?, ?, ?, ?)').run(
    run,
    record.epoch,
    JSON.stringify(record),
    bytes,
    sha256(bytes),
  );
}

/** Losses of the steps after `afterStep`. What an earlier sitting wrote beyond that step is replaced. */
export function saveStepLosses(db: Database, run: string, afterStep: number, losses: Float32Array): void {
  const bytes = bytesOf(losses);
  db.transaction(() => {
    db.prepare('delete from step_losses where run = ? and after_step >= ?').run(run, afterStep);
    db.prepare('insert into step_losses (run, after_step, losses, sha256) values (?, ?, ?, ?)').run(run, afterStep, bytes, sha256(bytes));
  })();
}

/** What a resumed run is about to compute again: everything after its last checkpoint. */
export function forgetAfter(db: Database, run: string, epoch: number, step: number): void {
  db.transaction(() => {
    db.prepare('delete from epochs where run = ? and epoch > ?').run(run, epoch);
    const rest = db
      .prepare('select after_step, losses from step_losses where run = ? and after_step + length(losses) / 4 > ?')
      .all(run, step) as { after_step: number; losses: Uint8Array }[];
    for (const { after_step, losses } of rest) {
      db.prepare('delete from step_losses where run = ? and after_step = ?').run(run, after_step);
      if (after_step < step) saveStepLosses(db, run, after_step, float32Of(losses).subarray(0, step - after_step));
    }
  })();
}

/** Points that a screen can show of the loss of single steps. */
const mostPoints = 4000;

export function runCurve(db: Database, run: string, stepsPerEpoch: number): RunCurve {
  const rows = db.prepare('select epoch, record, forecasts, sha256 from epochs where run = ? order by epoch').all(run) as {
    epoch: number;
    record: string;
    forecasts: Uint8Array;
    sha256: string;
  }[];
  const chunks = db.prepare('select after_step, losses, sha256 from step_losses where run = ? order by after_step').all(run) as {
    after_step: number;
    losses: Uint8Array;
    sha256: string;
  }[];
  const steps: number[] = [];
  const losses: number[] = [];
  for (const chunk of chunks)
    float32Of(checked(chunk.losses, chunk.sha256, `losses of run ${run}`)).forEach((loss, i) => {
      steps.push(chunk.after_step + i + 1);
      losses.push(loss);
    });
  const every = Math.max(1, Math.ceil(steps.length / mostPoints));
  const count = Math.ceil(steps.length / every);
  const stepEpochs = new Float64Array(count);
  const stepLosses = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const bucket = losses.slice(i * every, (i + 1) * every);
    stepEpochs[i] = (steps[i * every] - 1 + bucket.length / 2) / Math.max(1, stepsPerEpoch);
    stepLosses[i] = bucket.reduce((sum, x) => sum + x, 0) / bucket.length;
  }
  // The window draws earlier forecasts as ghosts: the first, the best and the last few are enough.
  const epochs = rows.map((r) => JSON.parse(r.record) as EpochRecord);
  const best = epochs.findLastIndex((e) => e.isBest);
  const shown = rows.filter((_, i) => i === 0 || i === best || i >= rows.length - 8);
  return {
    epochs,
    stepEpochs,
    stepLosses,
    forecasts: shown.map((r) => ({ epoch: r.epoch, values: float32Of(checked(r.forecasts, r.sha256, `forecasts of run ${run}`)) })),
  };
}

/** A run in the bin, and those of its members that went there with it. */
export function removedWith(db: Database, id: string): string[] {
  const row = db.prepare('select plan, deleted_at from runs where id = ?').get(id) as
    { plan: string; deleted_at: number | null } | undefined;
  const members = row ? ((JSON.parse(row.plan) as RunPlan).members?.runs ?? []) : [];
  const wentAt = db.prepare('select deleted_at from runs where id = ?').pluck();
  return [...members.filter((member) => row!.deleted_at !== null && wentAt.get(member) === row!.deleted_at), id];
}

/** Forecasts of the watched windows after one epoch. */
export function forecastsAt(db: Database, run: string, epoch: number): Float32Array | undefined {
  const row = db.prepare('select forecasts, sha256 from epochs where run = ? and epoch = ?').get(run, epoch) as
    { forecasts: Uint8Array; sha256: string } | undefined;
  return row && float32Of(checked(row.forecasts, row.sha256, `forecasts of run ${run}`));
}

/** A finished copy under another name, with its curve and checkpoints. */
export function duplicateRun(db: Database, id: string, now: number): RunRecord {
  const run = getRun(db, id);
  const copy = newId('r');
  const status: RunStatus = run.status === 'running' || run.status === 'queued' || run.status === 'paused' ? 'interrupted' : run.status;
  db.transaction(() => {
    db.prepare(
      'insert into runs (id, project, name, status, plan, outcome, note, created_at, updated_at) select ?, project, ?, ?, plan, outcome, note, ?, ? from runs where id = ?',
    ).run(copy, freeName(db, 'runs', run.project, run.name), status, now, now, id);
    db.prepare('insert into epochs select ?, epoch, record, forecasts, sha256 from epochs where run = ?').run(copy, id);
    db.prepare('insert into step_losses select ?, after_step, losses, sha256 from step_losses where run = ?').run(copy, id);
    db.prepare('insert into checkpoints select ?, which, epoch, bytes, sha256, created_at from checkpoints where run = ?').run(copy, id);
  })();
  return getRun(db, copy);
}
