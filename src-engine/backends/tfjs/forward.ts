/**
 * The forward blocks of a program in tfjs ops, step by step, in the order in which the program has them. The backward
 * blocks are not looked at: what tfjs makes of these ops is a second opinion on them.
 *
 * B rows, T steps, R of them the tail. Every value is a tensor [B, width] at each step of its block's range; outside of
 * that range it is zero. Linears of a stage that read the same operands run as one matmul, as wide as all of them:
 *
 *   [a(t) | b(t - 1) | ones] . [[Wa Va ...], [Wb Vb ...], [bw bv ...]]  ->  split into columns
 */
import { ops, type OpName } from '../../ops/index.ts';
import type { Program, ProgramStage } from '../../compile/program.ts';
import type { Feed, Numbers, Sizes } from '../backend.ts';
import type { Scribe, Tensor, Tf } from './tf.ts';

/** Linears of one stage with the same operands. */
type Product = number[];

export interface Step {
  products: Product[];
  /** Row reductions, then what is elementwise. */
  others: number[];
}

/** By block and stage; backward blocks have none. */
export type ForwardPlan = Step[][];

export const planForward = (program: Program): ForwardPlan =>
  program.blocks.map(({ direction, stages }) => (direction === 'forward' ? stages.map((stage) => planStage(program, stage)) : []));

function planStage({ values }: Program, { rows, elementwise }: ProgramStage): Step {
  const linears = rows.filter((id) => values[id].op === 'linear');
  const operands = (id: number) => values[id].terms.map((t) => `${t.value}@${t.shift}`).join(' ');
  return {
    products: [...Map.groupBy(linears, operands).values()],
    others: [...rows.filter((id) => values[id].op !== 'linear'), ...elementwise],
  };
}

export interface ForwardJob {
  program: Program;
  plan: ForwardPlan;
  sizes: Sizes;
  /** [rows, cols], in the order of the program. */
  weights: readonly Tensor[];
  feed: Feed;
}

/**
 * output: [R * B, width]. loss: a number, the mean over the weighed rows; absent in a program that only predicts.
 * Everything it makes on the way is left to the `tidy` around it.
 */
export function forward(tf: Tf, scribe: Scribe, { program, plan, sizes, weights, feed }: ForwardJob): { output: Tensor; loss?: Tensor } {
  const { values } = program;
  const { batch, steps, tail } = sizes;
  const still = new Map<number, Tensor>();
  const moving: Tensor[][] = values.map(() => []);
  const zeros = new Map<number, Tensor>();
  const zero = (width: number): Tensor => {
    let x = zeros.get(width);
    if (!x) zeros.set(width, (x = tf.fill([batch, width], 0)));
    return x;
  };

  values.forEach(({ op, width, attrs }, id) => {
    if (op === 'one') still.set(id, tf.fill([batch, 1], 1));
    if (op === 'constant') still.set(id, tf.fill([batch, width], attrs.value));
  });
  for (const { name, value, width, per } of program.inputs) {
    const count = per === 'window' ? 1 : per === 'tail' ? tail : steps;
    const numbers = numbersOf(feed, name, count * batch * width);
    if (!numbers) continue;
    if (per === 'window') still.set(value, tf.tensor(Float32Array.from(numbers), [batch, width]));
    else {
      const first = steps - count;
      tf.unstack(tf.tensor(Float32Array.from(numbers), [count, batch, width])).forEach((x, i) => (moving[value][first + i] = x));
    }
  }

  const at = (id: number, t: number): Tensor => {
    const v = values[id];
    if (v.op === 'read') return at(v.of, t + v.shift);
    return still.get(id) ?? moving[id][t] ?? zero(v.width);
  };

  const matrices = new Map(plan.flat().flatMap(({ products }) => products.map((p) => [p, matrixOf(tf, program, weights, p)])));
  const multiply = (product: Product, t: number): void => {
    const operands = values[product[0]].terms.map((term) => at(term.value, t + term.shift));
    const result = tf.matMul(beside(tf, operands, 1), matrices.get(product)!);
    const widths = product.map((id) => values[id].width);
    const parts = product.length === 1 ? [result] : tf.split(result, widths, 1);
    product.forEach((id, i) => (moving[id][t] = parts[i]));
  };
  const compute = (id: number, t: number): void => {
    const { op, inputs, attrs } = values[id];
    moving[id][t] = ops[op as OpName].tfjs(
      scribe,
      inputs.map((x) => at(x, t)),
      attrs,
    );
  };

  plan.forEach((stages, block) => {
    if (program.blocks[block].direction === 'backward') return;
    for (let t = program.blocks[block].range === 'all' ? 0 : steps - tail; t < steps; t++)
      for (const { products, others } of stages) {
        for (const product of products) multiply(product, t);
        for (const id of others) compute(id, t);
      }
  });

  const tailOf = (id: number): Tensor =>
    beside(
      tf,
      Array.from({ length: tail }, (_, i) => at(id, steps - tail + i)),
      0,
    );
  const output = tailOf(program.output);
  if (!program.loss) return { output };
  const { value, weight } = program.loss;
  const weighed = tf.sum(tf.mul(tailOf(value), tailOf(weight)));
  return { output, loss: tf.mul(weighed, 1 / values[value].width) };
}

/** [K, sum of the widths]: the rows of every term below each other, the linears side by side. */
function matrixOf(tf: Tf, { values, weights: shapes }: Program, weights: readonly Tensor[], product: Product): Tensor {
  const columns = product.map((id) => {
    const rows = values[id].terms.map(({ weight, row, rows, transposed }) => {
      if (transposed) throw new Error(`A forward linear has ${shapes[weight].name} turned round; only backward ones are.`);
      return rows === shapes[weight].rows ? weights[weight] : tf.slice(weights[weight], [row, 0], [rows, shapes[weight].cols]);
    });
    return beside(tf, rows, 0);
  });
  return beside(tf, columns, 1);
}

const beside = (tf: Tf, x: Tensor[], axis: number): Tensor => (x.length === 1 ? x[0] : tf.concat(x, axis));

/** Undefined for a target that a forecast does without: it is zero then. */
function numbersOf(feed: Feed, name: string, expected: number): Numbers | undefined {
  const numbers = feed[name];
  if (!numbers && (name === 'target' || name === 'rowWeight')) return undefined;
  if (!numbers) throw new Error(`input "${name}" is missing`);
  if (numbers.length !== expected) throw new Error(`input "${name}" has ${numbers.length} numbers, expected ${expected}`);
  return numbers;
}
