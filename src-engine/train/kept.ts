/** What is kept of the forecasts of a part beside their scores: the error of every window, residuals, and scores of quantiles. */
import type { Parts } from '../compile/task.ts';
import type { PartName } from '../data/design.ts';
import type { Prepared } from '../data/windows.ts';
import { intervalScores, type IntervalScores } from './intervals.ts';
import { addInterval, addQuantiles, noIntervals, noQuantiles, quantileMetrics, type QuantileValues } from './metrics-intervals.ts';
import { valuesOf } from './metric.ts';
import { normalQuantile } from './normal.ts';
import { Residuals } from './residuals.ts';

/** Levels that a normal distribution is asked for. */
export const gaussianLevels: readonly number[] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/** Of a network that says quantiles, or mean and deviation. */
export interface QuantileScores {
  levels: number[];
  windows: number;
  /** In units, for each target; WQL over all targets together, which has no unit. */
  perTarget: Record<string, QuantileValues>;
  wql: number | null;
  /** Between each two levels that lie alike around the middle, the widest first. */
  intervals: { level: number; scores: IntervalScores }[];
}

/** Of classes and symbols, for each window: what the right ones cost in nats, how many were told right, and how many there were. */
export interface Told {
  nats: Float64Array;
  right: Float64Array;
  count: Float64Array;
}

export class Kept {
  /** Scaled MSE of each window; of classes and symbols its nats. */
  readonly errors: Float64Array;
  readonly residuals: Residuals;
  /** Of classes and symbols, where `errors` are nats too. */
  told?: Told;
  readonly wantsParts: boolean;
  private readonly targets: string[];
  private readonly levels: number[];
  private readonly isGaussian: boolean;
  private readonly quantiles;
  private readonly pairs: { low: number; high: number; level: number; sums: ReturnType<typeof noIntervals>[] }[];
  private seen = 0;

  constructor({ design, ends, windows }: Pick<Prepared, 'design' | 'ends' | 'windows'>, part: PartName, parts: Parts) {
    const count = windows[part].length;
    this.targets = ends.outputs;
    this.errors = new Float64Array(count);
    this.residuals = new Residuals(count, design.horizon, ends.outputs.length);
    this.wantsParts = parts.kind !== 'point';
    this.isGaussian = parts.kind === 'gaussian';
    this.levels = parts.kind === 'quantiles' ? [...parts.levels] : parts.kind === 'gaussian' ? [...gaussianLevels] : [];
    this.quantiles = this.targets.map(() => noQuantiles(this.levels.length));
    this.pairs = pairsOf(this.levels).map((pair) => ({ ...pair, sums: this.targets.map(noIntervals) }));
  }

  /** forecast, parts: [H][C] in units (of a normal distribution its mean and deviation); truth(i) of the same. error: its scaled MSE. */
  add(error: number, forecast: ArrayLike<number>, parts: ArrayLike<number>[], truth: (i: number) => number): void {
    this.errors[this.seen++] = error;
    this.residuals.add((i) => truth(i) - forecast[i]);
    if (!parts.length) return;
    const C = this.targets.length;
    const z = this.isGaussian ? this.levels.map(normalQuantile) : [];
    for (let i = 0; i < forecast.length; i++) {
      const values = this.isGaussian ? z.map((at) => parts[0][i] + at * parts[1][i]) : parts.map((p) => p[i]);
      const y = truth(i);
      addQuantiles(this.quantiles[i % C], y, values, this.levels);
      for (const { low, high, level, sums } of this.pairs) addInterval(sums[i % C], y, values[low], values[high], level);
    }
  }

  /** told: of all windows of the part, in its order. */
  tell(told: Told): void {
    this.told = told;
    this.errors.set(told.nats);
  }

  /** Undefined for a network that says one number. */
  quantileScores(): QuantileScores | undefined {
    if (!this.levels.length || !this.seen) return undefined;
    const all = this.quantiles.reduce(
      (a, s) => ({ ...a, count: a.count + s.count, pinball: a.pinball + s.pinball, truthAbsolute: a.truthAbsolute + s.truthAbsolute }),
      noQuantiles(this.levels.length),
    );
    return {
      levels: this.levels,
      windows: this.seen,
      perTarget: Object.fromEntries(this.targets.map((name, c) => [name, valuesOf(quantileMetrics, this.quantiles[c])])),
      wql: valuesOf(quantileMetrics, all).wql,
      intervals: this.pairs.map(({ level, sums }) => ({ level, scores: intervalScores(sums, this.seen, this.targets) })),
    };
  }
}

/**
 * Edges of the intervals that a network says itself, low and high in turn, the widest first: [edges] of arrays like those of `parts`, which are
 * its quantiles, or mean and deviation, in units. None of a network that says one number.
 */
export function edgesOf(parts: Parts, values: readonly Float64Array[]): Float64Array[] {
  if (parts.kind === 'point') return [];
  const levels = parts.kind === 'quantiles' ? parts.levels : gaussianLevels;
  const at = (level: number) =>
    parts.kind === 'quantiles' ? values[level] : values[0].map((mean, i) => mean + normalQuantile(levels[level]) * values[1][i]);
  return pairsOf(levels).flatMap(({ low, high }) => [at(low), at(high)]);
}

/** Places of the levels t and 1 - t, the widest pair first. */
function pairsOf(levels: readonly number[]): { low: number; high: number; level: number }[] {
  return levels
    .flatMap((low, i) => {
      const j = levels.findIndex((high) => Math.abs(high - (1 - low)) < 1e-9);
      return low < 0.5 && j >= 0 ? [{ low: i, high: j, level: Number((1 - 2 * low).toFixed(9)) }] : [];
    })
    .sort((a, b) => b.level - a.level);
}
