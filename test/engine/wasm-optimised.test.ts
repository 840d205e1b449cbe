/**
 * The same comparison on the code that V8 runs after a while: its optimising compiler from the first call on, and
 * neighbouring vectors paired into 256 bits. Flags hold for the whole process, therefore a file of its own.
 */
import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { compile } from '#engine/compile/compile.ts';
import { cellSamples, draw, loopSamples } from './architectures.ts';
import { randomDrawing, randomGraph } from './random-programs.ts';
import { compare, variantsOf } from './wasm-support.ts';

for (const flag of ['--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-lazy-compilation']) v8.setFlagsFromString(flag);

const task = { inputs: 7, targetColumns: [0, 2], horizon: 12, known: 2, statics: 3, series: 4 };
const several = draw({ a: ['lstm', { units: 48 }], b: ['gru', { units: 33 }], y: ['dense'] }, [
  ['input', 'a'],
  ['b', 'a', { delay: 1 }],
  ['a', 'b'],
  ['b', 'y'],
]);

for (const [name, architecture] of Object.entries({ ...cellSamples, ...loopSamples, 'several panels': several }))
  test(`optimised code agrees with the reference: ${name}`, { timeout: 120_000 }, async () => {
    const { program } = compile(architecture, task, { loss: 'mse' });
    const { worst, where, different } = await compare(program!, { batch: 13, steps: 6 + program!.forecast.steps }, variantsOf([1]));
    expect(different).toEqual([]);
    expect(worst, where).toBeLessThanOrEqual(1e-5);
  });

test('optimised code agrees with the reference: random programs', { timeout: 3_600_000 }, async () => {
  for (let seed = 10_000; seed < 10_000 + Number(process.env.WASM_RANDOM ?? 12); seed++)
    for (const drawn of [randomDrawing(seed), randomGraph(seed)]) {
      if (!drawn) continue;
      const { worst, where, different, kink } = await compare(drawn.program, drawn.sizes, variantsOf([1]), seed);
      expect(different, drawn.text).toEqual([]);
      if (kink > 1e-4) expect(worst, `seed ${seed}: ${where} in ${drawn.text}`).toBeLessThanOrEqual(1e-5);
    }
});
