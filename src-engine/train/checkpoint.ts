/**
 * Everything that a run needs in order to go on as if it had never stopped: weights, optimizer slots, and the place in
 * the run. Random numbers are functions of (seed, place), so the place is the whole random state; the same holds for
 * schedules, but for what reduce-on-plateau remembers. Kept as safetensors: tensors `weight/<name>` and
 * `slot/<slot>/<name>`, `state/<name>`, the rest as JSON in its metadata.
 */
import type { Numbers } from '../backends/backend.ts';
import { readSafetensors, writeSafetensors, type Tensor } from '../export/safetensors.ts';
import { freshPlateau, type Plateau } from './schedules.ts';

export interface Progress {
  /** Epochs that are complete. */
  epoch: number;
  /** Batches done within the epoch that is under way: the place in its shuffled order. */
  step: number;
  /** Optimizer steps since the beginning. */
  steps: number;
  /** Loss summed over the windows of this epoch so far, and how many those are. */
  lossSum: number;
  lossWindows: number;
  /** The same of the batches whose gradients are gathered and have not made a step yet; the gradients themselves are a slot. */
  gatheredSum: number;
  gatheredWindows: number;
  /** Steps of this epoch so far whose gradient was clipped, and the norm of the last one's, before clipping. */
  clipped: number;
  gradientNorm: number;
  /** What reduce-on-plateau remembers; without that schedule it stays as it is. */
  plateau: Plateau;
  /** Best epoch so far (counted from 1, 0 for none), its validation loss, and epochs since then. */
  bestEpoch: number;
  bestLoss: number | null;
  epochsWithoutGain: number;
  /** Of classes: the largest share of the validation part told right so far. */
  mostRight?: number;
  seed: number;
  /** Loss of the very first step, against which divergence is told. */
  firstLoss?: number;
}

export interface Checkpoint {
  progress: Progress;
  weights: Map<string, Numbers>;
  slots: Map<string, Numbers>;
  /** What a batch leaves to the next one, where states go on; else empty. */
  states: Map<string, Numbers>;
}

export const freshProgress = (seed: number): Progress => ({
  epoch: 0,
  step: 0,
  steps: 0,
  lossSum: 0,
  lossWindows: 0,
  gatheredSum: 0,
  gatheredWindows: 0,
  clipped: 0,
  gradientNorm: 0,
  plateau: freshPlateau,
  bestEpoch: 0,
  bestLoss: null,
  epochsWithoutGain: 0,
  seed,
});

const dtypeOf = (numbers: Numbers): Tensor['dtype'] => (numbers instanceof Float32Array ? 'F32' : 'F64');

export function writeCheckpoint(
  { progress, weights, slots, states }: Checkpoint,
  shapes: ReadonlyMap<string, readonly [number, number]>,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, Tensor>();
  const shapeOf = (weight: string) => [...(shapes.get(weight) ?? [])];
  for (const [name, numbers] of weights) tensors.set(`weight/${name}`, { dtype: dtypeOf(numbers), shape: shapeOf(name), numbers });
  for (const [name, numbers] of slots)
    tensors.set(`slot/${name}`, { dtype: dtypeOf(numbers), shape: shapeOf(name.slice(name.indexOf('/') + 1)), numbers });
  for (const [name, numbers] of states) tensors.set(`state/${name}`, { dtype: dtypeOf(numbers), shape: [numbers.length], numbers });
  return writeSafetensors(tensors, { format: 'loopwright-checkpoint-1', progress: JSON.stringify(progress) });
}

export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== 'loopwright-checkpoint-1')
    throw new Error(`not a checkpoint of this version: format is ${metadata.format ?? 'missing'}`);
  const pick = (prefix: string) =>
    new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, t]) => [name.slice(prefix.length), t.numbers]));
  // A checkpoint from before something was counted lacks it.
  const progress = JSON.parse(metadata.progress) as Partial<Progress> & Pick<Progress, 'seed'>;
  return {
    progress: { ...freshProgress(progress.seed), ...progress },
    weights: pick('weight/'),
    slots: pick('slot/'),
    states: pick('state/'),
  };
}
