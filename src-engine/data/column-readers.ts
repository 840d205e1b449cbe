/**
 * Readers of one column each: they take batches of cells from the tokenizer and keep typed values. What a reader cannot read becomes missing
 * and is written down with its line (`Trouble`), so that nothing disappears unsaid and the column's type can be doubted afterwards.
 */
import { BOOLEAN_PAIRS } from './words.ts';
import { INFINITE, MISSING, NumberParser, READ, ROUNDED, UNREADABLE, plainNumber, type NumberFormat } from './numbers.ts';
import { decodeUtf8 } from './text.ts';
import { TimeParser, type DateOrder } from './times.ts';
import { cellText, type Batch, type Cutting } from './tokenize.ts';

export interface ColumnReader {
  readonly rows: number;
  readonly missing: number;
  /** First cell with a value, as the file has it. */
  readonly example: string | null;
  /** Takes the cells of column `index` of a batch; rows that are too short have none, which is missing. */
  take(batch: Batch, index: number): void;
  /** As many missing values as rows went by before the column appeared. */
  skip(rows: number): void;
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

/** Float64Array that grows; `take` gives the exact length. */
export class Growing {
  values: Float64Array;
  length = 0;

  constructor(expected: number) {
    this.values = new Float64Array(expected);
  }

  reserve(more: number): Float64Array {
    if (this.length + more > this.values.length) {
      const larger = new Float64Array(Math.max(this.length + more, Math.ceil(this.values.length * 1.6)));
      larger.set(this.values);
      this.values = larger;
    }
    return this.values;
  }

  fill(count: number, value: number): void {
    this.reserve(count).fill(value, this.length, this.length + count);
    this.length += count;
  }

  take(): Float64Array {
    return this.values.length === this.length ? this.values : this.values.slice(0, this.length);
  }
}

const SPACE = 32;

abstract class NumericReader implements ColumnReader {
  readonly values: Growing;
  missing = 0;
  example: string | null = null;
  protected readonly cutting: Cutting;
  protected readonly quote: number;

  constructor(cutting: Cutting, expectedRows: number) {
    this.cutting = cutting;
    this.values = new Growing(expectedRows);
    this.quote = cutting.quote ? cutting.quote.charCodeAt(0) : -1;
  }

  get rows(): number {
    return this.values.length;
  }

  skip(rows: number): void {
    this.values.fill(rows, NaN);
    this.missing += rows;
  }

  take(batch: Batch, index: number): void {
    const { rows } = batch;
    const values = this.values.reserve(rows);
    const at = this.values.length;
    const missing = this.fill(batch, index, values, at);
    this.missing += missing;
    this.values.length += rows;
    if (this.example === null && missing < rows) this.example = this.findExample(batch, index, values, at);
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

  /** A cell without the spaces and quotes around it. */
  protected readCell({ bytes, cellStart, cellEnd, line }: Batch, cell: number, row: number): number {
    let start = cellStart[cell];
    let end = cellEnd[cell];
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
    return this.read(bytes, start, end, line[row]);
  }

  protected abstract read(bytes: Uint8Array, start: number, end: number, line: number): number;

  private findExample(
    { bytes, rows, firstCell, cellStart, cellEnd }: Batch,
    index: number,
    values: Float64Array,
    at: number,
  ): string | null {
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      if (values[at + row] === values[at + row]) return cellText(bytes, cellStart[cell], cellEnd[cell], this.cutting);
    }
    return null;
  }
}

export class NumberReader extends NumericReader {
  readonly format: NumberFormat;
  readonly unreadable = new Trouble();
  readonly infinite = new Trouble();
  readonly rounded = new Trouble();
  /** Words that were taken as missing, with how often each. */
  readonly missingSeen = new Map<string, number>();
  private readonly parser: NumberParser;
  private readonly decimal: number;
  private readonly missingNumbers: ReadonlySet<number>;

  constructor(
    cutting: Cutting,
    expectedRows: number,
    format: NumberFormat,
    missingWords: ReadonlySet<string>,
    missingNumbers: ReadonlySet<number> = new Set(),
  ) {
    super(cutting, expectedRows);
    this.format = format;
    this.parser = new NumberParser(format, missingWords);
    this.decimal = format.decimal.charCodeAt(0);
    this.missingNumbers = missingNumbers;
  }

  /** The same as its parent's, with the fast road in the loop. */
  protected override fill(batch: Batch, index: number, values: Float64Array, at: number): number {
    const { bytes, rows, firstCell, cellStart, cellEnd } = batch;
    const { decimal, missingNumbers } = this;
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      let value = NaN;
      if (cell < firstCell[row + 1]) {
        value = plainNumber(bytes, cellStart[cell], cellEnd[cell], decimal);
        if (value !== value) value = this.readCell(batch, cell, row);
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
    return value;
  }
}

export class TimeReader extends NumericReader {
  readonly order: DateOrder;
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

  constructor(cutting: Cutting, expectedRows: number, order: DateOrder, missingWords: ReadonlySet<string>) {
    super(cutting, expectedRows);
    this.order = order;
    this.parser = new TimeParser(order);
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

  describe(): string {
    const example = this.detailed ?? this.example;
    return example === null ? '' : this.parser.describe(example);
  }
}

export class BooleanReader extends NumericReader {
  readonly unreadable = new Trouble();
  private readonly meanings = new Map<string, number>();
  private readonly missingWords: ReadonlySet<string>;

  constructor(cutting: Cutting, expectedRows: number, pair: readonly [string, string], missingWords: ReadonlySet<string>) {
    super(cutting, expectedRows);
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

/** Words, each different one kept once. */
export class TextReader implements ColumnReader {
  /** For each row the index of its word in `words`, -1 where missing. */
  codes = new Int32Array(1024);
  readonly words: string[] = [];
  rows = 0;
  missing = 0;
  private readonly known = new Map<string, number>();
  private readonly cutting: Cutting;
  private readonly missingWords: ReadonlySet<string>;

  constructor(cutting: Cutting, missingWords: ReadonlySet<string>) {
    this.cutting = cutting;
    this.missingWords = missingWords;
  }

  get example(): string | null {
    return this.words[0] ?? null;
  }

  skip(rows: number): void {
    this.reserve(rows);
    this.codes.fill(-1, this.rows, this.rows + rows);
    this.rows += rows;
    this.missing += rows;
  }

  take({ bytes, rows, firstCell, cellStart, cellEnd }: Batch, index: number): void {
    this.reserve(rows);
    for (let row = 0; row < rows; row++) {
      const cell = firstCell[row] + index;
      let code = -1;
      if (cell < firstCell[row + 1]) {
        const text = cellText(bytes, cellStart[cell], cellEnd[cell], this.cutting);
        if (text !== '') code = this.codeOf(text);
      }
      this.codes[this.rows + row] = code;
      if (code === -1) this.missing++;
    }
    this.rows += rows;
  }

  private codeOf(text: string): number {
    let code = this.known.get(text);
    if (code === undefined) {
      code = this.missingWords.has(text.toLowerCase()) ? -1 : this.words.push(text) - 1;
      this.known.set(text, code);
    }
    return code;
  }

  private reserve(more: number): void {
    if (this.rows + more <= this.codes.length) return;
    const larger = new Int32Array(Math.max(this.rows + more, this.codes.length * 2));
    larger.set(this.codes);
    this.codes = larger;
  }

  texts(): (string | null)[] {
    return Array.from(this.codes.subarray(0, this.rows), (code) => (code < 0 ? null : this.words[code]));
  }
}

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
