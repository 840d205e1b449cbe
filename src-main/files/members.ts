/** What of an archive is data: its tables, largest first, its recordings and pictures; which table is read, and what is said of the others. */
import { collectionOf, partOfPath, type PartWord } from '#engine/data/media/part-words.ts';
import type { Issue } from '#engine/issue.ts';
import type { ZipEntry } from './zip.ts';

const TABLE = /\.(csv|tsv|txt|tab|dat|data|tsf|ts|arff|gz|zst|xlsx|parquet|zip)$/i;
/** What macOS puts beside the files, and what is only about them, is none of the data. */
const BESIDE = /(^|\/)(__MACOSX\/|\.|(readme|licen[cs]e)\b)/i;
/** Where one collection is offered in several formats, the one that says most of it. */
const FORMATS = ['ts', 'tsf', 'arff', 'parquet', 'csv', 'tsv', 'txt'];

export interface Members {
  tables: ZipEntry[];
  recordings: ZipEntry[];
  pictures: ZipEntry[];
}

export function tablesOf(entries: ZipEntry[]): Members {
  const data = entries.filter((e) => !BESIDE.test(e.path));
  const inOrder = (of: ZipEntry[]) => of.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
  return {
    tables: data.filter((e) => TABLE.test(e.path)).sort((a, b) => b.sizeBytes - a.sizeBytes),
    recordings: inOrder(data.filter((e) => /\.wave?$/i.test(e.path))),
    pictures: inOrder(data.filter((e) => /\.png$/i.test(e.path))),
  };
}

/** The tables of one collection for training and testing: their paths are the same but for the word that says so. */
export function partsOf(tables: ZipEntry[]): { part: PartWord; entry: ZipEntry }[] | undefined {
  const groups = new Map<string, { part: PartWord; entry: ZipEntry }[]>();
  for (const entry of tables) {
    const part = partOfPath(entry.path);
    if (part === null) continue;
    const key = collectionOf(entry.path);
    groups.set(key, [...(groups.get(key) ?? []), { part, entry }]);
  }
  const complete = [...groups].filter(([, group]) => {
    const parts = group.map((g) => g.part);
    return parts.includes('train') && parts.includes('test') && new Set(parts).size === parts.length;
  });
  const rank = (key: string) => (FORMATS.indexOf(/\.(\w+)$/.exec(key)?.[1] ?? '') + FORMATS.length + 1) % (FORMATS.length + 1);
  const [best] = complete.sort(([a], [b]) => rank(a) - rank(b));
  const order: PartWord[] = ['train', 'validation', 'test'];
  return best?.[1].sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
}

/** The one that was chosen by name, else the first. */
export const chosenOf = <T>(all: readonly T[], nameOf: (member: T) => string, name: string | undefined): T | undefined =>
  all.find((member) => nameOf(member) === name) ?? all[0];

export function membersOf({ name, names, what }: { name: string; names: string[]; what: 'files' | 'sheets' }): Issue {
  const others = names.filter((other) => other !== name);
  const shown = others.slice(0, 5).map((other) => `"${other}"`).join(', '); // prettier-ignore
  return {
    severity: 'question',
    code: 'one-of-several-tables',
    where: 'file',
    message: `It holds ${names.length} ${what}. "${name}", the largest, was read; left out were ${shown}${others.length > 5 ? ` and ${others.length - 5} more` : ''}.`,
    fix: 'If you meant another one, choose it.',
    count: names.length,
    values: { count: names.length, name, names: others.join(', ') },
  };
}
