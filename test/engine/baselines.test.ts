import { newDesign } from '#engine/data/design-file.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare } from '#engine/data/windows.ts';
import { scoreBaselines } from '#engine/train/baselines.ts';
import { solve } from '#engine/train/cholesky.ts';
import { Scorer } from '#engine/train/metrics.ts';

const file = join(import.meta.dirname, '../../resources/samples/ETTh1.csv');

function ett(): Dataset {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const cells = lines.map((line) => line.split(',').slice(1).map(Number));
  return {
    rows: lines.length,
    frequency: 'PT1H',
    columns: header
      .split(',')
      .slice(1)
      .map((name, c) => ({ name, numbers: Float64Array.from(cells, (row) => row[c]) })),
  };
}

const designOf = (dataset: Dataset, horizon: number): DatasetDesign => {
  const names = dataset.columns.map((c) => c.name);
  return {
    ...newDesign,
    targets: names,
    features: names,
    lookback: 336,
    horizon,
    stride: 1,
    gap: 0,
    split: { by: 'time', unit: 'rows', train: 8640, validation: 2880, test: 2880 },
    scaler: 'standard',
    missing: 'skip',
  };
};

describe.skipIf(!existsSync(file))('ETTh1, lookback 336, all windows: the published rows, to three digits', () => {
  const dataset = ett();
  const published: Record<number, { naive: [number, number]; seasonalNaive: [number, number] }> = {
    96: { naive: [1.294, 0.713], seasonalNaive: [0.512, 0.433] },
    192: { naive: [1.325, 0.733], seasonalNaive: [0.581, 0.469] },
    336: { naive: [1.33, 0.746], seasonalNaive: [0.65, 0.501] },
  };
  for (const [horizon, rows] of Object.entries(published))
    test(`horizon ${horizon}`, () => {
      const { prepared } = prepare(dataset, designOf(dataset, Number(horizon)));
      const { test: scores } = scoreBaselines(prepared!);
      for (const name of ['naive', 'seasonalNaive'] as const) {
        expect(scores[name]!.scaled.mse!).toBeCloseTo(rows[name][0], 3);
        expect(scores[name]!.scaled.mae!).toBeCloseTo(rows[name][1], 3);
      }
      expect(scores.linear!.scaled.mse!).toBeLessThan(scores.seasonalNaive!.scaled.mse!);
    });
});

describe('the linear baseline', () => {
  test('finds the coefficients of a series that is linear in its past', () => {
    const x = new Float64Array(400);
    x[0] = 1;
    x[1] = 0.5;
    for (let i = 2; i < x.length; i++) x[i] = 1.8 * x[i - 1] - 0.99 * x[i - 2] + 0.01 * Math.sin(i * i);
    const dataset: Dataset = { rows: 400, columns: [{ name: 'x', numbers: x }] };
    const design: DatasetDesign = {
      ...newDesign,
      targets: ['x'],
      features: ['x'],
      lookback: 4,
      horizon: 2,
      stride: 1,
      gap: 0,
      split: { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 },
      scaler: 'standard',
      missing: 'skip',
    };
    const { prepared } = prepare(dataset, design);
    expect(scoreBaselines(prepared!).test.linear!.units.r2!).toBeGreaterThan(0.98);
  });

  test.each([
    ['a whole series', 0, 'skip'],
    ['missing values, windows with them skipped', 0.04, 'skip'],
    ['missing values, filled with the previous one', 0.04, 'previous'],
  ] as const)('gives the same with sums that slide as with sums formed window by window: %s', (_, share, missing) => {
    const isMissing = (i: number) => ((i * 7907) % 101) / 101 < share;
    const x = Float64Array.from({ length: 200 }, (_, i) => (isMissing(i) ? NaN : 50 + i / 10 + Math.sin(i / 5) + ((i * 7919) % 13) / 20));
    // The same target under two names: once its own past is seen (sliding sums), once a copy of it (direct sums).
    const dataset: Dataset = {
      rows: 200,
      columns: [
        { name: 'x', numbers: x },
        { name: 'copy', numbers: x.slice() },
      ],
    };
    const base: DatasetDesign = {
      ...newDesign,
      targets: ['x'],
      features: ['x'],
      lookback: 6,
      horizon: 3,
      stride: 1,
      gap: 2,
      split: { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 },
      scaler: 'standard',
      missing,
    };
    const sliding = scoreBaselines(prepare(dataset, base).prepared!).test.linear!.scaled.mse!;
    const direct = scoreBaselines(prepare(dataset, { ...base, features: ['copy'] }).prepared!).test.linear!.scaled.mse!;
    expect(sliding / direct).toBeCloseTo(1, 5);
  });

  test('solve inverts what it is given', () => {
    const x = solve(Float64Array.of(4, 1, 1, 3), Float64Array.of(1, 2), 2, 1)!;
    expect(4 * x[0] + x[1]).toBeCloseTo(1, 14);
    expect(x[0] + 3 * x[1]).toBeCloseTo(2, 14);
  });
});

test('a baseline never sees what it is to predict', () => {
  const x = Float64Array.from({ length: 60 }, (_, i) => i);
  const dataset: Dataset = { rows: 60, columns: [{ name: 'x', numbers: x }], frequency: 'P1D' };
  const design: DatasetDesign = {
    ...newDesign,
    targets: ['x'],
    features: ['x'],
    lookback: 3,
    horizon: 2,
    stride: 1,
    gap: 1,
    split: { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 },
    scaler: 'standard',
    missing: 'skip',
  };
  const { test: scores } = scoreBaselines(prepare(dataset, design).prepared!);
  // Gap 1: the steps lie 2 and 3 rows after the last known value.
  expect(scores.naive!.units.mae).toBeCloseTo(2.5, 12);
  // A season of 7 rows before the rows to predict.
  expect(scores.seasonalNaive!.units.mae).toBeCloseTo(7, 12);
});

test('a target that is a feature has the scaling of that feature, also where gaps are filled', () => {
  const x = Float64Array.from({ length: 100 }, (_, i) => (i % 3 === 1 ? NaN : i % 3 === 0 ? 10 : 0));
  const { prepared } = prepare(
    { rows: 100, columns: [{ name: 'x', numbers: x }] },
    {
      ...newDesign,
      targets: ['x'],
      features: ['x'],
      lookback: 3,
      horizon: 1,
      stride: 1,
      gap: 0,
      split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
      scaler: 'standard',
      missing: 'previous',
    },
  );
  expect(prepared!.scaling.targets).toEqual(prepared!.scaling.features);
  // What metrics are scaled by is of the true values alone.
  expect(prepared!.metricScaling[0].shift).not.toBeCloseTo(prepared!.scaling.targets[0].shift, 3);
});

test('R2 keeps its digits where values are large and their spread is small', () => {
  const scorer = new Scorer(['y'], [{ shift: 1e9, scale: 1 }], [1]);
  [-2, -1, 1, 2].forEach((d) => scorer.add([1e9 + d + 0.5], 1, () => 1e9 + d));
  expect(scorer.scores()!.units.r2).toBeCloseTo(0.9, 12);
});
