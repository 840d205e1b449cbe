/** The standard normal distribution: density, distribution, quantiles. */

export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/**
 * P(Z <= z). Error at most 1e-15 absolute: the series of the density's integral near 0, its continued fraction in the
 * tails (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
 */
export function normalBelow(z: number): number {
  const size = Math.abs(z);
  if (size < 3) {
    let term = z;
    let sum = z;
    for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) sum += term *= (z * z) / (2 * k + 1);
    return 0.5 + normalDensity(z) * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / (size + fraction);
  const tail = normalDensity(z) / (size + fraction);
  return z > 0 ? 1 - tail : tail;
}

/** The z with P(Z <= z) = p: the rational approximation of Acklam (2003), made exact by two steps of Halley's method. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const tail = Math.min(p, 1 - p);
  let z: number;
  if (tail < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(tail));
    z = -poly(q, tailTop) / (q * poly(q, tailBottom) + 1);
  } else {
    const q = 0.5 - tail;
    z = (q * poly(q * q, middleTop)) / (q * q * poly(q * q, middleBottom) + 1);
  }
  // z is that of the upper tail: P(Z > z) = tail.
  for (let i = 0; i < 2; i++) {
    const error = (normalBelow(-z) - tail) / normalDensity(z);
    z += error / (1 + (z * error) / 2);
  }
  return p < 0.5 ? -z : z;
}

/** Coefficients of the highest power first. */
const poly = (x: number, coefficients: number[]): number => coefficients.reduce((sum, c) => sum * x + c, 0);
const middleTop = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239,
];
const middleBottom = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1];
const tailTop = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783,
];
const tailBottom = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
