/** Typed values of rows as a person or a script reads them: what was understood of each cell. */
import type { OpenTable } from './read-table.ts';
import type { ReadColumn } from './read-column.ts';
import { isoTime } from './times.ts';

export type Cell = number | string | boolean | null;

/**
 * Rows [from, to), as many as there are, in the order of the columns; null where a value is missing, times in ISO 8601. Cells of a row that is longer than
 * the table is wide follow as text. offsetMinutes: zone of the person's clock.
 */
export function cellsOf(table: OpenTable, from: number, to: number, offsetMinutes = 0): Cell[][] {
  const end = Math.max(from, Math.min(to, table.rows));
  const columns = table.columns.map((column) => ({ column, numbers: column.values.read(from, end) }));
  const rows = Array.from({ length: end - from }, (_, i) =>
    columns.map(({ column, numbers }) => cellOf(column, numbers[i], offsetMinutes)),
  );
  for (const { row, cells } of table.overflow) if (row >= from && row < end) rows[row - from].push(...cells);
  return rows;
}

function cellOf({ type, words }: ReadColumn, value: number, offsetMinutes: number): Cell {
  if (value !== value) return null;
  switch (type) {
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'time':
      return isoTime(value, offsetMinutes);
    case 'boolean':
      return value === 1;
    case 'text':
      return words?.[value] ?? null;
    case 'empty':
      return null;
    default:
      return type satisfies never;
  }
}
