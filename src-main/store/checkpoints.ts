// Checkpoints as safetensors blobs: best and last of each run.
import type { CheckpointName, CheckpointRecord } from '#shared/records.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { checked, sha256, type Database } from './database.ts';

interface Row {
  run: string;
  which: CheckpointName;
  epoch: number;
  bytes: Uint8Array;
  sha256: string;
  created_at: number;
}

export function saveCheckpoint(db: Database, run: string, which: CheckpointName, epoch: number, bytes: Uint8Array, now: number): void {
  db.prepare('insert or replace into checkpoints (run, which, epoch, bytes, sha256, created_at) values (?, ?, ?, ?, ?, ?)').run(
    run,
    which,
    epoch,
    bytes,
    sha256(bytes),
    now,
  );
}

export function findCheckpoint(db: Database, run: string, which: CheckpointName): (CheckpointRecord & { bytes: Uint8Array }) | undefined {
  const row = db.prepare('select * from checkpoints where run = ? and which = ?').get(run, which) as Row | undefined;
  if (!row) return undefined;
  const bytes = checked(row.bytes, row.sha256, `checkpoint ${which} of run ${run}`);
  return { run, which, epoch: row.epoch, hash: row.sha256, sizeBytes: bytes.length, createdAt: row.created_at, bytes };
}

export function getCheckpoint(db: Database, run: string, which: CheckpointName): CheckpointRecord & { bytes: Uint8Array } {
  const found = findCheckpoint(db, run, which);
  if (!found)
    throw new IssueError([
      issue(
        'no-checkpoint',
        `run ${run}`,
        `It has no ${which} checkpoint yet.`,
        which === 'best' ? 'Let it finish its first epoch, or use --checkpoint last.' : 'Let it train for a moment.',
      ),
    ]);
  return found;
}
