// Units and spans of time: `7 days`, `about 3 min left`.
import { count } from '../format.ts';
import type { SpanUnit, Step } from '../time.ts';

const words: Record<SpanUnit, [one: string, many: string]> = {
  second: ['second', 'seconds'],
  minute: ['minute', 'minutes'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
  year: ['year', 'years'],
};
const short: Record<SpanUnit, string> = { second: 's', minute: 'min', hour: 'h', day: 'd', week: 'wk', month: 'mo', year: 'yr' };
const n = (value: number): string => (Number.isInteger(value) ? count(value) : String(value));

export const units = {
  span: (value: number, unit: SpanUnit): string => `${n(value)} ${words[unit][value === 1 ? 0 : 1]}`,
  /** The same where there is little room: 11 yr. */
  brief: (value: number, unit: SpanUnit): string =>
    unit === 'year' || unit === 'month' ? `${n(value)} ${short[unit]}` : units.span(value, unit),
  /** After a number of steps: `168 h`; `rows` where a step is no round unit. */
  step: (step: Step | undefined, n = 2): string => (step?.count === 1 ? short[step.unit] : n === 1 ? 'row' : 'rows'),
  /** every hour, every 15 minutes */
  every: (step: Step): string => (step.count === 1 ? `every ${words[step.unit][0]}` : `every ${n(step.count)} ${words[step.unit][1]}`),
  /** hourly, every 15 min: short, for lists. */
  frequency: (step: Step): string =>
    step.count === 1
      ? { second: 'each second', minute: 'each minute', hour: 'hourly', day: 'daily', week: 'weekly', month: 'monthly', year: 'yearly' }[
          step.unit
        ]
      : `every ${n(step.count)} ${short[step.unit]}`,
  /** 12, 4 and 4 months */
  spans: (values: number[], unit: SpanUnit): string =>
    `${values.slice(0, -1).map(n).join(', ')} and ${n(values.at(-1) ?? 0)} ${words[unit][1]}`,
  /** 12, 4 and 4 rows */
  rowsEach: (values: number[]): string => `${values.slice(0, -1).map(n).join(', ')} and ${n(values.at(-1) ?? 0)} rows`,
  rows: (rows: number): string => `${count(rows)} ${rows === 1 ? 'row' : 'rows'}`,
  /** Time that something takes. */
  duration: (seconds: number): string => {
    if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
    if (seconds < 99.5) return `${Math.round(seconds)} s`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
    const hours = seconds / 3600;
    return `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`;
  },
  left: (seconds: number): string => `${units.duration(Math.max(1, seconds))} left`,
  justNow: 'just now',
  /** No seconds: the line would have to be renewed all the time. */
  ago: (seconds: number): string => `${seconds < 100 ? '1 min' : units.duration(seconds)} ago`,
  yesterday: 'yesterday',
};
