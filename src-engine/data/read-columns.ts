/**
 * Types are final only when the whole file has been seen: a column whose guess, made from a sample, the file does not bear out is read again as
 * words, and perhaps as something else after all; and dates that the sample left open are decided by the whole column.
 */
import { guessColumn, isBelieved, type Guess } from './column-guess.ts';
import { BooleanReader, NumberReader, TextReader, TimeReader, textsOf, type ColumnReader, type ReaderSetting } from './column-readers.ts';
import { findFrequency } from './frequency.ts';
import type { NumberFormat } from './numbers.ts';
import { isRising, type ReadColumn } from './read-column.ts';
import { readAgain, type Pass, type RowsSetting } from './read-rows.ts';
import type { DateOrder } from './times.ts';
import { allOf, computedValues, type Values } from './values.ts';
import type { MissingSets } from './words.ts';

export interface ColumnsSetting extends RowsSetting, ReaderSetting {
  words: MissingSets;
  /** The person's own word on 03/04. */
  dayFirst?: boolean;
  /** What is believed of a column that nothing decides. */
  prefersDayFirst: boolean;
  /** Numbers that the person said mean missing, such as -999. */
  missingNumbers: ReadonlySet<number>;
  /** In the different words of a column that are kept. */
  mostLetters: number;
}

/** A column as it was read at last, with what it takes to talk about it. */
export interface FinalColumn extends ReadColumn {
  reader: ColumnReader;
  example: string | null;
  /** Its times could be read with the day or with the month first, and nothing decides. */
  otherOrder?: DateOrder;
}

export function readerOf(guess: Guess, setting: ColumnsSetting): ColumnReader {
  const { words, missingNumbers, prefersDayFirst, mostLetters } = setting;
  switch (guess.type) {
    case 'number':
      return new NumberReader(setting, guess.format, words.all, missingNumbers);
    case 'time':
      return new TimeReader(setting, preferredOrder(guess.orders, prefersDayFirst), words.all, guess);
    case 'boolean':
      return new BooleanReader(setting, guess.pair, words.all);
    case 'text':
    case 'empty':
      return new TextReader(setting, words.texts, mostLetters);
  }
}

const preferredOrder = (orders: DateOrder[], prefersDayFirst: boolean): DateOrder => {
  const wanted = prefersDayFirst ? 'DMY' : 'MDY';
  return orders.includes(wanted) ? wanted : orders[0];
};

/** formats: marks of each column; names: as the file has them. */
export function finalColumns(setting: ColumnsSetting, pass: Pass, formats: NumberFormat[], names: string[]): FinalColumn[] {
  const { readers, guesses } = pass;
  for (const reader of readers) reader.finish();
  const wasText = new Set(readers.flatMap((reader, i) => (reader instanceof TextReader && guesses[i].type === 'text' ? [i] : [])));
  // 1. Columns whose guess failed become words, so that all of them can be looked at.
  const doubted = new Map<number, ColumnReader>();
  readers.forEach((reader, i) => {
    if (isDoubtful(reader)) doubted.set(i, new TextReader(setting, setting.words.texts, setting.mostLetters));
  });
  replace(setting, readers, doubted, () => true);
  // 2. Columns of words that the sample did not show, or showed otherwise: perhaps they are something after all.
  const better = new Map<number, ColumnReader>();
  readers.forEach((reader, i) => {
    if (!(reader instanceof TextReader) || wasText.has(i) || reader.words.length === 0) return;
    const format = formats[i] ?? formats[0] ?? { decimal: '.', thousands: '' };
    const guess = guessColumn(sampleOfWords(reader), names[i] ?? '', format, setting.words.all, setting.words.signs);
    if (guess.type !== 'text' && guess.type !== 'empty') better.set(i, readerOf(guess, setting));
  });
  replace(setting, readers, better, (reader) => !isDoubtful(reader));
  // 3. Day and month.
  const orders = settleOrders(setting, readers, guesses);
  return readers.map((reader, i) => finalColumn(reader, pass.rows, orders.get(i)));
}

/** Reads some columns again with other readers, which take the place of the old ones where they are kept. */
function replace(
  setting: RowsSetting,
  readers: ColumnReader[],
  others: ReadonlyMap<number, ColumnReader>,
  isKept: (reader: ColumnReader, i: number) => boolean,
): void {
  if (others.size === 0) return;
  readAgain(setting, others);
  for (const [i, other] of others) {
    other.finish();
    const kept = isKept(other, i);
    (kept ? readers[i] : other).discard();
    if (kept) readers[i] = other;
  }
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
  const codes = reader.finish();
  const stride = Math.max(1, Math.floor(reader.rows / 20_000));
  const cells: string[] = [];
  for (let row = 0; row < reader.rows; row += stride) {
    const [text] = textsOf(reader.words, codes, row, row + 1);
    if (text !== null) cells.push(text);
  }
  return cells;
}

/**
 * Day-month order of columns that the sample left open: by a day past the twelfth anywhere in the file, else by which order makes the more
 * regular series, else it stays open and is asked. Returns the other possible order of those.
 */
function settleOrders(setting: ColumnsSetting, readers: ColumnReader[], guesses: Pass['guesses']): Map<number, DateOrder> {
  const { dayFirst, words } = setting;
  const open = new Map<number, DateOrder>();
  const others = new Map<number, TimeReader>();
  const other = (i: number, order: DateOrder) =>
    others.set(i, new TimeReader(setting, order, words.all, (readers[i] as TimeReader).writing));
  readers.forEach((reader, i) => {
    if (!(reader instanceof TimeReader) || reader.mostFirst === 0) return;
    const guess = guesses[i];
    const orders = guess.type === 'time' ? guess.orders : [reader.order];
    if (dayFirst !== undefined) {
      const wanted = dayFirst ? 'DMY' : 'MDY';
      if (reader.order !== wanted) other(i, wanted);
      return;
    }
    for (const order of orders) if (order !== reader.order && !others.has(i)) other(i, order);
  });
  replace(setting, readers, others, (candidate, i) => {
    if (dayFirst !== undefined) return true;
    const reader = readers[i] as TimeReader;
    const rival = candidate as TimeReader;
    const ours = rival.missing === reader.missing ? roughness(reader) : reader.missing;
    const theirs = rival.missing === reader.missing ? roughness(rival) : rival.missing;
    if (theirs < ours * 0.5) return true;
    if (ours < theirs * 0.5) return false;
    // 01.02.2020 with points is written day first everywhere.
    const isByPoints = /^\d{1,2}\.\d{1,2}\./.test(reader.example ?? '');
    if (isByPoints && (reader.order === 'DMY' || rival.order === 'DMY')) return reader.order !== 'DMY';
    open.set(i, rival.order);
    return false;
  });
  return open;
}

/** How far from a regular rising series: 0 is perfect. */
function roughness(reader: TimeReader): number {
  const times = allOf(reader.finish());
  const frequency = findFrequency(times);
  return (frequency.sorted ? 0 : times.length) + (frequency.duration === null ? times.length / 2 : frequency.gaps + frequency.irregular);
}

function finalColumn(reader: ColumnReader, rows: number, otherOrder?: DateOrder): FinalColumn {
  const { missing, example } = reader;
  const common = { name: '', missing, example, reader, values: reader.finish() };
  if (reader instanceof TextReader) {
    if (reader.words.length === 0) return { ...common, type: 'empty', values: computedValues(rows, (_, out) => out.fill(NaN)) };
    return { ...common, type: 'text', words: reader.words, hasMoreWords: reader.isFull };
  }
  if (reader instanceof TimeReader)
    return {
      ...common,
      values: inOneCentury(reader.finish(), reader.describe()),
      type: missing === rows ? 'empty' : 'time',
      format: reader.describe(),
      offsets: reader.offsets,
      withZone: reader.withZone,
      ambiguous: otherOrder !== undefined,
      otherOrder,
    };
  return { ...common, type: missing === rows ? 'empty' : reader instanceof BooleanReader ? 'boolean' : 'number' };
}

/**
 * Years of two digits: 49 is 2049 by itself, but 1949 in a column that begins with it and goes on with 50. Where that, and only that, makes the times rise,
 * the years from the first one's on are those of the century before.
 */
function inOneCentury(times: Values, format: string): Values {
  if (!/(^|[^Y])YY($|[^Y])/.test(format) || isRising(times)) return times;
  const start = allOf(times).find((t) => t === t) ?? NaN;
  const firstYear = new Date(start).getUTCFullYear();
  if (!(firstYear >= 2000)) return times;
  const from = Date.UTC(firstYear, 0, 1);
  const moved = computedValues(times.length, (at, out) => {
    out.set(times.read(at, at + out.length));
    for (let i = 0; i < out.length; i++)
      if (out[i] >= from) out[i] = new Date(out[i]).setUTCFullYear(new Date(out[i]).getUTCFullYear() - 100);
  });
  return isRising(moved) ? moved : times;
}
