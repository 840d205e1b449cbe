// How many rows one season has: from the calendar where the step says it, else from the series itself.
import type { Dataset } from './dataset.ts';

/** Rows per season for steps that the calendar knows. */
const calendar: Record<string, number> = {
  PT1S: 60,
  PT1M: 60,
  PT5M: 288,
  PT10M: 144,
  PT15M: 96,
  PT20M: 72,
  PT30M: 48,
  PT1H: 24,
  PT2H: 12,
  PT3H: 8,
  PT4H: 6,
  PT6H: 4,
  PT8H: 3,
  PT12H: 2,
  P1D: 7,
  P7D: 52,
  P1W: 52,
  P1M: 12,
  P3M: 4,
};

/**
 * Season of a series in rows; 1 when none is found. `rows` is how many rows from the start may be looked at
 * (the training part, so that the answer does not depend on what is to be predicted).
 */
export function periodOf(dataset: Dataset, series: Float64Array, rows: number): number {
  const known = dataset.frequency ? calendar[dataset.frequency] : undefined;
  return known ?? periodByAutocorrelation(series.subarray(0, rows));
}

/** Rows of a season that a window should hold, at most. */
const mostOfWindow = 400;

/** So many of them a series should hold. */
const leastTimes = 3;

/** Of many series so many are looked at. */
const mostSeries = 100;

/** What comes round again is as much nearer than what lies between, and no more than so much farther off than one season. */
const nearer = 0.9;
const within = 1.2;

/** Share of the series that must show the same. */
const agreeing = 0.25;

/**
 * Rows of a season that seasons make, as days make a week: values so many seasons apart are nearer to each other than values fewer
 * seasons apart, and about as near as values one season apart (of sunspots, which come again after about eleven years, they are not).
 * Of many series a quarter shows it. `period` where there is none.
 */
export function seasonOfSeasons(all: readonly Float64Array[], period: number): number {
  const lengths = all.map((x) => x.length).sort((a, b) => a - b);
  const times = Math.floor(Math.min(mostOfWindow, lengths[lengths.length >> 1] / leastTimes) / period);
  if (period < 2 || times < 3) return period;
  const longEnough = all.filter((x) => x.length >= 2 * times * period);
  const every = Math.ceil(longEnough.length / mostSeries);
  const asked = longEnough.filter((_, i) => i % every === 0);
  const votes = new Float64Array(times + 1);
  for (const x of asked) votes[seasonsToRound(x, period, times)]++;
  const most = votes.indexOf(Math.max(...votes.subarray(2)), 2);
  return votes[most] > 0 && votes[most] >= agreeing * asked.length ? most * period : period;
}

/** After how many seasons, at most `times`, the series comes round; 1 where it does not. */
function seasonsToRound(x: Float64Array, period: number, times: number): number {
  const apart = Float64Array.from({ length: times + 1 }, (_, k) => (k ? meanDistance(x, k * period, times * period) : 0));
  const near: number[] = [];
  let farthest = 0;
  for (let k = 2; k <= times; k++) {
    if (apart[k] < nearer * farthest && apart[k] <= within * apart[1]) near.push(k);
    farthest = Math.max(farthest, apart[k]);
  }
  // Every multiple comes round as well, and noise decides which is nearest.
  const nearest = Math.min(...near.map((k) => apart[k]));
  return near.find((k) => apart[k] * nearer <= nearest) ?? 1;
}

/** Mean of |x_t - x_(t - lag)| over rows from `from` on. */
function meanDistance(x: Float64Array, lag: number, from: number): number {
  let [sum, count] = [0, 0];
  for (let row = from; row < x.length; row++) {
    const change = Math.abs(x[row] - x[row - lag]);
    if (!(change >= 0)) continue;
    sum += change;
    count++;
  }
  return count ? sum / count : 0;
}

/** The season that stands out most, in rows; 1 when none does. */
export const periodByAutocorrelation = (series: Float64Array): number => periodsOf(series)[0]?.rows ?? 1;

export interface Period {
  rows: number;
  /** Autocorrelation one season apart, 1 for a season that repeats exactly. */
  strength: number;
}

/** Rows that are looked at, at most: the latest. */
const mostRows = 10_000;
const longest = 2000;
/** A season that explains less than about a quarter of what is left of the trend is not worth naming. */
const leastStrength = 0.25;

/**
 * Seasons of a series, the strongest first; at most three, none of them a multiple of another that says as much.
 *
 * For every lag the slow part is taken off first, as the mean of one season around each row, so that neither a trend nor the
 * wandering of a random walk looks like a season; what is left is compared with itself one lag before. A peak counts
 * when it stands higher than chance lets it in so few seasons.
 */
export function periodsOf(series: Float64Array): Period[] {
  const known = series.filter((x) => Number.isFinite(x));
  const x = known.subarray(Math.max(0, known.length - mostRows));
  const n = x.length;
  const limit = Math.min(longest, Math.floor(n / 4));
  if (limit < 2) return [];
  const sums = new Float64Array(n + 1);
  const mean = x.reduce((sum, v) => sum + v / n, 0);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i] + (x[i] - mean);
  const strength = Float64Array.from({ length: limit + 2 }, (_, lag) => (lag < 2 ? 1 : strengthAt(x, sums, mean, lag)));
  strength[1] = neighbours(x, mean);
  const peaks: Period[] = [];
  for (let lag = 2; lag <= limit; lag++) {
    const s = strength[lag];
    // Of white noise less its mean over two rows the correlation is 1/6 already, and the highest of many lags is looked for.
    const chance = Math.max(1 / 6 + 3 / Math.sqrt(n), 2 / Math.sqrt(n / lag));
    if (s > Math.max(leastStrength, chance) && s >= strength[lag - 1] && s > strength[lag + 1])
      peaks.push({ rows: lag, strength: Math.min(1, s) });
  }
  return strongest(peaks, strength);
}

/** Correlation of the series less its mean over `lag` rows (of an even lag the two ends count half) with itself `lag` rows before. */
function strengthAt(x: Float64Array, sums: Float64Array, mean: number, lag: number): number {
  const half = Math.floor(lag / 2);
  const [from, to] = [half, x.length - half];
  const rest = (i: number): number => {
    const around =
      lag % 2 ? sums[i + half + 1] - sums[i - half] : sums[i + half + 1] - sums[i - half] - (x[i - half] + x[i + half] - 2 * mean) / 2;
    return x[i] - mean - around / lag;
  };
  const rests = new Float64Array(to - from);
  let squares = 0;
  for (let i = from; i < to; i++) squares += (rests[i - from] = rest(i)) ** 2;
  let [product, before, after] = [0, 0, 0];
  for (let i = lag; i < rests.length; i++) {
    product += rests[i] * rests[i - lag];
    before += rests[i - lag] ** 2;
    after += rests[i] ** 2;
  }
  // What is left of a straight line is rounding.
  const isRounding = squares <= 1e-20 * rests.length * Math.max(mean * mean, Number.MIN_VALUE);
  return isRounding || !(before * after > 0) ? 0 : product / Math.sqrt(before * after);
}

/** Correlation of each value with the one before. */
function neighbours(x: Float64Array, mean: number): number {
  let [product, squares] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    squares += (x[i] - mean) ** 2;
    if (i) product += (x[i] - mean) * (x[i - 1] - mean);
  }
  return squares > 0 ? product / squares : 0;
}

/** A season is also one at every multiple, and noise decides which stands highest: the shortest that says nearly as much is meant. */
function strongest(peaks: Period[], strength: Float64Array): Period[] {
  const found: Period[] = [];
  let rest = [...peaks];
  while (rest.length && found.length < 3) {
    const most = Math.max(...rest.map((p) => p.strength));
    const first = inStep(
      rest.find((p) => p.strength >= 0.9 * most)!,
      strength,
    );
    found.push(first);
    const isMultiple = (rows: number) => {
      const times = Math.round(rows / first.rows);
      return times > 1 && Math.abs(rows - times * first.rows) <= 1 + times / 2;
    };
    // What is left must be a season of its own: no multiple that says no more, no shoulder of this one.
    rest = rest.filter(
      (p) => !(isMultiple(p.rows) && p.strength < 1.1 * first.strength) && Math.abs(p.rows - first.rows) > Math.max(1, first.rows / 4),
    );
  }
  return found;
}

/** A peak that noise has moved by a few rows comes back by its multiples, which it moves as little: the lag whose multiples stand highest together. */
function inStep(peak: Period, strength: Float64Array): Period {
  const reach = Math.floor(peak.rows / 10);
  const score = (rows: number): number => {
    const times = Math.max(1, Math.min(5, Math.floor((strength.length - 1) / (peak.rows + reach))));
    let sum = 0;
    for (let k = 1; k <= times; k++) sum += strength[k * rows] / times;
    return sum;
  };
  let best = peak.rows;
  for (let rows = Math.max(2, peak.rows - reach); rows <= peak.rows + reach; rows++) if (score(rows) > score(best)) best = rows;
  return { rows: best, strength: Math.min(1, strength[best]) };
}
