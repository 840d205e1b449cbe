// Optimizers, penalties, clipping and schedules against PyTorch in float64 (test/golden/make-training.py).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Backend, Feed } from '#engine/backends/backend.ts';
import { reference } from '#engine/backends/reference.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { compile } from '#engine/compile/compile.ts';
import { steppingOptimizers } from '#engine/train/optimizers.ts';
import { freshPlateau, plateauAfter, settingsAt } from '#engine/train/schedules.ts';
import { defaultSettings, slotsOf, type TrainSettings } from '#engine/train/settings.ts';
import { takeStep } from '#engine/train/step.ts';
import { draw } from './architectures.ts';

interface Golden {
  x: number[][][];
  target: number[][];
  start: Record<string, number[]>;
  runs: Record<string, { settings: Partial<TrainSettings>; losses: number[]; weights: Record<string, number[]> }>;
  schedules: Record<
    string,
    { settings: Partial<TrainSettings>; stepsPerEpoch: number; rates: number[]; beta1?: number[]; losses?: number[] }
  >;
}
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/training.json'), 'utf8')) as Golden;
const [B, T, O] = [golden.x.length, golden.x[0].length, golden.target[0].length];
const nameOf = (parameter: string) => (parameter.includes('.') ? parameter.replace('head', 'y') : `a.${parameter}`);
const feed: Feed = {
  x: Float64Array.from({ length: T * B * 2 }, (_, i) => golden.x[Math.floor(i / 2) % B][Math.floor(i / (2 * B))][i % 2]),
  target: Float64Array.from(golden.target.flat()),
  weight: new Float64Array(B * O).fill(1 / (B * O)),
};

/** Float64 differs in the last digits only; in float32 ten steps lose two of seven. */
const backends: [Backend, number][] = [
  [reference, 1e-12],
  [wasmBackend(), 1e-5],
];

for (const [backend, tolerance] of backends)
  describe(`PyTorch and ${backend.name} agree after ten steps`, () => {
    test.each(Object.entries(golden.runs))('%s', async (_, run) => {
      const architecture = draw({ a: ['elman', { units: 5 }], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'y'],
      ]);
      const { program } = compile(architecture, { inputs: 2, targetColumns: [0], horizon: O }, { loss: 'mse' });
      const settings = { ...defaultSettings, clip: 0, ...run.settings };
      const session = await backend.open(program!, { batch: B, steps: T }, slotsOf(settings));
      session.writeWeights(new Map(Object.entries(golden.start).map(([name, numbers]) => [nameOf(name), Float64Array.from(numbers)])));
      for (const [i, loss] of run.losses.entries()) {
        expect(Math.abs((await session.gradient(feed)) - loss), `loss before step ${i + 1}`).toBeLessThan(tolerance);
        takeStep(session, settings, settings, i + 1);
      }
      const weights = session.readWeights();
      for (const [name, numbers] of Object.entries(run.weights))
        numbers.forEach((w, i) => expect(Math.abs(weights.get(nameOf(name))![i] - w), `${name}[${i}]`).toBeLessThan(tolerance));
      session.dispose();
    });
  });

test('every optimizer that takes steps is among them', () => {
  const used = new Set(Object.values(golden.runs).map((run) => run.settings.optimizer));
  expect([...used].sort()).toEqual([...steppingOptimizers].sort());
});

describe('PyTorch sets the same rates', () => {
  test.each(Object.entries(golden.schedules))('%s', (_, { settings: given, stepsPerEpoch, rates, beta1, losses }) => {
    const settings = { ...defaultSettings, ...given };
    let plateau = freshPlateau;
    rates.forEach((rate, step) => {
      const now = settingsAt(settings, { step, stepsPerEpoch, cuts: plateau.cuts });
      expect(Math.abs(now.rate - rate), `step ${step}: ${now.rate}, ${rate}`).toBeLessThan(1e-15 + 1e-12 * rate);
      if (beta1) expect(now.beta1, `step ${step}`).toBeCloseTo(beta1[step], 12);
      if (losses) plateau = plateauAfter(plateau, losses[step], settings);
    });
  });
});
