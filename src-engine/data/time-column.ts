/**
 * Which column, or columns together, say when: one that is written as a time, one of numbers that are times, `date` and `hour`, or
 * `year, month, day, hour`. Returns the times of all rows, and what was understood, so that it can be shown and changed.
 */
import type { Issue } from '../issue.ts';
import { numberTimeOf, timesOfNumbers, type NumberTime } from './time-numbers.ts';
import { timeNameScore } from './time-words.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, TimeParser, dateMs, daysFromCivil, offsetName } from './times.ts';
import { counted, momentWords, number } from './wording.ts';

/** What this file needs to know of a column that has been read. */
export interface ReadColumn {
  name: string;
  type: 'number' | 'time' | 'text' | 'boolean' | 'empty';
  numbers: Float64Array;
  missing: number;
  /** Text columns: each different word once, and for each row its index (-1 where missing). */
  words?: string[];
  codes?: Int32Array;
  /** Time columns. */
  format?: string;
  /** Offsets seen (minutes) with how often; empty when no time has a zone. */
  offsets?: Map<number, number>;
  withZone?: number;
  ambiguous?: boolean;
}

export interface TimeFound {
  times: Float64Array;
  /** Columns it was made from, in order. */
  columns: number[];
  /** `year, month, day, hour` */
  name: string;
  format: string;
  timezone: string | null;
  /** Zone of the person's clock, when it is always the same. */
  offsetMinutes: number;
  ambiguous: boolean;
  issues: Issue[];
}

/** wanted: the name(s) the person chose, null for none, undefined to look for them. hasNames: the file has a header. */
export function findTime(columns: ReadColumn[], hasNames: boolean, wanted?: string | null): { found?: TimeFound; issues: Issue[] } {
  if (wanted === null) return { issues: [] };
  if (wanted !== undefined) return chosenTime(columns, wanted);
  const parts = hasNames ? partsByName(columns) : partsByShape(columns);
  const candidates: { found: TimeFound; score: number }[] = [];
  const add = (found: TimeFound | undefined, bonus: number) => {
    if (found) candidates.push({ found, score: bonus + score(found, columns) });
  };
  if (parts) add(composed(columns, parts), 4);
  columns.forEach((column, i) => {
    if (column.type === 'time') {
      add(single(column, i), 3);
      const clock = clockBeside(columns, i);
      if (clock) add(clock, 3.5);
    } else if (column.type === 'number') {
      const kind = numberTimeOf(column.numbers, {
        nameScore: timeNameScore(column.name),
        isNameless: !hasNames || /^column \d+$/.test(column.name),
        isFirst: i === 0,
        name: column.name,
      });
      if (!kind) return;
      // A date of digits may have its hour beside it as well.
      const dates = fromNumbers(column, i, kind);
      add(dates, 0);
      if (kind === 'YYYYMMDD' && dates) add(clockBeside(columns, i, dates.times), 1);
    }
  });
  if (candidates.length === 0) return clockAlone(columns);
  const best = candidates.reduce((a, b) => (b.score > a.score + 1e-9 ? b : a)).found;
  return { found: best, issues: best.issues };
}

/**
 * Columns of numbers that are times and were not chosen as the time of the rows, such as the closing time beside the opening one: only where
 * name and digits both leave no doubt. They become times too, lest somebody trains on them as values.
 */
export function convertNumberTimes(columns: ReadColumn[], found: TimeFound | undefined): Issue[] {
  const issues: Issue[] = [];
  columns.forEach((column, i) => {
    if (column.type !== 'number') return;
    const isChosen = found?.columns.length === 1 && found.columns[0] === i;
    if (isChosen) return becomeTimes(column, found.times);
    if (found?.columns.includes(i) || timeNameScore(column.name) < 1) return;
    const kind = numberTimeOf(column.numbers, { nameScore: 2, isNameless: false, isFirst: false, name: column.name });
    if (!kind || !/^epoch-(ms|us|ns)$|^YYYYMMDD/.test(kind)) return;
    const other = fromNumbers(column, i, kind);
    issues.push(...other.issues);
    becomeTimes(column, other.times);
  });
  return issues;
}

function becomeTimes(column: ReadColumn, times: Float64Array): void {
  column.type = 'time';
  column.numbers = times;
  column.missing = times.reduce((count, time) => count + (time === time ? 0 : 1), 0);
}

/** Times of day without any date: counted on from 1970-01-01, one day further each time they go back, and asked about. */
function clockAlone(columns: ReadColumn[]): { found?: TimeFound; issues: Issue[] } {
  for (const [i, column] of columns.entries()) {
    if (column.type !== 'text' || (i > 0 && timeNameScore(column.name) < 1)) continue;
    const [clocks, format] = clocksOfWords(column);
    if (!clocks) continue;
    let day = 0;
    let last = -Infinity;
    const times = clocks.map((clock) => {
      if (clock < last) day += DAY_MS;
      if (clock === clock) last = clock;
      return day + clock;
    });
    const issue: Issue = {
      severity: 'question',
      code: 'clock-without-date',
      where: `column ${column.name}`,
      message: `"${column.name}" gives times of day without a date. They were counted from 1970-01-01.`,
      fix: 'Say on which day the first row lies, or choose no time column.',
      values: { column: column.name },
      column: column.name,
    };
    return {
      found: { times, columns: [i], name: column.name, format, timezone: null, offsetMinutes: 0, ambiguous: false, issues: [issue] },
      issues: [issue],
    };
  }
  return { issues: [] };
}

/** Name, place, order, repeats, gaps: what makes a column the time of the rows rather than a time among the values. */
function score({ times, columns: from }: TimeFound, columns: ReadColumn[]): number {
  let missing = 0;
  let back = 0;
  let repeats = 0;
  let last = NaN;
  for (const time of times) {
    if (time !== time) {
      missing++;
      continue;
    }
    if (time < last) back++;
    else if (time === last) repeats++;
    last = time;
  }
  const rows = Math.max(1, times.length);
  return (
    timeNameScore(columns[from[0]].name) +
    (from[0] === 0 ? 1.5 : 0) -
    from[0] * 0.01 +
    2 * (1 - Math.min(1, (2 * back) / rows)) +
    2 * (1 - repeats / rows) -
    5 * (missing / rows) +
    ((columns[from[0]].withZone ?? 0) > 0 ? 0.6 : 0)
  );
}

function chosenTime(columns: ReadColumn[], wanted: string): { found?: TimeFound; issues: Issue[] } {
  const chosen = columns.findIndex((column) => column.name === wanted);
  if (chosen < 0) {
    const list = wanted.split(/\s*,\s*/).map((name) => columns.findIndex((column) => column.name === name));
    if (list.length > 1 && !list.includes(-1)) {
      const parts = partsByName(list.map((i) => columns[i]));
      const found = parts
        ? composed(columns, new Map([...parts].map(([part, i]) => [part, list[i]])))
        : columns[list[0]].type === 'time'
          ? clockBeside(columns, list[0], undefined, list[1])
          : undefined;
      if (found) return { found, issues: found.issues };
    }
    return { issues: [unusable(wanted, list.includes(-1) ? 'The table has no such column.' : 'These columns do not make one time.')] };
  }
  const column = columns[chosen];
  if (column.type === 'time') {
    const found = single(column, chosen);
    return { found, issues: found.issues };
  }
  if (column.type === 'number') {
    const kind = numberTimeOf(column.numbers, { nameScore: 2, isNameless: false, isFirst: true, name: 'time' });
    const found = kind && fromNumbers(column, chosen, kind);
    if (found) return { found, issues: found.issues };
  }
  return { issues: [unusable(wanted, 'Its values are no times that can be read.')] };
}

const unusable = (name: string, why: string): Issue => ({
  severity: 'warning',
  code: 'time-column-unusable',
  where: `column ${name}`,
  message: `"${name}" cannot be the time column. ${why}`,
  fix: 'Choose another column, or none: then the rows are only numbered.',
  values: { column: name },
  column: name,
});

function single(column: ReadColumn, index: number): TimeFound {
  const issues: Issue[] = [];
  const offsets = [...(column.offsets ?? new Map<number, number>())].sort((a, b) => b[1] - a[1]);
  const withZone = column.withZone ?? 0;
  const present = column.numbers.length - column.missing;
  if (withZone > 0 && withZone < present)
    issues.push({
      severity: 'question',
      code: 'zone-sometimes',
      where: `column ${column.name}`,
      message: `${counted(withZone, 'time has', 'times have')} a time zone and ${number(present - withZone)} have none. Those without were taken as UTC.`,
      fix: 'Check which zone the others are in.',
      values: { withZone, without: present - withZone },
      column: column.name,
      count: present - withZone,
    });
  const only = offsets.length === 1 && withZone === present ? offsets[0][0] : 0;
  return {
    times: column.numbers,
    columns: [index],
    name: column.name,
    format: column.format ?? '',
    timezone: offsets.length === 0 ? null : offsets.map(([minutes]) => (minutes === 0 ? 'UTC' : offsetName(minutes))).slice(0, 3).join('/'), // prettier-ignore
    offsetMinutes: only,
    ambiguous: column.ambiguous ?? false,
    issues,
  };
}

const SAID: Record<NumberTime, string> = {
  'epoch-s': 'seconds since 1970',
  'epoch-ms': 'milliseconds since 1970',
  'epoch-us': 'microseconds since 1970',
  'epoch-ns': 'nanoseconds since 1970',
  'excel-serial': "Excel's days since 1900",
  'matlab-datenum': "MATLAB's days",
  year: 'years',
  'year-fraction': 'years with a fraction',
  YYYYMM: 'year and month in digits',
  YYYYMMDD: 'year, month and day in digits',
  YYYYMMDDHH: 'date and hour in digits',
  YYYYMMDDHHmm: 'date, hour and minute in digits',
  YYYYMMDDHHmmss: 'date and time in digits',
};

function fromNumbers(column: ReadColumn, index: number, kind: NumberTime): TimeFound {
  const { times, isRounded } = timesOfNumbers(column.numbers, kind);
  // A number with a fraction shows best what was understood.
  const fraction = column.numbers.findIndex((value) => value === value && value !== Math.floor(value));
  const first = fraction >= 0 ? fraction : column.numbers.findIndex((value) => value === value);
  // Seven digits are a month or a day of a year: more would only be harder to read.
  const example = kind === 'year-fraction' ? Number(column.numbers[first].toPrecision(7)) : column.numbers[first];
  const said = momentWords(new Date(times[first]).toISOString());
  // Years, and dates written out in digits, can be read only one way; the others deserve a look.
  const issues: Issue[] =
    kind === 'year' || kind.startsWith('YYYY')
      ? []
      : [
          {
            severity: kind === 'excel-serial' || kind === 'matlab-datenum' ? 'question' : 'warning',
            code: 'numbers-as-time',
            where: `column ${column.name}`,
            message: `The numbers were read as ${SAID[kind]}: ${example} is ${said}.${isRounded && kind !== 'year-fraction' ? ' They were rounded to whole seconds or more.' : ''}`,
            fix: 'If they are something else, choose another time column or none.',
            values: { kind, example, time: said },
            column: column.name,
          },
        ];
  return {
    times,
    columns: [index],
    name: column.name,
    format: kind,
    timezone: kind.startsWith('epoch') ? 'UTC' : null,
    offsetMinutes: 0,
    ambiguous: false,
    issues,
  };
}

type Part = 'year' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'minute' | 'second' | 'date' | 'quarter';

const PART_NAMES: Record<Part, RegExp> = {
  year: /^(year|yr|yyyy|yy|years|年|年份|jahr|annee|année|ano|año|anno|год|rok|ar|år|y)$/,
  quarter: /^(quarter|qtr|q|季度|trimestre|quartal)$/,
  month: /^(month|mon|mo|mm|mnth|m|月|月份|monat|mois|mes|mese|месяц)$/,
  day: /^(day|dd|dy|d|日|号|tag|jour|dia|día|giorno|день|dom|day_of_month|dayofmonth|mday)$/,
  dayOfYear: /^(doy|yday|day_of_year|dayofyear|julian|julian_day|jday|jd)$/,
  hour: /^(hour|hr|hh|h|hours|hrs|时|小时|stunde|heure|hora|ora|час|hod|hour_of_day|hourofday)$/,
  minute: /^(minute|min|mi|mn|minutes|分|分钟|minuto|minuten)$/,
  second: /^(second|sec|ss|s|seconds|秒|segundo|sekunde)$/,
  date: /^(date|datum|fecha|data|日期|dteday|day|dt|dato|jour|tag|giorno|дата)$/,
};

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, '')
    .trim()
    .replace(/[\s.-]+/g, '_')
    .replace(/^(local|utc|obs|start)_|_(utc|local|lst|gmt)$/g, '');

const isWithin = (column: ReadColumn, least: number, most: number): boolean => {
  if (column.type !== 'number' || column.missing > column.numbers.length * 0.5) return false;
  for (const value of column.numbers) if (value === value && (value < least || value > most || value !== Math.floor(value))) return false;
  return true;
};

const PART_RANGE: Record<Exclude<Part, 'date'>, [number, number]> = {
  year: [0, 2300],
  quarter: [1, 4],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  hour: [0, 24],
  minute: [0, 59],
  second: [0, 60],
};

/** Columns called year, month, day, hour ... whose values are in range; undefined without a year and one more. */
function partsByName(columns: ReadColumn[]): Map<Part, number> | undefined {
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
    else if (!find('quarter')) return undefined;
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

const monthParser = new TimeParser();
function monthOf(word: string): number {
  const time = monthParser.parseText(`1 ${word} 2000`);
  return time === time && !/\d/.test(word) ? new Date(time).getUTCMonth() + 1 : 0;
}

/** Without names: years that do not fall, then months, and perhaps days, such that time goes on without repeating. */
function partsByShape(columns: ReadColumn[]): Map<Part, number> | undefined {
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

function isRising(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if (!(times[i] > times[i - 1])) return false;
  return times.length >= 3;
}

function composed(columns: ReadColumn[], parts: Map<Part, number>): TimeFound {
  const rows = columns[0].numbers.length || (columns[0].codes?.length ?? 0);
  const at = (part: Part): ((row: number) => number) | undefined => {
    const index = parts.get(part);
    if (index === undefined) return undefined;
    const column = columns[index];
    if (column.type !== 'text') return (row) => column.numbers[row];
    const values = (column.words as string[]).map((word) => (part === 'quarter' ? Number(word.slice(1)) : monthOf(word)));
    return (row) => ((column.codes as Int32Array)[row] < 0 ? NaN : values[(column.codes as Int32Array)[row]]);
  };
  const [year, month, quarter, day, dayOfYear, hour, minute, second] = (
    ['year', 'month', 'quarter', 'day', 'dayOfYear', 'hour', 'minute', 'second'] as Part[]
  ).map(at);
  const times = new Float64Array(rows);
  let invalid = 0;
  for (let row = 0; row < rows; row++) {
    let y = (year as (row: number) => number)(row);
    if (y < 100) y += y < 50 ? 2000 : 1900;
    const m = month ? month(row) : quarter ? quarter(row) * 3 - 2 : 1;
    let ms = dayOfYear ? (daysFromCivil(y, 1, 1) + dayOfYear(row) - 1) * DAY_MS : dateMs(y, m, day ? day(row) : 1);
    if (hour) ms += hour(row) * HOUR_MS;
    if (minute) ms += minute(row) * MINUTE_MS;
    if (second) ms += second(row) * 1000;
    times[row] = ms;
    if (ms !== ms) invalid++;
  }
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

/** A date with its time of day in a column of its own: `date` and `time`, or `date` and `hour`. */
function clockBeside(columns: ReadColumn[], dateIndex: number, dates = columns[dateIndex].numbers, wanted?: number): TimeFound | undefined {
  const date = columns[dateIndex];
  for (const time of dates) if (time === time && time % DAY_MS !== 0) return undefined;
  const candidates = wanted !== undefined ? [wanted] : columns.map((_, i) => i).filter((i) => i !== dateIndex);
  for (const index of candidates) {
    const column = columns[index];
    const name = plainName(column.name);
    let clock: Float64Array | undefined;
    let format = '';
    if (column.type === 'text' && column.words && (wanted !== undefined || isClockName(name) || /^column_\d+$/.test(name))) {
      [clock, format] = clocksOfWords(column);
    } else if (isWithin(column, 0, 24) && PART_NAMES.hour.test(name)) {
      clock = column.numbers.map((hour) => hour * HOUR_MS);
      format = 'H';
      const minute = columns.find((each) => PART_NAMES.minute.test(plainName(each.name)) && isWithin(each, 0, 59));
      if (minute) clock = clock.map((ms, row) => ms + minute.numbers[row] * MINUTE_MS);
    } else if (
      column.type === 'number' &&
      isWithin(column, 0, 2400) &&
      (isClockName(name) || name === 'hhmm' || name === 'hrmn') &&
      isHourMinutes(column.numbers)
    ) {
      clock = column.numbers.map((value) => Math.floor(value / 100) * HOUR_MS + (value % 100) * MINUTE_MS);
      format = 'HHmm';
    }
    if (!clock) continue;
    const parts = clock;
    const times = dates.map((ms, row) => ms + parts[row]);
    const offsets = [...(date.offsets ?? new Map<number, number>()).keys()];
    return {
      times,
      columns: [dateIndex, index],
      name: `${date.name}, ${column.name}`,
      format: `${date.format ?? 'YYYYMMDD'}, ${format}`,
      timezone: offsets.length === 0 ? null : offsetName(offsets[0]),
      offsetMinutes: 0,
      ambiguous: date.ambiguous ?? false,
      issues: [],
    };
  }
  return undefined;
}

const isClockName = (name: string): boolean =>
  /^(.*_)?(time|zeit|uhrzeit|hora|heure|ora|clock|hour|hr|时间|時間|时刻|時刻|время|tijd|tid|von|from|start|begin|beginn)(_.*)?$/.test(
    name,
  );

const isHourMinutes = (values: Float64Array): boolean =>
  values.some((value) => value > 24) && values.every((value) => value !== value || value % 100 < 60);

/** Times of day in words: each different one is read once. Nearly all must be times. */
function clocksOfWords(column: ReadColumn): [Float64Array | undefined, string] {
  const words = column.words as string[];
  const codes = column.codes as Int32Array;
  const parser = new TimeParser();
  const values = words.map((word) => parser.parseClock(word));
  let good = 0;
  for (const code of codes) if (code >= 0 && values[code] === values[code]) good++;
  if (good === 0 || good < codes.length * 0.9) return [undefined, ''];
  const example = words[values.findIndex((value) => value === value)];
  return [
    Float64Array.from(codes, (code) => (code < 0 ? NaN : values[code])),
    example.replace(/\d\d?/, 'HH').replace(/\d\d/, 'mm').replace(/\d\d/, 'ss'),
  ];
}
