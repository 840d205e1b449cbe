/**
 * What training a drawing costs here, from its compiled program: the engine counts the operations and plans the memory,
 * the host has measured how fast this machine is with the same count.
 */
import type { Sizes } from '#engine/backends/backend.ts';
import { memoryBytes } from '#engine/compile/6-memory.ts';
import { costOf } from '#engine/compile/cost.ts';
import type { Program } from '#engine/compile/program.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { slotsOf, type TrainSettings } from '#engine/train/settings.ts';

export interface Machine {
  gflops: number;
  threads: number;
}

export interface Cost {
  /** Multiply-adds of one time step of one window, forward and backward. */
  perStep: number;
  /** What a session takes while it trains. */
  memoryBytes: number;
  /** undefined while the number of windows is not known. */
  secondsPerEpoch?: number;
}

export function trainingCost(
  program: Program,
  design: Pick<DatasetDesign, 'lookback' | 'horizon'>,
  settings: Pick<TrainSettings, 'batch' | 'optimizer' | 'accumulate'>,
  machine: Machine,
  windows?: { train: number; validation: number },
): Cost {
  const { batch } = settings;
  const sizes: Sizes = { batch, steps: stepsOf(design, program.strategy) };
  const run = asItRuns(program);
  const both = costOf(run, sizes);
  const forward = costOf(forwardOf(run), sizes);
  const batches = (count: number) => Math.ceil(count / batch);
  return {
    perStep: costOf(program, sizes) / 2 / batch / sizes.steps,
    memoryBytes: memoryBytes(program, sizes, slotsOf(settings), machine.threads),
    ...(windows
      ? { secondsPerEpoch: (batches(windows.train) * both + batches(windows.validation) * forward) / (machine.gflops * 1e9) }
      : {}),
  };
}

/** Matmuls run in panels of 16 columns: a head of one value takes as long as one of sixteen. */
const PANEL = 16;
const asItRuns = (program: Program): Program => ({
  ...program,
  values: program.values.map((v) => (v.op === 'linear' ? { ...v, width: Math.ceil(v.width / PANEL) * PANEL } : v)),
});

/** What a validation window costs. */
const forwardOf = (program: Program): Program => ({
  ...program,
  values: program.values.map((v) => (v.op === 'linear' && program.blocks[v.block].pass === 'backward' ? { ...v, terms: [] } : v)),
  gradients: [],
});

/** Bytes of the parameters as they are stored. */
export const weightBytes = (parameters: number): number => parameters * 4;
