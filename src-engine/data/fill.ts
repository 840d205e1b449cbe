/** What stands in for a missing value of a feature. */
import type { Rows } from './dataset.ts';
import type { MissingRule } from './design.ts';

/**
 * A column with its missing values filled, each series by itself; `mean`: of the training rows of that column. A value is only
 * taken from rows before it, except by `linear`, whose reader must look at `Filled.next`: the value is right for windows that
 * see the row after the hole, and `previous` for others.
 */
export interface Filled {
  numbers: Float64Array;
  /** linear only, where something was filled: the last known value instead, and for each row the next one that is known. */
  late?: { previous: Float64Array; next: Int32Array };
}

export function filledColumn(numbers: Float64Array, rule: MissingRule, series: readonly Rows[], mean: (series: number) => number): Filled {
  if (rule === 'skip' || !numbers.some((x) => x !== x)) return { numbers };
  switch (rule) {
    case 'previous':
      return { numbers: withPrevious(numbers, series) };
    case 'zero':
      return { numbers: numbers.map((x) => (x !== x ? 0 : x)) };
    case 'mean': {
      const out = numbers.slice();
      series.forEach(({ from, to }, i) => {
        const value = mean(i);
        for (let row = from; row < to; row++) if (out[row] !== out[row]) out[row] = value;
      });
      return { numbers: out };
    }
    case 'linear':
      return interpolated(numbers, series);
    default:
      return rule satisfies never;
  }
}

/** What is missing before the first known value stays missing. */
export function withPrevious(numbers: Float64Array, series: readonly Rows[]): Float64Array {
  const out = numbers.slice();
  for (const { from, to } of series) for (let row = from + 1; row < to; row++) if (out[row] !== out[row]) out[row] = out[row - 1];
  return out;
}

function interpolated(numbers: Float64Array, series: readonly Rows[]): Filled {
  const previous = withPrevious(numbers, series);
  const out = previous.slice();
  const next = Int32Array.from(numbers, (_, row) => row);
  for (const { from, to } of series)
    for (let row = from; row < to; row++) {
      if (numbers[row] === numbers[row]) continue;
      let known = row;
      while (known < to && numbers[known] !== numbers[known]) known++;
      const before = row - 1;
      for (let hole = row; hole < known; hole++) {
        next[hole] = known;
        if (known < to && before >= from && previous[before] === previous[before])
          out[hole] = previous[before] + ((numbers[known] - previous[before]) * (hole - before)) / (known - before);
      }
      row = known;
    }
  return { numbers: out, late: { previous, next } };
}
