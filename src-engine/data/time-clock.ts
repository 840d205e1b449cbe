/** Times of day in a column of their own: beside a date, or alone. */
import type { Issue } from '../issue.ts';
import { isWithin, type ReadColumn, type TimeFound } from './read-column.ts';
import { PART_NAMES, countsFromOne, hoursFromOne, plainName } from './time-parts.ts';
import { timeNameScore } from './time-words.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar-days.ts';
import { TimeParser, offsetName } from './times.ts';
import { computedValues, memoryValues, stretchesOf, type Values } from './values.ts';

/** Times of day without any date: counted on from 1970-01-01, one day further each time they go back, and asked about. */
export function clockAlone(columns: ReadColumn[]): { found?: TimeFound; issues: Issue[] } {
  for (const [i, column] of columns.entries()) {
    const isNamed = timeNameScore(column.name) > 0;
    if (column.type !== 'text' || (i > 0 && !isNamed)) continue;
    // 1.4.12 is a version rather than a moment.
    if (!isNamed && column.words?.some((word) => /^\d{1,2}\.\d(\.|$)/.test(word.trim()))) continue;
    const [clocks, format] = clocksOfWords(column, false);
    if (!clocks) continue;
    let day = 0;
    let last = -Infinity;
    const times = clocks.read(0, clocks.length).map((clock) => {
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
      found: {
        times: memoryValues(times),
        columns: [i],
        name: column.name,
        format,
        timezone: null,
        offsetMinutes: 0,
        ambiguous: false,
        issues: [issue],
      },
      issues: [issue],
    };
  }
  return { issues: [] };
}

/** A date with its time of day in a column of its own: `date` and `time`, or `date` and `hour`. */
export function clockBeside(
  columns: ReadColumn[],
  dateIndex: number,
  dates = columns[dateIndex].values,
  wanted?: number,
): TimeFound | undefined {
  const date = columns[dateIndex];
  for (const [stretch] of stretchesOf(dates)) for (const time of stretch) if (time === time && time % DAY_MS !== 0) return undefined;
  const candidates = wanted !== undefined ? [wanted] : columns.map((_, i) => i).filter((i) => i !== dateIndex);
  for (const index of candidates) {
    const column = columns[index];
    const name = plainName(column.name);
    let clock: Values | undefined;
    let format = '';
    const issues: Issue[] = [];
    if (column.type === 'text' && column.words && (wanted !== undefined || isClockName(name) || /^column_\d+$/.test(name))) {
      [clock, format] = clocksOfWords(column);
      if (format === HOUR_ENDING && column.words.some((word) => /24$/.test(word))) issues.push(hoursFromOne(column.name));
    } else if (isWithin(column, 0, 24) && PART_NAMES.hour.test(name)) {
      const minute = columns.find((each) => PART_NAMES.minute.test(plainName(each.name)) && isWithin(each, 0, 59));
      clock = computedValues(column.values.length, (from, out) => {
        const hours = column.values.read(from, from + out.length);
        const minutes = minute?.values.read(from, from + out.length);
        for (let i = 0; i < out.length; i++) out[i] = hours[i] * HOUR_MS + (minutes ? minutes[i] * MINUTE_MS : 0);
      });
      format = 'H';
      if (countsFromOne(column)) issues.push(hoursFromOne(column.name));
    } else if (
      column.type === 'number' &&
      isWithin(column, 0, 2400) &&
      (isClockName(name) || name === 'hhmm' || name === 'hrmn') &&
      isHourMinutes(column.values)
    ) {
      clock = computedValues(column.values.length, (from, out) => {
        const numbers = column.values.read(from, from + out.length);
        for (let i = 0; i < out.length; i++) out[i] = Math.floor(numbers[i] / 100) * HOUR_MS + (numbers[i] % 100) * MINUTE_MS;
      });
      format = 'HHmm';
    }
    if (!clock) continue;
    const parts = clock;
    const times = computedValues(dates.length, (from, out) => {
      const days = dates.read(from, from + out.length);
      const clocks = parts.read(from, from + out.length);
      for (let i = 0; i < out.length; i++) out[i] = days[i] + clocks[i];
    });
    const offsets = [...(date.offsets ?? new Map<number, number>()).keys()];
    return {
      times,
      columns: [dateIndex, index],
      name: `${date.name}, ${column.name}`,
      format: `${date.format ?? 'YYYYMMDD'}, ${format}`,
      timezone: offsets.length === 0 ? null : offsetName(offsets[0]),
      offsetMinutes: 0,
      ambiguous: date.ambiguous ?? false,
      issues,
    };
  }
  return undefined;
}

const isClockName = (name: string): boolean =>
  /^(.*_)?(time|he|hour_?ending|hours_?ending|interval|zeit|uhrzeit|hora|heure|ora|clock|hour|hr|时间|時間|时刻|時刻|время|tijd|tid|von|from|start|begin|beginn)(_.*)?$/.test(
    name,
  );

function isHourMinutes(values: Values): boolean {
  let isPastMidnight = false;
  for (const [numbers] of stretchesOf(values))
    for (const value of numbers) {
      if (value % 100 >= 60) return false;
      if (value > 24) isPastMidnight = true;
    }
  return isPastMidnight;
}

const HOUR_ENDING = '[HE]H';
/** HE01, H 1 */
const NUMBERED = /^(?:he|h|hour)[ _-]?(\d{1,2})$/i;
/** 00:00-01:00, 0 - 1 h: a stretch, of which the beginning is taken. */
const STRETCH = /^(\d{1,2}(?:[:.h]\d{2})?) ?[-\u2013~] ?\d{1,2}(?:[:.h]\d{2})? ?(?:h|uhr)?$/i;

/** ms since midnight, or NaN. */
function clockOf(word: string, parser: TimeParser): number {
  const hour = NUMBERED.exec(word.trim());
  if (hour) return Number(hour[1]) <= 24 ? Number(hour[1]) * HOUR_MS : NaN;
  const from = STRETCH.exec(word.trim())?.[1];
  return parser.parseClock(from === undefined ? word : /\D/.test(from) ? from : `${from}:00`);
}

/** Times of day in words: each different one is read once. Nearly all must be times. */
function clocksOfWords({ words, values, hasMoreWords }: ReadColumn, isBesideDate = true): [Values | undefined, string] {
  if (!words || hasMoreWords) return [undefined, ''];
  const parser = new TimeParser();
  const clocks = words.map((word) => (isBesideDate ? clockOf(word, parser) : parser.parseClock(word)));
  let good = 0;
  for (const [codes] of stretchesOf(values)) for (const code of codes) if (clocks[code] === clocks[code] && code === code) good++;
  if (good === 0 || good < values.length * 0.9) return [undefined, ''];
  const example = words[clocks.findIndex((value) => value === value)];
  const format = STRETCH.test(example) ? 'HH:mm - …' : NUMBERED.test(example) ? HOUR_ENDING : undefined;
  return [
    computedValues(values.length, (from, out) => {
      const codes = values.read(from, from + out.length);
      for (let i = 0; i < out.length; i++) out[i] = codes[i] === codes[i] ? clocks[codes[i]] : NaN;
    }),
    format ?? example.replace(/\d\d?/, 'HH').replace(/\d\d/, 'mm').replace(/\d\d/, 'ss'),
  ];
}
