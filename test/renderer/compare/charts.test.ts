// The data of the charts: curves over one x, sparks on one scale, forecasts by row, axes of settings and their brushes.
import { describe, expect, it } from 'vitest';
import type { ColumnContext } from '../../../src-renderer/features/compare/model/columns.ts';
import {
  aligned,
  errorsOf,
  roomFor,
  smoothed,
  sparkRange,
  sparkScale,
  sparkValues,
  xOf,
} from '../../../src-renderer/features/compare/model/curve-data.ts';
import { forecastLine, forecastOf, rowsAround } from '../../../src-renderer/features/compare/model/forecasts.ts';
import { axesOf, isBrushed, linePath, moveBrush, nudge } from '../../../src-renderer/features/compare/model/parallel.ts';
import { epoch, rowLike } from './runs.ts';

const context: ColumnContext = { gain: () => null, runName: () => null };

describe('curves', () => {
  const row = rowLike({ settings: { batch: 300 } }, [epoch(1, 0.5, true), epoch(2, null), epoch(3, 0.4, true), epoch(4, 0.6)]);
  it('stand at epochs, at steps of whole batches, or at equal parts of the seconds', () => {
    expect(xOf(row, 'epoch')).toEqual([1, 2, 3, 4]);
    expect(xOf(row, 'step')).toEqual([4, 8, 12, 16]);
    expect(xOf(row, 'seconds')).toEqual([2, 4, 6, 8]);
    expect(errorsOf(row.epochs!)).toEqual([0.5, null, 0.4, 0.6]);
  });
  it('of different runs meet on the union of their x; between its points a run is read off its line', () => {
    const { x, values } = aligned([
      { x: [1, 2, 3], y: [1, 2, 3] },
      { x: [0, 2, 4], y: [0, 4, null] },
    ]);
    expect(x).toEqual([0, 1, 2, 3, 4]);
    expect(values).toEqual([
      [null, 1, 2, 3, null],
      [0, 2, 4, null, null],
    ]);
    expect(aligned([{ x: [], y: [] }]).values).toEqual([[]]);
  });
  it('are smoothed without a pull to the first value, and gaps stay gaps', () => {
    expect(smoothed([1, null, 1, 1], 0.9)).toEqual([1, null, 1, 1].map((v) => (v === null ? null : expect.closeTo(1))));
    expect(smoothed([0, 1], 0.5)).toEqual([0, expect.closeTo(2 / 3)]);
    expect(smoothed([3, 4], 0)).toEqual([3, 4]);
  });
  it('leave some room for epochs to come, and double it rarely', () => {
    expect(roomFor(6, 0)).toBe(6);
    expect(roomFor(1, 0)).toBe(2);
    expect(roomFor(6, 40)).toBe(10);
    expect(roomFor(20, 40)).toBe(40);
    expect(roomFor(2, 3)).toBe(3);
  });
});

describe('sparks', () => {
  it('share a scale that holds the baselines and cuts off what flies away', () => {
    const [low, high] = sparkRange(
      [
        [0.5, 0.4],
        [0.9, 0.35],
        [50, 40],
      ],
      [0.5],
    )!;
    expect(low).toBeLessThan(0.35);
    expect(high).toBeGreaterThan(0.5);
    expect(high).toBeLessThan(2);
    expect(sparkRange([], [])).toBeUndefined();
  });
  it('are as long as their share of the longest run', () => {
    const rows = [
      rowLike({ mse: 0.4 }, [epoch(1, 0.4), epoch(2, 90)]),
      rowLike({ status: 'running', mse: null, settings: { epochs: 5 } }, []),
    ];
    const scale = sparkScale(rows, [0.5])!;
    expect(scale.epochs).toBe(5);
    expect(sparkValues([0.4, 90], scale)).toEqual([0.4, scale.range[1], NaN, NaN, NaN]);
  });
});

describe('forecasts', () => {
  const design = { lookback: 100, horizon: 2, gap: 1, targets: ['a', 'b'] };
  it('are those of the best epoch where it was kept, else the latest', () => {
    const kept = [1, 5, 6].map((n) => ({ epoch: n, values: new Float32Array() }));
    expect(forecastOf(kept, 5)?.epoch).toBe(5);
    expect(forecastOf(kept, 3)?.epoch).toBe(6);
    expect(forecastOf([], 3)).toBeUndefined();
  });
  it('stand at their rows: window, step, target', () => {
    const values = Float32Array.from([0, 1, 2, 3, 10, 11, 12, 13]);
    const rows = [8, 9, 10, 11, 12];
    expect(forecastLine(values, design, { index: 1, origin: 8, target: 1 }, rows)).toEqual([null, null, 11, 13, null]);
    expect(forecastLine(values, design, { index: 0, origin: 8, target: 0 }, rows)).toEqual([null, null, 0, 2, null]);
  });
  it('are shown with some of the past, never before the first row', () => {
    expect(rowsAround(design, 200)).toEqual({ from: 177, to: 204 });
    expect(rowsAround(design, 3)).toEqual({ from: 0, to: 7 });
  });
});

describe('settings to error', () => {
  const rows = [
    rowLike({ mse: 0.3, settings: { rate: 1e-4 } }),
    rowLike({ mse: 0.4, settings: { rate: 1e-2 }, template: 'elman' }),
    rowLike({ mse: 0.5, settings: { rate: 1e-3, optimizer: 'sgd' } }),
    rowLike({ mse: 40, settings: { rate: 1e-3 } }),
  ];
  const axes = axesOf(rows, context, 9);
  const axis = (key: string) => axes.find((a) => a.column.key === key)!;
  it('has an axis for what differs, and the error last', () => {
    expect(axes.map((a) => a.column.key)).toEqual(['architecture', 'rate', 'optimizer', 'mse_val']);
    expect(axesOf(rows, context, 2).map((a) => a.column.key)).toEqual(['architecture', 'mse_val']);
    expect(axesOf(rows.slice(0, 1), context, 9)).toEqual([]);
  });
  it('stands numbers on a logarithmic axis where they span a decade', () => {
    expect(axis('rate').isLog).toBe(true);
    expect(rows.map((r) => axis('rate').place(r))).toEqual([0, 1, expect.closeTo(0.5), expect.closeTo(0.5)]);
    expect(axis('rate').ticks.map((t) => t.value)).toEqual([1e-4, 1e-3, 1e-2]);
  });
  it('draws a run that diverged at the top instead of pressing the others flat', () => {
    expect(rows.map((r) => axis('mse_val').place(r))).toEqual([0, expect.closeTo(0.5), 1, 1]);
  });
  it('stands words at equal distances in their order', () => {
    expect(axis('optimizer').ticks).toEqual([
      { value: 'adam', at: 0 },
      { value: 'sgd', at: 1 },
    ]);
  });
  it('keeps the runs that lie within every brush', () => {
    const inside = (...brushes: [string, readonly [number, number]][]) => rows.filter((r) => isBrushed(r, axes, new Map(brushes))).length;
    expect(inside()).toBe(4);
    expect(inside(['rate', [0.4, 0.6]])).toBe(2);
    expect(inside(['rate', [0.4, 0.6]], ['optimizer', [0.5, 1]])).toBe(1);
    expect(isBrushed(rowLike({ mse: null }), axes, new Map([['mse_val', [0, 1] as const]]))).toBe(false);
  });
  it('moves a brush by keyboard within the axis', () => {
    expect(moveBrush(undefined, -1, false)).toEqual([0, 0.5]);
    expect(moveBrush([0.5, 1], 1, false)).toEqual([0.5, 1]);
    expect(moveBrush([0.5, 1], -1, true)).toEqual([0.5, 0.95]);
    expect(moveBrush([0, 0.5], 1, false)).toEqual([0.05, 0.55]);
  });
  it('breaks a line where a value is missing', () => {
    expect(linePath([0, 1, null, 0.5], [0, 10, 20, 30], 0, 100)).toBe('M0 100C5 100,5 0,10 0M30 50');
    expect(nudge(0.5, 0, 3, 0.06)).toBeCloseTo(0.47);
    expect(nudge(null, 0, 3, 0.06)).toBeNull();
  });
});
