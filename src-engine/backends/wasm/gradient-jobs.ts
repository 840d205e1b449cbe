/**
 * Which weight gradients are computed together, and from what: the program's list of (linear, gradient), by the blocks
 * of weights that they are added to.
 */
import { addressAt, addressOf, type MemoryPlan } from '../../compile/6-memory.ts';
import type { RowSpan } from '../../compile/6-memory-rows.ts';
import { packingOrder, rowsOf } from '../../compile/6-memory-weights.ts';
import type { Program } from '../../compile/program.ts';
import { operandOf, type Operand } from '../../compile/uses.ts';
import { ROW } from './matmul.ts';
import { leftSide, withinGuard } from './source.ts';
import type { WeightGradientShape } from './weight-gradient.ts';

export interface GradientJob {
  /** First block of weights, and how many panels from its first on. */
  block: number;
  panels: number;
  shape: WeightGradientShape;
}

/** Of groups whose rows lie so: one job per linear, or several where some of its weights have their home elsewhere; neighbours are joined. */
export function gradientJobs(program: Program, plan: MemoryPlan, spans: RowSpan[]): GradientJob[] {
  const { blocks, blockOf, homes } = plan.weights;
  const jobs: GradientJob[] = [];
  for (const { linear, gradient } of program.gradients) {
    const of = operandOf(program, gradient);
    const { op, attrs } = program.values[of.value];
    if (op === 'constant' && attrs.value === 0) continue;
    const { line } = program.values[linear];
    const { steps } = plan.lines[line];
    const gradientPlace = plan.values.places[of.value];
    if (gradientPlace?.kind !== 'sequence' || gradientPlace.line !== line)
      throw new Error(`the gradient of value ${linear} is not kept over its steps`);
    /** The first panel of an operand at the first step of the line. */
    const firstOf = ({ value, shift, isStill }: Operand): number => {
      const place = plan.values.places[value]!;
      if (place.kind !== 'sequence') return addressOf(plan, place);
      if (isStill) return addressAt(plan, place, 0);
      const from = plan.lines[place.line];
      if (from.steps < steps) throw new Error(`value ${value} has fewer steps than the matmul that reads it`);
      return addressAt(plan, place, from.steps - steps + withinGuard(from, shift));
    };

    /** Terms of one block, still or moving; `at` is where a row of the linear's block stands in the target. */
    const add = (block: number, isStill: boolean, isWanted: (weight: number, row: number) => boolean, at = 0) => {
      const side = leftSide(
        program,
        plan,
        linear,
        (weight, row, of) => isWanted(weight, row) && isStill === (of.isStill || plan.values.places[of.value]?.kind === 'still'),
      );
      if (!side.pieces.length && !side.biases.length) return;
      const { rows, panels } = blocks[block];
      jobs.push({
        block,
        panels,
        shape: {
          steps,
          slot: plan.slotBytes,
          spans,
          isStill,
          pieces: side.pieces.map(({ panels, cols, stride, row, panel, operand }) => {
            return { panels, cols, stride, row: row + at, address: firstOf(operand) + panel * stride };
          }),
          biases: side.biases.map((b) => b.row + at),
          gradient: firstOf(of),
          gradientStride: plan.lines[line].stride,
          result: blocks[block].offset * 4,
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
