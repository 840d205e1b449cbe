/**
 * Changes what a batch of training windows shows, as the design lists it. Every number that is drawn is a function of (seed, batch, place
 * in the list, window), so a run that goes on after an interruption sees the very same windows.
 *
 * x: [T][B][F]; target: [steps][B][width], of forecasts width is points * C, of classes their number. Rows that are not there stay zero.
 */
import { Random } from '../random.ts';
import type { Augmentation } from './augmentations.ts';

export interface Shown {
  x: Float32Array;
  target?: { values: Float32Array; width: number };
  /** Windows of the batch, and columns of x. */
  batch: number;
  columns: number;
  /** Steps of x that are there, for each window; 0 where there is none. */
  lengths: ArrayLike<number>;
  /** Columns that are no measurements - codes, words, calendar, masks - and stay as they are. */
  isFixed: readonly boolean[];
  /** Where each target stands among the columns, of forecasts; what is multiplied in x is multiplied in the target. */
  targetColumns: readonly number[];
}

export function augment(shown: Shown, list: readonly Augmentation[], seed: number, step: number): void {
  list.forEach((what, place) => {
    const random = new Random(seed, `augment/${place}/${step}`);
    for (let b = 0; b < shown.batch; b++) {
      const chosen = random.uniform() < what.chance;
      const own = new Random(seed, `augment/${place}/${step}/${b}`);
      if (chosen && shown.lengths[b] > 0) change(shown, what, b, own);
    }
  });
}

function change(shown: Shown, what: Augmentation, b: number, random: Random): void {
  const length = shown.lengths[b];
  switch (what.name) {
    case 'jitter':
      return eachValue(shown, b, (value) => value + what.deviation! * random.normal());
    case 'scaling': {
      const factors = Array.from({ length: shown.columns }, () => 1 + what.deviation! * random.normal());
      eachValue(shown, b, (value, _, c) => value * factors[c]);
      return scaleTargets(shown, b, (c) => factors[c]);
    }
    case 'magnitudeWarp': {
      const curves = Array.from({ length: shown.columns }, () => smooth(what.knots!, length, () => 1 + what.deviation! * random.normal()));
      eachValue(shown, b, (value, t, c) => value * curves[c][t]);
      // What is predicted goes on where the curve of the window ends.
      return scaleTargets(shown, b, (c) => curves[c][length - 1]);
    }
    case 'timeWarp': {
      const speeds = smooth(what.knots!, length, () => Math.max(0.1, 1 + what.deviation! * random.normal()));
      const places: number[] = [];
      speeds.reduce((at, speed) => (places.push(at), at + speed), 0);
      const last = places[length - 1] || 1;
      return resample(shown, b, (t) => (places[t] / last) * (length - 1));
    }
    case 'slice': {
      const kept = Math.max(1, Math.round(what.share! * length));
      const from = random.below(length - kept + 1);
      return resample(shown, b, (t) => from + (length > 1 ? (t * (kept - 1)) / (length - 1) : 0));
    }
    case 'masking': {
      const stretch = Math.min(what.rows!, length);
      const count = Math.round((what.share! * length) / stretch);
      for (let i = 0; i < count; i++) {
        const from = random.below(length - stretch + 1);
        eachValue(shown, b, (value, t) => (t >= from && t < from + stretch ? 0 : value));
      }
      return;
    }
    case 'mixup':
      return mix(shown, b, betaOf(what.alpha!, random), random.below(shown.batch));
    default:
      return what.name satisfies never;
  }
}

function eachValue({ x, batch, columns, lengths, isFixed }: Shown, b: number, of: (value: number, t: number, c: number) => number): void {
  for (let t = 0; t < lengths[b]; t++)
    for (let c = 0; c < columns; c++) {
      const at = (t * batch + b) * columns + c;
      if (!isFixed[c]) x[at] = of(x[at], t, c);
    }
}

function scaleTargets({ target, batch, targetColumns }: Shown, b: number, factor: (column: number) => number): void {
  const C = targetColumns.length;
  if (!target || !C) return;
  const { values, width } = target;
  for (let at = b * width; at < values.length; at += batch * width)
    for (let i = 0; i < width; i++) if (targetColumns[i % C] >= 0) values[at + i] *= factor(targetColumns[i % C]);
}

/** Rows at other places, between two of them by the share of each. */
function resample({ x, batch, columns, lengths, isFixed }: Shown, b: number, place: (t: number) => number): void {
  const length = lengths[b];
  const rows = Array.from({ length }, (_, t) => x.slice((t * batch + b) * columns, (t * batch + b + 1) * columns));
  for (let t = 0; t < length; t++) {
    const at = Math.min(length - 1, Math.max(0, place(t)));
    const [below, share] = [Math.floor(at), at - Math.floor(at)];
    const above = Math.min(length - 1, below + 1);
    for (let c = 0; c < columns; c++)
      if (!isFixed[c]) x[(t * batch + b) * columns + c] = rows[below][c] + share * (rows[above][c] - rows[below][c]);
  }
}

/** A window and its target become a share of themselves and the rest of another one that is as long. */
function mix({ x, target, batch, columns, lengths }: Shown, b: number, share: number, other: number): void {
  if (other === b || lengths[other] !== lengths[b]) return;
  const own = Math.max(share, 1 - share);
  const blend = (values: Float32Array, width: number): void => {
    for (let at = 0; at < values.length; at += batch * width)
      for (let i = 0; i < width; i++)
        values[at + b * width + i] = own * values[at + b * width + i] + (1 - own) * values[at + other * width + i];
  };
  blend(x, columns);
  if (target) blend(target.values, target.width);
}

/** From Beta(alpha, alpha): Joehnk 1964. */
function betaOf(alpha: number, random: Random): number {
  for (;;) {
    const [u, v] = [random.uniform() ** (1 / alpha), random.uniform() ** (1 / alpha)];
    if (u + v > 0 && u + v <= 1) return u / (u + v);
  }
}

/** A curve through values drawn at so many knots, straight between them smoothed by a cosine: [length]. */
function smooth(knots: number, length: number, draw: () => number): number[] {
  const values = Array.from({ length: knots + 2 }, draw);
  return Array.from({ length }, (_, t) => {
    const at = length > 1 ? (t * (knots + 1)) / (length - 1) : 0;
    const below = Math.min(knots, Math.floor(at));
    const share = (1 - Math.cos(Math.PI * (at - below))) / 2;
    return values[below] + share * (values[below + 1] - values[below]);
  });
}
