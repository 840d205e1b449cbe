import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { readTable, type Inspection, type ReadOptions, type Table } from '#engine/data/read-table.ts';
import { isoTime } from '#engine/data/times.ts';

/** What a case may say about a table; only what it names is compared. */
export interface Expected {
  encoding?: string;
  delimiter?: string;
  quote?: string;
  decimal?: string;
  thousands?: string;
  headerRows?: number;
  header?: string[];
  rows?: number;
  /** Types of all columns by first letters: `time number text`. */
  types?: string;
  /** Typed values of the first rows: numbers, texts, booleans as 1 and 0, times as ISO, null where missing; then what no column holds. */
  cells?: (string | number | null)[][];
  /** Missing values of each column. */
  missing?: number[];
  /** `column format frequency first last`, joined by bars; null for none. */
  time?: string | null;
  timezone?: string | null;
  sorted?: boolean;
  gaps?: number;
  duplicates?: number;
  ambiguous?: boolean;
  layout?: string;
  series?: number;
  keys?: string[];
  preamble?: string[];
  footer?: string[];
  /** Codes of all issues, in order. */
  issues?: string[];
  /** The message of the first issue. */
  says?: string;
}

export const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/tables/${name}`, import.meta.url)));

const toBytes = (input: string | Uint8Array): Uint8Array => (typeof input === 'string' ? new TextEncoder().encode(input) : input);

/** Reads a table and compares what the case names. */
export function check(input: string | Uint8Array, expected: Expected, options: ReadOptions = {}): void {
  const { table, inspection, issues } = readTable(toBytes(input), options);
  const found: Expected = { issues: issues.map((issue) => issue.code), says: issues[0]?.message };
  if (table && inspection) Object.assign(found, facts(table, inspection, expected.cells?.length ?? 0));
  const named = Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof Expected]]));
  expect(named).toEqual(expected);
  for (const issue of issues) checkIssue(issue);
}

/** Every issue can be understood without the program that made it. */
function checkIssue(issue: { code: string; where: string; message: string; fix: string }): void {
  expect(issue.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(issue.where).not.toBe('');
  expect(issue.message).toMatch(/[.?]$/);
  expect(issue.fix).toMatch(/\.$/);
  expect(`${issue.message} ${issue.fix}`).not.toMatch(/undefined|NaN(?!")|\[object|Infinity days/);
}

function facts(table: Table, inspection: Inspection, rows: number): Expected {
  const { time } = inspection;
  return {
    ...inspection,
    types: inspection.columns.map((column) => column.type).join(' '),
    missing: inspection.columns.map((column) => column.missing),
    cells: cellsOf(table, 0, Math.min(rows, table.rows)),
    time: time && [time.column, time.format, time.frequency, time.first, time.last].join(' | '),
    ...(time && { timezone: time.timezone, sorted: time.sorted, gaps: time.gaps, duplicates: time.duplicates, ambiguous: time.ambiguous }),
    issues: inspection.issues.map((issue) => issue.code),
  };
}

export function cellsOf(table: Table, from: number, to: number): (string | number | null)[][] {
  return Array.from({ length: to - from }, (_, i) => [
    ...table.columns.map(({ type, numbers, texts }) => {
      const value = numbers[from + i];
      if (texts) return texts[from + i];
      if (value !== value) return null;
      return type === 'time' ? isoTime(value) : value;
    }),
    ...(table.overflow?.find(({ row }) => row === from + i)?.cells ?? []),
  ]);
}
