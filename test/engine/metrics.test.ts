import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seasonalError } from '#engine/train/baselines.ts';
import { mostFrequent } from '#engine/train/baselines-classes.ts';
import { conformalQuantile } from '#engine/train/intervals.ts';
import { valuesOf } from '#engine/train/metric.ts';
import { classified, classMetrics, noConfusion, type ClassValues } from '#engine/train/metrics-classes.ts';
import { addInterval, addQuantiles, intervalMetrics, noIntervals, noQuantiles, quantileMetrics } from '#engine/train/metrics-intervals.ts';
import { symbolMetrics } from '#engine/train/metrics-symbols.ts';
import { metricNames, metrics, type MetricValues } from '#engine/train/metrics.ts';
import { normalBelow, normalQuantile } from '#engine/train/normal.ts';
import { Scorer, withOwa } from '#engine/train/scorer.ts';

interface Golden {
  forecast: { history: number[]; m: number; y: number[][]; f: number[][]; metrics: Omit<MetricValues, 'owa'> };
  intervals: { truth: number[]; levels: number[]; quantiles: number[][] } & Record<
    'coverage' | 'width' | 'winkler' | 'pinball' | 'wql',
    number
  >;
  conformal: { sizes: number[]; quantiles: Record<string, number> };
  normal: Record<string, number>;
  classes: { labels: number[]; scores: number[][]; confusion: number[][]; metrics: ClassValues };
}
/** Written out in numpy by their definitions: golden/make-metrics.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/metrics.json'), 'utf8')) as Golden;
const digits = 12;

describe('metrics of forecasts', () => {
  const scorerOf = ({ history, m, y, f }: Golden['forecast']): Scorer => {
    const scorer = new Scorer(['a'], [{ shift: 0, scale: 2 }], [seasonalError(history, m)]);
    y.forEach((row, w) => scorer.add(f[w], row.length, (h) => row[h]));
    return scorer;
  };

  test('are those of numpy, zeros among the true values included', () => {
    const { units, scaled } = scorerOf(golden.forecast).scores()!;
    for (const [name, value] of Object.entries(golden.forecast.metrics))
      expect(units[name as keyof MetricValues], name).toBeCloseTo(value!, digits);
    expect(scaled.mse).toBeCloseTo(golden.forecast.metrics.mse! / 4, digits);
  });

  test('a percentage of nothing has no value, and the others have theirs', () => {
    const scorer = new Scorer(['a'], [{ shift: 0, scale: 1 }], [{ absolute: 0, squared: 0 }]);
    scorer.add([1, -1], 2, () => 0);
    expect(scorer.scores()!.units).toMatchObject({
      mae: 1,
      mape: null,
      smape: 200,
      wape: null,
      mase: null,
      rmsse: null,
      r2: null,
      owa: null,
    });
  });

  test('a forecast of 0 for 0 is right, also in percent', () => {
    const scorer = new Scorer(['a'], [{ shift: 0, scale: 1 }], [{ absolute: 1, squared: 1 }]);
    scorer.add([0, 3], 2, (h) => (h ? 2 : 0));
    expect(scorer.scores()!.units).toMatchObject({ mape: 50, smape: 20 });
  });

  test('OWA is half of each ratio to Naive2', () => {
    const scores = scorerOf(golden.forecast).scores()!;
    expect(withOwa(scores, scores).units.owa).toBe(1);
    const naive2 = { ...scores, units: { ...scores.units, smape: scores.units.smape! / 2, mase: scores.units.mase! * 4 } };
    expect(withOwa(scores, naive2).units.owa).toBeCloseTo((2 + 0.25) / 2, digits);
  });

  test('of several series the mean counts each alike, and one without a value leaves the others theirs', () => {
    const scales = [2, 0.5, 0];
    const scorer = new Scorer(
      ['a'],
      () => [{ shift: 0, scale: 1 }],
      (series) => [{ absolute: scales[series], squared: scales[series] ** 2 }],
    );
    for (let w = 0; w < 5; w++) scorer.add([1], 1, () => 2, 0);
    scorer.add([5], 1, () => 2, 1);
    scorer.add([5], 1, () => 2, 2);
    const { series, windows } = scorer.scores()!;
    expect(windows).toBe(7);
    expect(series!.each.map((s) => s.values.mase)).toEqual([0.5, 6, null]);
    expect(series!.mean.mase).toBe(3.25);
    expect(series!.mean.mae).toBeCloseTo(7 / 3, digits);
  });

  test('each says which way is better, in a sentence', () => {
    for (const name of metricNames) {
      expect(metrics[name].help, name).toMatch(/^[A-Z].*\.$/);
      expect(['lower', 'higher']).toContain(metrics[name].better);
    }
    expect(metricNames.filter((name) => metrics[name].better === 'higher')).toEqual(['r2']);
  });
});

describe('metrics of intervals and quantiles', () => {
  const { truth, quantiles, levels } = golden.intervals;

  test('coverage, width and interval score are those of numpy', () => {
    const sums = noIntervals();
    truth.forEach((y, i) => addInterval(sums, y, quantiles[i][0], quantiles[i][3], 0.8));
    for (const [name, value] of Object.entries(valuesOf(intervalMetrics, sums)))
      expect(value, name).toBeCloseTo(golden.intervals[name as 'coverage'], digits);
  });

  test('pinball and WQL are those of numpy', () => {
    const sums = noQuantiles(levels.length);
    truth.forEach((y, i) => addQuantiles(sums, y, quantiles[i], levels));
    for (const [name, value] of Object.entries(valuesOf(quantileMetrics, sums)))
      expect(value, name).toBeCloseTo(golden.intervals[name as 'wql'], digits);
  });

  test('the conformal quantile takes the rank ceil((n + 1) level), and none where that is beyond n', () => {
    const { sizes, quantiles: expected } = golden.conformal;
    for (const [level, value] of Object.entries(expected)) expect(conformalQuantile(Float64Array.from(sizes), Number(level))).toBe(value);
    const nineteen = Float64Array.from({ length: 19 }, (_, i) => i + 1);
    expect(conformalQuantile(nineteen, 0.95)).toBe(19);
    expect(conformalQuantile(nineteen.slice(0, 18), 0.95)).toBeUndefined();
    expect(conformalQuantile(new Float64Array(0), 0.5)).toBeUndefined();
  });

  test('quantiles of the normal distribution are those of scipy', () => {
    for (const [p, z] of Object.entries(golden.normal)) {
      expect(normalQuantile(Number(p)), p).toBeCloseTo(z, 9);
      expect(normalBelow(z) / Number(p), p).toBeCloseTo(1, 10);
    }
  });
});

describe('metrics of classes', () => {
  const { labels, scores, confusion, metrics: expected } = golden.classes;

  test('are those of numpy, with a class that never comes and scores that tie', () => {
    const c = classified(labels, scores.flat(), 4);
    expect(c.confusion).toEqual(confusion);
    const values = valuesOf(classMetrics, c);
    for (const [name, value] of Object.entries(expected)) expect(values[name as keyof ClassValues], name).toBeCloseTo(value!, digits);
  });

  test('the majority class is right as often as it comes, and tells no classes apart', () => {
    const values = mostFrequent([0, 1, 1, 2], [1, 1, 0, 1, 2], 3, { keep: true }).values!;
    expect(values).toMatchObject({ accuracy: 0.6, rocAuc: 0.5 });
    expect(values.balancedAccuracy).toBeCloseTo(1 / 3, digits);
    expect(values.f1).toBeCloseTo(0.75 / 3, digits);
  });

  test('nothing classified has no value', () => {
    expect(valuesOf(classMetrics, { confusion: noConfusion(2) })).toMatchObject({ accuracy: null, f1: null, rocAuc: null });
  });
});

describe('metrics of symbols', () => {
  test('four equally likely symbols: perplexity 4, 2 bits', () => {
    const values = valuesOf(symbolMetrics, { count: 10, nats: 10 * Math.log(4) });
    expect(values.perplexity).toBeCloseTo(4, digits);
    expect(values.bitsPerCharacter).toBeCloseTo(2, digits);
  });

  test('unigram: as often as in the training part, one added to every count', () => {
    // 3 + 1, 1 + 1, 0 + 1 of 7.
    const { crossEntropy, perplexity } = mostFrequent([0, 0, 0, 1], [0, 1, 2], 3);
    expect(3 * crossEntropy).toBeCloseTo(-Math.log((4 * 2 * 1) / 343), digits);
    expect(perplexity).toBeCloseTo((343 / 8) ** (1 / 3), digits);
  });
});
