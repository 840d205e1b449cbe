// Theta, ETS, Naive2, drift and mean against numbers computed independently (golden/make-metrics.py) or published.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seasonalError } from '#engine/train/baselines.ts';
import { isSeasonal, seasonalIndices } from '#engine/train/decompose.ts';
import { Ets, fitEts, squaredError, type EtsModel } from '#engine/train/ets.ts';
import { drift, mean, naive2 } from '#engine/train/naive2.ts';
import { minimise } from '#engine/train/nelder-mead.ts';
import { Scorer, withOwa } from '#engine/train/scorer.ts';
import { Stream, type Streamed } from '#engine/train/streamed.ts';
import { theta } from '#engine/train/theta.ts';

interface Golden {
  series: { y: number[]; m: number; isSeasonal: boolean; indices: number[]; naive2: number[]; alpha: number; theta: number[] }[];
  ets: { season: number[]; squares: number; ahead: number[] };
  etsFit: { alpha: number; squares: number };
  m4Hourly: {
    series: number;
    mean: Record<Name, { smape: number; mase: number; owa: number }>;
    everyTwentieth: Record<Name, [number, number][]>;
  };
}
type Name = 'naive' | 'seasonalNaive' | 'naive2';
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/metrics.json'), 'utf8')) as Golden;

const aheadOf = (series: ArrayLike<number>, of: Streamed, steps: number): number[] => {
  const stream = new Stream(series, of);
  return Array.from({ length: steps }, (_, i) => stream.after(series.length - 1, i + 1));
};
const expectClose = (got: ArrayLike<number>, expected: readonly number[], digits: number) =>
  expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, digits));

describe.each(golden.series.map((s, i) => [['a growing monthly season', 'a random walk', 'a weekly season'][i], s] as const))(
  '%s',
  (_, s) => {
    const y = Float64Array.from(s.y);
    test('the seasonality test of M4', () => expect(isSeasonal(y, s.m)).toBe(s.isSeasonal));
    test('seasonal indices', () => expectClose(seasonalIndices(y, s.m, 'multiplicative')!, s.indices, 12));
    test('Naive2', () => expectClose(aheadOf(y, naive2(y, s.m), s.naive2.length), s.naive2, 9));
    // The smoothing is found to 1e-6, and the forecast moves with it.
    test('Theta', () => expectClose(aheadOf(y, theta(y, s.m), s.theta.length), s.theta, 4));
  },
);

test('seasonal indices of the airline passengers are the published ones of the classical decomposition', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../resources/samples/airline-passengers.csv'), 'utf8')
    .trim()
    .split('\n');
  const passengers = lines.slice(1).map((line) => Number(line.split(',').at(-1)));
  expect(passengers).toHaveLength(144);
  // As R's documentation and textbooks print them for decompose(AirPassengers, "multiplicative").
  const published = [
    0.9102304, 0.8836253, 1.0073663, 0.975906, 0.981378, 1.1127758, 1.2265555, 1.219911, 1.0604919, 0.9217572, 0.8011781, 0.8988244,
  ];
  expectClose(seasonalIndices(passengers, 12, 'multiplicative')!, published, 7);
});

describe('ETS', () => {
  test('with given parameters smooths and forecasts as written out by hand, trend damped and with a season', () => {
    const y = Float64Array.from(golden.series[2].y);
    const model: EtsModel = {
      trend: 'damped',
      m: 7,
      alpha: 0.3,
      beta: 0.1,
      gamma: 0.2,
      phi: 0.9,
      level: 38,
      slope: 0.4,
      season: Float64Array.from(golden.ets.season),
    };
    expect(squaredError(model, y) / golden.ets.squares).toBeCloseTo(1, 12);
    expectClose(aheadOf(y, new Ets(model), 20), golden.ets.ahead, 9);
  });

  test('finds the smoothing that scipy finds', () => {
    const y = Float64Array.from(golden.series[1].y);
    const model = fitEts(y, 1)!;
    expect(model.trend).toBe('none');
    expect(squaredError(model, y) / golden.etsFit.squares).toBeLessThan(1 + 1e-6);
  });

  test('chooses a trend where there is one, a season where there is one, and neither where there is none', () => {
    const noise = (i: number) => ((i * 7919) % 101) / 101 - 0.5;
    const of = (y: (i: number) => number, m: number) =>
      fitEts(
        Float64Array.from({ length: 120 }, (_, i) => y(i)),
        m,
      )!;
    expect(of((i) => 5 + 2 * i + noise(i), 12)).toMatchObject({ trend: 'additive', m: 1 });
    expect(of((i) => 5 + 8 * Math.sin((i * Math.PI) / 6) + noise(i), 12)).toMatchObject({ trend: 'none', m: 12 });
    expect(of((i) => 5 + noise(i), 12)).toMatchObject({ trend: 'none', m: 1 });
    expect(fitEts(Float64Array.of(1, 2, 3), 1)).toBeUndefined();
  });
});

test('drift goes on along the line from the first value to the last, past missing ones', () => {
  expect(aheadOf([NaN, 2, 9, 8], drift(), 2)).toEqual([11, 14]);
  expect(aheadOf([2, 4, NaN], drift(), 1)).toEqual([8]);
});

test('mean is that of everything known', () => {
  expect(aheadOf([1, NaN, 6, 2], mean(), 3)).toEqual([3, 3, 3]);
});

test.each(['theta', 'ets', 'naive2', 'drift', 'mean'] as const)('%s sees nothing after the origin', (name) => {
  const { y, m } = golden.series[2];
  const training = Float64Array.from(y).subarray(0, 60);
  const make = (): Streamed =>
    ({ theta: () => theta(training, m), ets: () => new Ets(fitEts(training, m)!), naive2: () => naive2(training, m), drift, mean })[name]();
  const whole = new Stream(y, make());
  const cut = new Stream(y.slice(0, 70), make());
  const later = whole.after(80, 3);
  expect(whole.after(69, 3)).toBe(cut.after(69, 3));
  expect(whole.after(80, 3)).toBe(later);
});

test('the simplex finds the bottom of a narrow valley', () => {
  const [x, y] = minimise(([a, b]) => (1 - a) ** 2 + 100 * (b - a * a) ** 2, [-1.2, 1], { size: 0.5, evaluations: 2000, tolerance: 1e-14 });
  expect(x).toBeCloseTo(1, 4);
  expect(y).toBeCloseTo(1, 4);
});

const m4 = join(import.meta.dirname, '../../../shared/data/m4/Hourly-train.csv');
describe.skipIf(!existsSync(m4))('M4 Hourly, the last 48 rows of every training series held back', () => {
  const histories = readFileSync(m4, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Float64Array.from(line.replaceAll('"', '').split(',').slice(1).filter(Boolean), Number));
  const [horizon, m] = [48, 24];
  const repeat = (rows: number) => (past: Float64Array) => Array.from({ length: horizon }, (_, h) => past[past.length - rows + (h % rows)]);
  const methods: Record<Name, (past: Float64Array) => number[]> = {
    naive: repeat(1),
    seasonalNaive: repeat(m),
    naive2: (past) => aheadOf(past, naive2(past, m), horizon),
  };
  const scored = Object.fromEntries(
    Object.entries(methods).map(([name, method]) => {
      const scorer = new Scorer(
        ['y'],
        () => [{ shift: 0, scale: 1 }],
        (i) => [seasonalError(histories[i].subarray(0, -horizon), m)],
      );
      histories.forEach((y, i) => scorer.add(method(y.subarray(0, -horizon)), horizon, (h) => y[y.length - horizon + h], i));
      return [name, scorer.scores()!];
    }),
  );

  test.each(Object.keys(methods) as Name[])('%s agrees with an independent computation to 1e-9', (name) => {
    const { series } = withOwa(scored[name], scored.naive2);
    expect(series!.count).toBe(golden.m4Hourly.series);
    for (const [metric, value] of Object.entries(golden.m4Hourly.mean[name]))
      expect(series!.mean[metric as 'owa']! / value, metric).toBeCloseTo(1, 10);
    golden.m4Hourly.everyTwentieth[name].forEach(([smape, mase], i) => {
      expect(series!.each[20 * i].values.smape! / smape).toBeCloseTo(1, 10);
      expect(series!.each[20 * i].values.mase! / mase).toBeCloseTo(1, 10);
    });
  });
});
