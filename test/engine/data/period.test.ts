import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { periodsOf, seasonOfSeasons } from '#engine/data/period.ts';
import { Random } from '#engine/random.ts';

/** f gets the row, a normal number and the value before. */
function series(rows: number, seed: number, f: (row: number, noise: number, before: number) => number): Float64Array {
  const random = new Random(seed, 'period');
  let before = 0;
  return Float64Array.from({ length: rows }, (_, row) => (before = f(row, random.normal(), before)));
}
const found = (x: Float64Array): number[] => periodsOf(x).map((p) => p.rows);
const daily = (row: number): number => Math.sin((row * Math.PI) / 12);

describe('a season is found', () => {
  test.each<[string, Float64Array]>([
    ['alone', series(2000, 1, daily)],
    ['in noise as large as itself', series(2000, 1, (row, noise) => daily(row) + 0.7 * noise)],
    ['on a steep trend', series(2000, 1, (row, noise) => 0.05 * row + daily(row) + 0.5 * noise)],
    ['with missing values at its end', series(2000, 1, (row) => (row > 1900 ? NaN : daily(row)))],
  ])('%s', (_, x) => expect(found(x)).toEqual([24]));

  test('on a level that wanders', () => {
    let level = 0;
    expect(found(series(2000, 1, (row, noise) => (level += 0.2 * noise) + daily(row)))).toEqual([24]);
  });

  test('of two rows', () => expect(found(series(500, 1, (row) => row % 2))).toEqual([2]));

  test('and a second one, which is more than a multiple of the first', () => {
    expect(found(series(5000, 1, (row, noise) => 0.5 * daily(row) + (row % 168 < 48 ? 2 : 0) + 0.3 * noise)).sort((a, b) => a - b)).toEqual(
      [24, 168],
    );
  });

  test.each([
    ['airline-passengers.csv', 12],
    ['ETTh1.csv', 24],
  ])('in %s', (file, rows) => {
    const lines = readFileSync(join(import.meta.dirname, '../../../resources/samples', file), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    expect(found(Float64Array.from(lines, (line) => Number(line.split(',').at(-1))))[0]).toBe(rows);
  });
});

describe('no season is found', () => {
  const rounds = 100;
  /** Share of series in which one is seen. */
  const fooled = (rows: number, f: Parameters<typeof series>[2]) =>
    Array.from({ length: rounds }, (_, i) => found(series(rows, i + 1, f))).filter((p) => p.length).length / rounds;

  test.each<[string, Parameters<typeof series>[2]]>([
    ['a random walk', (_, noise, before) => before + noise],
    ['white noise', (_, noise) => noise],
    ['noise that fades slowly', (_, noise, before) => 0.9 * before + noise],
    ['a trend with noise', (row, noise) => 0.1 * row + noise],
  ])('in %s', (_, f) => {
    expect(fooled(100, f)).toBeLessThanOrEqual(0.02);
    expect(fooled(1000, f)).toBeLessThanOrEqual(0.02);
  });

  test('in a line, a constant, and next to nothing', () => {
    expect(found(series(500, 1, (row) => row))).toEqual([]);
    expect(found(series(500, 1, () => 3))).toEqual([]);
    expect(found(Float64Array.of(1, 2, 1, 2))).toEqual([]);
  });
});

describe('a season that seasons make', () => {
  const weekly = (row: number) => (row % 168 < 48 ? 2 : 0);
  const many = (f: Parameters<typeof series>[2], rows = 700) => Array.from({ length: 12 }, (_, i) => series(rows, i + 1, f));

  test('a week of days, in series too short to show it alone', () => {
    const all = many((row, noise) => daily(row) + 0.4 * weekly(row) + 0.3 * noise);
    expect(all.filter((x) => found(x).includes(168))).toEqual([]);
    expect(seasonOfSeasons(all, 24)).toBe(168);
  });

  test('though most of the series have none', () => {
    const flat = many((row, noise) => daily(row) + noise);
    const all = [...many((row, noise) => daily(row) + weekly(row) + 0.3 * noise).slice(6), ...flat];
    expect(seasonOfSeasons(all, 24)).toBe(168);
    expect(seasonOfSeasons([...all, ...flat], 24)).toBe(24);
  });

  let level = 0;
  test.each<[string, Parameters<typeof series>[2]]>([
    ['days alone', (row, noise) => daily(row) + 0.5 * noise],
    ['days on a walk', (row, noise) => (level = row ? level + 0.2 * noise : 0) + daily(row)],
    ['days on a trend', (row, noise) => 0.02 * row + daily(row) + 0.3 * noise],
    ['noise', (_, noise) => noise],
    ['a walk', (_, noise, before) => before + noise],
    ['nothing but one value', () => 3],
  ])('not in %s', (_, f) => expect(seasonOfSeasons(many(f), 24)).toBe(24));

  test('nor where it only comes about again', () => {
    const slow = (row: number) => Math.sin((2 * Math.PI * row) / 168 + 2 * Math.sin(row / 150));
    expect(seasonOfSeasons([series(2000, 1, (row, noise) => daily(row) + 2 * slow(row) + 0.1 * noise)], 24)).toBe(24);
  });

  test('nor where series hold too few seasons, or have none', () => {
    expect(
      seasonOfSeasons(
        many((row) => daily(row) + weekly(row), 300),
        24,
      ),
    ).toBe(24);
    expect(
      seasonOfSeasons(
        many((row) => daily(row)),
        1,
      ),
    ).toBe(1);
    expect(seasonOfSeasons([], 24)).toBe(24);
  });
});
