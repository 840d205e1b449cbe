/**
 * What reads all steps of another line: totals, rows side by side as segments, and segments as rows again.
 * Nothing is added across windows, so each thread does this for its own rows.
 */
import { addressAt, addressOf, strideOf, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-layout.ts';
import type { Program } from '../../compile/program.ts';
import { STEPS } from '../../compile/line.ts';
import { operandOf } from '../../compile/uses.ts';
import { I32, V128, type Func } from './assembler.ts';
import { ROW, type Shape } from './matmul.ts';
import { withinGuard } from './source.ts';

/** time, arena: locals with the step, in bytes of slots, and where the arena of the thread begins. */
export function writeMove(f: Func, shape: Shape, program: Program, plan: MemoryPlan, id: number, time: number, arena: number): void {
  const { op } = program.values[id];
  if (op === 'total') writeTotal(f, shape, program, plan, id, arena);
  else writeFold(f, program, plan, id, time, arena);
}

/** Sums over the steps in their order: [rows][16] per panel, a register for each piece of a row at a time. */
function writeTotal(f: Func, { wide }: Shape, program: Program, plan: MemoryPlan, id: number, arena: number): void {
  const to = plan.values.places[id]!;
  const of = operandOf(program, program.values[id].inputs[0]);
  const place = plan.values.places[of.value]!;
  const { steps } = plan.lines[place.line];
  const first = addressAt(plan, place, withinGuard(plan.lines[place.line], of.shift));
  const [from, at, count, turn, panel] = Array.from({ length: 5 }, () => f.local(I32));
  const sums = Array.from({ length: 4 }, () => f.local(V128));
  const start = to.kind === 'sequence' ? addressAt(plan, to, 0) : addressOf(plan, to);
  f.loop(panel, 0, to.panels, 1, () => {
    f.get(panel).int(strideOf(plan, to)).times().int(start).plus().get(arena).plus().set(at);
    f.loop(count, 0, plan.rowsPerThread, 1, () => {
      f.get(panel).int(strideOf(plan, place)).times();
      f.int(first).plus().get(arena).plus().get(count).int(ROW).times().plus().set(from);
      for (const sum of sums) f.constant(0).set(sum);
      f.loop(turn, 0, steps, 1, () => {
        for (let j = 0; j < 4; j += wide)
          for (let w = 0; w < wide; w++)
            f.get(sums[j + w])
              .get(from)
              .load(16 * (j + w))
              .op('add')
              .set(sums[j + w]);
        f.advance(from, plan.slotBytes);
      });
      sums.forEach((sum, j) =>
        f
          .get(at)
          .get(sum)
          .store(16 * j),
      );
      f.advance(at, ROW);
    });
  });
}

/**
 * Single numbers from row to row. Segment s, row `r`: column j * width + i is column i of step s * points + j.
 * fold writes a segment, unfold a step.
 */
function writeFold(f: Func, program: Program, plan: MemoryPlan, id: number, time: number, arena: number): void {
  const v = program.values[id];
  const { points } = v.attrs;
  const isFold = v.op === 'fold';
  const of = operandOf(program, v.inputs[0]);
  const [own, other] = [plan.values.places[id]!, plan.values.places[of.value]!];
  const [rowsPlace, segmentPlace] = isFold ? [other, own] : [own, other];
  const width = isFold ? v.width / points : v.width;
  const segments = plan.lines[segmentPlace.line].steps;
  /** Rows before the first segment. */
  const left = plan.lines[STEPS].steps - segments * points;
  const shift = withinGuard(plan.lines[other.line], of.shift);
  const base = (p: typeof own, t: number) => (p.kind === 'sequence' ? addressAt(plan, p, t) : addressOf(plan, p));
  const [from, to, count, j, k, place] = Array.from({ length: 6 }, () => f.local(I32));
  /** Pushes the address of column k of a row of a segment, whose first panel is in a local. */
  const column = (first: number) =>
    f
      .get(first)
      .get(k)
      .int(4)
      .shiftRight()
      .int(strideOf(plan, segmentPlace))
      .times()
      .plus()
      .get(k)
      .int(PANEL - 1)
      .and()
      .int(4)
      .times()
      .plus();
  const columnsOf = (rowAt: number, segmentAt: number) => {
    for (let i = 0; i < width; i++) {
      const offset = Math.floor(i / PANEL) * strideOf(plan, rowsPlace) + (i % PANEL) * 4;
      if (isFold) {
        column(segmentAt).get(rowAt).loadWord(offset).storeWord(0);
      } else {
        f.get(rowAt);
        column(segmentAt).loadWord(0).storeWord(offset);
      }
      f.advance(k, 1);
    }
  };
  if (isFold) {
    f.loop(count, 0, plan.rowsPerThread, 1, () => {
      // The step of the segment in bytes of slots, times points: its first row.
      f.get(time)
        .int(points)
        .times()
        .int(base(other, left + shift))
        .plus()
        .get(arena)
        .plus()
        .get(count)
        .int(ROW)
        .times()
        .plus()
        .set(from);
      if (own.kind === 'sequence') f.get(time).int(base(own, 0)).plus();
      else f.int(base(own, 0));
      f.get(arena).plus().get(count).int(ROW).times().plus().set(to);
      f.int(0).set(k);
      f.loop(j, 0, points, 1, () => {
        columnsOf(from, to);
        f.advance(from, plan.slotBytes);
      });
    });
    return;
  }
  // place: the step counted from the first row of the first segment; below zero nothing is owed.
  f.get(time).int(plan.slotBytes).dividedBy().int(left).minus().set(place);
  f.loop(count, 0, plan.rowsPerThread, 1, () => {
    if (own.kind === 'sequence') f.get(time).int(base(own, 0)).plus();
    else f.int(base(own, 0));
    f.get(arena).plus().get(count).int(ROW).times().plus().set(to);
    f.get(place).int(points).dividedBy().int(plan.slotBytes).times().int(base(other, shift)).plus();
    f.get(arena).plus().get(count).int(ROW).times().plus().set(from);
    f.get(place).int(points).remainder().int(width).times().set(k);
    f.ifElse(
      () => f.get(place).int(0).isBelow(),
      () => {
        for (let i = 0; i < width; i++)
          f.get(to)
            .int(0)
            .storeWord(Math.floor(i / PANEL) * strideOf(plan, own) + (i % PANEL) * 4);
      },
      () => columnsOf(to, from),
    );
  });
}
