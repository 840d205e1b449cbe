import { describe, expect, test } from 'vitest';
import { audit } from '#engine/data/audit.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { designOf } from '#engine/data/design-file.ts';
import { Random } from '#engine/random.ts';

/** Leaks as people plant them without meaning to, in disguise, and honest columns that look like them. */
const rows = 1200;
const random = new Random(7);
const noise = Float64Array.from({ length: 4 * rows }, () => random.normal());
/** Hours with a season of a day and a level that wanders. */
const y = new Float64Array(rows);
for (let i = 0, level = 0; i < rows; i++) y[i] = 30 + 6 * Math.sin((2 * Math.PI * i) / 24) + (level = 0.95 * level + noise[i]);
const column = (f: (i: number) => number) => y.map((_, i) => f(i));
const at = (i: number): number => (i >= 0 && i < rows ? y[i] : NaN);
const sorted = y.slice().sort();
const rank = (value: number): number => (value === value ? sorted.findIndex((v) => v >= value) : NaN);
const mean = (from: number, to: number): number => {
  let sum = 0;
  for (let i = from; i <= to; i++) sum += at(i);
  return sum / (to - from + 1);
};
const sums = (from: (i: number) => number): Float64Array => {
  let sum = 0;
  return column((i) => (sum += from(i) || 0));
};

const found = (x: Float64Array) => {
  const data: Dataset = { rows, columns: [{ name: 'y', numbers: y }, { name: 'x', numbers: x }] }; // prettier-ignore
  return audit(data, designOf({ targets: ['y'], features: ['y', 'x'], lookback: 24, horizon: 6, missing: 'previous' }));
};

describe('a feature that knows the rows to come is named, with the way out', () => {
  test.each<[string, Float64Array, string]>([
    ['the next row', column((i) => at(i + 1)), 'target-shifted'],
    ['three rows later, in another unit', column((i) => 1.8 * at(i + 3) + 32), 'target-shifted'],
    ['turned upside down', column((i) => -at(i + 1)), 'target-shifted'],
    ['with noise', column((i) => at(i + 3) + 0.3 * noise[rows + i]), 'tells-the-future'],
    ['scaled, moved and with noise', column((i) => 5 - 2 * at(i + 2) + 0.5 * noise[rows + i]), 'tells-the-future'],
    ['rounded', column((i) => Math.round(at(i + 1))), 'tells-the-future'],
    ['as ranks', column((i) => rank(at(i + 1))), 'tells-the-future'],
    ['as logarithms', column((i) => Math.log(at(i + 3))), 'tells-the-future'],
    ['summed up', sums((i) => at(i + 1)), 'tells-the-future'],
    ['as the next change', column((i) => at(i + 1) - y[i]), 'tells-the-future'],
    ['as the next change in percent', column((i) => (at(i + 1) - y[i]) / y[i]), 'tells-the-future'],
    ['as the mean of the next rows', column((i) => mean(i + 1, i + 6)), 'tells-the-future'],
    ['as a mean around its row', column((i) => mean(i - 6, i + 6)), 'centred-filter'],
    ['as a mean around its row, rounded', column((i) => Math.round(100 * mean(i - 1, i + 1)) / 100), 'centred-filter'],
  ])('%s', (_, x, code) => {
    const [finding, ...others] = found(x);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code, column: 'x', where: 'feature x', change: { features: ['y'] } });
    expect(finding.effect).toMatch(/[.]$/);
  });

  test('and what it knows is measured', () => {
    const [finding] = found(column((i) => at(i + 3) + 0.3 * noise[rows + i]));
    expect(finding.values).toMatchObject({ rows: 3 });
    // Noise of 0.3 beside an own past that leaves about 1.7 open at three rows.
    expect(finding.values!.percent).toBeGreaterThan(94);
    expect(finding.values!.percent).toBeLessThan(99);
  });
});

test.each<[string, Float64Array]>([
  ['the row before', column((i) => at(i - 1))],
  ['the same in another unit', column((i) => 1.8 * y[i] + 32)],
  ['the same with noise', column((i) => y[i] + noise[rows + i])],
  ['the mean of the rows before', column((i) => mean(i - 5, i))],
  ['the change that has been', column((i) => y[i] - at(i - 1))],
  ['the sum of what has been', sums((i) => y[i])],
  ['the same hour of the day before', column((i) => at(i - 23))],
  ['the hour', column((i) => i % 24)],
  ['noise', column((i) => noise[2 * rows + i])],
  ['a cause that works two rows later, among others', column((i) => (noise[i + 2] ?? 0) + noise[rows + i])],
])('an honest feature is not accused: %s', (_, x) => expect(found(x)).toEqual([]));

describe('what was done to the file', () => {
  const other = Float64Array.from({ length: rows }, (_, i) => noise[rows + i]);
  const third = Float64Array.from({ length: rows }, (_, i) => noise[2 * rows + i]);
  const three = (names: Record<string, Float64Array>): Dataset => ({
    rows,
    columns: Object.entries(names).map(([name, numbers]) => ({ name, numbers })),
  });
  const design = designOf({ targets: ['y'], features: ['y', 'a', 'b'], lookback: 24, horizon: 6 });

  test('single rows of training that stand among those held back', () => {
    const copied = { y: y.slice(), a: other.slice(), b: third.slice() };
    for (let i = 0; i < 30; i++) for (const column of [copied.y, copied.a, copied.b]) column[rows - 1 - 7 * i] = column[17 * i + 3];
    expect(audit(three({ y, a: other, b: third }), design)).toEqual([]);
    expect(audit(three(copied), design)).toMatchObject([{ code: 'duplicate-rows' }]);
    // Rows of few different values come again by chance, within training as well.
    const coarse = (x: Float64Array) => x.map((v) => Math.round(v));
    expect(audit(three({ y: coarse(y), a: coarse(other), b: coarse(third) }), design)).toEqual([]);
  });

  test('columns that were scaled by all rows', () => {
    const growing = Float64Array.from({ length: rows }, (_, i) => i / 100 + noise[i]);
    const [sum, squares] = growing.reduce(([a, b], v) => [a + v, b + v * v], [0, 0]);
    const deviation = Math.sqrt(squares / rows - (sum / rows) ** 2);
    const standard = growing.map((v) => (v - sum / rows) / deviation);
    const [least, most] = [Math.min(...growing), Math.max(...growing)];
    const unit = growing.map((v) => (v - least) / (most - least));
    for (const scaled of [standard, unit])
      expect(audit(three({ y: scaled, a: other, b: third }), design)).toMatchObject([{ code: 'scaled-before-split', where: 'column y' }]);
    expect(audit(three({ y: growing, a: other, b: third }), design)).toEqual([]);
    // Scaled by the training part alone, as it should be; and a share that is often 0 or 1 by itself.
    const part = growing.subarray(0, 0.7 * rows);
    const top = Math.max(...part);
    expect(audit(three({ y: growing.map((v) => (v - least) / (top - least)), a: other, b: third }), design)).toEqual([]);
    const share = growing.map((v, i) => Math.min(1, Math.max(0, v / 4 + Math.sin(i) - 0.5)));
    expect(audit(three({ y: share, a: other, b: third }), design)).toEqual([]);
  });

  test('the class as a number among the features', () => {
    const codes = Float64Array.from({ length: rows }, (_, i) => Math.floor(i / 50) % 3);
    const states: Dataset = {
      ...three({ y, a: codes.map((code) => 10 * code + 5), b: codes.map((code) => Number(code > 1)) }),
      categories: [{ name: 'state', words: ['low', 'mid', 'high'], codes }],
    };
    const classes = designOf({ task: 'classify', targets: ['state'], features: ['y', 'a', 'b'], lookback: 5, horizon: 1 });
    const about = audit(states, classes).filter((finding) => finding.code === 'feature-is-class');
    expect(about).toMatchObject([{ column: 'a', values: { classes: 3 }, change: { features: ['y', 'b'] } }]);
  });

  test('a series that stands in two parts in other units', () => {
    const count = 10;
    const length = 60;
    const numbers = Float64Array.from({ length: count * length }, (_, i) => noise[i]);
    const split = { by: 'series', unit: 'share', train: 0.6, validation: 0.2, test: 0.2, order: 'given', seed: 1, group: null } as const;
    const many = (values: Float64Array): Dataset => ({
      rows: count * length,
      columns: [{ name: 'y', numbers: values }],
      sequences: {
        names: Array.from({ length: count }, (_, i) => `s${i}`),
        starts: Float64Array.from({ length: count + 1 }, (_, i) => i * length),
      },
    });
    const one = designOf({ targets: ['y'], features: ['y'], lookback: 5, horizon: 3, split });
    expect(audit(many(numbers), one)).toEqual([]);
    const copied = numbers.slice();
    for (let i = 0; i < length; i++) copied[9 * length + i] = 1.8 * numbers[i] + 32;
    expect(audit(many(copied), one)).toMatchObject([{ code: 'series-in-parts', values: { pairs: 1 } }]);
  });
});
