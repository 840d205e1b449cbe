// Cycles without a delay: what they settle to, how often they were iterated, and two ways to their gradient.
import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';
import { draw, task } from './architectures.ts';
import { checkGradients, randomFeed, randomWeights } from './gradient-check.ts';
import { compare, openWasm, variantsOf } from './wasm-support.ts';

type Settle = { limit: number; tolerance: number; damping: number; gradient: 'unroll' | 'implicit' };

/** Four cycles: two cells with a delayed loop around them, a cell with itself, one of several states, two sources that settle together. */
const drawings: Record<string, (settle: Settle) => Program> = {
  'a cell and a Dense, within a delayed loop': (settle) =>
    compiled(
      draw({ a: ['gru', { units: 4 }], b: ['dense', { units: 3, activation: 'tanh' }], y: ['dense'] }, [
        ['input', 'a'],
        ['b', 'a', { settle }],
        ['a', 'b'],
        ['b', 'a', { delay: 2 }],
        ['a', 'y'],
        ['b', 'y'],
      ]),
    ),
  'a Dense with itself': (settle) =>
    compiled(
      draw({ a: ['dense', { units: 5, activation: 'tanh' }], c: ['gru', { units: 3 }], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'a', { settle }],
        ['a', 'c'],
        ['c', 'y'],
      ]),
    ),
  'a cell that gives out several states side by side': (settle) =>
    compiled(
      draw({ a: ['dense', { units: 3, activation: 'tanh' }], c: ['clockwork', { modules: 2, units: 2 }], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'c'],
        ['c', 'a', { settle }],
        ['c', 'y'],
      ]),
    ),
  'two values that settle together': (settle) =>
    compiled(
      draw(
        {
          a: ['dense', { units: 3, activation: 'tanh' }],
          b: ['elman', { units: 4 }],
          c: ['dense', { units: 2, activation: 'sigmoid' }],
          y: ['dense'],
        },
        [
          ['input', 'a'],
          ['b', 'a', { settle }],
          ['c', 'a', { settle }],
          ['a', 'b'],
          ['a', 'c'],
          ['b', 'c'],
          ['c', 'y'],
          ['a', 'y'],
        ],
      ),
    ),
};

function compiled(architecture: ReturnType<typeof draw>): Program {
  const { program, issues } = compile(architecture, task, { loss: 'mse' });
  expect(issues).toEqual([]);
  return program!;
}

const sizes = { batch: 3, steps: 5 };

for (const [name, program] of Object.entries(drawings))
  for (const damping of [0, 0.3])
    describe(`${name}, damping ${damping}`, () => {
      const settled = { limit: 24, tolerance: 1e-13, damping };

      test('both gradients agree where it has settled, and with central differences', async () => {
        const found = await Promise.all(
          (['unroll', 'implicit'] as const).map(async (gradient) => {
            const p = program({ ...settled, gradient });
            const session = new ReferenceSession(p, sizes, []);
            session.writeWeights(randomWeights(p, 1, 0.15));
            const loss = await session.gradient(randomFeed(p, sizes));
            return { loss, gradients: session.readGradients(), p };
          }),
        );
        const [unrolled, implicit] = found;
        expect(Math.abs(unrolled.loss - implicit.loss)).toBeLessThan(1e-12);
        for (const [weight, numbers] of unrolled.gradients)
          numbers.forEach((g, i) => expect(Math.abs(g - implicit.gradients.get(weight)![i]), weight).toBeLessThan(1e-10));
        // No comparison stands near its kink while it has settled: the tolerance is far below what a step of differences moves.
        const { worst } = await checkGradients(implicit.p, sizes, { size: 0.15, kinks: false });
        expect(worst).toBeLessThan(1e-6);
      });

      test('wasm agrees with the reference and has the same bits with any number of threads', async () => {
        const p = program({ limit: 12, tolerance: 1e-3, damping, gradient: 'implicit' });
        const { worst, where, different } = await compare(p, { batch: 7, steps: 5 }, variantsOf([1, 2, 3]));
        expect(different).toEqual([]);
        expect(worst, where).toBeLessThanOrEqual(1e-4);
      });
    });

test('the number of iterations is told, row by row', async () => {
  const counts = async (tolerance: number) => {
    const p = drawings['a Dense with itself']({ limit: 40, tolerance, damping: 0, gradient: 'unroll' });
    const feed = randomFeed(p, sizes);
    const judge = new ReferenceSession(p, sizes, []);
    const wasm = await openWasm(p, sizes, [], { width: 128, fma: true, threads: 2 });
    for (const session of [judge, wasm]) {
      session.writeWeights(randomWeights(p, 1, 0.15));
      await session.predict(feed);
    }
    expect(p.settling.map((s) => s.nodes)).toEqual([['a']]);
    const told = judge.read(p.settling[0].iterations);
    expect(told).toHaveLength(sizes.batch * sizes.steps);
    expect([...wasm.read(p.settling[0].iterations)]).toEqual([...told]);
    wasm.dispose();
    return Math.max(...told);
  };
  const [loose, tight] = [await counts(0.05), await counts(1e-5)];
  expect(loose).toBeGreaterThanOrEqual(1);
  expect(tight).toBeGreaterThan(loose);
  expect(tight).toBeLessThan(40);
});

test('a row settles by itself, whatever its batch-mates do', async () => {
  const p = drawings['a cell and a Dense, within a delayed loop']({ limit: 20, tolerance: 0.02, damping: 0, gradient: 'unroll' });
  const feed = randomFeed(p, sizes);
  const weights = randomWeights(p, 1, 0.5);
  const session = new ReferenceSession(p, sizes, []);
  session.writeWeights(weights);
  const together = [...(await session.predict(feed))];
  const alone = new ReferenceSession(p, { batch: 1, steps: sizes.steps }, []);
  alone.writeWeights(weights);
  const width = together.length / sizes.batch;
  for (let b = 0; b < sizes.batch; b++) {
    const x = Float64Array.from({ length: sizes.steps * 3 }, (_, i) => feed.x[(Math.floor(i / 3) * sizes.batch + b) * 3 + (i % 3)]);
    expect([...(await alone.predict({ x }))]).toEqual(together.slice(b * width, (b + 1) * width));
  }
});
