/**
 * Makes a file of a model and runs it before it is offered: an ONNX file by onnxruntime on the run's own windows, at other
 * lengths and batch sizes too, compared with the app's own forecasts in scaled space.
 */
import { compile } from '#engine/compile/compile.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { exporters, type ExportFormatName } from '#engine/export/index.ts';
import type { ExportModel } from '#engine/export/model.ts';
import { writeOnnx } from '#engine/export/onnx.ts';
import { hasDifferences } from '#engine/export/onnx-scaling.ts';
import { PARITY_BOUND } from '#engine/export/parity.ts';
import { canBeCut, knownColumns, scalingsOf, signatureOf, type Port } from '#engine/export/signature.ts';
import { readSafetensors } from '#engine/export/safetensors.ts';
import type { Issue } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { ExportReport } from '#shared/records.ts';
import { openModel, type OpenModel } from './forecast-task.ts';
import { checkOnnx } from './onnx-check.ts';
import { openOnnx, type OnnxRunner } from './onnx-runner.ts';
import type { ExportTask, TrainedModel } from './protocol.ts';

export async function runExport({
  model,
  format,
  dataset,
}: ExportTask): Promise<{ fileName: string; bytes: Uint8Array; report: ExportReport }> {
  const open = openModel(model);
  const name = format as ExportFormatName;
  const { architecture, provenance } = model;
  const exported: ExportModel = { ...open, program: stepping(model, open), name: model.name, architecture, provenance };
  const refused = name === 'onnx' ? whyNot(exported) : [];
  if (refused.length) throw new IssueError(refused);
  const fileName = `${model.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'model'}.${exporters[name].extension}`;
  const bytes = exporters[name].make(exported);
  const report = await reportOn(name, bytes, open, exported, dataset, model.threads);
  if (name === 'onnx' && report.largest !== null && !report.verified) {
    // float32 may be too coarse for the raw values of this data (1,000,000 and a spread of 1); float64 ends are not.
    const wider = writeOnnx(exported, 'float64');
    const second = await onnxReport(wider, open, exported, dataset, model.threads);
    if (second.verified) return { fileName, bytes: wider, report: second };
  }
  return { fileName, bytes, report };
}

/** A network of symbols also takes the states that earlier rows have left, so that a text can be written on symbol by symbol. */
function stepping({ architecture }: TrainedModel, { program, task }: OpenModel): OpenModel['program'] {
  if (task.kind !== 'next' || task.carries) return program;
  const { program: carrying } = compile(architecture, { ...task, carries: true });
  return carrying && canBeCut(carrying) ? carrying : program;
}

/** What cannot be said in an ONNX file. */
function whyNot(model: ExportModel): Issue[] {
  const known = knownColumns(model).map((i) => scalingsOf(model, 'features').map((list) => list[i]));
  const asksAhead = signatureOf(model).inputs.some(({ name }) => name === 'future');
  if (!asksAhead || model.design.gap === 0 || !hasDifferences({ each: known })) return [];
  return [
    issue(
      'export-design',
      `model ${model.name}`,
      'A column that is known ahead is scaled by its differences, and the rows of the gap, which the file is not given, stand between.',
      'Export its weights as safetensors, or train without a gap or with another scaler.',
    ),
  ];
}

/** A cycle that settles stops where it moves by less than its tolerance: two machines may stop an iteration apart, and both are right. */
const boundOf = ({ architecture }: ExportModel): number =>
  Math.max(PARITY_BOUND, ...(architecture?.edges ?? []).map(({ settle }) => (settle ? settle.tolerance : 0)));

/** What stands in the file, with what it means. */
const explained = (found: readonly { name: string; shape: string }[], ports: readonly Port[]): ExportReport['inputs'] =>
  found.map(({ name, shape }) => {
    const about = ports.find((port) => port.name === name)?.about;
    return { name, shape, ...(about ? { about } : {}) };
  });

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
  exported: ExportModel,
  dataset: Dataset | undefined,
  threads: number,
): Promise<ExportReport> {
  switch (format) {
    case 'safetensors':
      return weightsReport(bytes, open);
    case 'onnx':
      return onnxReport(bytes, open, exported, dataset, threads);
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

async function onnxReport(
  bytes: Uint8Array,
  open: OpenModel,
  exported: ExportModel,
  dataset: Dataset | undefined,
  threads: number,
): Promise<ExportReport> {
  if (!dataset) return unverified('Not compared: the numbers that the run was trained on are no longer in the store.');
  let runner: OnnxRunner;
  try {
    runner = await openOnnx(bytes, threads || 1);
  } catch (error) {
    return unverified((error as Error).message);
  }
  try {
    const bound = boundOf(exported);
    const { main, largest, checks } = await checkOnnx(runner, open, exported, dataset, threads, bound);
    const signature = signatureOf(exported);
    const failed = checks.filter((c) => !c.passed).map((c) => c.name);
    const tooFar = largest > bound ? `, more than ${bound}${failed.length ? ` with ${failed.join(', ')}` : ''}` : '';
    return {
      verified: largest <= bound,
      said: `onnxruntime: largest difference ${largest.toExponential(1)} over ${main.windows} windows${tooFar}${bound > PARITY_BOUND ? `; its cycles settle to ${bound}, so two runs may stop an iteration apart` : ''}`,
      largest,
      bound,
      windows: main.windows,
      histogram: main.histogram,
      checks,
      inputs: explained(runner.inputs, signature.inputs),
      outputs: explained(runner.outputs, signature.outputs),
    };
  } finally {
    await runner.dispose();
  }
}
