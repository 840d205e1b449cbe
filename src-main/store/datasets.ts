// Datasets with their content: a project needs no file that lies elsewhere.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { ImportOptions } from '#engine/data/content.ts';
import { canonicalDesign, storedDesign } from '#engine/data/design-file.ts';
import { summariseSequences, type Sequences } from '#engine/data/sequences.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { bytesOf, checked, float64Of, sha256, type Database } from './database.ts';
import { newId } from './ids.ts';
import { freeName, missing } from './named.ts';

interface Row {
  id: string;
  project: string;
  name: string;
  file_name: string;
  row_count: number;
  inspection: string;
  read_options: string;
  hash: string;
  design: string;
  design_hash: string;
  created_at: number;
  updated_at: number;
}

export interface NewDataset {
  project: string;
  name: string;
  fileName: string;
  content: Dataset;
  inspection: Inspection;
  readOptions: ImportOptions;
  design: DatasetDesign;
  source: Uint8Array;
}

/** What stands beside the inspection of a dataset that is more than columns of numbers: columns of words, whose codes are kept like numbers, and series. */
interface Arrangement {
  words: { name: string; words: string[] }[];
  sequences?: { names: string[]; starts: number[]; labels?: number[]; classes?: string[] };
}

type StoredInspection = Inspection & { arrangement?: Arrangement };

function arrangementOf({ categories = [], sequences }: Dataset): Pick<StoredInspection, 'arrangement'> {
  if (!categories.length && !sequences) return {};
  return {
    arrangement: {
      words: categories.map(({ name, words }) => ({ name, words })),
      ...(sequences ? { sequences: { ...sequences, starts: [...sequences.starts], labels: sequences.labels && [...sequences.labels] } } : {}),
    },
  };
}

const sequencesOf = ({ names, starts, labels, classes }: NonNullable<Arrangement['sequences']>): Sequences => ({
  names,
  starts: Float64Array.from(starts),
  ...(labels ? { labels: Int32Array.from(labels), classes } : {}),
});

function recordOf(db: Database, r: Row): DatasetRecord {
  const { arrangement, ...inspection } = JSON.parse(r.inspection) as StoredInspection;
  const words = arrangement?.words ?? [];
  const names = db
    .prepare("select name from dataset_columns where dataset = ? and kind = 'number' order by position")
    .pluck()
    .all(r.id) as string[];
  const design = storedDesign(JSON.parse(r.design));
  return {
  id: r.id,
  project: r.project,
  name: r.name,
  fileName: r.file_name,
  rows: r.row_count,
  // The codes of words stand behind the numbers.
  columns: names.slice(0, names.length - words.length),
  kind: arrangement?.sequences ? 'sequences' : 'series',
  categories: words.map((c) => ({ name: c.name, words: c.words.length })),
  sequences: arrangement?.sequences ? summariseSequences(sequencesOf(arrangement.sequences)) : null,
  inspection,
  readOptions: JSON.parse(r.read_options) as ImportOptions,
  hash: r.hash,
  design,
  designHash: designHash(design),
  createdAt: r.created_at,
  updatedAt: r.updated_at,
  };
}

/** Names, numbers and times, whatever the file looked like: equal content has an equal hash on every machine. */
export function contentHash(content: Dataset): string {
  const parts = content.columns.map((c) => `${JSON.stringify(c.name)}:${sha256(bytesOf(canonical(c.numbers)))}`);
  const words = (content.categories ?? []).map((c) => `${JSON.stringify([c.name, c.words])}:${sha256(bytesOf(canonical(c.codes)))}`);
  const { sequences } = content;
  const series = sequences
    ? [JSON.stringify([sequences.names, [...sequences.starts], [...(sequences.labels ?? [])], sequences.classes ?? []])]
    : [];
  return sha256(
    `loopwright-dataset-1\n${content.rows}\n${content.time ? sha256(bytesOf(canonical(content.time))) : '-'}\n${[...parts, ...words, ...series].join('\n')}`,
  );
}

/** One bit pattern for every missing value. */
function canonical(numbers: Float64Array): Float64Array {
  return numbers.map((x) => (Number.isNaN(x) ? NaN : x));
}

/** The same design has the same hash on every machine. */
export const designHash = (design: DatasetDesign): string => sha256(canonicalDesign(design));

export const listDatasets = (db: Database, project: string): DatasetRecord[] =>
  (db.prepare('select * from datasets where project = ? and deleted_at is null order by created_at, id').all(project) as Row[]).map((r) =>
    recordOf(db, r),
  );

export function getDataset(db: Database, id: string): DatasetRecord {
  const row = db.prepare('select * from datasets where id = ? and deleted_at is null').get(id) as Row | undefined;
  if (!row) throw missing('datasets', id);
  return recordOf(db, row);
}

export function insertDataset(db: Database, d: NewDataset, now: number): DatasetRecord {
  const id = newId('d');
  db.transaction(() => {
    db.prepare(
      'insert into datasets (id, project, name, file_name, row_count, inspection, read_options, hash, design, design_hash, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      id,
      d.project,
      freeName(db, 'datasets', d.project, d.name),
      d.fileName,
      d.content.rows,
      JSON.stringify({ ...d.inspection, ...arrangementOf(d.content) }),
      JSON.stringify(d.readOptions),
      contentHash(d.content),
      JSON.stringify(d.design),
      designHash(d.design),
      now,
      now,
    );
    writeContent(db, id, d.content);
    const packed = gzipSync(d.source);
    db.prepare('insert into dataset_sources (dataset, bytes, sha256) values (?, ?, ?)').run(id, packed, sha256(packed));
  })();
  return getDataset(db, id);
}

function writeContent(db: Database, id: string, content: Dataset): void {
  db.prepare('delete from dataset_columns where dataset = ?').run(id);
  const insert = db.prepare('insert into dataset_columns (dataset, position, kind, name, numbers, sha256) values (?, ?, ?, ?, ?, ?)');
  const write = (position: number, kind: string, name: string, numbers: Float64Array) =>
    insert.run(id, position, kind, name, bytesOf(numbers), sha256(bytesOf(numbers)));
  if (content.time) write(-1, 'time', '', content.time);
  content.columns.forEach((c, i) => write(i, 'number', c.name, c.numbers));
  content.categories?.forEach((c, i) => write(content.columns.length + i, 'number', c.name, c.codes));
}

/** New numbers for a dataset that was read again; its runs keep the hash of what they were trained on. */
export function replaceContent(
  db: Database,
  id: string,
  d: Pick<NewDataset, 'content' | 'inspection' | 'readOptions' | 'design'>,
  now: number,
): DatasetRecord {
  db.transaction(() => {
    db.prepare(
      'update datasets set row_count = ?, inspection = ?, read_options = ?, hash = ?, design = ?, design_hash = ?, updated_at = ? where id = ?',
    ).run(
      d.content.rows,
      JSON.stringify({ ...d.inspection, ...arrangementOf(d.content) }),
      JSON.stringify(d.readOptions),
      contentHash(d.content),
      JSON.stringify(d.design),
      designHash(d.design),
      now,
      id,
    );
    writeContent(db, id, d.content);
  })();
  return getDataset(db, id);
}

export function saveDesign(db: Database, id: string, design: DatasetDesign, now: number): DatasetRecord {
  const done = db
    .prepare('update datasets set design = ?, design_hash = ?, updated_at = ? where id = ? and deleted_at is null')
    .run(JSON.stringify(design), designHash(design), now, id);
  if (!done.changes) throw missing('datasets', id);
  return getDataset(db, id);
}

/** The numbers, deleted datasets included: a run keeps working after its dataset was put in the bin. */
export function datasetContent(db: Database, id: string): Dataset {
  const row = db.prepare('select row_count, inspection from datasets where id = ?').get(id) as
    Pick<Row, 'row_count' | 'inspection'> | undefined;
  if (!row) throw missing('datasets', id);
  const columns = db.prepare('select kind, name, numbers, sha256 from dataset_columns where dataset = ? order by position').all(id) as {
    kind: string;
    name: string;
    numbers: Uint8Array;
    sha256: string;
  }[];
  const numbersOf = (c: (typeof columns)[number]) => float64Of(checked(c.numbers, c.sha256, `column ${c.name || 'time'} of dataset ${id}`));
  const time = columns.find((c) => c.kind === 'time');
  const { time: read, rowNumbers, arrangement } = JSON.parse(row.inspection) as StoredInspection;
  const frequency = read?.frequency;
  const numbers = columns.filter((c) => c.kind === 'number');
  const words = arrangement?.words ?? [];
  const ofWords = numbers.splice(numbers.length - words.length);
  return {
    rows: row.row_count,
    columns: numbers.map((c) => ({ name: c.name, numbers: numbersOf(c) })),
    ...(time ? { time: numbersOf(time) } : {}),
    ...(frequency ? { frequency } : {}),
    ...(rowNumbers?.length ? { rowNumbers } : {}),
    ...(words.length ? { categories: words.map((c, i) => ({ ...c, codes: numbersOf(ofWords[i]) })) } : {}),
    ...(arrangement?.sequences ? { sequences: sequencesOf(arrangement.sequences) } : {}),
  };
}

/** What a dataset's numbers are now, deleted ones included; undefined for one that is gone. */
export const currentHash = (db: Database, id: string): string | undefined =>
  db.prepare('select hash from datasets where id = ?').pluck().get(id) as string | undefined;

/** How a dataset was read, deleted ones included: how another file like it is read. Nothing special of one that is gone. */
export const readOptionsOf = (db: Database, id: string): ImportOptions =>
  JSON.parse((db.prepare('select read_options from datasets where id = ?').pluck().get(id) as string | undefined) ?? '{}') as ImportOptions;

export function datasetSource(db: Database, id: string): Uint8Array {
  const row = db.prepare('select bytes, sha256 from dataset_sources where dataset = ?').get(id) as
    { bytes: Uint8Array; sha256: string } | undefined;
  if (!row) throw missing('datasets', id);
  return gunzipSync(checked(row.bytes, row.sha256, `source of dataset ${id}`));
}

export function duplicateDataset(db: Database, id: string, now: number, project?: string): DatasetRecord {
  const d = getDataset(db, id);
  return insertDataset(db, { ...d, project: project ?? d.project, content: datasetContent(db, id), source: datasetSource(db, id) }, now);
}

/** A dataset of a project with this content, read in this way, if there is one: the command line imports a file only once. */
export function findDataset(db: Database, project: string, hash: string, readOptions: ImportOptions): DatasetRecord | undefined {
  const row = db
    .prepare(
      'select * from datasets where project = ? and hash = ? and read_options = ? and deleted_at is null order by created_at limit 1',
    )
    .get(project, hash, JSON.stringify(readOptions)) as Row | undefined;
  return row && recordOf(db, row);
}
