/**
 * Prediction intervals by split conformal calibration (Papadopoulos and others 2002; Vovk and others 2005; per step of the
 * horizon as Stankevičiūtė and others 2021): around every forecast, as far to both sides as the absolute errors of the validation
 * windows reached, with the correction for their finite number.
 *
 * The promise of coverage holds for windows that could as well have come in another order. Windows in time do not quite: what
 * the test part really has inside is measured and stands beside it.
 *
 * H horizon, C targets.
 */
import { addInterval, intervalMetrics, noIntervals, type IntervalSums, type IntervalValues } from './metrics-intervals.ts';
import { valuesOf } from './metric.ts';
import type { Residuals } from './residuals.ts';

export const intervalLevels: readonly number[] = [0.8, 0.95];

export interface IntervalScores {
  windows: number;
  /** In units, for each target; and coverage over all targets together. */
  perTarget: Record<string, IntervalValues>;
  coverage: number | null;
}

export interface ConformalInterval {
  /** Share of the truths that it is meant to hold. */
  level: number;
  /** Validation windows that it is calibrated on. */
  windows: number;
  /** Half its width, [H][C] in units. */
  halves: number[];
  test: IntervalScores | null;
}

/**
 * The ceil((n + 1) level)-th smallest of n absolute residuals; undefined where there are too few of them (n < level / (1 - level)).
 * sizes is sorted in place.
 */
export function conformalQuantile(sizes: Float64Array, level: number): number | undefined {
  // Rounding of (n + 1) * 0.95 must not ask for one rank more.
  const rank = Math.ceil((sizes.length + 1) * level - 1e-9);
  if (!sizes.length || rank > sizes.length) return undefined;
  return sizes.sort()[rank - 1];
}

/** One interval per level that the validation windows are enough for. */
export function calibrate(validation: Residuals, test: Residuals | null, targets: readonly string[]): ConformalInterval[] {
  return intervalLevels.flatMap((level) => {
    const each = validation.width;
    const sizes = new Float64Array(validation.windows);
    const halves: number[] = [];
    for (let i = 0; i < each; i++) {
      for (let w = 0; w < validation.windows; w++) sizes[w] = Math.abs(validation.at(w, i));
      const half = conformalQuantile(sizes, level);
      if (half === undefined) return [];
      halves.push(Number(half.toPrecision(7)));
    }
    return [{ level, windows: validation.windows, halves, test: test?.windows ? scoreIntervals(halves, level, test, targets) : null }];
  });
}

function scoreIntervals(halves: number[], level: number, test: Residuals, targets: readonly string[]): IntervalScores {
  const C = targets.length;
  const sums: IntervalSums[] = targets.map(noIntervals);
  // Only differences count: the truth lies at the residual, the forecast at 0.
  for (let w = 0; w < test.windows; w++)
    for (let i = 0; i < test.width; i++) addInterval(sums[i % C], test.at(w, i), -halves[i], halves[i], level);
  return intervalScores(sums, test.windows, targets);
}

export function intervalScores(sums: IntervalSums[], windows: number, targets: readonly string[]): IntervalScores {
  const all = sums.reduce((a, s) => ({ count: a.count + s.count, inside: a.inside + s.inside, width: 0, winkler: 0 }), noIntervals());
  return {
    windows,
    perTarget: Object.fromEntries(targets.map((name, c) => [name, valuesOf(intervalMetrics, sums[c])])),
    coverage: valuesOf(intervalMetrics, all).coverage,
  };
}
