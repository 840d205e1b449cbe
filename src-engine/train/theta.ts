/**
 * The Theta method (Assimakopoulos and Nikolopoulos 2000) as the M4 competition ran it: the season taken out, then the mean
 * of the linear trend and of simple exponential smoothing of the line with twice the curvature.
 *
 * That is simple exponential smoothing of the series itself plus half the slope of its trend (Hyndman and Billah 2003), which
 * needs only running sums: so one pass gives the forecast from every row.
 */
import { seasonOf, withoutSeason, withSeason, type Season } from './decompose.ts';
import type { Streamed } from './streamed.ts';

/** Training rows by which the smoothing is chosen, at most: the latest. */
const mostRows = 20_000;

/** training: the rows that season and smoothing are fitted on, from row 0 of the series; m rows per season. */
export function theta(training: Float64Array, m: number): Streamed {
  const season = seasonOf(training, m, { orAdditive: true });
  const adjusted = training.map((y, row) => withoutSeason(season, y, row));
  return new Theta(season, bestAlpha(curved(adjusted.subarray(-mostRows))));
}

/** Twice the series less its linear trend: the theta line of 2. */
function curved(y: Float64Array): Float64Array {
  const sums = new TrendSums();
  y.forEach((value, i) => sums.add(i, value));
  const { level, slope } = sums.line();
  return y.map((value, i) => 2 * value - (level + slope * i));
}

/** The smoothing with the least squared error one step ahead, the level starting at the first value; to 1e-6. */
export function bestAlpha(y: ArrayLike<number>): number {
  const error = (alpha: number): number => {
    let level = NaN;
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      if (Number.isNaN(y[i])) continue;
      if (Number.isNaN(level)) level = y[i];
      const e = y[i] - level;
      sum += e * e;
      level += alpha * e;
    }
    return sum;
  };
  // The error may have more than one valley: a coarse look first, then the golden section around the best.
  const coarse = Array.from({ length: 50 }, (_, i) => 0.01 + 0.02 * i);
  const start = coarse.reduce((best, alpha) => (error(alpha) < error(best) ? alpha : best));
  let [low, high] = [Math.max(1e-4, start - 0.02), Math.min(0.9999, start + 0.02)];
  const share = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-6) {
    const [a, b] = [high - share * (high - low), low + share * (high - low)];
    if (error(a) < error(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** Least squares of a line through (x, y) as the points come. */
class TrendSums {
  private n = 0;
  private x = 0;
  private y = 0;
  private xx = 0;
  private xy = 0;

  /** Means and products about them are updated (Welford 1962): sums of squares of large row numbers would cancel. */
  add(x: number, y: number): void {
    if (Number.isNaN(y)) return;
    this.n++;
    const [dx, dy] = [x - this.x, y - this.y];
    this.x += dx / this.n;
    this.y += dy / this.n;
    this.xx += dx * (x - this.x);
    this.xy += dx * (y - this.y);
  }

  line(): { level: number; slope: number } {
    const slope = this.xx > 0 ? this.xy / this.xx : 0;
    return { level: this.y - slope * this.x, slope };
  }
}

class Theta implements Streamed {
  private readonly season: Season | undefined;
  private readonly alpha: number;
  private row = 0;
  private level = NaN;
  private count = 0;
  private trend = new TrendSums();

  constructor(season: Season | undefined, alpha: number) {
    this.season = season;
    this.alpha = alpha;
  }

  restart(): void {
    this.row = 0;
    this.level = NaN;
    this.count = 0;
    this.trend = new TrendSums();
  }

  add(value: number): void {
    const y = withoutSeason(this.season, value, this.row);
    this.trend.add(this.row, y);
    this.row++;
    if (Number.isNaN(y)) return;
    if (Number.isNaN(this.level)) this.level = y;
    this.level += this.alpha * (y - this.level);
    this.count++;
  }

  ahead(steps: number): number {
    const { alpha } = this;
    const drift = this.trend.line().slope / 2;
    const reach = steps - 1 + (1 - (1 - alpha) ** this.count) / alpha;
    return withSeason(this.season, this.level + drift * reach, this.row - 1 + steps);
  }
}
