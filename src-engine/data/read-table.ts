/**
 * The door: bytes of a dropped text file in, a typed table out, with everything that was understood and everything that was not.
 *
 * In order: encoding, how it is cut, where the table lies, a guess for each column from a sample, one pass over the whole file, doubts about
 * guesses that the whole file did not bear out (those columns are read again), time, layout, frequency. Never throws on what a file can hold.
 */
import type { Issue } from '../issue.ts';
import { safeNames } from './column-names.ts';
import { guessColumn, isBelieved, type Guess } from './column-guess.ts';
import { BooleanReader, NumberReader, TextReader, TimeReader, type ColumnReader } from './column-readers.ts';
import { findDialect } from './dialect.ts';
import { decodeFile, notText } from './encoding.ts';
import { textKind } from './file-kinds.ts';
import { findFrequency, type Frequency } from './frequency.ts';
import { findTable, rowsOf, type HeadRow, type TableArea } from './header.ts';
import { findLayout, type Layout } from './layout.ts';
import { withoutNulBytes } from './nul-bytes.ts';
import { findNumberFormat, looksNumeric } from './number-format.ts';
import type { NumberFormat } from './numbers.ts';
import { sampleOf } from './sample.ts';
import * as say from './table-issues.ts';
import { decodeUtf8 } from './text.ts';
import { convertNumberTimes, findTime, type ReadColumn, type TimeFound } from './time-column.ts';
import { isoTime, type DateOrder } from './times.ts';
import { Tokenizer, type Batch, type Cutting } from './tokenize.ts';
import { MISSING_SIGNS, MISSING_TEXTS, MISSING_WORDS } from './words.ts';

/** Every guess can be overridden. */
export interface ReadOptions {
  encoding?: string;
  delimiter?: string;
  quote?: string;
  decimal?: '.' | ',';
  /** '' for none. */
  thousands?: string;
  header?: boolean;
  /** Name of the column, or of several separated by commas; null for none. */
  timeColumn?: string | null;
  dayFirst?: boolean;
  /** The only words that mean missing, besides the empty cell. */
  missing?: string[];
}

export interface Table {
  rows: number;
  columns: Column[];
  /** ms since 1970 UTC per row, NaN where missing; undefined when rows are only numbered. */
  time?: Float64Array;
  /** Name(s) of the column(s) it was made from. */
  timeColumn?: string;
}

export interface Column {
  name: string;
  type: 'number' | 'time' | 'text' | 'boolean' | 'empty';
  /** Per row, NaN where missing; boolean: 1 and 0; time: ms since 1970 UTC; text: of length 0. */
  numbers: Float64Array;
  /** Text columns: per row, null where missing. */
  texts?: (string | null)[];
  missing: number;
}

export interface Inspection {
  encoding: string;
  delimiter: string;
  quote: string;
  decimal: '.' | ',';
  thousands: string;
  headerRows: number;
  header: string[];
  rows: number;
  columns: { name: string; type: Column['type']; missing: number; example: string | null }[];
  time: null | {
    column: string;
    format: string;
    /** `UTC`, `+01:00`, several joined with a slash, or null when the file does not say. */
    timezone: string | null;
    /** ISO 8601 duration such as PT1H, P1D, P1M. */
    frequency: string | null;
    stepMs: number | null;
    /** ISO 8601 with offset. */
    first: string;
    last: string;
    sorted: boolean;
    /** Places where steps are missing. */
    gaps: number;
    duplicates: number;
    ambiguous: boolean;
  };
  layout: 'wide' | 'long';
  series: number;
  /** Long tables: the columns that tell the series apart. */
  keys: string[];
  /** Columns that only count the rows, of the file or of each series; none are taken as series. Absent in what was read earlier. */
  rowNumbers?: string[];
  /** Long tables without times: the column that counts the rows of each series. */
  stepColumn?: string;
  /** Lines above the header and below the data that are not part of the table. */
  preamble: string[];
  footer: string[];
  /** Words that were taken as missing in columns of numbers, with how often each occurs. */
  missingWords: Record<string, number>;
  issues: Issue[];
}

export function readTable(bytes: Uint8Array, options: ReadOptions = {}): { table?: Table; inspection?: Inspection; issues: Issue[] } {
  const decoded = decodeFile(bytes, options.encoding);
  if (!('utf8' in decoded)) return { issues: decoded.issues };
  const cleaned = withoutNulBytes(decoded.utf8);
  const { utf8 } = cleaned;
  const issues = [...decoded.issues, ...cleaned.issues];
  const kind = textKind(decodeUtf8(utf8, 0, Math.min(utf8.length, 16_000)));
  if (kind) return { issues: [...issues, notText(kind.id, `This is ${kind.name}, not a text table.`, kind.fix)] };

  const sample = sampleOf(utf8);
  const dialect = findDialect(utf8, sample, options);
  const { cutting } = dialect;
  const sampleRows = sample.flatMap(({ start, end }) => rowsOf(utf8, start, end, 1, cutting, Infinity));
  const area = findTable(utf8, cutting, sampleRows, dialect.hasHint, options.header);
  const body = sampleRows.filter((row) => row.start >= area.start && row.start < area.end);
  if (body.length === 0) return { issues: [...issues, say.onlyHeader(area.names)] };
  cutting.width = area.width;

  const words = missingWords(options);
  const cells = Array.from({ length: area.width }, (_, column) =>
    body.flatMap((row) => (column < row.cells.length ? [row.cells[column]] : [])),
  );
  const marks = findMarks(cells, cutting.delimiter, options, words);
  const guesses = cells.map((each, column) =>
    guessColumn(spread(each), area.names[column] ?? '', marks.byColumn[column], words.all, words.signs),
  );
  const sampleBytes = sample.reduce((sum, { start, end }) => sum + end - start, 0);
  const expectedRows = Math.ceil((utf8.length / sampleBytes) * sampleRows.length * 1.02) + 16;
  const setting: Setting = {
    utf8,
    cutting,
    area,
    words,
    prefersDayFirst: dayFirst(options, cutting.delimiter, marks.format),
    missingNumbers: new Set(
      (options.missing ?? []).map((word) => (word.trim() === '' ? NaN : Number(word))).filter((value) => value === value),
    ),
    expectedRows,
  };

  const pass = readAll(setting, guesses);
  const read = doubtAll(setting, pass, marks.byColumn, options);
  // Columns without a name and without a value behind the last one: trailing delimiters.
  let width = read.length;
  while (width > 1 && read[width - 1].type === 'empty' && !(area.names[width - 1] ?? '').trim()) width--;
  read.length = width;
  const named = safeNames(
    read.map((_, i) => (i < area.width ? (area.names[i] ?? '') : area.headerRows > 0 ? `extra ${i - area.width + 1}` : '')),
    area.headerRows > 0,
  );
  read.forEach((column, i) => (column.name = named.names[i]));

  issues.push(...named.issues, ...say.aboutCutting(pass, area, dialect, cutting));
  if (marks.openExample !== undefined && options.decimal === undefined && options.thousands === undefined)
    issues.push(say.openDecimal(marks.openExample, marks.format));
  const missingSeen = missingSeenIn(read);
  if (!options.missing) issues.push(...say.aboutMissingSigns(missingSeen, words.signs));
  issues.push(...say.aboutColumns(read, marks.format), ...say.aboutSecondTables(read, area.line));

  const { found, issues: timeIssues } = findTime(read, area.headerRows > 0, options.timeColumn);
  issues.push(...timeIssues, ...convertNumberTimes(read, found));
  // Times of nanoseconds are past 2^53, and are kept to the microsecond all the same.
  if (found?.format.startsWith('epoch')) removeIssue(issues, 'integers-rounded', found.name);
  const { rows } = pass;
  const layout = findLayout(read, rows, found?.times, found?.columns ?? []);
  // Rows that end early are the nature of such a table.
  if (layout.isSeriesInRows) removeIssue(issues, 'rows-too-short');
  issues.push(...say.aboutLayout(layout, read, rows));
  const frequency = found && findFrequency(found.times, layout.seriesOf, layout.seriesOf ? layout.series : 1, found.offsetMinutes * 60_000);
  if (found && frequency) issues.push(...say.aboutTime(found, frequency, read, pass.lineOf, rows));
  issues.push(...say.aboutValues(read, found?.columns ?? [], layout));

  const table: Table = {
    rows,
    columns: read.map(({ name, type, numbers, texts, missing }) => ({ name, type, numbers, ...(texts && { texts: texts() }), missing })),
    ...(found && { time: found.times, timeColumn: found.name }),
  };
  const inspection: Inspection = {
    encoding: decoded.encoding,
    delimiter: cutting.delimiter,
    quote: cutting.quote,
    decimal: marks.format.decimal,
    thousands: marks.format.thousands,
    headerRows: area.headerRows,
    header: named.names,
    rows,
    columns: read.map(({ name, type, missing, example }) => ({ name, type, missing, example })),
    time: found && frequency && frequency.first <= frequency.last ? timeInspection(found, frequency) : null,
    layout: layout.layout,
    series: layout.series,
    keys: layout.keys.map((key) => read[key].name),
    rowNumbers: layout.rowNumbers.map((i) => read[i].name),
    ...(layout.steps === undefined ? {} : { stepColumn: read[layout.steps].name }),
    preamble: area.preamble.slice(0, 50),
    footer: area.footer
      .map((row) => row.cells.filter((cell) => cell.trim() !== '').join(cutting.delimiter))
      .filter(Boolean)
      .slice(0, 50),
    missingWords: Object.fromEntries(missingSeen),
    issues,
  };
  return { table, inspection, issues };
}

function timeInspection(found: TimeFound, frequency: Frequency): Inspection['time'] {
  return {
    column: found.name,
    format: found.format,
    timezone: found.timezone,
    frequency: frequency.duration,
    stepMs: frequency.stepMs,
    first: isoTime(frequency.first, found.offsetMinutes),
    last: isoTime(frequency.last, found.offsetMinutes),
    sorted: frequency.sorted,
    gaps: frequency.gaps,
    duplicates: frequency.duplicates,
    ambiguous: found.ambiguous,
  };
}

/** At most some thousand cells of many. */
function spread(cells: string[]): string[] {
  const stride = Math.ceil(cells.length / CELLS_GUESSED);
  return stride <= 1 ? cells : cells.filter((_, i) => i % stride === 0);
}

function missingSeenIn(columns: FinalColumn[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const { reader } of columns) {
    if (reader instanceof NumberReader) for (const [word, count] of reader.missingSeen) seen.set(word, (seen.get(word) ?? 0) + count);
  }
  return new Map([...seen].sort((a, b) => b[1] - a[1]).slice(0, 50));
}

/** Takes back what turned out to be no trouble. */
function removeIssue(issues: Issue[], code: string, column?: string): void {
  const at = issues.findIndex((issue) => issue.code === code && issue.column === column);
  if (at >= 0) issues.splice(at, 1);
}

interface MissingSets {
  /** For numbers, times and booleans: words and signs. */
  all: ReadonlySet<string>;
  signs: ReadonlySet<string>;
  /** For columns of words. */
  texts: ReadonlySet<string>;
}

function missingWords(options: ReadOptions): MissingSets {
  if (!options.missing) return { all: new Set([...MISSING_WORDS, ...MISSING_SIGNS]), signs: MISSING_SIGNS, texts: MISSING_TEXTS };
  const given = new Set(['', ...options.missing.map((word) => word.trim().toLowerCase())]);
  return { all: given, signs: new Set(), texts: given };
}

function findMarks(cells: string[][], delimiter: string, options: ReadOptions, words: MissingSets) {
  const numeric = cells.map((column) => {
    const values = column.filter((cell) => !words.all.has(cell.trim().toLowerCase()));
    return values.filter(looksNumeric).length >= values.length * 0.5 ? values : [];
  });
  return findNumberFormat(numeric, delimiter, options);
}

/** 03/04/2020: the American way between English commas, the other everywhere else. Only for columns that leave it open. */
const dayFirst = (options: ReadOptions, delimiter: string, format: NumberFormat): boolean =>
  options.dayFirst ?? (delimiter === ';' || format.decimal === ',');

interface Setting {
  utf8: Uint8Array;
  cutting: Cutting;
  area: TableArea;
  words: MissingSets;
  prefersDayFirst: boolean;
  /** Numbers that the person said mean missing, such as -999. */
  missingNumbers: ReadonlySet<number>;
  /** From the length of the sample's rows, a little too many. */
  expectedRows: number;
}

/** What one pass over the rows found besides the cells. */
export interface Pass {
  readers: ColumnReader[];
  guesses: Guess[];
  rows: number;
  tokenizer: Tokenizer;
  /** Rows with fewer cells than the table is wide, and rows with more that hold something. */
  shortRows: say.LinesSeen;
  longRows: say.LinesSeen;
  repeatedHeaders: say.LinesSeen;
  /** Cells beyond the most columns that are made up for long rows. */
  cellsLeftOut: number;
  /** Line of the file on which a row begins. */
  lineOf: (row: number) => number;
}

const EXTRA_COLUMNS_AT_MOST = 64;
const CELLS_GUESSED = 3000;

function readAll(setting: Setting, guesses: Guess[]): Pass {
  const { utf8, cutting, area } = setting;
  const readers = guesses.map((guess) => readerOf(guess, setting));
  const tokenizer = new Tokenizer(cutting);
  tokenizer.line = area.line;
  const lines = new RowLines();
  const pass: Pass = {
    readers,
    guesses: [...guesses],
    rows: 0,
    tokenizer,
    shortRows: say.noLines(),
    longRows: say.noLines(),
    repeatedHeaders: say.noLines(),
    cellsLeftOut: 0,
    lineOf: (row) => lines.lineOf(row),
  };
  // Without a header, rows of different lengths make the table as wide as the longest.
  const widest = area.headerRows > 0 ? area.width + EXTRA_COLUMNS_AT_MOST : Math.max(area.width * 4, 20_000);
  for (let at = area.start; at < area.end;) {
    const next = tokenizer.scan(utf8, at, area.end, true);
    const { batch } = tokenizer;
    if (area.headerBytes) dropRepeatedHeaders(batch, utf8, area.headerBytes, pass);
    checkWidths(batch, setting, pass, widest);
    for (let column = 0; column < readers.length; column++) readers[column].take(batch, column);
    lines.addBatch(pass.rows, batch);
    pass.rows += batch.rows;
    if (next === at) break;
    at = next;
  }
  return pass;
}

/** The same rows once more for some columns only. */
function readAgain({ utf8, cutting, area }: Setting, readers: Map<number, ColumnReader>): void {
  const tokenizer = new Tokenizer(cutting);
  tokenizer.line = area.line;
  const ignored = { repeatedHeaders: say.noLines() };
  for (let at = area.start; at < area.end;) {
    const next = tokenizer.scan(utf8, at, area.end, true);
    if (area.headerBytes) dropRepeatedHeaders(tokenizer.batch, utf8, area.headerBytes, ignored);
    for (const [column, reader] of readers) reader.take(tokenizer.batch, column);
    if (next === at) break;
    at = next;
  }
}

function readerOf(guess: Guess, { cutting, words, missingNumbers, expectedRows, prefersDayFirst }: Setting): ColumnReader {
  switch (guess.type) {
    case 'number':
      return new NumberReader(cutting, expectedRows, guess.format, words.all, missingNumbers);
    case 'time':
      return new TimeReader(cutting, expectedRows, preferredOrder(guess.orders, prefersDayFirst), words.all);
    case 'boolean':
      return new BooleanReader(cutting, expectedRows, guess.pair, words.all);
    case 'text':
    case 'empty':
      return new TextReader(cutting, words.texts);
  }
}

const preferredOrder = (orders: DateOrder[], prefersDayFirst: boolean): DateOrder => {
  const wanted = prefersDayFirst ? 'DMY' : 'MDY';
  return orders.includes(wanted) ? wanted : orders[0];
};

/** Counts rows that are too short or too long, and makes columns for cells beyond the header. */
function checkWidths(batch: Batch, setting: Setting, pass: Pass, widest: number): void {
  const { area, cutting, words } = setting;
  const { firstCell, cellStart, cellEnd, bytes } = batch;
  for (let row = 0; row < batch.rows; row++) {
    const width = firstCell[row + 1] - firstCell[row];
    if (width === area.width) continue;
    if (width < area.width) {
      say.addLine(pass.shortRows, batch.line[row], width);
      continue;
    }
    let used = width;
    while (used > area.width && isBlank(bytes, cellStart[firstCell[row] + used - 1], cellEnd[firstCell[row] + used - 1])) used--;
    if (used === area.width) continue;
    say.addLine(pass.longRows, batch.line[row], used);
    pass.cellsLeftOut += Math.max(0, used - widest);
    while (pass.readers.length < Math.min(used, widest)) {
      const reader = new TextReader(cutting, words.texts);
      reader.skip(pass.rows);
      pass.readers.push(reader);
      pass.guesses.push({ type: 'empty' });
    }
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > 32) return false;
  return true;
}

/** Files that were joined have the header again in the middle. */
function dropRepeatedHeaders(
  batch: Batch,
  bytes: Uint8Array,
  header: { start: number; end: number },
  pass: Pick<Pass, 'repeatedHeaders'>,
): void {
  const length = header.end - header.start;
  const first = bytes[header.start];
  for (let row = 0; row < batch.rows; row++) {
    const start = batch.cellStart[batch.firstCell[row]];
    if (bytes[start] !== first || start === header.start) continue;
    let i = 1;
    while (i < length && bytes[start + i] === bytes[header.start + i]) i++;
    const after = bytes[start + length];
    if (i < length || (after !== undefined && after !== 10 && after !== 13)) continue;
    say.addLine(pass.repeatedHeaders, batch.line[row], 0);
    removeRow(batch, row--);
  }
}

function removeRow(batch: Batch, row: number): void {
  const { firstCell, cellStart, cellEnd, line } = batch;
  const from = firstCell[row + 1];
  const removed = from - firstCell[row];
  const end = firstCell[batch.rows];
  cellStart.copyWithin(firstCell[row], from, end);
  cellEnd.copyWithin(firstCell[row], from, end);
  for (let next = row; next < batch.rows; next++) {
    firstCell[next] = next === row ? firstCell[row] : firstCell[next + 1] - removed;
    if (next + 1 < batch.rows) line[next] = line[next + 1];
  }
  batch.rows--;
  firstCell[batch.rows] = end - removed;
}

/** Lines of rows, kept only where they stop running in step. */
class RowLines {
  private readonly rows: number[] = [];
  private readonly offsets: number[] = [];

  addBatch(first: number, { line, rows }: Batch): void {
    if (rows === 0) return;
    this.add(first, line[0]);
    // Lines only ever run ahead of rows: in step at both ends is in step between.
    if (line[rows - 1] - line[0] === rows - 1) return;
    for (let row = 1; row < rows; row++) this.add(first + row, line[row]);
  }

  private add(row: number, line: number): void {
    const offset = line - row;
    if (offset === this.offsets[this.offsets.length - 1]) return;
    this.rows.push(row);
    this.offsets.push(offset);
  }

  lineOf(row: number): number {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return row + (this.offsets[low] ?? 0);
  }
}

/** A column as it was read at last, with what it takes to talk about it. */
export interface FinalColumn extends ReadColumn {
  reader: ColumnReader;
  example: string | null;
  texts?: () => (string | null)[];
  /** Its times could be read with the day or with the month first, and nothing decides. */
  otherOrder?: DateOrder;
}

/** Types are final only now: what the whole file does not bear out is read again. */
function doubtAll(setting: Setting, pass: Pass, formats: NumberFormat[], options: ReadOptions): FinalColumn[] {
  const { readers, guesses } = pass;
  const wasText = new Set(readers.flatMap((reader, i) => (reader instanceof TextReader && guesses[i].type === 'text' ? [i] : [])));
  // 1. Columns whose guess failed become words, so that all of them can be looked at.
  const doubted = new Map<number, ColumnReader>();
  readers.forEach((reader, i) => {
    if (isDoubtful(reader)) doubted.set(i, new TextReader(setting.cutting, setting.words.texts));
  });
  if (doubted.size > 0) readAgain(setting, doubted);
  for (const [i, reader] of doubted) readers[i] = reader;
  // 2. Columns of words that the sample did not show, or showed otherwise: perhaps they are something after all.
  const better = new Map<number, ColumnReader>();
  readers.forEach((reader, i) => {
    if (!(reader instanceof TextReader) || wasText.has(i) || reader.words.length === 0) return;
    const format = formats[i] ?? formats[0] ?? { decimal: '.', thousands: '' };
    const guess = guessColumn(sampleOfWords(reader), setting.area.names[i] ?? '', format, setting.words.all, setting.words.signs);
    if (guess.type !== 'text' && guess.type !== 'empty') better.set(i, readerOf(guess, setting));
  });
  if (better.size > 0) readAgain(setting, better);
  for (const [i, reader] of better) if (!isDoubtful(reader)) readers[i] = reader;
  // 3. Day and month.
  const orders = settleOrders(setting, readers, guesses, options);
  return readers.map((reader, i) => finalColumn(reader, pass.rows, orders.get(i)));
}

function isDoubtful(reader: ColumnReader): boolean {
  if (reader instanceof NumberReader || reader instanceof TimeReader) {
    const infinite = reader instanceof NumberReader ? reader.infinite.count : 0;
    return !isBelieved(reader.rows - reader.missing + infinite, reader.unreadable.count, reader.unreadable.words.size);
  }
  if (reader instanceof BooleanReader) return reader.unreadable.count > (reader.rows - reader.missing) * 0.01;
  return false;
}

function sampleOfWords(reader: TextReader): string[] {
  const stride = Math.max(1, Math.floor(reader.rows / 20_000));
  const cells: string[] = [];
  for (let row = 0; row < reader.rows; row += stride) if (reader.codes[row] >= 0) cells.push(reader.words[reader.codes[row]]);
  return cells;
}

/**
 * Day-month order of columns that the sample left open: by a day past the twelfth anywhere in the file, else by which order makes the more
 * regular series, else it stays open and is asked. Returns the other possible order of those.
 */
function settleOrders(setting: Setting, readers: ColumnReader[], guesses: Guess[], options: ReadOptions): Map<number, DateOrder> {
  const open = new Map<number, DateOrder>();
  const others = new Map<number, TimeReader>();
  readers.forEach((reader, i) => {
    if (!(reader instanceof TimeReader) || reader.mostFirst === 0) return;
    const guess = guesses[i];
    const orders = guess.type === 'time' ? guess.orders : [reader.order];
    if (options.dayFirst !== undefined) {
      const wanted = options.dayFirst ? 'DMY' : 'MDY';
      if (reader.order !== wanted) others.set(i, new TimeReader(setting.cutting, setting.expectedRows, wanted, setting.words.all));
      return;
    }
    for (const order of orders)
      if (order !== reader.order && !others.has(i))
        others.set(i, new TimeReader(setting.cutting, setting.expectedRows, order, setting.words.all));
  });
  if (others.size === 0) return open;
  readAgain(setting, others as Map<number, ColumnReader>);
  for (const [i, other] of others) {
    const reader = readers[i] as TimeReader;
    if (options.dayFirst !== undefined) {
      readers[i] = other;
      continue;
    }
    const isByPoints = /^\d{1,2}\.\d{1,2}\./.test(reader.example ?? '');
    const ours = other.missing === reader.missing ? roughness(reader) : reader.missing;
    const theirs = other.missing === reader.missing ? roughness(other) : other.missing;
    if (theirs < ours * 0.5) readers[i] = other;
    else if (!(ours < theirs * 0.5)) {
      // 01.02.2020 with points is written day first everywhere.
      if (isByPoints && (reader.order === 'DMY' || other.order === 'DMY')) readers[i] = reader.order === 'DMY' ? reader : other;
      else open.set(i, other.order);
    }
  }
  return open;
}

/** How far from a regular rising series: 0 is perfect. */
function roughness(reader: TimeReader): number {
  const times = reader.values.take();
  const frequency = findFrequency(times);
  return (frequency.sorted ? 0 : times.length) + (frequency.duration === null ? times.length / 2 : frequency.gaps + frequency.irregular);
}

function finalColumn(reader: ColumnReader, rows: number, otherOrder?: DateOrder): FinalColumn {
  const { missing, example } = reader;
  const common = { name: '', missing, example, reader };
  if (reader instanceof TextReader) {
    if (reader.words.length === 0) return { ...common, type: 'empty', numbers: new Float64Array(rows).fill(NaN) };
    return {
      ...common,
      type: 'text',
      numbers: new Float64Array(0),
      words: reader.words,
      codes: reader.codes.subarray(0, rows),
      texts: () => reader.texts(),
    };
  }
  const numbers = (reader as NumberReader | TimeReader | BooleanReader).values.take();
  if (reader instanceof TimeReader)
    return {
      ...common,
      type: missing === rows ? 'empty' : 'time',
      numbers,
      format: reader.describe(),
      offsets: reader.offsets,
      withZone: reader.withZone,
      ambiguous: otherOrder !== undefined,
      otherOrder,
    };
  return { ...common, type: missing === rows ? 'empty' : reader instanceof BooleanReader ? 'boolean' : 'number', numbers };
}

export type { HeadRow, Layout };
