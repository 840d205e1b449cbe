// Answers for datasets: reading a dropped file, its numbers for the eye, and what a design comes to.
import { checkDesign, defaultDesign, partNames, partRows, type Dataset, type DatasetDesign } from '#engine/data/dataset.ts';
import { readContent, type ImportOptions } from '#engine/data/content.ts';
import type { Inspection, Table } from '#engine/data/read-table.ts';
import { prepare } from '#engine/data/windows.ts';
import { isError } from '#engine/issue.ts';
import type { Api, DesignSummary } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { DatasetRecord } from '#shared/records.ts';
import type { Database } from '../store/database.ts';
import * as store from '../store/datasets.ts';
import * as named from '../store/named.ts';
import { getProject, touchProject } from '../store/projects.ts';
import type { Events } from './events.ts';
import { sliceOf } from './series.ts';

/** The numbers of a file, or an IssueError that says why there are none. */
export function readDataset(fileName: string, bytes: Uint8Array, options: ImportOptions): { content: Dataset; inspection: Inspection } {
  const { content, inspection, issues } = readContent(fileName, bytes, options);
  if (content && inspection) return { content, inspection };
  const errors = issues.filter(isError);
  throw new IssueError(errors.length ? errors : [issue('not-read', fileName, 'It could not be read as a table.', 'Try another file.')]);
}

export function importDataset(
  db: Database,
  project: string,
  fileName: string,
  bytes: Uint8Array,
  options: ImportOptions,
  design?: DatasetDesign,
): DatasetRecord {
  const { content, inspection } = readDataset(fileName, bytes, options);
  const name = fileName.replace(/^.*[\\/]/, '').replace(/\.(csv|tsv|txt|tab|dat)$/i, '') || 'dataset';
  return store.insertDataset(
    db,
    { project, name, fileName, content, inspection, readOptions: options, design: design ?? defaultDesign(content), source: bytes },
    Date.now(),
  );
}

export function summarise(content: Dataset, design: DatasetDesign): DesignSummary {
  const { prepared, issues } = prepare(content, design);
  const rows = partRows(design.split, content.rows);
  const none = { train: 0, validation: 0, test: 0 };
  return {
    issues: prepared ? issues : [...issues, ...(issues.length ? [] : checkDesign(content, design))],
    windows: prepared ? (Object.fromEntries(partNames.map((p) => [p, prepared.windows[p].length])) as DesignSummary['windows']) : none,
    skipped: prepared?.skipped ?? none,
    rows,
    period: prepared?.period ?? 1,
    designHash: store.designHash(design),
  };
}

/** The few datasets that were looked at last, so that panning a plot does not read the store each time. */
class Recent {
  private readonly kept = new Map<string, Dataset>();
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  get(record: Pick<DatasetRecord, 'id' | 'hash'>): Dataset {
    const key = `${record.id} ${record.hash}`;
    const content = this.kept.get(key) ?? store.datasetContent(this.db, record.id);
    this.kept.delete(key);
    this.kept.set(key, content);
    if (this.kept.size > 3) this.kept.delete(this.kept.keys().next().value!);
    return content;
  }
}

export function datasetApi(db: Database, events: Events): Api['datasets'] {
  const recent = new Recent(db);
  const changed = (record: DatasetRecord) => {
    touchProject(db, record.project, Date.now());
    events.tell({ kind: 'datasets', project: record.project });
    return record;
  };
  const projectOf = (id: string) => db.prepare('select project from datasets where id = ?').pluck().get(id) as string;
  return {
    list: async (project) => store.listDatasets(db, project),
    get: async (id) => store.getDataset(db, id),
    import: async (project, fileName, bytes, options) => changed(importDataset(db, getProject(db, project).id, fileName, bytes, options)),
    inspect: async (id, options) => {
      const { table, inspection, issues } = readContent(store.getDataset(db, id).fileName, store.datasetSource(db, id), options);
      return { inspection: inspection ?? null, issues, preview: table ? previewOf(table) : [] };
    },
    reread: async (id, options) => {
      const record = store.getDataset(db, id);
      const { content, inspection } = readDataset(record.fileName, store.datasetSource(db, id), options);
      const names = new Set(content.columns.map((c) => c.name));
      const keeps = [...record.design.targets, ...record.design.features].every((name) => names.has(name)) && content.rows === record.rows;
      return changed(
        store.replaceDataset(
          db,
          id,
          { content, inspection, readOptions: options, design: keeps ? record.design : defaultDesign(content) },
          Date.now(),
        ),
      );
    },
    series: async (id, columns, from, to, points) => sliceOf(recent.get(store.getDataset(db, id)), columns, from, to, points),
    summary: async (id, design) => summarise(recent.get(store.getDataset(db, id)), design),
    saveDesign: async (id, design) => changed(store.saveDesign(db, id, design, Date.now())),
    rename: async (id, name) => {
      named.rename(db, 'datasets', id, name, Date.now());
      changed(store.getDataset(db, id));
    },
    duplicate: async (id) => changed(store.duplicateDataset(db, id, Date.now())),
    remove: async (id) => {
      named.remove(db, 'datasets', id, Date.now());
      events.tell({ kind: 'datasets', project: projectOf(id) });
    },
    restore: async (id) => {
      named.restore(db, 'datasets', id);
      changed(store.getDataset(db, id));
    },
  };
}

/** The first rows as they were understood: times in ISO 8601, missing values empty. */
function previewOf(table: Table): string[][] {
  return Array.from({ length: Math.min(8, table.rows) }, (_, row) =>
    table.columns.map((c) => {
      if (c.texts) return c.texts[row] ?? '';
      const x = c.numbers[row];
      if (Number.isNaN(x)) return '';
      return c.type === 'time' ? new Date(x).toISOString() : String(x);
    }),
  );
}
