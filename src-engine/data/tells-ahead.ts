/**
 * Whether a feature tells the target of rows to come better than any honest measurement would: a moved copy in other units, with noise, as ranks, as a
 * running sum. Asked of least squares: of what the target's own past leaves open, how much is still open with the feature beside it?
 */
import type { Rows } from './dataset.ts';

export interface TellsAhead {
  /** Rows from the feature's row to the one that it tells most of. */
  rows: number;
  /** Share of the squared error of the own past that is left with the feature. */
  left: number;
  /** Largest correlation of one row of the feature with the row that it tells. */
  correlation: number;
  /** Told of the order of the values rather than of the values. */
  isByRank: boolean;
}

/** Rows that are compared at most, in stretches of neighbours; and first, where most pairs show that there is nothing to see. */
const MOST_ROWS = 2500;
const FIRST_ROWS = 800;
/** Share that is left above which a first look is the last. */
const HARDLY_TOLD = 0.6;
const STRETCHES = 8;
/** Fewer rows prove nothing. */
const LEAST_ROWS = 60;
const TOLD = 0.02;
const UNTOLD = 0.97;
/** Rows of the own past, the last one among them, and what is made of the feature. */
const OWN = 7;
const OTHERS = 4;
/** Seasons that the past may repeat, in rows. */
const SEASONS = [4, 7, 12, 24, 48, 96, 168, 336];

/** x: a feature; y: the target; train: rows to look at; leads: rows ahead that are tried; isKnown: the feature is seen in the row that is told. */
export function tellsAhead(
  x: Float64Array,
  y: Float64Array,
  train: readonly Rows[],
  leads: readonly number[],
  isKnown: boolean,
): TellsAhead | undefined {
  const first = told(x, y, spread(train, FIRST_ROWS), leads, isKnown);
  return first && first.left > HARDLY_TOLD ? first : told(x, y, spread(train, MOST_ROWS), leads, isKnown);
}

function told(
  x: Float64Array,
  y: Float64Array,
  stretches: readonly Rows[],
  leads: readonly number[],
  isKnown: boolean,
): TellsAhead | undefined {
  let best: TellsAhead | undefined;
  for (const isByRank of [false, true]) {
    const [a, b] = isByRank ? [ranks(x, stretches), ranks(y, stretches)] : [x, y];
    for (const rows of new Set(leads)) {
      const found = leftOpen(a, b, stretches, rows, isKnown ? rows : 0);
      if (found && (!best || found.left < best.left)) best = { rows, ...found, isByRank };
    }
    // What is told of the values needs no word about their order; what tells nothing of the values tells nothing of their order either.
    if (!best || best.left < TOLD || best.left > UNTOLD) break;
  }
  return best;
}

/** All rows of few, stretches of neighbours of many. */
function spread(train: readonly Rows[], most: number): Rows[] {
  const rows = train.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
  if (rows <= most) return train.filter(({ from, to }) => to > from);
  if (train.length > STRETCHES) {
    const step = rows / most;
    return train.filter(({ from, to }, i) => to > from && Math.floor(i / step) !== Math.floor((i - 1) / step));
  }
  return train.flatMap(({ from, to }) => {
    const each = Math.floor(most / (STRETCHES * train.length));
    return Array.from({ length: STRETCHES }, (_, i) => from + Math.floor(((to - from - each) * i) / Math.max(1, STRETCHES - 1)))
      .filter((start) => start >= from && start + each <= to)
      .map((start) => ({ from: start, to: start + each }));
  });
}

/** The place of each value among those of the stretches; NaN elsewhere. */
function ranks(values: Float64Array, stretches: readonly Rows[]): Float64Array {
  const sorted = Float64Array.from(stretches.flatMap(({ from, to }) => [...values.subarray(from, to)]).filter((v) => v === v)).sort();
  const out = new Float64Array(values.length).fill(NaN);
  for (const { from, to } of stretches)
    for (let row = from; row < to; row++) {
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sorted[middle] < values[row]) low = middle + 1;
        else high = middle;
      }
      if (values[row] === values[row]) out[row] = low;
    }
  return out;
}

/** Of the error that the own past leaves at `rows` ahead, the share that is left with x of row t + seen and those before it; undefined for too few rows. */
function leftOpen(
  x: Float64Array,
  y: Float64Array,
  stretches: readonly Rows[],
  rows: number,
  seen: number,
): { left: number; correlation: number } | undefined {
  const longest = Math.max(0, ...stretches.map(({ from, to }) => to - from));
  const seasons = SEASONS.map((season) => Math.ceil(rows / season) * season).filter((back) => back - rows < longest / 3);
  const own = [...Array.from({ length: OWN }, (_, i) => -i), ...new Set(seasons.map((back) => rows - back))].filter(
    (v, i, all) => all.indexOf(v) === i,
  );
  const size = own.length + OTHERS;
  const reach = Math.max(OWN, ...own.map((at) => -at));
  const table: Float64Array[] = [];
  for (const { from, to } of stretches)
    for (let row = from + reach; row + rows < to; row++) {
      const line = new Float64Array(size + 1);
      for (let i = 0; i < own.length; i++) line[i] = y[row + own[i]];
      // Its value, its last two changes - a running sum shows in them - and itself times the last value, for what is told as a share of it.
      const at = row + seen;
      line[own.length] = x[at];
      line[own.length + 1] = x[at] - x[at - 1];
      line[own.length + 2] = x[at - 1] - x[at - 2];
      line[own.length + 3] = x[at] * y[row];
      line[size] = y[row + rows];
      if (line.every((value) => value === value)) table.push(line);
    }
  if (table.length < Math.max(LEAST_ROWS, 3 * size)) return undefined;
  const { alone, both, correlation } = residuals(table, own.length, size);
  // What the past tells wholly by itself cannot be told better.
  return alone > 1e-6 * table.length ? { left: both / alone, correlation } : undefined;
}

/** Squared error of the last column, scaled to spread 1, by the first `some` columns alone and by all `size` of them; and its best correlation with one beyond `some`. */
function residuals(table: readonly Float64Array[], some: number, size: number): { alone: number; both: number; correlation: number } {
  const n = table.length;
  const means = Float64Array.from({ length: size + 1 }, (_, i) => table.reduce((sum, line) => sum + line[i], 0) / n);
  const spreads = means.map((mean, i) => Math.sqrt(table.reduce((sum, line) => sum + (line[i] - mean) ** 2, 0) / n) || 1);
  const products = Array.from({ length: size + 1 }, () => new Float64Array(size + 1));
  for (const line of table) {
    for (let i = 0; i <= size; i++) line[i] = (line[i] - means[i]) / spreads[i];
    for (let i = 0; i <= size; i++) for (let j = 0; j <= i; j++) products[i][j] += line[i] * line[j];
  }
  // Cholesky row by row: each column takes its share of the target away in turn.
  const factor = Array.from({ length: size }, () => new Float64Array(size));
  const told = new Float64Array(size);
  let [left, leftOfSome] = [products[size][size], 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = products[i][j];
      for (let k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
      // A column that those before it tell wholly adds nothing.
      if (i === j) factor[i][i] = sum > 1e-9 * n ? Math.sqrt(sum) : 0;
      else factor[i][j] = factor[j][j] > 0 ? sum / factor[j][j] : 0;
    }
    let sum = products[size][i];
    for (let k = 0; k < i; k++) sum -= factor[i][k] * told[k];
    told[i] = factor[i][i] > 0 ? sum / factor[i][i] : 0;
    left -= told[i] * told[i];
    if (i === some - 1) leftOfSome = left;
  }
  const correlation = Math.max(...Array.from(products[size].subarray(some, size), Math.abs)) / n;
  return { alone: Math.max(0, leftOfSome), both: Math.max(0, left), correlation };
}
