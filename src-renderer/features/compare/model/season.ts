// What one season is called, where the step says it: repeating the last season of an hourly series is repeating yesterday.
import { stepOf, type SpanUnit } from '../../../i18n/time.ts';

export type Season = Extract<SpanUnit, 'minute' | 'hour' | 'day' | 'week' | 'year'>;

/** By the same calendar as the engine's `periodOf`; undefined where it looks for the season in the series itself. */
export function seasonOf(frequency: string | null | undefined): Season | undefined {
  const step = stepOf(frequency);
  if (!step) return undefined;
  const { unit, count } = step;
  if (unit === 'second') return count === 1 ? 'minute' : undefined;
  if (unit === 'minute') return count === 1 ? 'hour' : [5, 10, 15, 20, 30].includes(count) ? 'day' : undefined;
  if (unit === 'hour') return [1, 2, 3, 4, 6, 8, 12].includes(count) ? 'day' : undefined;
  if (unit === 'day') return count === 1 ? 'week' : undefined;
  if (unit === 'week') return count === 1 ? 'year' : undefined;
  if (unit === 'month') return count === 1 || count === 3 ? 'year' : undefined;
  return undefined;
}
