/** What every table of things with a name can do: rename, delete with undo, and forget what was deleted long ago. */
import { IssueError, issue } from '#shared/errors.ts';
import type { Database } from './database.ts';

type NamedTable = 'projects' | 'datasets' | 'architectures' | 'runs';
const nouns: Record<NamedTable, string> = { projects: 'project', datasets: 'dataset', architectures: 'architecture', runs: 'run' };

/** Deleted things can be restored for so long. */
const keptMs = 30 * 24 * 3600 * 1000;

export const missing = (table: NamedTable, id: string): IssueError =>
  new IssueError([
    issue(`no-${nouns[table]}`, `${nouns[table]} ${id}`, `There is no ${nouns[table]} "${id}".`, 'It may have been deleted.'),
  ]);

export function rename(db: Database, table: NamedTable, id: string, name: string, now: number): void {
  const done = db.prepare(`update ${table} set name = ?, updated_at = ? where id = ? and deleted_at is null`).run(name, now, id);
  if (!done.changes) throw missing(table, id);
}

export function remove(db: Database, table: NamedTable, id: string, now: number): void {
  const done = db.prepare(`update ${table} set deleted_at = ? where id = ? and deleted_at is null`).run(now, id);
  if (!done.changes) throw missing(table, id);
}

export function restore(db: Database, table: NamedTable, id: string): void {
  const done = db.prepare(`update ${table} set deleted_at = null where id = ?`).run(id);
  if (!done.changes) throw missing(table, id);
}

/** Removes for good what was deleted more than 30 days ago. */
export function purge(db: Database, now: number): void {
  for (const table of ['runs', 'architectures', 'datasets', 'projects'] as const)
    db.prepare(`delete from ${table} where deleted_at < ?`).run(now - keptMs);
}

/** `name`, `name 2`, `name 3` ... - the first that is not taken. */
export function freeName(db: Database, table: NamedTable, project: string | undefined, name: string): string {
  const taken = new Set(
    (table === 'projects'
      ? db.prepare('select name from projects where deleted_at is null').pluck().all()
      : db.prepare(`select name from ${table} where project = ? and deleted_at is null`).pluck().all(project)) as string[],
  );
  if (!taken.has(name)) return name;
  const stem = name.replace(/ \d+$/, '');
  for (let n = 2; ; n++) if (!taken.has(`${stem} ${n}`)) return `${stem} ${n}`;
}
