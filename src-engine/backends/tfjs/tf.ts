/**
 * What this backend needs of a tfjs namespace. The engine imports no package: whoever has loaded one - tfjs-core with a
 * backend, or tfjs-node-gpu - passes it in.
 */
import type { TfjsScribe } from '../../ops/op.ts';

export interface Tensor {
  dispose(): void;
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
}

export interface Tf extends Omit<TfjsScribe<Tensor>, 'held'> {
  ready(): Promise<void>;
  /** Name of the tfjs backend: cpu, wasm, tensorflow ... */
  getBackend(): string;
  /** May keep `numbers` themselves, not a copy of them. */
  tensor(numbers: Float32Array, shape: number[]): Tensor;
  scalar(x: number): Tensor;
  fill(shape: number[], x: number): Tensor;
  concat(x: Tensor[], axis: number): Tensor;
  split(x: Tensor, sizes: number[], axis: number): Tensor[];
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  /** One tensor per step of the first axis. */
  unstack(x: Tensor): Tensor[];
  stack(x: Tensor[]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  sum(x: Tensor): Tensor;
  /** Frees every tensor made inside but those returned. */
  tidy(f: () => Tensor[]): Tensor[];
  customGrad(f: () => { value: Tensor; gradFunc: () => Tensor[] }): () => Tensor;
  engine(): {
    /** tf.grads, but for a list of tensors, and with a gap for one that f does not depend on when `allowNoGradients`. */
    gradients(
      f: () => Tensor,
      x: Tensor[],
      outer: undefined,
      allowNoGradients: boolean,
    ): { value: Tensor; grads: (Tensor | null | undefined)[] };
  };
}

/** Any namespace that has these functions. Their own types are far wider than ours and name classes of tfjs. */
export type TfjsNamespace = Readonly<Record<keyof Tf, (...args: never[]) => unknown>>;

export type Scribe = TfjsScribe<Tensor>;

/** A custom gradient with no inputs stands on the tape without any way further back. */
export const scribeOf = (tf: Tf): Scribe => ({ ...tf, held: (make) => tf.customGrad(() => ({ value: make(), gradFunc: () => [] }))() });
