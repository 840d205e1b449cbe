/**
 * What one training step costs, read from the compiled program: multiply-adds of its matmuls and work of its other ops,
 * forward and backward, and the numbers it has to keep.
 */
import { ops, type OpName } from '#engine/ops/index.ts';
import type { Program } from '#engine/compile/program.ts';

export interface Sizes {
  steps: number;
  tail: number;
}

/** For one window. */
export interface Cost {
  /** Multiply-adds of the forward pass. */
  forward: number;
  /** Of the pass backwards through the values, and of the gradients of the weights. */
  backward: number;
  /** Elementwise work in multiply-adds of the same time. */
  elementwise: { forward: number; backward: number };
}

/** A polynomial exp costs about as much as this many multiply-adds; everything else is one. */
const EXPENSIVE: ReadonlySet<string> = new Set(['exp', 'sigmoid', 'tanh', 'log', 'sqrt', 'divide']);
const EXPENSIVE_COST = 12;

export function costOf(program: Program, { steps, tail }: Sizes): Cost {
  const cost: Cost = { forward: 0, backward: 0, elementwise: { forward: 0, backward: 0 } };
  for (const block of program.blocks) {
    const times = block.range === 'tail' ? tail : steps;
    for (const stage of block.stages) {
      for (const id of stage.rows) {
        const value = program.values[id];
        const work =
          value.op === 'linear' ? value.terms.reduce((sum, t) => sum + t.rows, 0) * value.width : program.values[value.inputs[0]].width;
        cost[block.direction] += times * work;
      }
      for (const id of stage.elementwise) {
        const { op, width } = program.values[id];
        if (!(op in ops)) continue;
        cost.elementwise[block.direction] += times * width * (EXPENSIVE.has(op as OpName) ? EXPENSIVE_COST : 1);
      }
    }
  }
  for (const g of program.gradients) {
    const { terms, width } = program.values[g.linear];
    const rows = terms.filter((t) => program.weights[t.weight].trained).reduce((sum, t) => sum + t.rows, 0);
    cost.backward += (g.range === 'tail' ? tail : steps) * rows * width;
  }
  return cost;
}

/** Multiply-adds of one time step of the whole network, forward: what the truth line calls the cost per step. */
export const forwardPerStep = (cost: Cost, sizes: Sizes): number => cost.forward / sizes.steps;

/** Seconds of one epoch: every training window forward and backward, every validation window forward. */
export function secondsPerEpoch(cost: Cost, windows: { train: number; validation: number }, gflops: number): number {
  const forward = cost.forward + cost.elementwise.forward;
  const backward = cost.backward + cost.elementwise.backward;
  return (2 * (windows.train * (forward + backward) + windows.validation * forward)) / (gflops * 1e9);
}

/** Bytes of the parameters as they are stored. */
export const weightBytes = (parameters: number): number => parameters * 4;

/**
 * Bytes while training: every value at every step of the batch, weights, their gradients and what the optimizer keeps.
 * Widths are rounded up to panels of 16, as the WASM backend lays them out.
 */
export function trainingBytes(program: Program, { steps, tail }: Sizes, batch: number, slots: number): number {
  const perWindow = new Set(program.inputs.filter((i) => i.per === 'window').map((i) => i.value));
  const padded = (width: number) => Math.ceil(width / 16) * 16;
  let numbers = 0;
  program.values.forEach((v, id) => {
    if (v.op === 'read' || v.op === 'one' || v.op === 'constant') return;
    const times = perWindow.has(id) ? 1 : program.blocks[v.block]?.range === 'tail' ? tail : steps + 2 * program.reach;
    numbers += times * batch * padded(v.width);
  });
  for (const w of program.weights) numbers += w.rows * padded(w.cols) * (w.trained ? 2 + slots : 1);
  return numbers * 4;
}
