/**
 * Exponential smoothing with additive errors: level, with or without a (damped) trend, with or without an additive season;
 * which of the six fits best is chosen by AICc. Hyndman, Koehler, Ord and Snyder (2008), chapters 2 and 5.
 *
 *   e = y - (l + phi b + s)      l' = l + phi b + alpha e      b' = phi b + beta e      s' = s + gamma e
 *
 * Initial states are the book's first guess (2.6.1) and stay there: over the rows of a training part they are forgotten.
 */
import { seasonalIndices } from './decompose.ts';
import { minimise } from './nelder-mead.ts';
import type { Streamed } from './streamed.ts';

export interface EtsModel {
  trend: 'none' | 'additive' | 'damped';
  /** Rows per season; 1 without one. */
  m: number;
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
  level: number;
  slope: number;
  /** [m], that of row 0 first. */
  season: Float64Array;
}

/** Training rows that parameters are fitted on, at most: the latest, a whole number of seasons from the first. */
const mostRows = 5000;

/** training: rows from row 0 of the series. Undefined where there are too few (fewer than 10 values). */
export function ets(training: Float64Array, m: number): Streamed | undefined {
  const model = fitEts(training, m);
  return model && new Ets(model);
}

/** The model with the least AICc; its states are those before row 0. */
export function fitEts(training: Float64Array, m: number): EtsModel | undefined {
  const skip = training.length > mostRows ? Math.ceil((training.length - mostRows) / Math.max(1, m)) * Math.max(1, m) : 0;
  const rows = training.subarray(skip);
  const n = rows.reduce((count, y) => count + (Number.isNaN(y) ? 0 : 1), 0);
  if (n < 10) return undefined;
  const seasons = m > 1 && rows.length >= 3 * m ? [1, m] : [1];
  let best: { model: EtsModel; aicc: number } | undefined;
  for (const season of seasons)
    for (const trend of ['none', 'additive', 'damped'] as const) {
      const model = fitOne(rows, season, trend);
      if (!model) continue;
      const squares = squaredError(model, rows);
      const k = 3 + (trend === 'none' ? 0 : trend === 'additive' ? 2 : 3) + (season > 1 ? season : 0);
      if (n - k - 1 <= 0 || !Number.isFinite(squares)) continue;
      const aicc = n * Math.log(Math.max(squares, 1e-300) / n) + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
      if (!best || aicc < best.aicc) best = { model, aicc };
    }
  if (!best) return undefined;
  // Parameters may come from later rows; the states before row 0 come from the first ones.
  return skip ? { ...best.model, ...firstStates(training, best.model.m, best.model.trend) } : best.model;
}

function fitOne(rows: Float64Array, m: number, trend: EtsModel['trend']): EtsModel | undefined {
  const states = firstStates(rows, m, trend);
  if (!states) return undefined;
  const read = (x: number[]): EtsModel | undefined => {
    const rest = [...x];
    const alpha = rest.shift()!;
    const beta = trend === 'none' ? 0 : rest.shift()!;
    const phi = trend === 'damped' ? rest.shift()! : 1;
    const gamma = m > 1 ? rest.shift()! : 0;
    const isUsual =
      alpha > 1e-4 &&
      alpha < 0.9999 &&
      beta >= 0 &&
      beta <= alpha &&
      gamma >= 0 &&
      gamma <= 1 - alpha &&
      phi <= 1 &&
      (trend !== 'damped' || (phi >= 0.8 && phi <= 0.98));
    return isUsual ? { trend, m, alpha, beta, gamma, phi, ...states } : undefined;
  };
  const start = [0.3, ...(trend === 'none' ? [] : [0.05]), ...(trend === 'damped' ? [0.9] : []), ...(m > 1 ? [0.1] : [])];
  const error = (x: number[]) => {
    const model = read(x);
    return model ? squaredError(model, rows) : Infinity;
  };
  return read(minimise(error, start, { size: 0.07, evaluations: 300, tolerance: 1e-8 }));
}

/** Season: classical decomposition of the first seasons. Level and slope: a line through the first ten rows without their season. */
function firstStates(rows: Float64Array, m: number, trend: EtsModel['trend']): Pick<EtsModel, 'level' | 'slope' | 'season'> | undefined {
  const season = m > 1 ? seasonalIndices(rows.subarray(0, Math.min(rows.length, 5 * m)), m, 'additive') : new Float64Array(1);
  if (!season) return undefined;
  const points: { x: number; y: number }[] = [];
  const enough = Math.max(10, m);
  for (let i = 0; i < rows.length && points.length < enough; i++)
    if (!Number.isNaN(rows[i])) points.push({ x: i + 1, y: rows[i] - season[i % m] });
  if (!points.length) return undefined;
  const mean = (of: 'x' | 'y') => points.reduce((sum, p) => sum + p[of] / points.length, 0);
  const [x, y] = [mean('x'), mean('y')];
  if (trend === 'none') return { level: y, slope: 0, season };
  const spread = points.reduce((sum, p) => sum + (p.x - x) ** 2, 0);
  const slope = spread > 0 ? points.reduce((sum, p) => sum + (p.x - x) * (p.y - y), 0) / spread : 0;
  return { level: y - slope * x, slope, season };
}

/** Sum of squared errors one step ahead. */
export function squaredError(model: EtsModel, rows: ArrayLike<number>): number {
  const state = new Ets(model);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const error = rows[i] - state.ahead(1);
    if (!Number.isNaN(error)) sum += error * error;
    state.add(rows[i]);
  }
  return sum;
}

export class Ets implements Streamed {
  private readonly model: EtsModel;
  private level = 0;
  private slope = 0;
  private season = new Float64Array(1);
  private row = 0;
  private readonly damping: number[] = [0];

  constructor(model: EtsModel) {
    this.model = model;
    this.restart();
  }

  restart(): void {
    this.level = this.model.level;
    this.slope = this.model.slope;
    this.season = this.model.season.slice();
    this.row = 0;
  }

  add(value: number): void {
    const { alpha, beta, gamma, phi, m } = this.model;
    const at = this.row++ % m;
    const drift = phi * this.slope;
    const error = Number.isNaN(value) ? 0 : value - (this.level + drift + this.season[at]);
    this.level += drift + alpha * error;
    this.slope = drift + beta * error;
    this.season[at] += gamma * error;
  }

  ahead(steps: number): number {
    const { phi, m } = this.model;
    // phi + phi^2 + ... + phi^steps.
    for (let i = this.damping.length; i <= steps; i++) this.damping.push(this.damping[i - 1] + phi ** i);
    return this.level + this.damping[steps] * this.slope + this.season[(this.row - 1 + steps) % m];
  }
}
