import { newDesign } from '#engine/data/design-file.ts';
import { expect, test } from 'vitest';
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare } from '#engine/data/windows.ts';
import { templateOf } from '#engine/templates.ts';
import { freshProgress, writeCheckpoint } from '#engine/train/checkpoint.ts';
import { shapesOf } from '#engine/train/train.ts';
import { runExport } from '../../src-main/trainer/export-task.ts';

const dataset: Dataset = {
  rows: 200,
  columns: [{ name: 'x', numbers: Float64Array.from({ length: 200 }, (_, i) => 20 + 5 * Math.sin(i / 4) + Math.sin(i * i)) }],
};
const design: DatasetDesign = {
  ...newDesign,
  targets: ['x'],
  features: ['x'],
  lookback: 12,
  horizon: 4,
  stride: 1,
  gap: 0,
  split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
  scaler: 'standard',
  missing: 'skip',
};

/** An untrained network whose outputs are multiplied by so many deviations of the target. */
function model(deviations: number, { architecture }: { architecture: Architecture } = templateOf('gru')!) {
  const { scaling } = prepare(dataset, design).prepared!;
  const { program } = compile(architecture, { inputs: 1, targetColumns: [0], horizon: 4 });
  const targets = scaling.targets.map((s) => ({ ...s, scale: s.scale * deviations }));
  const weights = new Map([...initialWeights(program!, 1)].map(([name, w]) => [name, Float32Array.from(w)]));
  const checkpoint = writeCheckpoint({ progress: freshProgress(1), weights, slots: new Map(), states: new Map() }, shapesOf(program!));
  return { name: 'm', architecture, design, scaling: { ...scaling, targets }, ends: null, checkpoint, threads: 1 };
}

test('an export is compared in z-score space: a network that scales otherwise gets no smaller differences for it', async () => {
  const usual = await runExport({ kind: 'export', model: model(1), format: 'onnx', dataset });
  expect(usual.report).toMatchObject({ verified: true, windows: 37 });
  const wide = await runExport({ kind: 'export', model: model(1e5), format: 'onnx', dataset });
  expect(wide.report.largest!).toBeGreaterThan(100 * usual.report.largest!);
  expect(wide.report.verified).toBe(false);
});

test('the largest difference is that of all that was compared, and what differs too much is named', async () => {
  const { architecture } = parseArchitecture({
    version: 1,
    nodes: [
      { id: 'grow', cell: 'equations', options: { units: 4, text: "h = 1.12 * h' + W x" } },
      { id: 'y', cell: 'dense' },
    ],
    edges: [
      { from: 'input', to: 'grow' },
      { from: 'grow', to: 'y' },
    ],
    output: 'y',
  });
  const { report } = await runExport({ kind: 'export', model: model(1, { architecture: architecture! }), format: 'onnx', dataset });
  expect(report.checks.flatMap(({ name, passed }) => (passed ? [] : [name]))).toEqual(['length 24']);
  expect(report.verified).toBe(false);
  expect(report.largest!).toBeGreaterThan(report.bound!);
  expect(report.said).toMatch(/^onnxruntime: largest difference .* over 37 windows, more than 0\.00001 with length 24$/);
});

test('without the numbers that it was trained on an export is made, and says that it was not compared', async () => {
  const { bytes, report } = await runExport({ kind: 'export', model: model(1), format: 'onnx' });
  expect(bytes.length).toBeGreaterThan(1000);
  expect(report).toMatchObject({ verified: false, largest: null });
  expect(report.said).toContain('Not compared');
});
