/**
 * From a table that has been read to the numbers that are stored: repaired where a person asked for it, series that stand under each other set side by side
 * or kept as sequences. Repairs are named, kept with the dataset and done in one order, so that the same file and options give the same numbers everywhere.
 */
import type { Issue } from '../issue.ts';
import { arrange } from './arrange.ts';
import { stepOf } from './calendar.ts';
import type { Dataset } from './dataset.ts';
import { readSource, tableInMemory, type Inspection, type OpenTable, type ReadOptions, type Table, type TableRead } from './read-table.ts';
import { fillGrid, fillMissing, mergeDuplicates, removeRowsWithoutTime, resample, sortByTime, type Repaired } from './repair.ts';
import type { OpenCategory, Sequences } from './sequences.ts';
import { memorySource } from './source.ts';
import { allOf, memoryStorage, type Storage, type Values } from './values.ts';
import { stepWords } from './wording.ts';

/** In the order in which they are done. mean: what merging repeated times gives. fill and resample want sorted rows; fill also wants no repeated times. */
export const repairNames = ['sort', 'merge', 'mean', 'resample', 'fill', 'interpolate'] as const;
export type RepairName = (typeof repairNames)[number];

export interface ImportOptions extends ReadOptions {
  repairs?: RepairName[];
  /** What `resample` brings the series to, as an ISO 8601 duration such as PT1H. */
  resampleTo?: string;
  /** What becomes of several series in one file: a column each over the same rows, or one after the other. */
  arrange?: 'columns' | 'sequences';
  /** The column with the class of each series; null for none. */
  label?: string | null;
}

/** What is stored of a file, perhaps larger than memory. */
export interface OpenContent {
  rows: number;
  /** Numbers; NaN where a value is missing. */
  columns: { name: string; values: Values }[];
  categories: OpenCategory[];
  time?: Values;
  frequency?: string;
  rowNumbers?: string[];
  sequences?: Sequences;
}

export interface ReadContent<Content> {
  content?: Content;
  inspection?: Inspection;
  /** Errors when there is no content; else the same as the inspection's. */
  issues: Issue[];
}

/** A text table in memory, with its content in memory. table: before it was cut down to numbers, for showing its first rows. */
export function readContent(fileName: string, bytes: Uint8Array, options: ImportOptions): ReadContent<Dataset> & { table?: Table } {
  const read = readSource(memorySource(bytes), options);
  const { content, ...rest } = contentOf(fileName, read, options, memoryStorage);
  return { ...rest, ...(content && { content: inMemory(content) }), ...(read.table && { table: tableInMemory(read.table) }) };
}

/** storage: where columns are kept that are made anew. */
export function contentOf(fileName: string, read: TableRead, options: ImportOptions, storage: Storage): ReadContent<OpenContent> {
  if (!read.table || !read.inspection) return { issues: read.issues, ...(read.inspection ? { inspection: read.inspection } : {}) };
  const { table, inspection } = repaired(read.table, read.inspection, options);
  const arranged = arrange(table, inspection, options, storage);
  if (!arranged.content.columns.length && !arranged.content.categories.length)
    return { inspection, issues: [noNumbers(fileName, table.columns.length)] };
  const said = { ...inspection, issues: [...inspection.issues, ...arranged.issues] };
  return { content: arranged.content, inspection: said, issues: said.issues };
}

const noNumbers = (fileName: string, columns: number): Issue => ({
  severity: 'error',
  code: 'no-numbers',
  where: fileName,
  message: columns === 1 ? 'Its only column holds no numbers.' : `None of its ${columns} columns holds numbers.`,
  fix: 'Check the decimal mark and the delimiter, or choose a file with at least one numeric column.',
  values: { columns },
});

/** The content in memory. */
export const inMemory = ({ columns, categories, time, ...rest }: OpenContent): Dataset => ({
  ...rest,
  columns: columns.map(({ name, values }) => ({ name, numbers: allOf(values) })),
  ...(categories.length ? { categories: categories.map(({ name, words, values }) => ({ name, words, codes: allOf(values) })) } : {}),
  ...(time ? { time: allOf(time) } : {}),
});

/** Issues of the reader that a repair settles. */
const settles: Record<RepairName, readonly string[]> = {
  sort: ['newest-first', 'times-not-sorted', 'rows-without-time'],
  merge: ['duplicate-times'],
  mean: ['duplicate-times'],
  resample: ['duplicate-times', 'gaps', 'irregular-steps', 'unsteady-clock', 'odd-steps'],
  fill: ['gaps'],
  interpolate: [],
};

/** What has to be done before. */
const brings: Partial<Record<RepairName, readonly RepairName[]>> = { merge: [], mean: [], fill: ['sort', 'merge'], resample: ['sort'] };

function repaired(table: OpenTable, inspection: Inspection, options: ImportOptions): { table: OpenTable; inspection: Inspection } {
  const { time } = inspection;
  const asked = new Set(options.repairs ?? []);
  if (!asked.size || !time || !table.time) return { table, inspection };
  for (const name of [...asked]) for (const before of brings[name] ?? []) asked.add(before);
  // The mean of repeated times is one of the two ways to merge them.
  if (asked.has('mean')) asked.delete('merge');
  const wanted = repairNames.filter((name) => asked.has(name));
  const said: Issue[] = [];
  let current = table;
  const apply = ({ table: next, issue }: Repaired) => {
    current = next;
    if (issue.count) said.push(issue);
  };
  let frequency = time.frequency;
  for (const name of wanted) {
    switch (name) {
      case 'sort':
        apply(removeRowsWithoutTime(current));
        apply(sortByTime(current));
        break;
      case 'merge':
      case 'mean':
        apply(mergeDuplicates(current, name === 'mean' ? 'mean' : 'last'));
        break;
      case 'resample': {
        const to = options.resampleTo ?? frequency;
        const step = stepOf(to);
        if (!step) break;
        apply(resample(current, step, stepWords(to)));
        frequency = to;
        break;
      }
      case 'fill': {
        const step = stepOf(frequency);
        if (step)
          apply(
            fillGrid(
              current,
              step,
              inspection.issues.some((issue) => issue.code === 'weekdays-only'),
            ),
          );
        break;
      }
      case 'interpolate': {
        const columns = current.columns.filter((c) => c.type === 'number' && c.missing > 0).map((c) => c.name);
        if (columns.length) apply(fillMissing(current, columns, { method: 'interpolate' }));
        break;
      }
      default:
        name satisfies never;
    }
  }
  const hasStep = stepOf(frequency) !== null;
  const settled = wanted.flatMap((name) => (name === 'resample' && !hasStep ? [] : settles[name]));
  const isResampled = wanted.includes('resample') && hasStep;
  return {
    table: current,
    inspection: {
      ...inspection,
      rows: current.rows,
      columns: inspection.columns.map((c, i) => ({ ...c, missing: current.columns[i]?.missing ?? c.missing })),
      time: {
        ...time,
        frequency,
        stepMs: isResampled ? (stepOf(frequency)!.ms ?? time.stepMs) : time.stepMs,
        sorted: time.sorted || wanted.includes('sort'),
        duplicates: wanted.includes('merge') || wanted.includes('mean') || isResampled ? 0 : time.duplicates,
        gaps: (wanted.includes('fill') || wanted.includes('resample')) && hasStep ? 0 : time.gaps,
      },
      issues: [...inspection.issues.filter((i) => !settled.includes(i.code)), ...said],
    },
  };
}
