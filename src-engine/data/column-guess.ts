/**
 * What a column holds, from a sample of its cells. A first opinion only: the type is final when the whole file has been read, and a reader
 * that met too many cells it could not read is doubted (`read-table.ts`).
 */
import { booleanPairOf } from './column-readers.ts';
import { looksNumeric } from './number-format.ts';
import { MARKED, MISSING, NumberParser, UNREADABLE, type NumberFormat } from './numbers.ts';
import { spanYears } from './time-periods.ts';
import { TimeParser, type DateOrder, type TimeWriting } from './times.ts';

export type Guess =
  | { type: 'number'; format: NumberFormat }
  | ({ type: 'time'; orders: DateOrder[] } & TimeWriting)
  | { type: 'boolean'; pair: readonly [string, string] }
  | { type: 'text' }
  | { type: 'empty' };

/** Share of the cells with a value that must be read for a type without further question. */
const MOST = 0.9;
/** With fewer than this it is no such column at all. */
const HALF = 0.5;
/** Share of the numbers that must have no mark where others have one. */
const LEAST_PLAIN = 0.25;
/** Different words that may stand in for numbers, such as `Bad` or `Calibration`. */
export const FEW_WORDS = 5;

/** Whether a column is of a type that `read` cells speak for and `unreadable` ones, with these different texts, against. */
export function isBelieved(read: number, unreadable: number, differentWords: number): boolean {
  const all = read + unreadable;
  return read >= all * MOST || (read >= all * HALF && differentWords <= Math.max(1, Math.min(FEW_WORDS, all * 0.1)));
}

/** cells: texts of the sample, quotes removed; format: the file's marks or the column's own. */
export function guessColumn(
  cells: string[],
  name: string,
  format: NumberFormat,
  missingWords: ReadonlySet<string>,
  missingSigns: ReadonlySet<string>,
): Guess {
  const isMissing = (cell: string) => missingWords.has(cell.toLowerCase()) || missingSigns.has(cell.toLowerCase());
  const values = cells.map((cell) => cell.trim()).filter((cell) => !missingWords.has(cell.toLowerCase()));
  if (values.length === 0) return { type: 'empty' };
  const present = values.filter((cell) => !isMissing(cell));
  if (present.length === 0) return { type: 'text' };
  const pair = booleanPairOf(present);
  if (pair) return { type: 'boolean', pair };
  if (areCodes(present, name)) return { type: 'text' };
  const numbers = guessNumber(present, format, missingWords);
  if (numbers) return { type: 'number', format: numbers };
  if (spanYears(present)) return { type: 'time', orders: ['YMD'], spansYears: true };
  const orders = guessOrders(present);
  if (orders.length > 0) return { type: 'time', orders };
  const prefix = commonPrefix(present);
  const behind = prefix === '' ? [] : guessOrders(present.map((cell) => cell.slice(prefix.length).trim()));
  return behind.length > 0 ? { type: 'time', orders: behind, prefix } : { type: 'text' };
}

/** 00123 under a name such as `station id` names a thing: as a number it would lose its zeros. */
function areCodes(cells: string[], name: string): boolean {
  if (
    !/(^|[^a-z])(id|ids|code|key|zip|plz|postal|postcode|phone|station|stations|serial|sku|isin|fips|iban)([^a-z]|$)|_id|id$|编号|代码|站号|邮编/i.test(
      name,
    )
  )
    return false;
  const { length } = cells[0];
  return length >= 2 && cells.some((cell) => cell.startsWith('0')) && cells.every((cell) => /^\d+$/.test(cell) && cell.length === length);
}

function guessNumber(cells: string[], format: NumberFormat, missingWords: ReadonlySet<string>): NumberFormat | undefined {
  if (countNumbers(cells, format, missingWords)) return format;
  // The same unit around all of them?
  const unit = commonUnit(cells);
  const others: NumberFormat[] = unit ? [{ ...format, ...unit }] : hasMagnitudes(cells) ? [{ ...format, hasMagnitudes: true }] : [];
  return others.find((other) => countNumbers(cells, other, missingWords)) ?? (areMarked(cells, format, missingWords) ? format : undefined);
}

function countNumbers(cells: string[], format: NumberFormat, missingWords: ReadonlySet<string>, marks?: Set<string>): boolean {
  const parser = new NumberParser(format, missingWords);
  let read = 0;
  const bad = new Set<string>();
  let unreadable = 0;
  for (const cell of cells) {
    parser.parseText(cell);
    if (parser.outcome === UNREADABLE || (parser.outcome === MARKED && !marks)) {
      unreadable++;
      if (bad.size <= FEW_WORDS) bad.add(cell);
    } else if (parser.outcome !== MISSING) read++;
    if (parser.outcome === MARKED) marks?.add(parser.mark);
  }
  return read > 0 && isBelieved(read, unreadable, bad.size);
}

/** A few kinds of marks beside numbers, of which a good part has none. */
function areMarked(cells: string[], format: NumberFormat, missingWords: ReadonlySet<string>): boolean {
  const marks = new Set<string>();
  if (!countNumbers(cells, format, missingWords, marks) || marks.size > FEW_WORDS) return false;
  const parser = new NumberParser(format, missingWords);
  const plain = cells.filter((cell) => Number.isFinite(parser.parseText(cell)) && parser.outcome !== MARKED);
  return plain.length >= cells.length * LEAST_PLAIN;
}

/** 1.2K beside 3.4M; one letter alone may be any unit. */
function hasMagnitudes(cells: string[]): boolean {
  const letters = new Set(cells.map((cell) => /^[+-]?[\d.,]+\s?([KMBT千万萬亿億])$/.exec(cell)?.[1]));
  letters.delete(undefined);
  return letters.size >= 2;
}

const CURRENCY = /^(\p{Sc}|(US|CA|AU|HK)\$|USD|EUR|GBP|CNY|RMB|JPY|CHF|Rs\.?|kr\.?)$/u;

/** A currency in front of, or one and the same unit behind, nearly all numbers. */
function commonUnit(cells: string[]): { prefix?: string; suffix?: string } | undefined {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (!looksNumeric(cell)) continue;
    const match = /^([^\d.,+-]{0,4})[+-]?\s*[\d.,][\d.,'’\s\u00a0\u202f]*(?:[eE][+-]?\d+(?!\d))?([^\d.,]{0,10})$/.exec(
      cell.replace(/^\((.*)\)$/, '$1'),
    );
    if (!match) continue;
    const prefix = match[1].trim();
    const suffix = match[2].trim();
    if (prefix !== '' && !CURRENCY.test(prefix)) continue;
    const unit = `${prefix}\n${suffix}`;
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  for (const [unit, count] of counts) {
    if (count < cells.length * MOST || unit === '\n') continue;
    const [prefix, suffix] = unit.split('\n');
    // One letter behind a number is a code (12A, 3B) unless many different numbers carry it.
    if (/^[a-z]$/i.test(suffix) && new Set(cells).size < 5) return undefined;
    return { ...(prefix && { prefix }), ...(suffix && { suffix }) };
  }
  return undefined;
}

/** The same words before the first digit of every cell; '' for none. */
function commonPrefix(cells: string[]): string {
  const prefix = /^\p{L}[^\d]{0,30}(?=\d)/u.exec(cells[0])?.[0].trim() ?? '';
  return cells.every((cell) => cell.startsWith(prefix) && /^\s?\d/.test(cell.slice(prefix.length))) ? prefix : '';
}

/** The day-month orders under which most cells are times; several when the sample leaves it open, none when these are no times. */
export function guessOrders(cells: string[]): DateOrder[] {
  const parser = new TimeParser();
  const counts = (['DMY', 'MDY', 'YMD'] as const).map((order) => {
    parser.order = order;
    let read = 0;
    let isOpen = false;
    const bad = new Set<string>();
    for (const cell of cells) {
      const time = parser.parseText(cell);
      if (time === time) read++;
      else if (bad.size <= FEW_WORDS) bad.add(cell);
      if (parser.first >= 0) isOpen = true;
    }
    return { order, read, isOpen, bad: bad.size };
  });
  const most = Math.max(...counts.map((count) => count.read));
  // One day past the twelfth is evidence enough, so the order that reads the most cells wins, however close.
  const best = counts.filter((count) => count.read === most && isBelieved(count.read, cells.length - count.read, count.bad));
  if (best.length === 0 || most === 0) return [];
  // Nothing written with small numbers only: any order reads the same.
  if (!best.some((count) => count.isOpen)) return ['YMD'];
  return best.map((count) => count.order);
}
