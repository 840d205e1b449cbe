// The curve that is stored and the events that come meanwhile: whatever the order, nothing is doubled and nothing is missing.
import { expect, it } from 'vitest';
import {
  curveOf,
  noCurve,
  withEvents,
  type Curve,
  type EpochEvent,
  type StepsEvent,
} from '../../../src-renderer/features/train/model/curve.ts';
import { epochsOf } from './run-record.ts';

const stepsPerEpoch = 10;
/** Events of steps [after, after + count), as the host tells them. */
const steps = (after: number, count: number): StepsEvent => ({
  kind: 'steps',
  run: 'r1',
  epoch: Math.floor((after + count - 1) / stepsPerEpoch) + 1,
  step: ((after + count - 1) % stepsPerEpoch) + 1,
  stepsPerEpoch,
  stepEpochs: Array.from({ length: count }, (_, i) => (after + i + 0.5) / stepsPerEpoch),
  losses: Array.from({ length: count }, (_, i) => after + i),
  windowsPerSecond: 1,
  secondsLeft: 1,
});
const epoch = (number: number): EpochEvent => ({
  kind: 'epoch',
  run: 'r1',
  record: epochsOf(Array.from({ length: number }, (_, i) => 1 / (i + 1)))[number - 1],
  forecasts: Float32Array.of(number),
});
const log = [steps(0, 4), steps(4, 6), epoch(1), steps(10, 3), steps(13, 7), epoch(2), steps(20, 5)];
const take = (curve: Curve, events: (StepsEvent | EpochEvent)[]): Curve => withEvents(curve, events)!;
const withSteps = (curve: Curve, event: StepsEvent) => withEvents(curve, [event]);
const withEpoch = (curve: Curve, event: EpochEvent) => withEvents(curve, [event]);
/** What the host has stored after so many events. */
const stored = (count: number): Curve => {
  const c = take(noCurve, log.slice(0, count));
  return curveOf({
    epochs: [...c.epochs],
    stepEpochs: Float64Array.from(c.stepEpochs),
    stepLosses: Float32Array.from(c.stepLosses),
    forecasts: [...c.forecasts],
  });
};
const whole = take(noCurve, log);

it('events alone give the whole curve', () => {
  expect(whole.stepLosses).toEqual(Array.from({ length: 25 }, (_, i) => i));
  expect(whole.epochs.map((e) => e.epoch)).toEqual([1, 2]);
  expect(whole.end).toBeCloseTo(2.5, 12);
});

it('a stored curve and events that overlap with it give the same', () => {
  for (let snapshot = 0; snapshot <= log.length; snapshot++)
    for (let from = 0; from <= snapshot; from++) {
      const joined = take(stored(snapshot), log.slice(from));
      expect(joined.stepLosses).toEqual(whole.stepLosses);
      expect(joined.epochs).toEqual(whole.epochs);
      expect(joined.forecasts.map((f) => f.epoch)).toEqual([1, 2]);
    }
});

it('what is missing in between is noticed', () => {
  expect(withSteps(stored(2), log[4] as StepsEvent)).toBeUndefined();
  expect(withEpoch(stored(1), epoch(2))).toBeUndefined();
});

it('a run that goes back to its checkpoint is drawn from there again', () => {
  const again = withSteps(whole, { ...steps(12, 3), losses: [100, 101, 102] })!;
  expect(again.stepLosses).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 100, 101, 102]);
  expect(withEpoch(whole, epoch(1))!.epochs).toHaveLength(1);
});

it('the end of a thinned curve is where its last bucket ends', () => {
  // 25 steps in buckets of 10: middles at 5, 15 and 22.5 steps.
  const thin = curveOf({ epochs: [], stepEpochs: Float64Array.of(0.5, 1.5, 2.25), stepLosses: Float32Array.of(1, 2, 3), forecasts: [] });
  expect(thin.end).toBeCloseTo(2.5, 12);
  expect(withSteps(thin, steps(25, 2))).toBeDefined();
});

it('a long curve stays drawable, in order, from end to end', () => {
  let c: Curve = noCurve;
  for (let i = 0; i < 300; i++) c = withSteps(c, steps(i * 100, 100))!;
  expect(c.stepEpochs.length).toBeLessThanOrEqual(8000);
  expect(c.stepEpochs.every((x, i) => i === 0 || x > c.stepEpochs[i - 1])).toBe(true);
  expect(c.end).toBeCloseTo(3000, 9);
});

it('of the forecasts the first and the latest few are kept', () => {
  let c: Curve = noCurve;
  for (let i = 1; i <= 30; i++) c = withEpoch(c, epoch(i))!;
  expect(c.forecasts.map((f) => f.epoch)).toEqual([1, 23, 24, 25, 26, 27, 28, 29, 30]);
});
