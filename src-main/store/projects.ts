// Projects: what datasets, architectures and runs belong to.
import type { ProjectRecord } from '#shared/records.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import { freeName, missing } from './named.ts';

interface Row {
  id: string;
  name: string;
  sample: string;
  created_at: number;
  updated_at: number;
}

const recordOf = (r: Row): ProjectRecord => ({
  id: r.id,
  name: r.name,
  sample: r.sample,
  createdAt: r.created_at,
  updatedAt: r.updated_at,
});

export const listProjects = (db: Database): ProjectRecord[] =>
  (db.prepare('select * from projects where deleted_at is null order by updated_at desc, id').all() as Row[]).map(recordOf);

export function getProject(db: Database, id: string): ProjectRecord {
  const row = db.prepare('select * from projects where id = ? and deleted_at is null').get(id) as Row | undefined;
  if (!row) throw missing('projects', id);
  return recordOf(row);
}

export function insertProject(db: Database, name: string, sample: string, now: number): ProjectRecord {
  const id = newId('p');
  db.prepare('insert into projects (id, name, sample, created_at, updated_at) values (?, ?, ?, ?, ?)').run(
    id,
    freeName(db, 'projects', undefined, name),
    sample,
    now,
    now,
  );
  return getProject(db, id);
}

export const touchProject = (db: Database, id: string, now: number): void =>
  void db.prepare('update projects set updated_at = ? where id = ?').run(now, id);
