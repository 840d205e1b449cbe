import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partRows } from '#engine/data/parts.ts';
import { aroundWindow, dragHandle, firstOrigin, keepInside, partOf, windowRows } from '../../../src-renderer/features/data/window-range.ts';
import { extendTest, inUnit, lengthsOf, moveBorder, type BarSplit } from '../../../src-renderer/features/data/split-shares.ts';

const sizes = { lookback: 96, gap: 0, horizon: 24 };
const split: BarSplit = { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 };

describe('one window', () => {
  it('sees its lookback and predicts what follows', () => {
    expect(windowRows(99, sizes)).toEqual({ seen: { from: 4, to: 100 }, predicted: { from: 100, to: 124 } });
    expect(windowRows(99, { ...sizes, gap: 3 }).predicted).toEqual({ from: 103, to: 127 });
    expect(windowRows(99, { lookback: 5, gap: -1, horizon: 1 })).toEqual({ seen: { from: 95, to: 100 }, predicted: { from: 99, to: 100 } });
  });
  it('stays inside the data', () => {
    expect(keepInside(-50, sizes, 1000)).toBe(95);
    expect(keepInside(5000, sizes, 1000)).toBe(975);
  });
  it('belongs to the part where all of its horizon lies', () => {
    const parts = partRows(split, 1000);
    expect([675, 676, 699, 699 + 76, 799].map((origin) => partOf(origin, sizes, parts))).toEqual([
      'train',
      undefined,
      'validation',
      'validation',
      'test',
    ]);
    expect(firstOrigin(sizes, parts, 1000)).toBe(385);
  });
  it('is shown with more before it than after', () => {
    const { from, to } = aroundWindow(500, sizes, 1000);
    expect([405 - from, to - 525]).toEqual([60, 15]);
    expect(aroundWindow(95, sizes, 200)).toEqual({ from: 0, to: 135 });
  });
});

describe('handles', () => {
  it('at the ends change one size, in the middle what one side takes from the other', () => {
    expect(dragHandle('lookback', 380, 499, sizes, 1000)).toEqual({ origin: 499, lookback: 120, horizon: 24 });
    expect(dragHandle('horizon', 530, 499, sizes, 1000)).toEqual({ origin: 499, lookback: 96, horizon: 30 });
    expect(dragHandle('origin', 510, 499, sizes, 1000)).toEqual({ origin: 509, lookback: 106, horizon: 14 });
  });
  it('never leave a side without a row, wherever they are dragged', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('lookback', 'origin', 'horizon') as fc.Arbitrary<'lookback' | 'origin' | 'horizon'>,
        fc.integer({ min: -500, max: 1500 }),
        fc.integer({ min: 0, max: 10 }),
        (handle, row, gap) => {
          const next = dragHandle(handle, row, 499, { ...sizes, gap }, 1000);
          const { seen, predicted } = windowRows(next.origin, { ...next, gap });
          return next.lookback >= 1 && next.horizon >= 1 && seen.from >= 0 && predicted.to <= 1000;
        },
      ),
    ));
});

describe('the split bar', () => {
  it('moves rows from one part to its neighbour, in whole percents', () => {
    expect(moveBorder(split, 1000, 0, 604)).toEqual({ by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 });
    expect(moveBorder(split, 1000, 0, 604, true)).toEqual({ by: 'time', unit: 'share', train: 0.604, validation: 0.196, test: 0.2 });
    expect(moveBorder(split, 1000, 2, 900)).toEqual({ by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.1 });
  });
  it('stops at its neighbours and keeps a training row', () => {
    expect(moveBorder(split, 1000, 1, 10).validation).toBe(0);
    expect(lengthsOf(moveBorder(inUnit(split, 'rows', 1000), 1000, 0, -50), 1000).train).toBe(1);
  });
  it('counts in shares or in rows', () => {
    expect(inUnit(split, 'rows', 17_420)).toEqual({ by: 'time', unit: 'rows', train: 12_194, validation: 1742, test: 3484 });
    expect(inUnit({ by: 'time', unit: 'rows', train: 8640, validation: 2880, test: 2880 }, 'share', 17_420)).toEqual({
      by: 'time',
      unit: 'share',
      train: 0.496,
      validation: 0.1653,
      test: 0.1653,
    });
  });
  it('gives idle rows to the test part', () => {
    expect(lengthsOf(extendTest({ by: 'time', unit: 'rows', train: 8640, validation: 2880, test: 2880 }, 17_420), 17_420)).toEqual({
      train: 8640,
      validation: 2880,
      test: 5900,
      rest: 0,
    });
    expect(extendTest({ ...split, test: 0.1 }, 1000).test).toBe(0.2);
  });
  it('never loses or invents rows', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 100_000 }),
        fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>,
        fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        (rows, border, share) => {
          for (const start of [split, inUnit(split, 'rows', rows)]) {
            const { train, validation, test, rest } = lengthsOf(moveBorder(start, rows, border, share * rows), rows);
            if (train + validation + test + rest !== rows || Math.min(train, validation, test, rest) < 0) return false;
          }
          return true;
        },
      ),
    ));
});
