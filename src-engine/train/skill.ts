/**
 * How much better one forecast is than another on the same windows, and how sure that is: skill = 1 - MSE / MSE of the other,
 * with a 95 % interval by a paired moving-block bootstrap (Künsch 1989; circular as Politis and Romano 1992).
 *
 * Neighbouring windows share rows, so their errors move together: whole blocks of windows are drawn, always of both forecasts.
 */
import { Random } from '../random.ts';

export interface Skill {
  /** Null where the other forecast makes no error at all. */
  skill: number | null;
  /** 95 % interval; null where there are too few windows to tell, or no skill. */
  interval: [number, number] | null;
}

/** How windows overlap, and how they are drawn. All in windows. */
export interface Blocks {
  windows: number;
  /** Windows that share a row of the horizon with a given one, one way: horizon / stride. */
  overlap: number;
  /** Windows that are drawn together. */
  length: number;
  /** Windows that share nothing, rounded down. */
  independent: number;
  /** False where fewer than three blocks would be drawn, or from fewer than 40 rows: then nothing can be said about chance. */
  isEnough: boolean;
}

/** Errors move together over more rows than a short horizon has; below so many rows of truth there is no seeing how far. */
const fewestRows = 40;

/** Blocks of twice the overlap; shorter, down to the overlap itself, where fewer than five would be left. */
export function blocksOf(windows: number, horizon: number, stride: number): Blocks {
  const overlap = Math.max(1, Math.ceil(horizon / stride));
  const wished = Math.max(2 * overlap, Math.ceil(Math.cbrt(windows)));
  const length = Math.max(1, overlap, Math.min(wished, Math.floor(windows / 5)));
  const rows = (windows - 1) * stride + horizon;
  return { windows, overlap, length, independent: Math.floor(windows / overlap), isEnough: windows >= 3 * length && rows >= fewestRows };
}

/** A mean square below this share of the target's variance is rounding, not an error. */
const exact = 1e-12;
const draws = 2000;

/**
 * own, other: scaled MSE of each window, in order of time; NaN where a forecast is missing (such windows count for neither).
 * The ratio is drawn on a logarithmic scale, where its spread is about the same to both sides.
 */
export function skillOf(own: ArrayLike<number>, other: ArrayLike<number>, horizon: number, stride: number, seed: number): Skill {
  const pairs = pairsOf(own, other);
  const n = pairs.own.length;
  const [ownMean, otherMean] = [meanOf(pairs.own), meanOf(pairs.other)];
  if (!n || !Number.isFinite(ownMean / otherMean) || otherMean < exact) return { skill: null, interval: null };
  const skill = 1 - ownMean / otherMean;
  const blocks = blocksOf(n, horizon, stride);
  if (!blocks.isEnough) return { skill, interval: null };
  const { length } = blocks;
  const sums = { own: circularSums(pairs.own, length), other: circularSums(pairs.other, length) };
  const count = Math.ceil(n / length);
  const random = new Random(seed, 'verdict');
  const ratios = new Float64Array(draws);
  for (let i = 0; i < draws; i++) {
    let [a, b] = [0, 0];
    for (let j = 0; j < count; j++) {
      const at = random.below(n);
      a += sums.own[at];
      b += sums.other[at];
    }
    ratios[i] = Math.log(Math.max(a, Number.MIN_VALUE) / Math.max(b, Number.MIN_VALUE));
  }
  ratios.sort();
  const centre = Math.log(Math.max(ownMean, Number.MIN_VALUE) / otherMean);
  const wider = widening(n / length, blocks);
  const bound = (share: number) => 1 - Math.exp(centre + wider * (ratios[Math.round(share * (draws - 1))] - centre));
  return { skill, interval: [bound(0.975), bound(0.025)] };
}

/**
 * What the plain interval is too narrow by: few blocks (Student's t instead of the normal, and n - 1), and correlation that
 * the cut between blocks loses. Sums of H neighbouring steps have a triangular autocorrelation, of which blocks of r H see 1 - 1 / (3 r).
 */
function widening(count: number, { length, overlap }: Blocks): number {
  const lost = overlap > 1 ? 1 - overlap / (3 * length) : 1;
  return (studentQuantile(count - 1) / normal975) * Math.sqrt(count / (count - 1) / lost);
}

export const normal975 = 1.959963984540054;

/** 97.5 % quantile of Student's t; Cornish and Fisher's expansion (Abramowitz and Stegun 1964, 26.7.5), exact to 5 % from 2 degrees of freedom. */
export function studentQuantile(freedom: number): number {
  const z = normal975;
  const v = Math.max(2, freedom);
  return (
    z +
    (z ** 3 + z) / (4 * v) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3)
  );
}

function pairsOf(own: ArrayLike<number>, other: ArrayLike<number>): { own: Float64Array; other: Float64Array } {
  const both = Array.from({ length: Math.min(own.length, other.length) }, (_, i) => i).filter(
    (i) => !Number.isNaN(own[i]) && !Number.isNaN(other[i]),
  );
  return { own: Float64Array.from(both, (i) => own[i]), other: Float64Array.from(both, (i) => other[i]) };
}

const meanOf = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;

/** Sum of the `length` values from each place on; the end is followed by the beginning. */
function circularSums(x: Float64Array, length: number): Float64Array {
  const n = x.length;
  const upTo = new Float64Array(2 * n + 1);
  for (let i = 0; i < 2 * n; i++) upTo[i + 1] = upTo[i] + x[i % n];
  return Float64Array.from({ length: n }, (_, i) => upTo[i + Math.min(length, n)] - upTo[i]);
}
