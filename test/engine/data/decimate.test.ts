import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { decimate, decimateOverTime } from '#engine/data/decimate.ts';

const noisy = (rows: number) => Float64Array.from({ length: rows }, (_, i) => Math.sin(i / 1000) + ((i * 7919) % 1000) / 1000);
const points = ({ x, y }: { x: Float64Array; y: Float64Array }) => Array.from(x, (value, i) => [value, y[i]]);

describe('decimation', () => {
  test('keeps every value when there are few', () => {
    expect(points(decimate(Float64Array.of(1, NaN, 3), 0, 3, 10))).toEqual([
      [0, 1],
      [1, NaN],
      [2, 3],
    ]);
  });

  test('keeps a single spike among a million', () => {
    const values = noisy(1_000_000);
    values[123_456] = 99;
    values[654_321] = -99;
    const { x, y } = decimate(values, 0, values.length, 500);
    expect(y.length).toBeLessThanOrEqual(1000);
    expect(x[y.indexOf(99)]).toBe(123_456);
    expect(x[y.indexOf(-99)]).toBe(654_321);
  });

  test('breaks the line where values are missing, even for one row', () => {
    const values = noisy(10_000);
    values[5000] = NaN;
    values.fill(NaN, 7000, 8000);
    const { x, y } = decimate(values, 0, values.length, 100);
    const holes = Array.from(x).filter((_, i) => y[i] !== y[i]);
    expect(holes[0]).toBe(5000);
    expect(holes.filter((row) => row >= 7000 && row < 8000)).toHaveLength(10);
  });

  test('points rise, are true values, and hold the extremes of any stretch', () => {
    const value = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -50, max: 50 }) }, { weight: 1, arbitrary: fc.constant(NaN) });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (list, buckets) => {
        const values = Float64Array.from(list);
        const { x, y } = decimate(values, 0, values.length, buckets);
        expect(y.length).toBeLessThanOrEqual(Math.max(values.length, buckets * 3));
        x.forEach((row, i) => {
          expect(y[i]).toBe(values[row]);
          if (i > 0) expect(row).toBeGreaterThan(x[i - 1]);
        });
        const present = list.filter((each) => each === each);
        if (present.length > 0) {
          const shown = Array.from(y).filter((each) => each === each);
          expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...present), Math.max(...present)]);
        }
        expect(y.some((each) => each !== each)).toBe(present.length < list.length);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('over time, a long step breaks the line and the edges run on', () => {
    const times = Float64Array.of(0, 1, 2, 10, 11, 12);
    const values = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect(points(decimateOverTime(times, values, 1, 11, 100, 2))).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [6, NaN],
      [10, 4],
      [11, 5],
    ]);
  });

  test('over time, buckets are as long as time, not as many rows', () => {
    const times = Float64Array.from({ length: 2000 }, (_, i) => (i < 1990 ? i : 100_000 + i));
    const values = Float64Array.from({ length: 2000 }, (_, i) => i);
    const { x } = decimateOverTime(times, values, 0, 102_000, 100);
    expect(Array.from(x).filter((time) => time < 1990).length).toBeLessThanOrEqual(6);
    expect(x[x.length - 1]).toBe(101_999);
  });

  test('ten million values take milliseconds', () => {
    const values = noisy(10_000_000);
    decimate(values, 0, values.length, 2000);
    const start = performance.now();
    decimate(values, 0, values.length, 2000);
    // About 25 ms on a quiet machine; the limit leaves room for a busy one.
    expect(performance.now() - start).toBeLessThan(250);
  });
});
