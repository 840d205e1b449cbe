/** Recordings or pictures, read as series of one table: what they have in common, what is said of files that are left out, and where classes come from. */
import type { Issue } from '../../issue.ts';
import { LongTable, longTableRead } from '../formats/long-table.ts';
import type { ReadHost, TableRead } from '../read-table.ts';
import { counted } from '../wording.ts';
import { wordsOfFiles } from './file-words.ts';

export interface CollectionFile {
  path: string;
  read(): Uint8Array;
}

/** A file as a series: rows after each other, or the reason why it is none ("it ..."). */
export interface Steps {
  rows: number;
  valueAt(column: number, row: number): number;
}

export interface Kind {
  /** Name of the column that names the files. */
  key: string;
  columns: string[];
  steps(file: CollectionFile): Steps | string;
  issues: Issue[];
}

/** Files that are left out are listed by name, so many of them. */
const MOST_NAMED = 5;

export function readCollection(files: readonly CollectionFile[], kind: Kind, host: ReadHost): TableRead {
  const { labels, from, attributes, names } = wordsOfFiles(files.map((file) => file.path));
  const table = new LongTable({
    host,
    key: kind.key,
    values: kind.columns,
    ...(labels && { label: 'class' }),
    attributes: attributes.map((a) => a.name),
  });
  const left: string[] = [];
  files.forEach((file, i) => {
    host.onProgress?.(i, files.length);
    const steps = kind.steps(file);
    if (typeof steps === 'string') return void left.push(`"${file.path}" ${steps}`);
    table.add(names[i], steps.rows, steps.valueAt, { label: labels?.[i] ?? null, attributes: attributes.map((a) => a.words[i]) });
  });
  host.onProgress?.(files.length, files.length);
  const issues = [...kind.issues, ...leftOut(left, files.length)];
  if (table.series === 0) return { issues: [{ ...leftOut(left, files.length)[0], severity: 'error', code: 'no-file-read' }] };
  if (labels && from) issues.push(aboutLabels(labels, from, attributes.map((a) => a.name))); // prettier-ignore
  const open = table.finish();
  if (labels) open.label = 'class';
  return longTableRead(open, { encoding: 'binary', delimiter: '', issues });
}

function leftOut(left: string[], of: number): Issue[] {
  if (!left.length) return [];
  const more = left.length > MOST_NAMED ? `, and ${left.length - MOST_NAMED} more` : '';
  return [
    {
      severity: 'warning',
      code: 'files-left-out',
      where: 'file',
      message: `${left.length} of ${counted(of, 'file')} could not be read and ${left.length === 1 ? 'is' : 'are'} left out: ${left.slice(0, MOST_NAMED).join('; ')}${more}.`,
      fix: 'Save them again as plain WAV or 8-bit PNG, or leave them out yourself.',
      count: left.length,
      values: { count: left.length, of, files: left.slice(0, MOST_NAMED).join('; '), more: Math.max(0, left.length - MOST_NAMED) },
    },
  ];
}

function aboutLabels(labels: string[], from: 'folders' | 'names', others: string[]): Issue {
  const classes = [...new Set(labels)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  const shown = `${classes.slice(0, 10).join(', ')}${classes.length > 10 ? ' ...' : ''}`;
  const beside = others.length ? ` Columns of words beside it: ${others.join(', ')}.` : '';
  return {
    severity: 'question',
    code: from === 'folders' ? 'classes-from-folders' : 'classes-from-names',
    where: 'file',
    message: `${from === 'folders' ? 'The folder of each file' : 'The first part of each file name'} was taken as its class: ${shown}.${beside}`,
    fix: 'Choose another column as the class, or none, if that is not what is to be told apart.',
    count: classes.length,
    values: { count: classes.length, classes: shown, others: others.join(', ') },
  };
}
