// Schedules, optimizers, clipping and gathered gradients in a whole run: what they change, and that a killed run loses nothing.
import { describe, expect, test } from 'vitest';
import type { Backend } from '#engine/backends/backend.ts';
import { reference } from '#engine/backends/reference.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { readCheckpoint, writeCheckpoint, type Progress } from '#engine/train/checkpoint.ts';
import { steppingOptimizers } from '#engine/train/optimizers.ts';
import { scheduleNames } from '#engine/train/schedules.ts';
import { forOptimizer, type TrainSettings } from '#engine/train/settings.ts';
import { shapesOf, train, type TrainEvent } from '#engine/train/train.ts';
import { all, job, killedAfter, last, settings, small } from './training-job.ts';
import { distance } from './wasm-support.ts';

const architecture = small('elman');
const jobWith = (changes: Partial<TrainSettings>, backend: Backend = reference) =>
  job({ architecture, settings: { ...settings, ...changes } }, backend);
const records = (events: TrainEvent[]) => events.filter((e) => e.kind === 'epoch').map((e) => e.record);

const resumed: Record<string, TrainSettings> = {
  ...Object.fromEntries(steppingOptimizers.map((name) => [name, forOptimizer(settings, name)])),
  // Each with a warm-up that ends within an epoch, and with cuts, decays and peaks within the three epochs.
  ...Object.fromEntries(
    scheduleNames.map((schedule) => [
      `schedule ${schedule}`,
      { ...settings, schedule, warmup: 0.7, stepEvery: 0.8, stepFactor: 0.5, decayAfter: 1, minimumRate: 1e-4 },
    ]),
  ),
  // No epoch is a gain of nine tenths: every second one is followed by a cut.
  'plateau, cut twice': { ...settings, schedule: 'plateau', plateauPatience: 0, plateauThreshold: 0.9, epochs: 4 },
  'four batches a step': { ...settings, accumulate: 4 },
  'more batches a step than there are': { ...settings, accumulate: 50 },
  'everything at once': {
    ...forOptimizer(settings, 'nadam'),
    schedule: 'one-cycle',
    warmup: 0.5,
    accumulate: 2,
    clip: 0.2,
    clipValue: 0.1,
    l1: 1e-4,
    l2: 1e-3,
    weightDecay: 0.05,
  },
};

describe.each([reference, wasmBackend()])('killed after any batch and resumed on $name, a run ends with the same bits:', (backend) => {
  test.each(Object.entries(resumed))('%s', async (_, chosen) => {
    const events = await all(train(await jobWith(chosen, backend)));
    const whole = last(events).checkpoint;
    // 6 batches an epoch: in the middle of one, of a step of several, in a later epoch, and after its last batch.
    for (const batches of [2, 5, 9, 11]) {
      const kept = await killedAfter(batches, await jobWith(chosen, backend));
      const after = await all(train({ ...(await jobWith(chosen, backend)), resume: kept }));
      const end = last(after).checkpoint;
      expect(end.progress, `killed after ${batches} batches`).toEqual(whole.progress);
      expect([...end.weights]).toEqual([...whole.weights]);
      expect([...end.slots]).toEqual([...whole.slots]);
      const epochs = records(after);
      expect(epochs).toEqual(records(events).slice(-epochs.length));
    }
  });
});

test('a checkpoint from before steps were gathered and rates cut goes on with the same bits', async () => {
  const run = await jobWith({});
  const whole = last(await all(train(run))).checkpoint;
  const kept = (await killedAfter(8, await jobWith({}))).last;
  const { epoch, step, steps, lossSum, lossWindows, bestEpoch, bestLoss, epochsWithoutGain, seed, firstLoss } = kept.progress;
  const old = { epoch, step, steps, lossSum, lossWindows, bestEpoch, bestLoss, epochsWithoutGain, seed, firstLoss };
  const read = readCheckpoint(writeCheckpoint({ ...kept, progress: old as Progress }, shapesOf(run.program)));
  const end = last(await all(train({ ...(await jobWith({})), resume: { last: read } }))).checkpoint;
  expect([...end.weights]).toEqual([...whole.weights]);
  expect(end.progress).toEqual(whole.progress);
});

test('reduce-on-plateau remembers its cuts in the checkpoint', async () => {
  const events = await all(train(await jobWith(resumed['plateau, cut twice'])));
  expect(last(events).checkpoint.progress.plateau).toMatchObject({ cuts: 3, waited: 0 });
  expect(records(events).map((e) => e.rate)).toEqual([0.01, 0.01, 0.005, 0.0025]);
});

describe('several batches a step', () => {
  // Also float64 is fed with float32 numbers, and one over 24 windows is not one of them.
  test.each([
    { name: 'reference', backend: reference, tolerance: 1e-7 },
    { name: 'wasm', backend: wasmBackend(), tolerance: 1e-5 },
  ])('are one batch that much larger, to float rounding: $name', async ({ backend, tolerance }) => {
    // 86 windows: three steps of 24 and one of 14, as 8 + 6 windows.
    const few = await all(train(await jobWith({ batch: 8, accumulate: 3, clipValue: 0.05, l2: 1e-3 }, backend)));
    const one = await all(train(await jobWith({ batch: 24, clipValue: 0.05, l2: 1e-3 }, backend)));
    const curve = (events: TrainEvent[]) => events.filter((e) => e.kind === 'step').map(({ loss, gradientNorm }) => [loss, gradientNorm]);
    expect(curve(few)).toHaveLength(3 * 4);
    expect(distance(curve(few).flat(), curve(one).flat())).toBeLessThan(tolerance);
    expect(last(few).checkpoint.progress.steps).toBe(last(one).checkpoint.progress.steps);
    for (const [name, numbers] of last(one).checkpoint.weights)
      expect(distance(last(few).checkpoint.weights.get(name)!, numbers), name).toBeLessThan(tolerance);
    const [a, b] = [records(few), records(one)].map((list) => list.flatMap((e) => [e.trainLoss, e.loss, e.clipped, e.rate]));
    expect(distance(a, b)).toBeLessThan(tolerance);
  });

  test('a run can be stopped between them, and goes on from there', async () => {
    let batches = 0;
    const stopped = await all(train({ ...(await jobWith({ accumulate: 4 })), wish: () => (++batches === 2 ? 'stop' : 'go on') }));
    expect(stopped.map((e) => e.kind)).toEqual(['batch', 'batch', 'checkpoint', 'finished']);
    const { progress, slots } = last(stopped).checkpoint;
    expect(progress).toMatchObject({ step: 2, steps: 0, gatheredWindows: 32, lossWindows: 0 });
    expect([...slots.keys()].some((name) => name.startsWith('gathered/'))).toBe(true);
    const after = await all(train({ ...(await jobWith({ accumulate: 4 })), resume: { last: last(stopped).checkpoint } }));
    const whole = await all(train(await jobWith({ accumulate: 4 })));
    expect([...last(after).checkpoint.weights]).toEqual([...last(whole).checkpoint.weights]);
  });
});

test('the share of clipped steps counts both kinds of clipping', async () => {
  const share = async (changes: Partial<TrainSettings>) => records(await all(train(await jobWith({ epochs: 1, ...changes }))))[0].clipped;
  expect(await share({ clip: 0 })).toBe(0);
  expect(await share({ clip: 1e-6 })).toBe(1);
  expect(await share({ clip: 0, clipValue: 1e-6 })).toBe(1);
  expect(await share({ clip: 0, clipValue: 1e6 })).toBe(0);
});

test('a penalty makes weights smaller, L1 makes some of them nothing', async () => {
  const weights = async (changes: Partial<TrainSettings>) =>
    [
      ...last(
        await all(train(await jobWith({ epochs: 20, patience: 0, optimizer: 'sgd', rate: 0.1, ...changes }))),
      ).checkpoint.weights.values(),
    ].flatMap((w) => [...w]);
  const size = (w: number[]) => Math.sqrt(w.reduce((sum, x) => sum + x * x, 0));
  const plain = await weights({});
  for (const changes of [{ l2: 0.05 }, { weightDecay: 0.05 }]) expect(size(await weights(changes))).toBeLessThan(0.9 * size(plain));
  const small = (w: number[]) => w.filter((x) => Math.abs(x) <= 0.1 * 0.02 + 1e-12).length;
  expect(small(await weights({ l1: 0.02 }))).toBeGreaterThan(small(plain) + 3);
});
