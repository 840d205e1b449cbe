/** How the stored files of a dataset would be read with other options: nothing is stored. */
import { cellsOf, type Cell } from '#engine/data/cells.ts';
import type { ImportOptions } from '#engine/data/content.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import { offsetOf } from '#engine/data/times.ts';
import { memoryStorage } from '#engine/data/values.ts';
import type { Issue } from '#engine/issue.ts';
import { readPacked } from '../files/unpack.ts';
import { openScratch } from '../files/scratch.ts';
import type { Database } from '../store/database.ts';
import { datasetFiles } from '../store/datasets.ts';
import type { OnProgress } from './job.ts';

export interface Looked {
  inspection: Inspection | null;
  issues: Issue[];
  /** The first rows as they were understood: times in ISO 8601, missing values empty. */
  preview: string[][];
}

const PREVIEW_ROWS = 8;
/** Bytes of a text whose columns are kept in memory, and letters of the words of a column. */
const FITS_IN_MEMORY = 64 << 20;
const MOST_LETTERS = 1 << 20;

export function look(db: Database, dataset: string, options: ImportOptions, onProgress: OnProgress = () => {}): Looked {
  const [file] = datasetFiles(db, dataset);
  const scratch = file.bytes.size > FITS_IN_MEMORY ? openScratch() : undefined;
  try {
    const { table, inspection, issues } = readPacked(file.path, file.bytes, options, {
      storage: scratch ?? memoryStorage,
      mostLetters: MOST_LETTERS,
      onProgress: (done, of) => onProgress({ phase: 'reading', done, of }),
    });
    const said = (cell: Cell) => (cell === null ? '' : String(cell));
    const offset = offsetOf(inspection?.time?.first ?? '');
    const preview = table ? cellsOf(table, 0, PREVIEW_ROWS, offset).map((row) => row.slice(0, table.columns.length).map(said)) : [];
    return { inspection: inspection ?? null, issues, preview };
  } finally {
    scratch?.close();
  }
}
