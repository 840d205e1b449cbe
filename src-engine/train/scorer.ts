/**
 * Collects forecasts and gives the scores; all numbers in units. Memory does not grow with windows, only with series and
 * steps of the horizon.
 */
import type { ColumnScaling } from '../data/scaling.ts';
import { finite, meanOf, valuesOf } from './metric.ts';
import { metricNames, metrics, noSums, type MetricValues, type Scores, type SeriesScores, type Sums } from './metrics.ts';

/** Of seasonal repeat within the training rows of one target of one series: what MASE and RMSSE divide by. */
export interface NaiveError {
  absolute: number;
  squared: number;
}

/** One entry per target; a function where every series has its own. */
export type PerTarget<T> = T[] | ((series: number) => T[]);

/** Series that are listed one by one; the mean is over all of them. */
const mostSeries = 500;

interface OfSeries {
  sums: Sums[];
  windows: number;
  naive: NaiveError[];
  scaling: ColumnScaling[];
}

export class Scorer {
  private readonly targets: string[];
  private readonly scaling: PerTarget<ColumnScaling>;
  private readonly naive: PerTarget<NaiveError>;
  private readonly bySeries = new Map<number, OfSeries>();
  /** Scaled squared errors summed over windows and targets, per step. */
  private stepSums: Float64Array = new Float64Array(0);
  private scaledAbsolute = 0;
  private windows = 0;

  /** metricScaling: the z-score of the training part. */
  constructor(targets: string[], metricScaling: PerTarget<ColumnScaling>, naive: PerTarget<NaiveError>) {
    this.targets = targets;
    this.scaling = metricScaling;
    this.naive = naive;
  }

  /** forecast: [H][C] in units; truth(step, target). Returns the scaled MSE of this window. */
  add(forecast: ArrayLike<number>, steps: number, truth: (step: number, target: number) => number, series = 0): number {
    let squares = 0;
    const C = this.targets.length;
    const own = this.seriesAt(series);
    this.windows++;
    own.windows++;
    if (this.stepSums.length < steps) this.stepSums = new Float64Array(steps);
    for (let c = 0; c < C; c++) {
      const { shift, scale } = own.scaling[c];
      for (let h = 0; h < steps; h++) {
        const y = truth(h, c);
        const f = forecast[h * C + c];
        const scaled = (f - y) / scale;
        this.stepSums[h] += scaled * scaled;
        squares += scaled * scaled;
        this.scaledAbsolute += Math.abs(scaled);
        addTo(own.sums[c], y, f, shift, own.naive[c]);
      }
    }
    return squares / (steps * C);
  }

  private seriesAt(series: number): OfSeries {
    let own = this.bySeries.get(series);
    if (!own) {
      const of = <T>(each: PerTarget<T>): T[] => (typeof each === 'function' ? each(series) : each);
      own = { sums: this.targets.map(noSums), windows: 0, naive: of(this.naive), scaling: of(this.scaling) };
      this.bySeries.set(series, own);
    }
    return own;
  }

  scores(): Scores | null {
    if (!this.windows) return null;
    const all = this.targets.map(noSums);
    for (const { sums } of this.bySeries.values())
      sums.forEach((s, c) => (Object.keys(s) as (keyof Sums)[]).forEach((key) => (all[c][key] += s[key])));
    const each = all.map((s) => valuesOf(metrics, s));
    const C = this.targets.length;
    const byStep = Array.from(this.stepSums, (sum) => sum / (this.windows * C));
    const mse = finite(byStep.reduce((a, b) => a + b, 0) / byStep.length);
    return {
      windows: this.windows,
      scaled: {
        mse,
        mae: finite(this.scaledAbsolute / (this.windows * C * byStep.length)),
        rmse: mse === null ? null : Math.sqrt(mse),
      },
      byStep,
      units: { ...overTargets(each), perTarget: Object.fromEntries(this.targets.map((name, c) => [name, each[c]])) },
      ...(this.bySeries.size > 1 ? { series: this.seriesScores() } : {}),
    };
  }

  private seriesScores(): SeriesScores {
    const all = [...this.bySeries].map(([series, { sums, windows }]) => ({
      series,
      windows,
      values: overTargets(sums.map((s) => valuesOf(metrics, s))),
    }));
    return {
      count: all.length,
      // A series without a value (one that never moves has no MASE) leaves the others theirs.
      mean: each((m) => meanOf(all.map((s) => s.values[m]))),
      each: all.slice(0, mostSeries),
    };
  }
}

const each = (value: (m: (typeof metricNames)[number]) => number | null): MetricValues =>
  Object.fromEntries(metricNames.map((m) => [m, value(m)])) as MetricValues;

/**
 * The mean over targets. One that has no value leaves the mean without one: a mean of fewer would be another number under
 * the same name. RMSE is the root of the mean square, not the mean of roots.
 */
function overTargets(targets: MetricValues[]): MetricValues {
  const values = each((m) => (targets.some((t) => t[m] === null) ? null : meanOf(targets.map((t) => t[m]))));
  return { ...values, rmse: values.mse === null ? null : Math.sqrt(values.mse) };
}

function addTo(s: Sums, y: number, f: number, shift: number, naive: NaiveError): void {
  const error = f - y;
  const size = Math.abs(error);
  s.count++;
  s.squared += error * error;
  s.absolute += size;
  const moved = y - shift;
  s.truth += moved;
  s.truthSquared += moved * moved;
  s.truthAbsolute += Math.abs(y);
  if (y !== 0) {
    s.relative += size / Math.abs(y);
    s.relativeCount++;
  }
  if (size !== 0) s.symmetric += (2 * size) / (Math.abs(y) + Math.abs(f));
  if (naive.absolute > 0 && naive.squared > 0) {
    s.naiveAbsolute += size / naive.absolute;
    s.naiveSquared += (error * error) / naive.squared;
    s.naiveCount++;
  }
}

/**
 * The same scores with OWA against those of Naive2 on the same windows. Of several series M4 sets the means over series
 * against each other; it does not average ratios.
 */
export function withOwa<S extends Scores | null>(scores: S, naive2: Scores | null | undefined): S {
  if (!scores || !naive2) return scores;
  const owa = <V extends MetricValues>(own: V, other: MetricValues | undefined): V => ({
    ...own,
    owa:
      own.smape !== null && own.mase !== null && other?.smape && other.mase
        ? finite((own.smape / other.smape + own.mase / other.mase) / 2)
        : null,
  });
  const { units, series } = scores;
  const perTarget = Object.entries(units.perTarget).map(([name, values]) => [name, owa(values, naive2.units.perTarget[name])] as const);
  return {
    ...scores,
    units: { ...owa(units, naive2.units), perTarget: Object.fromEntries(perTarget) },
    ...(series ? { series: { ...series, mean: owa(series.mean, naive2.series?.mean) } } : {}),
  };
}
