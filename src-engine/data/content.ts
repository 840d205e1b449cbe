/**
 * From a dropped file to the numbers that are stored: read, repaired where a person asked for it, long tables set side by side.
 * Repairs are named, kept with the dataset and done in one order, so that the same file and options give the same numbers everywhere.
 */
import type { Issue } from '../issue.ts';
import { stepOf } from './calendar.ts';
import type { Dataset } from './dataset.ts';
import { readTable, type Column, type Inspection, type ReadOptions, type Table } from './read-table.ts';
import { fillGrid, mergeDuplicates, removeRowsWithoutTime, sortByTime, type Repaired } from './repair.ts';
import { counted, names } from './wording.ts';

/** In the order in which they are done. fill wants sorted rows without repeated times, so it brings those two along. */
export const repairNames = ['sort', 'merge', 'fill'] as const;
export type RepairName = (typeof repairNames)[number];

export interface ImportOptions extends ReadOptions {
  repairs?: RepairName[];
}

/** Issues of the reader that a repair settles. */
const settles: Record<RepairName, readonly string[]> = {
  sort: ['newest-first', 'times-not-sorted', 'rows-without-time'],
  merge: ['duplicate-times'],
  fill: ['gaps'],
};

/** A long table of more series than this is not set side by side. */
const mostColumns = 2000;

export interface ReadContent {
  content?: Dataset;
  inspection?: Inspection;
  /** Errors when there is no content; else the same as the inspection's. */
  issues: Issue[];
  /** The table before it was cut down to numbers, for showing its first rows. */
  table?: Table;
}

export function readContent(fileName: string, bytes: Uint8Array, options: ImportOptions): ReadContent {
  const { repairs = [], ...reading } = options;
  const read = readTable(bytes, reading);
  if (!read.table || !read.inspection) return { issues: read.issues, ...(read.inspection ? { inspection: read.inspection } : {}) };
  const { table, inspection } = repaired(read.table, read.inspection, repairs);
  const side = inspection.layout === 'long' && inspection.series > 1 ? sideBySide(table, inspection) : { table };
  if (!side.table) return { issues: [side.issue!], inspection, table };
  const columns = side.table.columns.filter((c) => (c.type === 'number' || c.type === 'boolean') && c.missing < side.table!.rows);
  if (!columns.length)
    return {
      inspection,
      table,
      issues: [
        {
          severity: 'error',
          code: 'no-numbers',
          where: fileName,
          message: `None of its ${table.columns.length} columns holds numbers.`,
          fix: 'Check the decimal mark and the delimiter, or choose a file with at least one numeric column.',
          values: { columns: table.columns.length },
        },
      ],
    };
  const said = { ...inspection, issues: [...inspection.issues, ...(side.issue ? [side.issue] : [])] };
  const frequency = inspection.time?.frequency;
  const rowNumbers = inspection.rowNumbers?.filter((name) => columns.some((c) => c.name === name)) ?? [];
  return {
    content: {
      rows: side.table.rows,
      columns: columns.map(({ name, numbers }) => ({ name, numbers })),
      ...(side.table.time ? { time: side.table.time } : {}),
      ...(frequency ? { frequency } : {}),
      ...(rowNumbers.length ? { rowNumbers } : {}),
    },
    inspection: said,
    issues: said.issues,
    table,
  };
}

function repaired(table: Table, inspection: Inspection, asked: readonly RepairName[]): { table: Table; inspection: Inspection } {
  const { time, keys } = inspection;
  if (!asked.length || !time || !table.time) return { table, inspection };
  const wanted = repairNames.filter((name) => asked.includes(name) || (asked.includes('fill') && name !== 'fill'));
  const said: Issue[] = [];
  let current = table;
  const apply = ({ table: next, issue }: Repaired) => {
    current = next;
    if (issue.count) said.push(issue);
  };
  for (const name of wanted) {
    if (name === 'sort') {
      apply(removeRowsWithoutTime(current));
      apply(sortByTime(current, keys));
    } else if (name === 'merge') apply(mergeDuplicates(current, 'last', keys));
    else {
      const step = stepOf(time.frequency);
      if (step) apply(fillGrid(current, step, keys));
    }
  }
  const settled = wanted.flatMap((name) => settles[name]);
  return {
    table: current,
    inspection: {
      ...inspection,
      rows: current.rows,
      columns: inspection.columns.map((c, i) => ({ ...c, missing: current.columns[i]?.missing ?? c.missing })),
      time: {
        ...time,
        sorted: time.sorted || wanted.includes('sort'),
        duplicates: wanted.includes('merge') ? 0 : time.duplicates,
        gaps: wanted.includes('fill') && stepOf(time.frequency) ? 0 : time.gaps,
      },
      issues: [...inspection.issues.filter((i) => !settled.includes(i.code)), ...said],
    },
  };
}

/**
 * A long table - series under each other, told apart by its key columns - as a column per series, over all times that occur.
 * Where a series has no row at a time its value is missing; of two rows of a series at one time the last counts, and both are said.
 */
function sideBySide(table: Table, { keys, rowNumbers = [], stepColumn }: Inspection): { table?: Table; issue?: Issue } {
  const keyColumns = table.columns.filter((c) => keys.includes(c.name));
  const values = table.columns.filter(
    (c) => !keys.includes(c.name) && !rowNumbers.includes(c.name) && (c.type === 'number' || c.type === 'boolean'),
  );
  const labelOf = (row: number) => keyColumns.map((c) => (c.texts ? (c.texts[row] ?? '') : String(c.numbers[row]))).join(' ');
  const seriesOf = new Int32Array(table.rows);
  const labels = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    const label = labelOf(row);
    let number = labels.get(label);
    if (number === undefined) labels.set(label, (number = labels.size));
    seriesOf[row] = number;
  }
  if (labels.size * values.length > mostColumns)
    return {
      issue: {
        severity: 'error',
        code: 'too-many-series',
        where: 'table',
        message: `It holds ${labels.size} series under each other, told apart by ${names(keys)}; up to ${mostColumns} columns can be set side by side.`,
        fix: 'Choose fewer series in the file.',
        values: { series: labels.size, most: mostColumns },
      },
    };
  const steps = table.columns.find((c) => c.name === stepColumn)?.numbers;
  const { rowOf, rows, time } = placesOf(table, steps, seriesOf, labels.size);
  const labelsInOrder = [...labels.keys()];
  const columns: Column[] = values.flatMap((c) =>
    labelsInOrder.map((label): Column => ({
      name: values.length > 1 ? `${label} ${c.name}` : label,
      type: 'number',
      numbers: new Float64Array(rows).fill(NaN),
      missing: rows,
    })),
  );
  const taken = new Uint8Array(rows * labels.size);
  let repeated = 0;
  for (let row = 0; row < table.rows; row++) {
    if (rowOf[row] < 0) continue;
    if (taken[rowOf[row] * labels.size + seriesOf[row]]++) repeated++;
    values.forEach((c, v) => (columns[v * labels.size + seriesOf[row]].numbers[rowOf[row]] = c.numbers[row]));
  }
  for (const c of columns) c.missing = c.numbers.reduce((n, x) => n + (Number.isNaN(x) ? 1 : 0), 0);
  return {
    table: { rows, columns, ...(time ? { time, timeColumn: table.timeColumn } : {}) },
    issue: {
      severity: 'warning',
      code: 'long-to-wide',
      where: 'table',
      message: `${labels.size} series stood under each other, told apart by ${names(keys)}. They were set side by side, a column each${repeated ? `; of ${counted(repeated, 'repeated time')} the last row counts` : ''}.`,
      fix: 'Nothing needs to be done, if that is what the file means.',
      values: { series: labels.size, keys: keys.join(', '), repeated },
      count: labels.size,
    },
  };
}

/** For each row of a long table its row in the wide one (-1: no time, so no place): by time, by a count, or by its number within the series. */
function placesOf(
  table: Table,
  steps: Float64Array | undefined,
  seriesOf: Int32Array,
  series: number,
): { rowOf: Int32Array; rows: number; time?: Float64Array } {
  const rowOf = new Int32Array(table.rows).fill(-1);
  const order = table.time ?? steps;
  if (!order) {
    const next = new Int32Array(series);
    for (let row = 0; row < table.rows; row++) rowOf[row] = next[seriesOf[row]]++;
    return { rowOf, rows: next.reduce((most, n) => Math.max(most, n), 0) };
  }
  const moments = Float64Array.from(new Set(order.filter((t) => !Number.isNaN(t)))).sort();
  const place = new Map(Array.from(moments, (t, i) => [t, i]));
  for (let row = 0; row < table.rows; row++) rowOf[row] = place.get(order[row]) ?? -1;
  return { rowOf, rows: moments.length, ...(table.time ? { time: moments } : {}) };
}
