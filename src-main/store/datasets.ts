// Datasets: a name, a design, and what they refer to - a content and the source it was read from. A project needs no file that lies elsewhere.
import type { ImportOptions, OpenContent } from '#engine/data/content.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { canonicalDesign, storedDesign } from '#engine/data/design-file.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import { bytesOf as bytesFrom } from '#engine/data/source.ts';
import { allOf, memoryValues } from '#engine/data/values.ts';
import type { DatasetRecord } from '#shared/records.ts';
import {
  ContentWriter,
  beginContent,
  contentColumns,
  contentSequences,
  finishContent,
  hashOf,
  openContent,
  sequencesSummary,
  sweepContents,
} from './contents.ts';
import { bytesOf, sha256, type Database } from './database.ts';
import { newId } from './ids.ts';
import { freeName, missing } from './named.ts';
import { SourceWriter, finishSource, sourceFiles, sweepSources, type StoredFile } from './sources.ts';

interface Row {
  id: string;
  project: string;
  name: string;
  file_name: string;
  content: string;
  source: string;
  inspection: string;
  read_options: string;
  design: string;
  design_hash: string;
  created_at: number;
  updated_at: number;
  kind: DatasetRecord['kind'];
  row_count: number;
  hash: string;
}

const selected = 'select d.*, c.kind, c.row_count, c.hash from datasets d join contents c on c.id = d.content';

const recordOf = (db: Database, r: Row): DatasetRecord => {
  const columns = contentColumns(db, r.content);
  const design = storedDesign(JSON.parse(r.design));
  return {
    id: r.id,
    project: r.project,
    name: r.name,
    fileName: r.file_name,
    kind: r.kind,
    rows: r.row_count,
    columns: columns.filter((c) => c.kind === 'number').map((c) => c.name),
    categories: columns.filter((c) => c.kind === 'category').map((c) => ({ name: c.name, words: c.words?.length ?? 0 })),
    sequences: r.kind === 'sequences' ? sequencesSummary(db, r.content) : null,
    inspection: JSON.parse(r.inspection) as Inspection,
    readOptions: JSON.parse(r.read_options) as ImportOptions,
    hash: r.hash,
    design,
    designHash: designHash(design),
    createdAt: r.created_at,
    updatedAt: r.updated_at,
  };
};

/** Names, numbers and times, whatever the file looked like: equal content has an equal hash on every machine. */
export function contentHash({ rows, time, columns, categories = [], sequences }: Dataset): string {
  const hash = (numbers: Float64Array) => sha256(bytesOf(canonical(numbers)));
  return hashOf(
    rows,
    time && hash(time),
    columns.map((c) => ({ name: c.name, hash: hash(c.numbers) })),
    categories.map((c) => ({ name: c.name, words: c.words, hash: hash(c.codes) })),
    sequences,
  );
}

/** One bit pattern for every missing value. */
function canonical(numbers: Float64Array): Float64Array {
  return numbers.map((x) => (Number.isNaN(x) ? NaN : x));
}

/** The same design has the same hash on every machine. */
export const designHash = (design: DatasetDesign): string => sha256(canonicalDesign(design));

export const listDatasets = (db: Database, project: string): DatasetRecord[] =>
  (db.prepare(`${selected} where d.project = ? and d.deleted_at is null order by d.created_at, d.id`).all(project) as Row[]).map((r) =>
    recordOf(db, r),
  );

export function getDataset(db: Database, id: string): DatasetRecord {
  const row = db.prepare(`${selected} where d.id = ? and d.deleted_at is null`).get(id) as Row | undefined;
  if (!row) throw missing('datasets', id);
  return recordOf(db, row);
}

/** What a dataset is made of, and how it was read. */
export interface DatasetParts {
  project: string;
  name: string;
  fileName: string;
  inspection: Inspection;
  readOptions: ImportOptions;
  design: DatasetDesign;
}

/** The last step of an import, in one transaction: its content and its source are complete, and there is a dataset. */
export function completeDataset(
  db: Database,
  parts: DatasetParts,
  writer: ContentWriter,
  content: OpenContent,
  source: string,
  now: number,
): DatasetRecord {
  const id = newId('d');
  // What is still to be copied or written comes before, in transactions of its own.
  placeColumns(writer, content);
  // The importer writes chunks without waiting for the disk; this commit waits for all of them.
  if (!db.inTransaction) db.pragma('synchronous = FULL');
  db.transaction(() => {
    finishContent(db, writer, content);
    finishSource(db, source);
    insert(db, id, parts, writer.content, source, now);
  })();
  return getDataset(db, id);
}

function placeColumns(writer: ContentWriter, { time, columns, categories }: OpenContent): void {
  for (const values of [...(time ? [time] : []), ...columns.map((c) => c.values), ...categories.map((c) => c.values)]) writer.place(values);
  writer.flush();
}

function insert(db: Database, id: string, d: DatasetParts, content: string, source: string, now: number): void {
  db.prepare(
    'insert into datasets (id, project, name, file_name, content, source, inspection, read_options, design, design_hash, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(
    id,
    d.project,
    freeName(db, 'datasets', d.project, d.name),
    d.fileName,
    content,
    source,
    JSON.stringify(d.inspection),
    JSON.stringify(d.readOptions),
    JSON.stringify(d.design),
    designHash(d.design),
    now,
    now,
  );
}

/** One that is in memory. */
export function insertDataset(db: Database, d: DatasetParts & { content: Dataset; source: Uint8Array }, now: number): DatasetRecord {
  const source = new SourceWriter(db, d.fileName, now);
  source.begin(d.fileName);
  source.append(d.source);
  source.finish();
  return completeDataset(db, d, new ContentWriter(db, beginContent(db, now)), opened(d.content), source.id, now);
}

const opened = ({ columns, categories = [], time, ...rest }: Dataset): OpenContent => ({
  ...rest,
  columns: columns.map((c) => ({ name: c.name, values: memoryValues(c.numbers) })),
  categories: categories.map((c) => ({ name: c.name, words: c.words, values: memoryValues(c.codes) })),
  ...(time ? { time: memoryValues(time) } : {}),
});

/** New numbers for a dataset that was read again; its runs keep the hash of what they were trained on. */
export function replaceContent(
  db: Database,
  id: string,
  d: Pick<DatasetParts, 'inspection' | 'readOptions' | 'design'>,
  writer: ContentWriter,
  content: OpenContent,
  now: number,
): DatasetRecord {
  placeColumns(writer, content);
  if (!db.inTransaction) db.pragma('synchronous = FULL');
  db.transaction(() => {
    finishContent(db, writer, content);
    const done = db
      .prepare(
        'update datasets set content = ?, inspection = ?, read_options = ?, design = ?, design_hash = ?, updated_at = ? where id = ?',
      )
      .run(
        writer.content,
        JSON.stringify(d.inspection),
        JSON.stringify(d.readOptions),
        JSON.stringify(d.design),
        designHash(d.design),
        now,
        id,
      );
    if (!done.changes) throw missing('datasets', id);
  })();
  sweepContents(db);
  return getDataset(db, id);
}

export function saveDesign(db: Database, id: string, design: DatasetDesign, now: number): DatasetRecord {
  const done = db
    .prepare('update datasets set design = ?, design_hash = ?, updated_at = ? where id = ? and deleted_at is null')
    .run(JSON.stringify(design), designHash(design), now, id);
  if (!done.changes) throw missing('datasets', id);
  return getDataset(db, id);
}

/** What a dataset refers to, deleted ones included: a run keeps working after its dataset was put in the bin. */
export function partsOf(db: Database, id: string): { content: string; source: string; inspection: Inspection } {
  const row = db.prepare('select content, source, inspection from datasets where id = ?').get(id) as
    Pick<Row, 'content' | 'source' | 'inspection'> | undefined;
  if (!row) throw missing('datasets', id);
  return { content: row.content, source: row.source, inspection: JSON.parse(row.inspection) as Inspection };
}

/** The numbers in memory, deleted datasets included. */
export function datasetContent(db: Database, id: string): Dataset {
  const { content, inspection } = partsOf(db, id);
  const { rows, columns, categories, time } = openContent(db, content);
  const sequences = contentSequences(db, content);
  const { rowNumbers } = inspection;
  const frequency = inspection.time?.frequency;
  return {
    rows,
    columns: columns.map((c) => ({ name: c.name, numbers: copyOf(c.values) })),
    ...(categories.length ? { categories: categories.map((c) => ({ name: c.name, words: c.words, codes: copyOf(c.values) })) } : {}),
    ...(time ? { time: copyOf(time) } : {}),
    ...(frequency ? { frequency } : {}),
    ...(rowNumbers?.length ? { rowNumbers } : {}),
    ...(sequences ? { sequences } : {}),
  };
}

/** An array of its own: whoever gets it may hand its memory on. */
const copyOf = (values: OpenContent['columns'][number]['values']): Float64Array => {
  const whole = allOf(values);
  return whole.buffer.byteLength === whole.byteLength ? whole : whole.slice();
};

/** What a dataset's numbers are now, deleted ones included; undefined for one that is gone. */
export const currentHash = (db: Database, id: string): string | undefined =>
  db.prepare('select c.hash from datasets d join contents c on c.id = d.content where d.id = ?').pluck().get(id) as string | undefined;

/** How a dataset was read, deleted ones included: how another file like it is read. Nothing special of one that is gone. */
export const readOptionsOf = (db: Database, id: string): ImportOptions =>
  JSON.parse((db.prepare('select read_options from datasets where id = ?').pluck().get(id) as string | undefined) ?? '{}') as ImportOptions;

/**
 * How another file is read for a model of this dataset: several series stay series, also where they are too few to be taken for that by themselves, and
 * their names stand in the same columns.
 */
export function readingLike(db: Database, id: string): ImportOptions {
  const options = readOptionsOf(db, id);
  const row = db.prepare('select c.kind, d.inspection from datasets d join contents c on c.id = d.content where d.id = ?').get(id) as
    { kind: string; inspection: string } | undefined;
  if (row?.kind !== 'sequences') return options;
  const { keys } = JSON.parse(row.inspection) as Inspection;
  return { arrange: 'sequences', ...(keys.length > 0 ? { keys } : {}), ...options };
}

/** The files that a dataset was read from. */
export const datasetFiles = (db: Database, id: string): StoredFile[] => sourceFiles(db, partsOf(db, id).source);

/** The one file that a dataset was read from, in memory. */
export function datasetSource(db: Database, id: string): Uint8Array {
  const [file] = datasetFiles(db, id);
  return bytesFrom(file.bytes);
}

/** A second dataset of the same content. */
export function duplicateDataset(db: Database, id: string, now: number, project?: string): DatasetRecord {
  const record = getDataset(db, id);
  const { content, source } = partsOf(db, id);
  const copy = newId('d');
  insert(db, copy, { ...record, project: project ?? record.project }, content, source, now);
  return getDataset(db, copy);
}

/** A dataset of a project with this content, read in this way, if there is one: the command line imports a file only once. */
export function findDataset(db: Database, project: string, hash: string, readOptions: ImportOptions): DatasetRecord | undefined {
  const row = db
    .prepare(`${selected} where d.project = ? and c.hash = ? and d.read_options = ? and d.deleted_at is null order by d.created_at limit 1`)
    .get(project, hash, JSON.stringify(readOptions)) as Row | undefined;
  return row && recordOf(db, row);
}

/** At the start: removes what no dataset refers to any more, and what an import left behind that did not come to its end. */
export function sweep(db: Database): void {
  sweepContents(db, { isStart: true });
  sweepSources(db);
}
