/**
 * The tfjs backend against the float64 reference, on tfjs-backend-wasm (plain SIMD, one thread). Both read the forward
 * blocks of a program; the gradients come from our backward blocks on one side and from tfjs on the other.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import type { Backend, Session, Sizes } from '#engine/backends/backend.ts';
import { reference, ReferenceSession } from '#engine/backends/reference.ts';
import { tfjsBackend } from '#engine/backends/tfjs/tfjs-backend.ts';
import { activationNames } from '#engine/cells/activations.ts';
import { compile, programOf, type CompileOptions } from '#engine/compile/compile.ts';
import { STEPS } from '#engine/compile/line.ts';
import { Graph } from '#engine/compile/graph.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { ops, type OpName } from '#engine/ops/index.ts';
import { templateOf } from '#engine/templates.ts';
import { lossNames } from '#engine/train/losses.ts';
import { defaultOptimizerSettings, optimizers, updateOf } from '#engine/train/optimizers.ts';
import { planRun } from '#engine/train/plan.ts';
import { defaultSettings } from '#engine/train/settings.ts';
import { train } from '#engine/train/train.ts';
import { cellSamples, draw, loopSamples, task, withHead } from './architectures.ts';
import { randomFeed } from './gradient-check.ts';
import { randomDrawing, randomGraph } from './random-programs.ts';
import { randomWide } from './random-wide.ts';
import { ask, distance, distances, tameWeights } from './wasm-support.ts';
import { tenSteps, trainingCases } from './training-steps.ts';

/** float32 sums of up to a few hundred terms through up to ten steps of a loop. */
const tolerance = 1e-5;

/** How many of each kind; more when looking for trouble: TFJS_RANDOM=3000. */
const randomPrograms = Number(process.env.TFJS_RANDOM ?? 60);

const backend = tfjsBackend(tf);

beforeAll(async () => {
  // Otherwise tfjs advertises another of its packages on stderr.
  tf.enableProdMode();
  await tf.setBackend('wasm');
});

function compiled(architecture: Architecture, options: CompileOptions = {}): { program: Program; sizes: Sizes } {
  const { program, issues } = compile(architecture, task, options);
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  return { program: program!, sizes: { batch: 5, steps: 7 } };
}

/** Every trained weight has a gradient in the program. random-programs asks its dice anew each time whether a weight is frozen. */
const isConsistent = ({ values, weights, blocks, gradients }: Program): boolean =>
  values.every(
    (v, id) =>
      !v.terms.some((t) => weights[t.weight].trained) || blocks[v.block].pass === 'backward' || gradients.some((g) => g.linear === id),
  );

/** For SHOW=1. */
const worst = { error: 0, where: '' };

/** Output, loss, norm and every gradient; returns the largest distance. */
async function compare({ program, sizes }: { program: Program; sizes: Sizes }, seed = 1): Promise<{ error: number; where: string }> {
  const feed = randomFeed(program, sizes, seed);
  const weights = tameWeights(program, seed);
  const right = await ask(new ReferenceSession(program, sizes, []), program, feed, weights);
  const session = await backend.open(program, sizes, []);
  const found = distances(await ask(session, program, feed, weights), right);
  session.dispose();
  const [where, error] = Object.entries(found).reduce((p, q) => (q[1] <= p[1] ? p : q));
  if (!(error <= worst.error)) Object.assign(worst, { error, where: `${where} in ${expect.getState().currentTestName}` });
  return { error, where };
}

describe('output, loss, norm and gradients agree with the reference', () => {
  for (const [name, architecture] of Object.entries({ ...cellSamples, ...loopSamples }))
    test(name, async () => {
      const { error, where } = await compare(compiled(architecture, { loss: 'mse' }));
      expect(error, where).toBeLessThanOrEqual(tolerance);
    });

  for (const activation of activationNames)
    test(`activation ${activation}`, async () => {
      const drawing = draw({ a: ['dense', { units: 5, activation }], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'y'],
      ]);
      const { error, where } = await compare(compiled(drawing, { loss: 'mse' }));
      expect(error, where).toBeLessThanOrEqual(tolerance);
    });

  for (const loss of lossNames)
    test(`loss ${loss}`, async () => {
      const { error, where } = await compare(compiled(withHead(loss), { loss }));
      expect(error, where).toBeLessThanOrEqual(tolerance);
    });

  for (const [name, isFrozen] of Object.entries({
    'input weights': (w: string) => /^a\.(W|bi)/.test(w),
    'everything but the output': (w: string) => w.startsWith('a.'),
    everything: () => true,
  }))
    test(`frozen: ${name}`, async () => {
      const { error, where } = await compare(compiled(cellSamples.lstm, { loss: 'mse', isFrozen }));
      expect(error, where).toBeLessThanOrEqual(tolerance);
    });

  test('without a loss', async () => {
    const { error, where } = await compare(compiled(cellSamples.lstm));
    expect(error, where).toBeLessThanOrEqual(tolerance);
  });

  for (const damping of [0, 0.3])
    test(`what has settled has the gradient of the implicit function theorem, damping ${damping}`, async () => {
      const settle = { limit: 60, tolerance: 1e-9, damping, gradient: 'implicit' };
      const drawing = draw(
        { a: ['dense', { units: 5, activation: 'tanh' }], b: ['dense', { units: 4, activation: 'sigmoid' }], y: ['dense'] },
        [
          ['input', 'a'],
          ['a', 'b'],
          ['b', 'a', { settle }],
          ['b', 'b', { delay: 1 }],
          ['b', 'y'],
        ],
      );
      const { error, where } = await compare(compiled(drawing, { loss: 'mse' }));
      expect(error, where).toBeLessThanOrEqual(tolerance);
    });

  for (const [kind, make] of Object.entries({ drawings: randomDrawing, graphs: randomGraph, 'wide drawings': randomWide }))
    test(`${kind} that nobody thought of`, { timeout: 3_600_000 }, async () => {
      let compared = 0;
      for (let seed = 0; compared < randomPrograms; seed++) {
        const drawn = make(seed);
        if (!drawn || !isConsistent(drawn.program)) continue;
        const { error, where } = await compare(drawn, seed);
        expect(error, `seed ${seed}: ${where} in ${drawn.text}`).toBeLessThanOrEqual(tolerance);
        compared++;
      }
    });
});

/** A program of one op between two matmuls: y = op(x W0, x W1, ...) V. */
function programAround(name: OpName): Program {
  const graph = new Graph();
  const b = graph.builder;
  const x = graph.input('x', 3, STEPS);
  const inputs = Array.from({ length: ops[name].arity }, (_, i) => b.matmul(x, graph.parameter(`W${i}`, 3, 4, 'glorot')));
  const middle = graph.call(name, inputs);
  return programOf(graph, [b.matmul(middle, graph.parameter('V', middle.width, 2, 'glorot'))], { loss: 'mse' });
}

describe('where its derivative jumps, an op goes the way that it says', () => {
  for (const name of ['abs', 'greater', 'maximum', 'minimum', 'relu', 'rowMax', 'sign', 'where'] as const)
    test(name, async () => {
      const program = programAround(name);
      const sizes = { batch: 4, steps: 1 };
      const feed = randomFeed(program, sizes);
      // Both inputs 0, everywhere.
      const weights = new Map([...tameWeights(program)].map(([w, numbers]) => [w, w === 'V' ? numbers : numbers.fill(0)]));
      const right = await ask(new ReferenceSession(program, sizes, []), program, feed, weights);
      const session = await backend.open(program, sizes, []);
      const found = distances(await ask(session, program, feed, weights), right);
      for (const [what, error] of Object.entries(found)) expect(error, what).toBeLessThanOrEqual(tolerance);
    });
});

describe('ten steps', () => {
  for (const [name, settings] of Object.entries(trainingCases))
    test(`${name}: weights, slots and losses agree with the reference`, async () => {
      const { program, sizes } = compiled(cellSamples['gru, reset after'], { loss: 'mse', isFrozen: (w) => w === 'a.Wn' });
      const run = (open: Parameters<typeof tenSteps>[0]) => tenSteps(open, program, sizes, settings, tameWeights(program));
      const right = await run((slots) => new ReferenceSession(program, sizes, slots));
      const state = await run((slots) => backend.open(program, sizes, slots));
      expect([...state.keys()]).toEqual([...right.keys()]);
      for (const [name, numbers] of right) expect(distance(state.get(name)!, numbers), name).toBeLessThanOrEqual(tolerance);
      expect(state.get('a.Wn')).toEqual(Float32Array.from(tameWeights(program).get('a.Wn')!));
    });

  test('an optimizer whose slots the session lacks is refused', async () => {
    const { program, sizes } = compiled(cellSamples.elman, { loss: 'mse' });
    const session = await backend.open(program, sizes, ['velocity']);
    expect(() => session.update(updateOf('adam', defaultOptimizerSettings, 1), 1)).toThrow(
      'The session was opened with the slots [velocity]; adam needs m.',
    );
  });
});

test('a training run goes as it does on the reference', async () => {
  const wave = Float64Array.from({ length: 120 }, (_, i) => Math.sin(i / 3) + 0.3 * Math.cos(i / 7));
  const dataset: Dataset = {
    rows: 120,
    columns: [
      { name: 'a', numbers: wave },
      { name: 'b', numbers: wave.map((x, i) => x * 3 + i / 50) },
    ],
  };
  const design = { ...defaultDesign(dataset), targets: ['a'], features: ['a', 'b'], lookback: 8, horizon: 3 };
  const settings = { ...defaultSettings, epochs: 3, batch: 16, rate: 0.01 };
  const { architecture } = templateOf('drawn-feedback')!;
  const small = {
    ...architecture,
    nodes: architecture.nodes.map((n) => ({ ...n, options: n.options.units ? { ...n.options, units: 5 } : n.options })),
  };
  const { planned, issues } = planRun(dataset, { design, architecture: small, settings });
  expect(issues).toEqual([]);
  const { program, prepared } = planned!;
  const run = async (on: Backend) => {
    const session = await on.open(program, { batch: settings.batch, steps: stepsOf(design, program.strategy) }, optimizers.adam.slots);
    const curve: number[] = [];
    for await (const event of train({
      program,
      prepared,
      architecture: small,
      settings,
      session,
      weights: initialWeights(program, settings.seed),
    })) {
      if (event.kind === 'step') curve.push(event.loss);
      if (event.kind === 'epoch') curve.push(event.record.trainLoss, event.record.loss, event.record.validation!.scaled.mse!);
      if (event.kind === 'finished') curve.push(event.progress.steps, event.test!.scaled.mse!, event.test!.units.mae!);
    }
    session.dispose();
    return curve;
  };
  const [curve, right] = [await run(backend), await run(reference)];
  expect(curve.at(-3)).toBe(right.at(-3));
  expect(distance(curve, right)).toBeLessThanOrEqual(tolerance);
});

test('what is written comes back bit for bit, and a run goes on from it as if it had not stopped', async () => {
  const { program, sizes } = compiled(cellSamples.lstm, { loss: 'mse' });
  const step = async (session: Session, n: number) => {
    const loss = await session.gradient(randomFeed(program, sizes, n));
    session.update(updateOf('adam', defaultOptimizerSettings, n), 1);
    return loss;
  };
  const first = await backend.open(program, sizes, ['m', 'v']);
  const weights = tameWeights(program);
  first.writeWeights(weights);
  const written = first.readWeights();
  for (const [name, numbers] of written) expect(numbers).toEqual(Float32Array.from(weights.get(name)!));
  await step(first, 1);
  // Those that were read before the step are not those of the session any more.
  for (const [name, numbers] of written) expect(numbers).toEqual(Float32Array.from(weights.get(name)!));
  const second = await backend.open(program, sizes, ['m', 'v']);
  second.writeWeights(first.readWeights());
  second.writeSlots(first.readSlots());
  expect(second.readSlots()).toEqual(first.readSlots());
  for (const n of [2, 3]) expect(await step(second, n)).toBe(await step(first, n));
  expect(second.readWeights()).toEqual(first.readWeights());
});

test('the loss of a prediction is that of the gradient; without a loss there is none', async () => {
  const { program, sizes } = compiled(cellSamples.elman, { loss: 'huber' });
  const session = await backend.open(program, sizes, []);
  session.writeWeights(tameWeights(program));
  const feed = randomFeed(program, sizes);
  const loss = await session.gradient(feed);
  await session.predict(feed);
  expect(session.lossOfPrediction()).toBe(loss);
  const { x, ...rest } = feed;
  await expect(session.predict(rest)).rejects.toThrow('input "x" is missing');
  await expect(session.predict({ x: x.subarray(1) })).rejects.toThrow(`input "x" has ${x.length - 1} numbers, expected ${x.length}`);
  // A forecast knows no target.
  expect(await session.predict({ x })).toHaveLength(sizes.batch * program.forecast.steps * program.values[program.outputs[0]].width);

  const only = compiled(cellSamples.elman);
  const predicting = await backend.open(only.program, only.sizes, []);
  await predicting.predict({ x });
  expect(predicting.lossOfPrediction()).toBeNaN();
  await expect(predicting.gradient({})).rejects.toThrow('compile it with a loss');
});

test('a window that is not a number makes the loss and the norm NaN', async () => {
  const { program, sizes } = compiled(cellSamples.lstm, { loss: 'mse' });
  const feed = randomFeed(program, sizes);
  feed.x[0] = NaN;
  const session = await backend.open(program, sizes, []);
  session.writeWeights(tameWeights(program));
  expect(await session.gradient(feed)).toBeNaN();
  expect(session.gradientNorm()).toBeNaN();
});

describe('memory', () => {
  test('a thousand steps leave no tensor behind, and dispose() leaves none at all', async () => {
    const before = tf.memory().numTensors;
    const { program, sizes } = compiled(cellSamples.elman, { loss: 'mse' });
    const session = await backend.open(program, sizes, ['m', 'v']);
    session.writeWeights(tameWeights(program));
    const feed = randomFeed(program, sizes);
    const opened = tf.memory();
    for (let step = 1; step <= 1000; step++) {
      await session.gradient(feed);
      session.gradientNorm();
      session.update(updateOf('adam', defaultOptimizerSettings, step), 1);
      if (step % 100 === 0) {
        await session.predict(feed);
        session.readGradients();
        session.writeSlots(session.readSlots());
        session.writeWeights(session.readWeights());
      }
    }
    expect(tf.memory().numTensors).toBe(opened.numTensors);
    expect(tf.memory().numBytes).toBe(opened.numBytes);
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  for (const [name, architecture] of Object.entries({ ...cellSamples, ...loopSamples }))
    test(`${name}: the estimate is near what is allocated`, async () => {
      for (const loss of ['mse', undefined] as const) {
        const { program, sizes } = compiled(architecture, { loss });
        const large = { ...sizes, batch: 16, steps: sizes.steps + 12 };
        const feed = randomFeed(program, large);
        const before = tf.memory().numBytes;
        const session = await backend.open(program, large, []);
        const { peakBytes } = await tf.profile(async () => {
          await (loss ? session.gradient(feed) : session.predict(feed));
          return [];
        });
        session.dispose();
        const share = (peakBytes - before) / session.memoryBytes;
        if (process.env.SHOW) console.log(name, loss ?? 'predict', share);
        expect(share).toBeGreaterThan(0.8);
        expect(share).toBeLessThan(1.2);
      }
    });
});

test('the report says what runs', async () => {
  const { program, sizes } = compiled(cellSamples.elman, { loss: 'mse' });
  const session = await tfjsBackend(tf, { threads: 3 }).open(program, sizes, []);
  expect(session.report).toEqual({ name: 'tfjs', simd: true, fma: false, width: 128, threads: 3 });
});

test.runIf(process.env.SHOW)('worst of all comparisons', () => console.log(worst));
