// Several series, classes, symbols, covariates, scalers and folds: what windows come to, and what a network is fed.
import { describe, expect, test } from 'vitest';
import { compile } from '#engine/compile/compile.ts';
import { audit, readingOf } from '#engine/data/audit.ts';
import { shuffled } from '#engine/data/batches.ts';
import { checkDesign } from '#engine/data/check-design.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import { designOf, readDesign } from '#engine/data/design-file.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { feedFor } from '#engine/data/feed.ts';
import { partRows, partsOf } from '#engine/data/parts.ts';
import { fitScaler, scaledValue, valueInUnits } from '#engine/data/scaling.ts';
import { prepare, toUnits, type Prepared } from '#engine/data/windows.ts';
import { scoreBaselines } from '#engine/train/baselines.ts';
import { draw } from '../architectures.ts';

const prepared = (dataset: Dataset, design: DatasetDesign): Prepared => {
  const { prepared: p, issues } = prepare(dataset, design);
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  return p!;
};
const times = (rows: number) => Float64Array.from({ length: rows }, (_, i) => Date.UTC(2024, 0, 1) + i * 3_600_000);
const wave = (rows: number, size = 1) => Float64Array.from({ length: rows }, (_, i) => size * (Math.sin(i / 4) + i / 50));
const wide: Dataset = {
  rows: 100,
  columns: [
    { name: 'a', numbers: wave(100) },
    { name: 'b', numbers: wave(100, 1000) },
    { name: 'price', numbers: Float64Array.from({ length: 100 }, (_, i) => i % 7) },
  ],
  time: times(100),
};
const two: Dataset = {
  rows: 50,
  columns: [{ name: 'y', numbers: Float64Array.from({ length: 50 }, (_, i) => (i < 30 ? i : 1000 + 3 * i)) }],
  sequences: { names: ['short', 'other'], starts: Float64Array.of(0, 30, 50), labels: Int32Array.of(0, 1), classes: ['p', 'q'] },
};
const direct = draw({ a: ['gru', { units: 3 }], y: ['dense'] }, [
  ['input', 'a'],
  ['a', 'y'],
]);
const fed = (p: Prepared, origins: number[], batch = origins.length) =>
  feedFor(p, Int32Array.from(origins), batch, compile(direct, p.task, { loss: p.labels ? 'crossEntropy' : 'mse' }).program!);

describe('columns that are series', () => {
  const design = designOf({ series: 'columns', targets: ['a', 'b'], features: ['a', 'b', 'price'], lookback: 5, horizon: 2 });
  const p = prepared(wide, design);

  test('share one network of their own past and the other features, each scaled by itself', () => {
    expect(p.ends).toMatchObject({ inputs: ['value', 'price'], outputs: ['value'], series: ['a', 'b'] });
    expect(p.task).toMatchObject({ inputs: 2, targetColumns: [0], series: 2 });
    // b is a thousand times a: scaled, their windows are the same.
    const [first, second] = [fed(p, [20]), fed(p, [120])];
    expect([...second.x].map((v) => v.toFixed(5))).toEqual([...first.x].map((v) => v.toFixed(5)));
  });

  test('are scored each in its own z-scores, and all together', () => {
    const scores = scoreBaselines(p).test.naive!;
    expect(scores.series).toMatchObject({ count: 2 });
    const alone = ['a', 'b'].map((name) => prepared(wide, designOf({ ...design, series: 'rows', targets: [name], features: [name] })));
    const each = alone.map((own) => scoreBaselines(own).test.naive!.scaled.mse!);
    expect(scores.scaled.mse).toBeCloseTo((each[0] + each[1]) / 2, 12);
  });
});

describe('series of their own length', () => {
  const design = designOf({ targets: ['y'], features: ['y'], lookback: 8, least: 3, horizon: 2, scaleBy: 'series', split: { by: 'time', unit: 'last', train: 0, validation: 2, test: 2 } }); // prettier-ignore
  const p = prepared(two, design);

  test('have windows that lie within one of them, with a mask where they begin', () => {
    expect([...p.windows.test]).toEqual([27, 47]);
    expect(p.windows.train[0]).toBe(2);
    expect(p.windows.train.every((o) => o <= 23 || (o >= 32 && o <= 43))).toBe(true);
    const feed = fed(p, [32, 40]);
    expect(Array.from({ length: 8 }, (_, t) => feed.mask[t * 2])).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
    expect(Array.from({ length: 8 }, (_, t) => feed.mask[t * 2 + 1])).toEqual(new Array(8).fill(1));
    expect(feed.x[3 * 2]).toBe(0);
  });

  test('are turned back into units by the scaling of each', () => {
    for (const o of [20, 40]) {
      const values = Float64Array.from({ length: 2 }, (_, h) => p.outputs[o + 1 + h]);
      toUnits(p, o, values);
      expect(values[0]).toBeCloseTo(p.truth[0][o + 1], 3);
      expect(values[1]).toBeCloseTo(p.truth[0][o + 2], 3);
    }
  });

  test('of which some are in no training part are told by classes, whole', () => {
    const d = defaultDesign(two);
    expect(d).toMatchObject({ task: 'classify', windows: 'series', lookback: 30 });
    const q = prepared(two, {
      ...d,
      split: { by: 'series', unit: 'count', train: 1, validation: 0, test: 1, order: 'given', seed: 1, group: null },
    });
    expect([...q.windows.train, ...q.windows.test]).toEqual([29, 49]);
    const feed = fed(q, [29, 49], 3);
    expect([...feed.target]).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...feed.weight]).toEqual([0.5, 0.5, 0]);
    // A row of the batch that is no window has one row of zeros, so that a mean over its rows is a number.
    expect([feed.mask[2], feed.mask[5]]).toEqual([1, 0]);
  });
});

describe('symbols', () => {
  const text = 'abcabcabcabcabcabcabcabcabcabcabcabcabcabcxy';
  const words = ['a', 'b', 'c', 'x', 'y'];
  const dataset: Dataset = {
    rows: text.length,
    columns: [],
    categories: [{ name: 'symbol', words, codes: Float64Array.from(text, (s) => words.indexOf(s)) }],
  };
  const design = designOf({ task: 'next', targets: ['symbol'], features: ['symbol'], lookback: 4, stride: 4, carries: true, horizon: 1, split: { by: 'time', unit: 'rows', train: 32, validation: 0, test: 12 } }); // prettier-ignore
  const p = prepared(dataset, design);

  test('are those of the training part; others weigh nothing', () => {
    expect(p.ends.classes).toEqual(['a', 'b', 'c']);
    const feed = fed(p, [p.windows.test.at(-1)!]);
    const last = p.windows.test.at(-1)!;
    const known = [...text.slice(last - 2, last + 2)].filter((s) => 'abc'.includes(s)).length;
    expect([...feed.weight].reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect([...feed.target].filter((v) => v === 1)).toHaveLength(known);
  });

  test('are read in streams: each row of a batch goes on where it ended in the batch before', () => {
    const order = shuffled(p, 2, 1, 0);
    const windows = p.windows.train;
    const half = Math.ceil(windows.length / 2);
    expect([...order.subarray(0, 4)]).toEqual([windows[0], windows[half], windows[1], windows[half + 1]]);
    expect(order.length % 2).toBe(0);
  });
});

describe('covariates', () => {
  const design = designOf({ targets: ['a'], features: ['a'], known: ['price'], calendar: ['hour'], lags: [{ column: 'a', rows: 24 }], lookback: 5, horizon: 3, scaler: 'none' }); // prettier-ignore
  const p = prepared(wide, design);

  test('that are known ahead, and the calendar, are there for the rows to be predicted', () => {
    expect(p.ends.inputs).toEqual(['a', 'price', 'a 24 before', 'hour sin', 'hour cos']);
    expect(p.task).toMatchObject({ inputs: 5, known: 3 });
    const withFuture = draw({ a: ['gru', { units: 3 }], f: ['future'], y: ['dense'] }, [
      ['input', 'a'],
      ['a', 'y'],
      ['f', 'y'],
    ]);
    const program = compile(withFuture, p.task, { loss: 'mse' }).program!;
    const { future } = feedFor(p, Int32Array.of(40), 1, program);
    expect([future[0], future[3], future[6]]).toEqual([41 % 7, 42 % 7, 43 % 7]);
    expect(future[1]).toBeCloseTo(Math.sin((2 * Math.PI * 17) / 24), 6);
  });

  test('of earlier rows leave out windows that reach back before the series', () => {
    expect(p.windows.train[0]).toBe(28);
    expect(p.skipped.train).toBe(24);
  });
});

test.each(['standard', 'minmax', 'robust', 'log', 'boxcox', 'difference', 'none'] as const)(
  'scaler %s comes back to the same units',
  (name) => {
    const numbers = Float64Array.from({ length: 60 }, (_, i) => Math.exp(i / 20) + (i % 5));
    const scaling = fitScaler(name, numbers);
    for (let row = 1; row < 60; row++) {
      const scaled = scaledValue(scaling, numbers[row], numbers[row - 1]);
      expect(valueInUnits(scaling, scaled, numbers[row - 1])).toBeCloseTo(numbers[row], 9);
    }
  },
);

test('the power of Box and Cox finds the logarithm of what is normal in logarithms', () => {
  const normal = Float64Array.from({ length: 999 }, (_, i) => Math.exp(Math.sin(i * 1.7) + Math.sin(i * 2.9) + Math.sin(i * 0.37)));
  expect(Math.abs(fitScaler('boxcox', normal).power!.lambda)).toBeLessThan(0.1);
});

test('interpolation takes no value from after the origin', () => {
  const numbers = Float64Array.from({ length: 60 }, (_, i) => i);
  numbers[20] = numbers[21] = NaN;
  const p = prepared(
    { rows: 60, columns: [{ name: 'a', numbers }, { name: 'y', numbers: wave(60) }] },
    designOf({ targets: ['y'], features: ['a', 'y'], lookback: 4, horizon: 1, missing: 'linear', scaler: 'none' }),
  ); // prettier-ignore
  const shown = (o: number) => Array.from({ length: 4 }, (_, t) => fed(p, [o]).x[t * 2]);
  expect(shown(21)).toEqual([18, 19, 19, 19]);
  expect(shown(22)).toEqual([19, 20, 21, 22]);
});

test('folds of a backtest end one test part apart; sliding ones train on as many rows', () => {
  const split = (fold: number, train: 'expanding' | 'sliding') =>
    partRows({ by: 'time', unit: 'rows', train: 60, validation: 20, test: 20, folds: { count: 3, train, fold } }, 100);
  expect([0, 1, 2].map((fold) => split(fold, 'expanding').test)).toEqual([
    { from: 40, to: 60 },
    { from: 60, to: 80 },
    { from: 80, to: 100 },
  ]);
  expect([0, 1, 2].map((fold) => split(fold, 'sliding').train)).toEqual([
    { from: 0, to: 20 },
    { from: 20, to: 40 },
    { from: 40, to: 60 },
  ]);
});

test('augmentation changes training windows only, and the same ones the same way again', () => {
  const plain = designOf({ targets: ['a'], features: ['a', 'b'], lookback: 5, horizon: 2 });
  const p = prepared(wide, {
    ...plain,
    augment: [
      { name: 'scaling', chance: 1, deviation: 0.5 },
      { name: 'jitter', chance: 1, deviation: 0.1 },
    ],
  });
  const program = compile(direct, p.task, { loss: 'mse' }).program!;
  const show = (q: Prepared, step?: number) =>
    feedFor(q, Int32Array.of(20, 30), 2, program, step === undefined ? undefined : { seed: 1, step });
  const untouched = show(prepared(wide, plain));
  expect(show(p)).toEqual(untouched);
  expect(show(p, 3)).toEqual(show(p, 3));
  expect(show(p, 3).x).not.toEqual(show(p, 4).x);
  expect(show(p, 3).target).not.toEqual(untouched.target);
});

describe('the auditor', () => {
  const noise = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * i) + Math.cos(i * 1.3));
  const leak: Dataset = {
    rows: 400,
    columns: [
      { name: 'y', numbers: noise },
      { name: 'next', numbers: noise.map((_, i) => (i + 1 < 400 ? 2 * noise[i + 1] + 5 : 0)) },
      { name: 'past', numbers: noise.map((_, i) => (i ? noise[i - 1] : 0)) },
    ],
  };
  const design = designOf({ targets: ['y'], features: ['y', 'next', 'past'], lookback: 5, horizon: 3 });

  test('finds a feature that is the target to come, says how much it gives away, and mends it', () => {
    const [finding, ...others] = audit(leak, design);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'target-shifted', column: 'next', change: { features: ['y', 'past'] } });
    expect(audit(leak, { ...design, ...finding.change })).toEqual([]);
  });

  test('finds rows that stand in two parts', () => {
    const copied = { rows: 800, columns: leak.columns.slice(0, 1).map((c) => ({ ...c, numbers: Float64Array.of(...noise, ...noise) })) };
    expect(audit(copied, designOf({ targets: ['y'], features: ['y'], lookback: 5, horizon: 3 })).map((f) => f.code)).toEqual([
      'duplicate-rows',
    ]);
  });

  test('finds a mean of the target around its row, and holes that were filled before the split', () => {
    const smooth = noise.map((_, i) =>
      i > 1 && i < 398 ? (noise[i - 2] + noise[i - 1] + noise[i] + noise[i + 1] + noise[i + 2]) / 5 : NaN,
    );
    const data = { rows: 400, columns: [leak.columns[0], { name: 'smooth', numbers: smooth }] };
    const one = designOf({ targets: ['y'], features: ['y', 'smooth'], lookback: 5, horizon: 3, missing: 'previous' });
    const [finding, ...others] = audit(data, one);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'centred-filter', values: { rows: 2, width: 5 }, change: { features: ['y'] } });
    // Smoothed with rows that lie before only, it gives nothing away.
    const trailing = noise.map((_, i) => (i > 3 ? (noise[i - 4] + noise[i - 3] + noise[i - 2] + noise[i - 1] + noise[i]) / 5 : NaN));
    expect(audit({ rows: 400, columns: [leak.columns[0], { name: 'smooth', numbers: trailing }] }, one)).toEqual([]);
    const filled = audit(data, { ...one, features: ['y'] }, undefined, readingOf({ repairs: ['sort', 'interpolate'] }));
    expect(filled).toMatchObject([{ code: 'filled-before-split', change: { missing: 'linear' } }]);
  });

  test('finds speakers in two parts, and keeps them together', () => {
    const words = ['ann', 'bob', 'cid'];
    const starts = Float64Array.from({ length: 13 }, (_, i) => i * 20);
    const many: Dataset = {
      rows: 240,
      columns: [{ name: 'y', numbers: noise.subarray(0, 240) }],
      categories: [{ name: 'who', words, codes: Float64Array.from({ length: 240 }, (_, i) => Math.floor(i / 20) % 3) }],
      sequences: { names: Array.from({ length: 12 }, (_, i) => `s${i}`), starts },
    };
    const split = { by: 'series', unit: 'share', train: 0.6, validation: 0.2, test: 0.2, order: 'shuffled', seed: 1, group: null } as const;
    const one = designOf({ targets: ['y'], features: ['y'], lookback: 5, horizon: 3, split });
    const [finding, ...others] = audit(many, one);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'group-in-parts', column: 'who', change: { split: { group: 'who' } } });
    expect(audit(many, { ...one, ...finding.change })).toEqual([]);
  });

  test('rows left out between the parts come off the ends of training and validation', () => {
    const split = { by: 'time', unit: 'rows', train: 60, validation: 20, test: 20 } as const;
    expect(partRows({ ...split, apart: 5 }, 100)).toEqual({
      train: { from: 0, to: 55 },
      validation: { from: 60, to: 75 },
      test: { from: 80, to: 100 },
    });
    expect(partRows(split, 100).train).toEqual({ from: 0, to: 60 });
    const dates = { by: 'date', validation: '2024-01-03T12:00', test: '2024-01-04T08:00', apart: 5 } as const;
    expect(partsOf(wide, { split: dates })).toEqual([
      { train: { from: 0, to: 55 }, validation: { from: 60, to: 75 }, test: { from: 80, to: 100 } },
    ]);
    expect(readDesign({ ...designOf({ targets: ['a'], features: ['a'] }), split: dates }).design?.split).toEqual(dates);
  });

  test('a class that lasts across a border is told, with rows to leave out, however the parts are cut', () => {
    const states: Dataset = {
      ...wide,
      categories: [{ name: 'state', words: ['on', 'off'], codes: Float64Array.from({ length: 100 }, (_, i) => (i >> 4) & 1) }],
    };
    const split = { by: 'date', validation: '2024-01-03T12:00', test: '2024-01-04T08:00' } as const;
    const classes = designOf({ task: 'classify', targets: ['state'], features: ['a'], lookback: 6, horizon: 1, split });
    const found = audit(states, classes).find((f) => f.code === 'neighbours-in-parts');
    expect(found?.change).toEqual({ split: { ...split, apart: 6 } });
    expect(audit(states, { ...classes, ...found!.change }).map((f) => f.code)).not.toContain('neighbours-in-parts');
  });

  test('finds what is known ahead and cannot be', () => {
    expect(audit(leak, { ...design, features: ['y'], known: ['y'] }).map((f) => f.code)).toEqual(['not-known-ahead']);
  });
});

test('a design of the first version says the same in the second; what is wrong in one is named', () => {
  const old = { version: 1, targets: ['a'], features: ['a'], lookback: 5, horizon: 2, stride: 1, gap: 0, split: { unit: 'rows', train: 60, validation: 20, test: 20 }, scaler: 'minmax', missing: 'previous' }; // prettier-ignore
  const { design } = readDesign(old);
  expect(design).toMatchObject({ version: 2, task: 'forecast', scaler: 'minmax', split: { by: 'time', unit: 'rows', train: 60 } });
  expect(checkDesign(wide, design!)).toEqual([]);
  expect(readDesign({ ...old, scaler: 'z' }).issues.map((i) => i.where)).toEqual(['scaler']);
  expect(readDesign({ ...old, colour: 1 }).issues.map((i) => i.where)).toEqual(['file.colour']);
});
