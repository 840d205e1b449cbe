/**
 * A backend runs programs. Weights go in and out by name in the cell's own shapes, whatever the layout inside.
 * The reference backend is slow on purpose: it is the judge. Backends know nothing of cells.
 */
import type { Program } from '../compile/program.ts';
import type { Adjustment } from '../train/adjustments.ts';
import type { Update } from '../train/optimizers.ts';

/** B windows of T steps each. */
export interface Sizes {
  batch: number;
  steps: number;
}

/** Input name -> numbers: [steps of its line][B][width], or [B][width] for what is there once per window. */
export type Feed = Readonly<Record<string, Float32Array | Float64Array>>;

/** Where the states of a pass begin. `carried` needs a program that carries. */
export type Begin = 'zero' | 'carried';

/** What ran, for the line of truth and for the record of a run. */
export interface BackendReport {
  name: 'wasm' | 'reference' | 'tfjs';
  /** Vector instructions are used. */
  simd: boolean;
  /** Multiply and add in one instruction, with one rounding. */
  fma: boolean;
  /** Bits of the vectors that the code is shaped for; 64 for plain float64. */
  width: number;
  threads: number;
}

/** What a forecast does without; a gradient needs it. */
export const isForLearning = (input: string): boolean => input === 'target' || input === 'weight';

export function assertCarries({ carried }: Program): void {
  if (!carried.length) throw new Error('This program begins every pass at zero: compile it for a task that carries its states.');
}

export type Numbers = Float32Array | Float64Array;

export interface Session {
  readonly report: BackendReport;
  readonly memoryBytes: number;
  /** Parameters (not fixed matrices) by name, row by row. */
  writeWeights(weights: ReadonlyMap<string, Numbers>): void;
  readWeights(): Map<string, Numbers>;
  /** Optimizer slots by `slot/weight`. */
  writeSlots(slots: ReadonlyMap<string, Numbers>): void;
  readSlots(): Map<string, Numbers>;
  /** By value: what the last pass has left to a next one that goes on from it; empty unless the program carries. */
  readStates(): Map<string, Numbers>;
  writeStates(states: ReadonlyMap<string, Numbers>): void;
  /** Forward only, from zero states or from those that the pass before has left. Returns the outputs behind each other, [steps of their line][B][width] each; the array is overwritten by the next call. */
  predict(feed: Feed, begin?: Begin): Promise<Numbers>;
  /** Weighed loss of the last call of `predict` (its feed held target and weight); NaN for a program without a loss. */
  lossOfPrediction(): number;
  /** Forward and backward; the weighed loss. Gradients stay inside. */
  gradient(feed: Feed, begin?: Begin): Promise<number>;
  /** Gradients of the last call of `gradient`, by name; for tests and for showing. */
  readGradients(): Map<string, Numbers>;
  /** 2-norm over all gradients of the last call of `gradient`, as they are after what `adjust` has done to them. */
  gradientNorm(): number;
  /** Changes the gradients of the last call of `gradient`, or shrinks the weights; `update` follows before weights are used again. */
  adjust(adjustment: Adjustment): void;
  /** One step of the optimizer with the gradients as they are, each multiplied by `gradientScale`. */
  update(update: Update, gradientScale: number): void;
  /** One of the `readable` values of the program in the last call: [steps of its line][B][width]. */
  read(value: number): Numbers;
  dispose(): void;
}

export interface Backend {
  readonly name: BackendReport['name'];
  /** Rejects with a plain message when the machine cannot run it. `slots` are those of the optimizer and of adjustments; none for predicting. */
  open(program: Program, sizes: Sizes, slots: readonly string[]): Promise<Session>;
}
