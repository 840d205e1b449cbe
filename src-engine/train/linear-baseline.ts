/**
 * The linear baseline: ridge regression from the lookback to every step of the horizon, one model per target.
 * It sees the target's own past; where that is not a feature, the lookback of all features.
 *
 * Windows overlap, so the sums of products over windows are not formed window by window: moving both rows of a product
 * one step on changes its sum by one term at either end. That makes L = 336 as cheap as L = 24.
 */
import { lengthAt, toUnits, type Prepared } from '../data/windows.ts';
import { solve } from './cholesky.ts';
import type { Forecaster } from './forecaster.ts';

/** Strengths tried, relative to the mean square of the inputs; the best on the validation windows is kept. */
const strengths = [1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1];
/** Steps of the horizon by which the strength is chosen, at most. */
const chosenBy = 12;
/** Multiplications that forming products window by window may cost; beyond it windows are thinned evenly. */
const budget = 1e9;

interface Model {
  /** [K][H] weights, [K] input means, [H] output means; in scaled space. */
  weights: Float64Array;
  inputMeans: Float64Array;
  outputMeans: Float64Array;
}

export function fitLinear(p: Prepared): Forecaster | undefined {
  const { lookback: L, horizon: H, gap } = p.design;
  const F = p.task.inputs;
  const C = p.truth.length;
  if (p.task.masked && p.windows.train.some((o) => lengthAt(p, o) < L)) return undefined;
  const models = p.truth.map((_, c) => {
    const own = p.task.targetColumns[c];
    const input =
      own >= 0 ? (o: number, k: number) => p.inputs[(o - L + 1 + k) * F + own] : (o: number, k: number) => p.inputs[(o - L + 1) * F + k];
    const K = own >= 0 ? L : L * F;
    if (K > 2048) return undefined;
    const output = (o: number, h: number) => p.outputs[(o + gap + 1 + h) * C + c];
    const products = own >= 0 && gap >= 0 ? slidingProducts(p, own) : directProducts(p.windows.train, K, H, input, output);
    return { K, input, ...best(products, K, H, p, (o, k) => input(o, k), output) };
  });
  if (models.some((m) => !m)) return undefined;
  return (origin) => {
    if (lengthAt(p, origin) < L) return null;
    const out = new Float64Array(H * C);
    models.forEach((m, c) => {
      const { K, input, model } = m!;
      const y = apply(
        model,
        Float64Array.from({ length: K }, (_, k) => input(origin, k)),
      );
      for (let h = 0; h < H; h++) out[h * C + c] = y[h];
    });
    toUnits(p, origin, out);
    return out;
  };
}

/** Sums over windows: of products of inputs with inputs [K][K] and outputs [K][H], of inputs [K], of outputs [H]. */
interface Products {
  count: number;
  xx: Float64Array;
  xy: Float64Array;
  x: Float64Array;
  y: Float64Array;
}

function directProducts(
  origins: Int32Array,
  K: number,
  H: number,
  input: (o: number, k: number) => number,
  output: (o: number, h: number) => number,
): Products {
  const every = Math.max(1, Math.ceil((origins.length * K * (K / 2 + H)) / budget));
  const s: Products = {
    count: 0,
    xx: new Float64Array(K * K),
    xy: new Float64Array(K * H),
    x: new Float64Array(K),
    y: new Float64Array(H),
  };
  const [x, y] = [new Float64Array(K), new Float64Array(H)];
  for (let i = 0; i < origins.length; i += every) {
    for (let k = 0; k < K; k++) s.x[k] += x[k] = input(origins[i], k);
    for (let h = 0; h < H; h++) s.y[h] += y[h] = output(origins[i], h);
    for (let k = 0; k < K; k++) {
      for (let j = k; j < K; j++) s.xx[k * K + j] += x[k] * x[j];
      for (let h = 0; h < H; h++) s.xy[k * H + h] += x[k] * y[h];
    }
    s.count++;
  }
  for (let k = 0; k < K; k++) for (let j = 0; j < k; j++) s.xx[k * K + j] = s.xx[j * K + k];
  return s;
}

/** The same sums for one series that is both input and output, run by run of neighbouring windows. */
function slidingProducts(p: Prepared, column: number): Products {
  const { lookback: L, horizon: H, gap, stride } = p.design;
  const F = p.task.inputs;
  const M = L + gap + H;
  // A missing value stands only in rows of the gap, whose products nobody reads; as NaN it would stay in the running sums.
  const value = (row: number) => p.inputs[row * F + column] || 0;
  const all = new Float64Array(M * M);
  const sums = new Float64Array(M);
  const origins = p.windows.train;
  let count = 0;
  for (let i = 0; i < origins.length;) {
    let end = i;
    while (end + 1 < origins.length && stride === 1 && origins[end + 1] === origins[end] + 1) end++;
    const first = origins[i] - L + 1;
    const windows = end - i + 1;
    for (let j = 0; j < M; j++) {
      let product = 0;
      for (let w = 0; w < windows; w++) product += value(first + w) * value(first + w + j);
      for (let k = 0; k + j < M; k++) {
        all[k * M + k + j] += product;
        product += value(first + windows + k) * value(first + windows + k + j) - value(first + k) * value(first + k + j);
      }
    }
    let sum = 0;
    for (let w = 0; w < windows; w++) sum += value(first + w);
    for (let k = 0; k < M; k++) {
      sums[k] += sum;
      sum += value(first + windows + k) - value(first + k);
    }
    count += windows;
    i = end + 1;
  }
  const out = L + gap;
  const s: Products = { count, xx: new Float64Array(L * L), xy: new Float64Array(L * H), x: sums.slice(0, L), y: sums.slice(out, M) };
  for (let k = 0; k < L; k++) {
    for (let j = 0; j < L; j++) s.xx[k * L + j] = k <= j ? all[k * M + j] : all[j * M + k];
    for (let h = 0; h < H; h++) s.xy[k * H + h] = all[k * M + out + h];
  }
  return s;
}

function best(
  s: Products,
  K: number,
  H: number,
  p: Prepared,
  input: (o: number, k: number) => number,
  output: (o: number, h: number) => number,
): { model: Model } {
  const inputMeans = s.x.map((v) => v / s.count);
  const outputMeans = s.y.map((v) => v / s.count);
  const xx = s.xx.map((v, i) => v / s.count - inputMeans[Math.floor(i / K)] * inputMeans[i % K]);
  const xy = s.xy.map((v, i) => v / s.count - inputMeans[Math.floor(i / H)] * outputMeans[i % H]);
  let trace = 0;
  for (let k = 0; k < K; k++) trace += xx[k * K + k];
  const size = trace / K || 1;
  const fit = (strength: number, steps: number[]): Model | undefined => {
    const ridged = xx.slice();
    for (let k = 0; k < K; k++) ridged[k * K + k] += strength * size;
    const some = Float64Array.from({ length: K * steps.length }, (_, i) => xy[Math.floor(i / steps.length) * H + steps[i % steps.length]]);
    const weights = solve(ridged, some, K, steps.length);
    return weights && { weights, inputMeans, outputMeans: Float64Array.from(steps, (h) => outputMeans[h]) };
  };
  // The strength is chosen by a few steps of the horizon; a model of all of them is made once.
  const every = Math.ceil(H / chosenBy);
  const few = Array.from({ length: H }, (_, h) => h).filter((h) => h % every === every - 1 || h === H - 1);
  const origins = p.windows.validation.length ? p.windows.validation : p.windows.train;
  const check = thinned(origins, Math.max(16, Math.floor(budget / 4 / (K * few.length * strengths.length))));
  const x = new Float64Array(K);
  let strength = strengths[strengths.length - 1];
  let least = Infinity;
  for (const tried of strengths) {
    const model = fit(tried, few);
    if (!model) continue;
    let error = 0;
    for (const o of check) {
      for (let k = 0; k < K; k++) x[k] = input(o, k);
      const y = apply(model, x);
      few.forEach((h, i) => (error += (y[i] - output(o, h)) ** 2));
    }
    if (error < least) [strength, least] = [tried, error];
  }
  const all = Array.from({ length: H }, (_, h) => h);
  return { model: fit(strength, all) ?? { weights: new Float64Array(K * H), inputMeans, outputMeans } };
}

function thinned(origins: Int32Array, most: number): Int32Array {
  const every = Math.ceil(origins.length / most);
  return every <= 1 ? origins : origins.filter((_, i) => i % every === 0);
}

/** y = (x - input means) . weights + output means; x, [K], is left as it is. */
function apply({ weights, inputMeans, outputMeans }: Model, x: Float64Array): Float64Array {
  const y = outputMeans.slice();
  const H = y.length;
  for (let k = 0; k < x.length; k++) {
    const moved = x[k] - inputMeans[k];
    const row = weights.subarray(k * H, (k + 1) * H);
    for (let h = 0; h < H; h++) y[h] += moved * row[h];
  }
  return y;
}
