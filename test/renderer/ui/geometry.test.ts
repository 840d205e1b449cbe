import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linePath, lowerBound, nearest, sparkPath } from '../../../src-renderer/ui/path.ts';
import { spread } from '../../../src-renderer/ui/spread.ts';
import { scrollFor, tableWindow } from '../../../src-renderer/ui/table-window.ts';

const same = (x: number) => x;

describe('lines', () => {
  it('break where a value is missing', () => expect(linePath([0, 1, 2, 3], [1, 2, NaN, 4], same, same)).toBe('M0 1L1 2M3 4h0'));
  it('show a point between two gaps', () => expect(linePath([0, 1, 2], [NaN, 5, NaN], same, same)).toBe('M1 5h0'));
  it('of nothing are nothing', () => expect(linePath([], [], same, same)).toBe(''));
  it('as sparks fill their box, and a constant runs through its middle', () => {
    expect(sparkPath([0, 1], 11, 12)).toBe('M0.5 11L10.5 1');
    expect(sparkPath([4, 4], 11, 12)).toBe('M0.5 6L10.5 6');
  });
});

describe('searching', () => {
  it('finds the nearest and the first not below', () => {
    expect([-5, 0.4, 0.6, 2.5, 99].map((x) => nearest([0, 1, 2, 3], x))).toEqual([0, 0, 1, 2, 3]);
    expect([-1, 0, 0.5, 3, 4].map((x) => lowerBound([0, 1, 2, 3], x))).toEqual([0, 0, 1, 3, 4]);
  });
});

describe('labels at line ends', () => {
  it('stay where they are when they do not touch', () => expect(spread([10, 40, 80], 14)).toEqual([10, 40, 80]));
  it('move apart evenly when they do', () => expect(spread([50, 50], 14)).toEqual([43, 57]));
  it('stay inside', () => {
    expect(spread([0, 1, 2], 10, 0, 100)).toEqual([0, 10, 20]);
    expect(spread([99, 100], 10, 0, 100)).toEqual([90, 100]);
  });
  it('share the room when there is too little', () => expect(spread([5, 5, 5], 10, 0, 10)).toEqual([0, 5, 10]));
  it('keep their order and their distance, whatever is wanted', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { minLength: 1, maxLength: 12 }), (wanted) => {
        const places = spread(wanted, 8, 0, 100);
        const sorted = wanted.map((w, i) => [w, places[i]] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        return sorted.every(
          ([, y], i) =>
            y >= -1e-9 && y <= 100 + 1e-9 && (i === 0 || y - sorted[i - 1][1] >= Math.min(8, 100 / Math.max(1, wanted.length - 1)) - 1e-6),
        );
      }),
    ));
});

describe('long tables', () => {
  it('draw what is in sight and a little more', () =>
    expect(tableWindow(1000, 28, 280, 2800)).toEqual({ from: 94, to: 117, height: 28_000, top: 94 * 28 }));
  it('reach the last row of ten million', () => {
    const rows = 10_000_000;
    const { height, to } = tableWindow(rows, 28, 560, 8_000_000 - 560);
    expect(height).toBeLessThan(10_000_000);
    expect(to).toBe(rows);
    expect(tableWindow(rows, 28, 560, 0).from).toBe(0);
  });
  it('scroll only when the row is out of sight', () => {
    expect(scrollFor(5, 100, 28, 280, 0)).toBeUndefined();
    expect(scrollFor(20, 100, 28, 280, 0)).toBe(21 * 28 - 280);
    expect(scrollFor(2, 100, 28, 280, 280)).toBe(56);
  });
});
