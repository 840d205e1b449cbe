// What single cells promise beyond agreeing with their equations: to stay finite, to be exact, to take any size.
import { describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import type { Session } from '#engine/backends/backend.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { cells } from '#engine/cells/index.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Program } from '#engine/compile/program.ts';
import { Random } from '#engine/random.ts';
import { draw } from './architectures.ts';
import { openWasm } from './wasm-support.ts';

const float32 = { width: 128, fma: false, threads: 1 } as const;
const task = { inputs: 2, targetColumns: [0], horizon: 3 };
const programOf = (architecture: Architecture, given = task): Program => {
  const { program, issues } = compile(architecture, given, { loss: 'mse' });
  expect(issues).toEqual([]);
  return program!;
};
/** Window -> cell -> Dense; with the weights of a test the Dense shows what the cell gives. */
const layer = (cell: string, options: Record<string, unknown> = {}) =>
  draw({ a: [cell, options], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'y'],
  ]);
const feedOf = (steps: number, batch: number, inputs: number, x: (t: number, row: number, column: number) => number) => ({
  x: Float64Array.from({ length: steps * batch * inputs }, (_, i) =>
    x(Math.floor(i / (batch * inputs)), Math.floor(i / inputs) % batch, i % inputs),
  ),
  target: new Float64Array(3 * batch).fill(0.5),
  weight: new Float64Array(3 * batch).fill(1 / (3 * batch)),
});
const allFinite = (numbers: ArrayLike<number>) => Array.from(numbers).every(Number.isFinite);
async function expectFinite(session: Session, feed: ReturnType<typeof feedOf>) {
  expect(await session.gradient(feed)).toBeLessThan(1e6);
  for (const [name, numbers] of session.readGradients()) expect(allFinite(numbers), name).toBe(true);
  expect(allFinite(await session.predict(feed))).toBe(true);
}

describe('500 steps of inputs up to a thousand stay finite in float32', () => {
  for (const [cell, options] of [
    ['slstm', { units: 20, heads: 4 }],
    ['slstm', { units: 20, heads: 1, forget: 'exponential' }],
    ['min-lstm', { units: 20 }],
    ['peephole-lstm', { units: 20 }],
    ['cfc', { units: 20, backbone: 9 }],
  ] as const)
    for (const [kind, x] of Object.entries({
      noise: (random: Random) => random.normal() * 1000,
      'a jump at first, then little': (random: Random, t: number) => (t === 0 ? -1000 : random.normal()),
      'always high': () => 1000,
      'always low': () => -1000,
    }))
      test(`${cell} ${JSON.stringify(options)}: ${kind}`, async () => {
        const program = programOf(layer(cell, options));
        const random = new Random(1, kind);
        const feed = feedOf(500, 3, 2, (t) => Math.fround(x(random, t)));
        const session = await openWasm(program, { batch: 3, steps: 500 }, [], float32);
        session.writeWeights(initialWeights(program, 1));
        await expectFinite(session, feed);
        session.dispose();
      });
});

test('minLSTM keeps the share of its gates where both are shut', async () => {
  // f~ = -50, i~ = -52: sigmoids of 2e-22 and 3e-23, of which float32 and saturating sigmoids keep little.
  const program = programOf(layer('min-lstm', { units: 1, candidate: 'linear' }), { ...task, inputs: 1 });
  const weights = new Map(Object.entries({ Wf: -25, Wi: -26, Wh: 1, bf: 0, bi: 0, bh: 0 }).map(([k, v]) => [`a.${k}`, Float64Array.of(v)]));
  weights.set('y.W', Float64Array.of(1, 0, 0)).set('y.b', Float64Array.of(0, 0, 0));
  const share = 1 / (1 + Math.exp(-2));
  for (const session of [
    new ReferenceSession(program, { batch: 1, steps: 2 }, []),
    await openWasm(program, { batch: 1, steps: 2 }, [], float32),
  ]) {
    session.writeWeights(weights);
    const [h] = await session.predict(feedOf(2, 1, 1, () => 2));
    expect(h).toBeCloseTo(2 * (1 - share) * (1 + share), 6);
    session.dispose();
  }
});

test('sLSTM gives its first value whole, however small the gate that let it in, and forgets it for a larger one', async () => {
  const program = programOf(layer('slstm', { units: 1, heads: 1 }), { ...task, inputs: 1 });
  const names = { Wz1: 1, Uz1: 0, bz1: 0, Wi1: 800, Ui1: 0, Wf1: 0, Uf1: 0, bf1: 3, Wo1: 0, Uo1: 0, bo1: 0 };
  const weights = new Map(Object.entries(names).map(([name, number]) => [`a.${name}`, Float64Array.of(number)]));
  weights.set('y.W', Float64Array.of(1, 0, 0)).set('y.b', Float64Array.of(0, 0, 0));
  for (const [steps, expected] of [
    [1, Math.tanh(-1)],
    [2, Math.tanh(1)],
  ])
    for (const open of [
      () => new ReferenceSession(program, { batch: 1, steps }, []),
      () => openWasm(program, { batch: 1, steps }, [], float32),
    ]) {
      const session = await open();
      session.writeWeights(weights);
      // Gates of e^-800 and e^800.
      const [h] = await session.predict(feedOf(steps, 1, 1, (t) => (t ? 1 : -1)));
      expect(h).toBeCloseTo(expected / 2, 6);
      session.dispose();
    }
});

test('the heads of sLSTM do not see each other', async () => {
  const program = programOf(layer('slstm', { units: 4, heads: 2 }));
  const session = new ReferenceSession(program, { batch: 1, steps: 6 }, []);
  const weights = initialWeights(program, 1);
  // Only the second head is read, so nothing is owed to the first.
  weights.get('y.W')!.fill(0, 0, 2 * 3);
  session.writeWeights(weights);
  await session.gradient(feedOf(6, 1, 2, (t) => Math.sin(t)));
  const gradients = session.readGradients();
  for (const name of ['Uz1', 'Ui1', 'Wf1', 'bo1']) expect(Array.from(gradients.get(`a.${name}`)!).every((g) => g === 0)).toBe(true);
  for (const name of ['Uz2', 'Ui2', 'Wf2', 'bo2']) expect(Array.from(gradients.get(`a.${name}`)!).every((g) => g !== 0)).toBe(true);
});

test('sLSTM deals its units out to the heads, at least one to each', () => {
  const sizes = (units: number, heads: number) => {
    const options = { units, heads, forget: 'sigmoid' };
    return Object.entries(cells.slstm.state(options)).flatMap(([name, width]) => (name.startsWith('h') ? [width] : []));
  };
  expect(sizes(64, 4)).toEqual([16, 16, 16, 16]);
  expect(sizes(10, 4)).toEqual([3, 3, 2, 2]);
  expect(sizes(3, 8)).toEqual([1, 1, 1]);
  expect(sizes(7, 1)).toEqual([7]);
});

describe('embedding', () => {
  test('gives the line of the table, bit for bit, and zeros for what is no code', async () => {
    const program = programOf(layer('embedding', { codes: 5, units: 3 }), { ...task, inputs: 1 });
    const codes = [0, 1, 2, 3, 4, -1, 5, 1e9, -Infinity, Infinity, NaN, 2.4, 2.6, -0.4, 4.5, 4.51];
    const lines = [0, 1, 2, 3, 4, -1, -1, -1, -1, -1, -1, 2, 3, 0, 4, -1];
    const session = await openWasm(program, { batch: codes.length, steps: 1 }, [], float32);
    const table = Float32Array.from({ length: 15 }, (_, i) => Math.fround(Math.sin(i + 1)));
    const identity = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
    const weights: [string, Float32Array][] = [
      ['a.E', table],
      ['y.W', identity],
      ['y.b', new Float32Array(3)],
    ];
    session.writeWeights(new Map(weights));
    const y = await session.predict(feedOf(1, codes.length, 1, (_, row) => codes[row]));
    lines.forEach((line, row) => {
      const expected = line < 0 ? [0, 0, 0] : [...table.subarray(3 * line, 3 * line + 3)];
      expect([...y.subarray(3 * row, 3 * row + 3)], `code ${codes[row]}`).toEqual(expected);
    });
    session.dispose();
  });

  test('of several columns adds a vector from each table', () => {
    expect(cells.embedding.parameters({ codes: 7, units: 4 }, 3)).toEqual({ E: { rows: 21, cols: 4, init: 'glorot' } });
  });
});

describe('rows of equal values', () => {
  for (const cell of ['layer-norm', 'rms-norm', 'softmax', 'residual'])
    for (const value of [0, 1e4, -1e4])
      test(`${cell} of ${value} everywhere is finite, and so are its gradients`, async () => {
        const architecture = draw({ d: ['dense', { units: 20 }], a: [cell], y: ['dense'] }, [
          ['input', 'd'],
          ['d', 'a'],
          ['a', 'y'],
        ]);
        const program = programOf(architecture);
        const session = await openWasm(program, { batch: 2, steps: 2 }, [], float32);
        const weights = initialWeights(program, 1);
        weights.get('d.W')!.fill(0);
        weights.get('d.b')!.fill(value);
        session.writeWeights(weights);
        const feed = feedOf(2, 2, 2, () => 1);
        await session.gradient(feed);
        for (const [name, numbers] of session.readGradients()) expect(allFinite(numbers), name).toBe(true);
        expect(allFinite(await session.predict(feed))).toBe(true);
        session.dispose();
      });
});

test('a residual block passes on what comes in until it has learned something', async () => {
  const program = programOf(layer('residual', { hidden: 5 }));
  const session = new ReferenceSession(program, { batch: 1, steps: 1 }, []);
  const weights = initialWeights(program, 1);
  weights.set('y.W', Float32Array.of(1, 0, 0, 0, 1, 0));
  session.writeWeights(weights);
  expect([...(await session.predict(feedOf(1, 1, 2, (_t, _row, column) => 3 - column)))]).toEqual([3, 2, 0]);
  await session.gradient(feedOf(1, 1, 2, (_t, _row, column) => 3 - column));
  // It starts at a place where it can learn: what it adds is 0, what it owes is not.
  expect(Array.from(session.readGradients().get('a.V')!).some((g) => g !== 0)).toBe(true);
});
