/** A file of the disk, read as what it is: opened where it lies, its columns in memory while they are few and in a scratch file where they are not. */
import type { ReadOptions, TableRead } from '#engine/data/read-table.ts';
import { basename } from 'node:path';
import { memoryStorage } from '#engine/data/values.ts';
import { openFile } from './file-source.ts';
import { openScratch } from './scratch.ts';
import { readPacked } from './unpack.ts';

/** Up to so many bytes of text, columns are kept in memory. */
const FITS_IN_MEMORY = 256 << 20;
/** Letters of the different words of a column that are kept of a larger file. */
const MOST_LETTERS = 64 << 20;

/** Calls `use` while the table can be read. Throws an IssueError when there is no file to be read. */
export function withFile<T>(path: string, options: ReadOptions, use: (read: TableRead) => T, onProgress?: (share: number) => void): T {
  const file = openFile(path);
  const isLarge = file.size > FITS_IN_MEMORY;
  const scratch = isLarge ? openScratch() : undefined;
  try {
    const read = readPacked(basename(path), file, options, {
      storage: scratch ?? memoryStorage,
      mostLetters: isLarge ? MOST_LETTERS : Infinity,
      ...(onProgress && { onProgress: (bytes, of) => onProgress(bytes / of) }),
    });
    file.checkUnchanged();
    return use(read);
  } finally {
    file.close();
    scratch?.close();
  }
}
