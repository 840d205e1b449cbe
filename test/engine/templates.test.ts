/**
 * Templates: their names are part of the command line and never change; each compiles for what datasets ask, and learns on
 * real data within a few epochs. (That they export is in onnx.test.ts, that they resume in train.test.ts.)
 */
import { newDesign } from '#engine/data/design-file.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { parametersOf } from '#engine/compile/program.ts';
import type { Task } from '#engine/compile/task.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { templateNames, templates } from '#engine/templates.ts';
import { optimizers } from '#engine/train/optimizers.ts';
import { planRun } from '#engine/train/plan.ts';
import { defaultSettings } from '#engine/train/settings.ts';
import { train } from '#engine/train/train.ts';
import { nodeThreads } from '../../src-main/trainer/threads.ts';

test('have the names that they always had', () => {
  expect(templateNames).toEqual([
    'gru',
    'lstm',
    'elman',
    'jordan',
    'output-feedback',
    'stacked-gru',
    'leaky',
    'drawn-feedback',
    'bidirectional-gru',
    'encoder-decoder',
    'segment-gru',
    'segment-direct',
    'slstm',
    'min-gru',
    'narx',
    'settle',
    'echo-state',
    'echo-direct',
    'soft-sensor',
    'classifier',
    'segment-classifier',
    'characters',
  ]);
});

const tasks: Record<string, Task> = {
  'one number from one column': { inputs: 1, targetColumns: [0], horizon: 1 },
  'a day ahead, one target of seven': { inputs: 7, targetColumns: [6], horizon: 24 },
  'a horizon that is no multiple of a segment, every column': { inputs: 7, targetColumns: [0, 1, 2, 3, 4, 5, 6], horizon: 30 },
  'shorter than a segment, targets in another order': { inputs: 3, targetColumns: [2, 0], horizon: 7 },
  'far ahead': { inputs: 4, targetColumns: [1], horizon: 336 },
  'a target that is no feature': { inputs: 2, targetColumns: [-1], horizon: 12 },
};

describe.each(templates)('$name', ({ architecture }) => {
  test.each(Object.entries(tasks))('compiles for %s', (_, task) => {
    const { program, issues } = compile(architecture, task, { loss: 'mse' });
    const isTaught = architecture.edges.some((e) => e.feed === 'target') && task.targetColumns.includes(-1);
    expect(issues.map((i) => i.code)).toEqual(isTaught ? ['target-not-a-feature'] : []);
    if (program) expect(parametersOf(program).some((w) => w.trained)).toBe(true);
  });
});

/** The first rows of the hourly transformer data: load and oil temperature. */
function transformer(rows: number): Dataset {
  const text = readFileSync(new URL('../../resources/samples/ETTh1.csv', import.meta.url), 'utf8');
  const lines = text.split('\n').slice(1, rows + 1);
  const column = (name: string, i: number) => ({ name, numbers: Float64Array.from(lines, (line) => Number(line.split(',')[i])) });
  return { rows, columns: [column('HUFL', 1), column('OT', 7)] };
}
const dataset = transformer(900);
const design: DatasetDesign = {
  ...newDesign,
  targets: ['OT'],
  features: ['HUFL', 'OT'],
  lookback: 48,
  horizon: 30,
  stride: 1,
  gap: 0,
  split: { by: 'time', unit: 'share', train: 0.7, validation: 0.15, test: 0.15 },
  scaler: 'standard',
  missing: 'skip',
};
const settings = { ...defaultSettings, epochs: 3, batch: 32, rate: 2e-3 };

test.each(templates)('$name learns on real data', async ({ architecture }) => {
  const { planned, issues } = planRun(dataset, { design, architecture, settings });
  expect(issues).toEqual([]);
  const { program, prepared } = planned!;
  const sizes = { batch: settings.batch, steps: stepsOf(design, program.strategy) };
  const session = await wasmBackend({ host: nodeThreads, threads: 1, fma: false, width: 128 }).open(program, sizes, optimizers.adam.slots);
  const losses: number[] = [];
  const weights = initialWeights(program, settings.seed);
  for await (const event of train({ program, prepared, architecture, settings, session, weights })) {
    if (event.kind === 'epoch') losses.push(event.record.trainLoss);
    if (event.kind === 'finished') expect(event.validation!.scaled.mse).toBeLessThan(2);
  }
  session.dispose();
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0]);
});
