/**
 * Numbers that are times: seconds since 1970, Excel's days, years with fractions, 20200131. Nothing in a number says that it is one,
 * so a column counts as times only when its name says so or its values leave no doubt, and the caller always tells what was taken.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, dateMs, daysFromCivil, ordinalMs } from './calendar-days.ts';
import { computedValues, stretchesOf, type Values } from './values.ts';

export const numberTimes = [
  'epoch-s',
  'epoch-ms',
  'epoch-us',
  'epoch-ns',
  'excel-serial',
  'matlab-datenum',
  'julian-date',
  'modified-julian-date',
  'year',
  'year-fraction',
  'YYYYMM',
  'YYYYDDD',
  'YYYYMMDD',
  'YYYYMMDDHH',
  'YYYYMMDDHHmm',
  'YYYYMMDDHHmmss',
] as const;
export type NumberTime = (typeof numberTimes)[number];

export interface NumberTimeColumn {
  /** 2: the name says time, 1: it may, 0: it does not; from `timeNameScore`. */
  nameScore: 0 | 1 | 2;
  /** The file gives the column no name at all. */
  isNameless: boolean;
  /** It is the first column of the file. */
  isFirst: boolean;
  name: string;
}

/** First year of 1970-based numbers that is believed without a name, and the last. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const LATEST_MS = Date.UTC(2050, 0, 1);

/** What kind of time the numbers are, or undefined. NaN among them is missing. */
export function numberTimeOf(values: Values, column: NumberTimeColumn): NumberTime | undefined {
  const { nameScore, isNameless, isFirst } = column;
  let least = Infinity;
  let most = -Infinity;
  let count = 0;
  let isWhole = true;
  let isRising = true;
  let last = -Infinity;
  for (const [numbers] of stretchesOf(values))
    for (const value of numbers) {
      if (value !== value) continue;
      count++;
      if (value < least) least = value;
      if (value > most) most = value;
      if (isWhole && value !== Math.floor(value)) isWhole = false;
      if (value <= last) {
        isRising = false;
        if (nameScore === 0) return undefined; // only numbers that always rise are believed without a name
      }
      last = value;
    }
  if (count === 0 || count < values.length * 0.5) return undefined;
  const all = (kind: NumberTime): boolean => {
    let good = 0;
    for (const [numbers] of stretchesOf(values))
      for (const value of numbers) if (value === value && Number.isFinite(timeOf(value, kind))) good++;
    return good >= count * 0.99;
  };
  const leadsWithoutDoubt = isFirst && isRising && count >= 3;

  // Digits of a date side by side: months and days that all exist are evidence of their own.
  if (isWhole && least >= 1800) {
    const isCalendar = (low: number, high: number, kind: NumberTime) => least >= low && most <= high && all(kind);
    const believed = nameScore > 0 || leadsWithoutDoubt || (isRising && count >= 10);
    if (believed) {
      if (isCalendar(18000101, 22001231, 'YYYYMMDD')) return 'YYYYMMDD';
      if (isCalendar(1800010100, 2200123124, 'YYYYMMDDHH') && count >= 2 && !couldBeEpoch(least, most)) return 'YYYYMMDDHH';
      if (isCalendar(180001010000, 220012312359, 'YYYYMMDDHHmm')) return 'YYYYMMDDHHmm';
      if (isCalendar(18000101000000, 22001231235959, 'YYYYMMDDHHmmss')) return 'YYYYMMDDHHmmss';
    }
    if (nameScore > 0 && isCalendar(1800001, 2200366, 'YYYYDDD')) return 'YYYYDDD';
    if (isCalendar(180001, 220012, 'YYYYMM') && (nameScore === 2 || (leadsWithoutDoubt && count >= 6) || (nameScore === 1 && isRising)))
      return 'YYYYMM';
  }
  for (const [kind, unit] of [
    ['epoch-s', 1000],
    ['epoch-ms', 1],
    ['epoch-us', 1e-3],
    ['epoch-ns', 1e-6],
  ] as const) {
    // prettier-ignore
    const from = least * unit;
    const to = most * unit;
    // Seconds from 1973 on; the other units are so large that their first year hardly matters.
    if (from < (kind === 'epoch-s' ? 1e11 : 1.5e11) || to > 7.3e12) continue;
    if (nameScore === 2 || (nameScore === 1 && from > 3e11)) return kind;
    if (from >= EARLIEST_MS && to <= LATEST_MS && leadsWithoutDoubt && isNameless) return kind;
  }
  if (
    nameScore > 0 &&
    least >= 1000 &&
    most <= 2300 &&
    !/hour|minute|sec|heure|stunde|hora|(?<!year.*)\bday|^days?$|^tag$/i.test(column.name)
  ) {
    if (isWhole && (isRising || nameScore === 2)) return 'year';
    if (!isWhole && most - least < 1200 && !isStepsOfOne(values)) return 'year-fraction';
  }
  if (isWhole && least >= 1500 && most <= 2150 && leadsWithoutDoubt && count >= 5 && isNameless) return 'year';
  if (nameScore > 0 && least >= 18264 && most <= 73050) return 'excel-serial'; // 1950 to 2100
  if (/^(b?jd|julian.?(date|day)?)$/i.test(column.name) && least >= 2415020 && most <= 2488070) return 'julian-date'; // 1900 to 2100
  if (/^(mjd|modified.?julian.?(date|day)?)$/i.test(column.name) && least >= 15020 && most <= 88070) return 'modified-julian-date';
  if (nameScore > 0 && least >= 693962 && most <= 767011) return 'matlab-datenum'; // 1900 to 2100
  return undefined;
}

/** 2020010100 is also a second of the year 2034: only a column inside one plausible stretch of hours is written out. */
const couldBeEpoch = (least: number, most: number): boolean => least < 1_900_000_000 || most > 2_050_123_124;

/** Fractions that only come from averaging or measuring would make a strange calendar: 1000.5, 1001.5 ... is a counter. */
function isStepsOfOne(values: Values): boolean {
  let last = NaN;
  for (const [numbers, from] of stretchesOf(values))
    for (let i = 0; i < numbers.length; i++) {
      if (from + i > 0 && numbers[i] - last !== 1) return false;
      last = numbers[i];
    }
  return true;
}

/** ms since 1970 of one number, before `snap`; NaN when there is no such time. */
function timeOf(value: number, kind: NumberTime): number {
  switch (kind) {
    case 'epoch-s':
      return Math.round(value * 1e6) / 1e3;
    case 'epoch-ms':
      return value;
    case 'epoch-us':
      return value / 1e3;
    case 'epoch-ns':
      // Doubles hold these to 256 ns; whole microseconds come out whole.
      return Math.round(value / 1e3) / 1e3;
    case 'excel-serial':
      return (value - 25569) * DAY_MS;
    case 'matlab-datenum':
      return (value - 719529) * DAY_MS;
    case 'julian-date':
      return (value - 2440587.5) * DAY_MS;
    case 'modified-julian-date':
      return (value - 40587) * DAY_MS;
    case 'YYYYDDD':
      return ordinalMs(Math.floor(value / 1000), value % 1000);
    case 'year':
      return dateMs(value, 1, 1);
    case 'year-fraction': {
      const year = Math.floor(value);
      const start = daysFromCivil(year, 1, 1);
      return (start + (value - year) * (daysFromCivil(year + 1, 1, 1) - start)) * DAY_MS;
    }
    case 'YYYYMM':
      return dateMs(Math.floor(value / 100), value % 100, 1);
    default: {
      const digits = kind.length;
      const date = Math.floor(value / 10 ** (digits - 8));
      const clock = (value % 10 ** (digits - 8)) * 10 ** (14 - digits);
      const hour = Math.floor(clock / 10000);
      const minute = Math.floor(clock / 100) % 100;
      if (hour > 24 || minute > 59 || clock % 100 > 60) return NaN;
      return (
        dateMs(Math.floor(date / 10000), Math.floor(date / 100) % 100, date % 100) +
        hour * HOUR_MS +
        minute * MINUTE_MS +
        (clock % 100) * 1000
      );
    }
  }
}

/** Days with fractions, counted from somewhere. */
const COUNTS_DAYS: ReadonlySet<NumberTime> = new Set(['excel-serial', 'matlab-datenum', 'julian-date', 'modified-julian-date']);

/** The whole column as times; NaN for numbers that are no time of this kind. isRounded: some moved by more than a millisecond. */
export function timesOfNumbers(values: Values, kind: NumberTime): { times: Values; isRounded: boolean } {
  const shift = kind === 'year-fraction' ? monthShift(values) : undefined;
  if (shift !== undefined) return { times: mapped(values, (value) => monthOf(value, shift)), isRounded: true };
  const plain = (value: number) => timeOf(value, kind);
  if (!COUNTS_DAYS.has(kind) && kind !== 'year-fraction') return { times: mapped(values, plain), isRounded: false };
  const times = mapped(values, plain);
  const unit = snapUnit(times, roundingOf(values) * (kind === 'year-fraction' ? 365 * DAY_MS : DAY_MS));
  if (unit === undefined) return { times: mapped(values, (value) => Math.round(timeOf(value, kind))), isRounded: false };
  const snapped = (value: number) => Math.round(timeOf(value, kind) / unit) * unit;
  let isRounded = false;
  for (const [numbers] of stretchesOf(values))
    for (const value of numbers) if (Math.abs(snapped(value) - plain(value)) > 1) isRounded = true;
  return { times: mapped(values, snapped), isRounded };
}

const mapped = (values: Values, map: (value: number) => number): Values =>
  computedValues(values.length, (from, out) => {
    const numbers = values.read(from, from + out.length);
    for (let i = 0; i < out.length; i++) out[i] = numbers[i] === numbers[i] ? map(numbers[i]) : NaN;
  });

/** Half of the last digit that the numbers are written with: 43831.0417 may be 0.00005 off. */
function roundingOf(values: Values): number {
  let digits = 0;
  for (const [numbers] of stretchesOf(values))
    for (const value of numbers) {
      while (digits < 10 && Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) > 1e-9 * 10 ** digits) digits++;
      if (digits === 10) return 0.6e-10;
    }
  return 0.6 * 10 ** -digits;
}

/** Of year fractions that are twelfths: 0 (1949.083333 is February 1949), or 0.5 with the middle of the month given (1949.042); else undefined. */
function monthShift(values: Values): number | undefined {
  return [0, 0.5].find((shift) => {
    for (const [numbers] of stretchesOf(values))
      for (const value of numbers) {
        const months = value * 12 - shift;
        if (Math.abs(months - Math.round(months)) > 0.015) return false;
      }
    return true;
  });
}

function monthOf(value: number, shift: number): number {
  const whole = Math.round(value * 12 - shift);
  return dateMs(Math.floor(whole / 12), (((whole % 12) + 12) % 12) + 1, 1);
}

/** Whole days, hours, minutes or seconds, when every time is that close to one. */
function snapUnit(times: Values, toleranceMs: number): number | undefined {
  return [DAY_MS, HOUR_MS, MINUTE_MS, 1000].find((unit) => {
    if (toleranceMs >= unit / 2) return false;
    for (const [numbers] of stretchesOf(times))
      for (const time of numbers) if (Math.abs(time - Math.round(time / unit) * unit) > toleranceMs) return false;
    return true;
  });
}
