/**
 * Makes a file of a model and runs it before it is offered: an ONNX file by onnxruntime on the run's own windows, at other
 * lengths and batch sizes too, compared with the app's own forecasts in scaled space.
 */
import { columnOf, type Dataset } from '#engine/data/dataset.ts';
import { withPrevious } from '#engine/data/fill.ts';
import { isPlain } from '#engine/data/scaling.ts';
import { prepare } from '#engine/data/windows.ts';
import { exporters, type ExportFormatName } from '#engine/export/index.ts';
import type { ExportModel } from '#engine/export/model.ts';
import { writeOnnx } from '#engine/export/onnx.ts';
import { PARITY_BOUND, parityOf, type Parity } from '#engine/export/parity.ts';
import { isFolded } from '#engine/data/lay-out.ts';
import { readSafetensors } from '#engine/export/safetensors.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { ExportReport } from '#shared/records.ts';
import { openModel, scaledForecasts, scaledRows, type OpenModel } from './forecast-task.ts';
import { openOnnx, type OnnxRunner } from './onnx-runner.ts';
import type { ExportTask } from './protocol.ts';

/** So many windows tell enough; of more, evenly spread ones are taken. */
const mostWindows = 4000;
const batch = 64;

export async function runExport({
  model,
  format,
  dataset,
}: ExportTask): Promise<{ fileName: string; bytes: Uint8Array; report: ExportReport }> {
  const open = openModel(model);
  if (format === 'onnx' && !isSelfContained(open))
    throw new IssueError([
      issue(
        'export-design',
        `model ${model.name}`,
        'An ONNX file takes plain columns, each scaled alike in all series; this model has more: series of its own scale, covariates known ahead, words, filled values or another scaler.',
        'Export its weights as safetensors, or train with plain columns.',
      ),
    ]);
  const name = format as ExportFormatName;
  const exported: ExportModel = { ...open, name: model.name };
  const fileName = `${model.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'model'}.${exporters[name].extension}`;
  const bytes = exporters[name].make(exported);
  const report = await reportOn(name, bytes, open, dataset, model.threads);
  if (name === 'onnx' && report.largest !== null && !report.verified) {
    // float32 may be too coarse for the raw values of this data (1,000,000 and a spread of 1); float64 ends are not.
    const wider = writeOnnx(exported, 'float64');
    const second = await onnxReport(wider, open, dataset, model.threads);
    if (second.verified) return { fileName, bytes: wider, report: second };
  }
  return { fileName, bytes, report };
}

/** Everything that stands between raw rows and the network is in the file. */
const isSelfContained = ({ design, scaling, task, ends }: OpenModel): boolean =>
  design.task === 'forecast' &&
  !isFolded(design) &&
  !scaling.series &&
  !task.masked &&
  !task.known &&
  !task.statics &&
  !task.series &&
  (design.missing === 'skip' || design.missing === 'previous') &&
  ends.inputs.join('\n') === design.features.join('\n') &&
  [...scaling.features, ...scaling.targets].every(isPlain);

const unverified = (said: string): ExportReport => ({
  verified: false,
  said,
  largest: null,
  windows: 0,
  histogram: [],
  checks: [],
  inputs: [],
  outputs: [],
});

async function reportOn(
  format: ExportFormatName,
  bytes: Uint8Array,
  open: OpenModel,
  dataset: Dataset | undefined,
  threads: number,
): Promise<ExportReport> {
  switch (format) {
    case 'safetensors':
      return weightsReport(bytes, open);
    case 'onnx':
      return onnxReport(bytes, open, dataset, threads);
    default:
      return format satisfies never;
  }
}

function weightsReport(bytes: Uint8Array, { weights }: OpenModel): ExportReport {
  const { tensors } = readSafetensors(bytes);
  const isSame = [...tensors].every(([name, { numbers }]) => numbers.every((x, i) => Object.is(x, Math.fround(weights.get(name)![i]))));
  return {
    ...unverified(isSame ? `Read back: ${tensors.size} tensors, every bit the same.` : 'Read back, some numbers differ.'),
    verified: isSame,
    largest: isSame ? 0 : null,
    checks: [{ name: 'read back bit for bit', passed: isSame }],
    outputs: [...tensors].map(([name, { shape }]) => ({ name, shape: shape.join(' x ') })),
  };
}

async function onnxReport(bytes: Uint8Array, open: OpenModel, dataset: Dataset | undefined, threads: number): Promise<ExportReport> {
  if (!dataset) return unverified('Not compared: the numbers that the run was trained on are no longer in the store.');
  let runner: OnnxRunner;
  try {
    runner = await openOnnx(bytes, threads || 1);
  } catch (error) {
    return unverified((error as Error).message);
  }
  try {
    const { lookback } = open.design;
    const { origins, spread } = windowsOf(open, dataset);
    const parity = (model: OpenModel, some: Int32Array, size: number) => compare(runner, model, dataset, some, size, threads, spread);
    const main = await parity(open, origins, batch);
    const few = origins.filter((_, i) => i % Math.ceil(origins.length / 50) === 0);
    const checks = [];
    for (const length of new Set([Math.max(1, Math.floor(lookback / 2)), 2 * lookback])) {
      const shorter = { ...open, design: { ...open.design, lookback: length } };
      const fitting = few.filter((o) => o + 1 >= length && isComplete(dataset, shorter.design.features, o - length + 1, o + 1));
      if (fitting.length)
        checks.push({ name: `length ${length}`, passed: (await parity(shorter, fitting, batch)).largest <= PARITY_BOUND });
    }
    for (const size of [1, 7]) checks.push({ name: `batch ${size}`, passed: (await parity(open, few, size)).largest <= PARITY_BOUND });
    const verified = main.largest <= PARITY_BOUND && checks.every((c) => c.passed);
    return {
      verified,
      said: `onnxruntime: largest difference ${main.largest.toExponential(1)} over ${main.windows} windows`,
      largest: main.largest,
      windows: main.windows,
      histogram: main.histogram,
      checks,
      inputs: runner.inputs,
      outputs: runner.outputs,
    };
  } finally {
    await runner.dispose();
  }
}

/** Test windows - without a test part those of validation, then of training - and the deviation of each target in the training part. */
function windowsOf({ design, scaling, ends }: OpenModel, dataset: Dataset): { origins: Int32Array; spread: number[] } {
  const { prepared } = prepare(dataset, design, { scaling, ends });
  if (!prepared) throw new Error('the design no longer fits the dataset');
  const { test, validation, train } = prepared.windows;
  const all = test.length ? test : validation.length ? validation : train;
  const every = Math.ceil(all.length / mostWindows);
  return { origins: all.filter((_, i) => i % every === 0), spread: prepared.metricScaling.map((s) => s.scale) };
}

const isComplete = (dataset: Dataset, features: string[], from: number, to: number): boolean =>
  features.every(
    (name) =>
      !columnOf(dataset, name)!
        .subarray(from, to)
        .some((x) => Number.isNaN(x)),
  );

/** Differences in z-score space, whatever the model's own scaling; spread: deviation of each target. */
async function compare(
  runner: OnnxRunner,
  open: OpenModel,
  dataset: Dataset,
  origins: Int32Array,
  size: number,
  threads: number,
  spread: number[],
): Promise<Parity> {
  const { design, scaling } = open;
  const { lookback, horizon, features, targets } = design;
  const F = features.length;
  const C = targets.length;
  const own = await scaledForecasts(open, scaledRows(open, dataset), origins, threads);
  const app = own.map((x, i) => (x * scaling.targets[i % C].scale) / spread[i % C]);
  const foreign = new Float64Array(app.length);
  const whole = [{ from: 0, to: dataset.rows }];
  const columns = features.map((name) => {
    const numbers = columnOf(dataset, name)!;
    return design.missing === 'previous' ? withPrevious(numbers, whole) : numbers;
  });
  for (let from = 0; from < origins.length; from += size) {
    const some = origins.subarray(from, from + size);
    const x = new Float64Array(some.length * lookback * F);
    some.forEach((origin, b) => {
      for (let t = 0; t < lookback; t++) for (let f = 0; f < F; f++) x[(b * lookback + t) * F + f] = columns[f][origin - lookback + 1 + t];
    });
    const y = await runner.predict(x, some.length, lookback, F);
    for (let i = 0; i < y.length; i++) foreign[from * horizon * C + i] = (y[i] - scaling.targets[i % C].shift) / spread[i % C];
  }
  return parityOf(app, foreign, horizon * C);
}
