/**
 * What can be seen of a column beside its curve: how its values are spread, how much it resembles itself so many rows earlier, where it
 * is missing, and which rows do not fit. For looking at; nothing is learned from it.
 */
import { columnOf, sequenceCount, sequenceRows, type Dataset, type Rows } from './dataset.ts';

export interface ColumnProfile {
  rows: number;
  missing: number;
  mean: number;
  /** Of the whole column, divided by their number. */
  deviation: number;
  /** Least value, quarter, middle, three quarters, largest value; NaN of an empty column. */
  quantiles: number[];
  histogram: { from: number; width: number; counts: Float64Array };
  /** By lag in rows, from 0; of the longest series, its linear trend taken out. Empty where there are too few rows. */
  autocorrelation: Float64Array;
  /** Lags from which on a correlation is not by chance: 1.96 / sqrt(rows). */
  chance: number;
  /** Stretches of missing values, the longest first; at most `mostStretches` of them. */
  stretches: Rows[];
  stretchCount: number;
  /** Rows that do not fit, the oddest first; at most `mostOdd` of them. */
  odd: { row: number; kind: 'spike' | 'far' }[];
  oddCount: number;
}

export const mostStretches = 400;
export const mostOdd = 200;
const bins = 40;
/** Rows that quantiles and the autocorrelation are taken from. */
const sampled = 200_000;
const compared = 8192;
const longestLag = 400;

/** within: rows that are looked at, such as those of one series; else all, each series by itself where that matters. */
export function profileOf(dataset: Dataset, name: string, within?: Rows): ColumnProfile | undefined {
  const numbers = columnOf(dataset, name);
  if (!numbers) return undefined;
  const { from, to } = within ?? { from: 0, to: dataset.rows };
  const x = numbers.subarray(from, to);
  const series = within ? [{ from: 0, to: x.length }] : Array.from({ length: sequenceCount(dataset) }, (_, i) => sequenceRows(dataset, i));
  const { count, mean, deviation, low, high } = moments(x);
  const sorted = thinned(x).sort();
  const quantiles = [low, ...[0.25, 0.5, 0.75].map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN), high];
  const all = stretchesIn(x, series);
  const odd = oddRows(x, series);
  const longest = series.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  const correlated = x.subarray(Math.max(longest.from, longest.to - compared), longest.to);
  return {
    rows: x.length,
    missing: x.length - count,
    mean,
    deviation,
    quantiles,
    histogram: histogramOf(x, low, high),
    autocorrelation: autocorrelationOf(correlated),
    chance: 1.96 / Math.sqrt(Math.max(1, correlated.length)),
    stretches: all
      .sort((a, b) => b.to - b.from - (a.to - a.from))
      .slice(0, mostStretches)
      .map((rows) => ({ from: rows.from + from, to: rows.to + from })),
    stretchCount: all.length,
    odd: odd.slice(0, mostOdd).map(({ row, kind }) => ({ row: row + from, kind })),
    oddCount: odd.length,
  };
}

function moments(x: Float64Array): { count: number; mean: number; deviation: number; low: number; high: number } {
  let [count, mean, squares, low, high] = [0, 0, 0, Infinity, -Infinity];
  for (const v of x) {
    if (v !== v) continue;
    count++;
    const off = v - mean;
    mean += off / count;
    squares += off * (v - mean);
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return count
    ? { count, mean, deviation: Math.sqrt(squares / count), low, high }
    : { count, mean: NaN, deviation: NaN, low: NaN, high: NaN };
}

/** Known values, evenly thinned where there are many. */
function thinned(x: Float64Array, most = sampled): Float64Array {
  const every = Math.max(1, Math.ceil(x.length / most));
  return (every === 1 ? x : x.filter((_, row) => row % every === 0)).filter((v) => v === v);
}

function histogramOf(x: Float64Array, low: number, high: number): ColumnProfile['histogram'] {
  if (!(high >= low)) return { from: 0, width: 1, counts: new Float64Array(0) };
  const width = high > low ? (high - low) / bins : 1;
  const counts = new Float64Array(high > low ? bins : 1);
  for (const v of x) if (v === v) counts[Math.min(counts.length - 1, Math.floor((v - low) / width))]++;
  return { from: low, width, counts };
}

/** Pairs with a missing value do not count. */
function autocorrelationOf(x: Float64Array): Float64Array {
  const n = x.length;
  const limit = Math.min(longestLag, Math.floor(n / 3));
  if (n < 16 || limit < 2) return new Float64Array(0);
  const flat = withoutTrend(x);
  let variance = 0;
  for (const v of flat) if (v === v) variance += v * v;
  if (!(variance > 0)) return new Float64Array(0);
  const known = flat.reduce((sum, v) => sum + (v === v ? 1 : 0), 0);
  return Float64Array.from({ length: limit + 1 }, (_, lag) => {
    let [sum, pairs] = [0, 0];
    for (let i = lag; i < n; i++) {
      const product = flat[i] * flat[i - lag];
      if (product !== product) continue;
      sum += product;
      pairs++;
    }
    // As many products as there would be without holes, so that a hole does not make a column look less like itself.
    return pairs ? (sum / pairs) * ((known * (1 - lag / n)) / variance) : 0;
  });
}

/** Least squares over the known values. */
function withoutTrend(x: Float64Array): Float64Array {
  let [n, st, sx, stt, stx] = [0, 0, 0, 0, 0];
  x.forEach((v, t) => {
    if (v !== v) return;
    n++;
    st += t;
    sx += v;
    stt += t * t;
    stx += t * v;
  });
  const spread = stt - (st * st) / n;
  const slope = spread > 0 ? (stx - (st * sx) / n) / spread : 0;
  const start = (sx - slope * st) / n;
  return x.map((v, t) => v - start - slope * t);
}

function stretchesIn(x: Float64Array, series: readonly Rows[]): Rows[] {
  const out: Rows[] = [];
  for (const { from, to } of series)
    for (let row = from; row < to; row++) {
      if (x[row] === x[row]) continue;
      const first = row;
      while (row + 1 < to && x[row + 1] !== x[row + 1]) row++;
      out.push({ from: first, to: row + 1 });
    }
  return out;
}

/** A spike stands off from the mean of its two neighbours by more than so many robust deviations of that distance. */
const spikeAt = 12;
/** Beyond the quarters by more than three times their distance: "far out", Tukey 1977, Exploratory Data Analysis. */
const farAt = 3;
/** Share of rows above which being far is not odd. */
const mostFar = 0.01;
/** Rows that are around there, at least, and how many such stretches at most. */
const near = 128;
const mostBlocks = 4096;
/** Rows that tell what is usual in a stretch. */
const telling = 400;

interface OddRow {
  row: number;
  kind: 'spike' | 'far';
  size: number;
}

/** Each series by itself: what is far off in one may be usual in another. */
const oddRows = (x: Float64Array, series: readonly Rows[]): OddRow[] =>
  series
    .flatMap(({ from, to }) => oddIn(x.subarray(from, to)).map((odd) => ({ ...odd, row: odd.row + from })))
    .sort((a, b) => b.size - a.size);

function oddIn(x: Float64Array): OddRow[] {
  const off = x.map((v, row) => (row > 0 && row + 1 < x.length ? v - (x[row - 1] + x[row + 1]) / 2 : NaN));
  const sizes = off.map(Math.abs);
  const typicalNear = typicalSizes(sizes);
  const sorted = thinned(x).sort();
  const [lower, upper] = [0.25, 0.75].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  const box = upper - lower;
  const spikes: OddRow[] = [];
  const far: OddRow[] = [];
  for (let row = 0; row < x.length; row++) {
    const v = x[row];
    const typical = typicalNear(row);
    const beyond = box > 0 ? Math.max(lower - v, v - upper) / box / farAt : 0;
    const spike = typical > 0 ? sizes[row] / typical / spikeAt : 0;
    // The neighbours of a spike stand off too, by half of it: only the largest of three is one.
    const isPeak = !(sizes[row - 1] > sizes[row]) && !(sizes[row + 1] > sizes[row]);
    if (spike > 1 && isPeak) spikes.push({ row, kind: 'spike', size: spike });
    else if (beyond > 1) far.push({ row, kind: 'far', size: beyond });
  }
  // Where many rows are far from the middle, the series has grown or has a long tail, and none of them is odd.
  return far.length > mostFar * x.length ? spikes : [...spikes, ...far];
}

/**
 * How far a row usually stands off its neighbours around there: a series that has grown is rougher at its end, and that is not odd. Never less than over all of it.
 */
function typicalSizes(sizes: Float64Array): (row: number) => number {
  // 1.4826 times the median of |x| is the deviation of a normal sample.
  const typical = (some: Float64Array): number => {
    const sorted = some.sort();
    return 1.4826 * (sorted[Math.floor(sorted.length / 2)] ?? 0);
  };
  const overall = typical(thinned(sizes));
  const size = Math.max(near, Math.ceil(sizes.length / mostBlocks));
  const blocks = Array.from({ length: Math.ceil(sizes.length / size) }, (_, b) =>
    typical(thinned(sizes.subarray(Math.max(0, (b - 1) * size), (b + 2) * size), telling)),
  );
  return (row) => Math.max(overall, blocks[Math.floor(row / size)]);
}
