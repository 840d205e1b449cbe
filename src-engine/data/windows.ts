/**
 * From a dataset and its design to what is trained on: scaled rows, and the windows of each part.
 * A window is one number, its origin: the last row that the network sees.
 *
 * F features, C targets, L lookback, H horizon, B windows of a batch.
 */
import type { Task } from '../compile/task.ts';
import type { Issue } from '../issue.ts';
import { checkDesign, columnOf, partNames, partRows, type Dataset, type DatasetDesign, type PartName } from './dataset.ts';
import { periodOf } from './period.ts';
import { fitScaler, meanAndDeviation, type ColumnScaling, type Scaling } from './scaling.ts';

/** Scaled rows of a dataset: what windows are cut from. */
export interface ScaledRows {
  design: DatasetDesign;
  /** Scaled features, [rows][F]; and scaled targets, [rows][C]. */
  inputs: Float32Array;
  outputs: Float32Array;
}

export interface Prepared extends ScaledRows {
  dataset: Dataset;
  task: Task;
  scaling: Scaling;
  /** z-score of each target by the training part: the space of `scaled` metrics, whatever the model's own scaling. */
  metricScaling: ColumnScaling[];
  /** Targets in their own units. */
  truth: Float64Array[];
  /** Origins of the windows of each part, ascending. */
  windows: Record<PartName, Int32Array>;
  /** Windows left out because a value in them is missing. */
  skipped: Record<PartName, number>;
  /** Season in rows, 1 when there is none. */
  period: number;
}

/** The rows of any dataset that has the features, scaled as a model scales them; a target it lacks is missing everywhere. */
export function rowsFor(dataset: Dataset, design: DatasetDesign, scaling: Scaling): ScaledRows {
  const { rows } = dataset;
  const features = design.features.map((name) => filled(columnOf(dataset, name)!, design.missing));
  const targets = design.targets.map((name) => columnOf(dataset, name) ?? new Float64Array(rows).fill(NaN));
  return { design, inputs: scaledRows(features, scaling.features, rows), outputs: scaledRows(targets, scaling.targets, rows) };
}

/** `scaling` given: that of an earlier model, instead of fitting one on this training part. */
export function prepare(dataset: Dataset, design: DatasetDesign, scaling?: Scaling): { prepared?: Prepared; issues: Issue[] } {
  const issues = checkDesign(dataset, design);
  if (issues.length) return { issues };
  const { rows } = dataset;
  const parts = partRows(design.split, rows);
  const trainRows = (numbers: Float64Array) => numbers.subarray(parts.train.from, parts.train.to);
  const features = design.features.map((name) => filled(columnOf(dataset, name)!, design.missing));
  const truth = design.targets.map((name) => columnOf(dataset, name)!);
  const targetColumns = design.targets.map((t) => design.features.indexOf(t));
  const fitted: Scaling = scaling ?? fitScaling(design, features.map(trainRows), truth.map(trainRows), targetColumns);
  const { inputs, outputs } = rowsFor(dataset, design, fitted);
  design.features.forEach((name, i) => {
    const numbers = trainRows(features[i]);
    if (numbers.every((x) => Number.isNaN(x)))
      issues.push({
        severity: 'warning',
        code: 'empty-column',
        where: `column ${name}`,
        message: 'It has no value in the training part.',
        fix: 'Take it out of the features.',
        column: name,
      });
    else if (numbers.length > 1 && numbers.every((x) => x === numbers[0]))
      issues.push({
        severity: 'warning',
        code: 'constant-column',
        where: `column ${name}`,
        message: 'It never changes in the training part, so nothing can be learned from it.',
        fix: 'Take it out of the features, or move the split.',
        column: name,
      });
  });

  const windows = {} as Record<PartName, Int32Array>;
  const skipped = {} as Record<PartName, number>;
  const missingFeature = missingBefore(features, rows);
  const missingTarget = missingBefore(truth, rows);
  const { lookback, horizon, gap, stride } = design;
  for (const part of partNames) {
    const { from, to } = parts[part];
    const first = part === 'train' ? lookback - 1 : Math.max(lookback - 1, from - gap - 1);
    const origins: number[] = [];
    let left = 0;
    for (let o = first; o + gap + horizon < to; o += stride) {
      const touches =
        missingFeature[o + 1] > missingFeature[o - lookback + 1] || missingTarget[o + gap + horizon + 1] > missingTarget[o + gap + 1];
      if (touches) left++;
      else origins.push(o);
    }
    windows[part] = Int32Array.from(origins);
    skipped[part] = left;
    if (left)
      issues.push({
        severity: 'warning',
        code: 'windows-skipped',
        where: `${part} part`,
        message: `${left} of ${left + origins.length} windows touch a missing value and are left out.`,
        fix: design.missing === 'skip' ? 'Fill the features with the previous value, or repair the column.' : 'Repair the target column.',
        count: left,
        values: { part, left, all: left + origins.length },
      });
  }
  if (!windows.train.length) {
    issues.push({
      severity: 'error',
      code: 'no-windows',
      where: 'training part',
      message: 'Every training window touches a missing value.',
      fix: 'Fill the features with the previous value, take out the column with most missing values, or use a shorter lookback.',
    });
    return { issues };
  }
  return {
    prepared: {
      dataset,
      design,
      task: { inputs: features.length, targetColumns, horizon },
      inputs,
      outputs,
      scaling: fitted,
      metricScaling: truth.map((numbers) => meanAndDeviation(trainRows(numbers))),
      truth,
      windows,
      skipped,
      period: periodOf(dataset, truth[0], parts.train.to),
    },
    issues,
  };
}

/**
 * One scaling per column: a target that is a feature too is scaled as the feature, whose filled gaps would else move its mean -
 * and what is fed back, taught or added at the end would be in another space than what the network sees.
 */
function fitScaling(design: DatasetDesign, features: Float64Array[], targets: Float64Array[], targetColumns: number[]): Scaling {
  const fittedFeatures = features.map((numbers) => fitScaler(design.scaler, numbers));
  return {
    features: fittedFeatures,
    targets: targets.map((numbers, c) => fittedFeatures[targetColumns[c]] ?? fitScaler(design.scaler, numbers)),
  };
}

/** What the design does about missing values of a feature, done to its raw numbers. */
export function filled(numbers: Float64Array, missing: DatasetDesign['missing']): Float64Array {
  if (missing === 'skip') return numbers;
  const out = numbers.slice();
  for (let i = 1; i < out.length; i++) if (Number.isNaN(out[i])) out[i] = out[i - 1];
  return out;
}

function scaledRows(columns: Float64Array[], scaling: ColumnScaling[], rows: number): Float32Array {
  const out = new Float32Array(rows * columns.length);
  columns.forEach((numbers, c) => {
    const { shift, scale } = scaling[c];
    for (let row = 0; row < rows; row++) out[row * columns.length + c] = (numbers[row] - shift) / scale;
  });
  return out;
}

/** How many rows before each row have a missing value in some column; [rows + 1]. */
function missingBefore(columns: Float64Array[], rows: number): Int32Array {
  const out = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) out[row + 1] = out[row] + (columns.some((c) => Number.isNaN(c[row])) ? 1 : 0);
  return out;
}
