/**
 * Contents: the numbers of datasets, in chunks. One is written under the mark 'importing', some chunks a transaction, so that the log stays short whatever the
 * size; it belongs to nothing until a dataset refers to it. Chunks are read one by one, each checked against its hash.
 */
import { createHash, type Hash } from 'node:crypto';
import type { OpenContent } from '#engine/data/content.ts';
import { bytesOfExtremes, extremesIn, extremesOf, type Extremes } from '#engine/data/extremes.ts';
import { summariseSequences, type Sequences, type SequencesSummary } from '#engine/data/sequences.ts';
import { copyTo, type Sink, type Storage, type Values } from '#engine/data/values.ts';
import { bytesOf, checked, float64Of, sha256, type Database } from './database.ts';
import { newId } from './ids.ts';

/** Bytes of chunks in one transaction: few enough for a short log, enough that syncing does not cost much. */
const bytesTogether = 8 << 20;

export function beginContent(db: Database, now: number): string {
  const id = newId('c');
  db.prepare("insert into contents (id, state, kind, row_count, hash, created_at) values (?, 'importing', 'series', 0, '', ?)").run(
    id,
    now,
  );
  return id;
}

interface Chunk {
  column: number;
  firstRow: number;
  rows: number;
  missing: number;
  extremes: Uint8Array;
  sha256: string;
  bytes: Uint8Array;
}

/** A storage for the columns of one content. */
export class ContentWriter implements Storage {
  readonly chunkRows: number;
  readonly content: string;
  private readonly db: Database;
  private columns = 0;
  private pending: Chunk[] = [];
  private pendingBytes = 0;
  /** Which columns lie here, and the hash of all their numbers. */
  private readonly written = new WeakMap<Values, { column: number; hash: string }>();

  /** chunkRows: rows of a chunk, a multiple of 256. */
  constructor(db: Database, content: string, chunkRows = 1 << 16) {
    this.db = db;
    this.content = content;
    this.chunkRows = chunkRows;
  }

  open(): Sink {
    const column = this.columns++;
    const hash = createHash('sha256');
    let rows = 0;
    return {
      append: (numbers) => {
        this.add(column, rows, numbers, hash);
        rows += numbers.length;
      },
      finish: () => {
        const values = columnValues(this.db, this.content, column, rows, () => this.flush());
        this.written.set(values, { column, hash: hash.digest('hex') });
        return values;
      },
      discard: () => {
        this.pending = this.pending.filter((chunk) => chunk.column !== column);
        this.db.prepare('delete from content_chunks where content = ? and chunk_column = ?').run(this.content, column);
      },
    };
  }

  /** Number of the column and its hash; a column that lies elsewhere is copied. */
  place(values: Values): { column: number; hash: string } {
    return this.written.get(values) ?? this.written.get(copyTo(this, values))!;
  }

  flush(): void {
    if (!this.pending.length) return;
    const insert = this.db.prepare(
      'insert into content_chunks (content, chunk_column, first_row, row_count, missing, extremes, sha256, numbers) values (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.db
      .transaction(() => {
        for (const c of this.pending) insert.run(this.content, c.column, c.firstRow, c.rows, c.missing, c.extremes, c.sha256, c.bytes);
      })
      .immediate();
    this.pending = [];
    this.pendingBytes = 0;
  }

  private add(column: number, firstRow: number, numbers: Float64Array, hash: Hash): void {
    const copy = numbers.slice();
    let missing = 0;
    // One bit pattern for every missing value, so that equal numbers are equal bytes.
    for (let i = 0; i < copy.length; i++)
      if (copy[i] !== copy[i]) {
        copy[i] = NaN;
        missing++;
      }
    const bytes = bytesOf(copy);
    hash.update(bytes);
    this.pending.push({
      column,
      firstRow,
      rows: copy.length,
      missing,
      extremes: bytesOfExtremes(extremesOf(copy)),
      sha256: sha256(bytes),
      bytes,
    });
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= bytesTogether) this.flush();
  }
}

/** Writes what a content is made of beside its numbers, and returns its hash. Columns that are no part of it are removed. Within the last transaction. */
export function finishContent(db: Database, writer: ContentWriter, content: OpenContent): string {
  const id = writer.content;
  const { time, sequences } = content;
  const placed = {
    time: time && writer.place(time),
    columns: content.columns.map((c) => ({ ...c, ...writer.place(c.values) })),
    categories: content.categories.map((c) => ({ ...c, ...writer.place(c.values) })),
  };
  writer.flush();
  const hash = hashOf(
    content.rows,
    placed.time?.hash,
    placed.columns,
    placed.categories.map(({ name, words, hash: codes }) => ({ name, words, hash: codes })),
    sequences,
  );
  const insert = db.prepare('insert into content_columns (content, position, kind, name, chunk_column, words) values (?, ?, ?, ?, ?, ?)');
  if (placed.time) insert.run(id, -1, 'time', '', placed.time.column, null);
  placed.columns.forEach((c, i) => insert.run(id, i, 'number', c.name, c.column, null));
  placed.categories.forEach((c, i) => insert.run(id, placed.columns.length + i, 'category', c.name, c.column, JSON.stringify(c.words)));
  db.prepare(
    'delete from content_chunks where content = ? and chunk_column not in (select chunk_column from content_columns where content = ?)',
  ).run(id, id);
  if (sequences) insertSequences(db, id, sequences);
  db.prepare("update contents set state = 'ready', kind = ?, row_count = ?, hash = ? where id = ?").run(
    sequences ? 'sequences' : 'series',
    content.rows,
    hash,
    id,
  );
  return hash;
}

function insertSequences(db: Database, content: string, sequences: Sequences): void {
  const { names, starts, labels, classes } = sequences;
  const [named, started, labelled, classed] = [
    JSON.stringify(names),
    bytesOf(starts),
    labels ? new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength) : null,
    classes ? JSON.stringify(classes) : null,
  ];
  db.prepare('insert into content_sequences (content, names, starts, labels, classes, summary, sha256) values (?, ?, ?, ?, ?, ?, ?)').run(
    content,
    named,
    started,
    labelled,
    classed,
    JSON.stringify(summariseSequences(sequences)),
    sequencesHash(sequences),
  );
}

const sequencesHash = ({ names, starts, labels, classes }: Sequences): string =>
  sha256(
    [
      JSON.stringify(names),
      sha256(bytesOf(starts)),
      labels ? sha256(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)) : '-',
      JSON.stringify(classes ?? []),
    ].join('\n'),
  );

/** Names, numbers and times, whatever the file looked like: equal content has an equal hash on every machine. */
export function hashOf(
  rows: number,
  time: string | undefined,
  columns: { name: string; hash: string }[],
  categories: { name: string; words: string[]; hash: string }[],
  sequences?: Sequences,
): string {
  const parts = columns.map((c) => `${JSON.stringify(c.name)}:${c.hash}`);
  const words = categories.map((c) => `category ${JSON.stringify(c.name)}:${sha256(JSON.stringify(c.words))}:${c.hash}`);
  const more = [...words, ...(sequences ? [`sequences ${sequencesHash(sequences)}`] : [])];
  return sha256(`loopwright-dataset-1\n${rows}\n${time ?? '-'}\n${[...parts, ...more].join('\n')}`);
}

/** A column that is read chunk by chunk. beforeReading: writes what is still on its way. */
function columnValues(db: Database, content: string, column: number, rows: number, beforeReading = () => {}): Values {
  let last: { from: number; numbers: Float64Array } = { from: 0, numbers: new Float64Array(0) };
  return {
    length: rows,
    read(from, to) {
      if (to <= from) return new Float64Array(0);
      const inChunk = (row: number) => row >= last.from && row < last.from + last.numbers.length;
      if (!inChunk(from)) {
        beforeReading();
        last = readChunk(db, content, column, from);
      }
      if (to <= last.from + last.numbers.length) return last.numbers.subarray(from - last.from, to - last.from);
      const out = new Float64Array(to - from);
      for (let row = from; row < to;) {
        if (!inChunk(row)) last = readChunk(db, content, column, row);
        const part = last.numbers.subarray(row - last.from, Math.min(last.numbers.length, to - last.from));
        out.set(part, row - from);
        row += part.length;
      }
      return out;
    },
  };
}

/** The chunk that holds a row. */
export function readChunk(db: Database, content: string, column: number, row: number): { from: number; numbers: Float64Array } {
  const chunk = db
    .prepare(
      'select first_row, row_count, sha256, numbers from content_chunks where content = ? and chunk_column = ? and first_row <= ? order by first_row desc limit 1',
    )
    .get(content, column, row) as { first_row: number; row_count: number; sha256: string; numbers: Uint8Array } | undefined;
  if (!chunk || row >= chunk.first_row + chunk.row_count) throw new Error(`content ${content}: column ${column} has no row ${row}`);
  const numbers = float64Of(checked(chunk.numbers, chunk.sha256, `column ${column} of content ${content}`));
  return { from: chunk.first_row, numbers };
}

export interface ChunkSummary {
  from: number;
  rows: number;
  missing: number;
  extremes: Extremes;
}

/** What is known of the chunks of a column without reading its numbers. */
export function chunkSummaries(db: Database, content: string, column: number): ChunkSummary[] {
  const rows = db
    .prepare('select first_row, row_count, missing, extremes from content_chunks where content = ? and chunk_column = ? order by first_row')
    .all(content, column) as { first_row: number; row_count: number; missing: number | null; extremes: Uint8Array | null }[];
  return rows.map(({ first_row: from, row_count, missing, extremes }) => {
    if (missing !== null && extremes) return { from, rows: row_count, missing, extremes: extremesIn(new Uint8Array(extremes)) };
    const { numbers } = readChunk(db, content, column, from);
    return { from, rows: row_count, missing: numbers.reduce((n, x) => n + (x === x ? 0 : 1), 0), extremes: extremesOf(numbers) };
  });
}

export interface StoredColumn {
  kind: 'number' | 'time' | 'category';
  name: string;
  /** Number of its chunks. */
  column: number;
  words?: string[];
}

export const contentColumns = (db: Database, content: string): StoredColumn[] =>
  (
    db.prepare('select kind, name, chunk_column, words from content_columns where content = ? order by position').all(content) as {
      kind: StoredColumn['kind'];
      name: string;
      chunk_column: number;
      words: string | null;
    }[]
  ).map(({ kind, name, chunk_column: column, words }) => ({
    kind,
    name,
    column,
    ...(words ? { words: JSON.parse(words) as string[] } : {}),
  }));

export function contentSequences(db: Database, content: string): Sequences | undefined {
  const row = db.prepare('select names, starts, labels, classes, sha256 from content_sequences where content = ?').get(content) as
    { names: string; starts: Uint8Array; labels: Uint8Array | null; classes: string | null; sha256: string } | undefined;
  if (!row) return undefined;
  const sequences: Sequences = {
    names: JSON.parse(row.names) as string[],
    starts: float64Of(row.starts),
    ...(row.labels ? { labels: new Int32Array(new Uint8Array(row.labels).buffer) } : {}),
    ...(row.classes ? { classes: JSON.parse(row.classes) as string[] } : {}),
  };
  checkedSequences(sequences, row.sha256, content);
  return sequences;
}

function checkedSequences(sequences: Sequences, hash: string, content: string): void {
  if (sequencesHash(sequences) !== hash) checked(new Uint8Array(0), hash, `sequences of content ${content}`);
}

export const sequencesSummary = (db: Database, content: string): SequencesSummary | null => {
  const text = db.prepare('select summary from content_sequences where content = ?').pluck().get(content) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as SequencesSummary);
};

/** The columns of a content, larger than memory. */
export function openContent(db: Database, content: string): OpenContent {
  const rows = db.prepare('select row_count from contents where id = ?').pluck().get(content) as number;
  const columns = contentColumns(db, content);
  const of = (column: StoredColumn): Values => columnValues(db, content, column.column, rows);
  const time = columns.find((c) => c.kind === 'time');
  const sequences = contentSequences(db, content);
  return {
    rows,
    columns: columns.filter((c) => c.kind === 'number').map((c) => ({ name: c.name, values: of(c) })),
    categories: columns.filter((c) => c.kind === 'category').map((c) => ({ name: c.name, words: c.words ?? [], values: of(c) })),
    ...(time ? { time: of(time) } : {}),
    ...(sequences ? { sequences } : {}),
  };
}

export const removeContent = (db: Database, id: string): void => void db.prepare('delete from contents where id = ?').run(id);

/** Removes contents that no dataset refers to: what was read anew, and at the start what an import left that did not come to its end. */
export function sweepContents(db: Database, { isStart = false } = {}): void {
  const which = isStart ? '' : "state = 'ready' and ";
  db.prepare(`delete from contents where ${which}id not in (select content from datasets)`).run();
}
