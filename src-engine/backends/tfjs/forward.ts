/**
 * The forward blocks of a program in tfjs ops, step by step, in the order in which the program has them. The backward
 * blocks are not looked at: what tfjs makes of these ops is a second opinion on them.
 *
 * B rows. Every value is a tensor [B, width] at each step of its line; before and after the line it is zero. Linears of a stage that read the same operands run as one matmul, as wide as all of them:
 *
 *   [a(t) | b(t - 1) | ones] . [[Wa Va ...], [Wb Vb ...], [bw bv ...]]  ->  split into columns
 */
import { clockAt } from '../../compile/graph.ts';
import { ANYWHERE, lengthOf, STEPS } from '../../compile/line.ts';
import { operandOf, termOperand, type Operand } from '../../compile/uses.ts';
import { ops, type OpName } from '../../ops/index.ts';
import { readable, type Program, type ProgramStage } from '../../compile/program.ts';
import { isForLearning, type Feed, type Numbers, type Sizes } from '../backend.ts';
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
  program.blocks.map(({ pass, stages }) => (pass === 'forward' ? stages.map((stage) => planStage(program, stage)) : []));

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
  /** Whether the loss is asked for. */
  learns: boolean;
  /** By value: [depth][B][width] of the steps before the first one. */
  states: ReadonlyMap<number, Numbers>;
}

/**
 * output: [parts * steps of their line * B, width]. loss: a number, weighed; absent in a program that only predicts.
 * Everything it makes on the way is left to the `tidy` around it.
 */
export function forward(
  tf: Tf,
  scribe: Scribe,
  { program, plan, sizes, weights, feed, learns, states }: ForwardJob,
): { output: Tensor; loss?: Tensor; carried: Tensor[]; readables: Tensor[] } {
  const { values } = program;
  const { batch, steps } = sizes;
  const lengths = program.lines.map((line) => lengthOf(line, steps));
  const still = new Map<number, Tensor>();
  const moving: Tensor[][] = values.map(() => []);
  const zeros = new Map<number, Tensor>();
  const zero = (width: number): Tensor => {
    let x = zeros.get(width);
    if (!x) zeros.set(width, (x = tf.fill([batch, width], 0)));
    return x;
  };

  values.forEach(({ op, width, attrs, line }, id) => {
    if (op === 'one') still.set(id, tf.fill([batch, 1], 1));
    if (op === 'constant') still.set(id, tf.fill([batch, width], attrs.value));
    if (op === 'clock') for (let t = 0; t < lengths[line]; t++) moving[id][t] = tf.fill([batch, 1], clockAt(attrs, t, lengths[line]));
  });
  for (const { name, value, width, line } of program.inputs) {
    const count = line === ANYWHERE ? 1 : lengths[line];
    const numbers = numbersOf(feed, name, count * batch * width, learns);
    if (!numbers) continue;
    if (line === ANYWHERE) still.set(value, tf.tensor(Float32Array.from(numbers), [batch, width]));
    else moving[value] = tf.unstack(tf.tensor(Float32Array.from(numbers), [count, batch, width]));
  }

  const earlier = new Map(
    [...states].map(([id, numbers]) => {
      const { width } = values[id];
      return [id, tf.unstack(tf.tensor(Float32Array.from(numbers), [numbers.length / batch / width, batch, width]))];
    }),
  );
  /** An operand as step t of a line sees it. */
  const at = (line: number, { value, shift, isStill }: Operand, t: number): Tensor => {
    const v = values[value];
    const known = still.get(value);
    if (known) return known;
    if (isStill) return moving[value][0];
    const step = t - (lengths[line] - lengths[v.line]) + shift;
    const before = step < 0 ? earlier.get(value) : undefined;
    return (before ? before[before.length + step] : moving[value][step]) ?? zero(v.width);
  };
  const input = (line: number, id: number, t: number): Tensor => at(line, operandOf(program, id), t);

  const matrices = new Map(plan.flat().flatMap(({ products }) => products.map((p) => [p, matrixOf(tf, program, weights, p)])));
  const multiply = (product: Product, t: number): void => {
    const { line, terms } = values[product[0]];
    const operands = terms.map((term) => at(line, termOperand(program, line, term), t));
    const result = tf.matMul(beside(tf, operands, 1), matrices.get(product)!);
    const widths = product.map((id) => values[id].width);
    const parts = product.length === 1 ? [result] : tf.split(result, widths, 1);
    product.forEach((id, i) => (moving[id][t] = parts[i]));
  };
  const compute = (id: number, t: number): Tensor => {
    const { op, inputs, attrs, line, width } = values[id];
    const of = operandOf(program, inputs[0]);
    const from = values[of.value];
    switch (op) {
      case 'total':
        return Array.from({ length: lengths[from.line] }, (_, step) => at(from.line, of, step)).reduce((a, b) => tf.add(a, b));
      case 'fold': {
        const first = lengths[STEPS] - (lengths[line] - t) * attrs.points;
        return beside(
          tf,
          Array.from({ length: attrs.points }, (_, j) => at(STEPS, of, first + j)),
          1,
        );
      }
      case 'unfold': {
        const place = t - (lengths[STEPS] - lengths[from.line] * attrs.points);
        if (place < 0) return zero(width);
        return tf.slice(at(from.line, of, Math.floor(place / attrs.points)), [0, (place % attrs.points) * width], [batch, width]);
      }
    }
    const read = inputs.map((x) => input(line, x, t));
    return ops[op as OpName].tfjs(scribe, read, attrs);
  };

  plan.forEach((stages, block) => {
    const { pass, line, order } = program.blocks[block];
    if (pass === 'backward') return;
    for (let i = 0; i < lengths[line]; i++) {
      const t = order === 'ascending' ? i : lengths[line] - 1 - i;
      for (const { products, others } of stages) {
        for (const product of products) multiply(product, t);
        for (const id of others) moving[id][t] = compute(id, t);
      }
    }
  });

  const whole = (id: number): Tensor => {
    const { line } = values[id];
    const all = Array.from({ length: lengths[line] }, (_, t) => at(line, { value: id, shift: 0, isStill: false }, t));
    return beside(tf, all, 0);
  };
  const output = beside(tf, program.outputs.map(whole), 0);
  const carried = program.carried.map(({ value, depth }) => {
    const last = Array.from({ length: depth }, (_, k) => at(STEPS, { value, shift: 0, isStill: false }, steps - depth + k));
    return beside(tf, last, 0);
  });
  const readables = readable(program).map(whole);
  if (!program.loss) return { output, carried, readables };
  const { value, weight } = program.loss;
  return { output, carried, readables, loss: tf.sum(tf.mul(whole(value), whole(weight))) };
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
function numbersOf(feed: Feed, name: string, expected: number, learns: boolean): Numbers | undefined {
  const numbers = feed[name];
  if (!numbers && !learns && isForLearning(name)) return undefined;
  if (!numbers) throw new Error(`input "${name}" is missing`);
  if (numbers.length !== expected) throw new Error(`input "${name}" has ${numbers.length} numbers, expected ${expected}`);
  return numbers;
}
