// What a training step costs: for estimates of time, shown before anything runs.
import type { Sizes } from '../backends/backend.ts';
import { lengthOf } from './line.ts';
import type { Program } from './program.ts';

/** Floating-point operations of the matmuls of one pass over all blocks and of the weight gradients; the rest is small beside them. */
export function costOf({ values, weights, gradients, lines }: Program, { batch, steps }: Sizes): number {
  let operations = 0;
  const rowsOn = (line: number) => batch * lengthOf(lines[line], steps);
  for (const v of values) for (const t of v.terms) operations += 2 * rowsOn(v.line) * values[t.value].width * v.width;
  for (const { linear } of gradients) {
    const v = values[linear];
    for (const t of v.terms) if (weights[t.weight].trained) operations += 2 * rowsOn(v.line) * t.rows * v.width;
  }
  return operations;
}
