/**
 * Times as they are written, to milliseconds since 1970 UTC. A time without a zone is taken as UTC, and the caller is told so.
 *
 * The parser reads one cell at a time and accepts any writing it knows, so that a column may mix `2020-01-01` and `2020-01-01 06:00`.
 * What it cannot know from one cell is whether 03/04 is the third of April or the fourth of March: that is `order`, decided for the
 * whole column (`time-column.ts`). Plain numbers (epoch, Excel serials, years) are not read here: see `time-numbers.ts`.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, dateMs, daysFromCivil, daysInMonth, fullYear, ordinalMs, quarterMs, weekMs } from './calendar-days.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';
import { periodOf, yearSpanMs } from './time-periods.ts';
import { joiningWords, monthNames, plainTime, weekdayNames, zoneNames } from './time-words.ts';

/** Which comes first when a date is written with small numbers only. */
export type DateOrder = 'DMY' | 'MDY' | 'YMD';

/** What all cells of a column of times share, and no single one tells. */
export interface TimeWriting {
  /** Words in front of every time, such as `Week of`. */
  prefix?: string;
  /** 2009/10, 2010/11 ... */
  spansYears?: boolean;
}

/** ISO 8601 with `Z` or an offset; milliseconds only when there are any. */
export function isoTime(ms: number, offsetMinutes = 0): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '';
  const text = new Date(Math.round(ms + offsetMinutes * MINUTE_MS)).toISOString().replace(/\.000Z$/, 'Z');
  return offsetMinutes === 0 ? text : text.slice(0, -1) + offsetName(offsetMinutes);
}

export function offsetName(minutes: number): string {
  if (minutes === 0) return 'Z';
  const whole = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** Minutes of the zone at the end of an ISO time: 60 for +01:00, 0 for Z. */
export function offsetOf(iso: string): number {
  const match = /([+-])(\d\d):(\d\d)$/.exec(iso);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

const NUMBER = 1;
const WORD = 2;
const MAX_TOKENS = 20;
/** Bytes of a cell that can still be a time. */
const LONGEST = 96;

const COLON = 58;
const POINT = 46;
const COMMA = 44;
const SLASH = 47;
const DASH = 45;
const PLUS = 43;
const SPACE = 32;
const UNDERSCORE = 95;
const BACKSLASH = 92;
const OPEN = 40;
const CLOSE = 41;
/** The letter between date and clock. */
const T = 84;
/** Minutes; Kiribati is 14 hours ahead. */
const MOST_OFFSET = 14 * 60;
const isDateSeparator = (byte: number): boolean => byte === DASH || byte === SLASH || byte === POINT || byte === SPACE || byte === 95;

export class TimeParser {
  order: DateOrder;
  /** Digits alone may be a date: 20200131, 202001, 2020. Only for columns of which that is known. */
  allowCompact = false;
  /** 2010/11 is a stretch of two years, not a month. Only for columns of which that is known. */
  spansYears = false;
  /** Words that stand in front of every time of the column, such as `Week of`. */
  prefix = '';

  // What the last cell had.
  hasZone = false;
  offsetMinutes = 0;
  hasClock = false;
  /** The cell was a stretch of time, of which the start was taken. */
  isInterval = false;
  /** The three small numbers of a date whose order the writing leaves open; first is -1 otherwise. */
  first = -1;
  second = -1;
  third = -1;

  private readonly kinds = new Uint8Array(MAX_TOKENS);
  private readonly values = new Float64Array(MAX_TOKENS);
  private readonly starts = new Int32Array(MAX_TOKENS);
  private readonly ends = new Int32Array(MAX_TOKENS);
  /** The character before a token that is not a space, or a space, or 0 when nothing separates it. */
  private readonly before = new Uint8Array(MAX_TOKENS);
  private readonly words: string[] = [];
  /** Pattern letters of each token, for `describe`. */
  private readonly letters: string[] = [];
  /** How the last cell is written, where it was not read token by token. */
  private pattern = '';
  private tokens = 0;
  private at = 0;
  private scratch = new Uint8Array(LONGEST);

  constructor(order: DateOrder = 'YMD') {
    this.order = order;
  }

  /** The time in bytes [start, end), or NaN. */
  parse(bytes: Uint8Array, start: number, end: number): number {
    if (this.prefix !== '' || this.spansYears) return this.parseKnown(decodeUtf8(bytes, start, end).trim());
    const iso = this.parseIso(bytes, start, end);
    if (iso === iso) return iso;
    return this.parseAny(bytes, start, end);
  }

  /** A cell of a column of which more is known than one cell shows. */
  private parseKnown(text: string): number {
    const { prefix, spansYears } = this;
    let time = NaN;
    this.reset();
    if (spansYears) {
      time = yearSpanMs(text);
      [this.pattern, this.isInterval] = ['YYYY/YY', true];
    } else if (text.startsWith(prefix)) {
      const bytes = encodeUtf8(text.slice(prefix.length).trim());
      time = this.parseIso(bytes, 0, bytes.length);
      if (time !== time) time = this.parseAny(bytes, 0, bytes.length);
    }
    return time;
  }

  parseText(text: string): number {
    const plain = this.plain(text);
    return plain === undefined ? NaN : this.parse(this.toScratch(plain), 0, plain.length);
  }

  /** A time of day as ms since midnight, or NaN. */
  parseClock(text: string): number {
    const plain = this.plain(text);
    if (plain === undefined || !this.lex(this.toScratch(plain), 0, plain.length)) return NaN;
    this.reset();
    if (this.tokens < 2 || this.kinds[0] !== NUMBER || this.digits(0) > 2) return NaN;
    const clock = this.clock();
    return this.at === this.tokens ? clock : NaN;
  }

  /** How a cell is written, such as `DD/MM/YYYY HH:mm`; the cell must be one that `parse` reads. */
  describe(text: string): string {
    if (this.spansYears) return 'YYYY/YY';
    const { prefix } = this;
    if (prefix !== '' && text.trim().startsWith(prefix)) return `[${prefix}] ${this.describeTime(text.trim().slice(prefix.length).trim())}`;
    return this.describeTime(text);
  }

  private describeTime(text: string): string {
    const plain = this.plain(text) ?? text;
    const bytes = this.toScratch(plain);
    this.parseAny(bytes, 0, plain.length);
    if (this.pattern !== '') return this.pattern;
    let pattern = '';
    let at = 0;
    const tokens = this.letters[this.tokens] === undefined ? this.tokens : this.tokens + 1; // a year that was taken from the end
    for (let token = 0; token < tokens; token++) {
      pattern += plain.slice(at, this.starts[token]);
      const length = this.ends[token] - this.starts[token];
      const letter = this.letters[token] ?? '';
      const isNumber = this.kinds[token] === NUMBER;
      pattern +=
        letter === ''
          ? `[${plain.slice(this.starts[token], this.ends[token])}]`
          : isNumber && letter.length === 1
            ? letter.repeat(length)
            : letter;
      at = this.ends[token];
    }
    return (this.isInterval ? `${pattern} - …` : pattern + plain.slice(at))
      .trim()
      .replace(/ ?[+-]Z+(:Z+)?/, 'Z')
      .replace(/^[a-z]{2,9}(?=[.,]? )/i, (word) => (weekdayNames.has(word.toLowerCase()) ? 'ddd' : word));
  }

  /** The usual writing, without the general machinery: YYYY-MM-DD, then HH:mm[:ss[.fraction]], then Z or an offset. NaN for all else. */
  private parseIso(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length !== 10 && length !== 16 && length < 19) return NaN;
    const separator = bytes[start + 4];
    if ((separator !== DASH && separator !== SLASH) || bytes[start + 7] !== separator) return NaN;
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
    const month = twoDigits(bytes, start + 5);
    const day = twoDigits(bytes, start + 8);
    if (!(year >= 0) || !(month >= 1 && month <= 12) || !(day >= 1) || day > daysInMonth(year, month)) return NaN;
    let ms = daysFromCivil(year, month, day) * DAY_MS;
    let offset = NaN;
    if (length > 10) {
      const gap = bytes[start + 10];
      if ((gap !== SPACE && gap !== T) || bytes[start + 13] !== COLON) return NaN;
      const hour = twoDigits(bytes, start + 11);
      const minute = twoDigits(bytes, start + 14);
      if (!(hour <= 23 && minute <= 59)) return NaN;
      ms += hour * HOUR_MS + minute * MINUTE_MS;
      if (length >= 19) {
        const second = twoDigits(bytes, start + 17);
        if (bytes[start + 16] !== COLON || !(second <= 59)) return NaN;
        let i = start + 19;
        let fraction = 0;
        if (i < end && (bytes[i] === POINT || bytes[i] === COMMA)) {
          let unit = 1000;
          for (i++; i < end && bytes[i] >= 48 && bytes[i] <= 57; i++) fraction += (bytes[i] - 48) * (unit /= 10);
          if (unit === 1000) return NaN;
        }
        ms += second * 1000 + Math.round(fraction * 1e6) / 1e6;
        if (i < end) {
          if (end - i === 1 && bytes[i] === 90) offset = 0;
          else if (end - i === 6 && (bytes[i] === PLUS || bytes[i] === DASH) && bytes[i + 3] === COLON) {
            offset = (twoDigits(bytes, i + 1) * 60 + twoDigits(bytes, i + 4)) * (bytes[i] === PLUS ? 1 : -1);
            if (!(Math.abs(offset) <= MOST_OFFSET)) return NaN;
          } else return NaN;
        }
      }
    }
    this.reset();
    this.hasClock = length > 10;
    if (offset === offset) {
      this.hasZone = true;
      this.offsetMinutes = offset;
      ms -= offset * MINUTE_MS;
    }
    return ms;
  }

  private parseAny(bytes: Uint8Array, start: number, end: number): number {
    while (start < end && bytes[start] <= SPACE) start++;
    while (end > start && bytes[end - 1] <= SPACE) end--;
    // [01/Jan/2023:13:30:00 +0000], as web servers write it.
    if (bytes[start] === 91 && bytes[end - 1] === 93) {
      start++;
      end--;
    }
    if (end - start > LONGEST || end - start < 4) return NaN;
    if (bytes[start] === SLASH || bytes[start] === BACKSLASH) return this.parseJson(decodeUtf8(bytes, start, end));
    // GMT+0100 (Central European Standard Time): the offset has said it.
    if (bytes[end - 1] === 41 && end - start > 30) {
      const text = encodeUtf8(decodeUtf8(bytes, start, end).replace(/([+-]\d{2}:?\d{2}) \([^\d()]*\)$/, '$1'));
      return this.parsePlain(text, 0, text.length);
    }
    return this.parsePlain(bytes, start, end);
  }

  private parsePlain(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > LONGEST) return NaN;
    for (let i = start; i < end; i++) {
      if (bytes[i] < 128) continue;
      const plain = plainTime(decodeUtf8(bytes, start, end));
      if (plain === undefined || plain.length > LONGEST) return NaN;
      return this.parseDateOrPeriod(this.toScratch(plain), 0, plain.length);
    }
    return this.parseDateOrPeriod(bytes, start, end);
  }

  private parseDateOrPeriod(bytes: Uint8Array, start: number, end: number): number {
    const time = this.parseAscii(bytes, start, end);
    if (time === time) return time;
    const period = periodOf(decodeUtf8(bytes, start, end));
    if (!period) return NaN;
    this.reset();
    this.pattern = period.format;
    this.hasClock = period.format.includes('HH');
    return period.ms;
  }

  /** `/Date(1577836800000+0100)/`, as .NET writes times into JSON: ms since 1970 UTC, and the zone of the clock. */
  private parseJson(text: string): number {
    this.reset();
    const match = /^\\?\/Date\((-?\d{1,15})([+-]\d{4})?\)\\?\/$/.exec(text);
    if (!match) return NaN;
    const offset = Number(match[2] ?? 0);
    this.hasZone = true;
    this.hasClock = true;
    this.offsetMinutes = Math.trunc(offset / 100) * 60 + (offset % 100);
    this.pattern = '/Date(ms)/';
    return Number(match[1]);
  }

  private parseAscii(bytes: Uint8Array, start: number, end: number): number {
    this.reset();
    if (!this.lex(bytes, start, end)) return NaN;
    const date = this.date();
    if (!(date === date)) return NaN;
    let clock = 0;
    if (this.at < this.tokens && this.kinds[this.at] === NUMBER && !this.isZoneSign(this.before[this.at])) {
      clock = this.clock();
      if (!(clock === clock)) return NaN;
    }
    this.zone();
    return this.at === this.tokens ? date + clock - this.offsetMinutes * MINUTE_MS : NaN;
  }

  private reset(): void {
    this.hasZone = false;
    this.offsetMinutes = 0;
    this.hasClock = false;
    this.isInterval = false;
    this.first = -1;
    this.at = 0;
    this.letters.length = 0;
    this.pattern = '';
  }

  /** Numbers and words with the separators before them. False for characters that no time has. */
  private lex(bytes: Uint8Array, start: number, end: number): boolean {
    let i = start;
    let token = 0;
    let separator = 0;
    let hasColon = false;
    this.words.length = 0;
    this.isInterval = false;
    while (i < end) {
      const byte = bytes[i];
      const isDigit = byte >= 48 && byte <= 57;
      const isLetter = (byte | 32) >= 97 && (byte | 32) <= 122;
      if (isDigit || isLetter) {
        if (token === MAX_TOKENS) return false;
        const from = i;
        let value = 0;
        if (isDigit) for (; i < end && bytes[i] >= 48 && bytes[i] <= 57; i++) value = value * 10 + bytes[i] - 48;
        else for (; i < end && (bytes[i] | 32) >= 97 && (bytes[i] | 32) <= 122; i++);
        if (i - from > 14) return false;
        this.kinds[token] = isDigit ? NUMBER : WORD;
        this.values[token] = value;
        this.starts[token] = from;
        this.ends[token] = i;
        this.before[token] = separator;
        this.words[token] = '';
        if (!isDigit) {
          const word = decodeUtf8(bytes, from, i).toLowerCase();
          if (word === 't' && token > 0) {
            separator = T;
            continue;
          }
          separator = 0;
          if (weekdayNames.has(word) && !(monthNames.has(word) && (token > 0 || !this.isFollowedByMonth(bytes, i, end)))) continue;
          if (token > 0 && joiningWords.has(word)) continue;
          this.words[token] = word;
        }
        token++;
        separator = 0;
        continue;
      }
      if (byte === OPEN) {
        // (Sat)
        let close = i;
        while (close < end && bytes[close] !== CLOSE) close++;
        if (
          close === end ||
          !weekdayNames.has(
            decodeUtf8(bytes, i + 1, close)
              .toLowerCase()
              .replace('.', ''),
          )
        )
          return false;
        i = close + 1;
        continue;
      }
      if (byte === COLON) hasColon = true;
      // " - " after a clock: the start and the end of a stretch.
      if (hasColon && (byte === DASH || byte === 126) && bytes[i - 1] === SPACE && bytes[i + 1] === SPACE && end - i > 8) {
        this.isInterval = true;
        break;
      }
      if (byte === 91 && token > 0) break; // [Europe/Berlin] behind an offset
      if (
        byte !== SPACE &&
        byte !== DASH &&
        byte !== SLASH &&
        byte !== POINT &&
        byte !== COLON &&
        byte !== COMMA &&
        byte !== PLUS &&
        byte !== 95 &&
        byte !== 39
      )
        return false;
      // A space does not hide the sign it stands beside.
      if (byte !== SPACE || separator === 0)
        separator = separator !== 0 && separator !== SPACE && byte !== SPACE && separator !== COMMA && separator !== POINT ? 1 : byte;
      if (separator === 1) return false;
      i++;
    }
    this.tokens = token;
    return token > 0;
  }

  /** `mar` is a Tuesday where the name of a month comes behind it. */
  private isFollowedByMonth(bytes: Uint8Array, from: number, end: number): boolean {
    return (
      decodeUtf8(bytes, from, end)
        .toLowerCase()
        .match(/[a-z]+/g) ?? []
    ).some((word) => monthNames.has(word));
  }

  private digits(token: number): number {
    return this.ends[token] - this.starts[token];
  }

  private isNumber(token: number, most: number, least = 1): boolean {
    return token < this.tokens && this.kinds[token] === NUMBER && this.digits(token) <= most && this.digits(token) >= least;
  }

  private month(token: number): number {
    return token < this.tokens && this.kinds[token] === WORD ? (monthNames.get(this.words[token]) ?? 0) : 0;
  }

  private take(count: number, letters: string[], ms: number): number {
    for (let i = 0; i < count; i++) this.letters[this.at + i] = letters[i];
    this.at += count;
    return ms;
  }

  /** Reads the date at the beginning and moves `at` behind it. */
  private date(): number {
    const { values, before } = this;
    if (before[0] === DASH || before[0] === PLUS || before[0] === COLON || before[0] === SLASH) return NaN;
    if (this.kinds[0] === WORD) return this.dateFromWord();
    const digits = this.digits(0);
    const isClockNext = (token: number) => token < this.tokens && before[token] === COLON;
    if (digits === 4) {
      const year = values[0];
      if (this.tokens > 1 && this.kinds[1] === WORD) {
        const month = this.month(1);
        if (month > 0) {
          if (this.isNumber(2, 2) && !isClockNext(3)) return this.take(3, ['Y', 'MMM', 'D'], dateMs(year, month, values[2]));
          return this.take(2, ['Y', 'MMM'], dateMs(year, month, 1));
        }
        if (!this.isNumber(2, 2)) return NaN;
        if (this.words[1] === 'q') return this.take(3, ['Y', '', 'Q'], quarterMs(year, values[2]));
        if (this.words[1] === 'm') return this.take(3, ['Y', '', 'M'], dateMs(year, values[2], 1));
        if (this.words[1] === 's' || this.words[1] === 'h')
          return this.take(3, ['Y', '', 'H'], values[2] <= 2 ? dateMs(year, values[2] * 6 - 5, 1) : NaN);
        if (this.words[1] === 'w') {
          if (this.isNumber(3, 1) && before[3] === DASH) return this.take(4, ['Y', '', 'W', 'E'], weekMs(year, values[2], values[3]));
          return this.take(3, ['Y', '', 'W'], weekMs(year, values[2], 1));
        }
        return NaN;
      }
      if (this.isNumber(1, 2) && isDateSeparator(before[1]) && !isClockNext(2)) {
        if (this.isNumber(2, 2) && (before[2] === before[1] || before[2] === SPACE) && !(before[2] === SPACE && before[1] !== SPACE))
          return this.take(3, ['Y', 'M', 'D'], dateMs(year, values[1], values[2]));
        return before[1] === SPACE ? NaN : this.take(2, ['Y', 'M'], dateMs(year, values[1], 1));
      }
      if (this.isNumber(1, 3, 3) && before[1] === DASH) return this.take(2, ['Y', 'DDD'], ordinalMs(year, values[1]));
      return this.tokens === 1 && this.allowCompact ? this.take(1, ['Y'], dateMs(year, 1, 1)) : NaN;
    }
    if (digits <= 2) {
      const month = this.month(1);
      if (month > 0) {
        if (!this.isNumber(2, 4, 2) || this.digits(2) === 3) return NaN;
        return this.take(3, ['D', 'MMM', 'Y'], dateMs(fullYear(values[2], this.digits(2)), month, values[0]));
      }
      if (!this.isNumber(1, 4) || !isDateSeparator(before[1])) return NaN;
      if (this.digits(1) === 4) return before[1] === SPACE ? NaN : this.take(2, ['M', 'Y'], dateMs(values[1], values[0], 1));
      if (this.digits(1) > 2 || !this.isNumber(2, 4, 2) || this.digits(2) === 3 || before[2] !== before[1] || isClockNext(2)) return NaN;
      return this.smallDate();
    }
    return this.compactDate();
  }

  /** 03/04/2020 or 03/04/20: which is which is the column's `order`. */
  private smallDate(): number {
    const [a, b, c] = this.values;
    const isShortYear = this.digits(2) === 2;
    this.first = a;
    this.second = b;
    this.third = isShortYear ? c : -1;
    switch (this.order) {
      case 'DMY':
        return this.take(3, ['D', 'M', 'Y'], dateMs(fullYear(c, this.digits(2)), b, a));
      case 'MDY':
        return this.take(3, ['M', 'D', 'Y'], dateMs(fullYear(c, this.digits(2)), a, b));
      case 'YMD':
        return isShortYear && this.digits(0) === 2 ? this.take(3, ['Y', 'M', 'D'], dateMs(fullYear(a, 2), b, c)) : NaN;
    }
  }

  /** Jan 5, 2020 · Jan 2020 · Jan-62 · Jan 05 13:00:00 UTC 2020 · Q1 2020. */
  private dateFromWord(): number {
    const { values, before } = this;
    if (this.words[0] === 'q' && this.isNumber(1, 1) && this.isNumber(2, 4, 4))
      return this.take(3, ['', 'Q', 'Y'], quarterMs(values[2], values[1]));
    const month = this.month(0);
    if (month === 0 || this.tokens < 2 || this.kinds[1] !== NUMBER) return NaN;
    if (this.digits(1) === 4) return this.take(2, ['MMM', 'Y'], dateMs(values[1], month, 1));
    if (this.digits(1) > 2) return NaN;
    if (this.tokens === 2)
      return before[1] === DASH || before[1] === 39 ? this.take(2, ['MMM', 'Y'], dateMs(fullYear(values[1], 2), month, 1)) : NaN;
    // 5th, 1st: the ending is a word of its own.
    let next = 2;
    if (this.kinds[2] === WORD && /^(st|nd|rd|th)$/.test(this.words[2])) next = 3;
    if (this.isNumber(next, 4, 4))
      return this.take(next + 1, next === 2 ? ['MMM', 'D', 'Y'] : ['MMM', 'D', '', 'Y'], dateMs(values[next], month, values[1]));
    // The year stands at the very end, behind the clock: read it first and take it away.
    const last = this.tokens - 1;
    if (next === 2 && this.isNumber(last, 4, 4) && before[last] === SPACE && before[3] === COLON) {
      this.letters[last] = 'Y';
      const ms = this.take(2, ['MMM', 'D'], dateMs(values[last], month, values[1]));
      this.tokens--;
      return ms;
    }
    return NaN;
  }

  /** 20200131, 202001311530, 20200131T1530. */
  private compactDate(): number {
    const digits = this.digits(0);
    const value = this.values[0];
    if (this.tokens === 1 && !this.allowCompact) return NaN;
    if (digits === 8) return this.take(1, ['YYYYMMDD'], compactMs(value, 0));
    if (this.tokens > 1 && !this.allowCompact) return NaN;
    if (digits === 6) return this.take(1, ['YYYYMM'], dateMs(Math.floor(value / 100), value % 100, 1));
    if (digits === 10) return this.take(1, ['YYYYMMDDHH'], compactMs(Math.floor(value / 100), (value % 100) * 10000));
    if (digits === 12) return this.take(1, ['YYYYMMDDHHmm'], compactMs(Math.floor(value / 10000), (value % 10000) * 100));
    if (digits === 14) return this.take(1, ['YYYYMMDDHHmmss'], compactMs(Math.floor(value / 1e6), value % 1e6));
    return NaN;
  }

  /** Reads the time of day at `at` and moves behind it. */
  private clock(): number {
    const { values, before } = this;
    const at = this.at;
    const isT = before[at] === T;
    const digits = this.digits(at);
    if (before[at] === SLASH || before[at] === POINT) return NaN;
    if (digits === 4 || digits === 6) {
      if (!isT && before[at] !== SPACE && before[at] !== UNDERSCORE) return NaN;
      const value = digits === 4 ? values[at] * 100 : values[at];
      return this.take(
        1,
        [digits === 4 ? 'HHmm' : 'HHmmss'],
        clockMs(Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100),
      );
    }
    if (digits > 2) return NaN;
    this.hasClock = true;
    let hour = values[at];
    let minute = 0;
    let second = 0;
    let count = 1;
    const separator = before[at + 1];
    const hasMinutes = this.isNumber(at + 1, 2) && (separator === COLON || separator === POINT);
    // 13h30
    const isFrench = !hasMinutes && at + 1 < this.tokens && this.kinds[at + 1] === WORD && this.words[at + 1] === 'h';
    if (isFrench) {
      this.letters[at] = 'H';
      if (!this.isNumber(at + 2, 2, 2)) return this.take(2, ['H', ''], clockMs(hour, 0, 0));
      return this.take(3, ['H', '', 'm'], clockMs(hour, values[at + 2], 0));
    }
    if (hasMinutes) {
      minute = values[at + 1];
      count = 2;
      if (this.isNumber(at + 2, 2) && before[at + 2] === separator) {
        second = values[at + 2];
        count = 3;
        const isFraction = before[at + 3] === POINT || before[at + 3] === COMMA || before[at + 3] === COLON;
        if (this.isNumber(at + 3, 9) && isFraction) {
          second += values[at + 3] / 10 ** this.digits(at + 3);
          count = 4;
        }
      }
    }
    const word = this.words[at + count];
    let letters = ['H', 'm', 's', 'S'];
    if (at + count < this.tokens && (word === 'am' || word === 'pm' || word === 'a' || word === 'p')) {
      if (hour < 1 || hour > 12) return NaN;
      hour = (hour % 12) + (word[0] === 'p' ? 12 : 0);
      letters = ['h', ...letters.slice(1, count), 'A'];
      count++;
      // "p.m." is two words.
      if (this.words[at + count] === 'm' && at + count < this.tokens) letters[count++] = '';
    } else if (count === 1 && !isT && before[at] !== SPACE && this.tokens > 1) return NaN;
    return this.take(count, letters, clockMs(hour, minute, second));
  }

  private isZoneSign(separator: number): boolean {
    return this.hasClock && (separator === PLUS || separator === DASH);
  }

  /** Z, UTC, +01:00, CET, GMT+0100: moves behind it when there is one. */
  private zone(): void {
    if (this.at < this.tokens && this.kinds[this.at] === WORD) {
      const offset = zoneNames.get(this.words[this.at]);
      if (offset === undefined) return;
      this.hasZone = true;
      this.offsetMinutes = offset;
      this.take(1, ['Z'], 0);
    }
    const sign = this.before[this.at];
    if (!this.isNumber(this.at, 4, 1) || (sign !== PLUS && sign !== DASH)) return;
    const digits = this.digits(this.at);
    let minutes = digits <= 2 ? this.values[this.at] * 60 : Math.floor(this.values[this.at] / 100) * 60 + (this.values[this.at] % 100);
    let count = 1;
    if (digits <= 2 && this.isNumber(this.at + 1, 2, 2) && this.before[this.at + 1] === COLON) {
      minutes += this.values[this.at + 1];
      count = 2;
    }
    if (minutes > MOST_OFFSET) return;
    this.hasZone = true;
    this.offsetMinutes = sign === PLUS ? minutes : -minutes;
    this.take(count, ['Z', 'Z'], 0);
  }

  private plain(text: string): string | undefined {
    if (text.length > LONGEST) return undefined;
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return plainTime(text);
    return text;
  }

  private toScratch(text: string): Uint8Array {
    const plain = this.plain(text) ?? '';
    for (let i = 0; i < Math.min(plain.length, LONGEST); i++) this.scratch[i] = plain.charCodeAt(i);
    return this.scratch;
  }
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - 48;
  const ones = bytes[at + 1] - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

const clockMs = (hour: number, minute: number, second: number): number =>
  hour <= 24 && minute <= 59 && second < 61 && (hour < 24 || (minute === 0 && second === 0))
    ? hour * HOUR_MS + minute * MINUTE_MS + Math.round(second * 1e9) / 1e6
    : NaN;

const compactMs = (date: number, clock: number): number =>
  dateMs(Math.floor(date / 10000), Math.floor(date / 100) % 100, date % 100) +
  clockMs(Math.floor(clock / 10000), Math.floor(clock / 100) % 100, clock % 100);
