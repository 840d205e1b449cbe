/**
 * The least and the largest value of every 256 rows, and where they stand: what a plot needs of millions of rows without looking at them. Kept beside the
 * numbers; a stretch between them is drawn from the numbers themselves.
 */
export const BUCKET = 256;

export interface Extremes {
  /** Per bucket of 256 rows, NaN where it holds no value. */
  least: Float64Array;
  most: Float64Array;
  /** Row of each within its bucket. */
  leastAt: Uint8Array;
  mostAt: Uint8Array;
}

export function extremesOf(numbers: Float64Array): Extremes {
  const count = Math.ceil(numbers.length / BUCKET);
  const extremes = emptyExtremes(count);
  for (let bucket = 0; bucket < count; bucket++) {
    const from = bucket * BUCKET;
    const to = Math.min(numbers.length, from + BUCKET);
    let [least, most] = [Infinity, -Infinity];
    let [leastAt, mostAt] = [0, 0];
    for (let row = from; row < to; row++) {
      const value = numbers[row];
      if (value < least) {
        least = value;
        leastAt = row;
      }
      if (value > most) {
        most = value;
        mostAt = row;
      }
    }
    extremes.least[bucket] = least <= most ? least : NaN;
    extremes.most[bucket] = least <= most ? most : NaN;
    extremes.leastAt[bucket] = leastAt - from;
    extremes.mostAt[bucket] = mostAt - from;
  }
  return extremes;
}

const emptyExtremes = (count: number): Extremes => {
  const bytes = new Uint8Array(count * 18);
  return extremesIn(bytes);
};

/** The bytes that hold all four arrays, in their order. */
export const bytesOfExtremes = ({ least }: Extremes): Uint8Array => new Uint8Array(least.buffer, least.byteOffset, least.length * 18);

/** bytes: at an address that doubles may have. */
export function extremesIn(bytes: Uint8Array): Extremes {
  const count = bytes.length / 18;
  const at = bytes.byteOffset;
  return {
    least: new Float64Array(bytes.buffer, at, count),
    most: new Float64Array(bytes.buffer, at + count * 8, count),
    leastAt: new Uint8Array(bytes.buffer, at + count * 16, count),
    mostAt: new Uint8Array(bytes.buffer, at + count * 17, count),
  };
}
