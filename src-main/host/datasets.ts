// Answers for datasets: reading a dropped file, its numbers for the eye, and what a design comes to.
import { checkDesign } from '#engine/data/check-design.ts';
import { audit, readingOf, type Reading } from '#engine/data/audit.ts';
import { categoryOf, sequenceCount, sequenceRows, type Dataset } from '#engine/data/dataset.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import { partNames, type DatasetDesign } from '#engine/data/design.ts';
import { firstBatchOf, type FirstBatch } from '#engine/data/first-batch.ts';
import { seriesAt } from '#engine/data/lay-out.ts';
import { partsOf, type Parts } from '#engine/data/parts.ts';
import { contentOf, inMemory, type ImportOptions } from '#engine/data/content.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import { profileOf } from '#engine/data/profile.ts';
import { memorySource } from '#engine/data/source.ts';
import { memoryStorage } from '#engine/data/values.ts';
import { prepare } from '#engine/data/windows.ts';
import { settingsFor, suggestedSettings } from '#engine/train/settings.ts';
import { isError, type Issue } from '#engine/issue.ts';
import type { Api, DesignSummary } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { DatasetRecord } from '#shared/records.ts';
import type { Database } from '../store/database.ts';
import * as store from '../store/datasets.ts';
import * as named from '../store/named.ts';
import { getProject, touchProject } from '../store/projects.ts';
import { factsOf } from '#engine/recipes/facts.ts';
import { recipeFor } from '#engine/recipes/recipe.ts';
import { Storing, finishImport, rereadDataset, type ImportProgress } from '../importer/job.ts';
import { readPacked } from '../files/unpack.ts';
import { look } from '../importer/look.ts';
import type { Events } from './events.ts';
import type { Imports } from './imports.ts';
import { sliceOf } from './series.ts';
import { StoredSeries } from './stored-series.ts';

/** The numbers of a file, or an IssueError that says why there are none. */
export function readDataset(fileName: string, bytes: Uint8Array, options: ImportOptions): { content: Dataset; inspection: Inspection } {
  const read = readPacked(fileName, memorySource(bytes), options, { storage: memoryStorage, mostLetters: Infinity });
  const { content, inspection, issues } = contentOf(fileName, read, options, memoryStorage);
  if (content && inspection) return { content: inMemory(content), inspection };
  const errors = issues.filter(isError);
  throw new IssueError(errors.length ? errors : [issue('not-read', fileName, 'It could not be read as a table.', 'Try another file.')]);
}

/** A small file, read while the caller waits. */
export function importDataset(
  db: Database,
  project: string,
  fileName: string,
  bytes: Uint8Array,
  options: ImportOptions,
  design?: DatasetDesign,
): DatasetRecord {
  const storing = new Storing(db, fileName, bytes.length);
  storing.append(bytes);
  return finishImport(db, storing, { fileName, project, options, ...(design && { design }) });
}

export function summarise(content: Dataset, design: DatasetDesign, reading?: Reading): DesignSummary {
  const { prepared, issues } = prepare(content, design);
  const errors = checkDesign(content, design).some(isError);
  const rows = longestParts(content, design);
  const none = { train: 0, validation: 0, test: 0 };
  return {
    issues: prepared ? issues : [...issues, ...(issues.length ? [] : checkDesign(content, design))],
    windows: prepared ? (Object.fromEntries(partNames.map((p) => [p, prepared.windows[p].length])) as DesignSummary['windows']) : none,
    skipped: prepared?.skipped ?? none,
    rows,
    period: prepared?.period ?? 1,
    audit: errors ? [] : audit(content, design, undefined, reading),
    series: prepared?.series.length ?? sequenceCount(content),
    classes: prepared?.ends.classes.length ?? 0,
    designHash: store.designHash(design),
    recipe: prepared && prepared.windows.train.length ? recipeFor(factsOf(prepared)) : null,
    task: prepared?.task ?? null,
  };
}

const refuse = (problem: Issue): never => {
  throw new IssueError([problem]);
};

function batchOf(content: Dataset, design: DatasetDesign): FirstBatch | null {
  const { prepared } = prepare(content, design);
  if (!prepared) return null;
  const settings = settingsFor(design, suggestedSettings(prepared.windows.train.length));
  return firstBatchOf(prepared, settings.batch, settings.seed);
}

/** Where a split shows on the longest series; nothing where it cannot be read. */
function longestParts(content: Dataset, design: DatasetDesign): Parts {
  const sizeOf = (p: Parts) => p.test.to - Math.min(p.train.from, p.validation.from, p.test.from);
  return partsOf(content, design).reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
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

export function datasetApi(db: Database, events: Events, imports: Imports | undefined): Api['datasets'] {
  const recent = new Recent(db);
  const stored = new StoredSeries(db);
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
    inspect: async (id, options) => (imports && isLarge(db, id) ? imports.look(id, options, () => {}) : look(db, id, options)),
    reread: async (id, options) => {
      if (!imports || !isLarge(db, id)) return changed(rereadDataset(db, id, options));
      const { project, fileName } = store.getDataset(db, id);
      const told = (progress: ImportProgress | null) => events.tell({ kind: 'import', id, project, fileName, progress });
      try {
        await imports.reread(id, options, told);
      } finally {
        told(null);
      }
      return changed(store.getDataset(db, id));
    },
    series: async (id, columns, from, to, points) => {
      const record = store.getDataset(db, id);
      if (record.rows < MANY_ROWS) return sliceOf(recent.get(record), columns, from, to, points);
      return stored.slice(store.partsOf(db, id).content, columns, from, to, points);
    },
    summary: async (id, design) => {
      const record = store.getDataset(db, id);
      return summarise(recent.get(record), design, readingOf(record.readOptions));
    },
    suggest: async (id, task) => defaultDesign(recent.get(store.getDataset(db, id)), task),
    batch: async (id, design) => batchOf(recent.get(store.getDataset(db, id)), design),
    oneSeries: async (id, design, wanted) => {
      const content = recent.get(store.getDataset(db, id));
      const index = Math.min(wanted, sequenceCount(content) - 1);
      return { name: content.sequences?.names[index] ?? '', ...sequenceRows(content, index), parts: partsOf(content, design)[index] };
    },
    profile: async (id, column, from, to) =>
      profileOf(recent.get(store.getDataset(db, id)), column, { from, to }) ??
      refuse(issue('unknown-column', `column ${column}`, `There is no numeric column "${column}".`, 'Choose another.')),
    words: async (id, column) => categoryOf(recent.get(store.getDataset(db, id)), column)?.words ?? [],
    locate: async (id, rows) => {
      const content = recent.get(store.getDataset(db, id));
      const series = Array.from({ length: sequenceCount(content) }, (_, i) => sequenceRows(content, i));
      return rows.map((row) => {
        const at = seriesAt(series, row);
        return { name: content.sequences?.names[at] ?? '', ...series[at] };
      });
    },
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

/** From so many rows on, a plot is drawn without reading whole columns. */
const MANY_ROWS = 1 << 18;

/** Bytes of what was dropped from which reading it has a thread of its own. */
const LARGE = 4 << 20;

const isLarge = (db: Database, id: string): boolean => store.datasetFiles(db, id).reduce((sum, file) => sum + file.bytes.size, 0) >= LARGE;

export function importApi(db: Database, events: Events, imports: () => Imports): Api['imports'] {
  return {
    begin: async (project, fileName, sizeBytes) => {
      const { id: owner } = getProject(db, project);
      let id = '';
      const told = (progress: ImportProgress | null) => events.tell({ kind: 'import', id, project: owner, fileName, progress });
      id = imports().begin(owner, fileName, sizeBytes, told);
      return id;
    },
    append: async (id, bytes) => imports().append(id, bytes),
    finish: async (id, options) => {
      const record = store.getDataset(db, await imports().finish(id, options));
      touchProject(db, record.project, Date.now());
      events.tell({ kind: 'datasets', project: record.project });
      return record;
    },
    cancel: async (id) => imports().cancel(id),
  };
}
