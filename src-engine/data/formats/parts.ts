/**
 * Tables of one collection that were handed out apart for training and for testing, as one table: under each other, with a column of words that says which part
 * a row is of, and that never changes within a series.
 */
import type { Issue } from '../../issue.ts';
import type { PartWord } from '../media/part-words.ts';
import type { ReadColumn } from '../read-column.ts';
import type { Inspection, OpenTable, ReadHost, TableRead } from '../read-table.ts';
import { stretchesOf } from '../values.ts';
import { ChunkedColumn, WordColumn } from './long-table.ts';

export const PART = 'part';

export interface ReadPart {
  part: PartWord;
  path: string;
  read: TableRead;
}

interface Opened {
  part: PartWord;
  path: string;
  table: OpenTable;
  inspection: Inspection;
}

export function joinParts(parts: readonly ReadPart[], host: Pick<ReadHost, 'storage'>): TableRead {
  const opened: Opened[] = [];
  for (const { part, path, read } of parts) {
    if (!read.table || !read.inspection) return { issues: read.issues.map((i) => ({ ...i, where: path })) };
    opened.push({ part, path, table: read.table, inspection: read.inspection });
  }
  const [first] = opened;
  const names = [...new Set(opened.flatMap((o) => o.table.columns.map((c) => c.name)))];
  const isInRows = first.table.layout.isSeriesInRows;
  const unlike = opened.find(
    (o) =>
      o.table.layout.layout !== first.table.layout.layout ||
      (!isInRows && o.table.columns.length !== names.length) ||
      o.table.columns.some(
        (c) =>
          !isAlike(
            c,
            first.table.columns.find((f) => f.name === c.name),
          ),
      ),
  );
  if (unlike) return { issues: [partsDiffer(first, unlike)] };
  const columns = names.map((name) => joined(name, opened, host));
  const part = new WordColumn(host);
  for (const { part: word, table } of opened) for (let row = 0; row < table.rows; row++) part.column.add(part.codeOf(word));
  columns.push({ name: freeName(names), type: 'text', values: part.column.finish(), missing: 0, words: part.words });
  const time = first.table.timeColumn === undefined ? undefined : joinedTimes(opened, host);
  const rows = opened.reduce((sum, o) => sum + o.table.rows, 0);
  const table: OpenTable = {
    rows,
    columns,
    ...(time && { time, timeColumn: first.table.timeColumn! }),
    layout: layoutOf(opened, rows, columns.length - 1),
    part: columns.length - 1,
    ...(first.table.label === undefined ? {} : { label: first.table.label }),
    overflow: [],
  };
  const issues = [
    ...opened.flatMap((o) => o.inspection.issues.map((i) => (i.where === 'file' ? { ...i, where: o.path } : i))),
    joinedIssue(opened),
  ];
  const inspection = inspectionOf(opened, table, issues);
  return { table, inspection, issues };
}

/** A column that one of the files holds nothing in can be of any kind. */
const isAlike = ({ type }: ReadColumn, other?: ReadColumn): boolean =>
  type === 'empty' || other === undefined || other.type === 'empty' || other.type === type;

const freeName = (names: string[]): string => (names.includes(PART) ? `${PART} of the data` : PART);

function joined(name: string, opened: Opened[], host: Pick<ReadHost, 'storage'>): ReadColumn {
  const columns = opened.map((o) => o.table.columns.find((c) => c.name === name));
  const model = columns.find((c) => c && c.type !== 'empty') ?? columns.find((c) => c)!;
  const out = new WordColumn(host);
  columns.forEach((column, i) => {
    if (!column) for (let row = 0; row < opened[i].table.rows; row++) out.column.add(NaN);
    else
      for (const [numbers] of stretchesOf(column.values))
        for (const value of numbers) out.column.add(column.words ? out.codeOf(column.words[value] ?? null) : value);
  });
  const { column, words } = out;
  const hasMoreWords = columns.some((c) => c?.hasMoreWords);
  return { ...model, values: column.finish(), missing: column.missing, ...(model.words && { words, hasMoreWords }) };
}

function joinedTimes(opened: Opened[], host: Pick<ReadHost, 'storage'>) {
  const out = new ChunkedColumn(host);
  for (const { table } of opened) {
    if (table.time) for (const [times] of stretchesOf(table.time)) for (const time of times) out.add(time);
    else for (let row = 0; row < table.rows; row++) out.add(NaN);
  }
  return out.finish();
}

/** Series of different parts are different series, also where they have the same name: the part is one of the keys. */
function layoutOf(opened: Opened[], rows: number, part: number): OpenTable['layout'] {
  const { layout } = opened[0].table;
  if (layout.isSeriesInRows) return { ...layout, series: rows };
  const seriesOf = new Int32Array(rows);
  let series = 0;
  let at = 0;
  for (const { table } of opened) {
    for (let row = 0; row < table.rows; row++) seriesOf[at + row] = series + (table.layout.seriesOf?.[row] ?? 0);
    at += table.rows;
    series += table.layout.seriesOf ? table.layout.series : 1;
  }
  return { ...layout, layout: 'long', series, seriesOf, keys: [part, ...layout.keys] };
}

function inspectionOf(opened: Opened[], { rows, columns, layout }: OpenTable, issues: Issue[]): Inspection {
  const [first] = opened;
  const times = opened.flatMap((o) => (o.inspection.time ? [o.inspection.time] : []));
  const sum = (of: 'gaps' | 'duplicates') => times.reduce((total, time) => total + time[of], 0);
  const example = (name: string) => opened.flatMap((o) => o.inspection.columns).find((c) => c.name === name && c.example)?.example ?? null;
  return {
    ...first.inspection,
    header: columns.map((c) => c.name),
    rows,
    columns: columns.map(({ name, type, missing, words }) => ({ name, type, missing, example: example(name) ?? words?.[0] ?? null })),
    time: first.inspection.time && {
      ...first.inspection.time,
      first: times.map((t) => t.first).sort()[0],
      last: times.map((t) => t.last).sort().at(-1)!, // prettier-ignore
      gaps: sum('gaps'),
      duplicates: sum('duplicates'),
    },
    layout: layout.layout,
    series: layout.series,
    keys: layout.keys.map((i) => columns[i].name),
    issues,
  };
}

const partsDiffer = (first: Opened, other: Opened): Issue => ({
  severity: 'error',
  code: 'parts-differ',
  where: 'file',
  message: `"${first.path}" and "${other.path}" have different columns.`,
  fix: 'Give both the same columns, or choose one of them.',
  values: { first: first.path, other: other.path },
});

const joinedIssue = (opened: Opened[]): Issue => ({
  severity: 'warning',
  code: 'parts-joined',
  where: 'file',
  message: `${opened.map((o) => `"${o.path}" (${o.part})`).join(' and ')} were read as one; a column says which part each series is of.`,
  fix: 'Split by that column to keep them apart.',
  count: opened.length,
  values: { count: opened.length, files: opened.map((o) => o.path).join(', ') },
});
