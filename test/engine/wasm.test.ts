// The wasm backend against the float64 reference: same programs, same numbers, every variant of the code.
import { describe, expect, test } from 'vitest';
import type { Sizes } from '#engine/backends/backend.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { controlLength, GRADIENT, runThread, Team } from '#engine/backends/wasm/threads.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { memoryBytes } from '#engine/compile/6-memory.ts';
import { compile, programOf } from '#engine/compile/compile.ts';
import { Graph } from '#engine/compile/graph.ts';
import { STEPS } from '#engine/compile/line.ts';
import type { Value } from '#engine/compile/value.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Task } from '#engine/compile/task.ts';
import type { Architecture } from '#engine/architecture.ts';
import { lossNames, type LossName } from '#engine/train/losses.ts';
import { defaultOptimizerSettings, updateOf } from '#engine/train/optimizers.ts';
import { cellSamples, cellsOfSize, draw, looped, loopSamples, task, withHead } from './architectures.ts';
import { randomFeed } from './gradient-check.ts';
import { randomDrawing, randomGraph } from './random-programs.ts';
import { ask, bitsOf, compare, distance, openWasm, tameWeights, variantsOf, type Variant } from './wasm-support.ts';
import { tenSteps, trainingCases } from './training-steps.ts';

/** float32 sums of up to a few hundred terms through up to ten steps of a loop. */
const tolerance = 1e-5;

interface Case {
  architecture: Architecture;
  task: Task;
  batch: number;
  steps: number;
  loss?: LossName;
  isFrozen?: (weight: string) => boolean;
  threads?: number[];
}

function compiled({ architecture, task, batch, steps, loss, isFrozen }: Case): { program: Program; sizes: Sizes } {
  const { program, issues } = compile(architecture, task, { loss, isFrozen });
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  return { program: program!, sizes: { batch, steps: steps + (program!.strategy === 'direct' ? 1 : task.horizon) } };
}

const stacked = (cell: string, options: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  draw({ a: [cell, options], b: ['gru', { units: 17, ...more }], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'b'],
    ['a', 'y'],
    ['b', 'y'],
  ]);
const one = (cell: string, options: Record<string, unknown>) =>
  draw({ a: [cell, options], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'y'],
  ]);
const wide = (inputs: number, horizon: number, targets = 1): Task => ({
  inputs,
  horizon,
  targetColumns: Array.from({ length: targets }, (_, i) => i),
});

const cases: Record<string, Case> = {
  ...Object.fromEntries(
    Object.entries({ ...cellSamples, ...loopSamples }).map(([name, architecture]) => [
      name,
      { architecture, task, batch: 5, steps: 5, loss: 'mse' as const },
    ]),
  ),
  // 16 columns are a panel: with something over, and filled to the last one.
  ...Object.fromEntries(
    [17, 48].flatMap((size) =>
      Object.keys(cellsOfSize).map((cell) => [
        `${cell} of ${size} in a loop with a delay of 2`,
        { architecture: looped(cell, size), task: wide(7, 3, 2), batch: 7, steps: 6, loss: 'mse' as const, threads: [2] },
      ]),
    ),
  ),
  ...Object.fromEntries(
    [1, 16, 17, 48].map((units) => [
      `LSTM of ${units}`,
      { architecture: one('lstm', { units }), task: wide(7, 3, 2), batch: 5, steps: 6, loss: 'mse' as const },
    ]),
  ),
  'GRU of 48, one window': { architecture: one('gru', { units: 48 }), task: wide(7, 24), batch: 1, steps: 9, loss: 'mse' },
  'GRU of 48, 32 windows, 21 inputs': { architecture: one('gru', { units: 48 }), task: wide(21, 24), batch: 32, steps: 6, loss: 'mae' },
  'Elman of 64, 40 inputs, 50 outputs': {
    architecture: one('elman', { units: 64 }),
    task: wide(40, 25, 2),
    batch: 5,
    steps: 4,
    loss: 'huber',
  },
  'stack of 33 and 17': { architecture: stacked('lstm', { units: 33 }), task: wide(3, 2), batch: 7, steps: 6, loss: 'mse' },
  'stack of 32 and 32': { architecture: stacked('lstm', { units: 32 }, { units: 32 }), task: wide(3, 2), batch: 7, steps: 6, loss: 'mse' },
  'frozen input weights': {
    architecture: one('lstm', { units: 17 }),
    task,
    batch: 5,
    steps: 5,
    loss: 'mse',
    isFrozen: (w) => /^a\.(W|bi)/.test(w),
  },
  'frozen but for the output': {
    architecture: one('gru', { units: 17 }),
    task,
    batch: 5,
    steps: 5,
    loss: 'mse',
    isFrozen: (w) => w.startsWith('a.'),
  },
  'all frozen': { architecture: one('gru', { units: 5 }), task, batch: 5, steps: 5, loss: 'mse', isFrozen: () => true },
  'a delay longer than the window': {
    architecture: draw({ a: ['gru', { units: 20 }], y: ['dense'] }, [
      ['input', 'a'],
      ['input', 'a', { delay: 40 }],
      ['y', 'a', { delay: 9 }],
      ['a', 'y'],
    ]),
    task,
    batch: 3,
    steps: 6,
    loss: 'mse',
  },
  'one step': { architecture: one('lstm', { units: 5 }), task, batch: 4, steps: 0, loss: 'mse' },
  ...Object.fromEntries(
    lossNames.map((loss) => [`loss ${loss}`, { architecture: withHead(loss, 18), task: wide(3, 9, 2), batch: 5, steps: 4, loss }]),
  ),
  // More rows in a step than a stretch of the weight gradients, and not the same for every thread.
  ...Object.fromEntries(
    ['what the dataset knows beside the window, at the steps of the horizon', 'output into input, free'].map((name) => [
      `${name}, 301 windows`,
      { architecture: loopSamples[name], task, batch: 301, steps: 5, loss: 'mse' as const },
    ]),
  ),
  // Enough windows for groups of rows, which threads share as they fit.
  ...Object.fromEntries(
    [32, 33, 70].map((batch) => [
      `stack of 33 and 17, ${batch} windows`,
      { architecture: stacked('lstm', { units: 33 }), task: wide(3, 2), batch, steps: 5, loss: 'mse' as const, threads: [1, 2, 3, 4, 7] },
    ]),
  ),
  ...Object.fromEntries(
    [
      'two loops, delays of 1 to 3, sums and skips',
      'what the dataset knows beside the window, at the steps of the horizon',
      'segments decoded in parallel by the same cell',
      'one cell at two places',
    ].map((name) => [
      `${name}, 35 windows`,
      { architecture: loopSamples[name], task, batch: 35, steps: 5, loss: 'mse' as const, threads: [1, 2, 3, 4] },
    ]),
  ),
  'without a loss': { architecture: stacked('gru', { units: 20 }), task, batch: 5, steps: 5 },
};

describe('output, loss, gradients and their norm agree with the reference, and with the same bits in all variants', () => {
  for (const [name, given] of Object.entries(cases))
    test(name, async () => {
      const { program, sizes } = compiled(given);
      const { worst, where, different } = await compare(program, sizes, variantsOf(given.threads ?? [1, 2, 3]));
      expect(different).toEqual([]);
      expect(worst, where).toBeLessThanOrEqual(tolerance);
    });
});

/** How many random programs; more when looking for trouble: WASM_RANDOM=5000. */
const drawings = Number(process.env.WASM_RANDOM ?? 60);

describe('programs that nobody thought of agree with the reference', () => {
  for (const [kind, make] of Object.entries({ drawings: randomDrawing, graphs: randomGraph }))
    test(kind, { timeout: 3_600_000 }, async () => {
      let compared = 0;
      for (let seed = 0; compared < drawings; seed++) {
        const drawn = make(seed);
        if (!drawn) continue;
        const { worst, where, different, kink } = await compare(drawn.program, drawn.sizes, variantsOf(seed % 10 ? [1] : [1, 2, 3]), seed);
        expect(different, `seed ${seed}: ${drawn.text}`).toEqual([]);
        // So near to a jump float32 may stand on the other side of it.
        if (kink < 1e-4) continue;
        expect(worst, `seed ${seed}: ${where} in ${drawn.text}`).toBeLessThanOrEqual(tolerance);
        compared++;
      }
    });
});

describe('ten steps', () => {
  const given: Case = { architecture: one('gru', { units: 17 }), task, batch: 5, steps: 5, loss: 'mse', isFrozen: (w) => w === 'a.Wn' };
  for (const [name, settings] of Object.entries(trainingCases))
    test(`${name}: weights, slots and losses agree with the reference, with the same bits in all variants`, async () => {
      const { program, sizes } = compiled(given);
      const run = (open: Parameters<typeof tenSteps>[0]) => tenSteps(open, program, sizes, settings, tameWeights(program));
      const right = await run((slots) => new ReferenceSession(program, sizes, slots));
      const bits = new Map<boolean, string>();
      for (const variant of variantsOf([1, 2, 3])) {
        const state = await run((slots) => openWasm(program, sizes, slots, variant));
        expect([...state.keys()]).toEqual([...right.keys()]);
        for (const [name, numbers] of right)
          expect(distance(state.get(name)!, numbers), `${name} ${JSON.stringify(variant)}`).toBeLessThan(tolerance);
        expect(state.get('a.Wn')).toEqual(Float32Array.from(tameWeights(program).get('a.Wn')!));
        const text = bitsOf({ output: [], loss: 0, norm: 0, gradients: state });
        expect(bits.get(variant.fma) ?? text, JSON.stringify(variant)).toBe(text);
        bits.set(variant.fma, text);
      }
    });

  test('an optimizer whose slots the session lacks is refused', async () => {
    const { program, sizes } = compiled(given);
    const session = await wasmBackend().open(program, sizes, ['velocity']);
    expect(() => session.update(updateOf('adam', defaultOptimizerSettings, 1), 1)).toThrow(
      'The session was opened with the slots [velocity]: adam needs others.',
    );
  });
});

test('what is written comes back bit for bit, and a run goes on from it as if it had not stopped', async () => {
  const { program, sizes } = compiled({ architecture: stacked('lstm', { units: 33 }), task, batch: 5, steps: 5, loss: 'mse' });
  const step = async (session: Awaited<ReturnType<typeof openWasm>>, n: number) => {
    const loss = await session.gradient(randomFeed(program, sizes, n));
    session.update(updateOf('adam', defaultOptimizerSettings, n), 1);
    return loss;
  };
  const variant: Variant = { width: 128, fma: true, threads: 1 };
  const first = await openWasm(program, sizes, ['m', 'v'], variant);
  const weights = tameWeights(program);
  first.writeWeights(weights);
  for (const [name, numbers] of first.readWeights()) expect(numbers).toEqual(Float32Array.from(weights.get(name)!));
  await step(first, 1);
  const second = await openWasm(program, sizes, ['m', 'v'], { ...variant, threads: 2 });
  second.writeWeights(first.readWeights());
  second.writeSlots(first.readSlots());
  expect(second.readSlots()).toEqual(first.readSlots());
  for (const n of [2, 3]) expect(await step(second, n)).toBe(await step(first, n));
  expect(second.readWeights()).toEqual(first.readWeights());
  second.dispose();
});

test('a session that has predicted, trained and been written to predicts like a fresh one', async () => {
  const { program, sizes } = compiled({ architecture: loopSamples['settles within a step'], task, batch: 5, steps: 5, loss: 'mse' });
  const variant: Variant = { width: 256, fma: true, threads: 1 };
  const used = await openWasm(program, sizes, [], variant);
  for (const seed of [1, 2]) await ask(used, program, randomFeed(program, sizes, seed), tameWeights(program, seed));
  const answers = [used, await openWasm(program, sizes, [], variant)].map((session) =>
    ask(session, program, randomFeed(program, sizes, 3), tameWeights(program, 3)),
  );
  const [a, b] = await Promise.all(answers);
  expect(bitsOf(a)).toBe(bitsOf(b));
});

test('the loss of a prediction is that of the gradient; without a loss there is none', async () => {
  const { program, sizes } = compiled({ architecture: one('gru', { units: 5 }), task, batch: 5, steps: 5, loss: 'huber' });
  const session = await wasmBackend().open(program, sizes, []);
  session.writeWeights(tameWeights(program));
  const feed = randomFeed(program, sizes);
  const loss = await session.gradient(feed);
  await session.predict(feed);
  expect(session.lossOfPrediction()).toBe(loss);
  const only = compiled({ architecture: one('gru', { units: 5 }), task, batch: 5, steps: 5 });
  const predicting = await wasmBackend().open(only.program, only.sizes, []);
  await predicting.predict(randomFeed(only.program, only.sizes));
  expect(predicting.lossOfPrediction()).toBeNaN();
  await expect(predicting.gradient({})).rejects.toThrow('compile it with a loss');
});

describe('memory', () => {
  for (const [name, given] of Object.entries(cases))
    test(`${name}: the estimate is what is allocated`, async () => {
      const { program, sizes } = compiled(given);
      for (const threads of [1, 3]) {
        const session = await openWasm(program, sizes, ['m', 'v'], { width: 128, fma: false, threads });
        expect(session.memoryBytes).toBe(memoryBytes(program, sizes, ['m', 'v'], threads));
        session.dispose();
      }
    });

  test('what does not fit is refused before anything is allocated', async () => {
    const { program } = compiled({ architecture: one('lstm', { units: 4096 }), task, batch: 1, steps: 1, loss: 'mse' });
    const sizes = { batch: 256, steps: 1000 };
    await expect(wasmBackend().open(program, sizes, ['m', 'v'])).rejects.toThrow(
      /^This network needs [\d,]+ MiB of memory with these settings; WebAssembly can give it 4,032 MiB\. Use a smaller batch/,
    );
  });

  test('a program that only predicts keeps no gradients, and less of the steps', () => {
    const training = compiled({ architecture: one('lstm', { units: 48 }), task, batch: 32, steps: 95, loss: 'mse' });
    const predicting = compiled({ architecture: one('lstm', { units: 48 }), task, batch: 32, steps: 95 });
    const bytes = ({ program, sizes }: typeof training, slots: string[]) => memoryBytes(program, sizes, slots);
    expect(bytes(predicting, [])).toBeLessThan(bytes(training, ['m', 'v']) / 2);
  });
});

test('the report says what runs', async () => {
  const { program, sizes } = compiled({ architecture: one('gru', { units: 5 }), task, batch: 2, steps: 5, loss: 'mse' });
  const session = await openWasm(program, sizes, [], { width: 256, fma: false, threads: 3 });
  // No more threads than rows.
  expect(session.report).toEqual({ name: 'wasm', simd: true, fma: false, width: 256, threads: 2 });
  session.dispose();
  const chosen = await wasmBackend({ now: () => performance.now() }).open(program, sizes, []);
  expect([128, 256]).toContain(chosen.report.width);
  await expect(wasmBackend({ threads: 2 }).open(program, sizes, [])).rejects.toThrow('2 threads need a host');
});

test('when a thread fails, the others do not wait for it', () => {
  const control = new Int32Array(new SharedArrayBuffer(controlLength * 4));
  const work = { forward: [], backward: [], gradients: [], sums: [], meets: { gradients: true, sums: false }, updates: [], derive: [] };
  const job = { module: {}, memory: { buffer: new ArrayBuffer(0) }, control, threads: 2, work, ruleNames: [] };
  expect(() => runThread(job)).toThrow();
  expect(() => new Team({}, [work, work], [], control).run(GRADIENT)).toThrow('A thread of the wasm backend has failed.');
});

/** y = f(x) for numbers, through the whole backend. */
async function evaluate(f: (b: Graph['builder'], x: Value) => Value, numbers: ArrayLike<number>, fma: boolean): Promise<ArrayLike<number>> {
  const graph = new Graph();
  const columns = 16;
  const program = programOf(graph, [f(graph.builder, graph.input('x', columns, STEPS))]);
  const rows = Math.ceil(numbers.length / columns);
  const session = await wasmBackend({ fma }).open(program, { batch: rows, steps: 1 }, []);
  const x = new Float32Array(rows * columns);
  x.set(numbers);
  return (await session.predict({ x })).slice(0, numbers.length);
}

/** Evenly spread over an interval, and about as many spread over the magnitudes of float32. */
function samples(from: number, to: number): Float32Array {
  const count = 200_000;
  const even = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const magnitudes = Array.from({ length: count }, (_, i) => 2 ** (-126 + (254 * i) / count)).flatMap((x) => [x, -x]);
  return Float32Array.from([...even, ...magnitudes.filter((x) => x >= from && x <= to)]);
}

describe('functions that are polynomials inside', () => {
  const table: Record<
    string,
    { f: (b: Graph['builder'], x: Value) => Value; exact: (x: number) => number; from: number; to: number; error: 'relative' | 'absolute' }
  > = {
    exp: { f: (b, x) => b.exp(x), exact: Math.exp, from: -87, to: 88, error: 'relative' },
    'exp of a scaled argument': {
      f: (b, x) => b.exp(b.scale(x, -0.3)),
      exact: (x) => Math.exp(x * Math.fround(-0.3)),
      from: -290,
      to: 290,
      error: 'relative',
    },
    log: { f: (b, x) => b.log(x), exact: Math.log, from: 1e-45, to: 3e38, error: 'relative' },
    sigmoid: { f: (b, x) => b.sigmoid(x), exact: (x) => 1 / (1 + Math.exp(-x)), from: -200, to: 200, error: 'absolute' },
    tanh: { f: (b, x) => b.tanh(x), exact: Math.tanh, from: -30, to: 30, error: 'absolute' },
  };
  /** Measured, rounded up: the figures that arithmetic.ts states. */
  const bounds: Record<string, [fused: number, plain: number]> = {
    exp: [1e-7, 1.3e-7],
    'exp of a scaled argument': [1e-7, 4e-6],
    log: [8e-8, 8e-8],
    sigmoid: [1e-7, 1e-7],
    tanh: [2e-7, 2e-7],
  };
  for (const [name, { f, exact, from, to, error }] of Object.entries(table))
    for (const fma of [true, false])
      test(`${name}, ${fma ? 'fused' : 'plain'}: worst ${error} error`, async () => {
        const x = samples(from, to);
        const y = await evaluate(f, x, fma);
        let worst = 0;
        for (let i = 0; i < x.length; i++) {
          const right = exact(x[i]);
          const scale = error === 'absolute' ? 1 : name === 'log' ? Math.max(1, Math.abs(right)) : right;
          worst = Math.max(worst, Math.abs(y[i] - right) / scale);
        }
        if (process.env.SHOW) console.log(name, fma, worst);
        expect(worst).toBeLessThan(bounds[name][fma ? 0 : 1]);
      });

  test('ends of the range', async () => {
    const at = async (f: (b: Graph['builder'], x: Value) => Value, x: number) => (await evaluate(f, [x], true))[0];
    expect(await at((b, x) => b.exp(x), 1000)).toBeCloseTo(Math.exp(88), -33);
    expect(await at((b, x) => b.exp(x), Infinity)).toBeLessThan(Infinity);
    expect(await at((b, x) => b.exp(x), -Infinity)).toBeLessThan(2e-38);
    expect(await at((b, x) => b.sigmoid(x), Infinity)).toBe(1);
    expect(await at((b, x) => b.tanh(x), -Infinity)).toBe(-1);
    expect(await at((b, x) => b.log(x), 0)).toBe(-Infinity);
    expect(await at((b, x) => b.log(x), -1)).toBeNaN();
    expect(await at((b, x) => b.log(x), Infinity)).toBe(Infinity);
  });
});

test('NaN comes out of everything that NaN goes into', async () => {
  // Quiet NaN of both signs, one as a bad file might hold it.
  const numbers = new Float32Array(new Int32Array([0x7fc00000, 0xffc00000, 0x7fc00001, 0x7fffffff]).buffer);
  const functions: Record<string, (b: Graph['builder'], x: Value) => Value> = {
    sigmoid: (b, x) => b.sigmoid(x),
    tanh: (b, x) => b.tanh(x),
    relu: (b, x) => b.relu(x),
    exp: (b, x) => b.exp(x),
    log: (b, x) => b.log(x),
    abs: (b, x) => b.abs(x),
    sqrt: (b, x) => b.sqrt(x),
    'minimum with a constant': (b, x) => b.minimum(b.constant(16, 1), x),
    'maximum with a value': (b, x) => b.maximum(b.scale(x, 0.01), x),
    'largest of a row': (b, x) => b.broadcast(b.rowMax(x), 16),
  };
  for (const [name, f] of Object.entries(functions))
    for (const fma of [true, false]) for (const y of Array.from(await evaluate(f, numbers, fma))) expect(y, name).toBeNaN();
});

test('a window that is not a number makes the loss and the norm NaN', async () => {
  const { program, sizes } = compiled({ architecture: one('lstm', { units: 17 }), task, batch: 3, steps: 5, loss: 'mse' });
  const feed = randomFeed(program, sizes);
  feed.x[0] = NaN;
  const session = await openWasm(program, sizes, [], { width: 256, fma: true, threads: 1 });
  session.writeWeights(tameWeights(program));
  expect(await session.gradient(feed)).toBeNaN();
  expect(session.gradientNorm()).toBeNaN();
});
