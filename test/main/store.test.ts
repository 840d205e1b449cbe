import { newDesign } from '#engine/data/design-file.ts';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { IssueError } from '#shared/errors.ts';
import { findCheckpoint, saveCheckpoint } from '../../src-main/store/checkpoints.ts';
import { openDatabase, type Database } from '../../src-main/store/database.ts';
import { takeLock } from '../../src-main/store/lock.ts';
import { migrate, migrations } from '../../src-main/store/migrate.ts';
import { insertProject, listProjects } from '../../src-main/store/projects.ts';
import { forgetAfter, insertRun, runCurve, saveEpoch, saveStepLosses } from '../../src-main/store/runs.ts';
import type { RunPlan } from '#shared/records.ts';
import { defaultSettings } from '#engine/train/settings.ts';
import { freshHost, temporaryFolder } from './helpers.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof IssueError) return error.issues[0].code;
    throw error;
  }
  return 'nothing was thrown';
};

const plan = { design: newDesign, settings: defaultSettings } as unknown as RunPlan;
const epoch = (n: number, loss: number) => ({
  epoch: n,
  trainLoss: loss,
  validation: null,
  loss,
  rate: 0.1,
  gradientNorm: 1,
  clipped: 0,
  isBest: true,
});

describe('a store', () => {
  test('is in WAL mode with full synchronisation, foreign keys on, and says that it is ours', () => {
    const db = openDatabase(join(temporaryFolder(), 'a.db'));
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('user_version', { simple: true })).toBe(migrations().at(-1)!.version);
    db.close();
  });

  test('of a newer version is refused, and not a byte of it changes', () => {
    const file = join(temporaryFolder(), 'new.db');
    const db = openDatabase(file);
    db.pragma('user_version = 9999');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(file);
    expect(codeOf(() => openDatabase(file))).toBe('store-too-new');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('of a newer version that was killed is refused, and its log is left to it', () => {
    const folder = temporaryFolder();
    const db = openDatabase(join(folder, 'going.db'));
    db.pragma('user_version = 9999');
    insertProject(db, 'in the log', '', 0);
    const [file, log] = [join(folder, 'killed.db'), join(folder, 'killed.db-wal')];
    copyFileSync(join(folder, 'going.db'), file);
    copyFileSync(join(folder, 'going.db-wal'), log);
    db.close();
    const before = [readFileSync(file), readFileSync(log)];
    expect(before[1].length).toBeGreaterThan(0);
    expect(codeOf(() => openDatabase(file))).toBe('store-too-new');
    expect([readFileSync(file), readFileSync(log)]).toEqual(before);
  });

  test('in a place where no file can be is refused in one sentence', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(codeOf(() => openDatabase(folder))).toBe('store-not-opened');
    expect(codeOf(() => openDatabase(join(folder, 'file', 'a.db')))).toBe('store-not-opened');
    expect(codeOf(() => freshHost(join(folder, 'file', 'a.db')))).toBe('store-not-opened');
  });

  test('that is another program’s database or not one at all is refused and left alone', () => {
    const folder = temporaryFolder();
    const text = join(folder, 'text.db');
    writeFileSync(text, 'this is a text file, not a database, and long enough to look like one'.repeat(20));
    expect(codeOf(() => openDatabase(text))).toBe('store-damaged');
    expect(readFileSync(text, 'utf8')).toContain('this is a text file');
  });

  test('notices a single flipped bit in a checkpoint', () => {
    const db = openDatabase(':memory:');
    const run = insertRun(db, insertProject(db, 'p', '', 0).id, 'r', plan, 0);
    saveCheckpoint(db, run.id, 'best', 1, new Uint8Array(64).fill(7), 0);
    expect(findCheckpoint(db, run.id, 'best')!.bytes).toHaveLength(64);
    const bytes = new Uint8Array(64).fill(7);
    bytes[40] ^= 4;
    db.prepare('update checkpoints set bytes = ?').run(bytes);
    expect(codeOf(() => findCheckpoint(db, run.id, 'best'))).toBe('blob-damaged');
    db.close();
  });

  test('survives being copied while it is open, and opens without its -wal', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.db');
    const db = openDatabase(file);
    insertProject(db, 'kept', '', 0);
    db.pragma('wal_checkpoint(TRUNCATE)');
    insertProject(db, 'in the log', '', 0);
    copyFileSync(file, join(folder, 'copy.db'));
    db.close();
    const copy = openDatabase(join(folder, 'copy.db'));
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(listProjects(copy).map((p) => p.name)).toEqual(['kept']);
    copy.close();
  });
});

describe('a migration', () => {
  const older = () => {
    const file = join(temporaryFolder(), 'old.db');
    const db = openDatabase(file);
    insertRun(db, insertProject(db, 'kept', '', 0).id, 'r', plan, 0);
    db.pragma('foreign_keys = OFF');
    return { db, file, next: migrations().at(-1)!.version + 1 };
  };
  const version = (db: Database) => db.pragma('user_version', { simple: true });

  test('makes a copy first, may make a table anew, and loses nothing', () => {
    const { db, file, next } = older();
    const sql = `create table fresh as select * from projects; drop table projects; alter table fresh rename to projects;
      create unique index projects_by_id on projects (id);`;
    migrate(db, file, false, [{ version: next, name: 'anew', sql }]);
    expect(version(db)).toBe(next);
    expect(listProjects(db).map((p) => p.name)).toEqual(['kept']);
    expect(db.prepare('select count(*) from runs').pluck().get()).toBe(1);
    db.close();
    const copy = openDatabase(`${file}.before-${String(next - 1).padStart(4, '0')}`);
    expect(listProjects(copy).map((p) => p.name)).toEqual(['kept']);
    copy.close();
  });

  test.each([
    ['that fails half way', "alter table projects add column color text; insert into nowhere values ('x');"],
    ['that leaves rows without what they refer to', 'delete from projects;'],
  ])('%s changes nothing', (_, sql) => {
    const { db, file, next } = older();
    expect(() => migrate(db, file, false, [{ version: next, name: 'bad', sql }])).toThrow();
    expect(version(db)).toBe(next - 1);
    expect(listProjects(db)).toHaveLength(1);
    expect(db.prepare('select * from projects').columns().map((c) => c.name)).not.toContain('color'); // prettier-ignore
    db.close();
  });

  test('waits for the app when the store may only be read', () => {
    const { db, file, next } = older();
    expect(codeOf(() => migrate(db, file, true, [{ version: next, name: 'x', sql: '' }]))).toBe('store-too-old');
    db.close();
  });
});

describe('the lock', () => {
  test('is given once; a dead owner’s is taken over', () => {
    const store = join(temporaryFolder(), 'a.db');
    const first = takeLock(store);
    expect('release' in first).toBe(true);
    const second = takeLock(store);
    expect('owner' in second && second.owner.pid).toBe(process.pid);
    if ('release' in first) first.release();
    expect(existsSync(`${store}.lock`)).toBe(false);
    writeFileSync(`${store}.lock`, JSON.stringify({ pid: 2 ** 30, started: '1', since: '' }));
    const third = takeLock(store);
    expect('release' in third).toBe(true);
    if ('release' in third) third.release();
  });

  test('of a process whose number was given to another is taken over', () => {
    const store = join(temporaryFolder(), 'a.db');
    writeFileSync(`${store}.lock`, JSON.stringify({ pid: process.pid, started: 'another start', since: '' }));
    expect('release' in takeLock(store)).toBe(true);
  });
});

describe('the curve of a run', () => {
  test('has no overlap after a resume: what will be computed again is forgotten', () => {
    const db = openDatabase(':memory:');
    const { id } = insertRun(db, insertProject(db, 'p', '', 0).id, 'r', plan, 0);
    saveStepLosses(db, id, 0, Float32Array.of(1, 2, 3, 4));
    saveStepLosses(db, id, 4, Float32Array.of(5, 6, 7));
    saveEpoch(db, id, epoch(1, 4), new Float32Array(2));
    saveEpoch(db, id, epoch(2, 3), new Float32Array(2));
    forgetAfter(db, id, 1, 5);
    const curve = runCurve(db, id, 4);
    expect([...curve.stepLosses]).toEqual([1, 2, 3, 4, 5]);
    expect(curve.epochs.map((e) => e.epoch)).toEqual([1]);
    saveStepLosses(db, id, 5, Float32Array.of(60));
    saveEpoch(db, id, epoch(2, 2.5), new Float32Array(2));
    expect([...runCurve(db, id, 4).stepLosses]).toEqual([1, 2, 3, 4, 5, 60]);
    expect(runCurve(db, id, 4).epochs.map((e) => e.loss)).toEqual([4, 2.5]);
    db.close();
  });

  test('of very many steps is thinned to what a screen can show', () => {
    const db = openDatabase(':memory:');
    const { id } = insertRun(db, insertProject(db, 'p', '', 0).id, 'r', plan, 0);
    saveStepLosses(db, id, 0, new Float32Array(100_000).fill(2));
    const curve = runCurve(db, id, 1000);
    expect(curve.stepLosses.length).toBeLessThanOrEqual(4000);
    expect(curve.stepEpochs.at(-1)!).toBeCloseTo(100, 0);
    db.close();
  });
});
