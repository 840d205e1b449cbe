/**
 * The door: a dropped text file in, a typed table out, with everything that was understood and everything that was not.
 *
 * In order: encoding, how it is cut, where the table lies, a guess for each column from a sample, one walk over the whole file, doubts about
 * guesses that the whole file did not bear out (those columns are read again), time, layout, frequency. Never throws on what a file can hold.
 */
import type { Issue } from '../issue.ts';
import { safeNames } from './column-names.ts';
import { guessColumn, type Guess } from './column-guess.ts';
import { NumberReader, textsOf } from './column-readers.ts';
import { findDialect } from './dialect.ts';
import { notText, openText, type OpenText } from './encoding.ts';
import { textKind } from './file-kinds.ts';
import { openArff } from './formats/arff.ts';
import { readSymbols } from './formats/symbols.ts';
import { headOf, type Head } from './formats/directives.ts';
import { readTs } from './formats/ts.ts';
import { readTsf } from './formats/tsf.ts';
import { findFrequencyOf, type Frequency } from './frequency.ts';
import { findTable, rowsOf, type TableArea } from './header.ts';
import { findLayout, type Layout } from './layout.ts';
import { findNumberFormat, looksNumeric } from './number-format.ts';
import type { ReadColumn, TimeFound } from './read-column.ts';
import { finalColumns, readerOf, type ColumnsSetting, type FinalColumn } from './read-columns.ts';
import { readRows, type Overflow, type Pass } from './read-rows.ts';
import { sampleOf } from './sample.ts';
import { memorySource, type ByteSource } from './source.ts';
import * as say from './table-issues.ts';
import { decodeUtf8 } from './text.ts';
import { convertNumberTimes, findTime } from './time-column.ts';
import type { NumberTime } from './time-numbers.ts';
import { isoTime } from './times.ts';
import type { Cutting } from './tokenize.ts';
import { allOf, memoryStorage, type Storage, type Values } from './values.ts';
import { undressed } from './undressed.ts';
import { missingSets, type MissingSets } from './words.ts';

/** Every guess can be overridden. */
export interface ReadOptions {
  encoding?: string;
  delimiter?: string;
  quote?: string;
  /** The quote itself where quotes are doubled, or a backslash. */
  escape?: string;
  /** What comment lines begin with, '' for none. */
  comment?: string;
  decimal?: '.' | ',';
  /** '' for none. */
  thousands?: string;
  /** Lines above the table. */
  skipLines?: number;
  header?: boolean;
  /** Rows of names, where there are several. */
  headerRows?: number;
  /** Name of the column, or of several separated by commas; null for none. */
  timeColumn?: string | null;
  /** What the numbers of the time column are. */
  timeAs?: NumberTime;
  dayFirst?: boolean;
  /** The only words that mean missing, besides the empty cell. */
  missing?: string[];
  /** Series in columns, under each other, or in rows. */
  layout?: Layout['layout'];
  /** Columns that tell series apart that stand under each other. */
  keys?: string[];
  /** Not a table but a text: each character is a row. */
  symbols?: boolean;
  /** Of an archive the file, of a workbook the sheet. */
  member?: string;
}

/** A table that may be larger than memory. */
export interface OpenTable {
  rows: number;
  columns: ReadColumn[];
  /** ms since 1970 UTC per row, NaN where missing; undefined when rows are only numbered. */
  time?: Values;
  /** Name(s) of the column(s) it was made from. */
  timeColumn?: string;
  layout: Layout;
  /** The column that the format says is the class. */
  label?: string;
  /** The column of words that says which part of the data a row is of. */
  part?: number;
  /** Cells that stand beyond the last column, with their rows: the first ten thousand such rows. */
  overflow: Overflow[];
}

/** A table in memory. */
export interface Table {
  rows: number;
  columns: Column[];
  /** ms since 1970 UTC per row, NaN where missing; undefined when rows are only numbered. */
  time?: Float64Array;
  /** Name(s) of the column(s) it was made from. */
  timeColumn?: string;
  overflow?: Overflow[];
}

export interface Column {
  name: string;
  type: ReadColumn['type'];
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
  /** What makes a quote inside quotes an ordinary character: the quote itself, a backslash; '' where nothing quotes. Absent in what was read earlier. */
  escape?: string;
  /** What comment lines begin with, '' for none. Absent in what was read earlier. */
  comment?: string;
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
  layout: Layout['layout'];
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
  /** What lies in the archive or workbook beside each other, when there are several, and which was read. */
  members?: string[];
  member?: string;
  /** Words that were taken as missing in columns of numbers, with how often each occurs. */
  missingWords: Record<string, number>;
  issues: Issue[];
}

/** What reading needs of its host. */
export interface ReadHost {
  /** Where columns are kept. */
  storage: Storage;
  /** Letters in the different words of one column that are kept; of more, words are only counted. */
  mostLetters: number;
  /** Called again and again with how much of the text has been read; may throw to end the work. */
  onProgress?: (bytes: number, of: number) => void;
  /** Names of the columns of a table without a header, where something else gives them. */
  names?: string[];
  /** Columns that hold words, whatever they look like. */
  wordColumns?: ReadonlySet<number>;
  /** Lines of the file before the text. */
  linesBefore?: number;
}

const inMemory: ReadHost = { storage: memoryStorage, mostLetters: Infinity };

export interface TableRead {
  table?: OpenTable;
  inspection?: Inspection;
  /** Errors when there is no table; else the same as the inspection's. */
  issues: Issue[];
}

/** A text table of any size. */
export function readSource(source: ByteSource, options: ReadOptions = {}, host: ReadHost = inMemory): TableRead {
  const opened = openText(source, options.encoding);
  if (!('text' in opened)) return { issues: opened.issues };
  if (options.symbols) return readSymbols(opened.text, opened.encoding, host);
  const { text, issues: dress } = undressed(opened.text, options.quote);
  const issues = [...opened.issues, ...dress];
  const sample = sampleOf(text);
  const head = sample.pieces[0].bytes;
  const series = headOf(text);
  if (series) return readSeriesFormat(text, series, opened, options, host);
  const kind = textKind(decodeUtf8(head, 0, Math.min(head.length, 16_000)));
  if (kind) return { issues: [...issues, notText(kind.id, `This is ${kind.name}, not a text table.`, kind.fix)] };

  const dialect = findDialect(sample, options);
  const { cutting } = dialect;
  const sampleRows = sample.pieces.flatMap((piece) => rowsOf(piece, cutting));
  const area = findTable(sample, cutting, sampleRows, dialect.hasHint, options);
  if (host.names) Object.assign(area, { names: host.names, width: Math.max(area.width, host.names.length) });
  area.line += host.linesBefore ?? 0;
  const body = sampleRows.filter((row) => row.start >= area.start && row.start < area.end);
  if (body.length === 0) return namesAlone(opened.encoding, cutting, area, [...issues, say.onlyHeader(area.names)]);
  cutting.width = area.width;

  const words = missingSets(options.missing);
  const cells = Array.from({ length: area.width }, (_, column) =>
    body.flatMap((row) => (column < row.cells.length ? [row.cells[column]] : [])),
  );
  const marks = findMarks(cells, cutting.delimiter, options, words);
  const guesses = cells.map((each, column): Guess =>
    host.wordColumns?.has(column)
      ? { type: 'text' }
      : guessColumn(spread(each), area.names[column] ?? '', marks.byColumn[column], words.all, words.signs),
  );
  const setting: ColumnsSetting = {
    text,
    cutting,
    area,
    words,
    storage: host.storage,
    mostLetters: host.mostLetters,
    dayFirst: options.dayFirst,
    // 03/04/2020: the American way between English commas, the other everywhere else. Only for columns that leave it open.
    prefersDayFirst: options.dayFirst ?? (cutting.delimiter === ';' || marks.format.decimal === ','),
    missingNumbers: new Set(
      (options.missing ?? []).map((word) => (word.trim() === '' ? NaN : Number(word))).filter((value) => value === value),
    ),
    ...(host.onProgress && { onProgress: (bytes) => host.onProgress!(bytes, text.size) }),
  };

  const pass = readAll(setting, guesses);
  const read = finalColumns(setting, pass, marks.byColumn, area.names);
  // Columns without a name and without a value behind the last one: trailing delimiters.
  let width = read.length;
  while (width > 1 && read[width - 1].type === 'empty' && !(area.names[width - 1] ?? '').trim()) width--;
  read.length = width;
  const named = safeNames(
    read.map((_, i) => (i < area.width ? (area.names[i] ?? '') : area.headerRows > 0 ? `extra ${i - area.width + 1}` : '')),
    area.headerRows > 0 || host.names !== undefined,
  );
  read.forEach((column, i) => (column.name = named.names[i]));

  issues.push(...named.issues, ...say.aboutCutting(pass, area, dialect, cutting));
  if (marks.openExample !== undefined && options.decimal === undefined && options.thousands === undefined)
    issues.push(say.openDecimal(marks.openExample, marks.format));
  const missingSeen = missingSeenIn(read);
  if (!options.missing) issues.push(...say.aboutMissingSigns(missingSeen, words.signs));
  issues.push(...say.aboutColumns(read, marks.format), ...say.aboutSecondTables(read, area.line));

  const { found, issues: timeIssues } = findTime(read, area.headerRows > 0 || host.names !== undefined, options.timeColumn, options.timeAs);
  issues.push(...timeIssues, ...convertNumberTimes(read, found));
  // Times of nanoseconds are past 2^53, and are kept to the microsecond all the same.
  if (found?.format.startsWith('epoch')) removeIssue(issues, 'integers-rounded', found.name);
  const { rows } = pass;
  const layout = findLayout(read, rows, found?.times, found?.columns ?? [], options);
  // Rows that end early are the nature of such a table.
  if (layout.isSeriesInRows) removeIssue(issues, 'rows-too-short');
  issues.push(...say.aboutLayout(layout, read, rows));
  const frequency =
    found && findFrequencyOf(found.times, layout.seriesOf, layout.seriesOf ? layout.series : 1, found.offsetMinutes * 60_000);
  if (found && frequency) issues.push(...say.aboutTime(found, frequency, read, pass.lineOf, rows));
  issues.push(...say.aboutValues(read, found?.columns ?? [], layout));

  return {
    table: {
      rows,
      columns: read,
      ...(found && { time: found.times, timeColumn: found.name }),
      layout,
      overflow: pass.overflow,
    },
    inspection: {
      encoding: opened.encoding,
      delimiter: cutting.delimiter,
      quote: cutting.quote,
      escape: cutting.escape,
      comment: cutting.comment,
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
      footer: footerOf(area, cutting),
      missingWords: Object.fromEntries(missingSeen),
      issues,
    },
    issues,
  };
}

/** Names of columns and nothing below: there is no table, but something to show. */
function namesAlone(encoding: string, cutting: Cutting, area: TableArea, issues: Issue[]): TableRead {
  const { names } = safeNames(area.names, true);
  const { delimiter, quote, escape, comment } = cutting;
  const inspection: Inspection = {
    ...{ encoding, delimiter, quote, escape, comment, decimal: '.', thousands: '' },
    headerRows: area.headerRows,
    header: names,
    rows: 0,
    columns: names.map((name) => ({ name, type: 'empty', missing: 0, example: null })),
    ...{ time: null, layout: 'wide', series: 0, keys: [], preamble: area.preamble.slice(0, 50), footer: [], missingWords: {} },
    issues,
  };
  return { ...(names.length > 0 ? { inspection } : {}), issues };
}

/** A text whose head says that it is a format for archives of series. */
function readSeriesFormat(text: ByteSource, head: Head, { encoding, issues }: OpenText, options: ReadOptions, host: ReadHost): TableRead {
  const said = (read: TableRead): TableRead => {
    read.issues.unshift(...issues);
    return read;
  };
  switch (head.format) {
    case 'tsf':
      return said(readTsf(text, head, encoding, host));
    case 'ts':
      return said(readTs(text, head, encoding, host));
    case 'arff': {
      const arff = openArff(text, head);
      if (!('text' in arff)) return said(arff);
      const { missing, timeColumn, timeAs, dayFirst, layout, keys } = options;
      const wanted = { missing: missing ?? ['?'], timeColumn, timeAs, dayFirst, layout, keys };
      const read = readSource(arff.text, { ...arff.options, ...wanted }, { ...host, ...arff.host });
      if (read.inspection) Object.assign(read.inspection, { encoding, preamble: head.comments.slice(0, 50) });
      if (read.table && arff.label !== undefined) read.table.label = arff.label;
      return said(read);
    }
    default:
      return head.format satisfies never;
  }
}

/** A text table that is in memory, read into memory. */
export function readTable(bytes: Uint8Array, options: ReadOptions = {}): { table?: Table; inspection?: Inspection; issues: Issue[] } {
  const { table, ...rest } = readSource(memorySource(bytes), options);
  return table ? { table: tableInMemory(table), ...rest } : rest;
}

export const tableInMemory = ({ rows, columns, time, timeColumn, overflow }: OpenTable): Table => ({
  rows,
  columns: columns.map(({ name, type, values, words, missing }) => ({
    name,
    type,
    numbers: words ? new Float64Array(0) : allOf(values),
    ...(words && { texts: textsOf(words, values) }),
    missing,
  })),
  ...(time && { time: allOf(time), timeColumn }),
  ...(overflow.length > 0 && { overflow }),
});

const WIDEST = 20_000;
/** Share of rows that go beyond the header, and number of them, from which the header is taken to lack names. */
const SHARE_OF_LONG_ROWS = 0.3;
const FEWEST_LONG_ROWS = 3;

function readAll(setting: ColumnsSetting, guesses: Guess[]): Pass {
  const { area } = setting;
  const readers = guesses.map((guess) => readerOf(guess, setting));
  const pass = readRows(setting, readers, guesses);
  const { count } = pass.longRows;
  const isWider = area.headerRows === 0 || (count >= FEWEST_LONG_ROWS && count > pass.rows * SHARE_OF_LONG_ROWS);
  const width = Math.min(pass.widest, Math.max(WIDEST, area.width));
  if (width <= area.width || !isWider) return pass;
  // Many rows go on where the header ends: it is the header that is short. The sample did not show it.
  for (const reader of readers) reader.discard();
  const wider = { ...setting, area: { ...area, width } };
  const all = [...guesses, ...Array.from({ length: width - guesses.length }, (): Guess => ({ type: 'empty' }))];
  const again = readRows(
    wider,
    all.map((guess) => readerOf(guess, wider)),
    all,
  );
  // What is too short or too long is so by the header.
  return { ...again, shortRows: pass.shortRows, longRows: area.headerRows === 0 ? again.longRows : pass.longRows };
}

const footerOf = (area: TableArea, cutting: Cutting): string[] =>
  area.footer
    .map((row) => row.cells.filter((cell) => cell.trim() !== '').join(cutting.delimiter))
    .filter(Boolean)
    .slice(0, 50);

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

const CELLS_GUESSED = 3000;

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

function findMarks(cells: string[][], delimiter: string, options: ReadOptions, words: MissingSets) {
  const numeric = cells.map((column) => {
    const values = column.filter((cell) => !words.all.has(cell.trim().toLowerCase()));
    return values.filter(looksNumeric).length >= values.length * 0.5 ? values : [];
  });
  return findNumberFormat(numeric, delimiter, options);
}
