/**
 * Classical decomposition of a series, y = trend + season or trend * season, and whether there is a season at all.
 *
 * m rows per season. Missing values (NaN) are left out of every mean.
 */

export type SeasonKind = 'additive' | 'multiplicative';

/**
 * The test of the M4 competition: is the autocorrelation at lag m beyond its 90 % limit (Bartlett's, for a series whose
 * shorter lags are correlated)? Never with fewer than three seasons. Source: the code of the M4 benchmarks (Makridakis,
 * Spiliotis and Assimakopoulos 2020).
 */
export function isSeasonal(series: ArrayLike<number>, m: number): boolean {
  const n = series.length;
  if (m < 2 || n < 3 * m) return false;
  const r = autocorrelation(series, m);
  let squares = 0;
  for (let lag = 1; lag < m; lag++) squares += r[lag] * r[lag];
  return Math.abs(r[m]) > (1.645 / Math.sqrt(n)) * Math.sqrt(1 + 2 * squares);
}

/** r[lag] for lag 0 to `most`, every sum divided by n and by the variance; zeros for a series that does not move. Missing values count as the mean. */
export function autocorrelation(series: ArrayLike<number>, most: number): Float64Array {
  const n = series.length;
  let [sum, count] = [0, 0];
  for (let i = 0; i < n; i++)
    if (!Number.isNaN(series[i])) {
      sum += series[i];
      count++;
    }
  const mean = sum / count;
  const x = Float64Array.from({ length: n }, (_, i) => (Number.isNaN(series[i]) ? 0 : series[i] - mean));
  const r = new Float64Array(most + 1);
  const variance = x.reduce((total, v) => total + v * v, 0);
  if (!(variance > 0)) return r;
  for (let lag = 0; lag <= Math.min(most, n - 1); lag++) {
    let product = 0;
    for (let i = lag; i < n; i++) product += x[i] * x[i - lag];
    r[lag] = product / variance;
  }
  return r;
}

/** Mean of the m rows around each row (of even m the two at the ends count half); NaN where one of them is outside or missing. */
export function centredMean(series: ArrayLike<number>, m: number): Float64Array {
  const n = series.length;
  const half = Math.floor(m / 2);
  const out = new Float64Array(n).fill(NaN);
  for (let i = half; i < n - half; i++) {
    let sum = 0;
    for (let j = -half; j <= half; j++) sum += series[i + j] * (m % 2 === 0 && Math.abs(j) === half ? 0.5 : 1);
    out[i] = sum / m;
  }
  return out;
}

/**
 * Index of each row of a season, [m], the first for row 0: what is added to the trend (mean 0), or what multiplies it (mean 1).
 * Undefined where a season is never seen whole, or an index could not be divided by. The series needs two seasons.
 */
export function seasonalIndices(series: ArrayLike<number>, m: number, kind: SeasonKind): Float64Array | undefined {
  if (series.length < 2 * m) return undefined;
  const trend = centredMean(series, m);
  const sums = new Float64Array(m);
  const counts = new Int32Array(m);
  for (let i = 0; i < series.length; i++) {
    const part = kind === 'additive' ? series[i] - trend[i] : series[i] / trend[i];
    if (!Number.isFinite(part)) continue;
    sums[i % m] += part;
    counts[i % m]++;
  }
  if (counts.some((c) => c === 0)) return undefined;
  const means = sums.map((sum, i) => sum / counts[i]);
  const mean = means.reduce((a, b) => a + b, 0) / m;
  const indices = kind === 'additive' ? means.map((x) => x - mean) : means.map((x) => x / mean);
  return kind === 'multiplicative' && indices.some((x) => !(x > 1e-4)) ? undefined : indices;
}

/** How a series is freed from its season: by row, and back. */
export interface Season {
  kind: SeasonKind;
  indices: Float64Array;
}

/**
 * The season that M4 takes out before Theta and Naive2: multiplicative, where the series passes the test and is above 0
 * everywhere. `orAdditive`: a series that reaches 0 or below is freed from its season additively instead of not at all.
 */
export function seasonOf(series: ArrayLike<number>, m: number, { orAdditive = false } = {}): Season | undefined {
  if (!isSeasonal(series, m)) return undefined;
  let isPositive = true;
  for (let i = 0; i < series.length; i++) if (series[i] <= 0) isPositive = false;
  if (!isPositive && !orAdditive) return undefined;
  const kind = isPositive ? 'multiplicative' : 'additive';
  const indices = seasonalIndices(series, m, kind);
  return indices && { kind, indices };
}

export const withoutSeason = (season: Season | undefined, y: number, row: number): number => {
  if (!season) return y;
  const index = season.indices[row % season.indices.length];
  return season.kind === 'additive' ? y - index : y / index;
};

export const withSeason = (season: Season | undefined, y: number, row: number): number => {
  if (!season) return y;
  const index = season.indices[row % season.indices.length];
  return season.kind === 'additive' ? y + index : y * index;
};
