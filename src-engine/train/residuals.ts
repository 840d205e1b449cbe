/**
 * Residuals (truth less forecast, in units) of the windows of a part: kept as they come, evenly thinned where they would not fit,
 * and what a person looks at: their histogram, and whether one is known from the one before.
 *
 * H horizon, C targets.
 */
import { autocorrelation } from './decompose.ts';

/** Numbers that are kept, at most. */
const most = 4_000_000;

export class Residuals {
  /** H * C. */
  readonly width: number;
  /** Of the nearest step, for every window: [all windows][C]. */
  readonly nearest: Float32Array;
  private readonly kept: Float32Array;
  private readonly every: number;
  private readonly targets: number;
  private seen = 0;

  constructor(windows: number, horizon: number, targets: number) {
    this.width = horizon * targets;
    this.targets = targets;
    this.every = Math.max(1, Math.ceil((windows * this.width) / most));
    this.kept = new Float32Array(Math.ceil(windows / this.every) * this.width);
    this.nearest = new Float32Array(windows * targets);
  }

  /** residual(i) for i in [H][C] of the next window. */
  add(residual: (i: number) => number): void {
    const at = this.seen++;
    for (let c = 0; c < this.targets; c++) this.nearest[at * this.targets + c] = residual(c);
    if (at % this.every) return;
    const from = (at / this.every) * this.width;
    for (let i = 0; i < this.width; i++) this.kept[from + i] = residual(i);
  }

  /** Windows that are kept. */
  get windows(): number {
    return Math.ceil(this.seen / this.every);
  }

  at(window: number, i: number): number {
    return this.kept[window * this.width + i];
  }
}

export interface ResidualSummary {
  /** Equal bins from the lowest to the highest edge, in units; what lies beyond counts in the last ones. */
  histogram: { from: number; to: number; counts: number[] };
  mean: number;
  deviation: number;
  /**
   * Of the errors one step ahead, from window to window (lag 1 first); empty with fewer than 20 windows. Without anything left
   * to learn, 95 % lie within +-limit.
   */
  autocorrelation: number[];
  limit: number;
}

const bins = 31;

/** origins: of the windows that were added, for rows that are left out between them. */
export function summarise(
  residuals: Residuals,
  origins: ArrayLike<number>,
  targets: readonly string[],
  { stride, period }: { stride: number; period: number },
): Record<string, ResidualSummary> {
  const C = targets.length;
  return Object.fromEntries(
    targets.map((name, c) => {
      const values: number[] = [];
      for (let w = 0; w < residuals.windows; w++) for (let i = c; i < residuals.width; i += C) values.push(residuals.at(w, i));
      return [name, { ...distribution(values), ...correlation(nearestByRow(residuals, origins, c, C, stride), period / stride) }];
    }),
  );
}

function distribution(values: number[]): Pick<ResidualSummary, 'histogram' | 'mean' | 'deviation'> {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  const sizes = Float64Array.from(values, Math.abs).sort();
  const reach = sizes[Math.floor(0.995 * (sizes.length - 1))] || sizes.at(-1) || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const x of values) counts[Math.max(0, Math.min(bins - 1, Math.floor(((x + reach) / (2 * reach)) * bins)))]++;
  return { histogram: { from: -reach, to: reach, counts }, mean, deviation };
}

/** One value per stride of rows; NaN where a window was left out. */
function nearestByRow(residuals: Residuals, origins: ArrayLike<number>, c: number, C: number, stride: number): Float64Array {
  if (!origins.length) return new Float64Array(0);
  const out = new Float64Array(Math.floor((origins[origins.length - 1] - origins[0]) / stride) + 1).fill(NaN);
  for (let w = 0; w < origins.length; w++) out[Math.floor((origins[w] - origins[0]) / stride)] = residuals.nearest[w * C + c];
  return out;
}

function correlation(series: Float64Array, season: number): Pick<ResidualSummary, 'autocorrelation' | 'limit'> {
  const n = series.length;
  if (n < 20) return { autocorrelation: [], limit: 0 };
  const lags = Math.min(Math.floor(n / 4), Math.max(24, Math.min(200, Math.ceil(2 * season))));
  const r = autocorrelation(series, lags);
  return { autocorrelation: Array.from(r.subarray(1), (x) => Number(x.toFixed(4))), limit: 1.96 / Math.sqrt(n) };
}
