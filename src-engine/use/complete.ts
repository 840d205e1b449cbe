// Whether a file has, before an origin, everything that a window of a model needs.
import { columnOf, sequenceCount, sequenceRows, type Dataset } from '../data/dataset.ts';
import type { DatasetDesign } from '../data/design.ts';
import { withPrevious } from '../data/fill.ts';
import { isFolded, seriesAt } from '../data/lay-out.ts';

/** Rows that a window has at least. A window that is a whole series may have any number. */
export const fewestRows = ({ windows, least, lookback }: DatasetDesign): number =>
  windows === 'series' ? 1 : least > 0 ? Math.min(least, lookback) : lookback;

/** Whether every row up to an origin that a window needs is there and filled. */
export function completeIn(dataset: Dataset, design: DatasetDesign): (origin: number) => boolean {
  const whole = Array.from({ length: sequenceCount(dataset) }, (_, i) => sequenceRows(dataset, i));
  const needed = new Set([...design.features, ...(isFolded(design) ? design.targets : [])]);
  const isFilled = design.missing === 'mean' || design.missing === 'zero';
  const columns = [...needed].flatMap((name) => {
    const numbers = columnOf(dataset, name);
    return numbers && !isFilled ? [design.missing === 'skip' ? numbers : withPrevious(numbers, whole)] : [];
  });
  const known = design.known.flatMap((name) => columnOf(dataset, name) ?? []);
  const least = fewestRows(design);
  return (origin) => {
    const { from, to } = whole[seriesAt(whole, origin)];
    const first = Math.max(from, origin - design.lookback + 1);
    if (origin - first + 1 < least) return false;
    if (columns.some((numbers) => numbers.subarray(first, origin + 1).some((x) => x !== x))) return false;
    const ahead = origin + design.gap + design.horizon + 1;
    return known.every((numbers) => ahead <= to && !numbers.subarray(origin + design.gap + 1, ahead).some((x) => x !== x));
  };
}
