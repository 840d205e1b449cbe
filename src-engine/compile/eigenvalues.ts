/**
 * The spectral radius of a square matrix: the largest size of its eigenvalues, by the QR algorithm. Power iteration would
 * not do: the largest eigenvalues of a random matrix are mostly a complex pair, around which it turns for ever.
 *
 * a: [n, n] row by row; not changed. Takes about 10 n^3 operations: a second for n = 400.
 * Source: Golub and Van Loan, Matrix Computations, 4th edition, algorithms 7.4.2 (Hessenberg form by Householder) and 7.5.1
 * (Francis QR step), eigenvalues only.
 */
export function spectralRadius(a: ArrayLike<number>, n: number): number {
  const h = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => a[i * n + j]));
  hessenberg(h);
  return largestOf(h);
}

/** Zeros below the first subdiagonal, by reflections from both sides. */
function hessenberg(h: Float64Array[]): void {
  const n = h.length;
  const v = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm = Math.hypot(norm, h[i][k]);
    if (norm === 0) continue;
    for (let i = k + 1; i < n; i++) v[i] = h[i][k];
    v[k + 1] += v[k + 1] >= 0 ? norm : -norm;
    let square = 0;
    for (let i = k + 1; i < n; i++) square += v[i] * v[i];
    const scale = 2 / square;
    for (let j = k; j < n; j++) {
      let sum = 0;
      for (let i = k + 1; i < n; i++) sum += v[i] * h[i][j];
      sum *= scale;
      for (let i = k + 1; i < n; i++) h[i][j] -= sum * v[i];
    }
    for (let i = 0; i < n; i++) {
      const row = h[i];
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += row[j] * v[j];
      sum *= scale;
      for (let j = k + 1; j < n; j++) row[j] -= sum * v[j];
    }
  }
}

/** Francis steps on ever smaller corners; each converges to one real eigenvalue or a pair. */
function largestOf(h: Float64Array[]): number {
  let radius = 0;
  let high = h.length - 1;
  let turns = 0;
  while (high >= 0) {
    let low = high;
    while (low > 0) {
      const beside = Math.abs(h[low - 1][low - 1]) + Math.abs(h[low][low]);
      if (Math.abs(h[low][low - 1]) <= 2 ** -52 * (beside || 1)) break;
      low--;
    }
    if (low === high) {
      radius = Math.max(radius, Math.abs(h[high][high]));
      high--;
      turns = 0;
    } else if (low === high - 1) {
      radius = Math.max(radius, pairSize(h[low][low], h[low][high], h[high][low], h[high][high]));
      high -= 2;
      turns = 0;
    } else {
      if (++turns > 300) throw new Error('the eigenvalues of a reservoir did not converge');
      francis(h, low, high, turns % 10 === 0);
    }
  }
  return radius;
}

/** The larger size of the two eigenvalues of [[a, b], [c, d]]. */
function pairSize(a: number, b: number, c: number, d: number): number {
  const half = (a + d) / 2;
  const inside = ((a - d) / 2) ** 2 + b * c;
  return inside < 0 ? Math.sqrt(half * half - inside) : Math.abs(half) + Math.sqrt(inside);
}

/** One double step on rows and columns low to high. isOdd: a shift out of turn, which breaks cycles. */
function francis(h: Float64Array[], low: number, high: number, isOdd: boolean): void {
  let trace = h[high - 1][high - 1] + h[high][high];
  let determinant = h[high - 1][high - 1] * h[high][high] - h[high - 1][high] * h[high][high - 1];
  if (isOdd) {
    const size = Math.abs(h[high][high - 1]) + Math.abs(h[high - 1][high - 2]);
    trace = 1.5 * size;
    determinant = size * size;
  }
  let x = h[low][low] * h[low][low] + h[low][low + 1] * h[low + 1][low] - trace * h[low][low] + determinant;
  let y = h[low + 1][low] * (h[low][low] + h[low + 1][low + 1] - trace);
  let z = h[low + 1][low] * h[low + 2][low + 1];
  for (let k = low; k < high; k++) {
    const size = k < high - 1 ? 3 : 2;
    const norm = Math.hypot(x, y, size === 3 ? z : 0);
    if (norm !== 0) {
      const v = [x + (x >= 0 ? norm : -norm), y, size === 3 ? z : 0];
      const scale = 2 / (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
      for (let j = Math.max(low, k - 1); j <= high; j++) {
        let sum = 0;
        for (let i = 0; i < size; i++) sum += v[i] * h[k + i][j];
        sum *= scale;
        for (let i = 0; i < size; i++) h[k + i][j] -= sum * v[i];
      }
      for (let i = low; i <= Math.min(high, k + 3); i++) {
        let sum = 0;
        for (let j = 0; j < size; j++) sum += h[i][k + j] * v[j];
        sum *= scale;
        for (let j = 0; j < size; j++) h[i][k + j] -= sum * v[j];
      }
    }
    x = h[k + 1][k];
    if (k < high - 1) y = h[k + 2][k];
    if (k < high - 2) z = h[k + 3][k];
  }
}
