/**
 * Windows -> the inputs of a program, and its output -> forecasts.
 *
 * F input columns, C targets, L lookback, H horizon, B windows of a batch. An origin of -1 is no window: a row of zeros that weighs nothing.
 */
import type { Feed } from '../backends/backend.ts';
import { ANYWHERE, lengthOf } from '../compile/line.ts';
import type { Program } from '../compile/program.ts';
import { partCount, pointPart, type Strategy } from '../compile/task.ts';
import { Random } from '../random.ts';
import { augment } from './augment.ts';
import type { DatasetDesign } from './design.ts';
import { seriesAt } from './lay-out.ts';
import { lengthAt, type ScaledRows } from './windows.ts';

/** Steps that a network runs on one window. */
export const stepsOf = (design: Pick<DatasetDesign, 'lookback' | 'horizon'>, strategy: Strategy): number =>
  strategy === 'recursive' ? design.lookback + design.horizon - 1 : design.lookback;

/** The part of a program that decides what it is fed, and what its output means. */
export type Fed = Pick<Program, 'strategy' | 'forecast' | 'inputs' | 'lines'>;

/** A step of training: the true targets are shown where edges feed them, and noise is drawn. Absent: the network runs free, and noise is its mean. */
export interface Training {
  seed: number;
  /** Batches before this one. */
  step: number;
}

/** Rows beyond the last window are zero and weigh nothing. */
export function feedFor(p: ScaledRows, origins: Int32Array, batch: number, program: Fed, training?: Training): Feed {
  const steps = stepsOf(p.design, program.strategy);
  const some: Batch = { p, origins: origins.subarray(0, batch), batch, steps, program, training };
  const feed: Record<string, Float32Array> = Object.fromEntries(
    program.inputs.map((input) => {
      const count = input.line === ANYWHERE ? 1 : lengthOf(program.lines[input.line], steps);
      const out = new Float32Array(count * batch * input.width);
      if (input.noise) draw(out, input.name, input.noise, training);
      else fill(out, input, some);
      return [input.name, out];
    }),
  );
  if (training && p.design.augment.length) change(feed, some, training);
  return feed;
}

/** Augmentations of the design; the last row that is seen stands in an input of its own too. */
function change(feed: Record<string, Float32Array>, { p, origins, batch, program }: Batch, training: Training): void {
  const { x, origin, target } = feed;
  if (!x) return;
  const F = widthOf(p);
  const lengths = Array.from({ length: batch }, (_, b) => (origins[b] >= 0 ? lengthAt(p, origins[b]) : 0));
  const width = program.inputs.find((input) => input.name === 'target')?.width ?? 0;
  augment(
    {
      x,
      ...(target ? { target: { values: target, width } } : {}),
      ...{ batch, columns: F, lengths },
      isFixed: p.isFixed,
      targetColumns: p.ends.task.targetColumns,
    },
    p.design.augment,
    training.seed,
    training.step,
  );
  if (origin)
    lengths.forEach((length, b) => {
      if (length) origin.set(x.subarray(((length - 1) * batch + b) * F, ((length - 1) * batch + b + 1) * F), b * F);
    });
}

interface Batch {
  p: ScaledRows;
  origins: Int32Array;
  batch: number;
  steps: number;
  program: Fed;
  training: Training | undefined;
}

const widthOf = ({ ends }: ScaledRows): number => ends.task.inputs;
const targetsOf = ({ truth }: ScaledRows): number => truth.length;

/** out: [steps of the line][B][width]. */
function fill(out: Float32Array, { name, width, line }: Fed['inputs'][number], some: Batch): void {
  const { p, origins, batch, program } = some;
  const { lookback: L, horizon: H, gap } = p.design;
  const F = widthOf(p);
  const past = /^past\/(\d+)$/.exec(name);
  const future = /^future(?:\/(\d+))?$/.exec(name);
  // Means are taken over the rows that are there: one that is no window has a row of zeros, or its mean would be none, and no weight takes that away.
  if (name === 'mask') for (let b = 0; b < batch; b++) if (!(origins[b] >= 0)) out[b] = 1;
  origins.forEach((o, b) => {
    if (o < 0) return;
    if (name === 'x') showRows(out, b, some);
    else if (name === 'origin') copyRow(out, b * F, p, o, o);
    else if (name === 'mask') for (let t = 0; t < lengthAt(p, o); t++) out[t * batch + b] = 1;
    else if (name === 'window') for (let t = 0; t < L; t++) out[t * batch + b] = 1;
    else if (name === 'target' && p.labels) markClasses(out, b, width, some, () => 1);
    else if (name === 'weight' && p.labels) weighClasses(out, b, some);
    else if (name === 'target') eachRow(program, H, (h, at) => copyTargets(p, o + gap + 1 + h, out, at(b, batch, width)), width);
    else if (name === 'weight') weigh(out, b, width, some);
    else if (future) showAhead(out, b, width, future[1] === undefined ? H : Number(future[1]), some);
    else if (name === 'static') out.set(p.statics.subarray(seriesAt(p.series, o) * width, (seriesAt(p.series, o) + 1) * width), b * width);
    else if (name === 'series') out[b] = p.seriesNumbers[seriesAt(p.series, o)];
    else if (past) {
      for (let s = 0; s < Math.min(Number(past[1]), program.forecast.steps); s++)
        for (let j = 0; j < program.forecast.points; j++) {
          const row = o + 1 + (s - Number(past[1])) * program.forecast.points + j;
          // What lies before the window is not seen.
          if (row > o - lengthAt(p, o)) knownTargets(p, o, row, out, (s * batch + b) * width + j * targetsOf(p));
        }
    } else if (name === 'teacher' || name === 'known') teach(out, name, b, width, program.lines[line].kind === 'ahead', some);
    else throw new Error(`nothing provides the input "${name}"`);
  });
}

/** A row as a window with origin o sees it: what was interpolated from a row after o is the last known value instead. */
function copyRow(out: Float32Array, at: number, p: ScaledRows, row: number, o: number): void {
  const F = widthOf(p);
  out.set(p.inputs.subarray(row * F, (row + 1) * F), at);
  for (const { column, previous, next } of p.late) if (next[row] > o) out[at + column] = previous[row];
}

/** The rows of a window, the oldest first; shorter ones leave the last steps zero. */
function showRows(out: Float32Array, b: number, { p, origins, batch, steps }: Batch): void {
  const F = widthOf(p);
  const o = origins[b];
  const length = lengthAt(p, o);
  for (let t = 0; t < length; t++) copyRow(out, (t * batch + b) * F, p, o - length + 1 + t, o);
  if (steps === p.design.lookback) return;
  // After the origin the features hold their last known values, but for what is known ahead.
  const { to } = p.series[seriesAt(p.series, o)];
  for (let t = p.design.lookback; t < steps; t++) {
    const row = o + 1 + t - p.design.lookback;
    const at = (t * batch + b) * F;
    copyRow(out, at, p, o, o);
    if (row < to) for (const c of p.ahead) out[at + c] = p.inputs[row * F + c];
  }
}

/** What is known of the horizon: [steps][B][points K], or all of it once. */
function showAhead(out: Float32Array, b: number, width: number, points: number, { p, origins, batch }: Batch): void {
  const { horizon: H, gap } = p.design;
  const F = widthOf(p);
  const K = p.ahead.length;
  const o = origins[b];
  const { to } = p.series[seriesAt(p.series, o)];
  for (let h = 0; h < H; h++) {
    const row = o + gap + 1 + h;
    const at = (Math.floor(h / points) * batch + b) * width + (h % points) * K;
    if (row < to) p.ahead.forEach((c, k) => (out[at + k] = p.inputs[row * F + c]));
  }
}

/** Visits every row of the horizon with where it stands in the output. */
function eachRow(
  { forecast }: Fed,
  horizon: number,
  visit: (h: number, at: (b: number, batch: number, width: number) => number) => void,
  width: number,
): void {
  const { points } = forecast;
  for (let h = 0; h < horizon; h++) visit(h, (b, batch) => (Math.floor(h / points) * batch + b) * width + (h % points) * (width / points));
}

const copyTargets = (p: ScaledRows, row: number, out: Float32Array, at: number): void => {
  const C = targetsOf(p);
  out.set(p.outputs.subarray(row * C, (row + 1) * C), at);
};

/** Targets of a row up to the origin, from the features of the same names: a missing value is filled there as the design wants it. */
function knownTargets(p: ScaledRows, o: number, row: number, out: Float32Array, at: number): void {
  if (row < p.series[seriesAt(p.series, o)].from) return;
  const seen = new Float32Array(widthOf(p));
  copyRow(seen, 0, p, row, o);
  p.ends.task.targetColumns.forEach((column, c) => (out[at + c] = seen[column]));
}

/** Every number that is forecast counts alike; the loss of a whole row counts once. */
function weigh(out: Float32Array, b: number, width: number, { p, origins, batch, program }: Batch): void {
  const { points } = program.forecast;
  const C = targetsOf(p);
  const { horizon: H } = p.design;
  if (width !== points * C) return void out.fill(1 / (origins.length * program.forecast.steps * width), b * width, (b + 1) * width);
  eachRow(program, H, (_, at) => out.fill(1 / (origins.length * H * C), at(b, batch, width), at(b, batch, width) + C), width);
}

/** Visits the steps of a window at which a class is wanted, with the row that has it: the last row seen, or the row after each step. */
export function eachClass(p: ScaledRows, o: number, visit: (step: number, label: number) => void): void {
  if (p.design.task === 'classify') return visit(0, p.labels![o]);
  const length = lengthAt(p, o);
  for (let t = 0; t < length; t++) visit(t, p.labels![o - length + 2 + t]);
}

/** Puts a number where the class of each step is, [steps][B][classes]. */
function markClasses(out: Float32Array, b: number, width: number, { p, origins, batch }: Batch, value: (label: number) => number): void {
  eachClass(p, origins[b], (t, label) => {
    if (label >= 0) out[(t * batch + b) * width + label] = value(label);
  });
}

/** Weights of the classes that are known sum to 1 over a batch. */
function weighClasses(out: Float32Array, b: number, { p, origins, batch }: Batch): void {
  const weightOf = (label: number) => (label < 0 ? 0 : (p.classWeights?.[label] ?? 1));
  let sum = 0;
  for (const o of origins) if (o >= 0) eachClass(p, o, (_, label) => (sum += weightOf(label)));
  eachClass(p, origins[b], (t, label) => (out[t * batch + b] = sum > 0 ? weightOf(label) / sum : 0));
}

/**
 * What stands in for the forecast: the truth of every step while training, of the steps up to the origin otherwise.
 * `known` says where; both are zero elsewhere.
 */
function teach(
  out: Float32Array,
  name: string,
  b: number,
  width: number,
  isAhead: boolean,
  { p, origins, batch, steps, program, training }: Batch,
): void {
  const { lookback: L, gap, horizon: H } = p.design;
  const C = targetsOf(p);
  const o = origins[b];
  if (isAhead) {
    if (training)
      eachRow(
        program,
        H,
        (h, at) => {
          if (name === 'known') out.fill(1, at(b, batch, width), at(b, batch, width) + C);
          else copyTargets(p, o + gap + 1 + h, out, at(b, batch, width));
        },
        width,
      );
    return;
  }
  for (let t = 0; t < steps; t++) {
    const row = o - L + 2 + t;
    const at = (t * batch + b) * C;
    if (row > o && !training) continue;
    if (name === 'known') out.fill(1, at, at + C);
    else if (row <= o) knownTargets(p, o, row, out, at);
    else copyTargets(p, row, out, at);
  }
}

/** Noise of a training step; without one, its mean. */
function draw(out: Float32Array, name: string, { kind, rate }: NonNullable<Fed['inputs'][number]['noise']>, training?: Training): void {
  if (!training) return void out.fill(kind === 'drop' ? 1 : rate);
  const random = new Random(training.seed, `${name}/${training.step}`);
  const limit = rate * 4294967296;
  const kept = kind === 'drop' ? 1 / (1 - rate) : 0;
  const struck = kind === 'drop' ? 0 : 1;
  for (let i = 0; i < out.length; i++) out[i] = random.word() < limit ? struck : kept;
}

/** Output of a program, [parts][steps][B][points * C], as [B][H][C] for the first `count` windows: of the point forecast, or of a part. A copy, in scaled space. */
export function forecastsOf(
  output: ArrayLike<number>,
  count: number,
  batch: number,
  horizon: number,
  targets: number,
  { forecast }: Pick<Fed, 'forecast'>,
  part = pointPart(forecast.parts),
): Float64Array {
  const out = new Float64Array(count * horizon * targets);
  const { points, parts } = forecast;
  const first = (output.length / partCount(parts)) * part;
  for (let b = 0; b < count; b++)
    for (let h = 0; h < horizon; h++)
      for (let c = 0; c < targets; c++)
        out[(b * horizon + h) * targets + c] =
          output[first + (Math.floor(h / points) * batch + b) * points * targets + (h % points) * targets + c];
  return out;
}
