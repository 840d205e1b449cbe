// Architectures: the newest version of each, and every earlier one.
import type { Architecture } from '#engine/architecture.ts';
import type { ArchitectureRecord } from '#shared/records.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import { freeName, missing } from './named.ts';

interface Row {
  id: string;
  project: string;
  name: string;
  version: number;
  content: string;
  layout: string;
  created_at: number;
  updated_at: number;
}

const select =
  'select a.*, v.content, v.layout from architectures a join architecture_versions v on v.architecture = a.id and v.version = a.version';

const recordOf = (r: Row): ArchitectureRecord => ({
  id: r.id,
  project: r.project,
  name: r.name,
  version: r.version,
  architecture: JSON.parse(r.content) as Architecture,
  layout: JSON.parse(r.layout) as ArchitectureRecord['layout'],
  createdAt: r.created_at,
  updatedAt: r.updated_at,
});

export const listArchitectures = (db: Database, project: string): ArchitectureRecord[] =>
  (db.prepare(`${select} where a.project = ? and a.deleted_at is null order by a.created_at, a.id`).all(project) as Row[]).map(recordOf);

export function getArchitecture(db: Database, id: string): ArchitectureRecord {
  const row = db.prepare(`${select} where a.id = ? and a.deleted_at is null`).get(id) as Row | undefined;
  if (!row) throw missing('architectures', id);
  return recordOf(row);
}

export function insertArchitecture(
  db: Database,
  project: string,
  name: string,
  architecture: Architecture,
  layout: ArchitectureRecord['layout'],
  now: number,
): ArchitectureRecord {
  const id = newId('a');
  db.transaction(() => {
    db.prepare('insert into architectures (id, project, name, version, created_at, updated_at) values (?, ?, ?, 1, ?, ?)').run(
      id,
      project,
      freeName(db, 'architectures', project, name),
      now,
      now,
    );
    insertVersion(db, id, 1, architecture, layout, now);
  })();
  return getArchitecture(db, id);
}

function insertVersion(
  db: Database,
  id: string,
  version: number,
  architecture: Architecture,
  layout: ArchitectureRecord['layout'],
  now: number,
): void {
  db.prepare('insert into architecture_versions (architecture, version, content, layout, created_at) values (?, ?, ?, ?, ?)').run(
    id,
    version,
    JSON.stringify(architecture),
    JSON.stringify(layout),
    now,
  );
}

/** A new version when the drawing changed; where only plates moved, the layout of the newest one. */
export function saveArchitecture(
  db: Database,
  id: string,
  architecture: Architecture,
  layout: ArchitectureRecord['layout'],
  now: number,
): ArchitectureRecord {
  const old = getArchitecture(db, id);
  db.transaction(() => {
    if (JSON.stringify(old.architecture) === JSON.stringify(architecture)) {
      db.prepare('update architecture_versions set layout = ? where architecture = ? and version = ?').run(
        JSON.stringify(layout),
        id,
        old.version,
      );
      return;
    }
    insertVersion(db, id, old.version + 1, architecture, layout, now);
    db.prepare('update architectures set version = ?, updated_at = ? where id = ?').run(old.version + 1, now, id);
  })();
  return getArchitecture(db, id);
}

export function duplicateArchitecture(db: Database, id: string, now: number, project?: string): ArchitectureRecord {
  const a = getArchitecture(db, id);
  return insertArchitecture(db, project ?? a.project, a.name, a.architecture, a.layout, now);
}
