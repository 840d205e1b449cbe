/** X of A X = B for symmetric positive definite A [K][K] and B [K][H], by Cholesky; undefined when A is not. */
export function solve(A: Float64Array, B: Float64Array, K: number, H: number): Float64Array | undefined {
  const L = new Float64Array(K * K);
  for (let i = 0; i < K; i++)
    for (let j = 0; j <= i; j++) {
      let sum = A[i * K + j];
      for (let k = 0; k < j; k++) sum -= L[i * K + k] * L[j * K + k];
      if (i !== j) L[i * K + j] = sum / L[j * K + j];
      else if (sum > 0) L[i * K + i] = Math.sqrt(sum);
      else return undefined;
    }
  const X = B.slice();
  for (let i = 0; i < K; i++) {
    for (let k = 0; k < i; k++) for (let h = 0; h < H; h++) X[i * H + h] -= L[i * K + k] * X[k * H + h];
    for (let h = 0; h < H; h++) X[i * H + h] /= L[i * K + i];
  }
  for (let i = K - 1; i >= 0; i--) {
    for (let k = i + 1; k < K; k++) for (let h = 0; h < H; h++) X[i * H + h] -= L[k * K + i] * X[k * H + h];
    for (let h = 0; h < H; h++) X[i * H + h] /= L[i * K + i];
  }
  return X;
}
