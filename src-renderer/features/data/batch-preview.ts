/**
 * The very windows that training begins with: what `train` would put into its first batch, made by the engine itself from the
 * dataset's numbers. Needs all rows of the columns that are used; `canPreview` says whether they are few enough to hold.
 */
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare, type Prepared } from '#engine/data/windows.ts';
import { Random } from '#engine/random.ts';
import { defaultSettings } from '#engine/train/settings.ts';
import type { Api, SeriesSlice } from '#shared/api.ts';

const mostValues = 2_000_000;
/** Rows that are asked for at once. */
const block = 50_000;
export const canPreview = (rows: number, columns: number): boolean => rows * columns <= mostValues;

/** The first `rows` rows of some columns, every one of them. */
export async function allRows(api: Api, id: string, columns: string[], rows: number): Promise<SeriesSlice> {
  const parts: SeriesSlice[] = [];
  for (let from = 0; from < rows; from += block)
    parts.push(await api.datasets.series(id, columns, from, Math.min(rows, from + block), block));
  const joined = (pick: (part: SeriesSlice) => Float64Array): Float64Array => {
    const out = new Float64Array(rows);
    let at = 0;
    for (const part of parts) {
      out.set(pick(part), at);
      at += pick(part).length;
    }
    return out;
  };
  return {
    from: 0,
    to: rows,
    rows: joined((part) => part.rows),
    ...(parts[0]?.time ? { time: joined((part) => part.time!) } : {}),
    values: columns.map((_, i) => joined((part) => part.values[i])),
  };
}

export interface BatchPreview {
  prepared: Prepared;
  /** Origins in the order in which the windows stand in the batch. */
  origins: Int32Array;
}

/** `slice`: every row of `names`. Undefined where the design has no training window. */
export function firstBatch(
  names: readonly string[],
  slice: SeriesSlice,
  design: DatasetDesign,
  frequency: string | null,
): BatchPreview | undefined {
  const dataset: Dataset = {
    rows: slice.to,
    columns: names.map((name, i) => ({ name, numbers: slice.values[i] })),
    ...(slice.time ? { time: slice.time } : {}),
    ...(frequency ? { frequency } : {}),
  };
  const { prepared } = prepare(dataset, design);
  if (!prepared) return undefined;
  const { train } = prepared.windows;
  // As train() does for its first epoch.
  const order = new Random(defaultSettings.seed, 'order/0').permutation(train.length);
  return { prepared, origins: Int32Array.from(order.subarray(0, defaultSettings.batch), (i) => train[i]) };
}

export interface WindowTable {
  /** Rows of the dataset, lookback first. */
  rows: number[];
  /** How many of them the network sees. */
  seen: number;
  time?: number[];
  /** By column: features, then targets. NaN where the network sees nothing, or is asked nothing. */
  features: number[][];
  targets: number[][];
}

/** One window as numbers: scaled as the network sees them, or in the person's units. */
export function windowTable(
  { dataset, design, inputs, outputs, scaling, truth }: Prepared,
  origin: number,
  isScaled: boolean,
): WindowTable {
  const { lookback, gap, horizon } = design;
  const F = design.features.length;
  const C = design.targets.length;
  const seenRows = Array.from({ length: lookback }, (_, i) => origin - lookback + 1 + i);
  const aheadRows = Array.from({ length: horizon }, (_, i) => origin + gap + 1 + i);
  const rows = [...seenRows, ...aheadRows];
  const unscaled = (row: number, f: number) => inputs[row * F + f] * scaling.features[f].scale + scaling.features[f].shift;
  return {
    rows,
    seen: lookback,
    ...(dataset.time ? { time: rows.map((row) => dataset.time![row]) } : {}),
    features: design.features.map((_, f) =>
      rows.map((row, i) => (i >= lookback ? NaN : isScaled ? inputs[row * F + f] : unscaled(row, f))),
    ),
    targets: design.targets.map((_, c) => rows.map((row, i) => (i < lookback ? NaN : isScaled ? outputs[row * C + c] : truth[c][row]))),
  };
}
