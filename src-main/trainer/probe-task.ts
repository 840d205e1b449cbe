// What training runs on here and how fast: a GRU of middling size for a tenth of a second.
import type { BackendReport } from '#engine/backends/backend.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { inputLength } from '#engine/compile/program.ts';
import { costOf } from '#engine/compile/cost.ts';
import { templateOf } from '#engine/templates.ts';
import { optimizers, updateOf, defaultOptimizerSettings } from '#engine/train/optimizers.ts';
import { openSession } from './open-session.ts';

const probeMs = 100;

export async function runProbe(): Promise<{ backend: BackendReport; gflops: number }> {
  const { program } = compile(templateOf('gru')!.architecture, { inputs: 7, targetColumns: [0], horizon: 24 }, { loss: 'mse' });
  if (!program) throw new Error('the template gru does not compile');
  const sizes = { batch: 32, steps: 48 };
  const session = await openSession('auto', 0, program, sizes, optimizers.adam.slots);
  session.writeWeights(initialWeights(program, 1));
  const feed = Object.fromEntries(program.inputs.map((i) => [i.name, new Float32Array(inputLength(program, i, sizes)).fill(0.01)]));
  let steps = 0;
  const once = async () => {
    await session.gradient(feed);
    session.update(updateOf('adam', defaultOptimizerSettings, ++steps), 1);
  };
  await once();
  const from = steps;
  const started = performance.now();
  while (performance.now() - started < probeMs) await once();
  const seconds = (performance.now() - started) / 1000;
  session.dispose();
  return { backend: session.report, gflops: ((steps - from) * costOf(program, sizes)) / seconds / 1e9 };
}
