/**
 * One import, from the first byte to the dataset. What was dropped is stored as it is, then read from there, so that what is kept is what was read. All of it is
 * written under the mark 'importing', in short transactions; the last one makes the dataset. Until then nothing of it is shown, and `discard` - or the
 * next start - removes it.
 */
import { contentOf, type ImportOptions, type ReadContent, type OpenContent } from '#engine/data/content.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { glimpse } from '#engine/data/glimpse.ts';
import { readSource } from '#engine/data/read-table.ts';
import type { Storage } from '#engine/data/values.ts';
import { isError } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { openFile } from '../files/file-source.ts';
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

export class ImportJob {
  private readonly db: Database;
  private readonly fileName: string;
  private readonly sizeBytes: number;
  private readonly onProgress: OnProgress;
  private readonly source: SourceWriter;
  private content?: string;
  private stored = 0;

  constructor(db: Database, fileName: string, sizeBytes: number, onProgress: OnProgress = () => {}) {
    this.db = db;
    this.fileName = fileName;
    this.sizeBytes = sizeBytes;
    this.onProgress = onProgress;
    this.source = new SourceWriter(db, fileName, Date.now());
    this.source.begin(fileName);
  }

  append(bytes: Uint8Array): void {
    this.source.append(bytes);
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

  /** Reads what was stored. Throws an IssueError when it is no dataset; then nothing of it is left. */
  finish(project: string, options: ImportOptions, design?: DatasetDesign): DatasetRecord {
    try {
      this.source.finish();
      const writer = new ContentWriter(this.db, (this.content = beginContent(this.db, Date.now())));
      const { content, inspection } = readStored(sourceFiles(this.db, this.source.id), options, writer, this.onProgress);
      const parts = {
        ...{ project, name: nameOf(this.fileName), fileName: this.fileName, inspection, readOptions: options },
        design: design ?? defaultDesign(glimpse(content)),
      };
      return datasets.completeDataset(this.db, parts, writer, content, this.source.id, Date.now());
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  discard(): void {
    if (this.content) removeContent(this.db, this.content);
    removeSource(this.db, this.source.id);
  }
}

const nameOf = (fileName: string): string =>
  fileName.replace(/^.*[\\/]/, '').replace(/\.(csv|tsv|txt|tab|dat|tsf|ts|arff)$/i, '') || 'dataset';

/** The content of stored files, its columns in a storage. Throws an IssueError that says why there is none. */
export function readStored(files: StoredFile[], options: ImportOptions, storage: Storage, onProgress: OnProgress): Required<Content> {
  const [file] = files;
  const read = readSource(file.bytes, options, {
    storage,
    mostLetters: MOST_LETTERS,
    onProgress: (done, of) => onProgress({ phase: 'reading', done, of }),
  });
  const { content, inspection, issues } = contentOf(file.path, read, options, storage);
  if (content && inspection) return { content, inspection, issues };
  const errors = issues.filter(isError);
  throw new IssueError(errors.length ? errors : [issue('not-read', file.path, 'It could not be read as a table.', 'Try another file.')]);
}

type Content = ReadContent<OpenContent>;

/** Reads the files of a dataset in another way and puts the numbers in the place of the old ones. */
export function rereadDataset(db: Database, id: string, options: ImportOptions, onProgress: OnProgress = () => {}): DatasetRecord {
  const record = datasets.getDataset(db, id);
  const writer = new ContentWriter(db, beginContent(db, Date.now()));
  try {
    const { content, inspection } = readStored(datasets.datasetFiles(db, id), options, writer, onProgress);
    const names = new Set(content.columns.map((c) => c.name));
    const keeps = [...record.design.targets, ...record.design.features].every((name) => names.has(name)) && content.rows === record.rows;
    const design = keeps ? record.design : defaultDesign(glimpse(content));
    return datasets.replaceContent(db, id, { inspection, readOptions: options, design }, writer, content, Date.now());
  } catch (error) {
    removeContent(db, writer.content);
    throw error;
  }
}
