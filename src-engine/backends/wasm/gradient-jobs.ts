/**
 * Which weight gradients are computed together, and from what: the program's list of (linear, gradient), by the blocks
 * of weights that they are added to.
 */
import { addressOf, type MemoryPlan } from '../../compile/6-memory.ts';
import { packingOrder, rowsOf } from '../../compile/6-memory-weights.ts';
import type { Program } from '../../compile/program.ts';
import { operandOf } from '../../compile/uses.ts';
import { ROW } from './matmul.ts';
import { leftSide } from './source.ts';
import type { WeightGradientShape } from './weight-gradient.ts';

export interface GradientJob {
  /** First block of weights, and how many panels from its first on. */
  block: number;
  panels: number;
  shape: WeightGradientShape;
}

/** One job per linear, or several where some of its weights have their home elsewhere; neighbours are joined. */
export function gradientJobs(program: Program, plan: MemoryPlan): GradientJob[] {
  const { blocks, blockOf, homes } = plan.weights;
  const jobs: GradientJob[] = [];
  for (const { linear, gradient, range } of program.gradients) {
    const of = operandOf(program, gradient);
    const { op, attrs } = program.values[of.value];
    if (op === 'constant' && attrs.value === 0) continue;
    const first = range === 'all' ? 0 : plan.steps - plan.tail;
    const addressAt = (value: number, shift: number): number => {
      const place = plan.values.places[value]!;
      const slot = place.kind === 'all' ? plan.guard + first + shift : place.kind === 'tail' ? plan.guard + shift : 0;
      if (place.kind === 'tail' && range === 'all') throw new Error(`value ${value} is kept for the tail only`);
      return addressOf(plan, place) + slot * plan.slotBytes;
    };
    const gradientPlace = plan.values.places[of.value];
    if (!gradientPlace || (gradientPlace.kind !== 'all' && gradientPlace.kind !== 'tail'))
      throw new Error(`the gradient of value ${linear} is not kept over steps`);

    /** Terms of one block, still or moving; `at` is where a row of the linear's block stands in the target. */
    const add = (block: number, isStill: boolean, isWanted: (weight: number, row: number) => boolean, at = 0) => {
      const side = leftSide(
        program,
        plan,
        linear,
        range,
        (weight, row, value) => isWanted(weight, row) && isStill === isStillOperand(plan, value),
      );
      if (!side.pieces.length && !side.biases.length) return;
      const { rows, panels } = blocks[block];
      jobs.push({
        block,
        panels,
        shape: {
          rows: (range === 'all' ? plan.steps : plan.tail) * plan.rows,
          rowsPerStep: plan.rows,
          isStill,
          pieces: side.pieces.map((p) => {
            const start = addressAt(p.value, p.shift) + p.panel * p.stride;
            return { panels: p.panels, cols: p.cols, stride: p.stride, row: p.row + at, address: start };
          }),
          biases: side.biases.map((b) => b.row + at),
          gradient: addressAt(of.value, of.shift),
          gradientStride: plan.stride[gradientPlace.kind as 'all'],
          result: plan.gradients + blocks[block].offset * 4,
          blockRows: rows,
        },
      });
    };
    const own = blockOf[linear]!;
    const isTrained = (weight: number) => program.weights[weight].trained;
    let row = 0;
    const away: { block: number; row: number; at: number }[] = [];
    const home = new Set<number>();
    for (const t of packingOrder(program, linear)) {
      const { block, at } = homes[t.weight];
      if (isTrained(t.weight)) {
        if (block === own && at + t.row === row) home.add(row);
        else away.push({ block, row, at: at + t.row - row });
      }
      row += rowsOf(program, t);
    }
    for (const isStill of [false, true]) {
      add(own, isStill, (_, r) => home.has(r));
      for (const odd of away) add(odd.block, isStill, (_, r) => r === odd.row, odd.at);
    }
  }
  return joined(jobs.sort((p, q) => blocks[p.block].offset - blocks[q.block].offset));
}

const isStillOperand = (plan: MemoryPlan, value: number): boolean => {
  const kind = plan.values.places[value]?.kind;
  return kind === 'still' || kind === 'step';
};

/** Linears with the same left side whose blocks and gradients lie behind each other run as one. */
function joined(jobs: GradientJob[]): GradientJob[] {
  const out: GradientJob[] = [];
  for (const job of jobs) {
    const last = out.at(-1);
    const { gradient, result, ...rest } = job.shape;
    if (last) {
      const { gradient: g, result: r, ...same } = last.shape;
      const follows =
        gradient === g + last.panels * rest.gradientStride &&
        result === r + last.panels * rest.blockRows * ROW &&
        JSON.stringify(rest) === JSON.stringify(same);
      if (follows) {
        last.panels += job.panels;
        continue;
      }
    }
    out.push({ ...job });
  }
  return out;
}
