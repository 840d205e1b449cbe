/**
 * Scalers: scaled = (f(x) - shift) / scale, per column, fitted on training rows and always inverted for what a person reads. f is x itself,
 * a power or logarithm of it, or its difference from the row before.
 */
import type { ScalerName } from './design.ts';
import { stacked } from './lay-out.ts';

export interface ColumnScaling {
  shift: number;
  scale: number;
  /** f(x) = ((x + offset)^lambda - 1) / lambda; its limit log(x + offset) where lambda is 0. Box and Cox 1964. */
  power?: { lambda: number; offset: number };
  /** f(x) is the difference from the row before. */
  difference?: true;
}

export interface ColumnScalings {
  features: ColumnScaling[];
  targets: ColumnScaling[];
}

/** How each input column and each target of a model is scaled; part of the model, kept with its run. */
export interface Scaling extends ColumnScalings {
  /** Where each series is scaled by itself; the others above are then those of all together. */
  series?: { names: string[]; each: ColumnScalings[] };
}

/** On the rows of one series or, piece by piece, of several. A column that does not move is only shifted. Missing values do not count. */
export function fitScaler(scaler: ScalerName, ...pieces: Float64Array[]): ColumnScaling {
  if (scaler === 'difference') return { ...meanAndDeviation(joined(pieces.map(differences))), difference: true };
  const numbers = joined(pieces);
  switch (scaler) {
    case 'none':
      return { shift: 0, scale: 1 };
    case 'standard':
      return meanAndDeviation(numbers);
    case 'minmax': {
      const { low, high } = ends(numbers);
      return low <= high ? { shift: low, scale: high > low ? high - low : 1 } : { shift: 0, scale: 1 };
    }
    case 'robust': {
      const sorted = numbers.filter((x) => x === x).sort();
      if (!sorted.length) return { shift: 0, scale: 1 };
      const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
      // Half of a normal sample lies within 1.349 deviations: so that a robust scale is of the size of a standard one.
      const scale = (high - low) / 1.349;
      return scale > 1e-12 * Math.abs(middle) ? { shift: middle, scale } : { ...meanAndDeviation(numbers), shift: middle };
    }
    case 'log':
      return fitPower(numbers, 0);
    case 'boxcox':
      return fitPower(numbers, bestPower(numbers));
    default:
      return scaler satisfies never;
  }
}

const differences = (numbers: Float64Array): Float64Array =>
  Float64Array.from({ length: Math.max(0, numbers.length - 1) }, (_, i) => numbers[i + 1] - numbers[i]);

function joined(pieces: readonly Float64Array[]): Float64Array {
  return pieces.length === 1 ? pieces[0] : stacked(pieces);
}

/** One value of a column; before: the value of the row before, for differences. What has no image (a logarithm of nothing) is missing. */
export function scaledValue({ shift, scale, power, difference }: ColumnScaling, x: number, before: number): number {
  if (difference) return (x - before - shift) / scale;
  return ((power ? raised(x, power) : x) - shift) / scale;
}

/** The way back; before: the value in units of the row before. */
export function valueInUnits({ shift, scale, power, difference }: ColumnScaling, y: number, before: number): number {
  const z = y * scale + shift;
  if (difference) return before + z;
  if (!power) return z;
  const { lambda, offset } = power;
  if (lambda === 0) return Math.exp(z) - offset;
  return Math.max(0, lambda * z + 1) ** (1 / lambda) - offset;
}

export const isPlain = ({ power, difference }: ColumnScaling): boolean => !power && !difference;

function raised(x: number, { lambda, offset }: NonNullable<ColumnScaling['power']>): number {
  const y = x + offset;
  if (!(y > 0)) return NaN;
  return lambda === 0 ? Math.log(y) : (y ** lambda - 1) / lambda;
}

/** Moved up where it is not above zero: to 1 at the smallest value. */
const offsetOf = (numbers: Float64Array): number => {
  const { low } = ends(numbers);
  return low <= 0 ? 1 - low : 0;
};

function fitPower(numbers: Float64Array, lambda: number): ColumnScaling {
  const power = { lambda, offset: offsetOf(numbers) };
  return {
    ...meanAndDeviation(numbers.map((x) => raised(x, power))),
    power,
  };
}

/** The power between -1 and 2 under which the values are most like a normal sample: Box and Cox 1964, by golden section on the likelihood. */
function bestPower(numbers: Float64Array): number {
  const offset = offsetOf(numbers);
  const known = numbers.filter((x) => x === x);
  if (known.length < 3) return 1;
  const logs = known.reduce((sum, x) => sum + Math.log(x + offset), 0);
  const likelihood = (lambda: number): number => {
    const { shift } = meanAndDeviation(known.map((x) => raised(x, { lambda, offset })));
    const squares = known.reduce((sum, x) => sum + (raised(x, { lambda, offset }) - shift) ** 2, 0);
    return (-known.length / 2) * Math.log(squares / known.length) + (lambda - 1) * logs;
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-1, 2];
  for (let i = 0; i < 30; i++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (likelihood(a) > likelihood(b)) high = b;
    else low = a;
  }
  const lambda = (low + high) / 2;
  return Math.abs(lambda) < 1e-3 ? 0 : lambda;
}

function ends(numbers: Float64Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const x of numbers) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return { low, high };
}

/** Between the two nearest of an ascending list. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** Mean and population standard deviation (divided by n, as the public benchmarks do); a deviation that is only rounding counts as none. */
export function meanAndDeviation(numbers: Float64Array): { shift: number; scale: number } {
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
