// Times of rows that are not there yet: calendar steps are months and years, not numbers of milliseconds.
import type { Dataset } from './dataset.ts';
import type { Step } from './frequency.ts';
import { DAY_MS, daysFromCivil, daysInMonth } from './calendar-days.ts';

export type { Step };

/** P1D, PT15M, P3M, P1Y ... as a step; null for none. */
export function stepOf(duration: string | null): Step | null {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration ?? '');
  if (!parts) return null;
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1).map((x) => Number(x ?? 0));
  if (years || months) return { months: years * 12 + months };
  return { ms: ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 };
}

/** Time of a row, which may lie after the last one; undefined where the rows have no time or no regular step. */
export function timeAfter({ rows, time, frequency }: Dataset, row: number): number | undefined {
  if (!time) return undefined;
  if (row < rows) return Number.isNaN(time[row]) ? undefined : time[row];
  const step = stepOf(frequency ?? null);
  const known = time.findLastIndex((t) => !Number.isNaN(t));
  if (!step || known < 0) return undefined;
  const ahead = row - known;
  if (step.ms === dayMs && isOfWeekdays(time.subarray(Math.max(0, known - 59), known + 1))) return addWeekdays(time[known], ahead);
  if (!step.months) return time[known] + ahead * step.ms!;
  // The last day of every month is a habit, the 30th of one month alone is not.
  const isByEnd = isMonthEnd(time[known]) && known > 0 && isMonthEnd(time[known - 1]);
  return addMonths(time[known], ahead * step.months, isByEnd);
}

const dayMs = 24 * 3600 * 1000;
export const isWeekend = (ms: number): boolean => [0, 6].includes(new Date(ms).getUTCDay());

/** Two weeks and more without a weekend: days of trade or of work. */
const isOfWeekdays = (times: Float64Array): boolean => times.length >= 10 && !times.some(isWeekend);

function addWeekdays(ms: number, days: number): number {
  let at = ms;
  for (let left = days; left > 0;) {
    at += dayMs;
    if (!isWeekend(at)) left--;
  }
  return at;
}

const daysOf = (at: Date): number => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();

function isMonthEnd(ms: number): boolean {
  const at = new Date(ms);
  return at.getUTCDate() === daysOf(at);
}

/** The same day so many months later, or the month's last day: where it is shorter, and where that is asked for. */
function addMonths(ms: number, months: number, isByEnd: boolean): number {
  const at = new Date(ms);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  at.setUTCDate(isByEnd ? daysOf(at) : Math.min(day, daysOf(at)));
  return at.getTime();
}

/** Milliseconds since 1970 UTC of an ISO moment; without a zone it is UTC. NaN for what is none. */
export function momentOf(text: string): number {
  const iso = /^\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.exec(text.trim());
  if (!iso) return NaN;
  const [whole, , , clock, , , zone] = iso;
  return Date.parse(clock && !zone ? `${whole.replace(' ', 'T')}Z` : whole.replace(' ', 'T'));
}

/** The time of each place on the grid that begins at `start`. Months keep the day, or the month's last day where that comes first. */
export function gridFrom(start: number, { ms, months }: Step): (place: number) => number {
  if (months === undefined) return (place) => start + place * (ms as number);
  const date = new Date(start);
  const first = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const day = date.getUTCDate();
  const isLastDay = day === daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
  const clock = start - daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, day) * DAY_MS;
  return (place) => {
    const month = first + place * months;
    const [year, monthOfYear] = [Math.floor(month / 12), (month % 12) + 1];
    const longest = daysInMonth(year, monthOfYear);
    return daysFromCivil(year, monthOfYear, isLastDay ? longest : Math.min(day, longest)) * DAY_MS + clock;
  };
}
