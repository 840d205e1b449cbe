// What the host and the importer thread say to each other. One thread does one task and ends.
import type { ImportOptions } from '#engine/data/content.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { Issue } from '#engine/issue.ts';
import type { Looked } from './look.ts';
import type { ImportProgress } from './job.ts';

export type ImporterTask =
  /** Takes bytes until it is told to finish. */
  | { kind: 'import'; fileName: string; sizeBytes: number }
  /** A file of the disk is stored by one thread and read by another; the second makes the dataset once it is told the source. */
  | { kind: 'store'; path: string; fileName: string; sizeBytes: number }
  | { kind: 'read'; path: string; fileName: string; options: ImportOptions }
  | { kind: 'reread'; dataset: string; options: ImportOptions }
  | { kind: 'look'; dataset: string; options: ImportOptions };

/** What a thread starts with. cancelled: [1], not 0 once the work is to end. */
export interface ImporterData {
  store: string;
  task: ImporterTask;
  cancelled: Int32Array;
}

export type ToImporter =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'complete'; project: string; source: string }
  | { kind: 'finish'; project: string; options: ImportOptions; design?: DatasetDesign };

export type FromImporter =
  /** The bytes have been stored. */
  | { kind: 'taken' }
  | { kind: 'stored'; source: string }
  | { kind: 'progress'; progress: ImportProgress }
  /** Id of the dataset that is ready. */
  | { kind: 'done'; dataset: string }
  | { kind: 'looked'; looked: Looked }
  | { kind: 'failed'; issues: Issue[] };
