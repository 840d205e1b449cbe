/**
 * A backend runs programs. Weights go in and out by name in the cell's own shapes, whatever the layout inside.
 * The reference backend is slow on purpose: it is the judge. Backends know nothing of cells.
 */
import type { Program } from '../compile/program.ts';
import type { Adjustment } from '../train/adjustments.ts';
import type { Update } from '../train/optimizers.ts';

/** B windows, T steps each, the last R of them the tail. */
export interface Sizes {
  batch: number;
  steps: number;
  tail: number;
}

/** Input name -> numbers: [T][B][width] per step, [R][B][width] per tail step, [B][width] per window. */
export type Feed = Readonly<Record<string, Float32Array | Float64Array>>;

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
  /** Forward only. Returns the output, [R][B][width]; the array is overwritten by the next call. */
  predict(feed: Feed): Promise<Numbers>;
  /** Mean loss over the weighed rows of the last call of `predict` (its feed held target and rowWeight); NaN for a program without a loss. */
  lossOfPrediction(): number;
  /** Forward and backward; the mean loss over the weighed rows. Gradients stay inside. */
  gradient(feed: Feed): Promise<number>;
  /** Gradients of the last call of `gradient`, by name; for tests and for showing. */
  readGradients(): Map<string, Numbers>;
  /** 2-norm over all gradients of the last call of `gradient`, as they are after what `adjust` has done to them. */
  gradientNorm(): number;
  /** Changes the gradients of the last call of `gradient`, or shrinks the weights; `update` follows before weights are used again. */
  adjust(adjustment: Adjustment): void;
  /** One step of the optimizer with the gradients as they are, each multiplied by `gradientScale`. */
  update(update: Update, gradientScale: number): void;
  dispose(): void;
}

export interface Backend {
  readonly name: BackendReport['name'];
  /** Rejects with a plain message when the machine cannot run it. `slots` are those of the optimizer and of adjustments; none for predicting. */
  open(program: Program, sizes: Sizes, slots: readonly string[]): Promise<Session>;
}
