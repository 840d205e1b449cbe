// What is seen of a column beside its curve: spread, seasons, holes, odd rows - each where it was planted.
import { expect, test } from 'vitest';
import type { Dataset } from '#engine/data/dataset.ts';
import { profileOf } from '#engine/data/profile.ts';
import { Random } from '#engine/random.ts';

const rows = 480;
const wave = Float64Array.from({ length: rows }, (_, i) => Math.sin((2 * Math.PI * i) / 24) + 0.01 * i);
const planted = wave.slice();
planted[100] = 40;
planted.fill(NaN, 200, 210);
planted[300] = NaN;
const dataset: Dataset = {
  rows,
  columns: [
    { name: 'y', numbers: planted },
    { name: 'none', numbers: new Float64Array(rows).fill(NaN) },
  ],
};

test('holes and the row that stands off are found where they were planted', () => {
  const p = profileOf(dataset, 'y')!;
  expect(p).toMatchObject({ missing: 11, stretchCount: 2, stretches: [{ from: 200, to: 210 }, { from: 300, to: 301 }], oddCount: 1, odd: [{ row: 100, kind: 'spike' }] }); // prettier-ignore
  expect(p.quantiles[4]).toBe(40);
  expect(p.histogram.counts.reduce((a, b) => a + b, 0)).toBe(rows - 11);
});

test('a column resembles itself a season earlier most, its trend taken out', () => {
  const { autocorrelation, chance } = profileOf({ rows, columns: [{ name: 'y', numbers: wave }] }, 'y')!;
  expect(autocorrelation[0]).toBeCloseTo(1, 10);
  expect(autocorrelation[24]).toBeGreaterThan(0.9);
  expect(autocorrelation[12]).toBeLessThan(-0.9);
  expect(chance).toBeCloseTo(1.96 / Math.sqrt(rows), 12);
});

test('of a stretch of rows only those count, and keep their numbers', () => {
  expect(profileOf(dataset, 'y', { from: 90, to: 150 })).toMatchObject({ rows: 60, missing: 0, odd: [{ row: 100 }] });
  expect(profileOf(dataset, 'y', { from: 205, to: 250 })).toMatchObject({ stretches: [{ from: 205, to: 210 }], oddCount: 0 });
});

test('a series that has grown is not odd at its end, and what stands off there is', () => {
  const random = new Random(1, 'growth');
  let level = 1;
  const grown = Float64Array.from({ length: 2000 }, () => (level *= 1 + 0.003 + 0.02 * random.normal()));
  const profile = (numbers: Float64Array) => profileOf({ rows: 2000, columns: [{ name: 'y', numbers }] }, 'y')!;
  expect(profile(grown)).toMatchObject({ oddCount: 0 });
  grown[1900] *= 3;
  expect(profile(grown)).toMatchObject({ oddCount: 1, odd: [{ row: 1900, kind: 'spike' }] });
});

test('an empty column has no spread, one that is not there no profile', () => {
  expect(profileOf(dataset, 'none')).toMatchObject({ missing: rows, mean: NaN, oddCount: 0, stretchCount: 1 });
  expect(profileOf(dataset, 'none')!.histogram.counts).toHaveLength(0);
  expect(profileOf(dataset, 'z')).toBeUndefined();
});
