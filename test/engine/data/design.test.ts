import { newDesign, readDesign } from '#engine/data/design-file.ts';
import { describe, expect, test } from 'vitest';
import { checkDesign } from '#engine/data/check-design.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign, TimeSplit } from '#engine/data/design.ts';
import { partRows } from '#engine/data/parts.ts';
import { fitScaler, meanAndDeviation } from '#engine/data/scaling.ts';
import { prepare } from '#engine/data/windows.ts';

const dataset: Dataset = {
  rows: 100,
  columns: [
    { name: 'x', numbers: Float64Array.from({ length: 100 }, (_, i) => Math.sin(i)) },
    { name: 'huge', numbers: Float64Array.from({ length: 100 }, (_, i) => 1e300 * Math.sin(i)) },
  ],
};
const design: DatasetDesign & { split: TimeSplit } = {
  ...newDesign,
  targets: ['x'],
  features: ['x'],
  lookback: 8,
  horizon: 2,
  stride: 1,
  gap: 0,
  split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
  scaler: 'standard',
  missing: 'skip',
};
const codes = (change: Partial<DatasetDesign>) => checkDesign(dataset, { ...design, ...change }).map((i) => i.code);

describe('a design', () => {
  test('from a file, however deep or long what it holds is: refused in few words', () => {
    let deep: unknown = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const many = Array.from({ length: 100_000 }, () => 3);
    for (const file of [deep, { version: deep }, { task: deep }, { targets: deep }, { lookback: deep }, { split: deep }, { lags: many }]) {
      const { design, issues } = readDesign(file);
      expect(design).toBeUndefined();
      expect(issues.length).toBeLessThanOrEqual(50);
      for (const { message, fix } of issues) expect(`${message}${fix}`.length).toBeLessThan(300);
    }
  });

  test('is fine as it is', () => expect(codes({})).toEqual([]));

  test.each<[string, Partial<DatasetDesign>, string[]]>([
    ['no target', { targets: [] }, ['no-target']],
    ['an unknown column', { features: ['x', 'z'] }, ['unknown-column']],
    ['a column twice', { features: ['x', 'x'] }, ['repeated-column']],
    ['half a row of lookback', { lookback: 2.5 }, ['not-a-count']],
    ['a negative horizon', { horizon: -1 }, ['not-a-count']],
    ['a stride of 0', { stride: 0 }, ['not-a-count']],
    ['a gap of -2', { gap: -2 }, ['not-a-count']],
    ['shares above 1', { split: { ...design.split, train: 0.9 } }, ['bad-split']],
    ['a share that is no number', { split: { ...design.split, test: NaN } }, ['bad-split']],
    ['more rows than there are', { split: { by: 'time', unit: 'rows', train: 90, validation: 20, test: 20 } }, ['bad-split']],
    ['parts of rows', { split: { by: 'time', unit: 'rows', train: 70, validation: 0.1, test: 0.2 } }, ['split-not-whole']],
    ['a horizon longer than the data', { horizon: 1000 }, ['too-few-rows', 'too-few-rows', 'too-few-rows']],
    ['values that cannot be squared', { features: ['x', 'huge'] }, ['values-too-large']],
  ])('refuses %s', (_, change, expected) => expect(codes(change)).toEqual(expected));

  test('cuts the parts as the public benchmarks do: train and test rounded down, validation takes the rest', () => {
    expect(partRows({ by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 }, 7588)).toEqual({
      train: { from: 0, to: 5311 },
      validation: { from: 5311, to: 6071 },
      test: { from: 6071, to: 7588 },
    });
  });
});

describe('scaling', () => {
  test('is mean and population deviation', () => {
    expect(meanAndDeviation(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toEqual({ shift: 5, scale: 2 });
    expect(meanAndDeviation(Float64Array.of(2, NaN, 4))).toEqual({ shift: 3, scale: 1 });
  });

  test('of a column that does not move is 1, however long it is and whatever its value', () => {
    for (const value of [0, 0.1, -1e9, 1e-15])
      expect(fitScaler('standard', new Float64Array(3_000_000).fill(value)).scale, String(value)).toBe(1);
    expect(fitScaler('minmax', new Float64Array(5).fill(7))).toEqual({ shift: 7, scale: 1 });
  });

  test('keeps the spread of tiny values, as in farads', () => {
    const { shift, scale } = fitScaler('standard', Float64Array.of(1e-14, 3e-14));
    expect(shift / 2e-14).toBeCloseTo(1, 12);
    expect(scale / 1e-14).toBeCloseTo(1, 12);
  });

  test('is fitted on the training part alone', () => {
    const jump = Float64Array.from({ length: 100 }, (_, i) => (i < 70 ? i % 2 : 1000));
    const { prepared } = prepare({ rows: 100, columns: [{ name: 'x', numbers: jump }] }, design);
    expect(prepared!.scaling.features[0]).toEqual({ shift: 0.5, scale: 0.5 });
    expect(prepared!.metricScaling[0]).toEqual({ shift: 0.5, scale: 0.5 });
  });
});
