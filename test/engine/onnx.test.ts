/**
 * Exported ONNX files against the reference backend, with onnxruntime as the judge of the format.
 * The bound is 1e-5 absolute in scaled space, float32 against float64: what the app promises before it offers a file.
 */
import { describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import { activationNames } from '#engine/cells/activations.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { compile, programOf } from '#engine/compile/compile.ts';
import { Graph } from '#engine/compile/graph.ts';
import { ANYWHERE, ONCE, STEPS } from '#engine/compile/line.ts';
import { isComputed, type Value } from '#engine/compile/value.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { feedFor, forecastsOf, stepsOf } from '#engine/data/feed.ts';
import { prepare, type Prepared } from '#engine/data/windows.ts';
import { exportFormats, exporters } from '#engine/export/index.ts';
import type { ExportModel } from '#engine/export/model.ts';
import { ioTypeFor, writeOnnx, type IoType } from '#engine/export/onnx.ts';
import { PARITY_BOUND, parityOf } from '#engine/export/parity.ts';
import { readSafetensors } from '#engine/export/safetensors.ts';
import { ops, type OpName } from '#engine/ops/index.ts';
import { Random } from '#engine/random.ts';
import { templates } from '#engine/templates.ts';
import { openOnnx, type OnnxRunner } from '../../src-main/trainer/onnx-runner.ts';
import { cellSamples, cellsOfSize, draw, loopSamples } from './architectures.ts';

interface Asked {
  features?: string[];
  targets?: string[];
  lookback?: number;
  horizon?: number;
  gap?: number;
  seed?: number;
  columns?: Dataset['columns'];
}

/** A slow wave, a fast one and noise per column, each in units of its own. */
const columnsOf = (seed: number, units: [name: string, shift: number, scale: number][], rows = 160): Dataset['columns'] =>
  units.map(([name, shift, scale]) => {
    const random = new Random(seed, name);
    const phase = random.uniform() * 6;
    return {
      name,
      numbers: Float64Array.from(
        { length: rows },
        (_, t) => shift + scale * (Math.sin(t / 17 + phase) + 0.5 * Math.sin(t / 3) + 0.3 * random.normal()),
      ),
    };
  });

const ordinary: [string, number, number][] = [
  ['a', 0.4, 1.3],
  ['b', -20, 5],
  ['c', 310, 40],
];

/** A network with weights as a run may have them: the app's own start, moved. */
function subjectOf(architecture: Architecture, asked: Asked = {}) {
  const { features = ['a', 'b', 'c'], targets = ['a', 'c'], lookback = 12, horizon = 2, gap = 0, seed = 1 } = asked;
  const columns = asked.columns ?? columnsOf(seed, ordinary);
  const dataset: Dataset = { rows: columns[0].numbers.length, columns };
  const design: DatasetDesign = {
    ...defaultDesign(dataset),
    features,
    targets,
    lookback,
    horizon,
    gap,
    split: { by: 'time', unit: 'share', train: 1, validation: 0, test: 0 },
  };
  const { prepared, issues } = prepare(dataset, design);
  if (!prepared) throw new Error(JSON.stringify(issues));
  const { program, issues: refused } = compile(architecture, prepared.task);
  if (!program) return { refused };
  return { subject: { prepared, program, model: modelOf(program, prepared, seed) }, refused };
}
type Subject = NonNullable<ReturnType<typeof subjectOf>['subject']>;

function modelOf(program: Program, prepared: Prepared, seed: number): ExportModel {
  const weights = initialWeights(program, seed);
  for (const [name, numbers] of weights) {
    const random = new Random(seed, `moved/${name}`);
    for (let i = 0; i < numbers.length; i++) numbers[i] = Math.fround(numbers[i] + 0.1 * random.normal());
  }
  const { task, design, ends, scaling } = prepared;
  return { name: 'test', program, task, design, ends, scaling, weights };
}

/** Windows in raw units, [B][L][F], and what the reference backend makes of them, [B][H][C] in scaled space. */
async function forecastsOfReference({ prepared, program, model }: Subject, batch: number, lookback: number, nudge = 0) {
  const { prepared: other, issues } = prepare(prepared.dataset, { ...prepared.design, lookback }, { scaling: prepared.scaling });
  if (!other) throw new Error(JSON.stringify(issues));
  const random = new Random(batch, 'origins');
  const origins = Int32Array.from({ length: batch }, () => other.windows.train[random.below(other.windows.train.length)]);
  const session = new ReferenceSession(program, { batch, steps: stepsOf(other.design, program.strategy) }, []);
  session.writeWeights(model.weights);
  const feed = feedFor(other, origins, batch, program);
  const nudged = Object.entries(feed).map(([name, numbers]) => [
    name,
    name === 'known' ? numbers : Float64Array.from(numbers, (v) => v + nudge * random.normal()),
  ]);
  const output = await session.predict(Object.fromEntries(nudged));
  const { features, targets, horizon } = other.design;
  const raw = features.map((name) => other.dataset.columns.find((c) => c.name === name)!.numbers);
  const x = new Float64Array(batch * lookback * features.length);
  for (let b = 0; b < batch; b++)
    for (let t = 0; t < lookback; t++)
      features.forEach((_, f) => (x[(b * lookback + t) * features.length + f] = raw[f][origins[b] - lookback + 1 + t]));
  return { x, forecasts: forecastsOf(output, batch, batch, horizon, targets.length, program) };
}

type Size = [batch: number, lookback: number];
/** Every size that a network can read: where there are segments, one of them at least. */
function sizesFor({ program }: Subject): Size[] {
  const least = Math.max(1, ...program.lines.map((line) => (line.kind === 'segments' ? line.points : 1)));
  return ([[3, 12], [1, 3], [7, 25], [2, 1], ...(least > 12 ? [[2, 2 * least + 5]] : [])] as Size[]).filter(
    ([, lookback]) => lookback >= least,
  );
}

/** x: [batch, time, features] in raw units. Returns [batch, horizon, targets]. */
async function predict(runner: OnnxRunner, x: ArrayLike<number>, batch: number, time: number, features: number) {
  return (await runner.run({ x: { shape: [batch, time, features], numbers: x as Float64Array } })).y.numbers;
}

/** The largest difference over several batch sizes and lookbacks, all in one session. */
async function differenceOf(subject: Subject, ioType?: IoType, sizes = sizesFor(subject)): Promise<number> {
  const runner = await openOnnx(writeOnnx(subject.model, ioType));
  const { features, targets, horizon } = subject.prepared.design;
  let largest = 0;
  for (const [batch, lookback] of sizes) {
    const { x, forecasts } = await forecastsOfReference(subject, batch, lookback);
    const y = await predict(runner, x, batch, lookback, features.length);
    const scaled = Float64Array.from(y, (value, i) => {
      const { shift, scale } = subject.prepared.scaling.targets[i % targets.length];
      return (value - shift) / scale;
    });
    const parity = parityOf(forecasts, scaled, horizon * targets.length);
    expect(forecasts.every(Number.isFinite)).toBe(true);
    largest = Math.max(largest, parity.largest);
  }
  await runner.dispose();
  return largest;
}

/**
 * What no float32 can be asked to stay below: what the network itself makes of inputs that are off by 3e-6 (a loop that
 * grows does this to any rounding), and a few units in the last place of its largest forecast.
 */
async function roomForRounding(subject: Subject): Promise<number> {
  let room = 0;
  for (const [batch, lookback] of sizesFor(subject)) {
    const { forecasts } = await forecastsOfReference(subject, batch, lookback);
    const { forecasts: nudged } = await forecastsOfReference(subject, batch, lookback, 3e-6);
    room = Math.max(room, parityOf(forecasts, nudged, 1).largest, ...forecasts.map((x) => Math.abs(x) * 1e-6));
  }
  return room;
}

const tasks: Record<string, Asked> = {
  'two targets of three features, horizon 2': {},
  'one target, horizon 1': { targets: ['b'], horizon: 1 },
  'one target, horizon 24': { targets: ['c'], horizon: 24 },
  'targets not among the features, horizon 24': { features: ['a', 'b'], targets: ['c'], horizon: 24 },
  'one of two targets among the features, a gap': { features: ['b'], targets: ['a', 'b'], horizon: 3, gap: 4 },
};

const samples: Record<string, Architecture> = {
  ...cellSamples,
  ...loopSamples,
  ...Object.fromEntries(templates.map((t) => [`template ${t.name}`, t.architecture])),
};

describe('every sample drawing, exported, forecasts what the app forecasts', () => {
  for (const [name, architecture] of Object.entries(samples))
    for (const [kind, asked] of Object.entries(tasks)) {
      const { subject, refused } = subjectOf(architecture, asked);
      if (!subject) {
        test(`${name}; ${kind}: refused with a reason`, () =>
          expect(refused.every((i) => ['target-not-a-feature', 'output-width', 'not-in-dataset'].includes(i.code))).toBe(true));
        continue;
      }
      test(`${name}; ${kind}`, async () => {
        const largest = await differenceOf(subject);
        if (process.env.SHOW) console.log(name, kind, largest);
        expect(largest).toBeLessThanOrEqual(PARITY_BOUND);
      });
    }
});

describe('what drawings can hold', () => {
  for (const activation of activationNames)
    test(`activation ${activation}, inside a loop and outside`, async () => {
      const drawing = draw({ a: ['elman', { units: 4, activation }], d: ['dense', { units: 3, activation }], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'd'],
        ['d', 'y'],
      ]);
      // Without a bound on what goes round, a loop of this activation grows; a short window keeps it small.
      expect(await differenceOf(subjectOf(drawing, { lookback: 4 }).subject!, undefined, [[3, 4]])).toBeLessThanOrEqual(PARITY_BOUND);
    });

  test('delays longer than the window read zeros, inside a loop and outside', async () => {
    const drawing = draw({ a: ['elman', { units: 4 }], d: ['dense', { units: 3, activation: 'sigmoid' }], y: ['dense'] }, [
      ['input', 'a'],
      ['y', 'a', { delay: 40 }],
      ['a', 'a', { delay: 7 }],
      ['input', 'd', { delay: 31 }],
      ['a', 'y'],
      ['d', 'y'],
    ]);
    for (const horizon of [1, 9]) {
      const { subject } = subjectOf(drawing, { horizon });
      const sizes: [number, number][] = [
        [2, 1],
        [3, 9],
        [2, 60],
      ];
      expect(await differenceOf(subject!, undefined, sizes)).toBeLessThanOrEqual(PARITY_BOUND);
    }
  });
});

const pick = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)];

/** Anything a person might draw, sensible or not: about a third of it is refused by the check. */
function randomDrawing(seed: number): { architecture: Architecture; asked: Asked } {
  const random = new Random(seed, 'drawing');
  const chance = (p: number) => random.uniform() < p;
  const nodes: Record<string, [string, Record<string, unknown>?]> = {};
  const edges: [string, string, Record<string, unknown>?][] = [];
  const units = () => (chance(0.6) ? 3 : 1 + random.below(5));
  // Bounded, so that what goes round does not grow without end.
  const bounded = ['sigmoid', 'tanh'];
  const count = 1 + random.below(4);
  if (chance(0.3)) {
    nodes.s = ['subtract-last'];
    edges.push(['input', 's']);
  }
  const names = Array.from({ length: count }, (_, i) => `n${i}`);
  const delay = () => (chance(0.5) ? 0 : random.below(6));
  names.forEach((name, i) => {
    nodes[name] = pick<() => [string, Record<string, unknown>?]>(random, [
      () => ['lstm', { units: units() }],
      () => ['gru', { units: units(), reset: pick(random, ['before', 'after']) }],
      () => ['elman', { units: units(), activation: pick(random, bounded) }],
      () => ['jordan', { units: units(), outputs: units() }],
      () => ['leaky', { units: units(), leak: 0.3 }],
      () => ['dense', { units: units(), activation: pick(random, bounded) }],
      () => {
        const cell = pick(random, Object.keys(cellsOfSize));
        return [cell, cellsOfSize[cell](units())];
      },
    ])();
    const before = [...(nodes.s ? ['s'] : []), 'input', ...names.slice(0, i)];
    edges.push([pick(random, i ? before.slice(-2) : before), name, { delay: i ? delay() : 0 }]);
    if (chance(0.5)) edges.push([pick(random, before), name, { delay: delay(), join: chance(0.3) ? 'sum' : 'concat' }]);
  });
  nodes.y = ['dense', { forecast: pick(random, ['auto', 'auto', 'recursive']), bias: chance(0.8) }];
  edges.push([names.at(-1)!, 'y']);
  if (chance(0.4)) edges.push([pick(random, ['input', ...names]), 'y', { delay: delay() }]);
  const output = chance(0.25) ? 'z' : 'y';
  if (output === 'z') {
    nodes.z = ['add-last'];
    edges.push(['y', 'z']);
  }
  for (let i = random.below(3); i > 0; i--)
    edges.push([pick(random, [...names, 'y']), pick(random, names), { delay: 1 + random.below(5), join: chance(0.2) ? 'sum' : 'concat' }]);
  if (chance(0.35)) edges.push([output, pick(random, names), { delay: 1 + random.below(3), feed: pick(random, ['target', 'own']) }]);
  if (count > 1 && chance(0.3))
    edges.push([names.at(-1)!, names[0], { settle: { limit: 1 + random.below(4), tolerance: 0.1, damping: pick(random, [0, 0.3]) } }]);
  const asked = pick<Asked>(random, [...Object.values(tasks), { horizon: 5 }, { targets: ['b'], horizon: 4 }]);
  return { architecture: draw(nodes, edges, output), asked };
}

test('random drawings, exported, forecast what the app forecasts', { timeout: 300_000 }, async () => {
  const drawings = Number(process.env.DRAWINGS ?? 150);
  const kinds = { compiled: 0, recursive: 0, teacher: 0, settles: 0, longDelays: 0, grown: 0 };
  let worst = { seed: 0, largest: 0 };
  for (let seed = 1; seed <= drawings; seed++) {
    const { architecture, asked } = randomDrawing(seed);
    const { subject } = subjectOf(architecture, { ...asked, seed });
    if (!subject) continue;
    const { program } = subject;
    const largest = await differenceOf(subject).catch((error: unknown) => {
      throw new Error(`drawing ${seed}: ${JSON.stringify(architecture)}`, { cause: error });
    });
    const grows = largest > PARITY_BOUND && largest <= (await roomForRounding(subject));
    if (grows) kinds.grown++;
    else {
      expect(largest, `drawing ${seed}: ${JSON.stringify(architecture)}`).toBeLessThanOrEqual(PARITY_BOUND);
      if (largest > worst.largest) worst = { seed, largest };
    }
    kinds.compiled++;
    if (program.strategy === 'recursive') kinds.recursive++;
    if (program.inputs.some((i) => i.name === 'teacher')) kinds.teacher++;
    if (architecture.edges.some((e) => e.settle)) kinds.settles++;
    if (architecture.edges.some((e) => e.delay > 1)) kinds.longDelays++;
  }
  if (process.env.SHOW) console.log(kinds, worst);
  const { grown, ...seen } = kinds;
  expect(grown).toBeLessThan(drawings / 20);
  for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(drawings / 40);
});

describe('graphs that no drawing gives, written by hand', () => {
  /** A program of one target and the features a, b, c, whatever it computes. */
  const byHand = (write: (graph: Graph) => Value, asked: Asked = {}): Subject => {
    const { subject } = subjectOf(draw({ y: ['dense'] }, [['input', 'y']]), { targets: ['a'], horizon: 1, lookback: 6, ...asked });
    const graph = new Graph();
    const output = write(graph);
    const program = programOf(graph, [output.line === ONCE && isComputed(output) ? output : graph.copy(output, ONCE)]);
    return { ...subject!, program, model: modelOf(program, subject!.prepared, 1) };
  };

  /** Keeps the inputs of an op where it is defined. */
  const positive: readonly OpName[] = ['sqrt', 'log', 'divide'];
  const attrsOf: Partial<Record<OpName, Record<string, number>>> = { scale: { factor: 1.7 }, offset: { amount: -0.3 } };
  const apply = (graph: Graph, name: OpName, inputs: Value[]): Value => {
    const b = graph.builder;
    const safe = positive.includes(name) ? inputs.map((x) => b.offset(b.multiply(x, x), 0.5)) : inputs;
    return graph.call(name, safe, attrsOf[name] ?? {});
  };

  for (const name of Object.keys(ops) as OpName[])
    test(`op ${name}, over the sequence and inside a loop`, async () => {
      const subject = byHand((graph) => {
        const b = graph.builder;
        const { arity } = ops[name];
        const x = graph.input('x', 3, STEPS);
        const outside = apply(
          graph,
          name,
          Array.from({ length: arity }, (_, i) => b.matmul(x, graph.parameter(`W${i}`, 3, 4, 'glorot'))),
        );
        const before = graph.readLater(4, -1, STEPS);
        const inside = apply(
          graph,
          name,
          Array.from({ length: arity }, (_, i) =>
            b.add(b.matmul(x, graph.parameter(`V${i}`, 3, 4, 'glorot')), b.matmul(before, graph.parameter(`U${i}`, 4, 4, 'orthogonal'))),
          ),
        );
        before.of = b.tanh(b.matmul(inside, graph.parameter('O', inside.width, 4, 'glorot')));
        const both = b.concat(outside, inside, graph.read(outside, -2));
        return b.matmul(both, graph.parameter('P', both.width, 1, 'glorot'));
      });
      expect(await differenceOf(subject)).toBeLessThanOrEqual(PARITY_BOUND);
    });

  test('what is computed from constants alone is zero before the first step', async () => {
    const subject = byHand((graph) => {
      const b = graph.builder;
      const origin = graph.input('origin', 3, ANYWHERE);
      const still = graph.copy(b.sigmoid(b.vector(graph.parameter('v', 1, 2, 'glorot'))), STEPS);
      const perWindow = graph.copy(b.tanh(b.matmul(origin, graph.parameter('W', 3, 2, 'glorot'))), STEPS);
      // The last row itself, though, is the same at every step, before the first one too.
      const read = b.concat(graph.read(still, -4), graph.read(perWindow, -2), still, graph.read(origin, -9));
      return b.matmul(read, graph.parameter('P', 9, 1, 'glorot'));
    });
    expect(await differenceOf(subject)).toBeLessThanOrEqual(PARITY_BOUND);
  });

  test('a loop may read nothing of the sequence', async () => {
    const subject = byHand((graph) => {
      const b = graph.builder;
      const before = graph.readLater(2, -3, STEPS);
      const origin = graph.input('origin', 3, ANYWHERE);
      const next = b.tanh(
        b.add(
          b.matmul(before, graph.parameter('U', 2, 2, 'orthogonal')),
          b.matmul(origin, graph.parameter('W', 3, 2, 'glorot')),
          b.constant(2, 0.25),
        ),
      );
      before.of = next;
      return b.matmul(b.concat(next, graph.read(next, -1)), graph.parameter('P', 4, 1, 'glorot'));
    });
    expect(await differenceOf(subject)).toBeLessThanOrEqual(PARITY_BOUND);
  });

  test.each<[string, (graph: Graph) => Value]>([
    ['the window itself', (graph) => graph.input('x', 1, STEPS)],
    ['the last row', (graph) => graph.builder.negate(graph.input('origin', 1, ANYWHERE))],
    ['a learned constant', (graph) => graph.builder.vector(graph.parameter('v', 1, 1, 'glorot'))],
    ['a number', (graph) => graph.builder.exp(graph.constant(1, -0.5))],
  ])('the output may be %s', async (_, write) => {
    const subject = byHand(write, { features: ['a'] });
    expect(await differenceOf(subject)).toBeLessThanOrEqual(PARITY_BOUND);
  });

  test('the output may be an earlier step of the window, zero where there is none', async () => {
    const subject = byHand((graph) => graph.read(graph.input('x', 1, STEPS), -4), { features: ['a'] });
    const runner = await openOnnx(writeOnnx(subject.model));
    const { shift } = subject.prepared.scaling.targets[0];
    expect((await predict(runner, Float32Array.of(1, 2, 3, 4, 5, 6), 1, 6, 1))[0]).toBeCloseTo(2, 5);
    expect((await predict(runner, Float32Array.of(1, 2, 3), 1, 3, 1))[0]).toBeCloseTo(shift, 5);
    await runner.dispose();
  });

  test('a program with a gradient is refused', () => {
    const { subject } = subjectOf(cellSamples.elman);
    const { program } = compile(cellSamples.elman, subject!.prepared.task, { loss: 'mse' });
    expect(() => writeOnnx({ ...subject!.model, program: program! })).toThrow('compile it without a loss');
  });
});

describe('large offsets', () => {
  const network = loopSamples['two loops, delays of 1 to 3, sums and skips'];
  const far: [string, number, number][] = [
    ['a', 1e6, 1],
    ['b', 0.5, 3],
    ['c', -4e7, 30],
  ];

  test('around a million with a spread of 1: x and y are float64, and parity holds', async () => {
    for (const horizon of [1, 24]) {
      const { subject } = subjectOf(network, { columns: columnsOf(5, far), horizon });
      expect(ioTypeFor(subject!.model)).toBe('float64');
      expect(await differenceOf(subject!)).toBeLessThanOrEqual(PARITY_BOUND);
    }
    const taught = subjectOf(loopSamples['output into input, teacher-forced'], { columns: columnsOf(5, far), horizon: 6 }).subject!;
    expect(await differenceOf(taught)).toBeLessThanOrEqual(PARITY_BOUND);
  });

  test('float32 is kept wherever it can hold the numbers: degrees, kelvin, percent, kilowatts, one column of hectopascal', () => {
    const scaling = (...columns: [shift: number, scale: number][]) => {
      const list = columns.map(([shift, scale]) => ({ shift, scale }));
      return { ends: { series: [''] }, scaling: { features: list, targets: list } };
    };
    expect(ioTypeFor(scaling([9.5, 8.4], [283, 8.5], [55, 16], [3200, 900]))).toBe('float32');
    const weather = scaling([9.5, 8.4], [283, 8.5], [989, 8.3], [76, 16], [13, 7.7], [1216, 40]).scaling;
    expect(ioTypeFor({ ends: { series: [''] }, scaling: { ...weather, targets: weather.features.slice(0, 1) } })).toBe('float32');
    expect(ioTypeFor(scaling([0, 1], [1e6, 1]))).toBe('float64');
    expect(ioTypeFor(scaling([0, 1e-40]))).toBe('float64');
    expect(ioTypeFor(scaling([0, 1e39]))).toBe('float64');
  });

  test('a float32 input that holds the numbers exactly loses nothing in scaling', async () => {
    const columns = columnsOf(5, [...far.slice(0, 1), ['b', 0.5, 3], ['c', 2e6, 4]]);
    for (const c of columns) if (c.name !== 'b') c.numbers.forEach((x, i) => (c.numbers[i] = Math.round(x * 4) / 4));
    const { subject } = subjectOf(network, { columns, targets: ['b'], horizon: 4 });
    expect(await differenceOf(subject!, 'float32')).toBeLessThanOrEqual(PARITY_BOUND / 3);
  });
});

describe('the file', () => {
  const drawing = loopSamples['output into input, teacher-forced'];
  const { subject } = subjectOf(drawing, { lookback: 9, horizon: 5, gap: 2 });
  const { model } = subject!;
  const file = readModel(writeOnnx(model));

  test('says what it is', () => {
    expect(file.metadata).toMatchObject({ name: 'test', lookback: '9', horizon: '5', gap: '2', strategy: 'recursive', ioType: 'float32' });
    expect(JSON.parse(file.metadata.features)).toEqual(['a', 'b', 'c']);
    expect(JSON.parse(file.metadata.targets)).toEqual(['a', 'c']);
    expect(JSON.parse(file.metadata.scaling)).toEqual(model.scaling);
    expect(file).toMatchObject({ producer: 'Loopwright', irVersion: 8, opset: 17 });
    expect(file.inputs).toEqual(['x 1 [batch, time, 3]']);
    expect(file.outputs).toEqual(['y 1 [batch, 5, 2]']);
  });

  test('names in any script come through', () => {
    const names = ['Größe', '温度 🌡', '\ud800'];
    const { metadata } = readModel(writeOnnx({ ...model, name: names[1], design: { ...model.design, features: names } }));
    expect(JSON.parse(metadata.features)).toEqual(names);
    expect(metadata.name).toBe('温度 🌡');
  });

  test('keeps every weight under the name of its cell, once, with its numbers', () => {
    for (const { name, rows, cols } of model.program.weights.filter((w) => !w.fixed)) {
      const found = file.tensors.filter((t) => t.name === name);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ type: 1, shape: [rows, cols] });
      expect(found[0].floats).toEqual(Float32Array.from(model.weights.get(name)!));
    }
  });

  test('no two nodes and no two values share a name, inside a loop or outside', () => {
    for (const architecture of Object.values(samples)) {
      const { subject } = subjectOf(architecture);
      if (!subject) continue;
      const { names } = readModel(writeOnnx(subject.model));
      expect(names.length).toBeGreaterThan(5);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('holds no number that nothing reads: onnxruntime would warn of it at every start', () => {
    for (const [name, architecture] of Object.entries(samples)) {
      const { subject } = subjectOf(architecture);
      if (!subject) continue;
      const { tensors, reads } = readModel(writeOnnx(subject.model));
      expect(tensors.map((t) => t.name).filter((tensor) => !reads.has(tensor)), name).toEqual([]); // prettier-ignore
    }
  });

  test('cells may be called like the ends of the file', async () => {
    const drawing = draw({ x: ['elman', { units: 3 }], scaling: ['gru', { units: 2 }], y: ['dense'] }, [
      ['input', 'x'],
      ['x', 'scaling'],
      ['scaling', 'y'],
    ]);
    expect(await differenceOf(subjectOf(drawing).subject!)).toBeLessThanOrEqual(PARITY_BOUND);
  });

  test('a loop becomes one Scan, and what needs no loop none', () => {
    const scans = (architecture: Architecture) =>
      readModel(writeOnnx(subjectOf(architecture).subject!.model)).ops.filter((op) => op === 'Scan');
    expect(scans(cellSamples.dense)).toHaveLength(0);
    expect(scans(cellSamples.lstm)).toHaveLength(1);
    expect(scans(loopSamples['layer 2 feeds back into layer 1'])).toHaveLength(1);
    expect(scans(loopSamples['settles within a step'])).toHaveLength(1);
    expect(scans(templates.find((t) => t.name === 'stacked-gru')!.architecture)).toHaveLength(2);
  });

  test('the same model gives the same bytes', () => expect(writeOnnx(model)).toEqual(writeOnnx(model)));

  test('a weight that is missing or of another shape is named', () => {
    const weights = new Map(model.weights);
    const [name] = weights.keys();
    weights.set(name, new Float32Array(1));
    expect(() => writeOnnx({ ...model, weights })).toThrow(`weight "${name}" has 1 numbers`);
    weights.delete(name);
    expect(() => writeOnnx({ ...model, weights })).toThrow(`weight "${name}"`);
  });

  test('a cycle that settles for long is written and loaded in reasonable time', { timeout: 60_000 }, async () => {
    const drawing = draw({ a: ['lstm', { units: 4 }], b: ['dense', { units: 4, activation: 'tanh' }], y: ['dense'] }, [
      ['input', 'a'],
      ['a', 'b'],
      ['b', 'a', { settle: { limit: 64, tolerance: 0, damping: 0.5 } }],
      ['b', 'y'],
    ]);
    expect(await differenceOf(subjectOf(drawing).subject!, undefined, [[2, 4]])).toBeLessThanOrEqual(PARITY_BOUND);
  });
});

test('the table of formats: each makes a file', () => {
  expect(exportFormats.map((f) => f.name)).toEqual(['onnx', 'safetensors']);
  const { model } = subjectOf(cellSamples.lstm).subject!;
  const { tensors } = readSafetensors(exporters.safetensors.make(model));
  expect([...tensors.keys()]).toEqual([...model.weights.keys()].sort());
  expect(tensors.get('a.Ui')).toEqual({ dtype: 'F32', shape: [5, 5], numbers: Float32Array.from(model.weights.get('a.Ui')!) });
  expect(exporters.safetensors.make({ ...model, name: 'equal weights are equal bytes' })).toEqual(exporters.safetensors.make(model));
  expect(exporters.onnx.make(model)).toEqual(writeOnnx(model));
});

describe('parity', () => {
  test('counts differences by their size, two bins a decade', () => {
    const { largest, histogram, windows } = parityOf([0, 1, 2, 3, 4, 5], [0, 1 + 2e-12, 2 + 2e-5, 3 - 5e-5, 4.2, 9], 2);
    expect({ largest, windows }).toEqual({ largest: 4, windows: 3 });
    expect(histogram).toHaveLength(24);
    const filled = histogram.flatMap((count, i) => (count ? [[i, count]] : []));
    // 0 and 2e-12 in the first bin, 2e-5 in 10^-5 to 10^-4.5, 5e-5 in the next, 0.2 in 10^-1 to 10^-0.5, 4 in the last.
    expect(filled).toEqual([
      [0, 2],
      [14, 1],
      [15, 1],
      [22, 1],
      [23, 1],
    ]);
  });

  test('a forecast that is not a number is as far away as can be, unless both are', () => {
    expect(parityOf([1], [NaN], 1).largest).toBe(Infinity);
    expect(parityOf([NaN], [1], 1).largest).toBe(Infinity);
    expect(parityOf([NaN, Infinity], [NaN, Infinity], 1).largest).toBe(0);
    expect(() => parityOf([1, 2], [1], 1)).toThrow('1 forecasts to compare with 2');
  });
});

describe('the runner', () => {
  test('refuses a file that is none, and numbers that do not fill the shape', async () => {
    await expect(openOnnx(Uint8Array.of(1, 2, 3))).rejects.toThrow();
    const runner = await openOnnx(writeOnnx(subjectOf(cellSamples.elman).subject!.model));
    expect(runner.inputs).toEqual([{ name: 'x', shape: 'float32 [batch, time, 3]' }]);
    expect(runner.outputs).toEqual([{ name: 'y', shape: 'float32 [batch, 2, 2]' }]);
    await expect(predict(runner, new Float32Array(5), 1, 2, 3)).rejects.toThrow('has 5 numbers, [1, 2, 3] needs 6');
    await runner.dispose();
  });

  test('says what to install when onnxruntime is missing', async () => {
    const missing = () =>
      Promise.reject(Object.assign(new Error("Cannot find package 'onnxruntime-node'"), { code: 'ERR_MODULE_NOT_FOUND' }));
    await expect(openOnnx(new Uint8Array(), 1, missing)).rejects.toThrow('npm install onnxruntime-node');
    const broken = () => Promise.reject(new Error('libonnxruntime.so.1: cannot open shared object file'));
    await expect(openOnnx(new Uint8Array(), 1, broken)).rejects.toThrow('does not start on this machine: libonnxruntime.so.1');
  });
});

/** The file read back by a few lines of their own: fields by number, as onnx.proto3 has them. */
function readModel(bytes: Uint8Array) {
  type Field = { field: number; value: number; bytes: Uint8Array };
  const fields = (message: Uint8Array): Field[] => {
    const out: Field[] = [];
    let at = 0;
    const varint = () => {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const byte = message[at++];
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return Number(BigInt.asIntN(64, value));
      }
    };
    while (at < message.length) {
      const tag = varint();
      const [field, wire] = [tag >> 3, tag & 7];
      if (wire === 0) out.push({ field, value: varint(), bytes: new Uint8Array() });
      else if (wire === 2) {
        const length = varint();
        if (at + length > message.length) throw new Error(`field ${field} runs over the end`);
        out.push({ field, value: NaN, bytes: message.subarray(at, (at += length)) });
      } else throw new Error(`wire type ${wire}`);
    }
    return out;
  };
  const all = (list: Field[], field: number) => list.filter((f) => f.field === field).map((f) => f.bytes);
  const numbers = (list: Field[], field: number) => list.filter((f) => f.field === field).map((f) => f.value);
  const text = (part: Uint8Array | undefined) => new TextDecoder('utf-8', { fatal: true }).decode(part);
  const info = (message: Uint8Array) => {
    const value = fields(message);
    const tensor = fields(all(fields(all(value, 2)[0]), 1)[0]);
    const dims = all(fields(all(tensor, 2)[0]), 1).map((d) => numbers(fields(d), 1)[0] ?? text(all(fields(d), 2)[0]));
    return `${text(all(value, 1)[0])} ${numbers(tensor, 1)[0]} [${dims.join(', ')}]`;
  };
  const names: string[] = [];
  const reads = new Set<string>();
  const ops: string[] = [];
  const walk = (graph: Field[]) => {
    for (const message of all(graph, 1)) {
      const node = fields(message);
      names.push(text(all(node, 3)[0]), ...all(node, 2).map((name) => text(name)));
      for (const name of all(node, 1)) reads.add(text(name));
      ops.push(text(all(node, 4)[0]));
      for (const attribute of all(node, 5)) for (const body of all(fields(attribute), 6)) walk(fields(body));
    }
    names.push(...all(graph, 11).map((input) => info(input).split(' ')[0]));
    names.push(...all(graph, 5).map((tensor) => text(all(fields(tensor), 8)[0])));
  };
  const model = fields(bytes);
  const graph = fields(all(model, 7)[0]);
  walk(graph);
  return {
    irVersion: numbers(model, 1)[0],
    producer: text(all(model, 2)[0]),
    opset: numbers(fields(all(model, 8)[0]), 2)[0],
    metadata: Object.fromEntries(all(model, 14).map((entry) => [text(all(fields(entry), 1)[0]), text(all(fields(entry), 2)[0])])),
    inputs: all(graph, 11).map(info),
    outputs: all(graph, 12).map(info),
    tensors: all(graph, 5).map((message) => {
      const tensor = fields(message);
      const raw = all(tensor, 9)[0];
      const type = numbers(tensor, 2)[0];
      return {
        name: text(all(tensor, 8)[0]),
        type,
        shape: numbers(tensor, 1),
        floats: type === 1 ? new Float32Array(raw.slice().buffer) : undefined,
      };
    }),
    names,
    reads,
    ops,
  };
}
