// Whether the level of a window says where the series goes, or only its shape.
import type { Prepared } from '../data/windows.ts';
import { solve } from '../train/cholesky.ts';

/** What is seen of a window - 1, its last value less its mean, its last value - and the mean of the horizon less the last value. */
interface Change {
  seen: readonly [number, number, number];
  change: number;
}

/** Windows that are looked at, at most, over all targets and series; fewer than the least in a half say nothing. */
const mostWindows = 20_000;
const leastWindows = 30;

/**
 * How much better the mean of the horizon is told where the level of the window is known beside its shape: share of the squared error
 * of a linear forecast that it saves. Each half of the training rows is told by the other one and the lesser counts: the level of a
 * series that wanders says much within a time and nothing, or worse, of another one. Of several targets that one which gains least.
 */
export function levelGain({ truth, parts, design: { lookback, horizon } }: Pick<Prepared, 'truth' | 'parts' | 'design'>): number {
  const rows = truth.length * parts.reduce((sum, { train }) => sum + train.to - train.from, 0);
  const every = Math.max(1, Math.ceil(rows / mostWindows));
  const gains = truth.map((numbers) => {
    const [a, b]: [Change[], Change[]] = [[], []];
    for (const { train } of parts) {
      const scaled = standardised(numbers.subarray(train.from, train.to));
      const middle = Math.floor(scaled.length / 2);
      a.push(...changes(scaled.subarray(0, middle), lookback, horizon, every));
      b.push(...changes(scaled.subarray(middle), lookback, horizon, every));
    }
    return Math.min(a.length, b.length) < leastWindows ? 0 : Math.min(gain(a, b), gain(b, a));
  });
  return Math.min(...gains);
}

function standardised(numbers: Float64Array): Float64Array {
  const known = numbers.filter((x) => !Number.isNaN(x));
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / known.length);
  return numbers.map((x) => (x - mean) / deviation);
}

/** Windows that touch a missing value are left out. */
function changes(numbers: Float64Array, lookback: number, horizon: number, every: number): Change[] {
  const meanOf = (from: number, to: number) => numbers.subarray(from, to).reduce((sum, x) => sum + x, 0) / (to - from);
  const found: Change[] = [];
  for (let origin = lookback - 1; origin + horizon < numbers.length; origin += every) {
    const last = numbers[origin];
    const change = meanOf(origin + 1, origin + 1 + horizon) - last;
    const shape = last - meanOf(origin + 1 - lookback, origin + 1);
    if (Number.isFinite(change + shape)) found.push({ seen: [1, shape, last], change });
  }
  return found;
}

/** Fitted on some windows, told of others. */
function gain(fit: readonly Change[], told: readonly Change[]): number {
  const [without, beside] = [
    [0, 1],
    [0, 1, 2],
  ].map((columns) => {
    const weights = leastSquares(fit, columns);
    return told.reduce((sum, { seen, change }) => sum + (change - columns.reduce((y, c, k) => y + weights[k] * seen[c], 0)) ** 2, 0);
  });
  return without > 0 ? 1 - beside / without : 0;
}

/** A hair of ridge keeps it solvable where a series stands still. */
function leastSquares(windows: readonly Change[], columns: readonly number[]): Float64Array {
  const K = columns.length;
  const [xx, xy] = [new Float64Array(K * K), new Float64Array(K)];
  for (const { seen, change } of windows)
    columns.forEach((c, i) => {
      xy[i] += seen[c] * change;
      columns.forEach((d, j) => (xx[i * K + j] += seen[c] * seen[d]));
    });
  for (let i = 0; i < K; i++) xx[i * K + i] += 1e-9 * windows.length;
  return solve(xx, xy, K, 1) ?? new Float64Array(K);
}
