/**
 * What the paths of a collection say of its files: the class of each, from its folder or the first part of its name (`7_jackson_12.wav`); further parts, such as
 * a speaker, as words of their own; and which part of the data it belongs to, from a folder `train` or `test`.
 */
import { partOfPath, type PartWord } from './part-words.ts';

export interface FileWords {
  /** Class of each file; undefined: nothing tells classes apart. */
  labels?: string[];
  from: 'folders' | 'names' | null;
  /** Columns of words: name, and the word of each file. */
  attributes: { name: string; words: string[] }[];
  /** Paths without the folders that all share. */
  names: string[];
}

export function wordsOfFiles(paths: readonly string[]): FileWords {
  const parts: (PartWord | null)[] = paths.map((path) => partOfPath(path.slice(0, path.lastIndexOf('/') + 1)));
  const shared = sharedFolder(paths);
  const names = paths.map((path) => path.slice(shared).replace(/\.[^./]+$/, ''));
  const isDivided = parts.every((part) => part !== null) && new Set(parts).size > 1;
  const attributes = isDivided ? [{ name: 'part', words: parts as string[] }] : [];
  const folders = paths.map((path) => folderOf(path));
  if (new Set(folders.filter((folder) => partOfPath(`${folder}/`) === null)).size > 1)
    return { labels: folders, from: 'folders', attributes, names };
  const pieces = paths.map((path) => path.replace(/^.*\//, '').replace(/\.[^.]+$/, '').split('_')); // prettier-ignore
  const width = pieces[0]?.length ?? 0;
  const first = pieces.map((each) => each[0]);
  const isTelling = width > 1 && pieces.every((each) => each.length === width) && comesAgain(first);
  if (!isTelling) return { from: null, attributes, names };
  for (let i = 1; i < width; i++) {
    const words = pieces.map((each) => each[i]);
    if (comesAgain(words)) attributes.push({ name: `name part ${i + 1}`, words });
  }
  return { labels: first, from: 'names', attributes, names };
}

/** More than one word, and each on average twice or more. */
const comesAgain = (words: readonly string[]): boolean => {
  const different = new Set(words).size;
  return different > 1 && different * 2 <= words.length;
};

const folderOf = (path: string): string => path.split('/').at(-2) ?? '';

/** Length of the folders at the beginning that are those of every path. */
function sharedFolder([first = '', ...others]: readonly string[]): number {
  let length = first.lastIndexOf('/') + 1;
  for (const path of others) while (length > 0 && !path.startsWith(first.slice(0, length))) length = first.lastIndexOf('/', length - 2) + 1;
  return length;
}
