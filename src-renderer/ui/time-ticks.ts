/**
 * Ticks at round moments of the calendar: years, months, days, hours. All in UTC: the times of a dataset are shown as they
 * stand in its file.
 */
import type { TimeLevel } from '../i18n/time.ts';

export interface TimeTick {
  at: number;
  level: TimeLevel;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps from fine to coarse; months and years have no fixed length, so they are counted in months. */
const fixedSteps: [ms: number, level: TimeLevel][] = [
  [SECOND, 'second'],
  [5 * SECOND, 'second'],
  [15 * SECOND, 'second'],
  [30 * SECOND, 'second'],
  [MINUTE, 'minute'],
  [5 * MINUTE, 'minute'],
  [15 * MINUTE, 'minute'],
  [30 * MINUTE, 'minute'],
  [HOUR, 'hour'],
  [3 * HOUR, 'hour'],
  [6 * HOUR, 'hour'],
  [12 * HOUR, 'hour'],
  [DAY, 'day'],
  [2 * DAY, 'day'],
  [4 * DAY, 'day'],
  [7 * DAY, 'day'],
];
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

/** Round moments in [from, to], about `count` of them or fewer. */
export function timeTicks(from: number, to: number, count: number): TimeTick[] {
  if (!(to > from) || !(count > 0)) return [];
  const rough = (to - from) / count;
  const step = fixedSteps.find(([ms]) => ms >= rough);
  if (step) return everyMs(from, to, ...step);
  const months = monthSteps.find((m) => m * 30.44 * DAY >= rough) ?? monthSteps.at(-1)!;
  return everyMonths(from, to, months);
}

function everyMs(from: number, to: number, ms: number, level: TimeLevel): TimeTick[] {
  const out: TimeTick[] = [];
  for (let at = Math.ceil(from / ms) * ms; at <= to; at += ms) out.push({ at, level: at % DAY === 0 && level !== 'day' ? 'day' : level });
  return out;
}

function everyMonths(from: number, to: number, months: number): TimeTick[] {
  const out: TimeTick[] = [];
  const start = new Date(from);
  let index = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (; ; index += months) {
    const at = utcMonth(index);
    if (at > to) return out;
    if (at >= from) out.push({ at, level: months >= 12 ? 'year' : 'month' });
  }
}

function utcMonth(index: number): number {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(index / 12), ((index % 12) + 12) % 12, 1);
  return date.getTime();
}

/** Whether a tick should name the larger unit too: it is the first one, or the year (the day, for hours) has changed. */
export function isFull(tick: TimeTick, previous: TimeTick | undefined): boolean {
  if (!previous) return true;
  const [a, b] = [new Date(previous.at), new Date(tick.at)];
  if (tick.level === 'hour' || tick.level === 'minute' || tick.level === 'second') return false;
  return a.getUTCFullYear() !== b.getUTCFullYear();
}
