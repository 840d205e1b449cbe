/**
 * From a dataset and its design to what is trained on: scaled rows, and the windows of each part.
 * A window is one number, its origin: the last row that the network sees, in the rows of `lay-out.ts`.
 *
 * F input columns, C targets, L lookback, H horizon, B windows of a batch.
 */
import type { Task } from '../compile/task.ts';
import type { Issue } from '../issue.ts';
import { checkDesign } from './check-design.ts';
import { columnOf, type Dataset } from './dataset.ts';
import { partNames, type DatasetDesign, type PartName } from './design.ts';
import { inputColumns, OWN, ownColumn, scalerOf, type InputColumn } from './input-columns.ts';
import { classCodes, endsOf, NO_CLASS, type ModelEnds } from './model-ends.ts';
import { isFolded, layOut, seriesAt, type LaidOut, type SeriesRows } from './lay-out.ts';
import { partsOf, type Parts } from './parts.ts';
import { periodOf } from './period.ts';
import { fitScaler, scaledValue, valueInUnits, type ColumnScaling, type ColumnScalings, type Scaling } from './scaling.ts';
import { staticValues } from './statics.ts';
import { number } from './wording.ts';

/** Scaled rows of a dataset: what windows are cut from. */
export interface ScaledRows {
  design: DatasetDesign;
  ends: ModelEnds;
  series: SeriesRows[];
  /** Scaled input columns, [rows][F]; and scaled targets, [rows][C]. */
  inputs: Float32Array;
  outputs: Float32Array;
  /** Targets in their own units; none of classes. */
  truth: Float64Array[];
  scaling: Scaling;
  /** Of each series. */
  scalings: ColumnScalings[];
  /** Number of each series among those that the model knows, -1 for others. */
  seriesNumbers: number[];
  /** Class of each row, -1 where it has none; only of classes. */
  labels?: Int32Array;
  /** Weight of each class in the loss. */
  classWeights?: Float64Array;
  /** Input columns that are no measurements: words, codes, calendar, marks of what is missing. */
  isFixed: boolean[];
  /** Among the inputs, those that are known for the horizon. */
  ahead: number[];
  /** [series][S] */
  statics: Float32Array;
  /** Input columns that were interpolated: what stands there for windows that do not see the next known row. */
  late: { column: number; previous: Float32Array; next: Int32Array }[];
}

export interface Prepared extends ScaledRows {
  dataset: Dataset;
  task: Task;
  /** Of each series, in the rows that windows are cut from. */
  parts: Parts[];
  /** z-score of each target by the training part: the space of `scaled` metrics, whatever the model's own scaling. Of one series, or of all together. */
  metricScaling: ColumnScaling[];
  /** The same of each series where they are scaled by themselves; else always `metricScaling`. */
  metricScalingOf(series: number): ColumnScaling[];
  /** Origins of the windows of each part, ascending. */
  windows: Record<PartName, Int32Array>;
  /** Windows left out because a value in them is missing. */
  skipped: Record<PartName, number>;
  /** Season in rows, 1 when there is none. */
  period: number;
}

/** Each series by itself. */
export const scalesBySeries = (design: DatasetDesign): boolean => isFolded(design) || design.scaleBy === 'series';

/** Rows of a window with this origin that are there. */
export const lengthAt = ({ design, series }: Pick<ScaledRows, 'design' | 'series'>, origin: number): number =>
  Math.min(design.lookback, origin - series[seriesAt(series, origin)].from + 1);

/** Scaled forecasts of a window, [H][C] from `at`, turned into units where they are. */
export function toUnits(p: ScaledRows, origin: number, values: Float64Array, at = 0): void {
  const C = p.truth.length;
  const { targets } = p.scalings[seriesAt(p.series, origin)];
  for (let c = 0; c < C; c++) {
    let before = p.truth[c][origin];
    for (let h = 0; h < p.design.horizon; h++) {
      const i = at + h * C + c;
      before = values[i] = valueInUnits(targets[c], values[i], before);
    }
  }
}

const scalingsOf = (scaling: Scaling, series: string): ColumnScalings => {
  const own = scaling.series?.names.indexOf(series) ?? -1;
  return own < 0 ? scaling : scaling.series!.each[own];
};

/** Columns in units, and the rows of each series. */
export interface Columns {
  laid: LaidOut;
  columns: InputColumn[];
  truth: Float64Array[];
}

function columnsFor(
  dataset: Dataset,
  design: DatasetDesign,
  ends: ModelEnds,
  known: (series: number) => readonly { from: number; to: number }[],
): Columns {
  const laid = layOut(dataset, design);
  const mean = (numbers: Float64Array, series: number): number => {
    let [sum, count] = [0, 0];
    for (const { from, to } of known(series))
      for (let row = from; row < to; row++)
        if (numbers[row] === numbers[row]) {
          sum += numbers[row];
          count++;
        }
    return count ? sum / count : NaN;
  };
  const columns = inputColumns(dataset, design, laid, ends.words, mean);
  if (design.task !== 'forecast') return { laid, columns, truth: [] };
  const truth = isFolded(design)
    ? [ownColumn(dataset, design)]
    : design.targets.map((name) => columnOf(dataset, name) ?? new Float64Array(dataset.rows).fill(NaN));
  return { laid, columns, truth };
}

/** The same rows as `rowsFor` before they are scaled, what is missing filled. */
export const columnsInUnits = (dataset: Dataset, design: DatasetDesign, ends: ModelEnds): Columns => {
  const { series } = layOut(dataset, design);
  return columnsFor(dataset, design, ends, (s) => [series[s]]);
};

/** The rows of any dataset that has the columns, scaled as a model scales them; a target it lacks is missing everywhere. */
export function rowsFor(dataset: Dataset, design: DatasetDesign, known: Scaling, ends: ModelEnds): ScaledRows {
  const { laid, columns, truth } = columnsInUnits(dataset, design, ends);
  const scaling = withUnseen(known, laid, (s) => fitOn(design, columns, truth, ends, [laid.series[s]]));
  return scaled(dataset, design, ends, { laid, columns, truth }, scaling);
}

/** Where each series is scaled by itself, one that the model has not seen is scaled by its own past. */
function withUnseen(scaling: Scaling, { series }: LaidOut, fit: (series: number) => ColumnScalings): Scaling {
  if (!scaling.series) return scaling;
  const { names, each } = scaling.series;
  const unseen = series.flatMap(({ name }, s) => (names.includes(name) ? [] : [s]));
  if (!unseen.length) return scaling;
  return { ...scaling, series: { names: [...names, ...unseen.map((s) => series[s].name)], each: [...each, ...unseen.map(fit)] } };
}

function scaled(dataset: Dataset, design: DatasetDesign, ends: ModelEnds, { laid, columns, truth }: Columns, scaling: Scaling): ScaledRows {
  const each = laid.series.map((s) => scalingsOf(scaling, s.name));
  const inputs = new Float32Array(laid.rows * columns.length);
  columns.forEach(({ numbers }, c) => scaleInto(inputs, numbers, columns.length, c, laid, (s) => each[s].features[c]));
  const outputs = new Float32Array(laid.rows * truth.length);
  truth.forEach((numbers, c) => scaleInto(outputs, numbers, truth.length, c, laid, (s) => each[s].targets[c]));
  const numbers = new Map(ends.series.map((name, i) => [name, i]));
  const labels = classCodes(dataset, design, ends);
  return {
    design,
    ends,
    series: laid.series,
    inputs,
    outputs,
    truth,
    scaling,
    scalings: each,
    seriesNumbers: laid.series.map((s) => numbers.get(s.name) ?? -1),
    ...(labels ? { labels } : {}),
    isFixed: columns.map((c) => c.isFixed),
    ahead: columns.flatMap(({ isKnown }, c) => (isKnown ? [c] : [])),
    statics: staticValues(dataset, design, laid.series, ends.words, ends.statics),
    late: columns.flatMap(({ late }, column) => {
      if (!late) return [];
      const previous = new Float32Array(laid.rows);
      scaleInto(previous, late.previous, 1, 0, laid, (s) => each[s].features[column]);
      return [{ column, previous, next: late.next }];
    }),
  };
}

/** Column c of out, [rows][width]. */
function scaleInto(
  out: Float32Array,
  numbers: Float64Array,
  width: number,
  c: number,
  { series }: LaidOut,
  of: (series: number) => ColumnScaling,
): void {
  series.forEach(({ from, to }, s) => {
    const scaling = of(s);
    for (let row = from; row < to; row++) out[row * width + c] = scaledValue(scaling, numbers[row], row > from ? numbers[row - 1] : NaN);
  });
}

/**
 * One scaling per column: a target that is a feature too is scaled as the feature, whose filled gaps would else move its mean -
 * and what is fed back, taught or added at the end would be in another space than what the network sees.
 */
function fitOn(
  design: DatasetDesign,
  columns: readonly InputColumn[],
  truth: readonly Float64Array[],
  { task }: Pick<ModelEnds, 'task'>,
  rows: readonly { from: number; to: number }[],
): ColumnScalings {
  const pieces = (numbers: Float64Array) => rows.map(({ from, to }) => numbers.subarray(from, to));
  const features = columns.map(({ scaler, numbers }) => fitScaler(scaler, ...pieces(numbers)));
  return {
    features,
    targets: truth.map(
      (numbers, c) => features[task.targetColumns[c]] ?? fitScaler(scalerOf(design, design.targets[c]), ...pieces(numbers)),
    ),
  };
}

/** `earlier` given: scaling and ends of an earlier model, instead of new ones from this training part. */
export function prepare(
  dataset: Dataset,
  design: DatasetDesign,
  earlier?: { scaling?: Scaling; ends?: ModelEnds },
): { prepared?: Prepared; issues: Issue[] } {
  const issues = checkDesign(dataset, design);
  if (issues.some((i) => i.severity === 'error')) return { issues };
  const ends = earlier?.ends ?? endsOf(dataset, design);
  const laid = layOut(dataset, design);
  const sequenceParts = partsOf(dataset, design);
  const parts = laid.series.map(({ sequence, target }) => moved(sequenceParts[sequence], target * dataset.rows));
  const bySeries = scalesBySeries(design);
  const trainRows = parts.map((p) => p.train).filter(({ from, to }) => to > from);
  // Where whole series are in other parts they have no training rows: what is seen of them is their past.
  const rowsOf = (s: number) => (parts[s].train.to > parts[s].train.from ? parts[s].train : laid.series[s]);
  const { columns, truth } = columnsFor(dataset, design, ends, (s) => (bySeries ? [rowsOf(s)] : trainRows));
  const fresh = (): Scaling => ({
    ...fitOn(design, columns, truth, ends, trainRows),
    ...(bySeries ? { series: { names: [], each: [] } } : {}),
  });
  const fitted = withUnseen(earlier?.scaling ?? fresh(), laid, (s) => fitOn(design, columns, truth, ends, [rowsOf(s)]));
  const rows = scaled(dataset, design, ends, { laid, columns, truth }, fitted);
  issues.push(...columnIssues(design, columns, trainRows));
  const { windows, skipped } = windowsOf(rows, parts);
  for (const part of partNames)
    if (skipped[part]) {
      const all = skipped[part] + windows[part].length;
      issues.push({
        severity: 'warning',
        code: 'windows-skipped',
        where: part === 'train' ? 'training part' : `${part} part`,
        message: `${number(skipped[part])} of ${number(all)} windows touch a missing value and are left out.`,
        fix: design.missing === 'skip' ? 'Fill the features with the previous value, or repair the column.' : 'Repair the target column.',
        count: skipped[part],
        values: { part, left: skipped[part], all },
      });
    }
  if (!windows.train.length) {
    issues.push(
      skipped.train
        ? {
            severity: 'error',
            code: 'no-windows',
            where: 'training part',
            message: 'Every training window touches a missing value.',
            fix: 'Fill the features with the previous value, take out the column with most missing values, or use a shorter lookback.',
          }
        : {
            severity: 'error',
            code: 'no-windows-fit',
            where: 'training part',
            message: 'No training window fits: every series is too short there.',
            fix: 'Use a shorter lookback or horizon, allow shorter windows, or a larger training part.',
          },
    );
    return { issues };
  }
  const zScores = (s: readonly { from: number; to: number }[]) =>
    truth.map((numbers) => fitScaler('standard', ...s.map(({ from, to }) => numbers.subarray(from, to))));
  const metricScaling = zScores(trainRows);
  const own = bySeries ? laid.series.map((_, s) => zScores([rowsOf(s)])) : undefined;
  return {
    prepared: {
      ...rows,
      ...(rows.labels && design.classWeights === 'balanced' ? { classWeights: balanced(rows, windows.train) } : {}),
      dataset,
      task: ends.task,
      parts,
      metricScaling,
      metricScalingOf: (series) => own?.[series] ?? metricScaling,
      windows,
      skipped,
      period: design.season > 0 ? design.season : seasonOf(dataset, truth, trainRows),
    },
    issues,
  };
}

const moved = (parts: Parts, by: number): Parts =>
  Object.fromEntries(partNames.map((part) => [part, { from: parts[part].from + by, to: parts[part].to + by }])) as Parts;

/** Of the longest training part of the first target. */
function seasonOf(dataset: Dataset, truth: readonly Float64Array[], trainRows: readonly { from: number; to: number }[]): number {
  if (!truth.length) return 1;
  const longest = trainRows.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  return periodOf(dataset, truth[0].subarray(longest.from, longest.to), longest.to - longest.from);
}

function columnIssues(
  { features }: DatasetDesign,
  columns: readonly InputColumn[],
  trainRows: readonly { from: number; to: number }[],
): Issue[] {
  return columns.flatMap(({ name, numbers }): Issue[] => {
    if (!features.includes(name) && name !== OWN) return [];
    const pieces = trainRows.map(({ from, to }) => numbers.subarray(from, to));
    const all = pieces.reduce((n, piece) => n + piece.length, 0);
    const first = pieces.find((piece) => piece.length)?.[0];
    if (pieces.every((piece) => piece.every((x) => Number.isNaN(x))))
      return [
        {
          severity: 'warning',
          code: 'empty-column',
          where: `column ${name}`,
          message: 'It has no value in the training part.',
          fix: 'Take it out of the features.',
          column: name,
        },
      ];
    if (all > 1 && pieces.every((piece) => piece.every((x) => x === first)))
      return [
        {
          severity: 'warning',
          code: 'constant-column',
          where: `column ${name}`,
          message: 'It never changes in the training part, so nothing can be learned from it.',
          fix: 'Take it out of the features, or move the split.',
          column: name,
        },
      ];
    return [];
  });
}

/** Origins of each part that lie within one series and touch nothing that is missing, and how many others there are. */
function windowsOf(rows: ScaledRows, parts: readonly Parts[]): Pick<Prepared, 'windows' | 'skipped'> {
  const { design, inputs, ends, ahead, labels } = rows;
  const F = ends.task.inputs;
  const count = F ? inputs.length / F : 0;
  const missingInput = missingBefore(count, (row) => anyMissing(inputs, row * F, F));
  const C = rows.truth.length;
  const missingTarget = missingBefore(
    count,
    (row) => (labels ? labels[row] === NO_CLASS : rows.truth.some((t) => Number.isNaN(t[row]))) || anyMissing(rows.outputs, row * C, C),
  );
  const missingAhead = missingBefore(count, (row) => ahead.some((c) => Number.isNaN(inputs[row * F + c])));
  const windows = {} as Record<PartName, Int32Array>;
  const skipped = {} as Record<PartName, number>;
  const { lookback, horizon, gap, stride } = design;
  const least = design.least > 0 ? Math.min(design.least, lookback) : lookback;
  // What is predicted: the rows of the horizon, the row after each that is seen, or the class of the last one.
  const target =
    design.task === 'forecast'
      ? { after: gap + 1, to: gap + horizon }
      : design.task === 'next'
        ? { after: 2 - lookback, to: 1 }
        : { after: 0, to: 0 };
  for (const part of partNames) {
    const origins: number[] = [];
    let left = 0;
    parts.forEach((own, s) => {
      const { from, to } = own[part];
      const { from: start } = rows.series[s];
      if (to <= from) return;
      const isWhole = design.windows === 'series';
      const reachesBack = part !== 'train' && design.task === 'forecast';
      const first = isWhole ? to - 1 - target.to : reachesBack ? Math.max(start + least - 1, from - gap - 1) : from + least - 1;
      if (first < start) return;
      for (let o = first; o + target.to < to; o += stride) {
        const begin = Math.max(start, o - lookback + 1);
        const touches =
          missingInput[o + 1] > missingInput[begin] ||
          missingTarget[o + target.to + 1] > missingTarget[Math.max(start, o + target.after)] ||
          (ahead.length > 0 && missingAhead[o + target.to + 1] > missingAhead[Math.max(start, o + target.after)]);
        if (touches) left++;
        else origins.push(o);
      }
    });
    windows[part] = Int32Array.from(origins);
    skipped[part] = left;
  }
  return { windows, skipped };
}

function anyMissing(numbers: Float32Array, at: number, width: number): boolean {
  for (let i = at; i < at + width; i++) if (numbers[i] !== numbers[i]) return true;
  return false;
}

/** How many rows before each row have something missing; [rows + 1]. */
function missingBefore(rows: number, isMissing: (row: number) => boolean): Int32Array {
  const out = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) out[row + 1] = out[row] + (isMissing(row) ? 1 : 0);
  return out;
}

/** Every class the same in sum: windows / (classes * windows of the class), of those that occur. */
function balanced({ labels, ends }: ScaledRows, origins: Int32Array): Float64Array {
  const counts = new Float64Array(ends.classes.length);
  for (const o of origins) if (labels![o] >= 0) counts[labels![o]]++;
  const present = counts.filter((n) => n > 0).length;
  const all = counts.reduce((a, b) => a + b, 0);
  return counts.map((n) => (n > 0 ? all / (present * n) : 0));
}
