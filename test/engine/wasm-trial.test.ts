// Short steps are tried with one thread and with all, and whichever is quicker does them: with the same bits.
import { expect, test } from 'vitest';
import { Trial } from '#engine/backends/wasm/trial.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { defaultOptimizerSettings, updateOf } from '#engine/train/optimizers.ts';
import { nodeThreads } from '../../src-main/trainer/threads.ts';
import { randomFeed } from './gradient-check.ts';
import { loopSamples, task } from './architectures.ts';

/** The ways of so many steps, when one of each kind takes so long. */
function ways(trial: Trial, steps: number, ms: { together: number; alone: number }, before = Infinity): boolean[] {
  const out: boolean[] = [];
  let previous = before;
  for (let i = 0; i < steps; i++) {
    const isAlone = trial.next(previous);
    out.push(isAlone);
    previous = isAlone ? ms.alone : ms.together;
  }
  return out;
}
const share = (list: boolean[]) => list.filter(Boolean).length / list.length;

test('one thread does short steps where it is quicker, and gives them back when it is not any more', () => {
  const trial = new Trial();
  expect(ways(trial, 100, { together: 0.06, alone: 0.04 })).not.toContain(true);
  expect(share(ways(trial, 20_000, { together: 0.06, alone: 0.04 }, 0.06))).toBeGreaterThan(0.98);
  expect(share(ways(trial, 40_000, { together: 0.03, alone: 0.04 }, 0.04).slice(20_000))).toBeLessThan(0.02);
});

test('where all together are quicker, trials become rare; a difference within noise changes nothing', () => {
  expect(share(ways(new Trial(), 50_000, { together: 0.03, alone: 0.04 }))).toBeLessThan(0.002);
  expect(share(ways(new Trial(), 50_000, { together: 0.04, alone: 0.0395 }))).toBeLessThan(0.002);
});

test('long steps are never tried alone', () => {
  expect(ways(new Trial(), 20_000, { together: 2.5, alone: 1 })).not.toContain(true);
});

test('alone and together, gradients and updates have the same bits', async () => {
  const architecture = loopSamples['layer 2 feeds back into layer 1'];
  const { program } = compile(architecture, task, { loss: 'mse' });
  const sizes = { batch: 7, steps: 6 };
  const feed = randomFeed(program!, sizes);
  const train = async (threads: number, now?: () => number) => {
    const session = await wasmBackend({ threads, host: nodeThreads, now, width: 128 }).open(program!, sizes, ['m', 'v']);
    session.writeWeights(initialWeights(program!, 1));
    const losses: number[] = [];
    for (let step = 1; step <= 400; step++) {
      losses.push(await session.gradient(feed));
      session.update(updateOf('adam', defaultOptimizerSettings, step), 1);
      if (step % 9 === 0) losses.push(...(await session.predict(feed)));
    }
    const weights = [...session.readWeights().values()].map((w) => [...w]);
    session.dispose();
    return { losses, weights };
  };
  const one = await train(1);
  expect(await train(3)).toEqual(one);
  // Clocks that run unevenly, so that trials end now one way and now the other, and one that stands still.
  let reads = 0;
  expect(await train(3, () => (reads++ % 74) * 0.001 * (1 + (Math.floor(reads / 500) % 3)))).toEqual(one);
  expect(await train(3, () => 0)).toEqual(one);
});
