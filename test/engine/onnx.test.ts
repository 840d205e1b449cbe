/**
 * Exported ONNX files against the reference backend, with onnxruntime as the judge of the format.
 * The bound is 1e-5 absolute in scaled space, float32 against float64: what the app promises before it offers a file.
 */
import { describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import { activationNames } from '#engine/cells/activations.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { Graph, type Value } from '#engine/compile/graph.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { programOf } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';
import { defaultDesign, type Dataset, type DatasetDesign } from '#engine/data/dataset.ts';
import { feedFor, forecastsOf, prepare, stepsOf, type Prepared } from '#engine/data/windows.ts';
import { exportFormats, exporters } from '#engine/export/index.ts';
import type { ExportModel } from '#engine/export/model.ts';
import { ioTypeFor, writeOnnx, type IoType } from '#engine/export/onnx.ts';
import { PARITY_BOUND, parityOf } from '#engine/export/parity.ts';
import { readSafetensors } from '#engine/export/safetensors.ts';
import { ops, type OpName } from '#engine/ops/index.ts';
import { Random } from '#engine/random.ts';
import { templates } from '#engine/templates.ts';
import { openOnnx } from '../../src-main/trainer/onnx-runner.ts';
import { cellSamples, draw, loopSamples } from './architectures.ts';

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
    split: { unit: 'share', train: 1, validation: 0, test: 0 },
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
  const { task, design, scaling } = prepared;
  return { name: 'test', program, task, design, scaling, weights };
}

/** Windows in raw units, [B][L][F], and what the reference backend makes of them, [B][H][C] in scaled space. */
async function forecastsOfReference({ prepared, program, model }: Subject, batch: number, lookback: number) {
  const { prepared: other, issues } = prepare(prepared.dataset, { ...prepared.design, lookback }, prepared.scaling);
  if (!other) throw new Error(JSON.stringify(issues));
  const random = new Random(batch, 'origins');
  const origins = Int32Array.from({ length: batch }, () => other.windows.train[random.below(other.windows.train.length)]);
  const session = new ReferenceSession(program, { batch, ...stepsOf(other.design, program.strategy) }, []);
  session.writeWeights(model.weights);
  const output = await session.predict(feedFor(other, origins, batch, program.strategy, false));
  const { features, targets, horizon } = other.design;
  const raw = features.map((name) => other.dataset.columns.find((c) => c.name === name)!.numbers);
  const x = new Float64Array(batch * lookback * features.length);
  for (let b = 0; b < batch; b++)
    for (let t = 0; t < lookback; t++)
      features.forEach((_, f) => (x[(b * lookback + t) * features.length + f] = raw[f][origins[b] - lookback + 1 + t]));
  return { x, forecasts: forecastsOf(output, batch, batch, horizon, targets.length, program.strategy) };
}

const sizesAsked: [batch: number, lookback: number][] = [
  [3, 12],
  [1, 3],
  [7, 25],
  [2, 1],
];

/** The largest difference over several batch sizes and lookbacks, all in one session. */
async function differenceOf(subject: Subject, ioType?: IoType, sizes = sizesAsked): Promise<number> {
  const runner = await openOnnx(writeOnnx(subject.model, ioType));
  const { features, targets, horizon } = subject.prepared.design;
  let largest = 0;
  for (const [batch, lookback] of sizes) {
    const { x, forecasts } = await forecastsOfReference(subject, batch, lookback);
    const y = await runner.predict(x, batch, lookback, features.length);
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
          expect(refused.every((i) => ['target-not-a-feature', 'output-width'].includes(i.code))).toBe(true));
        continue;
      }
      test(`${name}; ${kind}`, async () => {
        const largest = await differenceOf(subject);
        if (process.env.SHOW) console.log(name, kind, largest);
        expect(largest).toBeLessThanOrEqual(PARITY_BOUND);
      });
    }
});
