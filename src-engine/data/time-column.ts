/**
 * Which column, or columns together, say when: one that is written as a time, one of numbers that are times, `date` and `hour`, or
 * `year, month, day, hour`. Returns the times of all rows, and what was understood, so that it can be shown and changed.
 */
import type { Issue } from '../issue.ts';
import type { ReadColumn, TimeFound } from './read-column.ts';
import { clockAlone, clockBeside } from './time-clock.ts';
import { numberTimeOf, timesOfNumbers, type NumberTime } from './time-numbers.ts';
import { composed, partsByName, partsByShape } from './time-parts.ts';
import { timeNameScore } from './time-words.ts';
import { isoTime, offsetName } from './times.ts';
import { stretchesOf, type Values } from './values.ts';
import { counted, momentWords, number } from './wording.ts';

/**
 * hasNames: the file has a header. wanted: the name(s) the person chose, null for none, undefined to look for them. kind: what the person says that
 * the numbers of the time column are.
 */
export function findTime(
  columns: ReadColumn[],
  hasNames: boolean,
  wanted?: string | null,
  kind?: NumberTime,
): { found?: TimeFound; issues: Issue[] } {
  if (wanted === null) return { issues: [] };
  if (wanted !== undefined) return chosenTime(columns, wanted, kind);
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
      const found = numberTimeOf(column.values, {
        nameScore: timeNameScore(column.name),
        isNameless: !hasNames || /^column \d+$/.test(column.name),
        isFirst: i === 0,
        name: column.name,
      });
      if (!found) return;
      // A date of digits may have its hour beside it as well.
      const dates = fromNumbers(column, i, kind ?? found);
      add(dates, 0);
      if (found === 'YYYYMMDD') add(clockBeside(columns, i, dates.times), 1);
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
    const kind = numberTimeOf(column.values, { nameScore: 2, isNameless: false, isFirst: false, name: column.name });
    if (!kind || !/^epoch-(ms|us|ns)$|^YYYYMMDD/.test(kind)) return;
    const other = fromNumbers(column, i, kind);
    issues.push(...other.issues);
    becomeTimes(column, other.times);
  });
  return issues;
}

function becomeTimes(column: ReadColumn, times: Values): void {
  column.type = 'time';
  column.values = times;
  column.missing = 0;
  for (const [stretch] of stretchesOf(times)) for (const time of stretch) if (time !== time) column.missing++;
}

/** Name, place, order, repeats, gaps: what makes a column the time of the rows rather than a time among the values. */
function score({ times, columns: from }: TimeFound, columns: ReadColumn[]): number {
  let missing = 0;
  let back = 0;
  let repeats = 0;
  let last = NaN;
  for (const [stretch] of stretchesOf(times))
    for (const time of stretch) {
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

function chosenTime(columns: ReadColumn[], wanted: string, asked?: NumberTime): { found?: TimeFound; issues: Issue[] } {
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
    const kind = asked ?? numberTimeOf(column.values, { nameScore: 2, isNameless: false, isFirst: true, name: 'time' });
    const found = kind && fromNumbers(column, chosen, kind);
    if (found) return { found, issues: found.issues };
  }
  if (column.type === 'text') {
    const clock = clockAlone([column]);
    if (clock.found) return { found: { ...clock.found, columns: [chosen] }, issues: clock.issues };
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
  const present = column.values.length - column.missing;
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
    times: column.values,
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
  'julian-date': 'Julian days',
  'modified-julian-date': 'modified Julian days',
  YYYYDDD: 'year and day of the year in digits',
  year: 'years',
  'year-fraction': 'years with a fraction',
  YYYYMM: 'year and month in digits',
  YYYYMMDD: 'year, month and day in digits',
  YYYYMMDDHH: 'date and hour in digits',
  YYYYMMDDHHmm: 'date, hour and minute in digits',
  YYYYMMDDHHmmss: 'date and time in digits',
};

function fromNumbers(column: ReadColumn, index: number, kind: NumberTime): TimeFound {
  const { times, isRounded } = timesOfNumbers(column.values, kind);
  const first = exampleRow(column.values, times);
  const value = column.values.read(first, first + 1)[0];
  // Seven digits are a month or a day of a year: more would only be harder to read.
  const example = kind === 'year-fraction' ? Number(value.toPrecision(7)) : value;
  const said = momentWords(isoTime(times.read(first, first + 1)[0]));
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

/** A row whose number shows what was understood: the first with a fraction, else the first that is a time. */
function exampleRow(values: Values, times: Values): number {
  let first = -1;
  for (const [numbers, from] of stretchesOf(values)) {
    const stretch = times.read(from, from + numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      if (stretch[i] !== stretch[i]) continue;
      if (numbers[i] !== Math.floor(numbers[i])) return from + i;
      if (first < 0) first = from + i;
    }
  }
  return Math.max(0, first);
}
