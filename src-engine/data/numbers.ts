/**
 * Numbers out of bytes, with the file's own decimal and thousands marks, and bit for bit what `Number()` gives for the same digits.
 *
 * `plainNumber` is the fast road for what nearly every cell looks like; it answers NaN for everything else, and then
 * `NumberParser` takes the slow one, which knows thousands marks, units, missing-value words, and numbers too large to hold.
 */
import { decodeUtf8 } from './text.ts';
import { plainDigits } from './time-words.ts';

const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const MINUS = 45;
const PLUS = 43;

/**
 * The number in ASCII bytes [start, end): an optional sign, digits, an optional mark and digits, an optional exponent; at most 18 digits.
 * NaN when it is anything else, or when the rounding cannot be proven right here.
 *
 * Up to 15 digits a mantissa and a power of ten are both exact, and one division rounds once (Clinger 1990). Beyond that the mantissa is
 * held as a sum of two doubles; the quotient's second half then decides the rounding, and when it is too close to a tie we give up.
 */
export function plainNumber(bytes: Uint8Array, start: number, end: number, decimal: number): number {
  if (end - start > 10) return longNumber(bytes, start, end, decimal);
  // Short cells, which are most: at most nine digits, in one int32.
  let i = start;
  const isNegative = bytes[i] === MINUS;
  if (isNegative) i++;
  const from = i;
  let point = -1;
  let mantissa = 0;
  for (; i < end; i++) {
    const digit = bytes[i] - 48;
    if (digit >= 0 && digit <= 9) mantissa = (mantissa * 10 + digit) | 0;
    else if (bytes[i] === decimal && point < 0) point = i;
    else return longNumber(bytes, start, end, decimal);
  }
  const digits = point < 0 ? end - from : end - from - 1;
  if (digits === 0 || digits > 9) return longNumber(bytes, start, end, decimal);
  const value = point < 0 ? mantissa : mantissa / POWERS[end - 1 - point];
  return isNegative ? -value : value;
}

function longNumber(bytes: Uint8Array, start: number, end: number, decimal: number): number {
  let i = start;
  const sign = bytes[i];
  if (sign === MINUS || sign === PLUS) i++;
  // Nine digits fit an int32; what follows goes to a second one.
  let high = 0;
  let low = 0;
  let digits = 0;
  let decimals = 0;
  for (; i < end; i++) {
    const digit = bytes[i] - 48;
    if (digit < 0 || digit > 9) break;
    if (digits < 9) high = (high * 10 + digit) | 0;
    else if (digits < 18) low = (low * 10 + digit) | 0;
    digits++;
  }
  if (i < end && bytes[i] === decimal) {
    i++;
    const from = digits;
    for (; i < end; i++) {
      const digit = bytes[i] - 48;
      if (digit < 0 || digit > 9) break;
      if (digits < 9) high = (high * 10 + digit) | 0;
      else if (digits < 18) low = (low * 10 + digit) | 0;
      digits++;
    }
    decimals = digits - from;
  }
  if (digits === 0 || digits > 18) return NaN;
  let exponent = -decimals;
  if (i < end) {
    if ((bytes[i] | 32) !== 101) return NaN; // e or E
    i++;
    const exponentSign = bytes[i];
    if (exponentSign === MINUS || exponentSign === PLUS) i++;
    let value = 0;
    const from = i;
    for (; i < end; i++) {
      const digit = bytes[i] - 48;
      if (digit < 0 || digit > 9) return NaN;
      value = value * 10 + digit;
      if (value > 400) return NaN;
    }
    if (i === from) return NaN;
    exponent += exponentSign === MINUS ? -value : value;
  }
  let result: number;
  if (digits <= 15) {
    const mantissa = digits <= 9 ? high : high * POWERS[digits - 9] + low;
    if (exponent === 0) result = mantissa;
    else if (exponent < 0) {
      if (exponent < -22) return NaN;
      result = mantissa / POWERS[-exponent];
    } else {
      if (exponent > 22) return NaN;
      result = mantissa * POWERS[exponent];
    }
  } else {
    if (exponent > 0 || exponent < -22) return NaN;
    result = quotient(high * POWERS[digits - 9], low, POWERS[-exponent]);
  }
  return sign === MINUS ? -result : result;
}

/** (high + low) / divisor, rounded once; NaN when the last bit cannot be decided. high, low and divisor are exact integers. */
function quotient(high: number, low: number, divisor: number): number {
  const sum = high + low;
  if (sum <= 9007199254740992 && sum - high === low) return sum / divisor;
  if (divisor === 1) return NaN; // an integer past 2^53: the slow road says whether it was rounded
  const rest = low - (sum - high);
  const first = sum / divisor;
  // first * divisor exactly, as product + error (Veltkamp and Dekker).
  const product = first * divisor;
  const a = 134217729 * first;
  const aHigh = a - (a - first);
  const aLow = first - aHigh;
  const b = 134217729 * divisor;
  const bHigh = b - (b - divisor);
  const bLow = divisor - bHigh;
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const second = (sum - product - error + rest) / divisor;
  // The second half is known to 40 bits and more: if both ends of its error give the same sum, that is the rounding.
  const slack = Math.abs(second) * 1e-9;
  const rounded = first + (second - slack);
  return rounded === first + (second + slack) ? rounded : NaN;
}

/** What became of a cell. */
export const READ = 0;
/** Empty, or one of the words that mean missing. */
export const MISSING = 1;
/** Not a number at all. */
export const UNREADABLE = 2;
/** inf, or a number that no double holds such as 1e400. */
export const INFINITE = 3;
/** An integer past 2^53 that a double cannot hold exactly: read, and rounded. */
export const ROUNDED = 4;
/** A number with a mark beside it that is no unit, such as `23.4*` or `12.5 e`: read without it. */
export const MARKED = 5;
/** Written with the other decimal mark than its column, and in no other way a number: read with that. */
export const OTHER_DECIMAL = 6;

export interface NumberFormat {
  decimal: '.' | ',';
  /** '' when there are none; ' ' stands for every kind of space, "'" for both kinds of apostrophe. */
  thousands: string;
  /** Unit in front of or behind every number of the column, such as % or €. */
  prefix?: string;
  suffix?: string;
  /** 1.2K, 3.4M, 5B: letters behind the numbers stand for thousands, millions and so on. */
  hasMagnitudes?: boolean;
  /** 1,5 beside 1.5 in one column, and no thousands marks that one of them could be. */
  hasBothDecimals?: boolean;
}

/** As exponents, so that 1.2M is exactly what 1.2e6 is. */
const MAGNITUDES: Record<string, string> = {
  K: 'e3',
  k: 'e3',
  M: 'e6',
  B: 'e9',
  T: 'e12',
  千: 'e3',
  万: 'e4',
  萬: 'e4',
  亿: 'e8',
  億: 'e8',
};
const SPACES = /[\s\u00a0\u2007\u2009\u202f]/g;
const INFINITE_WORD = /^[+-]?(inf|infinity|∞|1\.#inf)$/i;

/** Signs of footnotes, and letters and digits in brackets, behind a number. */
const BEHIND = /^(.*[\d.,])\s?([*†‡#!?^§\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}|\((?:[a-z]{1,2}|\d)\)|\[(?:[a-z]{1,2}|\d)\])$/i;
/** Letters of statistics - estimated, provisional, revised, break - and no units; behind a whole number only after a blank, for `12b` may be a name. */
const LETTER_BEHIND = /^(.*[.,]\d+\s?|.*\d\s)([eprb]{1,2}|[EPR])$/;
/** Not three digits, which would be thousands. By the column's own mark. */
const OTHER_MARK = { '.': /^([+-]?\d+),(\d{1,2}|\d{4,})$/, ',': /^([+-]?\d+)\.(\d{1,2}|\d{4,})$/ };

/** Reads the numbers of one column. `outcome` says what became of the cell that was read last. */
export class NumberParser {
  outcome = READ;
  /** The mark of the last cell, where it was `MARKED`. */
  mark = '';
  private readonly format: NumberFormat;
  private readonly decimal: number;
  private readonly missing: ReadonlySet<string>;
  private readonly grouped: RegExp | undefined;

  /** `missing`: words in lower case. */
  constructor(format: NumberFormat, missing: ReadonlySet<string>) {
    this.format = format;
    this.decimal = format.decimal.charCodeAt(0);
    this.missing = missing;
    this.grouped = groupedPattern(format);
  }

  /** The number in a cell without its quotes; NaN with the reason in `outcome`. */
  parse(bytes: Uint8Array, start: number, end: number): number {
    while (start < end && bytes[start] <= 32 && bytes[start] !== 0) start++;
    while (end > start && bytes[end - 1] <= 32 && bytes[end - 1] !== 0) end--;
    if (start === end) {
      this.outcome = MISSING;
      return NaN;
    }
    const value = plainNumber(bytes, start, end, this.decimal);
    if (value === value) {
      this.outcome = READ;
      return value;
    }
    return this.parseText(decodeUtf8(bytes, start, end));
  }

  parseText(cell: string): number {
    let text = cell.trim();
    if (text === '' || this.missing.has(text.toLowerCase())) {
      this.outcome = MISSING;
      return NaN;
    }
    if (INFINITE_WORD.test(text)) {
      this.outcome = INFINITE;
      return NaN;
    }
    this.outcome = UNREADABLE;
    text = this.withoutUnit(plainSigns(text));
    if (/^\(.*\)$/.test(text)) text = `-${this.withoutUnit(text.slice(1, -1).trim())}`;
    else if (/^[^-+].*-$/.test(text)) text = `-${text.slice(0, -1)}`;
    // 1.5D+01, as Fortran writes it.
    text = text.replace(/^([+-])\s+/, '$1').replace(/^([+-]?\d*[.,]?\d+)[dD]([+-]\d{1,3})$/, '$1e$2');
    const magnitude = this.format.hasMagnitudes ? MAGNITUDES[text.at(-1) ?? ''] : undefined;
    if (magnitude) text = text.slice(0, -1).trimEnd();
    const plain = withPoint(text, this.format.decimal) + (magnitude ?? '');
    if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) return this.finish(plain);
    if (this.grouped?.test(text)) return this.finish(withPoint(withoutThousands(text, this.format.thousands), this.format.decimal));
    const other = this.format.hasBothDecimals ? OTHER_MARK[this.format.decimal].exec(text) : null;
    if (other) {
      const value = Number(`${other[1]}.${other[2]}`);
      this.outcome = OTHER_DECIMAL;
      return value;
    }
    return this.withoutMark(text);
  }

  private withoutMark(text: string): number {
    const match = BEHIND.exec(text) ?? LETTER_BEHIND.exec(text);
    const mark = match?.[2] ?? (/^\*\s?[-+\d.,]/.test(text) ? '*' : '');
    if (mark === '') return NaN;
    const value = this.parseText(match ? match[1] : text.slice(1));
    if (this.outcome !== READ && this.outcome !== OTHER_DECIMAL) {
      this.outcome = UNREADABLE;
      return NaN;
    }
    this.outcome = MARKED;
    this.mark = mark;
    return value;
  }

  private withoutUnit(text: string): string {
    const { prefix, suffix } = this.format;
    if (prefix) {
      const sign = /^[+-]/.exec(text)?.[0] ?? '';
      if (text.startsWith(prefix, sign.length)) text = sign + text.slice(sign.length + prefix.length).trimStart();
    }
    if (suffix && text.endsWith(suffix)) text = text.slice(0, -suffix.length).trimEnd();
    return text;
  }

  private finish(text: string): number {
    const value = Number(text);
    this.outcome = READ;
    if (!Number.isFinite(value)) {
      this.outcome = INFINITE;
      return NaN;
    }
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[+-]?\d+$/.test(text) && BigInt(value) !== BigInt(text)) this.outcome = ROUNDED;
    return value;
  }
}

/** The true minus and full-width digits, as ASCII; `="1.5"`, with which exports keep Excel from changing a cell, as what it holds. */
const plainSigns = (text: string): string =>
  plainDigits(text)
    .replaceAll('\u066b', '.')
    .replace(/^[\u2212\u2013](?=[\d.,])|\u2212/g, '-')
    .replace(/\s?[×x·]\s?10\^?([-+]?\d{1,3})$/, 'e$1')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/^="(.*)"$/, '$1');

/** `1,5` -> `1.5` when the comma is the mark; a point is then no mark, and makes the text unreadable. */
const withPoint = (text: string, decimal: string): string =>
  decimal === '.' ? text : text.includes('.') ? 'not a number' : text.replace(',', '.');

const withoutThousands = (text: string, thousands: string): string =>
  thousands === ' ' ? text.replace(SPACES, '') : thousands === "'" ? text.replace(/['’]/g, '') : text.replaceAll(thousands, '');

/** Whole groups of three; for a comma also the Indian way, 12,34,567. */
function groupedPattern({ decimal, thousands }: NumberFormat): RegExp | undefined {
  if (!thousands) return undefined;
  const group = thousandsClass(thousands);
  const indian = thousands === ',' ? '|\\d{1,2}(,\\d{2})+,\\d{3}' : '';
  const fraction = thousands === decimal ? '' : decimal === '.' ? '(\\.\\d*)?' : '(,\\d*)?';
  return new RegExp(`^[+-]?(\\d{1,3}(${group}\\d{3})+${indian})${fraction}([eE][+-]?\\d+)?$`);
}

export const thousandsClass = (thousands: string): string =>
  thousands === ' ' ? '[\\s\\u00a0\\u2007\\u2009\\u202f]' : thousands === "'" ? "['’]" : `\\${thousands}`;
