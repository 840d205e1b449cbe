/**
 * Several forecasts of the same thing made one: value by value their mean, or their median. What differs from seed to seed
 * averages out; what all have in common stays. A mean uses all of each; a median is not moved by a single one that failed.
 */
export const combineNames = ['mean', 'median'] as const;
export type Combine = (typeof combineNames)[number];

/** Of k arrays of the same length, each value by itself: [k][n] -> [n]. Of an even number the median is the mean of the middle two. */
export function combine(each: readonly ArrayLike<number>[], how: Combine): Float64Array {
  const k = each.length;
  const out = new Float64Array(each[0].length);
  if (how === 'mean') {
    for (const values of each) for (let i = 0; i < out.length; i++) out[i] += values[i] / k;
    return out;
  }
  const sorted = new Float64Array(k);
  const middle = k >> 1;
  for (let i = 0; i < out.length; i++) {
    for (let m = 0; m < k; m++) sorted[m] = each[m][i];
    sorted.sort();
    out[i] = k % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
  return out;
}

/**
 * Logits of the combined probabilities: [k][K] -> [K]. A class that every network gives 0 is as unlikely as a number can say, so that
 * its cross-entropy stays a number. The medians of several classes need not add up to 1; as logits they do not have to.
 */
export function combineLogits(each: readonly ArrayLike<number>[], how: Combine): Float64Array {
  return combine(each.map(probabilities), how).map((p) => Math.log(Math.max(p, Number.MIN_VALUE)));
}

function probabilities(logits: ArrayLike<number>): Float64Array {
  let most = -Infinity;
  for (let k = 0; k < logits.length; k++) most = Math.max(most, logits[k]);
  const powers = Float64Array.from(logits, (x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}
