/**
 * The first batch that a run would train on, window by window: what a network is shown at each step, and what it is asked for. Made by
 * the same code that feeds a training step, so augmentation and whatever fills a missing value are in it. Needs no drawing: which of the
 * numbers a network reads is for the network.
 *
 * F input columns, K of them known ahead, C targets, L lookback, H horizon, B windows of a batch.
 */
import type { Feed } from '../backends/backend.ts';
import { ANYWHERE, STEPS, type Line } from '../compile/line.ts';
import { shuffled } from './batches.ts';
import { columnOf } from './dataset.ts';
import { feedFor, type Fed } from './feed.ts';
import { isFolded, seriesAt } from './lay-out.ts';
import { valueInUnits } from './scaling.ts';
import { lengthAt, type Prepared } from './windows.ts';

export interface FirstBatch {
  columns: string[];
  /** Names of the columns that are known for the horizon too. */
  ahead: string[];
  targets: string[];
  classes: string[];
  statics: string[];
  lookback: number;
  horizon: number;
  /** Windows of the batch; `windows` may hold fewer of them. */
  size: number;
  isAugmented: boolean;
  /** The column whose numbers are places in `classes`: the symbol that is continued. Null of other tasks. */
  symbol: string | null;
  windows: BatchWindow[];
}

export interface BatchWindow {
  /** Name of its series; '' where there is one. */
  series: string;
  /** Rows of the dataset: of each step that is seen, then of the rows to be predicted. */
  rows: Float64Array;
  /** How many of them are seen: fewer than the lookback where the series begins within it. */
  seen: number;
  /** Milliseconds since 1970 UTC of those rows. */
  time?: Float64Array;
  /** [seen][F]: as the network gets them, and in units as they are known (before augmentation). */
  inputs: Float32Array;
  inputUnits: Float64Array;
  /** [H][K], scaled. */
  known: Float32Array;
  /** [H][C]: in the space of the loss, and in units. None of classes. */
  wanted: Float32Array;
  wantedUnits: Float64Array;
  /** Class that is asked for: after the last row, or after each row of a text; -1 where it is not known. */
  labels: Int32Array;
  /** [statics] */
  statics: Float32Array;
}

const lines: Line[] = [{ kind: 'steps' }, { kind: 'once' }];

/** most: numbers that are given out; further windows of the batch are left out, but one there always is. */
export function firstBatchOf(p: Prepared, batch: number, seed: number, most = 1_500_000): FirstBatch {
  const { design, ends } = p;
  const { lookback: L, horizon: H } = design;
  const [F, K, C, S] = [ends.task.inputs, p.ahead.length, p.truth.length, ends.statics.names.length];
  const all = shuffled(p, batch, seed, 0).subarray(0, batch);
  const isNext = design.task === 'next';
  const width = p.labels ? ends.classes.length : H * C;
  const fed: Fed = {
    strategy: 'direct',
    forecast: { steps: 1, points: H, parts: { kind: 'point' } },
    lines,
    inputs: [
      { name: 'x', value: 0, width: F, line: STEPS },
      { name: 'target', value: 0, width, line: isNext ? STEPS : ANYWHERE },
      ...(K ? [{ name: 'future', value: 0, width: H * K, line: ANYWHERE }] : []),
      ...(S ? [{ name: 'static', value: 0, width: S, line: ANYWHERE }] : []),
    ],
  };
  const feed = feedFor(p, all, batch, fed, { seed, step: 0 });
  const shown = Array.from(all, (origin, b) => ({ origin, b })).filter(({ origin }) => origin >= 0);
  const room = Math.max(1, Math.floor(most / (2 * (L * F + H * C) + 1)));
  return {
    columns: ends.inputs,
    ahead: p.ahead.map((c) => ends.inputs[c]),
    targets: ends.outputs,
    classes: ends.classes,
    statics: ends.statics.names,
    lookback: L,
    horizon: design.task === 'forecast' ? H : 0,
    size: shown.length,
    isAugmented: design.augment.length > 0,
    symbol: isNext ? (design.targets[0] ?? null) : null,
    windows: shown.slice(0, room).map(({ origin, b }) => windowAt(p, feed, origin, b, batch)),
  };
}

function windowAt(p: Prepared, feed: Feed, origin: number, b: number, batch: number): BatchWindow {
  const { design, ends, dataset } = p;
  const [F, K, C, S] = [ends.task.inputs, p.ahead.length, p.truth.length, ends.statics.names.length];
  const H = design.task === 'forecast' ? design.horizon : 0;
  const seen = lengthAt(p, origin);
  const series = seriesAt(p.series, origin);
  const first = origin - seen + 1;
  const block = p.series[series].target * dataset.rows;
  const wantedRow = (h: number) => origin + design.gap + 1 + h;
  const rows = Float64Array.from({ length: seen + H }, (_, i) => (i < seen ? first + i : wantedRow(i - seen)) - block);
  const inputs = new Float32Array(seen * F);
  for (let t = 0; t < seen; t++) inputs.set(feed.x.subarray((t * batch + b) * F, (t * batch + b + 1) * F), t * F);
  return {
    series: p.series[series].name,
    rows,
    seen,
    ...(dataset.time ? { time: rows.map((row) => dataset.time![row]) } : {}),
    inputs,
    inputUnits: inUnits(p, series, first, seen),
    known: K ? Float32Array.from(feed.future.subarray(b * H * K, (b + 1) * H * K)) : new Float32Array(0),
    wanted: H ? Float32Array.from(feed.target.subarray(b * H * C, (b + 1) * H * C)) : new Float32Array(0),
    wantedUnits: Float64Array.from({ length: H * C }, (_, i) => p.truth[i % C][wantedRow(Math.floor(i / C))]),
    labels: Int32Array.from({ length: p.labels ? (design.task === 'next' ? seen : 1) : 0 }, (_, i) =>
      design.task === 'next' ? p.labels![first + i + 1] : p.labels![origin],
    ),
    statics: S ? Float32Array.from(feed.static.subarray(b * S, (b + 1) * S)) : new Float32Array(0),
  };
}

/** [seen][F]: what the file says where it says something, else what stands in for it, scaled back. */
function inUnits(p: Prepared, series: number, first: number, seen: number): Float64Array {
  const F = p.ends.task.inputs;
  const out = new Float64Array(seen * F);
  const block = p.series[series].target * p.dataset.rows;
  p.ends.inputs.forEach((name, f) => {
    const raw = isFolded(p.design) && p.ends.task.targetColumns.includes(f) ? p.truth[0] : columnOf(p.dataset, name);
    const shift = raw && raw.length === p.dataset.rows ? block : 0;
    const scaling = p.scalings[series].features[f];
    let before = NaN;
    for (let t = 0; t < seen; t++) {
      const row = first + t;
      const known = raw?.[row - shift] ?? NaN;
      before = known === known ? known : valueInUnits(scaling, p.inputs[row * F + f], before);
      out[t * F + f] = before;
    }
  });
  return out;
}
