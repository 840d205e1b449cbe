// Whether tuning helped, and that what is said of it is true.
import { expect, test } from 'vitest';
import { Random } from '#engine/random.ts';
import { judgeTuning, sayTuning } from '#engine/train/tuning.ts';
import { judge } from '#engine/train/verdict.ts';

const random = new Random(2, 'tuning');
const errors = (count: number, size: number) => Float64Array.from({ length: count }, () => size * (0.5 + random.uniform()));
const on = (test: Float64Array) => ({ validation: null, test: { errors: test } });
const windows = { horizon: 4, stride: 1 };

test('less error on the same windows is told from chance', () => {
  const before = errors(200, 1);
  const better = judgeTuning(on(before), on(before.map((x) => 0.8 * x)), windows)!;
  expect(better).toMatchObject({ part: 'test', outcome: 'better' });
  expect(better.skill).toBeCloseTo(0.2, 9);
  expect(sayTuning(better)).toMatch(/^Tuning helped: 20 % less squared error than before, on the same test windows/);
  const worse = judgeTuning(on(before), on(before.map((x) => 1.3 * x)), windows)!;
  expect(sayTuning(worse)).toMatch(/^Tuning made it worse: 30 % more .*Use the model as it was\.$/);
  expect(judgeTuning(on(errors(200, 1)), on(errors(200, 1)), windows)!.outcome).toBe('unclear');
  expect(judgeTuning(on(errors(3, 1)), on(errors(3, 0.1)), windows)!.outcome).toBe('few');
  expect(judgeTuning({ validation: null, test: null }, on(before), windows)).toBeNull();
});

const facts = { horizon: 4, stride: 1, levelShift: 0, isNormalised: true, epoch: 20, bestEpoch: 1, epochs: 30 };

test('nobody is sent to a baseline that is no better', () => {
  const base = errors(200, 1);
  // A little ahead in the mean, and far from sure of it.
  const own = base.map((x, i) => x * (i % 8 < 4 ? 1.9 : 0.05));
  const part = { model: own, baselines: { naive: base, seasonalNaive: null, linear: null } };
  const verdict = judge({ validation: null, test: part }, { ...facts, bestEpoch: 15 })!;
  expect(verdict.outcome.naive).toBe('unclear');
  expect(verdict.skill.naive).toBeGreaterThan(0);
  expect(verdict.next.map((advice) => advice.code)).toEqual(['more-rows']);
});

test('where the past tells nothing, a smaller network is no advice', () => {
  const base = errors(200, 1);
  const part = { model: base.map((x) => 1.02 * x), baselines: { naive: base, seasonalNaive: null, linear: base.map((x) => 1.01 * x) } };
  expect(judge({ validation: part, test: part }, facts)!.next.map((advice) => advice.code)).toEqual(['no-direction']);
});
