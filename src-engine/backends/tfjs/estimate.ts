import { ANYWHERE, lengthOf } from '../../compile/line.ts';
import type { Program } from '../../compile/program.ts';
import type { Sizes } from '../backend.ts';
import type { ForwardPlan } from './forward.ts';

/** What tfjs keeps of each value while it goes back: the value, its gradient, and part of what the gradient was made from. */
const keptForGradient = 2.5;

/**
 * Bytes of the tensors that live at once at most: those of one call of `predict` or, with a loss, of `gradient`, beside
 * the weights. tfjs frees what a call has made only at its end, so this grows with the number of steps; and it keeps
 * what each step adds to the gradient of a matrix, [K, N] per matmul.
 * Error: at most a fifth, measured by test/engine/tfjs.test.ts. TensorFlow itself takes memory in larger pieces.
 */
export function estimateBytes(program: Program, plan: ForwardPlan, { batch, steps }: Sizes, slots: readonly string[]): number {
  const { values, blocks, weights, inputs, lines } = program;
  let fed = 0;
  let numbers = 0;
  let weightGradients = 0;
  // As they arrive, and taken apart into steps.
  const stepsOn = (line: number) => lengthOf(lines[line], steps);
  for (const { width, line } of inputs) fed += batch * width * (line === ANYWHERE ? 1 : 2 * stepsOn(line));
  plan.forEach((stages, block) => {
    const times = stepsOn(blocks[block].line);
    for (const { products, others } of stages) {
      for (const id of others) numbers += times * batch * values[id].width;
      for (const product of products) {
        const { terms } = values[product[0]];
        const K = terms.reduce((n, t) => n + t.rows, 0);
        const N = product.reduce((n, id) => n + values[id].width, 0);
        numbers += times * batch * ((terms.length > 1 ? K : 0) + (product.length > 1 ? 2 : 1) * N);
        if (terms.some((t) => weights[t.weight].trained)) weightGradients += times * K * N;
      }
    }
  });
  const parameters = weights.reduce((n, w) => n + w.rows * w.cols * (program.loss && w.trained ? 2 + slots.length : 1), 0);
  return Math.ceil(4 * (parameters + fed + (program.loss ? keptForGradient * numbers + weightGradients : numbers)));
}
