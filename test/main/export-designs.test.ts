/**
 * Every kind of design and network, exported and compared: our own engine against onnxruntime on the windows of the dataset, at other
 * lengths and batch sizes, and where states are carried row by row too. The bound is that of `parity.ts`.
 */
import { newDesign } from '#engine/data/design-file.ts';
import { describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare } from '#engine/data/windows.ts';
import { PARITY_BOUND } from '#engine/export/parity.ts';
import { knownColumns } from '#engine/export/signature.ts';
import { Random } from '#engine/random.ts';
import { templateOf } from '#engine/templates.ts';
import { freshProgress, writeCheckpoint } from '#engine/train/checkpoint.ts';
import { shapesOf } from '#engine/train/train.ts';
import { runExport } from '../../src-main/trainer/export-task.ts';
import { openOnnx } from '../../src-main/trainer/onnx-runner.ts';
import { draw } from '../engine/architectures.ts';

const HOUR = 3_600_000;
const lengths = [90, 40, 61, 75, 52];
const rows = lengths.reduce((a, b) => a + b, 0);
const starts = Float64Array.from([0, ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b, 0))]);
const wave = (shift: number, scale: number, speed: number) => {
  const random = new Random(7, `${shift} ${speed}`);
  return Float64Array.from({ length: rows }, (_, i) => shift + scale * (Math.sin(i / speed) + 0.3 * random.normal()));
};
/** A number for each series. */
const ofSeries = (values: readonly number[]) => Float64Array.from({ length: rows }, (_, i) => values[starts.findIndex((s) => s > i) - 1]);

/** One series: load and price, a word for the weather, and times. */
const single: Dataset = {
  rows,
  columns: [
    { name: 'load', numbers: wave(300, 40, 5) },
    { name: 'price', numbers: wave(12, 3, 9) },
    { name: 'sales', numbers: wave(20, 2, 4).map((x) => Math.max(0.1, x)) },
  ],
  categories: [{ name: 'sky', words: ['sun', 'rain', 'fog'], codes: Float64Array.from({ length: rows }, (_, i) => (i * i) % 3) }],
  time: Float64Array.from({ length: rows }, (_, i) => Date.UTC(2025, 0, 30) + i * HOUR),
  frequency: 'PT1H',
};
/** Five series of unequal length, each with a class, a size and a place. */
const many: Dataset = {
  ...single,
  columns: [...single.columns, { name: 'size', numbers: ofSeries([3, NaN, 8, 5, 1]) }],
  categories: [...single.categories!, { name: 'place', words: ['north', 'south'], codes: ofSeries([0, 1, 1, 0, 1]) }],
  sequences: { names: ['a', 'b', 'c', 'd', 'e'], starts, labels: Int32Array.of(0, 1, 0, 1, 2), classes: ['calm', 'wild', 'mild'] },
};
const text: Dataset = {
  rows: 400,
  columns: [],
  categories: [{ name: 'sign', words: [...'abcdefg '], codes: Float64Array.from({ length: 400 }, (_, i) => (i * i + (i >> 2)) % 8) }],
};
const holed: Dataset = {
  ...single,
  columns: single.columns.map(({ name, numbers }) => ({
    name,
    numbers: numbers.map((x, i) => ((i * 7) % 31 < 3 && name !== 'load' ? NaN : x)),
  })),
};

const base: DatasetDesign = {
  ...newDesign,
  targets: ['load'],
  features: ['load', 'price'],
  lookback: 12,
  horizon: 5,
  stride: 1,
  split: { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 },
};
const classes: DatasetDesign = {
  ...base,
  task: 'classify',
  targets: [],
  horizon: 1,
  windows: 'series',
  lookback: 90,
  least: 1,
  split: { by: 'series', unit: 'share', train: 0.4, validation: 0.2, test: 0.4, order: 'given', seed: 1, group: null },
};
const symbols: DatasetDesign = {
  ...base,
  task: 'next',
  targets: ['sign'],
  features: ['sign'],
  horizon: 1,
  scaler: 'none',
  lookback: 10,
  stride: 10,
  carries: true,
};

const dense = (
  extra: Record<string, [string, Record<string, unknown>?]> = {},
  edges: [string, string, Record<string, unknown>?][] = [
    ['input', 'a'],
    ['a', 'y'],
  ],
) => draw({ a: ['gru', { units: 6 }], ...extra, y: ['dense'] }, edges);
const gru = dense();
const withFuture = dense({ f: ['future'] }, [
  ['input', 'a'],
  ['f', 'y'],
  ['a', 'y'],
]);
const stepwise = draw(
  { a: ['gru', { units: 6 }], o: ['ahead', { points: 2, size: 4 }], f: ['future', { points: 2 }], d: ['gru', { units: 6 }], y: ['dense'] },
  [
    ['input', 'a'],
    ['a', 'd', { into: 'start' }],
    ['a', 'o'],
    ['o', 'd'],
    ['f', 'd'],
    ['d', 'y'],
  ],
);
const recursive = draw({ a: ['gru', { units: 6 }], y: ['dense', { forecast: 'recursive' }] }, [
  ['input', 'a'],
  ['y', 'a', { delay: 1, feed: 'target' }],
  ['y', 'a', { delay: 3 }],
  ['a', 'y'],
]);
/** Two rows a step, each shown the forecast of three steps before: what was true where that lies before the horizon. */
const fedBack = draw({ a: ['gru', { units: 6 }], o: ['ahead', { points: 2, size: 4 }], d: ['gru', { units: 6 }], y: ['dense'] }, [
  ['input', 'a'],
  ['a', 'o'],
  ['a', 'd', { into: 'start' }],
  ['o', 'd'],
  ['y', 'd', { delay: 3, feed: 'target' }],
  ['d', 'y'],
]);
const withStatic = dense({ s: ['static'] }, [
  ['input', 'a'],
  ['s', 'y'],
  ['a', 'y'],
]);
const withSeries = dense({ s: ['series', { units: 3 }] }, [
  ['input', 'a'],
  ['s', 'a'],
  ['a', 'y'],
]);
const attention = draw(
  {
    b: ['lstm', { units: 5, direction: 'backward' }],
    f: ['lstm', { units: 5 }],
    r: ['read-out', { way: 'attention' }],
    m: ['read-out', { way: 'mean' }],
    y: ['dense'],
  },
  [
    ['input', 'b'],
    ['input', 'f'],
    ['b', 'r'],
    ['f', 'r'],
    ['f', 'm'],
    ['r', 'y'],
    ['m', 'y'],
  ],
);
const speller = (cell: [string, Record<string, unknown>?], more: [string, string, Record<string, unknown>?][] = []) =>
  draw({ e: ['embedding', { codes: 8, units: 5 }], a: cell, y: ['dense'] }, [['input', 'e'], ['e', 'a'], ['a', 'y'], ...more]);
const typed = draw(
  { a: ['equations', { units: 5, text: "z = sigmoid(Wz x + Uz h' + bz)\nh = (1 - z) * h' + z * tanh(W x + U h'' + b)" }], y: ['dense'] },
  [
    ['input', 'a'],
    ['a', 'y'],
  ],
);
const quantiles = draw({ a: ['gru', { units: 6 }], h: ['dense', { units: 6 }], y: ['quantiles', { levels: 'P10 P50 P90' }] }, [
  ['input', 'a'],
  ['a', 'h'],
  ['h', 'y'],
]);
const gaussian = draw({ a: ['gru', { units: 6 }], h: ['dense', { units: 6 }], y: ['gaussian'] }, [
  ['input', 'a'],
  ['a', 'h'],
  ['h', 'y'],
]);

interface Case {
  dataset?: Dataset;
  design?: Partial<DatasetDesign>;
  network: Architecture;
  inputs: string[];
}
const cases: Record<string, Case> = {
  'plain columns': { network: gru, inputs: ['x'] },
  'known ahead, all rows at once': { design: { known: ['price'], calendar: ['hour'] }, network: withFuture, inputs: ['x', 'future'] },
  'known ahead, after a gap': { design: { known: ['price'], gap: 3 }, network: withFuture, inputs: ['x', 'future'] },
  'known ahead, two rows a step of an encoder-decoder': {
    design: { known: ['price', 'sky'], features: ['load'], calendar: ['weekday'] },
    network: stepwise,
    inputs: ['x', 'future'],
  },
  'known ahead, step by step with the target fed back': {
    design: { known: ['price'], calendar: ['hour'] },
    network: recursive,
    inputs: ['x', 'future'],
  },
  'known ahead in the window only': { design: { calendar: ['hour'] }, network: gru, inputs: ['x'] },
  'words, lags and marks of what is missing': {
    dataset: holed,
    design: { features: ['load', 'price', 'sky'], lags: [{ column: 'load', rows: 24 }], missing: 'previous', missingMask: true },
    network: gru,
    inputs: ['x'],
  },
  'missing values by interpolation': { dataset: holed, design: { missing: 'linear' }, network: gru, inputs: ['x'] },
  'missing values by the mean': { dataset: holed, design: { missing: 'mean' }, network: gru, inputs: ['x'] },
  'what is known once': { dataset: many, design: { statics: ['size', 'place'] }, network: withStatic, inputs: ['x', 'static'] },
  'a vector for each series': { dataset: many, network: withSeries, inputs: ['x', 'series'] },
  'each series scaled by itself': { dataset: many, design: { scaleBy: 'series' }, network: gru, inputs: ['x', 'series'] },
  'columns that are series': {
    design: { series: 'columns', targets: ['load', 'price', 'sales'], features: ['load', 'price', 'sales'], calendar: ['hour'] },
    network: gru,
    inputs: ['x', 'series'],
  },
  'columns that are series, with a vector each': {
    design: { series: 'columns', targets: ['load', 'price'], features: ['load', 'price', 'sales'] },
    network: withSeries,
    inputs: ['x', 'series'],
  },
  'windows of unequal length': { dataset: many, design: { least: 3, lookback: 70 }, network: attention, inputs: ['x', 'length'] },
  'windows of unequal length, of series scaled by themselves, known ahead': {
    dataset: many,
    design: { least: 3, lookback: 70, scaleBy: 'series', known: ['price'], statics: ['size'] },
    network: draw({ a: ['gru', { units: 6 }], f: ['future'], s: ['static'], y: ['dense'] }, [
      ['input', 'a'],
      ['f', 'y'],
      ['s', 'y'],
      ['a', 'y'],
    ]),
    inputs: ['x', 'length', 'future', 'static', 'series'],
  },
  'a logarithm, a Box-Cox power and a plain column': {
    design: { features: ['load', 'price', 'sales'], targets: ['sales', 'load', 'price'], scalers: { sales: 'boxcox', load: 'log' } },
    network: gru,
    inputs: ['x'],
  },
  'powers of each series': { dataset: many, design: { scaler: 'boxcox', scaleBy: 'series' }, network: gru, inputs: ['x', 'series'] },
  differences: { design: { scaler: 'difference', targets: ['load', 'price'] }, network: gru, inputs: ['x', 'before'] },
  'differences of a target that is no feature': {
    design: { scalers: { sales: 'difference' }, targets: ['sales', 'load'] },
    network: gru,
    inputs: ['x', 'last'],
  },
  'differences, known ahead, step by step': {
    design: { scaler: 'difference', known: ['price'] },
    network: recursive,
    inputs: ['x', 'before', 'future'],
  },
  quantiles: { design: { targets: ['load', 'price'] }, network: quantiles, inputs: ['x'] },
  'quantiles of differences': { design: { scaler: 'difference' }, network: quantiles, inputs: ['x', 'before'] },
  'mean and deviation': { design: { targets: ['load', 'price'] }, network: gaussian, inputs: ['x'] },
  'mean and deviation of logarithms': { design: { scaler: 'log' }, network: gaussian, inputs: ['x'] },
  'mean and deviation of each series': { dataset: many, design: { scaleBy: 'series' }, network: gaussian, inputs: ['x', 'series'] },
  'a decoder that is fed back, behind windows of unequal length': {
    dataset: many,
    design: { least: 3, lookback: 70 },
    network: fedBack,
    inputs: ['x', 'length'],
  },
  'a decoder whose feedback reaches before the window': { design: { lookback: 4 }, network: fedBack, inputs: ['x'] },
  'classes by a network that feeds its output back': {
    design: { task: 'classify', targets: ['sky'], horizon: 1 },
    network: { ...recursive, edges: recursive.edges.map((edge) => ({ ...edge, feed: 'own' as const })) },
    inputs: ['x'],
  },
  'symbols by a network that looks at the last row': {
    dataset: text,
    design: { ...symbols, carries: false, stride: 1 },
    network: templateOf('gru')!.architecture,
    inputs: ['x'],
  },
  'equations of its own': { network: typed, inputs: ['x'] },
  'a soft sensor': { design: { gap: -1, features: ['price', 'sales'], horizon: 1 }, network: gru, inputs: ['x'] },
  'classes of series of unequal length': {
    dataset: many,
    design: classes,
    network: templateOf('classifier')!.architecture,
    inputs: ['x', 'length'],
  },
  'classes by attention, with what is known once': {
    dataset: many,
    design: { ...classes, statics: ['size'] },
    network: draw(
      { a: ['lstm', { units: 5, direction: 'backward' }], r: ['read-out', { way: 'attention' }], s: ['static'], y: ['dense'] },
      [
        ['input', 'a'],
        ['a', 'r'],
        ['r', 'y'],
        ['s', 'y'],
      ],
    ),
    inputs: ['x', 'length', 'static'],
  },
  'classes of rows': { design: { task: 'classify', targets: ['sky'], horizon: 1 }, network: attention, inputs: ['x'] },
  'symbols, states carried': {
    dataset: text,
    design: symbols,
    network: speller(['lstm', { units: 6 }]),
    inputs: ['x', 'state/a', 'state/a.c'],
  },
  'symbols, each window anew': {
    dataset: text,
    design: { ...symbols, carries: false, stride: 1 },
    network: speller(['gru', { units: 6 }]),
    inputs: ['x', 'state/a'],
  },
  'symbols, several feedback edges': {
    dataset: text,
    design: symbols,
    network: speller(
      ['gru', { units: 6 }],
      [
        ['y', 'a', { delay: 2 }],
        ['a', 'a', { delay: 3 }],
        ['e', 'y', { delay: 4 }],
      ],
    ),
    inputs: ['x', 'state/y', 'state/a', 'state/e'],
  },
  'symbols beside a number, in several series': {
    dataset: {
      ...many,
      categories: [
        ...many.categories!,
        { name: 'sign', words: [...'abcd'], codes: Float64Array.from({ length: rows }, (_, i) => (i * i) % 4) },
      ],
    },
    design: { ...symbols, features: ['sign', 'price'], carries: false, least: 4, lookback: 70, stride: 1, scalers: { price: 'standard' } },
    network: draw({ a: ['gru', { units: 6 }], y: ['dense'] }, [
      ['input', 'a'],
      ['a', 'y'],
    ]),
    inputs: ['x', 'length', 'state/a'],
  },
  'symbols with a clock': {
    dataset: text,
    design: symbols,
    network: speller(['clockwork', { modules: 2, units: 3 }]),
    inputs: ['x', 'state/a.h0', 'state/a.h1'],
  },
};

async function exported({ dataset = single, design: changes = {}, network }: Pick<Case, 'dataset' | 'design' | 'network'>) {
  const design = { ...base, ...changes };
  const { prepared, issues } = prepare(dataset, design);
  if (!prepared) throw new Error(JSON.stringify(issues));
  const { program, issues: refused } = compile(network, prepared.task);
  if (!program) throw new Error(JSON.stringify(refused));
  const weights = new Map(
    [...initialWeights(program, 1)].map(([name, w]) => {
      const random = new Random(1, `moved/${name}`);
      return [name, Float32Array.from(w, (x) => x + 0.1 * random.normal())];
    }),
  );
  const checkpoint = writeCheckpoint({ progress: freshProgress(1), weights, slots: new Map(), states: new Map() }, shapesOf(program));
  const { scaling, ends } = prepared;
  const model = { name: 'm', architecture: network, design, scaling, ends, checkpoint, threads: 1, provenance: { run: 'r1' } };
  const onnx = await runExport({ kind: 'export', model, format: 'onnx', dataset });
  const tensors = await runExport({ kind: 'export', model, format: 'safetensors', dataset });
  expect(knownColumns({ ends, design })).toEqual(prepared.ahead);
  return { report: onnx.report, tensors: tensors.report, bytes: onnx.bytes, model };
}

describe('each kind of design', () => {
  for (const [name, { inputs, ...given }] of Object.entries(cases))
    test(name, async () => {
      const { report, tensors } = await exported(given);
      if (process.env.SHOW) console.log(name, report.said, JSON.stringify(report.checks), JSON.stringify(report.inputs));
      expect(report.checks.filter((c) => !c.passed)).toEqual([]);
      expect(report.largest).toBeLessThanOrEqual(PARITY_BOUND);
      expect(report.verified).toBe(true);
      expect(report.windows).toBeGreaterThan(0);
      expect(report.inputs.map((port) => port.name)).toEqual(inputs);
      expect(tensors.verified).toBe(true);
    });
});

describe('what a file says and takes', () => {
  /** An input of one window of twelve rows. */
  const given = (shape: number[], of: (i: number) => number) => ({
    shape,
    numbers: Float64Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => of(i)),
  });

  test('metadata: classes, columns, where it comes from', async () => {
    const { bytes } = await exported(cases['classes of series of unequal length']);
    const text = Buffer.from(bytes).toString('latin1');
    for (const said of ['["calm","wild","mild"]', '["load","price"]', 'loopwright-onnx-2', 'r1']) expect(text).toContain(said);
  });

  test('a series that it has not seen is scaled as all together, and one that it has as itself', async () => {
    const { bytes } = await exported(cases['each series scaled by itself']);
    const runner = await openOnnx(bytes);
    const of = async (series: number) => [
      ...(await runner.run({ x: given([1, 12, 2], (i) => (i % 2 ? 12 : 300) + Math.sin(i)), series: given([1], () => series) })).y.numbers,
    ];
    expect(await of(-1)).not.toEqual(await of(4));
    expect(await of(0)).not.toEqual(await of(4));
    expect((await of(-1)).every(Number.isFinite)).toBe(true);
    await runner.dispose();
  });

  test('what is not known ahead counts as the mean, or as the last known value where the network goes step by step', async () => {
    for (const [name, stand] of [
      ['known ahead, after a gap', 'mean'],
      ['known ahead, step by step with the target fed back', 'last'],
    ] as const) {
      const { bytes, model } = await exported(cases[name]);
      const runner = await openOnnx(bytes);
      const F = model.ends.inputs.length;
      const known = knownColumns(model);
      const value = (f: number, i: number) =>
        ['load', 'price'].includes(model.ends.inputs[f]) ? 300 - 280 * f + Math.sin(i) : Math.sin(i);
      const x = given([1, 12, F], (i) => value(i % F, i));
      const forecast = async (of: (k: number) => number) =>
        Array.from((await runner.run({ x, future: given([1, 5, known.length], (i) => of(known[i % known.length])) })).y.numbers);
      const plain = await forecast((f) => (stand === 'mean' ? model.scaling.features[f].shift : x.numbers[11 * F + f]));
      const nothing = await forecast(() => NaN);
      nothing.forEach((y, i) => expect(y).toBeCloseTo(plain[i], 3));
      await runner.dispose();
    }
  });

  test('a design that no file can hold is refused with the reason', async () => {
    const refused = exported({
      design: { task: 'classify', targets: ['sky'], horizon: 1, gap: 2, known: ['price'], scalers: { price: 'difference' } },
      network: withFuture,
    });
    await expect(refused).rejects.toMatchObject({ issues: [{ code: 'export-design', where: 'model m' }] });
  });
});
