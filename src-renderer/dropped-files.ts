/** What was dropped, folders as archives of what lies in them. */
import { MOST_BYTES, MOST_FILES, archiveOf, type NamedBytes } from '#shared/archive.ts';
import { IssueError, issue } from '#shared/errors.ts';

export interface Dropped {
  name: string;
  /** In bytes; undefined for a folder. */
  size: number | undefined;
  /** Rejects with an IssueError when a folder is too large for an archive. */
  file(): Promise<File>;
}

/** To be called while the drop is handled: later its items are gone. */
export function droppedFrom({ items, files }: DataTransfer, tooLarge: (name: string) => { message: string; fix: string }): Dropped[] {
  const entries = [...items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? null);
  return [...files].map((file, i) => {
    const entry = entries[i];
    if (!entry?.isDirectory) return given(file);
    return { name: entry.name, size: undefined, file: () => archived(entry as FileSystemDirectoryEntry, tooLarge) };
  });
}

export const given = (file: File): Dropped => ({ name: file.name, size: file.size, file: () => Promise.resolve(file) });

async function archived(folder: FileSystemDirectoryEntry, tooLarge: (name: string) => { message: string; fix: string }): Promise<File> {
  const found: NamedBytes[] = [];
  let size = 0;
  const walk = async (directory: FileSystemDirectoryEntry, path: string): Promise<void> => {
    for (const entry of await entriesOf(directory)) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${path}${entry.name}/`);
      else {
        const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
        size += file.size;
        if (size > MOST_BYTES * 0.9 || found.length >= MOST_FILES) {
          const { message, fix } = tooLarge(folder.name);
          throw new IssueError([issue('folder-too-large', folder.name, message, fix)]);
        }
        found.push({ path: `${path}${entry.name}`, bytes: new Uint8Array(await file.arrayBuffer()) });
      }
    }
  };
  await walk(folder, '');
  return new File([archiveOf(found) as Uint8Array<ArrayBuffer>], `${folder.name}.zip`);
}

/** All entries of a folder, which come in parts of a hundred. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (!part.length) return all;
    all.push(...part);
  }
}
