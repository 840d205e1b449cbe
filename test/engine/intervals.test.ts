import { describe, expect, test } from 'vitest';
import { calibrate } from '#engine/train/intervals.ts';
import { gaussianLevels, Kept } from '#engine/train/kept.ts';
import { pinballLoss } from '#engine/train/metrics-intervals.ts';
import { normalQuantile } from '#engine/train/normal.ts';
import { Residuals, summarise } from '#engine/train/residuals.ts';
import { Random } from '#engine/random.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { ModelEnds } from '#engine/data/model-ends.ts';

/** Residuals [windows][H][C] made by a rule. */
function residuals(windows: number, horizon: number, targets: number, value: (window: number, i: number) => number): Residuals {
  const made = new Residuals(windows, horizon, targets);
  for (let w = 0; w < windows; w++) made.add((i) => value(w, i));
  return made;
}

describe('conformal intervals', () => {
  test('cover as much of new windows as they say, at every step, whatever its deviation', () => {
    const random = new Random(1, 'intervals');
    const noise = () => (_: number, i: number) => (i + 1) * (Math.exp(random.normal()) - 1);
    const [validation, later] = [residuals(1500, 3, 1, noise()), residuals(4000, 3, 1, noise())];
    const intervals = calibrate(validation, later, ['y']);
    expect(intervals.map((i) => i.level)).toEqual([0.8, 0.95]);
    for (const { level, halves, test: scores } of intervals) {
      expect(scores!.coverage! / 100).toBeCloseTo(level, 1.5);
      // Steps 2 and 3 have twice and three times the errors of step 1.
      expect(halves[2] / halves[0]).toBeGreaterThan(2.5);
      expect(scores!.perTarget.y.width).toBeCloseTo((2 * (halves[0] + halves[1] + halves[2])) / 3, 4);
    }
  });

  test('are not given where there are too few windows for their level', () => {
    const few = residuals(10, 1, 1, (w) => w);
    expect(calibrate(few, null, ['y'])).toEqual([{ level: 0.8, windows: 10, halves: [8], test: null }]);
    expect(
      calibrate(
        residuals(0, 1, 1, () => 0),
        null,
        ['y'],
      ),
    ).toEqual([]);
  });

  test('of several targets have their own widths', () => {
    const two = residuals(100, 2, 2, (w, i) => (i % 2 ? 10 : 1) * (w + 1));
    expect(calibrate(two, null, ['a', 'b'])[0].halves).toEqual([81, 810, 81, 810]);
  });
});

describe('what the errors still know of each other', () => {
  const of = (windows: number, value: (w: number) => number) =>
    summarise(
      residuals(windows, 1, 1, value),
      Array.from({ length: windows }, (_, i) => i),
      ['y'],
      { stride: 1, period: 12 },
    ).y;

  test('is nothing for noise: few correlations lie beyond the limit', () => {
    const random = new Random(2, 'noise');
    const { autocorrelation, limit, mean, deviation } = of(2000, () => random.normal());
    expect(autocorrelation).toHaveLength(24);
    expect(autocorrelation.filter((r) => Math.abs(r) > limit).length).toBeLessThanOrEqual(4);
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(1, 1);
  });

  test('is a season where one is left over', () => {
    const { autocorrelation, histogram } = of(600, (w) => Math.sin((w * Math.PI) / 6));
    expect(autocorrelation[11]).toBeGreaterThan(0.95);
    expect(autocorrelation[5]).toBeLessThan(-0.95);
    expect(histogram.counts.reduce((a, b) => a + b)).toBe(600);
  });

  test('needs twenty windows', () => expect(of(12, (w) => w).autocorrelation).toEqual([]));
});

describe('quantile heads', () => {
  const design = { horizon: 1 } as DatasetDesign;
  const ends = { outputs: ['y'] } as ModelEnds;
  const windows = { train: new Int32Array(0), validation: new Int32Array(0), test: new Int32Array(3) };

  test('are scored by pinball loss, and by the interval between levels that lie alike around the middle', () => {
    const kept = new Kept({ design, ends, windows }, 'test', { kind: 'quantiles', levels: [0.1, 0.5, 0.9] });
    const truths = [1, 4, 9];
    truths.forEach((y) => kept.add(0, [4], [[2], [4], [8]], () => y));
    const { perTarget, intervals, wql } = kept.quantileScores()!;
    const sum = truths.reduce((total, y) => total + pinballLoss(y, 2, 0.1) + pinballLoss(y, 4, 0.5) + pinballLoss(y, 8, 0.9), 0);
    expect(perTarget.y.pinball).toBeCloseTo(sum / 9, 12);
    expect(wql).toBeCloseTo((2 * sum) / 3 / 14, 12);
    expect(intervals).toHaveLength(1);
    expect(intervals[0].level).toBe(0.8);
    expect(intervals[0].scores.coverage).toBeCloseTo(100 / 3, 12);
    expect(intervals[0].scores.perTarget.y.width).toBe(6);
  });

  test('a normal distribution is asked for its quantiles', () => {
    const kept = new Kept({ design, ends, windows }, 'test', { kind: 'gaussian' });
    kept.add(0, [10], [[10], [2]], () => 10);
    const { levels, intervals } = kept.quantileScores()!;
    expect(levels).toEqual(gaussianLevels);
    expect(intervals[0].level).toBe(0.95);
    expect(intervals[0].scores.perTarget.y.width).toBeCloseTo(4 * normalQuantile(0.975), 9);
  });

  test('a network that says one number has none', () => {
    const kept = new Kept({ design, ends, windows }, 'test', { kind: 'point' });
    kept.add(1, [4], [], () => 5);
    expect(kept.quantileScores()).toBeUndefined();
    expect(kept.residuals.at(0, 0)).toBe(1);
  });
});
