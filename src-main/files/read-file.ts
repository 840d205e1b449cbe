/** A file of the disk, read as what it is: opened where it lies, its columns in memory while they are few and in a scratch file where they are not. */
import { readSource, type ReadHost, type ReadOptions, type TableRead } from '#engine/data/read-table.ts';
import type { ByteSource } from '#engine/data/source.ts';
import { basename } from 'node:path';
import { memoryStorage } from '#engine/data/values.ts';
import { openFile } from './file-source.ts';
import { openScratch } from './scratch.ts';
import { unpack } from './unpack.ts';

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
    const read = readPacked(path, file, options, {
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

/** A table, or the one that is packed in an archive or a workbook. Throws an IssueError when it cannot be unpacked. */
export function readPacked(path: string, bytes: ByteSource, options: ReadOptions, host: ReadHost): TableRead {
  const opened = unpack(basename(path), bytes);
  const read = readSource(opened.bytes, { ...opened.options, ...options }, host);
  const said = [...opened.issues, ...read.issues];
  return { ...read, ...(read.inspection && { inspection: { ...read.inspection, issues: said } }), issues: said };
}
