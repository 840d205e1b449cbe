/**
 * The tfjs backend: the forward blocks of a program as TensorFlow.js ops, differentiated by tfjs. Two uses: a second
 * opinion on our gradients in tests, and NVIDIA GPUs through tfjs-node-gpu. It is not fast on small networks: every op
 * of every step is a call of its own.
 */
import type { Backend } from '../backend.ts';
import { TfjsSession } from './session.ts';
import type { Tf, TfjsNamespace } from './tf.ts';

export interface TfjsOptions {
  /** What the package calculates with besides a GPU, for the report; tfjs itself does not tell. */
  threads?: number;
}

/** namespace: of a tfjs package whose backend is chosen, with its gradients registered (tfjs-core alone has none). */
export function tfjsBackend(namespace: TfjsNamespace, { threads = 1 }: TfjsOptions = {}): Backend {
  const tf = namespace as unknown as Tf;
  return {
    name: 'tfjs',
    async open(program, sizes, slots) {
      await tf.ready();
      // The cpu backend is plain JavaScript. What TensorFlow itself uses is its own choice: no fma is claimed, and no width.
      const simd = tf.getBackend() !== 'cpu';
      const width = tf.getBackend() === 'wasm' ? 128 : 0;
      return new TfjsSession(tf, program, sizes, slots, { name: 'tfjs', simd, fma: false, width, threads });
    },
  };
}
