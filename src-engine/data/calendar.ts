// Times of rows that are not there yet: calendar steps are months and years, not numbers of milliseconds.
import type { Dataset } from './dataset.ts';

/** Time of a row, which may lie after the last one; undefined where the rows have no time or no regular step. */
export function timeAfter({ rows, time, frequency }: Dataset, row: number): number | undefined {
  if (!time) return undefined;
  if (row < rows) return time[row];
  const ahead = row - rows + 1;
  const last = time[rows - 1];
  const calendar = /^P(\d+)([MY])$/.exec(frequency ?? '');
  if (calendar) return addMonths(last, ahead * Number(calendar[1]) * (calendar[2] === 'Y' ? 12 : 1));
  return frequency && rows > 1 ? last + ahead * (last - time[rows - 2]) : undefined;
}

/** The same day so many months later; the month's last day where it is shorter. */
function addMonths(ms: number, months: number): number {
  const at = new Date(ms);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const length = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, length));
  return at.getTime();
}
