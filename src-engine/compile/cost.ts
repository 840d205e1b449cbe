// What a training step costs: for estimates of time, shown before anything runs.
import type { Sizes } from '../backends/backend.ts';
import type { Program } from './program.ts';

/** Floating-point operations of the matmuls of one pass over all blocks and of the weight gradients; the rest is small beside them. */
export function costOf(program: Program, { batch, steps, tail }: Sizes): number {
  let operations = 0;
  program.values.forEach((v) => {
    if (v.op !== 'linear') return;
    const times = program.blocks[v.block].range === 'all' ? steps : tail;
    for (const t of v.terms) operations += 2 * batch * times * program.values[t.value].width * v.width;
  });
  for (const { linear, range } of program.gradients) {
    const v = program.values[linear];
    const times = range === 'all' ? steps : tail;
    for (const t of v.terms) if (program.weights[t.weight].trained) operations += 2 * batch * times * t.rows * v.width;
  }
  return operations;
}
