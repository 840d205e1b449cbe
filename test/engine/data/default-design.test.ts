import { describe, expect, it } from 'vitest';
import { defaultDesign } from '#engine/data/default-design.ts';
import { Random } from '#engine/random.ts';
import { momentWords, stepWords } from '#engine/data/wording.ts';

const rows = 200;
const column = (name: string, f: (i: number) => number) => ({ name, numbers: Float64Array.from({ length: rows }, (_, i) => f(i)) });
const wave = column('wave', (i) => Math.sin(i / 5));

describe('a design to start from', () => {
  it('learns from no column that counts the rows, nor from one that never changes', () => {
    const design = defaultDesign({
      rows,
      rowNumbers: ['rownames'],
      columns: [column('rownames', (i) => i + 1), column('flat', () => 5), wave],
    });
    expect(design.features).toEqual(['wave']);
    expect(design.targets).toEqual(['wave']);
  });
  it('predicts no column that is nearly always the same, and no place in the calendar: then the first that may be meant', () => {
    const rain = column('rain', (i) => (i % 9 ? 0 : i));
    const hour = column('hour', (i) => i % 24);
    const air = column('air', (i) => Math.cos(i / 7) + i / 50);
    const target = (...columns: (typeof wave)[]) => defaultDesign({ rows, columns }).targets;
    expect(target(air, wave)).toEqual(['wave']);
    expect(target(hour, air, wave, rain)).toEqual(['air']);
    expect(target(air, wave, hour)).toEqual(['air']);
    expect(target(rain)).toEqual(['rain']);
    expect(target(hour, rain)).toEqual(['rain']);
    expect(target({ ...rain, name: 'target' }, wave)).toEqual(['target']);
  });
  it('keeps the parts that were handed out, and spares a fifth for validation only of many training series', () => {
    const handedOut = (train: number, validation = 0) => {
      const count = train + validation + 4;
      const words = validation ? ['train', 'validation', 'test'] : ['train', 'test'];
      const codes = Float64Array.from({ length: count }, (_, i) => (i < train ? 0 : i < train + validation ? 1 : words.length - 1));
      return defaultDesign({
        rows: count,
        columns: [{ name: 'value', numbers: codes.map((_, i) => i % 7) }],
        categories: [{ name: 'part', words, codes }],
        sequences: {
          names: Array.from({ length: count }, (_, i) => `${i}`),
          starts: Float64Array.from({ length: count + 1 }, (_, i) => i),
          classes: ['a', 'b'],
          labels: Int32Array.from({ length: count }, (_, i) => i % 2),
        },
      }).split;
    };
    const split = { by: 'column', column: 'part', test: ['test'], seed: 1 };
    expect(handedOut(100)).toEqual({ ...split, validation: [], share: 0 });
    expect(handedOut(500)).toEqual({ ...split, validation: [], share: 0.2 });
    expect(handedOut(500, 50)).toEqual({ ...split, validation: ['validation'], share: 0 });
  });
  it('looks back over a week of days, where series show one', () => {
    const hours = 1200;
    const random = new Random(3, 'weeks');
    const week = (row: number) => Math.sin((row * Math.PI) / 12) + (row % 168 < 48 ? 1 : 0) + 0.2 * random.normal();
    const one = (many: number): Parameters<typeof defaultDesign>[0] => ({
      rows: hours * many,
      columns: [{ name: 'y', numbers: Float64Array.from({ length: hours * many }, (_, i) => week(i % hours)) }],
      ...(many > 1 && {
        sequences: {
          names: Array.from({ length: many }, (_, i) => `${i}`),
          starts: Float64Array.from({ length: many + 1 }, (_, i) => i * hours),
        },
      }),
    });
    for (const many of [1, 5]) expect(defaultDesign(one(many))).toMatchObject({ lookback: 168, horizon: 24 });
  });
  it('still predicts something where there is nothing else', () => {
    const design = defaultDesign({ rows, columns: [column('flat', () => 5)] });
    expect([design.targets, design.features]).toEqual([['flat'], ['flat']]);
  });
});

describe('words of the reader', () => {
  it('says a step and a moment as people do', () => {
    expect(['PT1H', 'PT15M', 'P1D', 'P3M', 'P1Y'].map(stepWords)).toEqual(['1 hour', '15 minutes', '1 day', '3 months', '1 year']);
    expect(
      ['2020-01-28T00:00:00Z', '2020-01-28T06:30:00Z', '2020-01-28T06:30:05.5Z', '2020-01-28T06:00:00+01:00'].map(momentWords),
    ).toEqual(['2020-01-28', '2020-01-28 06:30', '2020-01-28 06:30:05.5', '2020-01-28 06:00']);
  });
});
