// Cost and memory of a drawing, against numbers counted by hand.
import { expect, it } from 'vitest';
import { compile } from '#engine/compile/compile.ts';
import { templateOf } from '#engine/templates.ts';
import { trainingCost, weightBytes } from '../../../src-renderer/features/architecture/model/cost.ts';

const task = { inputs: 7, targetColumns: [6], horizon: 24 };
const costOf = (name: string, batch = 32, windows?: { train: number; validation: number }) => {
  const { program } = compile(templateOf(name)!.architecture, task, { loss: 'mse' });
  return trainingCost(
    program!,
    { lookback: 96, horizon: 24 },
    { batch, optimizer: 'adam', accumulate: 1 },
    { gflops: 1, threads: 1 },
    windows,
  );
};

it('an Elman step forward costs its two matmuls and bias; backward twice as much, as far as it is needed', () => {
  const { perStep } = costOf('elman');
  const forward = (7 + 64 + 1) * 64;
  expect(perStep).toBeGreaterThan(2 * forward);
  expect(perStep).toBeLessThan(3.2 * forward + 2000);
});

it('time grows with the windows, memory with the batch', () => {
  const one = costOf('gru', 32, { train: 3200, validation: 0 });
  const two = costOf('gru', 32, { train: 6400, validation: 0 });
  expect(two.secondsPerEpoch! / one.secondsPerEpoch!).toBeCloseTo(2, 6);
  const more = costOf('gru', 32, { train: 3200, validation: 3200 });
  expect(more.secondsPerEpoch! / one.secondsPerEpoch!).toBeGreaterThan(1.2);
  expect(more.secondsPerEpoch! / one.secondsPerEpoch!).toBeLessThan(1.5);
  expect(costOf('gru', 64).memoryBytes).toBeGreaterThan(1.7 * costOf('gru', 32).memoryBytes);
  expect(weightBytes(1000)).toBe(4000);
});
