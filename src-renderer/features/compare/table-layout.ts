// Widths of the table: the name takes what is left, within limits.
import type { Column } from './model/columns.ts';

/** Key of the column with the ticks. */
export const PICK = 'pick';
/** The column with the ticks, and the edge at the right. */
export const fixedWidth = 30 + 14;
const least = 140;
const most = 300;

export function nameWidth(columns: readonly Column[], room: number): number {
  return Math.min(most, Math.max(least, room - fixedWidth - othersWidth(columns)));
}

/** Of all columns: what does not fit the room is scrolled to. A width that is set is what keeps a long name in its column. */
export const tableWidth = (columns: readonly Column[], name: number): number => fixedWidth + name + othersWidth(columns);

const othersWidth = (columns: readonly Column[]): number => columns.reduce((sum, c) => sum + (c.key === 'name' ? 0 : c.width), 0);
