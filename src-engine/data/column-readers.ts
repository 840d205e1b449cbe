/**
 * Readers of one column each: they take batches of cells from the tokenizer and keep typed values. What a reader cannot read becomes missing
 * and is written down with its line (`Trouble`), so that nothing disappears unsaid and the column's type can be doubted afterwards.
 */
import { BOOLEAN_PAIRS } from './words.ts';
import {
  INFINITE,
  MARKED,
  MISSING,
  NumberParser,
  OTHER_DECIMAL,
  READ,
  ROUNDED,
  UNREADABLE,
  plainNumber,
  type NumberFormat,
} from './numbers.ts';
import { decodeUtf8 } from './text.ts';
import { TimeParser, type DateOrder, type TimeWriting } from './times.ts';
import { cellText, type Batch, type Cutting } from './tokenize.ts';
import type { Sink, Storage, Values } from './values.ts';

export interface ColumnReader {
  readonly rows: number;
  readonly missing: number;
  /** First cell with a value, as the file has it. */
  readonly example: string | null;
  /** Takes the cells of column `index` of a batch; rows that are too short have none, which is missing. */
  take(batch: Batch, index: number): void;
  /** As many missing values as rows went by before the column appeared. */
  skip(rows: number): void;
  /** The column, when all rows were taken. */
  finish(): Values;
  /** Throws away what was read. */
  discard(): void;
}

const KEPT_LINES = 20;
const KEPT_WORDS = 1000;

/** Short enough for a sentence, with control characters as signs. */
const showable = (text: string): string =>
  (text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(/[\u0000-\u001f]/g, (control) =>
    String.fromCharCode(0x2400 + control.charCodeAt(0)),
  );

/** Cells of one kind that could not be taken as they are. */
export class Trouble {
  count = 0;
  readonly lines: number[] = [];
  readonly examples: string[] = [];
  /** How often each text occurs, for the first thousand different ones. */
  readonly words = new Map<string, number>();

  add(line: number, text: string): void {
    this.count++;
    if (this.lines.length < KEPT_LINES) {
      this.lines.push(line);
      this.examples.push(showable(text));
    }
    const word = showable(text);
    const known = this.words.get(word);
    if (known !== undefined) this.words.set(word, known + 1);
    else if (this.words.size < KEPT_WORDS) this.words.set(word, 1);
  }
}

const SPACE = 32;
const FIRST_BUFFER = 512;

/** Where a column is kept, and what there is to know of its rows. */
export interface ReaderSetting {
  cutting: Cutting;
  storage: Storage;
}

/**
 * Values are gathered in a buffer and handed to the storage a chunk at a time, so that a column may be larger than memory. On the way the least and the
 * largest are noted.
 */
export abstract class BufferedReader implements ColumnReader {
  rows = 0;
  missing = 0;
  example: string | null = null;
  /** Of the values that are not missing; Infinity and -Infinity when there are none. Complete after `finish`. */
  least = Infinity;
  most = -Infinity;
  /** Rows from `filled` on are free. */
  buffer = new Float64Array(FIRST_BUFFER);
  filled = 0;
  protected readonly cutting: Cutting;
  private readonly sink: Sink;
  private readonly chunkRows: number;
  private finished: Values | undefined;

  constructor({ cutting, storage }: ReaderSetting) {
    this.cutting = cutting;
    this.sink = storage.open();
    this.chunkRows = storage.chunkRows;
  }

  abstract take(batch: Batch, index: number): void;

  /** The value of a cell that is no plain one; what cannot be read is written down with its line. */
  abstract readBytes(bytes: Uint8Array, start: number, end: number, line: number): number;

  /** The buffer with room for so many rows from `filled` on. */
  reserve(rows: number): Float64Array {
    const needed = this.filled + rows;
    if (needed > this.buffer.length) {
      const larger = new Float64Array(Math.max(needed, Math.min(this.buffer.length * 4, this.chunkRows + rows)));
      larger.set(this.buffer.subarray(0, this.filled));
      this.buffer = larger;
    }
    return this.buffer;
  }

  /** So many rows were written into the buffer, of which so many are missing. */
  advance(rows: number, missing: number): void {
    this.rows += rows;
    this.missing += missing;
    this.filled += rows;
    if (this.filled < this.chunkRows) return;
    let at = 0;
    for (; this.filled - at >= this.chunkRows; at += this.chunkRows) this.flush(at, at + this.chunkRows);
    this.buffer.copyWithin(0, at, this.filled);
    this.filled -= at;
  }

  skip(rows: number): void {
    for (let left = rows; left > 0;) {
      const now = Math.min(left, this.chunkRows);
      this.reserve(now).fill(NaN, this.filled, this.filled + now);
      this.advance(now, now);
      left -= now;
    }
  }

  finish(): Values {
    if (!this.finished) {
      if (this.filled > 0) this.flush(0, this.filled);
      this.filled = 0;
      this.buffer = new Float64Array(0);
      this.finished = this.sink.finish();
    }
    return this.finished;
  }

  discard(): void {
    this.buffer = new Float64Array(0);
    this.sink.discard();
  }

  private flush(from: number, to: number): void {
    const numbers = this.buffer.subarray(from, to);
    let { least, most } = this;
    for (let i = 0; i < numbers.length; i++) {
      const value = numbers[i];
      if (value < least) least = value;
      if (value > most) most = value;
    }
    this.least = least;
    this.most = most;
    this.sink.append(numbers);
  }
}

abstract class NumericReader extends BufferedReader {
  /** The value of `example`. */
  exampleValue = NaN;
  protected readonly quote: number;

  constructor(setting: ReaderSetting) {
    super(setting);
    this.quote = setting.cutting.quote ? setting.cutting.quote.charCodeAt(0) : -1;
  }

  take(batch: Batch, index: number): void {
    const { rows } = batch;
    const buffer = this.reserve(rows);
    const at = this.filled;
    const missing = this.fill(batch, index, buffer, at);
    if (this.example === null && missing < rows) this.findExample(batch, index, buffer, at);
    this.advance(rows, missing);
  }

  /** Writes the values of a batch from `at` on and returns how many are missing. */
  protected fill(batch: Batch, index: number, values: Float64Array, at: number): number {
    const { rows, firstCell } = batch;
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      const value = cell < firstCell[row + 1] ? this.readCell(batch, cell, row) : NaN;
      values[at + row] = value;
      if (value !== value) missing++;
    }
    return missing;
  }

  private readCell({ bytes, cellStart, cellEnd, line }: Batch, cell: number, row: number): number {
    return this.readBytes(bytes, cellStart[cell], cellEnd[cell], line[row]);
  }

  /** A cell without the spaces and quotes around it. */
  readBytes(bytes: Uint8Array, start: number, end: number, line: number): number {
    while (start < end && bytes[start] === SPACE) start++;
    while (end > start && bytes[end - 1] === SPACE) end--;
    if (bytes[start] === this.quote && end - start >= 2 && bytes[end - 1] === this.quote) {
      start++;
      end--;
    }
    // ="1.5" keeps Excel from changing the cell.
    if (bytes[start] === 61 && bytes[start + 1] === 34 && end - start >= 3) {
      start += 2;
      end--;
    }
    return this.read(bytes, start, end, line);
  }

  protected abstract read(bytes: Uint8Array, start: number, end: number, line: number): number;

  private findExample({ bytes, rows, firstCell, cellStart, cellEnd }: Batch, index: number, values: Float64Array, at: number): void {
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      if (values[at + row] !== values[at + row]) continue;
      this.example = cellText(bytes, cellStart[cell], cellEnd[cell], this.cutting);
      this.exampleValue = values[at + row];
      return;
    }
  }
}

export class NumberReader extends NumericReader {
  readonly format: NumberFormat;
  readonly unreadable = new Trouble();
  readonly infinite = new Trouble();
  readonly rounded = new Trouble();
  /** Numbers with a mark beside them, and how often each mark. */
  readonly marked = new Trouble();
  readonly marks = new Map<string, number>();
  readonly otherDecimal = new Trouble();
  /** Words that were taken as missing, with how often each. */
  readonly missingSeen = new Map<string, number>();
  private readonly parser: NumberParser;
  /** The decimal mark as a byte. */
  readonly decimal: number;
  /** Numbers that mean missing, such as -999. */
  readonly missingNumbers: ReadonlySet<number>;

  constructor(
    setting: ReaderSetting,
    format: NumberFormat,
    missingWords: ReadonlySet<string>,
    missingNumbers: ReadonlySet<number> = new Set(),
  ) {
    super(setting);
    this.format = format;
    this.parser = new NumberParser(format, missingWords);
    this.decimal = format.decimal.charCodeAt(0);
    this.missingNumbers = missingNumbers;
  }

  /** The same as its parent's, with the fast road in the loop. */
  protected override fill(batch: Batch, index: number, values: Float64Array, at: number): number {
    const { bytes, rows, firstCell, cellStart, cellEnd, line } = batch;
    const { decimal, missingNumbers } = this;
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      let value = NaN;
      if (cell < firstCell[row + 1]) {
        value = plainNumber(bytes, cellStart[cell], cellEnd[cell], decimal);
        if (value !== value) value = this.readBytes(bytes, cellStart[cell], cellEnd[cell], line[row]);
        if (missingNumbers.size > 0 && missingNumbers.has(value)) value = NaN;
      }
      values[at + row] = value;
      if (value !== value) missing++;
    }
    return missing;
  }

  protected read(bytes: Uint8Array, start: number, end: number, line: number): number {
    if (start === end) return NaN;
    const value = this.parser.parse(bytes, start, end);
    const { outcome } = this.parser;
    if (outcome === READ) return value;
    const text = decodeUtf8(bytes, start, end);
    if (outcome === MISSING) {
      const word = text.trim();
      if (word !== '') this.missingSeen.set(word, (this.missingSeen.get(word) ?? 0) + 1);
    }
    if (outcome === UNREADABLE) this.unreadable.add(line, text);
    else if (outcome === INFINITE) this.infinite.add(line, text);
    else if (outcome === ROUNDED) this.rounded.add(line, text);
    else if (outcome === OTHER_DECIMAL) this.otherDecimal.add(line, text);
    else if (outcome === MARKED) {
      this.marked.add(line, text);
      this.marks.set(this.parser.mark, (this.marks.get(this.parser.mark) ?? 0) + 1);
    }
    return value;
  }
}

export class TimeReader extends NumericReader {
  readonly order: DateOrder;
  readonly writing: TimeWriting;
  readonly unreadable = new Trouble();
  /** Times with a zone and the offsets seen (minutes), with how often each. */
  withZone = 0;
  readonly offsets = new Map<number, number>();
  intervals = 0;
  /** Largest numbers at the two places whose meaning the order decides; 0 when no cell leaves it open. */
  mostFirst = 0;
  mostSecond = 0;
  hasShortYears = false;
  /** The first cell with a time of day shows more of the writing than a bare date. */
  private detailed: string | null = null;
  private readonly parser: TimeParser;
  private readonly missingWords: ReadonlySet<string>;

  constructor(setting: ReaderSetting, order: DateOrder, missingWords: ReadonlySet<string>, writing: TimeWriting = {}) {
    super(setting);
    this.order = order;
    this.writing = writing;
    this.parser = new TimeParser(order);
    this.parser.prefix = writing.prefix ?? '';
    this.parser.spansYears = writing.spansYears ?? false;
    this.missingWords = missingWords;
  }

  protected read(bytes: Uint8Array, start: number, end: number, line: number): number {
    if (start === end) return NaN;
    const { parser } = this;
    const time = parser.parse(bytes, start, end);
    if (parser.first >= 0) {
      if (parser.first > this.mostFirst) this.mostFirst = parser.first;
      if (parser.second > this.mostSecond) this.mostSecond = parser.second;
      if (parser.third >= 0) this.hasShortYears = true;
    }
    if (time !== time) {
      const text = decodeUtf8(bytes, start, end).trim();
      if (!this.missingWords.has(text.toLowerCase())) this.unreadable.add(line, text);
      return NaN;
    }
    if (parser.hasZone) {
      this.withZone++;
      this.offsets.set(parser.offsetMinutes, (this.offsets.get(parser.offsetMinutes) ?? 0) + 1);
    }
    if (parser.isInterval) this.intervals++;
    if (this.detailed === null && parser.hasClock) this.detailed = decodeUtf8(bytes, start, end);
    return time;
  }

  /** A time of day has been seen: nothing more is to be learned of how times are written. */
  get hasSeenClock(): boolean {
    return this.detailed !== null;
  }

  describe(): string {
    const example = this.detailed ?? this.example;
    return example === null ? '' : this.parser.describe(example);
  }
}

export class BooleanReader extends NumericReader {
  readonly unreadable = new Trouble();
  private readonly meanings = new Map<string, number>();
  private readonly missingWords: ReadonlySet<string>;

  constructor(setting: ReaderSetting, pair: readonly [string, string], missingWords: ReadonlySet<string>) {
    super(setting);
    this.meanings.set(pair[0], 1).set(pair[1], 0);
    this.missingWords = missingWords;
  }

  protected read(bytes: Uint8Array, start: number, end: number, line: number): number {
    const text = decodeUtf8(bytes, start, end).trim();
    const word = text.toLowerCase();
    const value = this.meanings.get(word);
    if (value !== undefined) return value;
    if (word !== '' && !this.missingWords.has(word)) this.unreadable.add(line, text);
    return NaN;
  }
}

/** A word that is there but was not kept. */
export const NOT_KEPT = -1;

/** Words: the values are numbers into `words`, NaN where missing. */
export class TextReader extends BufferedReader {
  readonly words: string[] = [];
  /** More different words came by than are kept. */
  isFull = false;
  private letters = 0;
  private readonly known = new Map<string, number>();
  private readonly missingWords: ReadonlySet<string>;
  private readonly mostLetters: number;

  /** mostLetters: in all words that are kept together; words beyond are only counted (`NOT_KEPT`). */
  constructor(setting: ReaderSetting, missingWords: ReadonlySet<string>, mostLetters = Infinity) {
    super(setting);
    this.missingWords = missingWords;
    this.mostLetters = mostLetters;
  }

  take({ bytes, rows, firstCell, cellStart, cellEnd }: Batch, index: number): void {
    const buffer = this.reserve(rows);
    const at = this.filled;
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      const code = cell < firstCell[row + 1] ? this.codeAt(bytes, cellStart[cell], cellEnd[cell]) : NaN;
      buffer[at + row] = code;
      if (code !== code) missing++;
    }
    this.advance(rows, missing);
  }

  readBytes(bytes: Uint8Array, start: number, end: number): number {
    return this.codeAt(bytes, start, end);
  }

  /** The code of a cell. */
  codeAt(bytes: Uint8Array, start: number, end: number): number {
    const text = cellText(bytes, start, end, this.cutting);
    return text === '' ? NaN : this.codeOf(text);
  }

  private codeOf(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    if (this.missingWords.has(text.toLowerCase())) {
      this.known.set(text, NaN);
      return NaN;
    }
    this.example ??= text;
    this.letters += text.length + 16;
    if (this.letters > this.mostLetters) {
      this.isFull = true;
      return NOT_KEPT;
    }
    const code = this.words.push(text) - 1;
    this.known.set(text, code);
    return code;
  }
}

/** The texts of rows [from, to) of a column of words; null where missing. */
export const textsOf = (words: readonly string[], codes: Values, from = 0, to = codes.length): (string | null)[] =>
  Array.from(codes.read(from, to), (code) => (code !== code ? null : (words[code] ?? '…')));

/** The pair that all words of a column belong to, or undefined. */
export function booleanPairOf(words: Iterable<string>): readonly [string, string] | undefined {
  const lower = new Set<string>();
  for (const word of words) {
    lower.add(word.trim().toLowerCase());
    if (lower.size > 2) return undefined;
  }
  if (lower.size === 0) return undefined;
  return BOOLEAN_PAIRS.find((pair) => [...lower].every((word) => pair.includes(word)) && (lower.size === 2 || pair[0] === 'true'));
}
