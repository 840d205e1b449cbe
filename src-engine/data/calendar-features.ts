/**
 * What can be read off the time of a row, as a point on a circle: its sine and cosine, so that the last hour of a day is next to
 * the first of the following one. Times are taken as they are written (UTC where the file says no zone).
 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface CalendarFeature {
  label: string;
  help: string;
  /** Where in its round a moment is, from 0 to below 1. ms: since 1970 UTC. */
  place(ms: number): number;
}

const within = (ms: number, length: number): number => (((ms % length) + length) % length) / length;
const yearOf = (ms: number): number => new Date(ms).getUTCFullYear();
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const mondayBefore = 4 * DAY;

/** The year that a moment is in, from its first moment to that of the next. */
function withinYear(ms: number): { since: number; length: number } {
  const year = yearOf(ms);
  const from = Date.UTC(year, 0, 1);
  return { since: ms - from, length: Date.UTC(year + 1, 0, 1) - from };
}

export const calendarFeatures = {
  minute: { label: 'Minute', help: 'Where in the hour.', place: (ms) => within(ms, HOUR) },
  hour: { label: 'Hour', help: 'Where in the day.', place: (ms) => within(ms, DAY) },
  weekday: { label: 'Weekday', help: 'Which day of the week.', place: (ms) => Math.floor(within(ms - mondayBefore, 7 * DAY) * 7) / 7 },
  day: {
    label: 'Day of month',
    help: 'Where in the month, counted in days.',
    place: (ms) => {
      const at = new Date(ms);
      return (at.getUTCDate() - 1) / new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
    },
  },
  week: {
    label: 'Week',
    help: 'Which seven days of the year.',
    place: (ms) => {
      const { since, length } = withinYear(ms);
      return (Math.floor(since / (7 * DAY)) * 7 * DAY) / length;
    },
  },
  month: { label: 'Month', help: 'Which month of the year.', place: (ms) => new Date(ms).getUTCMonth() / 12 },
  yearday: {
    label: 'Day of year',
    help: 'Where in the year, counted in days.',
    place: (ms) => {
      const { since, length } = withinYear(ms);
      return (Math.floor(since / DAY) * DAY) / length;
    },
  },
} satisfies Record<string, CalendarFeature>;

export type CalendarName = keyof typeof calendarFeatures;
export const calendarNames = Object.keys(calendarFeatures) as CalendarName[];

export type Wave = 'sin' | 'cos';

/** sin or cos of the place for each time; NaN where a time is missing. */
export function calendarColumn(times: Float64Array, name: CalendarName, wave: Wave): Float32Array {
  const { place } = calendarFeatures[name];
  const out = new Float32Array(times.length);
  const turn = Math[wave];
  for (let row = 0; row < times.length; row++) out[row] = Number.isNaN(times[row]) ? NaN : turn(2 * Math.PI * place(times[row]));
  return out;
}

/** Features that can tell rows apart when they come with this step (ms), over a span (ms): not the hour of daily rows, not the month of a week of data. */
export function tellingCalendar(stepMs: number, spanMs: number): CalendarName[] {
  const rounds: [CalendarName, number][] = [
    ['minute', HOUR],
    ['hour', DAY],
    ['weekday', 7 * DAY],
    ['yearday', 365 * DAY],
  ];
  return rounds.filter(([, length]) => stepMs <= length / 4 && spanMs >= 2 * length).map(([name]) => name);
}
