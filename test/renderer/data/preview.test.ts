import { describe, expect, it } from 'vitest';
import { defaultDesign } from '#engine/data/default-design.ts';
import { meanAndDeviation } from '#engine/data/scaling.ts';
import { Random } from '#engine/random.ts';
import { canPreview, firstBatch, windowTable } from '../../../src-renderer/features/data/batch-preview.ts';
import { canShareAxis, colourOf, companionsOf, nameAndUnit } from '../../../src-renderer/features/data/columns.ts';
import { AUTO, NO_TIME, choicesOf, optionsOf, ownMissing } from '../../../src-renderer/features/data/reading.ts';
import { rowTicks } from '../../../src-renderer/features/data/row-axis.ts';

const rows = 400;
const y = Float64Array.from({ length: rows }, (_, i) => i % 24);
const x = Float64Array.from({ length: rows }, (_, i) => Math.cos(i));
const slice = { from: 0, to: rows, rows: Float64Array.from({ length: rows }, (_, i) => i), values: [x, y] };
const design = {
  ...defaultDesign({ rows, columns: [{ name: 'y', numbers: y }] }),
  features: ['x', 'y'],
  targets: ['y'],
  lookback: 10,
  horizon: 4,
};

describe('the first batch', () => {
  const preview = firstBatch(['x', 'y'], slice, design, null)!;
  it('has the windows that training begins with', () => {
    const { train } = preview.prepared.windows;
    const order = new Random(1, 'order/0').permutation(train.length);
    expect([...preview.origins]).toEqual([...order.subarray(0, 64)].map((i) => train[i]));
  });
  it('shows numbers in units exactly where they are known, and scaled by the training part', () => {
    const origin = preview.origins[3];
    const units = windowTable(preview.prepared, origin, false);
    expect(units.rows).toEqual(Array.from({ length: 14 }, (_, i) => origin - 9 + i));
    expect(units.targets[0].slice(10)).toEqual([...y.subarray(origin + 1, origin + 5)]);
    expect(units.targets[0].slice(0, 10).every(Number.isNaN)).toBe(true);
    expect(units.features[1].slice(10).every(Number.isNaN)).toBe(true);
    const { shift, scale } = meanAndDeviation(y.subarray(0, 280));
    const scaled = windowTable(preview.prepared, origin, true);
    expect(scaled.targets[0][10]).toBeCloseTo((y[origin + 1] - shift) / scale, 5);
  });
  it('is not there without a training window', () =>
    expect(firstBatch(['x', 'y'], slice, { ...design, lookback: 9999 }, null)).toBeUndefined());
  it('is not tried where the numbers are too many to hold', () =>
    expect([canPreview(17_420, 7), canPreview(10_000_000, 8)]).toEqual([true, false]));
});

describe('columns', () => {
  it('may carry their unit in brackets', () => {
    expect(nameAndUnit('Temperature (°C)')).toEqual({ name: 'Temperature', unit: '°C' });
    expect(nameAndUnit('load [MW]')).toEqual({ name: 'load', unit: 'MW' });
    expect(nameAndUnit('Sales (2)')).toEqual({ name: 'Sales (2)', unit: '' });
    expect(nameAndUnit('OT')).toEqual({ name: 'OT', unit: '' });
  });
  it('have ink for what is predicted and a colour by their place else', () => {
    expect(colourOf(['a', 'b', 'c'], ['c'], 'c')).toBe('var(--s7)');
    expect(colourOf(['a', 'b', 'c'], ['c'], 'a')).toBe('var(--s1)');
  });
  it('stand beside the one that is shown, spread over the list', () => {
    expect(companionsOf(['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'], 'OT')).toEqual(['HUFL', 'MUFL', 'LUFL']);
    expect(companionsOf(['a', 'OT'], 'OT')).toEqual(['a']);
  });
  it('share an axis only when none becomes a flat line on it', () => {
    expect(
      canShareAxis([
        [0, 10],
        [2, 4],
      ]),
    ).toBe(true);
    expect(
      canShareAxis([
        [0, 1000],
        [2, 4],
      ]),
    ).toBe(false);
    expect(canShareAxis([undefined, [2, 4]])).toBe(true);
  });
});

describe('the axis of rows', () => {
  const words = { tick: (ms: number) => new Date(ms).toISOString().slice(0, 10), count: String };
  it('has round moments where rows have times', () => {
    const time = Float64Array.from({ length: 100 }, (_, i) => Date.UTC(2020, 0, 1) + i * 86_400_000);
    const ticks = rowTicks({ rows: slice.rows.subarray(0, 100), time }, 0, 100, 4, words);
    expect(ticks).toEqual([
      { row: 0, label: '2020-01-01' },
      { row: 31, label: '2020-02-01' },
      { row: 60, label: '2020-03-01' },
      { row: 91, label: '2020-04-01' },
    ]);
  });
  it('labels keep apart where a stretch of time is missing', () => {
    const day = 86_400_000;
    const rows = Float64Array.from({ length: 100 }, (_, i) => i);
    // Two weeks are missing after row 50.
    const time = rows.map((i) => i * (day / 12) + (i >= 50 ? 14 * day : 0));
    const ticks = rowTicks({ rows, time }, 0, 100, 6, words);
    expect(ticks.length).toBeGreaterThan(2);
    ticks.slice(1).forEach((tick, i) => expect(tick.row - ticks[i].row).toBeGreaterThan(100 / 6 / 2));
  });

  it('has numbers of rows, counted from 1, where time is not there or goes back', () => {
    expect(rowTicks({ rows: slice.rows }, 0, 400, 4, words).map((t) => [t.row, t.label])).toEqual([
      [99, '100'],
      [199, '200'],
      [299, '300'],
      [399, '400'],
    ]);
    const time = Float64Array.from({ length: 400 }, (_, i) => -i);
    expect(rowTicks({ rows: slice.rows, time }, 0, 400, 4, words)).toHaveLength(4);
  });
});

describe('choices of reading', () => {
  it('leave to the reader what is not chosen', () => {
    expect(optionsOf(choicesOf({}), ['na'])).toEqual({});
    expect(Object.values(choicesOf({})).filter((value) => value !== '')).toEqual(Array(10).fill(AUTO));
  });
  it('go to options and back', () => {
    const options = {
      encoding: 'gb18030',
      delimiter: ';',
      decimal: ',' as const,
      thousands: '',
      header: false,
      timeColumn: null,
      dayFirst: true,
    };
    expect(optionsOf(choicesOf(options), [])).toEqual(options);
    expect(choicesOf(options).time).toBe(NO_TIME);
  });
  it('add words that mean missing to the usual ones', () => {
    const options = optionsOf({ ...choicesOf({}), missing: '-999, kaputt' }, ['na', '']);
    expect(options.missing).toEqual(['na', '', '-999', 'kaputt']);
    expect(ownMissing(options.missing, new Set(['na', '']))).toBe('-999, kaputt');
  });
});
