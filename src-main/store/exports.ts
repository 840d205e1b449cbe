// Exported files with what was verified about them.
import type { CheckpointName, ExportRecord, ExportReport } from '#shared/records.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { checked, sha256, type Database } from './database.ts';
import { newId } from './ids.ts';

interface Row {
  id: string;
  run: string;
  checkpoint: CheckpointName;
  epoch: number;
  checkpoint_sha256: string;
  format: string;
  file_name: string;
  size: number;
  sha256: string;
  report: string;
  created_at: number;
}

const columns = 'id, run, checkpoint, epoch, checkpoint_sha256, format, file_name, length(bytes) as size, sha256, report, created_at';

const recordOf = (r: Row): ExportRecord => ({
  id: r.id,
  run: r.run,
  checkpoint: r.checkpoint,
  epoch: r.epoch,
  checkpointHash: r.checkpoint_sha256,
  format: r.format,
  fileName: r.file_name,
  sizeBytes: r.size,
  hash: r.sha256,
  report: JSON.parse(r.report) as ExportReport,
  createdAt: r.created_at,
});

export const listExports = (db: Database, run: string): ExportRecord[] =>
  (db.prepare(`select ${columns} from exports where run = ? order by created_at, rowid`).all(run) as Row[]).map(recordOf);

/** Replaces an earlier export of the same checkpoint in the same format. */
export function saveExport(
  db: Database,
  e: Pick<ExportRecord, 'run' | 'checkpoint' | 'epoch' | 'checkpointHash' | 'format' | 'fileName' | 'report'> & { bytes: Uint8Array },
  now: number,
): ExportRecord {
  const id = newId('e');
  db.transaction(() => {
    db.prepare('delete from exports where run = ? and checkpoint = ? and format = ?').run(e.run, e.checkpoint, e.format);
    db.prepare(
      'insert into exports (id, run, checkpoint, epoch, checkpoint_sha256, format, file_name, bytes, sha256, report, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      id,
      e.run,
      e.checkpoint,
      e.epoch,
      e.checkpointHash,
      e.format,
      e.fileName,
      e.bytes,
      sha256(e.bytes),
      JSON.stringify(e.report),
      now,
    );
  })();
  return recordOf(db.prepare(`select ${columns} from exports where id = ?`).get(id) as Row);
}

export function exportBytes(db: Database, id: string): { fileName: string; bytes: Uint8Array } {
  const row = db.prepare('select file_name, bytes, sha256 from exports where id = ?').get(id) as
    { file_name: string; bytes: Uint8Array; sha256: string } | undefined;
  if (!row) throw new IssueError([issue('no-export', `export ${id}`, 'There is no such export.', 'Make it again.')]);
  const bytes = checked(row.bytes, row.sha256, `export ${row.file_name}`);
  // Plain bytes: a Buffer would turn itself into a list of numbers on its way to the window.
  return { fileName: row.file_name, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
