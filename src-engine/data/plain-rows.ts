/**
 * The fast road for what most rows of large files are: cells without quotes, numbers of up to nine digits, times as in 2020-01-31 23:59:59. It reads such rows
 * straight into the buffers of the columns, in one walk over their bytes, and stops before the first row that is anything else; that one is the
 * tokenizer's. Both give the same values: whatever is not read here on the spot is read by the column's own reader.
 */
import { NumberReader, TextReader, TimeReader, type BufferedReader, type ColumnReader } from './column-readers.ts';
import { plainNumber } from './numbers.ts';
import type { RepeatedHeader } from './repeated-header.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, daysFromCivil, daysInMonth } from './calendar-days.ts';
import type { Cutting } from './tokenize.ts';

const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const DASH = 45;
const COLON = 58;
const ROWS_AT_ONCE = 4096;

const NUMBER = 0;
const TIME = 1;
const TEXT = 2;
/** Read by the column's own reader, whatever it is. */
const OTHER = 3;
/** No value has been seen yet: the first one is for the tokenizer, which keeps it as the example. */
const UNSEEN = 4;

const POWERS = Float64Array.from({ length: 10 }, (_, k) => 10 ** k);

export class PlainRows {
  /** Rows that the last call took. */
  rows = 0;
  private readonly readers: BufferedReader[];
  /** The rows of names, which may come again. */
  private readonly header: RepeatedHeader;
  private readonly kinds: Uint8Array;
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly comment: number;
  private readonly buffers: Float64Array[];
  private readonly bases: Int32Array;
  private readonly missing: Int32Array;
  private readonly decimals: Uint8Array;
  private readonly hasMissingNumbers: Uint8Array;
  /** Where in the block the last date of a column stands, -1 for nowhere, and its midnight. */
  private readonly lastDate: Int32Array;
  private readonly lastDay: Float64Array;
  private readonly hasSeenClock: Uint8Array;

  /** Undefined when such rows cannot be told by their bytes. */
  static of(cutting: Cutting, readers: ColumnReader[], header: RepeatedHeader): PlainRows | undefined {
    const { delimiter, runs, bareReturn } = cutting;
    if (runs || bareReturn || delimiter.length !== 1 || delimiter.charCodeAt(0) > 127 || delimiter === ' ') return undefined;
    // Only a number or a time tells a row of data from one of words.
    if (!readers.some((reader) => reader instanceof NumberReader || reader instanceof TimeReader)) return undefined;
    return new PlainRows(cutting, readers as BufferedReader[], header);
  }

  private constructor(cutting: Cutting, readers: BufferedReader[], header: RepeatedHeader) {
    this.header = header;
    const width = readers.length;
    this.readers = readers;
    this.kinds = new Uint8Array(width);
    this.delimiter = cutting.delimiter.charCodeAt(0);
    this.quote = cutting.quote ? cutting.quote.charCodeAt(0) : -1;
    this.comment = cutting.comment ? cutting.comment.charCodeAt(0) : -1;
    this.buffers = new Array<Float64Array>(width);
    this.bases = new Int32Array(width);
    this.missing = new Int32Array(width);
    this.decimals = Uint8Array.from(readers, (reader) => (reader instanceof NumberReader ? reader.decimal : 0));
    this.hasMissingNumbers = Uint8Array.from(readers, (reader) => Number(reader instanceof NumberReader && reader.missingNumbers.size > 0));
    this.lastDate = new Int32Array(width);
    this.lastDay = new Float64Array(width);
    this.hasSeenClock = new Uint8Array(width);
  }

  /**
   * Takes plain rows of bytes [from, to) - whole ones, some thousand at most - and returns where the first row begins that it did not take. line: of the
   * file, of the first row.
   */
  take(bytes: Uint8Array, from: number, to: number, line: number): number {
    this.prepare();
    const { readers, kinds, delimiter, comment, header, buffers, bases, missing, decimals, hasMissingNumbers } = this;
    const width = readers.length;
    let rows = 0;
    let start = from;
    rows: while (start < to && rows < ROWS_AT_ONCE) {
      let i = start;
      if (bytes[i] === comment || (header.starts[bytes[i]] === 1 && header.mayBegin(bytes, i, to))) break;
      let isSafe = false;
      for (let column = 0; column < width; column++) {
        const end = column === width - 1 ? LINE_FEED : delimiter;
        let value = NaN;
        let after = -1;
        const kind = kinds[column];
        if (kind === NUMBER) {
          const decimal = decimals[column];
          const isNegative = bytes[i] === DASH;
          const first = isNegative ? i + 1 : i;
          let point = -1;
          let mantissa = 0;
          let q = first;
          for (; ; q++) {
            const byte = bytes[q];
            const digit = byte - 48;
            if (digit >= 0 && digit <= 9) mantissa = (mantissa * 10 + digit) | 0;
            else if (byte === decimal && point < 0) point = q;
            else break;
          }
          const digits = point < 0 ? q - first : q - first - 1;
          if (digits > 0 && digits <= 9) {
            after = endsAt(bytes, q, end);
            value = point < 0 ? mantissa : mantissa / POWERS[q - 1 - point];
            if (isNegative) value = -value;
          } else if (digits > 9) {
            // More digits, or an exponent.
            while (q < to && bytes[q] !== delimiter && bytes[q] !== LINE_FEED && bytes[q] !== RETURN) q++;
            value = plainNumber(bytes, i, q, decimal);
            if (value === value) after = endsAt(bytes, q, end);
          }
          if (hasMissingNumbers[column] && after >= 0 && (readers[column] as NumberReader).missingNumbers.has(value)) value = NaN;
        } else if (kind === TIME) {
          value = this.time(bytes, i, column);
          if (value === value) after = endsAt(bytes, this.timeEnd, end);
        }
        if (after < 0) {
          // An empty cell is missing in every column.
          after = endsAt(bytes, i, end);
          value = NaN;
          if (after < 0) {
            if (kind === UNSEEN) break rows;
            if (!isSafe) isSafe = this.isWithoutQuotes(bytes, i, to, column);
            if (!isSafe) break rows;
            let q = i;
            while (bytes[q] !== delimiter && bytes[q] !== LINE_FEED) q++;
            after = q + 1;
            if (q > i && bytes[q] === LINE_FEED) while (q > i && bytes[q - 1] === RETURN) q--;
            const reader = readers[column];
            value = kind === TEXT ? (reader as TextReader).codeAt(bytes, i, q) : reader.readBytes(bytes, i, q, line + rows);
          }
        }
        buffers[column][bases[column] + rows] = value;
        i = after;
      }
      rows++;
      start = i;
    }
    // What a row that was left had written beyond the others counts for nothing.
    for (let column = 0; column < width; column++) {
      const buffer = buffers[column];
      const base = bases[column];
      let none = 0;
      for (let row = 0; row < rows; row++) if (buffer[base + row] !== buffer[base + row]) none++;
      missing[column] = none;
      readers[column].advance(rows, none);
    }
    this.rows = rows;
    return start;
  }

  private prepare(): void {
    this.readers.forEach((reader, column) => {
      this.buffers[column] = reader.reserve(ROWS_AT_ONCE);
      this.bases[column] = reader.filled;
      this.kinds[column] = kindOf(reader);
      this.hasSeenClock[column] = Number(reader instanceof TimeReader && reader.hasSeenClock);
    });
    this.lastDate.fill(-1);
  }

  /** Cells from `column` on, the first at `i`: as many as the row should have, and none of them begins with a quote. */
  private isWithoutQuotes(bytes: Uint8Array, i: number, to: number, column: number): boolean {
    const { delimiter, quote } = this;
    let cells = this.readers.length - column;
    for (;;) {
      while (bytes[i] === SPACE) i++;
      if (bytes[i] === quote) return false;
      while (i < to && bytes[i] !== delimiter && bytes[i] !== LINE_FEED) i++;
      if (i >= to) return false;
      cells--;
      if (bytes[i] === LINE_FEED) return cells === 0;
      i++;
    }
  }

  private timeEnd = 0;

  /** The time at `i` and where it ends (`timeEnd`); NaN for other writings than 2020-01-31, with or without 23:59 or 23:59:59. */
  private time(bytes: Uint8Array, i: number, column: number): number {
    const last = this.lastDate[column];
    let day: number;
    if (last >= 0 && isSameDate(bytes, i, last)) day = this.lastDay[column];
    else {
      day = dayAt(bytes, i);
      if (day !== day) return NaN;
      this.lastDate[column] = i;
      this.lastDay[column] = day;
    }
    const gap = bytes[i + 10];
    if (gap !== SPACE && gap !== 84) {
      this.timeEnd = i + 10;
      return day;
    }
    // The first time of day shows the column's reader how times are written.
    if (this.hasSeenClock[column] === 0) return NaN;
    const hour = twoDigits(bytes, i + 11);
    const minute = twoDigits(bytes, i + 14);
    if (bytes[i + 13] !== COLON || hour < 0 || hour > 23 || minute < 0 || minute > 59) return NaN;
    const ms = day + hour * HOUR_MS + minute * MINUTE_MS;
    if (bytes[i + 16] !== COLON) {
      this.timeEnd = i + 16;
      return ms;
    }
    const second = twoDigits(bytes, i + 17);
    if (second < 0 || second > 59) return NaN;
    this.timeEnd = i + 19;
    return ms + second * 1000;
  }
}

function kindOf(reader: BufferedReader): number {
  if (reader instanceof TextReader) return TEXT;
  if (reader.example === null) return UNSEEN;
  if (reader instanceof NumberReader) return NUMBER;
  return reader instanceof TimeReader ? TIME : OTHER;
}

/** Behind the end of a cell that ends at `i`, or -1. */
function endsAt(bytes: Uint8Array, i: number, end: number): number {
  if (bytes[i] === end) return i + 1;
  return end === LINE_FEED && bytes[i] === RETURN && bytes[i + 1] === LINE_FEED ? i + 2 : -1;
}

function isSameDate(bytes: Uint8Array, a: number, b: number): boolean {
  for (let k = 9; k >= 0; k--) if (bytes[a + k] !== bytes[b + k]) return false;
  return true;
}

function dayAt(bytes: Uint8Array, i: number): number {
  const separator = bytes[i + 4];
  if ((separator !== DASH && separator !== 47) || bytes[i + 7] !== separator) return NaN;
  const century = twoDigits(bytes, i);
  const yearOfCentury = twoDigits(bytes, i + 2);
  const month = twoDigits(bytes, i + 5);
  const day = twoDigits(bytes, i + 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return NaN;
  const year = century * 100 + yearOfCentury;
  return day > daysInMonth(year, month) ? NaN : daysFromCivil(year, month, day) * DAY_MS;
}

/** -1 when these are no two digits. */
function twoDigits(bytes: Uint8Array, i: number): number {
  const tens = bytes[i] - 48;
  const ones = bytes[i + 1] - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
