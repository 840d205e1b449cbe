// A file of the disk as a source: read where it lies, in any order, never as a whole.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { memorySource, type ByteSource } from '#engine/data/source.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { fileError } from './file-error.ts';
import { archiveOfFolder } from './folder.ts';

export interface FileSource extends ByteSource {
  /** Throws an IssueError when the file is not what it was when it was opened. */
  checkUnchanged(): void;
  close(): void;
}

/** A file, or a folder as an archive of what lies in it. Throws an IssueError when there is nothing to be read. */
export function openFile(path: string): FileSource {
  const file = opened(path);
  const stat = fstatSync(file);
  if (stat.isDirectory()) {
    closeSync(file);
    return { ...memorySource(archiveOfFolder(path)), checkUnchanged() {}, close() {} };
  }
  const { size } = stat;
  const changed = () =>
    new IssueError([issue('file-changed', path, 'It changed while it was read.', 'Wait until nothing writes to it, then try again.')]);
  return {
    size,
    read(at, into) {
      for (let filled = 0; filled < into.length;) {
        const count = readSync(file, into, filled, into.length - filled, at + filled);
        if (count === 0) throw changed();
        filled += count;
      }
    },
    checkUnchanged() {
      const now = fstatSync(file);
      if (now.size !== size || now.mtimeMs !== stat.mtimeMs) throw changed();
    },
    close: () => closeSync(file),
  };
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw fileError('file-not-read', path, error);
  }
}
