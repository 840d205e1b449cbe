/**
 * The compiler and everything behind it judged by drawings that nobody has seen: gradients against central differences, the wasm backend
 * and onnxruntime against the reference. More of them when looking for trouble: WIDE=500 WIDE_FROM=1000.
 */
import { describe, expect, test } from 'vitest';
import type { Feed, Sizes } from '#engine/backends/backend.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { ANYWHERE } from '#engine/compile/line.ts';
import { isParameter, type Program } from '#engine/compile/program.ts';
import { OnnxModel, valueInfo, type Dim } from '#engine/export/onnx-model.ts';
import { writeProgram } from '#engine/export/onnx-walk.ts';
import { stateIn, stateOut, statesOf } from '#engine/export/signature.ts';
import { openOnnx } from '../../src-main/trainer/onnx-runner.ts';
import { checkGradients, randomFeed } from './gradient-check.ts';
import { randomWide, type Wide } from './random-wide.ts';
import { compare, distance, openWasm, tameWeights, variantsOf } from './wasm-support.ts';

const count = Number(process.env.WIDE ?? 40);
const from = Number(process.env.WIDE_FROM ?? 0);

/** Hands over `count` drawings that compile; `look` says whether it counted. */
async function each(look: (wide: Wide, seed: number) => Promise<boolean>, only?: 'carries'): Promise<void> {
  for (let seed = from, done = 0; done < count; seed++) {
    const wide = randomWide(seed, only);
    if (!wide) continue;
    const counted = await look(wide, seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${(error as Error).message} in ${wide.text}`, { cause: error });
    });
    if (counted) done++;
  }
}

/** A program as a file of its own: its inputs as they are, its outputs in scaled space, and the states that it leaves. */
function fileOf(program: Program, weights: ReadonlyMap<string, Float64Array>, feed: Feed): Uint8Array {
  const onnx = new OnnxModel();
  const { main } = onnx;
  const states = statesOf(program);
  const inputs = program.inputs.filter((input) => !input.noise);
  const shapeOf = ({ line, width }: { line: number; width: number }): Dim[] =>
    line === ANYWHERE ? ['batch', width] : ['steps', 'batch', width];
  const port = (name: string) => onnx.unique(`in/${name}`);
  const tensors = Object.fromEntries(
    program.inputs.map((input) => [
      input.name,
      input.noise ? onnx.constant('float32', [1, input.width], [...feed[input.name].subarray(0, input.width)]) : port(input.name),
    ]),
  );
  for (const state of states) [stateIn(state), stateOut(state)].forEach((name) => onnx.unique(name));
  for (const w of program.weights) onnx.tensor(w.name, [w.rows, w.cols], isParameter(w) ? weights.get(w.name)! : w.fixed!);
  const { forecasts, left } = writeProgram(onnx, program, {
    tensors,
    steps: main.node('Shape', [tensors.x], { start: 0, end: 1 }),
    batch: main.node('Shape', [tensors.x], { start: 1, end: 2 }),
    ...(states.length ? { states: new Map(states.map((state) => [state.value, stateIn(state)])) } : {}),
  });
  const outputs = forecasts.map((name, i) => main.nodeOf('Identity', [name], [onnx.unique(`out/${i}`)])[0]);
  states.forEach((state) => main.nodeOf('Identity', [left.get(state.value)!], [stateOut(state)]));
  return onnx.toBytes({
    name: 'wide',
    description: '',
    metadata: {},
    inputs: [
      ...inputs.map((input) =>
        valueInfo(
          tensors[input.name],
          'float32',
          shapeOf(input).map((size, i) => (size === 'steps' ? `${input.name} ${i}` : size)),
        ),
      ),
      ...states.map((state) => valueInfo(stateIn(state), 'float32', [state.depth, 'batch', state.width])),
    ],
    outputs: [
      ...outputs.map((name, i) =>
        valueInfo(
          name,
          'float32',
          shapeOf(program.values[program.outputs[i]])
            .map((size) => (size === 'steps' ? 'out' : size))
            .slice(program.values[program.outputs[i]].line === 1 ? 1 : 0),
        ),
      ),
      ...states.map((state) => valueInfo(stateOut(state), 'float32', [state.depth, 'batch', state.width])),
    ],
  });
}

/** What a program is fed when it only predicts: noise is its mean, windows of unequal length come with a mask. */
function quietFeed(program: Program, sizes: Sizes, seed: number): Record<string, Float64Array> {
  const feed = randomFeed(program, sizes, seed);
  for (const { name, noise } of program.inputs) if (noise) feed[name].fill(noise.kind === 'drop' ? 1 : noise.rate);
  return feed;
}

/** Largest difference of everything that a file gives out, over two passes: of a program that carries, the second goes on from the first. */
async function onnxDistance(program: Program, { batch, steps }: Sizes, seed: number): Promise<number> {
  const weights = tameWeights(program, seed);
  const session = new ReferenceSession(program, { batch, steps }, []);
  session.writeWeights(weights);
  const feeds = [quietFeed(program, { batch, steps }, seed), quietFeed(program, { batch, steps }, seed + 1)];
  const runner = await openOnnx(fileOf(program, weights, feeds[0]));
  const states = statesOf(program);
  let left: Record<string, { shape: number[]; numbers: Float64Array }> = Object.fromEntries(
    states.map((state) => [
      stateIn(state),
      { shape: [state.depth, batch, state.width], numbers: new Float64Array(state.depth * batch * state.width) },
    ]),
  );
  let worst = 0;
  for (const [pass, feed] of feeds.entries()) {
    const own = await session.predict(feed, pass > 0 && states.length ? 'carried' : 'zero');
    const given = Object.fromEntries(
      program.inputs.flatMap(({ name, width, line, noise }) =>
        noise
          ? []
          : [
              [
                `in/${name}`,
                { shape: line === ANYWHERE ? [batch, width] : [feed[name].length / batch / width, batch, width], numbers: feed[name] },
              ],
            ],
      ),
    );
    const out = await runner.run({ ...given, ...left });
    const theirs = program.outputs.flatMap((_, i) => [...out[`out/${i}`].numbers]);
    worst = Math.max(worst, distance(theirs, own));
    left = Object.fromEntries(
      states.map((state) => [
        stateIn(state),
        { shape: out[stateOut(state)].shape, numbers: Float64Array.from(out[stateOut(state)].numbers) },
      ]),
    );
  }
  await runner.dispose();
  return worst;
}

describe('drawings that nobody has seen', () => {
  test('hold everything that they are to judge', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 400; seed++) randomWide(seed)?.kinds.forEach((kind) => seen.add(kind));
    expect([...seen].sort()).toEqual(
      [
        'direction',
        'carries',
        'decoder',
        'into',
        'start',
        'masked',
        'normalise',
        'parts',
        'read-out',
        'recurrentDropout',
        'recursive',
        'segment',
        'settles',
        'shared weights',
        'source',
        'zoneout',
      ].sort(),
    );
  });

  test('gradients are those of central differences', { timeout: 3_600_000 }, async () => {
    await each(async ({ program, sizes, kinds }, seed) => {
      // The numbers of a large network say no more than those of a small one, and a cycle that has not settled has another gradient.
      const parameters = program.weights.reduce((n, w) => n + (w.trained ? w.rows * w.cols : 0), 0);
      if (parameters > 400 || kinds.includes('settles')) return false;
      const { errors, differences, leftOut, points } = await checkGradients(
        program,
        { ...sizes, batch: Math.min(2, sizes.batch) },
        { seed },
      );
      if (leftOut > points / 2) return false;
      // Losses of about 1 are rounded at 1e-16, and their differences are divided by a step of 1e-4.
      for (const [name, error] of Object.entries(errors)) if (differences[name] > 1e-10) expect(error, name).toBeLessThanOrEqual(1e-6);
      return true;
    });
  });

  test('the wasm backend agrees with the reference', { timeout: 3_600_000 }, async () => {
    await each(async ({ program, sizes }, seed) => {
      const { worst, where, different, kink } = await compare(program, sizes, variantsOf(seed % 10 ? [1] : [1, 2]), seed);
      expect(different).toEqual([]);
      if (kink < 1e-4) return false;
      expect(worst, where).toBeLessThanOrEqual(1e-5);
      return true;
    });
  });

  test('states that go on from pass to pass do so on the wasm backend as on the reference', { timeout: 3_600_000 }, async () => {
    await each(async ({ program, sizes }, seed) => {
      if (!program.carried.length) return false;
      const weights = tameWeights(program, seed);
      const feeds = [seed, seed + 1, seed + 2].map((s) => randomFeed(program, sizes, s));
      const judge = new ReferenceSession(program, sizes, []);
      const session = await openWasm(program, sizes, [], { width: 128, fma: false, threads: 2 });
      const both = [judge, session];
      both.forEach((s) => s.writeWeights(weights));
      for (const [pass, feed] of feeds.entries()) {
        const begin = pass ? 'carried' : 'zero';
        const [right, loss] = [await judge.gradient(feed, begin), await session.gradient(feed, begin)];
        expect(Math.abs(right - loss)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(right)));
        const gradients = session.readGradients();
        for (const [name, numbers] of judge.readGradients())
          expect(distance(gradients.get(name)!, numbers), name).toBeLessThanOrEqual(1e-5);
        const states = session.readStates();
        for (const [name, numbers] of judge.readStates()) expect(distance(states.get(name)!, numbers), name).toBeLessThanOrEqual(1e-5);
      }
      session.dispose();
      return true;
    }, 'carries');
  });

  test('onnxruntime agrees with the reference', { timeout: 3_600_000 }, async () => {
    await each(async ({ architecture, task, sizes }, seed) => {
      const { program } = compile(architecture, task);
      // A file takes its sizes from the window.
      if (!program!.inputs.some(({ name }) => name === 'x')) return false;
      const { kink } = await compare(program!, sizes, variantsOf([1]).slice(0, 1), seed);
      const worst = await onnxDistance(program!, sizes, seed);
      if (kink < 1e-4) return false;
      expect(worst).toBeLessThanOrEqual(1e-5);
      return true;
    });
  });
});
