// TensorFlow.js on its wasm backend, twice: the layer that it has for a network, and this engine's program in its ops.
import { registerHooks } from 'node:module';
import { tfjsBackend } from '#engine/backends/tfjs/tfjs-backend.ts';
import type { Program } from '#engine/compile/program.ts';
import { stepping, type Contender } from './contenders.ts';
import { outputs, type Size } from './networks.ts';

export type Tfjs = Awaited<ReturnType<typeof load>>;

async function load() {
  // Its gradients stand in files that import each other without endings, as bundlers allow and Node does not.
  registerHooks({
    resolve: (specifier, context, next) =>
      next(
        context.parentURL?.includes('tfjs-core') && specifier.startsWith('.') && !specifier.endsWith('.js') ? `${specifier}.js` : specifier,
        context,
      ),
  });
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js' as string);
  await import('@tensorflow/tfjs-backend-wasm');
  const { layers, sequential } = await import('@tensorflow/tfjs-layers');
  tf.enableProdMode();
  await tf.setBackend('wasm');
  return { tf, layers, sequential };
}

/** tfjs, or why it cannot be had. */
export async function findTfjs(): Promise<Tfjs | string> {
  try {
    return await load();
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

/** What a user of tfjs would write: its own layer, read out at the last step, and `trainOnBatch`. It has none for the drawn network. */
export async function tfjsLayer(
  { tf, layers, sequential }: Tfjs,
  network: string,
  { batch, steps, features, units }: Size,
): Promise<Contender | undefined> {
  // The equations of PyTorch's layers: left to itself, tfjs takes a piecewise linear gate.
  const common = { units, inputShape: [steps, features], recurrentInitializer: 'glorotUniform' as const };
  const layer = {
    lstm: () => layers.lstm({ ...common, recurrentActivation: 'sigmoid' }),
    gru: () => layers.gru({ ...common, recurrentActivation: 'sigmoid' }),
    elman: () => layers.simpleRNN(common),
  }[network];
  if (!layer) return undefined;
  const model = sequential();
  model.add(layer());
  model.add(layers.dense({ units: outputs }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
  const x = tf.randomNormal([batch, steps, features]);
  const y = tf.randomNormal([batch, outputs]);
  const run = async (count: number) => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const from = performance.now();
      await model.trainOnBatch(x, y);
      times.push(performance.now() - from);
    }
    return times;
  };
  await run(1);
  return {
    run,
    stop: () => {
      model.dispose();
      tf.dispose([x, y]);
    },
  };
}

/** The same program, run and differentiated by tfjs: less to do than its layers have, since the compiler has merged matmuls. */
export async function tfjsProgram({ tf }: Tfjs, program: Program, size: Size): Promise<Contender> {
  const made = await stepping(tfjsBackend(tf), program, size);
  await made.run(1);
  return made;
}
