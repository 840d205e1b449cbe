/**
 * Stretches of the calendar as offices and shops write them - quarters, weeks, half-years, business years - by their beginning. What `times.ts` reads
 * itself (2019Q3, 2019-W05) is not here: this is what is left, looked at only when nothing else fits.
 */
import { HOUR_MS, MINUTE_MS, dateMs, fullYear, quarterMs, weekMs } from './calendar-days.ts';

const QUARTER = 'q|qtr|quarter|quartal|t|trim|trimestre|k|kv|kvartal|kwartal';
const HALF = 'h|hy|s|semester|semestre|halbjahr|half';
const WEEK = 'w|kw|wk|cw|week|woche|semaine|semana|uke|vecka|uge|viikko|tydzien|tyden';
const BETWEEN = "[-/ .,']{0,2}";
/** 1st, 2., 3er, 4e, 1o */
const NTH = '(?:st|nd|rd|th|er|eme|e|o|a)?';
const YEAR = '(\\d{4}|\\d{2})';

type Reading = [pattern: RegExp, ms: (groups: string[]) => number, format: string];

const yearOf = (digits: string): number => fullYear(Number(digits), digits.length);
const quarterOf = (year: string, quarter: string): number => quarterMs(yearOf(year), Number(quarter));
const halfOf = (year: string, half: string): number => dateMs(yearOf(year), Number(half) * 6 - 5, 1);
const weekOf = (year: string, week: string, day = 1): number => weekMs(yearOf(year), Number(week), day);
const ROMAN = ['', 'i', 'ii', 'iii', 'iv'];

/** Groups of digits with the same sign between all of them, or each with a full stop: 2023-01-28 13-30-00, 2023_01_28_13_30, 2023. 1. 28. 13:30 */
const ALL_ALIKE =
  /^(\d{4})(?:[-_:/]|\. ?)(\d{1,2})(?:[-_:/]|\. ?)(\d{1,2})\.?[ _t-]{1,2}(\d{1,2})[-_.:](\d{2})(?:[-_.:](\d{2})(?:[.,](\d{1,9}))?)?( ?[ap]m)?$/;

function clockTimeOf([year, month, day, hour, minute, second = '0', fraction = '', half = '']: string[]): number {
  let hours = Number(hour);
  if (hours > (half === '' ? 23 : 12) || Number(minute) > 59 || Number(second) > 59) return NaN;
  if (half !== '') hours = (hours % 12) + (half.includes('p') ? 12 : 0);
  const seconds = Number(`${second}.${fraction}`);
  return dateMs(Number(year), Number(month), Number(day)) + hours * HOUR_MS + Number(minute) * MINUTE_MS + Math.round(seconds * 1000);
}

const READINGS: Reading[] = [
  [new RegExp(`^(\\d{4})${BETWEEN}(?:${QUARTER})\\.? ?([1-4])$`), ([year, quarter]) => quarterOf(year, quarter), 'YYYY-[Q]Q'],
  [new RegExp(`^(?:${QUARTER})\\.? ?([1-4])${BETWEEN}${YEAR}$`), ([quarter, year]) => quarterOf(year, quarter), '[Q]Q YYYY'],
  [new RegExp(`^([1-4])\\.? ?${NTH}\\.? ?(?:${QUARTER})${BETWEEN}${YEAR}$`), ([quarter, year]) => quarterOf(year, quarter), 'Q[Q] YYYY'],
  [/^(\d{4})[-/ .]?(i|ii|iii|iv)$/, ([year, roman]) => quarterMs(Number(year), ROMAN.indexOf(roman)), 'YYYY [Q]'],
  [/^(i|ii|iii|iv)[-/ .] ?(\d{4})$/, ([roman, year]) => quarterMs(Number(year), ROMAN.indexOf(roman)), '[Q] YYYY'],
  [new RegExp(`^(\\d{4})${BETWEEN}(?:${HALF})\\.? ?([12])$`), ([year, half]) => halfOf(year, half), 'YYYY-[H]H'],
  [new RegExp(`^(?:${HALF})\\.? ?([12])${BETWEEN}${YEAR}$`), ([half, year]) => halfOf(year, half), '[H]H YYYY'],
  [new RegExp(`^([12])\\.? ?${NTH}\\.? ?(?:${HALF})${BETWEEN}${YEAR}$`), ([half, year]) => halfOf(year, half), 'H[H] YYYY'],
  [new RegExp(`^(\\d{4})${BETWEEN}(?:${WEEK})\\.? ?(\\d{1,2})$`), ([year, week]) => weekOf(year, week), 'YYYY-[W]WW'],
  [/^(\d{4})-?w(\d\d)([1-7])$/, ([year, week, day]) => weekOf(year, week, Number(day)), 'YYYY[W]WWE'],
  [new RegExp(`^(?:${WEEK})\\.? ?(\\d{1,2})${BETWEEN}${YEAR}$`), ([week, year]) => weekOf(year, week), '[W]WW YYYY'],
  [/^s(\d{2})[-/ ](\d{4})$/, ([week, year]) => weekOf(year, week), '[S]WW YYYY'],
  [/^(\d{4})[-/ ]?s(\d{2})$/, ([year, week]) => weekOf(year, week), 'YYYY-[S]WW'],
  [/^(\d{4}):(\d{2})$/, ([year, month]) => dateMs(Number(year), Number(month), 1), 'YYYY:MM'],
  [/^(?:fy|cy) ?'?(\d{4}|\d{2})$/, ([year]) => dateMs(yearOf(year), 1, 1), '[FY]YYYY'],
  [/^(\d{4}) ?[-/] ?(\d{4})$/, ([year, next]) => (Number(next) === Number(year) + 1 ? dateMs(Number(year), 1, 1) : NaN), 'YYYY/YYYY'],
  [ALL_ALIKE, clockTimeOf, 'YYYY-MM-DD HH:mm'],
];

/** text: in ASCII. Undefined for what is none. */
export function periodOf(text: string): { ms: number; format: string } | undefined {
  const plain = text.trim().toLowerCase();
  if (plain.length > 32) return undefined;
  for (const [pattern, msOf, format] of READINGS) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const ms = msOf(match.slice(1));
    if (ms === ms) return { ms, format };
  }
  return undefined;
}

/** 2009/10, 2010/11 ...: of each year's end the last two digits. 2010/11 alone would be a November, so all cells together decide. */
export function spanYears(cells: string[]): boolean {
  return new Set(cells).size >= 3 && cells.every((cell) => Number.isFinite(yearSpanMs(cell)));
}

/** The beginning of the year in which such a stretch begins; NaN for anything else. */
export function yearSpanMs(cell: string): number {
  const match = /^(\d{4}) ?[-/\u2013] ?(\d{2})$/.exec(cell.trim());
  return match && (Number(match[1]) + 1) % 100 === Number(match[2]) ? dateMs(Number(match[1]), 1, 1) : NaN;
}
