// Imports of files of any size: sent in pieces, cancelled, killed; and what is left of those that did not come to their end.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { IssueError } from '#shared/errors.ts';
import type { HostEvent } from '#shared/api.ts';
import type { Database } from '../../src-main/store/database.ts';
import { openDatabase } from '../../src-main/store/database.ts';
import { freshHost, temporaryFolder, waveCsv } from './helpers.ts';

const tables = ['datasets', 'contents', 'content_columns', 'content_chunks', 'sources', 'source_files', 'source_chunks'];
const countIn = (db: Database) =>
  Object.fromEntries(tables.map((t) => [t, db.prepare(`select count(*) from ${t}`).pluck().get() as number]));
const nothing = Object.fromEntries(tables.map((t) => [t, 0]));

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof IssueError) return error.issues[0].code;
    throw error;
  }
  return 'nothing was refused';
}

test('a file sent in pieces is the dataset that it is as a whole, and its progress is told', async () => {
  const host = freshHost();
  const project = await host.api.projects.create('Test');
  const bytes = waveCsv(30_000);
  const events: Extract<HostEvent, { kind: 'import' }>[] = [];
  void (async () => {
    for await (const event of host.events.watch()) if (event.kind === 'import') events.push(event);
  })();
  const id = await host.api.imports.begin(project.id, 'wave.csv', bytes.length);
  for (let at = 0; at < bytes.length; at += 100_001) await host.api.imports.append(id, bytes.slice(at, at + 100_001));
  expect(await host.api.datasets.list(project.id)).toEqual([]);
  const record = await host.api.imports.finish(id, {});
  const whole = await host.api.datasets.import(project.id, 'wave.csv', bytes, {});
  expect(record).toMatchObject({ hash: whole.hash, rows: 30_000, columns: ['a', 'b'], design: whole.design });
  await expect.poll(() => events.at(-1)?.progress).toBe(null);
  expect(new Set(events.flatMap(({ progress }) => (progress ? [progress.phase] : [])))).toEqual(new Set(['storing', 'reading']));
});

test('a file of the disk gives the same, stored and read at once', async () => {
  const host = freshHost();
  const project = await host.api.projects.create('Test');
  const bytes = waveCsv(30_000);
  const path = join(temporaryFolder(), 'wave.csv');
  writeFileSync(path, bytes);
  const id = await host.imports!.file(project.id, path, bytes.length, {}, () => {});
  const whole = await host.api.datasets.import(project.id, 'wave.csv', bytes, {});
  expect(await host.api.datasets.get(id)).toMatchObject({ hash: whole.hash, fileName: 'wave.csv' });
  expect((await host.api.datasets.reread(id, { decimal: '.' })).hash).toBe(whole.hash);
});

test('cancelled, it leaves nothing', async () => {
  const host = freshHost();
  const project = await host.api.projects.create('Test');
  const id = await host.api.imports.begin(project.id, 'wave.csv', 1e7);
  await host.api.imports.append(id, waveCsv(100_000));
  await host.api.imports.cancel(id);
  expect(countIn(host.db)).toEqual(nothing);
  expect(await codeOf(host.api.imports.finish(id, {}))).toBe('no-import');
});

test('what is no table leaves nothing, from a window and from the disk', async () => {
  const host = freshHost();
  const project = await host.api.projects.create('Test');
  const bytes = new TextEncoder().encode('a,b\n');
  const id = await host.api.imports.begin(project.id, 'names.csv', bytes.length);
  await host.api.imports.append(id, bytes);
  expect(await codeOf(host.api.imports.finish(id, {}))).toBe('no-rows');
  const path = join(temporaryFolder(), 'names.csv');
  writeFileSync(path, bytes);
  expect(await codeOf(host.imports!.file(project.id, path, bytes.length, {}, () => {}))).toBe('no-rows');
  expect(await codeOf(host.imports!.file(project.id, `${path}.gone`, 10, {}, () => {}))).toBe('file-not-read');
  expect(countIn(host.db)).toEqual(nothing);
});

test('killed in the middle, nothing of it is shown, and the next start removes what was written', async () => {
  const folder = temporaryFolder();
  const [path, store] = [join(folder, 'long.csv'), join(folder, 'store.db')];
  const rows = waveCsv(50_000);
  const header = rows.indexOf(10) + 1;
  writeFileSync(path, rows.subarray(0, header));
  for (let i = 0; i < 30; i++) writeFileSync(path, rows.subarray(header), { flag: 'a' });
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../src-main/cli.ts'), 'import', path, '--store', store], {
    stdio: 'ignore',
  });
  const gone = new Promise((done) => child.once('exit', done));
  const written = () => {
    try {
      const db = openDatabase(store, { readOnly: true });
      const counts = countIn(db);
      db.close();
      return counts.content_chunks + counts.source_chunks;
    } catch {
      return 0;
    }
  };
  await expect.poll(written, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await gone;
  const before = openDatabase(store, { readOnly: true });
  expect(countIn(before)).toMatchObject({ datasets: 0 });
  expect(before.prepare("select count(*) from contents where state = 'ready'").pluck().get()).toBe(0);
  before.close();
  const host = freshHost(store);
  expect(countIn(host.db)).toEqual(nothing);
  expect(host.db.pragma('integrity_check', { simple: true })).toBe('ok');
});
