import { describe, expect, it } from 'vitest';
import {
  axis,
  bytes,
  count,
  fixed,
  percent,
  quantity,
  rate,
  sharedDecimals,
  shortHash,
  thousands,
} from '../../../src-renderer/i18n/format.ts';

const table = (say: (x: number) => string, cases: [number, string][]) =>
  it.each(cases)(`${say.name} says %s as "%s"`, (x, said) => expect(say(x).replaceAll('\u00a0', ' ')).toBe(said));

describe('numbers as people read them', () => {
  table(count, [
    [0, '0'],
    [17420, '17,420'],
    [-3, '−3'],
    [NaN, '–'],
  ]);
  table(quantity, [
    [0.386123, '0.3861'],
    [-0.5, '−0.5'],
    [1234.56, '1,235'],
    [12.3456, '12.35'],
    [0, '0'],
    [0.00001234, '1.234e-5'],
    [1e-4, '0.0001'],
    [3.2e12, '3.2e12'],
    [Infinity, '–'],
  ]);
  table(
    (x) => fixed(x),
    [
      [0.5124, '0.512'],
      [-1, '−1.000'],
      [NaN, '–'],
    ],
  );
  table(
    (x) => rate(x),
    [
      [1.2e-3, '1.2e-3'],
      [1e-3, '1e-3'],
      [0, '0'],
      [-2.5e7, '−2.5e7'],
    ],
  );
  table(
    (x) => percent(x),
    [
      [0.18, '18 %'],
      [-0.014, '−1 %'],
      [1, '100 %'],
    ],
  );
  table(bytes, [
    [0, '0 B'],
    [999, '999 B'],
    [1_100_000, '1.1 MB'],
    [557_440, '557 kB'],
    [25_000_000_000, '25 GB'],
  ]);
  table(thousands, [
    [480, '480'],
    [35_520, '35.52 k'],
    [1_204_000, '1.204 M'],
  ]);
  table(axis, [
    [1400, '1,400'],
    [250_000, '250 k'],
    [-1_200_000, '−1.2 M'],
  ]);

  it('a hash is shown by its first eight digits', () => expect(shortHash('c41f09ae77')).toBe('c41f 09ae'));

  it('columns share decimals by their largest value, and whole numbers have none', () => {
    expect(sharedDecimals([0.462, 5.827])).toBe(3);
    expect(sharedDecimals([1234.5, 2])).toBe(0);
    expect(sharedDecimals([1, 2, NaN, 300])).toBe(0);
    expect(sharedDecimals([12.5, 3])).toBe(2);
    expect(sharedDecimals([])).toBe(0);
  });
});
