/**
 * An import, from the first byte to the dataset: what was dropped is stored as it is, and read from there or, at the same time, from the disk. All of it is
 * written under the mark 'importing', in short transactions; the last one makes the dataset. Until then nothing of it is shown, and `discard` - or the
 * next start - removes it.
 */
import { contentOf, type ImportOptions, type ReadContent, type OpenContent } from '#engine/data/content.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { glimpse } from '#engine/data/glimpse.ts';
import type { ByteSource } from '#engine/data/source.ts';
import type { Storage } from '#engine/data/values.ts';
import { isError } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { openFile } from '../files/file-source.ts';
import { readPacked } from '../files/unpack.ts';
import { ContentWriter, beginContent, removeContent } from '../store/contents.ts';
import type { Database } from '../store/database.ts';
import * as datasets from '../store/datasets.ts';
import { SourceWriter, removeSource, sourceFiles, type StoredFile } from '../store/sources.ts';

export interface ImportProgress {
  phase: 'storing' | 'reading';
  /** Bytes. */
  done: number;
  of: number;
}

/** Told several times a second; may throw to end the work. */
export type OnProgress = (progress: ImportProgress) => void;

/** Bytes that are copied at a time. */
const BLOCK = 1 << 20;
/** Letters of the different words of one column that are kept. */
const MOST_LETTERS = 64 << 20;

/** Stores what was dropped. */
export class Storing {
  private readonly db: Database;
  private readonly sizeBytes: number;
  private readonly onProgress: OnProgress;
  private readonly writer: SourceWriter;
  private stored = 0;

  constructor(db: Database, fileName: string, sizeBytes: number, onProgress: OnProgress = () => {}) {
    this.db = db;
    this.sizeBytes = sizeBytes;
    this.onProgress = onProgress;
    this.writer = new SourceWriter(db, fileName, Date.now());
    this.writer.begin(fileName);
  }

  append(bytes: Uint8Array): void {
    this.writer.append(bytes);
    this.stored += bytes.length;
    this.onProgress({ phase: 'storing', done: this.stored, of: this.sizeBytes });
  }

  /** All bytes of a file of the disk. */
  copy(path: string): void {
    const file = openFile(path);
    try {
      const block = new Uint8Array(Math.min(BLOCK, file.size));
      for (let at = 0; at < file.size; at += BLOCK) {
        const part = block.subarray(0, Math.min(BLOCK, file.size - at));
        file.read(at, part);
        this.append(part);
      }
      file.checkUnchanged();
    } finally {
      file.close();
    }
  }

  /** Id of the source, which is still under the mark. */
  finish(): string {
    this.writer.finish();
    return this.writer.id;
  }

  discard(): void {
    removeSource(this.db, this.writer.id);
  }
}

/** Reads what was dropped into a content, and makes it and its source a dataset. */
export class Reading {
  private readonly db: Database;
  private readonly fileName: string;
  private readonly options: ImportOptions;
  private readonly writer: ContentWriter;
  private read?: Read;

  constructor(db: Database, fileName: string, options: ImportOptions) {
    this.db = db;
    this.fileName = fileName;
    this.options = options;
    this.writer = new ContentWriter(db, beginContent(db, Date.now()));
  }

  /** Throws an IssueError when it is no dataset. */
  take(bytes: ByteSource, onProgress: OnProgress = () => {}): void {
    this.read = readContentOf({ path: this.fileName, bytes }, this.options, this.writer, onProgress);
    this.writer.flush();
  }

  /** The dataset, from one transaction. */
  complete(project: string, source: string, design?: DatasetDesign): DatasetRecord {
    const { db, fileName, options: readOptions } = this;
    const { content, inspection } = this.read!;
    const parts = {
      ...{ project, name: nameOf(fileName), fileName, inspection, readOptions },
      design: design ?? defaultDesign(glimpse(content)),
    };
    return datasets.completeDataset(db, parts, this.writer, content, source, Date.now());
  }

  discard(): void {
    removeContent(this.db, this.writer.content);
  }
}

/** Reads what was stored and makes it a dataset; when that fails, nothing of it is left. */
export function finishImport(
  db: Database,
  storing: Storing,
  file: { fileName: string; project: string; options: ImportOptions; design?: DatasetDesign },
  onProgress: OnProgress = () => {},
): DatasetRecord {
  const reading = new Reading(db, file.fileName, file.options);
  try {
    const source = storing.finish();
    reading.take(sourceFiles(db, source)[0].bytes, onProgress);
    return reading.complete(file.project, source, file.design);
  } catch (error) {
    reading.discard();
    storing.discard();
    throw error;
  }
}

const nameOf = (fileName: string): string =>
  fileName.replace(/^.*[\\/]/, '').replace(/\.(csv|tsv|txt|tab|dat|tsf|ts|arff|xlsx|zip)(\.gz)?$|\.gz$/i, '') || 'dataset';

type Read = Required<ReadContent<OpenContent>>;

/** The content of a file, its columns in a storage. Throws an IssueError that says why there is none. */
function readContentOf(file: StoredFile, options: ImportOptions, storage: Storage, onProgress: OnProgress): Read {
  const read = readPacked(file.path, file.bytes, options, {
    storage,
    mostLetters: MOST_LETTERS,
    onProgress: (done, of) => onProgress({ phase: 'reading', done, of }),
  });
  const { content, inspection, issues } = contentOf(file.path, read, options, storage);
  if (content && inspection) return { content, inspection, issues };
  const errors = issues.filter(isError);
  throw new IssueError(errors.length ? errors : [issue('not-read', file.path, 'It could not be read as a table.', 'Try another file.')]);
}

/** Reads the files of a dataset in another way and puts the numbers in the place of the old ones. */
export function rereadDataset(db: Database, id: string, options: ImportOptions, onProgress: OnProgress = () => {}): DatasetRecord {
  const record = datasets.getDataset(db, id);
  const writer = new ContentWriter(db, beginContent(db, Date.now()));
  try {
    const { content, inspection } = readContentOf(datasets.datasetFiles(db, id)[0], options, writer, onProgress);
    const names = new Set(content.columns.map((c) => c.name));
    const keeps = [...record.design.targets, ...record.design.features].every((name) => names.has(name)) && content.rows === record.rows;
    const design = keeps ? record.design : defaultDesign(glimpse(content));
    return datasets.replaceContent(db, id, { inspection, readOptions: options, design }, writer, content, Date.now());
  } catch (error) {
    removeContent(db, writer.content);
    throw error;
  }
}
