/** Days of the Gregorian calendar as ms since 1970 UTC: dates, quarters, ISO weeks, days of a year. NaN for what the calendar does not have. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a date in the Gregorian calendar. month from 1. Source: H. Hinnant, chrono-compatible low-level date algorithms. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const daysInMonth = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1]);

/** ms of a date, or NaN when there is no such day. */
export const dateMs = (year: number, month: number, day: number): number =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? daysFromCivil(year, month, day) * DAY_MS : NaN;

/** Two digits are 1950 to 2049: measurements are rarely from the future. */
export const fullYear = (year: number, digits: number): number => (digits > 2 ? year : year < 50 ? 2000 + year : 1900 + year);

export const quarterMs = (year: number, quarter: number): number => (quarter >= 1 && quarter <= 4 ? dateMs(year, quarter * 3 - 2, 1) : NaN);

export const ordinalMs = (year: number, day: number): number =>
  day >= 1 && day <= (isLeap(year) ? 366 : 365) ? (daysFromCivil(year, 1, 1) + day - 1) * DAY_MS : NaN;

/** Monday (day 1) of an ISO week. */
export function weekMs(year: number, week: number, day: number): number {
  if (week < 1 || week > 53 || day < 1 || day > 7) return NaN;
  const january4 = daysFromCivil(year, 1, 4);
  const monday = january4 - ((((january4 + 3) % 7) + 7) % 7);
  return (monday + (week - 1) * 7 + day - 1) * DAY_MS;
}
