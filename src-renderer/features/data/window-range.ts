/**
 * Where one window stands among the rows, and what moving its edges does. A window is its origin: the last row that the network
 * sees. All ranges are [from, to): `to` is the row after the last.
 */
import type { DatasetDesign, PartName } from '#engine/data/design.ts';

type Sizes = Pick<DatasetDesign, 'lookback' | 'gap' | 'horizon'>;
export type PartRows = Record<PartName, { from: number; to: number }>;

export interface WindowRows {
  seen: { from: number; to: number };
  predicted: { from: number; to: number };
}

export const windowRows = (origin: number, { lookback, gap, horizon }: Sizes): WindowRows => ({
  seen: { from: origin - lookback + 1, to: origin + 1 },
  predicted: { from: origin + gap + 1, to: origin + gap + 1 + horizon },
});

/** The nearest origin whose window lies inside the data. */
export function keepInside(origin: number, { lookback, gap, horizon }: Sizes, rows: number): number {
  const last = rows - 1 - gap - horizon;
  return Math.round(Math.max(Math.min(origin, last), lookback - 1));
}

/** A window a little before the middle of the training part: far from both ends. */
export const firstOrigin = (sizes: Sizes, parts: PartRows, rows: number): number =>
  keepInside(Math.round(parts.train.from + (parts.train.to - parts.train.from) * 0.55), sizes, rows);

/** The part that a window belongs to: the one where all that it predicts lies. Undefined across a border and behind the test part. */
export function partOf(origin: number, sizes: Sizes, parts: PartRows): PartName | undefined {
  const { predicted } = windowRows(origin, sizes);
  return (['train', 'validation', 'test'] as const).find((part) => predicted.from >= parts[part].from && predicted.to <= parts[part].to);
}

/** What is shown around a window: half as much before it, an eighth after it. */
export function aroundWindow(origin: number, sizes: Sizes, rows: number, air = 1): { from: number; to: number } {
  const { seen, predicted } = windowRows(origin, sizes);
  const length = Math.max(2, predicted.to - seen.from);
  const from = Math.floor(seen.from - length * 0.5 * air);
  const to = Math.ceil(predicted.to + Math.max(1, length * 0.125 * air));
  return { from: Math.max(0, from), to: Math.min(rows, to) };
}

/** Handles of the bracket: the row before which each one stands. */
export type HandleName = 'lookback' | 'origin' | 'horizon';

/** Dragging a handle to a row. The origin handle moves the border: what is seen grows by what is predicted less, and back. */
export function dragHandle(
  handle: HandleName,
  row: number,
  origin: number,
  sizes: Sizes,
  rows: number,
): { origin: number; lookback: number; horizon: number } {
  const { lookback, gap, horizon } = sizes;
  const { seen, predicted } = windowRows(origin, sizes);
  const at = Math.round(row);
  switch (handle) {
    case 'lookback':
      return { origin, horizon, lookback: Math.max(1, seen.to - Math.max(0, Math.min(at, seen.to - 1))) };
    case 'horizon':
      return { origin, lookback, horizon: Math.max(1, Math.min(at, rows) - predicted.from) };
    case 'origin': {
      // Both ends stay where they are; at least one row remains on each side.
      const border = Math.max(seen.from + 1, Math.min(at, predicted.to - Math.max(0, gap) - 1));
      const moved = border - 1;
      return { origin: moved, lookback: moved - seen.from + 1, horizon: predicted.to - (moved + gap + 1) };
    }
    default:
      return handle satisfies never;
  }
}
