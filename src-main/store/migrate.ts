// Brings a store to the newest shape: each file of migrations/ once, in order, all or nothing, after a copy was made.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IssueError, issue } from '#shared/errors.ts';
import { appRoot } from '../paths.ts';

/** What migrating needs of a database. */
export interface Migratable {
  pragma(source: string, options?: { simple?: boolean }): unknown;
  exec(sql: string): unknown;
  transaction(work: () => void): () => void;
}

const folder = join(appRoot, 'src-main', 'store', 'migrations');

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

export function migrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), name, sql: readFileSync(join(folder, name), 'utf8') }));
}

/** The version that the file has. Throws when a newer Loopwright wrote it; asked before anything is written to it. */
export function checkVersion(db: Migratable, file: string): number {
  const newest = migrations().at(-1)!.version;
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version <= newest) return version;
  throw new IssueError([
    issue(
      'store-too-new',
      `store ${file}`,
      `A newer Loopwright wrote it (version ${version}, this one knows ${newest}).`,
      'Use that version, or choose another store with --store FILE.',
    ),
  ]);
}

/** Foreign keys must be off: a step that makes a table anew would else delete what refers to the old one. They are checked after each. */
export function migrate(db: Migratable, file: string, readOnly: boolean, steps = migrations()): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const missing = steps.filter((m) => m.version > version);
  if (!missing.length) return;
  if (readOnly)
    throw new IssueError([
      issue(
        'store-too-old',
        `store ${file}`,
        `It has the shape of an earlier version (${version}).`,
        'Open it once with the app, which brings it up to date.',
      ),
    ]);
  if (version > 0 && file !== ':memory:') {
    const copy = `${file}.before-${String(version).padStart(4, '0')}`;
    if (!existsSync(copy)) db.exec(`vacuum into '${copy.replaceAll("'", "''")}'`);
  }
  for (const step of missing)
    db.transaction(() => {
      db.exec(step.sql);
      const broken = db.pragma('foreign_key_check') as unknown[];
      if (broken.length) throw new Error(`${step.name} leaves ${broken.length} rows that refer to nothing`);
      db.pragma(`user_version = ${step.version}`);
    })();
}
