/** Words in a path that say which part of the data a file is: `GunPoint_TRAIN.ts`, `test/a.wav`. */
export type PartWord = 'train' | 'validation' | 'test';

const WORD = /(^|[/_.\- ])(train(?:ing)?|valid(?:ation)?|val|test(?:ing)?)(?=[/_.\- ]|$)/gi;

/** The last such word; null where there is none. */
export function partOfPath(path: string): PartWord | null {
  const word = [...path.matchAll(WORD)].at(-1)?.[2].toLowerCase();
  return word === undefined ? null : word.startsWith('train') ? 'train' : word.startsWith('val') ? 'validation' : 'test';
}

/** The path without these words. */
export const withoutPart = (path: string): string => path.replace(WORD, '$1');

/** Files of one collection have the same. */
export const collectionOf = (path: string): string => withoutPart(path).toLowerCase();
