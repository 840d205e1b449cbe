// Layers against PyTorch in float64 (test/golden/make.py): outputs, gradients and ten steps of Adam.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Backend, Feed } from '#engine/backends/backend.ts';
import { reference } from '#engine/backends/reference.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { compile } from '#engine/compile/compile.ts';
import { defaultOptimizerSettings, optimizers, updateOf } from '#engine/train/optimizers.ts';
import { draw } from './architectures.ts';

interface Golden {
  x: number[][][];
  target: number[][];
  layers: Record<string, Layer>;
}
interface Layer {
  /** Left out where the layer is called like its cell. */
  cell?: string;
  options?: Record<string, unknown>;
  weights: Record<string, number[]>;
  gradients: Record<string, number[]>;
  output: number[];
  losses: number[];
}
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/recurrent.json'), 'utf8')) as Golden;
const [B, T, O] = [golden.x.length, golden.x[0].length, golden.target[0].length];

/** Float64 differs in the last digits only; float32 keeps seven of them, and ten steps of Adam lose two more. */
const backends: [Backend, number, number][] = [
  [reference, 1e-9, 1e-9],
  [wasmBackend(), 1e-5, 1e-5],
];

const nameOf = (parameter: string) => (parameter.includes('.') ? parameter.replace('head', 'y').replace('before', 'd') : `a.${parameter}`);

/** The layer and a Dense, behind another Dense where it is as wide as what comes in. */
const drawn = (name: string, { cell = name, options = { units: 5 }, weights }: Layer) =>
  'before.W' in weights
    ? draw({ d: ['dense', { units: 5 }], a: [cell, options], y: ['dense'] }, [
        ['input', 'd'],
        ['d', 'a'],
        ['a', 'y'],
      ])
    : draw({ a: [cell, options], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'y'],
      ]);

for (const [backend, exact, trained] of backends)
  describe(`PyTorch and ${backend.name} agree`, () => {
    for (const [name, layer] of Object.entries(golden.layers))
      test(name, async () => {
        const { weights, gradients, output, losses } = layer;
        const { program } = compile(drawn(name, layer), { inputs: 2, targetColumns: [0], horizon: O }, { loss: 'mse' });
        const session = await backend.open(program!, { batch: B, steps: T }, optimizers.adam.slots);
        session.writeWeights(new Map(Object.entries(weights).map(([name, numbers]) => [nameOf(name), Float64Array.from(numbers)])));
        const feed: Feed = {
          x: Float64Array.from({ length: T * B * 2 }, (_, i) => golden.x[Math.floor(i / 2) % B][Math.floor(i / (2 * B))][i % 2]),
          target: Float64Array.from(golden.target.flat()),
          weight: new Float64Array(B * O).fill(1 / (B * O)),
        };
        [...(await session.predict(feed))].forEach((y, i) => expect(Math.abs(y - output[i])).toBeLessThan(exact));
        await session.gradient(feed);
        const found = session.readGradients();
        for (const [name, numbers] of Object.entries(gradients))
          numbers.forEach((g, i) => expect(Math.abs(found.get(nameOf(name))![i] - g), `${name}[${i}]`).toBeLessThan(exact));
        for (const [i, loss] of losses.entries()) {
          expect(Math.abs((await session.gradient(feed)) - loss), `step ${i}`).toBeLessThan(trained);
          session.update(updateOf('adam', { ...defaultOptimizerSettings, rate: 0.01 }, i + 1), 1);
        }
        session.dispose();
      });
  });
