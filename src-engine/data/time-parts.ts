/** Times whose parts stand in columns of their own: year, month, day, hour ... */
import type { Issue } from '../issue.ts';
import { isRising, isWithin, type ReadColumn, type TimeFound } from './read-column.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dateMs, daysFromCivil, weekMs } from './calendar-days.ts';
import { TimeParser } from './times.ts';
import { computedValues, stretchesOf } from './values.ts';
import { counted } from './wording.ts';

export type Part = 'year' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'minute' | 'second' | 'date' | 'quarter' | 'week';

export const PART_NAMES: Record<Part, RegExp> = {
  year: /^(year|yr|yyyy|yy|years|年|年份|jahr|annee|année|ano|año|anno|год|rok|ar|år|y)$/,
  quarter: /^(quarter|qtr|q|季度|trimestre|quartal)$/,
  week: /^(week|wk|kw|cw|woche|kalenderwoche|semaine|semana|周|週|iso_?week|week_?of_?year|week_?(no|nr|num|number))$/,
  month: /^(month|mon|mo|mm|mnth|m|月|月份|monat|mois|mes|mese|месяц)$/,
  day: /^(day|dd|dy|d|日|号|tag|jour|dia|día|giorno|день|dom|day_of_month|dayofmonth|mday)$/,
  dayOfYear: /^(doy|yday|day_of_year|dayofyear|julian|julian_day|jday|jd)$/,
  hour: /^(hour|hr|hh|h|hours|hrs|he|hour_?end(ing|ed)?|hours_?end(ing)?|时|小时|stunde|heure|hora|ora|час|hod|hour_of_day|hourofday)$/,
  minute: /^(minute|min|mi|mn|minutes|分|分钟|minuto|minuten)$/,
  second: /^(second|sec|ss|s|seconds|秒|segundo|sekunde)$/,
  date: /^(date|datum|fecha|data|日期|dteday|day|dt|dato|jour|tag|giorno|дата)$/,
};

export const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, '')
    .trim()
    .replace(/[\s.-]+/g, '_')
    .replace(/^(local|utc|obs|start)_|_(utc|local|lst|gmt)$/g, '');

const PART_RANGE: Record<Exclude<Part, 'date'>, [number, number]> = {
  year: [0, 2300],
  quarter: [1, 4],
  week: [1, 53],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  hour: [0, 24],
  minute: [0, 59],
  second: [0, 60],
};

/** Columns called year, month, day, hour ... whose values are in range; undefined without a year and one more. */
export function partsByName(columns: ReadColumn[]): Map<Part, number> | undefined {
  const parts = new Map<Part, number>();
  const find = (part: Exclude<Part, 'date'>) => {
    const index = columns.findIndex((column) => PART_NAMES[part].test(plainName(column.name)) && isPart(column, part));
    if (index >= 0 && ![...parts.values()].includes(index)) parts.set(part, index);
    return parts.has(part);
  };
  if (!find('year')) return undefined;
  if (find('month')) find('day');
  else if (!find('dayOfYear')) {
    // `day` up to 366 beside a year is the day of the year.
    const day = columns.findIndex((column) => PART_NAMES.day.test(plainName(column.name)) && isWithin(column, 1, 366));
    if (day >= 0) parts.set('dayOfYear', day);
    else if (!find('quarter') && !find('week')) return undefined;
  }
  if (parts.has('day') || parts.has('dayOfYear')) {
    if (find('hour') && find('minute')) find('second');
  }
  return parts;
}

function isPart(column: ReadColumn, part: Exclude<Part, 'date'>): boolean {
  const [least, most] = PART_RANGE[part];
  if (isWithin(column, least, most)) return true;
  // Months by name, and Q1 ... Q4.
  if (column.type !== 'text' || !column.words) return false;
  if (part === 'month') return column.words.every((word) => monthOf(word) > 0);
  if (part === 'quarter') return column.words.every((word) => /^q[1-4]$/i.test(word));
  return false;
}

/** Hours that run from 1 to 24: of an hour that begins, or of one that has ended? */
export function hoursFromOne(name: string): Issue {
  return {
    severity: 'question',
    code: 'hours-from-1',
    where: `column ${name}`,
    message: `The hours of "${name}" run from 1 to 24. Each was taken as the end of its hour, so that 24 is midnight of the next day.`,
    fix: 'If each names the hour that begins, take one hour off the times.',
    values: { column: name },
    column: name,
  };
}

/** Whole numbers from 1 to 24, both of which occur. */
export function countsFromOne(column: ReadColumn): boolean {
  if (!isWithin(column, 1, 24)) return false;
  let [least, most] = [24, 1];
  for (const [numbers] of stretchesOf(column.values))
    for (const value of numbers) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  return least === 1 && most === 24;
}

const monthParser = new TimeParser();
function monthOf(word: string): number {
  const time = monthParser.parseText(`1 ${word} 2000`);
  return time === time && !/\d/.test(word) ? new Date(time).getUTCMonth() + 1 : 0;
}

/** Without names: years that do not fall, then months, and perhaps days, such that time goes on without repeating. */
export function partsByShape(columns: ReadColumn[]): Map<Part, number> | undefined {
  if (columns.length < 3 || !isWithin(columns[0], 1500, 2150) || !isWithin(columns[1], 1, 12)) return undefined;
  for (const last of [2, 1]) {
    if (last === 2 && !isWithin(columns[2], 1, 31)) continue;
    const parts = new Map<Part, number>([['year', 0], ['month', 1]]); // prettier-ignore
    if (last === 2) parts.set('day', 2);
    if (last === 2 && columns.length > 3 && isWithin(columns[3], 0, 24) && !isRising(composed(columns, parts).times)) parts.set('hour', 3);
    if (isRising(composed(columns, parts).times)) return parts;
  }
  return undefined;
}

export function composed(columns: ReadColumn[], parts: Map<Part, number>): TimeFound {
  const rows = columns[0].values.length;
  /** The numbers of a part in a stretch of rows. */
  const at = (part: Part): ((from: number, to: number) => Float64Array) | undefined => {
    const index = parts.get(part);
    if (index === undefined) return undefined;
    const { type, values, words } = columns[index];
    if (type !== 'text') return (from, to) => values.read(from, to);
    const meanings = words!.map((word) => (part === 'quarter' ? Number(word.slice(1)) : monthOf(word)));
    return (from, to) => values.read(from, to).map((code) => meanings[code] ?? NaN);
  };
  const [year, month, quarter, week, day, dayOfYear, hour, minute, second] = (
    ['year', 'month', 'quarter', 'week', 'day', 'dayOfYear', 'hour', 'minute', 'second'] as Part[]
  ).map(at);
  const times = computedValues(rows, (from, out) => {
    const to = from + out.length;
    const [years, months, quarters, weeks, days, daysOfYear, hours, minutes, seconds] = [
      year, month, quarter, week, day, dayOfYear, hour, minute, second,
    ].map((read) => read?.(from, to)); // prettier-ignore
    for (let i = 0; i < out.length; i++) {
      let y = years![i];
      if (y < 100) y += y < 50 ? 2000 : 1900;
      const m = months ? months[i] : quarters ? quarters[i] * 3 - 2 : 1;
      let ms = daysOfYear
        ? (daysFromCivil(y, 1, 1) + daysOfYear[i] - 1) * DAY_MS
        : weeks
          ? weekMs(y, weeks[i], 1)
          : dateMs(y, m, days ? days[i] : 1);
      if (hours) ms += hours[i] * HOUR_MS;
      if (minutes) ms += minutes[i] * MINUTE_MS;
      if (seconds) ms += seconds[i] * 1000;
      out[i] = ms;
    }
  });
  let invalid = 0;
  for (const [stretch] of stretchesOf(times)) for (const time of stretch) if (time !== time) invalid++;
  const used = [...parts.values()];
  const list = used.map((i) => columns[i].name).join(', ');
  const issues: Issue[] =
    invalid === 0
      ? []
      : [
          {
            severity: 'warning',
            code: 'no-such-time',
            where: `columns ${list}`,
            message: `${counted(invalid, 'row makes', 'rows make')} no time, because a part is missing or there is no such day.`,
            fix: 'Check these columns, or remove the rows without a time.',
            values: { count: invalid, columns: list },
            count: invalid,
          },
        ];
  const hours = parts.get('hour');
  if (hours !== undefined && countsFromOne(columns[hours])) issues.push(hoursFromOne(columns[hours].name));
  return {
    times,
    columns: used,
    name: list,
    format: [...parts.keys()].join(', '),
    timezone: null,
    offsetMinutes: 0,
    ambiguous: false,
    issues,
  };
}
