import { describe, expect, it } from 'vitest';
import { defaultDesign } from '#engine/data/default-design.ts';
import { firstBatchOf } from '#engine/data/first-batch.ts';
import { meanAndDeviation } from '#engine/data/scaling.ts';
import { prepare } from '#engine/data/windows.ts';
import { Random } from '#engine/random.ts';
import { batchCsv, batchJson, windowTable } from '../../../src-renderer/features/data/batch-table.ts';
import { canShareAxis, colourOf, companionsOf, nameAndUnit } from '../../../src-renderer/features/data/columns.ts';
import { AUTO, NO_TIME, choicesOf, optionsOf, ownMissing } from '../../../src-renderer/features/data/reading.ts';
import { rowTicks } from '../../../src-renderer/features/data/row-axis.ts';

const rows = 400;
const y = Float64Array.from({ length: rows }, (_, i) => i % 24);
const x = Float64Array.from({ length: rows }, (_, i) => Math.cos(i));
const slice = { rows: Float64Array.from({ length: rows }, (_, i) => i) };
const design = {
  ...defaultDesign({ rows, columns: [{ name: 'y', numbers: y }] }),
  features: ['x', 'y'],
  targets: ['y'],
  lookback: 10,
  horizon: 4,
};

describe('the first batch', () => {
  const dataset = { rows, columns: [{ name: 'x', numbers: x }, { name: 'y', numbers: y }] }; // prettier-ignore
  const { prepared } = prepare(dataset, design);
  const batch = firstBatchOf(prepared!, 64, 1);
  it('has the windows that training begins with', () => {
    const { train } = prepared!.windows;
    const order = new Random(1, 'order/0').permutation(train.length);
    expect(batch.windows.map((w) => w.rows[w.seen - 1])).toEqual([...order.subarray(0, 64)].map((i) => train[i]));
  });
  it('shows numbers in units exactly where they are known, and scaled by the training part', () => {
    const origin = batch.windows[3].rows[9];
    const units = windowTable(batch, 3, false);
    expect(units.rows).toEqual(Array.from({ length: 14 }, (_, i) => origin - 9 + i));
    expect(units.steps).toEqual(Array.from({ length: 14 }, (_, i) => i - 9));
    expect(units.targets[0].values.slice(10)).toEqual([...y.subarray(origin + 1, origin + 5)]);
    expect(units.targets[0].values.slice(0, 10).every(Number.isNaN)).toBe(true);
    expect(units.inputs[1].values.slice(0, 10)).toEqual([...y.subarray(origin - 9, origin + 1)]);
    expect(units.inputs[1].values.slice(10).every(Number.isNaN)).toBe(true);
    const { shift, scale } = meanAndDeviation(y.subarray(0, 280));
    expect(windowTable(batch, 3, true).targets[0].values[10]).toBeCloseTo((y[origin + 1] - shift) / scale, 5);
  });
  it('is saved with a line for every row of every window, and reads back as it was', () => {
    const lines = batchCsv(batch, false).trimEnd().split('\n');
    expect(lines[0]).toBe('window,series,row,step,x,y,y to predict');
    expect(lines).toHaveLength(1 + 64 * 14);
    const origin = batch.windows[0].rows[9];
    expect(lines[10]).toBe(`1,,${origin + 1},0,${x[origin]},${y[origin]},`);
    expect(JSON.parse(batchJson(batch))).toMatchObject({ columns: ['x', 'y'], size: 64 });
    expect(JSON.parse(batchJson(batch)).windows[0]).toMatchObject({ seen: 10, series: '', rows: [...batch.windows[0].rows] });
  });
  it('is as long as it may be: further windows are left out, one is always there', () =>
    expect(firstBatchOf(prepared!, 64, 1, 1)).toMatchObject({ size: 64, windows: [{ seen: 10 }] }));
  it('names the series of columns that are series, with their own rows', () => {
    const folded = { ...design, targets: ['x', 'y'], series: 'columns' as const };
    const each = firstBatchOf(prepare(dataset, folded).prepared!, 64, 1);
    expect(each.columns).toEqual(['value']);
    for (const { series, rows: at, inputUnits } of each.windows) expect(inputUnits[0]).toBe((series === 'x' ? x : y)[at[0]]);
    expect(new Set(each.windows.map((w) => w.series))).toEqual(new Set(['x', 'y']));
  });
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
    expect(Object.values(choicesOf({})).filter((value) => value !== '')).toEqual(Array(9).fill(AUTO));
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
