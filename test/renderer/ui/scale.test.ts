import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, extent, linear, logTicks, niceStep, padded, ticks } from '../../../src-renderer/ui/scale.ts';
import { isFull, timeTicks } from '../../../src-renderer/ui/time-ticks.ts';

describe('scales', () => {
  it('map a domain to a range and back', () => {
    const x = linear([0, 10], [100, 200]);
    expect(x(5)).toBe(150);
    expect(x.invert(150)).toBe(5);
  });
  it('of a constant stand in the middle', () => expect(linear([3, 3], [0, 10])(3)).toBe(5));
  it('have air around them, also where nothing moves', () => {
    expect(padded([0, 100], 0.1)).toEqual([-10, 110]);
    expect(padded([5, 5])).toEqual([4.5, 5.5]);
    expect(padded([0, 0])).toEqual([-1, 1]);
    expect(padded(undefined)).toEqual([0, 1]);
  });
  it('are found over several lists, past gaps', () => {
    expect(extent([1, null, NaN], [5, -2])).toEqual([-2, 5]);
    expect(extent([NaN])).toBeUndefined();
  });
});

describe('ticks', () => {
  it('are round and inside', () => {
    expect(ticks(0, 47, 4)).toEqual([0, 10, 20, 30, 40]);
    expect(ticks(0.31, 0.72, 4)).toEqual([0.4, 0.5, 0.6, 0.7]);
    expect(ticks(5, 5, 3)).toEqual([5]);
  });
  it('are never far more or fewer than asked for', () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (low, share, count) => {
          // Doubles cannot tell finer steps apart.
          const span = Math.max(share, Math.abs(low) * 1e-6);
          const all = ticks(low, low + span, count);
          return all.length <= 2 * count + 2 && all.every((t) => t >= low - span * 1e-6 && t <= low + span * (1 + 1e-6));
        },
      ),
    ));
  it('have as many decimals as tell them apart', () => {
    expect([niceStep(1, 4), niceStep(100, 4), niceStep(0.05, 5)].map(decimalsOf)).toEqual([1, 0, 2]);
  });
  it('of a logarithmic axis are powers of ten, with 3 or 2 and 5 between where there is room', () => {
    expect(logTicks(1, 1e5)).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
    expect(logTicks(1, 100)).toEqual([1, 3, 10, 30, 100]);
    expect(logTicks(1, 10)).toEqual([1, 2, 5, 10]);
    expect(logTicks(-1, 10)).toEqual([]);
  });
});

describe('ticks of time', () => {
  const day = 86_400_000;
  it('stand at the first of months over two years', () => {
    const all = timeTicks(Date.UTC(2016, 6, 1), Date.UTC(2018, 5, 26), 8);
    expect(all.map((t) => new Date(t.at).toISOString().slice(0, 10))).toEqual(['2016-07-01', '2016-10-01', '2017-01-01', '2017-04-01', '2017-07-01', '2017-10-01', '2018-01-01', '2018-04-01']); // prettier-ignore
    expect(all.every((t) => t.level === 'month')).toBe(true);
    expect(all.map((t, i) => isFull(t, all[i - 1]))).toEqual([true, false, true, false, false, false, true, false]);
  });
  it('stand at midnights over some days, and name the day over some hours', () => {
    expect(timeTicks(0, 12 * day, 6).map((t) => t.at / day)).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(timeTicks(0, day, 4).map((t) => t.level)).toEqual(['day', 'hour', 'hour', 'hour', 'day']);
  });
  it('are years over centuries, and none where there is no time', () => {
    expect(timeTicks(Date.UTC(1749, 0, 1), Date.UTC(1984, 0, 1), 6).map((t) => new Date(t.at).getUTCFullYear())).toEqual([
      1750, 1800, 1850, 1900, 1950,
    ]);
    expect(timeTicks(5, 5, 4)).toEqual([]);
  });
  it('are at most about as many as asked for, ascending', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -6e12, max: 6e12 }),
        fc.integer({ min: 1000, max: 3e12 }),
        fc.integer({ min: 2, max: 20 }),
        (from, span, count) => {
          const all = timeTicks(from, from + span, count);
          return all.length <= count + 2 && all.every((t, i) => t.at >= from && t.at <= from + span && (i === 0 || t.at > all[i - 1].at));
        },
      ),
    ));
});
