// A folder as one file: an archive of what lies in it.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { MOST_BYTES, MOST_FILES, archiveOf, type NamedBytes } from '#shared/archive.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { fileError } from './file-error.ts';

/** What lies in a folder and below, hidden files left out, links not followed. Throws an IssueError for one that cannot be read or is too large. */
export function archiveOfFolder(path: string): Uint8Array {
  try {
    const found: string[] = [];
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.name.startsWith('.')) continue;
        const inside = join(folder, entry.name);
        if (entry.isDirectory()) walk(inside);
        else if (entry.isFile()) found.push(inside);
        if (found.length > MOST_FILES) throw tooLarge(path);
      }
    };
    walk(path);
    const bytes = found.reduce((sum, file) => sum + statSync(file).size, 0);
    if (bytes > MOST_BYTES * 0.9) throw tooLarge(path);
    return archiveOf(found.map((file): NamedBytes => ({ path: relative(path, file).split(sep).join('/'), bytes: new Uint8Array(readFileSync(file)) }))); // prettier-ignore
  } catch (error) {
    throw error instanceof IssueError ? error : fileError('file-not-read', path, error);
  }
}

const tooLarge = (path: string): IssueError =>
  new IssueError([
    issue(
      'folder-too-large',
      path,
      'This folder holds more than 65,535 files or 900 MB.',
      'Choose the folder below it that holds the data, or a part of it.',
    ),
  ]);
