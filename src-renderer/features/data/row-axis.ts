/**
 * The x axis of a series: rows are what is drawn, moments are what is read. Ticks stand at round moments where the rows have
 * times that only go forward, else at round numbers of rows.
 */
import type { SeriesSlice } from '#shared/api.ts';
import type { TimeLevel } from '../../i18n/time.ts';
import { nearest } from '../../ui/path.ts';
import { ticks } from '../../ui/scale.ts';
import { isFull, timeTicks } from '../../ui/time-ticks.ts';

export interface RowTick {
  row: number;
  label: string;
}

/** A row takes the stretch from its number to the next; what is drawn for it stands in the middle. */
export const middleOf = (row: number): number => row + 0.5;

interface Words {
  tick(ms: number, level: TimeLevel, full: boolean): string;
  count(n: number): string;
}

export function rowTicks(slice: Pick<SeriesSlice, 'rows' | 'time'>, from: number, to: number, count: number, words: Words): RowTick[] {
  const { rows, time } = slice;
  if (time && rows.length > 1 && isAscending(time)) {
    const marks = timeTicks(timeAt(rows, time, from), timeAt(rows, time, to), count);
    // Moments that are far apart may be near in rows, where time is missing between them: labels need their room.
    const room = (0.7 * (to - from)) / count;
    let last = -Infinity;
    const shown = marks.flatMap((tick) => {
      const row = rowAt(rows, time, tick.at);
      if (row - last < room) return [];
      last = row;
      return [{ tick, row }];
    });
    return shown.map(({ tick, row }, i) => ({ row, label: words.tick(tick.at, tick.level, isFull(tick, shown[i - 1]?.tick)) }));
  }
  // Rows are counted from 1 where people read them.
  return ticks(from + 1, to, count)
    .filter((number) => Number.isInteger(number))
    .map((number) => ({ row: number - 1, label: words.count(number) }));
}

function isAscending(time: Float64Array): boolean {
  for (let i = 1; i < time.length; i++) if (!(time[i] >= time[i - 1])) return false;
  return true;
}

/** Between the points that are known; beyond them at the same pace. */
function timeAt(rows: Float64Array, time: Float64Array, row: number): number {
  const i = Math.min(rows.length - 2, Math.max(0, nearest(rows, row)));
  const j = row < rows[i] && i > 0 ? i - 1 : i;
  return rows[j + 1] === rows[j] ? time[j] : time[j] + ((row - rows[j]) / (rows[j + 1] - rows[j])) * (time[j + 1] - time[j]);
}

function rowAt(rows: Float64Array, time: Float64Array, at: number): number {
  const i = nearest(time, at);
  const j = Math.min(time.length - 2, Math.max(0, at < time[i] ? i - 1 : i));
  return time[j + 1] === time[j] ? rows[j] : rows[j] + ((at - time[j]) / (time[j + 1] - time[j])) * (rows[j + 1] - rows[j]);
}
