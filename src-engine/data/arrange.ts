/**
 * How the series of a table are kept: columns over the same rows; or, where they stand under each other or in rows, either set side by side as columns, or
 * kept one after the other as sequences with lengths of their own. Few series over the same times are best seen side by side, many are sequences.
 */
import type { Issue } from '../issue.ts';
import type { ImportOptions, OpenContent } from './content.ts';
import { labelColumn, labelsOfSeries } from './labels.ts';
import { keysOfOneSeries } from './layout.ts';
import type { ReadColumn } from './read-column.ts';
import type { Inspection, OpenTable } from './read-table.ts';
import { rowsToSequences } from './series-in-rows.ts';
import { classesOf, type OpenCategory, type Sequences } from './sequences.ts';
import { allOf, memoryValues, type Storage, type Values } from './values.ts';
import { counted, names, number } from './wording.ts';

export interface Arranged {
  content: OpenContent;
  issues: Issue[];
}

/** Side by side up to so many columns, if more than so much of the common grid is filled. */
const MOST_COLUMNS = 100;
const LEAST_FILLED = 0.5;
/** A column of more different words is no category but a text. */
const MOST_WORDS = 1000;

export function arrange(read: OpenTable, inspection: Inspection, options: ImportOptions, storage: Storage): Arranged {
  const table = options.arrange === 'sequences' ? withNameOfOneSeries(read) : read;
  const { layout } = table;
  if (layout.isSeriesInRows) return rowsToSequences(table, options, storage);
  // One series keeps its name where it is asked for as a series: a model of many may know it.
  const isSeries = layout.series > 1 || (options.arrange === 'sequences' && layout.seriesOf !== undefined);
  if (layout.layout === 'long' && isSeries) return arrangeLong(table, inspection, options, storage);
  const columns = table.columns.filter((c) => isNumeric(c) && c.missing < table.rows);
  const rowNumbers = layout.rowNumbers.map((i) => table.columns[i].name).filter((name) => columns.some((c) => c.name === name));
  return {
    content: {
      rows: table.rows,
      columns: columns.map(({ name, values }) => ({ name, values })),
      categories: categoriesOf(table, []),
      ...(table.time ? { time: table.time } : {}),
      ...frequencyOf(inspection),
      ...(rowNumbers.length ? { rowNumbers } : {}),
    },
    issues: [],
  };
}

/** A table of one series that says its name in each row, as one of several would. */
function withNameOfOneSeries(table: OpenTable): OpenTable {
  const { layout, columns, rows } = table;
  const keys = layout.layout === 'wide' ? keysOfOneSeries(columns) : [];
  if (!keys.length) return table;
  return { ...table, layout: { ...layout, layout: 'long', series: 1, keys, seriesOf: new Int32Array(rows) } };
}

const isNumeric = (c: ReadColumn): boolean => c.type === 'number' || c.type === 'boolean';

const frequencyOf = ({ time }: Inspection): { frequency?: string } => (time?.frequency ? { frequency: time.frequency } : {});

/** Columns of words that come again: states, places, kinds. Not those that a time was made from. */
function categoriesOf(table: OpenTable, except: number[]): OpenCategory[] {
  const times = table.timeColumn?.split(', ') ?? [];
  return table.columns.flatMap(({ name, type, words, hasMoreWords, values, missing }, i) =>
    type === 'text' &&
    words &&
    !hasMoreWords &&
    words.length <= MOST_WORDS &&
    (words.length * 2 <= table.rows - missing || i === table.part) &&
    !except.includes(i) &&
    !times.includes(name)
      ? [{ name, words, values }]
      : [],
  );
}

function arrangeLong(table: OpenTable, inspection: Inspection, options: ImportOptions, storage: Storage): Arranged {
  const { layout, rows } = table;
  const seriesOf = layout.seriesOf!;
  const label = labelColumn(table, options.label === undefined ? table.label : options.label);
  const values = table.columns.filter((c, i) => !layout.keys.includes(i) && !layout.rowNumbers.includes(i) && i !== label && isNumeric(c));
  const labels = label === undefined ? undefined : labelsOfSeries(table, label);
  // Rows for training and rows for testing are never columns of one table.
  if (options.arrange === 'columns' || (options.arrange === undefined && !labels && table.part === undefined)) {
    const place = placesOf(table, seriesOf);
    const isFew = layout.series * values.length <= MOST_COLUMNS && rows > place.rows * layout.series * LEAST_FILLED;
    if (options.arrange === 'columns' || isFew) return sideBySide(table, inspection, values, place, storage);
  }
  return oneAfterTheOther(table, inspection, values, label, labels, storage);
}

/** Names of the series, by their key columns. */
export function seriesNames({ columns, layout }: OpenTable, seriesOf: Int32Array): string[] {
  const first = new Int32Array(layout.series).fill(-1);
  for (let row = seriesOf.length - 1; row >= 0; row--) first[seriesOf[row]] = row;
  const keys = layout.keys.map((i) => columns[i]);
  const wordOf = ({ words, values }: ReadColumn, row: number): string => {
    const [value] = values.read(row, row + 1);
    return value !== value ? '' : words ? (words[value] ?? '') : String(value);
  };
  return Array.from(first, (row) => keys.map((column) => wordOf(column, row)).join(' '));
}

/** Row after row of each series, in the order in which the series first appear. */
function oneAfterTheOther(
  table: OpenTable,
  inspection: Inspection,
  values: ReadColumn[],
  label: number | undefined,
  labels: (string | null)[] | undefined,
  storage: Storage,
): Arranged {
  const { layout, rows } = table;
  const seriesOf = layout.seriesOf!;
  const starts = new Float64Array(layout.series + 1);
  for (const series of seriesOf) starts[series + 1]++;
  for (let i = 0; i < layout.series; i++) starts[i + 1] += starts[i];
  const order = new Int32Array(rows);
  const next = starts.slice(0, -1);
  seriesOf.forEach((series, row) => (order[next[series]++] = row));
  const isInOrder = order.every((row, i) => row === i);
  const moved = (column: Values): Values => (isInOrder ? column : stored(storage, Float64Array.from(order, from(allOf(column)))));
  const sequences: Sequences = { names: seriesNames(table, seriesOf), starts, ...(labels && classesOf(labels)) };
  const keys = layout.keys.filter((i) => i !== table.part);
  const except = label === undefined ? keys : [...keys, label];
  return {
    content: {
      rows,
      columns: values.filter((c) => c.missing < rows).map(({ name, values: column }) => ({ name, values: moved(column) })),
      categories: categoriesOf(table, except).map((c) => ({ ...c, values: moved(c.values) })),
      ...(table.time ? { time: moved(table.time) } : {}),
      ...frequencyOf(inspection),
      sequences,
    },
    // Of one series there is nothing to tell apart.
    issues:
      layout.series === 1
        ? []
        : [
            {
              severity: 'warning',
              code: 'kept-as-sequences',
              where: 'table',
              message: `${counted(layout.series, 'series stands', 'series stand')} under each other, told apart by ${names(inspection.keys)}. They are kept as sequences, each with its own length${label === undefined ? '' : `; "${table.columns[label].name}" is their class`}.`,
              fix: 'Set them side by side instead, if they are columns of one table.',
              values: {
                series: layout.series,
                keys: inspection.keys.join(', '),
                label: label === undefined ? '' : table.columns[label].name,
              },
              count: layout.series,
            },
          ],
  };
}

const from = (numbers: Float64Array) => (row: number) => numbers[row];

/** A column in its storage. */
export function stored(storage: Storage, numbers: Float64Array): Values {
  const sink = storage.open();
  for (let at = 0; at < numbers.length; at += storage.chunkRows) sink.append(numbers.subarray(at, at + storage.chunkRows));
  return sink.finish();
}

/**
 * A column per series, over all times that occur. Where a series has no row at a time its value is missing; of two rows of a series at one time the last
 * counts, and both are said.
 */
function sideBySide(
  table: OpenTable,
  inspection: Inspection,
  values: ReadColumn[],
  { rowOf, rows, time }: Places,
  storage: Storage,
): Arranged {
  const { layout } = table;
  const seriesOf = layout.seriesOf!;
  const labels = seriesNames(table, seriesOf);
  const taken = new Uint8Array(rows * labels.length);
  let repeated = 0;
  rowOf.forEach((place, row) => {
    if (place >= 0 && taken[place * labels.length + seriesOf[row]]++) repeated++;
  });
  const columns = values.flatMap((column) => {
    const numbers = allOf(column.values);
    const wide = labels.map(() => new Float64Array(rows).fill(NaN));
    rowOf.forEach((place, row) => {
      if (place >= 0) wide[seriesOf[row]][place] = numbers[row];
    });
    return labels.flatMap((label, series) =>
      wide[series].some((x) => x === x)
        ? [{ name: values.length > 1 ? `${label} ${column.name}` : label, values: stored(storage, wide[series]) }]
        : [],
    );
  });
  return {
    content: {
      rows,
      columns,
      categories: [],
      ...(time ? { time: memoryValues(time) } : {}),
      ...frequencyOf(inspection),
    },
    issues: [
      {
        severity: 'warning',
        code: 'long-to-wide',
        where: 'table',
        message: `${number(labels.length)} series stood under each other, told apart by ${names(inspection.keys)}. They were set side by side, a column each${repeated ? `; of ${counted(repeated, 'repeated time')} the last row counts` : ''}.`,
        fix: 'Nothing needs to be done, if that is what the file means.',
        values: { series: labels.length, keys: inspection.keys.join(', '), repeated },
        count: labels.length,
      },
    ],
  };
}

interface Places {
  /** For each row of a long table its row in the wide one; -1: no time, so no place. */
  rowOf: Int32Array;
  rows: number;
  time?: Float64Array;
}

/** By time, by a count, or by the row's number within its series. */
function placesOf(table: OpenTable, seriesOf: Int32Array): Places {
  const { layout } = table;
  const rowOf = new Int32Array(table.rows).fill(-1);
  const steps = layout.steps === undefined ? undefined : table.columns[layout.steps].values;
  const order = table.time ?? steps;
  if (!order) {
    const next = new Int32Array(layout.series);
    for (let row = 0; row < table.rows; row++) rowOf[row] = next[seriesOf[row]]++;
    return { rowOf, rows: next.reduce((most, n) => Math.max(most, n), 0) };
  }
  const times = allOf(order);
  const moments = Float64Array.from(new Set(times.filter((t) => !Number.isNaN(t)))).sort();
  const place = new Map(Array.from(moments, (t, i) => [t, i]));
  for (let row = 0; row < table.rows; row++) rowOf[row] = place.get(times[row]) ?? -1;
  return { rowOf, rows: moments.length, ...(table.time ? { time: moments } : {}) };
}
