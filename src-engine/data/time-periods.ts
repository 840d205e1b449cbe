/**
 * Stretches of the calendar as offices and shops write them - quarters, weeks, half-years, business years - by their beginning. What `times.ts` reads
 * itself (2019Q3, 2019-W05) is not here: this is what is left, looked at only when nothing else fits.
 */
import { dateMs, fullYear, quarterMs, weekMs } from './calendar-days.ts';

const QUARTER = 'q|qtr|quarter|quartal|t|trim|trimestre|k|kv|kvartal|kwartal';
const HALF = 'h|hy|s|semester|semestre|halbjahr|half';
const WEEK = 'w|kw|wk|cw|week|woche|semaine|semana|uke|vecka|uge|viikko|tydzien|tyden';
const BETWEEN = "[-/ .,']{0,2}";
/** 1st, 2., 3er, 4e, 1o */
const NTH = '(?:st|nd|rd|th|er|eme|e|o|a)?';
const YEAR = '(\\d{4}|\\d{2})';

type Reading = [pattern: RegExp, ms: (first: number, second: number, digits: [string, string]) => number, format: string];

const yearOf = (digits: string): number => fullYear(Number(digits), digits.length);
const halfMs = (year: number, half: number): number => (half === 1 || half === 2 ? dateMs(year, half * 6 - 5, 1) : NaN);
const ROMAN = ['', 'i', 'ii', 'iii', 'iv'];

const READINGS: Reading[] = [
  [new RegExp(`^(\\d{4})${BETWEEN}(?:${QUARTER})\\.? ?([1-4])$`), (year, quarter) => quarterMs(year, quarter), 'YYYY-[Q]Q'],
  [new RegExp(`^(?:${QUARTER})\\.? ?([1-4])${BETWEEN}${YEAR}$`), (quarter, _, [, year]) => quarterMs(yearOf(year), quarter), '[Q]Q YYYY'],
  [
    new RegExp(`^([1-4])\\.? ?${NTH}\\.? ?(?:${QUARTER})${BETWEEN}${YEAR}$`),
    (quarter, _, [, year]) => quarterMs(yearOf(year), quarter),
    'Q[Q] YYYY',
  ],
  [/^(\d{4})[-/ .]?(i|ii|iii|iv)$/, (year, _, [, roman]) => quarterMs(year, ROMAN.indexOf(roman)), 'YYYY [Q]'],
  [/^(i|ii|iii|iv)[-/ .] ?(\d{4})$/, (_, year, [roman]) => quarterMs(year, ROMAN.indexOf(roman)), '[Q] YYYY'],
  [new RegExp(`^(\\d{4})${BETWEEN}(?:${HALF})\\.? ?([12])$`), (year, half) => halfMs(year, half), 'YYYY-[H]H'],
  [new RegExp(`^(?:${HALF})\\.? ?([12])${BETWEEN}${YEAR}$`), (half, _, [, year]) => halfMs(yearOf(year), half), '[H]H YYYY'],
  [new RegExp(`^([12])\\.? ?${NTH}\\.? ?(?:${HALF})${BETWEEN}${YEAR}$`), (half, _, [, year]) => halfMs(yearOf(year), half), 'H[H] YYYY'],
  [new RegExp(`^(\\d{4})${BETWEEN}(?:${WEEK})\\.? ?(\\d{1,2})$`), (year, week) => weekMs(year, week, 1), 'YYYY-[W]WW'],
  [/^(\d{4})-?w(\d{3})$/, (year, digits) => weekMs(year, Math.floor(digits / 10), digits % 10), 'YYYY[W]WWE'],
  [new RegExp(`^(?:${WEEK})\\.? ?(\\d{1,2})${BETWEEN}${YEAR}$`), (week, _, [, year]) => weekMs(yearOf(year), week, 1), '[W]WW YYYY'],
  [/^s(\d{2})[-/ ](\d{4})$/, (week, year) => weekMs(year, week, 1), '[S]WW YYYY'],
  [/^(\d{4})[-/ ]?s(\d{2})$/, (year, week) => weekMs(year, week, 1), 'YYYY-[S]WW'],
  [/^(\d{4}):(\d{2})$/, (year, month) => dateMs(year, month, 1), 'YYYY:MM'],
  [/^(?:fy|cy) ?'?(\d{4}|\d{2})$/, (_, __, [year]) => dateMs(yearOf(year), 1, 1), '[FY]YYYY'],
  [/^(\d{4}) ?[-/] ?(\d{4})$/, (year, next) => (next === year + 1 ? dateMs(year, 1, 1) : NaN), 'YYYY/YYYY'],
];

/** text: in ASCII. Undefined for what is none. */
export function periodOf(text: string): { ms: number; format: string } | undefined {
  const plain = text.trim().toLowerCase();
  if (plain.length > 24) return undefined;
  for (const [pattern, msOf, format] of READINGS) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const ms = msOf(Number(match[1]), Number(match[2]), [match[1], match[2] ?? '']);
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
