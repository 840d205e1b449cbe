/**
 * Cells that are built in, typed as equations: the same weights give the same numbers. Both are lowered to the same ops, in
 * float64 up to the order of sums (1e-12) and in float32 up to its rounding.
 */
import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { parametersOf } from '#engine/compile/program.ts';
import { examples } from '#engine/equations/examples.ts';
import { draw, task } from '../architectures.ts';
import { checkGradients, randomFeed } from '../gradient-check.ts';
import { ask, distances, openWasm, tameWeights } from '../wasm-support.ts';
import { odd, texts } from './samples.ts';

const cases: [name: string, cell: string, options: Record<string, unknown>, text: string][] = [
  ['Elman', 'elman', {}, examples.elman.text],
  ['Elman with another activation', 'elman', { activation: 'gelu' }, "h = gelu(W x + U h' + b)"],
  ['GRU', 'gru', {}, examples.gru.text],
  ['GRU, reset before', 'gru', { reset: 'before' }, texts['GRU with the reset before the matmul']],
  ['LSTM', 'lstm', {}, examples.lstm.text],
  ['leaky integrator', 'leaky', { leak: 0.3 }, examples.leaky.text],
  ['Jordan', 'jordan', { outputs: 6 }, "e = tanh(W x + U y' + b)\ny[6] = V e + c\nparam U glorot"],
  ['dense', 'dense', { units: 6, activation: 'silu' }, 'y = silu(W x + b)'],
];
const units = 6;

describe('a built-in cell, typed', () => {
  for (const [name, cell, options, text] of cases) {
    const drawing = (kind: string, given: Record<string, unknown>) =>
      draw({ a: [kind, { units, ...given }], b: ['elman', { units: 4 }], y: ['dense'] }, [
        ['input', 'a'],
        ['b', 'a', { delay: 1 }],
        ['a', 'b'],
        ['b', 'y'],
      ]);
    const [builtIn, typed] = [drawing(cell, options), drawing('equations', { text })].map(
      (d) => compile(d, task, { loss: 'mse' }).program!,
    );
    const sizes = { batch: 3, steps: 9, tail: 1 };

    test(`${name}: the same parameters, and the same start for the same seed`, () => {
      const byName = (p: typeof typed) =>
        parametersOf(p)
          .map(({ name, rows, cols, init }) => ({ name, rows, cols, init }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(byName(typed)).toEqual(byName(builtIn));
      const start = initialWeights(builtIn, 7);
      for (const [weight, numbers] of initialWeights(typed, 7)) expect(numbers).toEqual(start.get(weight));
    });

    test(`${name}: the same outputs, losses and gradients in float64`, async () => {
      const feed = randomFeed(builtIn, sizes);
      const weights = tameWeights(builtIn);
      const [right, found] = [
        await ask(new ReferenceSession(builtIn, sizes, []), builtIn, feed, weights),
        await ask(new ReferenceSession(typed, sizes, []), typed, feed, weights),
      ];
      expect(right.gradients.size).toBeGreaterThan(4);
      expect(Math.max(...Object.values(distances(found, right)))).toBeLessThan(1e-12);
    });

    test(`${name}: the same in WebAssembly`, async () => {
      const variant = { width: 128, fma: false, threads: 1 } as const;
      const feed = randomFeed(builtIn, sizes);
      const weights = tameWeights(builtIn);
      const sessions = [await openWasm(builtIn, sizes, [], variant), await openWasm(typed, sizes, [], variant)];
      const [right, found] = [await ask(sessions[0], builtIn, feed, weights), await ask(sessions[1], typed, feed, weights)];
      expect(Math.max(...Object.values(distances(found, right)))).toBeLessThan(1e-6);
      for (const session of sessions) session.dispose();
    });
  }
});

test('a state that follows from parameters alone: gradients, and the same in WebAssembly', async () => {
  const drawing = draw({ a: ['equations', { units: 4, text: odd }], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'y'],
  ]);
  const program = compile(drawing, task, { loss: 'mse' }).program!;
  const sizes = { batch: 3, steps: 5, tail: 1 };
  expect((await checkGradients(program, sizes)).worst).toBeLessThan(1e-6);
  const feed = randomFeed(program, sizes);
  const weights = tameWeights(program);
  const session = await openWasm(program, sizes, [], { width: 128, fma: false, threads: 1 });
  const right = await ask(new ReferenceSession(program, sizes, []), program, feed, weights);
  expect(Math.max(...Object.values(distances(await ask(session, program, feed, weights), right)))).toBeLessThan(1e-5);
  session.dispose();
});
