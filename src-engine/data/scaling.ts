// Scalers: scaled = (x - shift) / scale, per column, fitted on training rows and always inverted for what a person reads.
import type { ScalerName } from './dataset.ts';

export interface ColumnScaling {
  shift: number;
  scale: number;
}

/** How each feature and each target of a model is scaled; part of the model, kept with its run. */
export interface Scaling {
  features: ColumnScaling[];
  targets: ColumnScaling[];
}

/** A column that does not move is only shifted. Missing values do not count. */
export function fitScaler(scaler: ScalerName, numbers: Float64Array): ColumnScaling {
  switch (scaler) {
    case 'none':
      return { shift: 0, scale: 1 };
    case 'standard':
      return meanAndDeviation(numbers);
    case 'minmax': {
      let [low, high] = [Infinity, -Infinity];
      for (const x of numbers) {
        if (x < low) low = x;
        if (x > high) high = x;
      }
      return low <= high ? { shift: low, scale: high > low ? high - low : 1 } : { shift: 0, scale: 1 };
    }
    default:
      return scaler satisfies never;
  }
}

/** Mean and population standard deviation (divided by n, as the public benchmarks do); a deviation that is only rounding counts as none. */
export function meanAndDeviation(numbers: Float64Array): ColumnScaling {
  let count = 0;
  let sum = 0;
  for (const x of numbers)
    if (!Number.isNaN(x)) {
      sum += x;
      count++;
    }
  if (!count) return { shift: 0, scale: 1 };
  // Once more around the first mean: what millions of additions lost of it would else pass for a deviation.
  const first = sum / count;
  let rest = 0;
  for (const x of numbers) if (!Number.isNaN(x)) rest += x - first;
  const mean = first + rest / count;
  let squares = 0;
  for (const x of numbers) if (!Number.isNaN(x)) squares += (x - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  return { shift: mean, scale: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}
