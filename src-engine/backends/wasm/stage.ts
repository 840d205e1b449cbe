/**
 * One stage of one step, as a function: panel by panel of 16 columns, first the matmuls, then the fused pass over
 * what they gave, which is still in cache.
 */
import { addressOf, blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { panelsOf } from '../../compile/6-memory-layout.ts';
import type { Program, ProgramStage } from '../../compile/program.ts';
import { operandOf, readsLine } from '../../compile/uses.ts';
import { Func, I32, type ModuleWriter } from './assembler.ts';
import { elementwisePass } from './elementwise.ts';
import { ROW, writeLinear, type LinearShape, type Shape } from './matmul.ts';
import { writeMove } from './move.ts';
import { writeRowMax } from './row-max.ts';
import { leftSide, Pointers, sourceOf, type LeftSide } from './source.ts';

/** Functions that several stages call, by what they do; written once. */
export class Shared {
  private readonly known = new Map<string, number>();
  private readonly writer: ModuleWriter;
  readonly shape: Shape;

  constructor(writer: ModuleWriter, shape: Shape) {
    this.writer = writer;
    this.shape = shape;
  }

  linear(shape: LinearShape): number {
    return this.once(`linear ${JSON.stringify(shape)}`, shape.pieces.length + 2, (f) => writeLinear(f, this.shape, shape));
  }

  rowMax(rows: number, width: number, stride: number): number {
    return this.once(`rowMax ${rows} ${width} ${stride}`, 2, (f) => writeRowMax(f, rows, width, stride));
  }

  private once(key: string, params: number, write: (f: Func) => void): number {
    let index = this.known.get(key);
    if (index === undefined) {
      const f = new Func(new Array(params).fill(I32));
      write(f);
      this.known.set(key, (index = this.writer.add(undefined, f)));
    }
    return index;
  }
}

/** Parameters of the function: the step in bytes of slots, and where the arena of the thread begins. */
export function writeStage(shared: Shared, program: Program, plan: MemoryPlan, line: number, stage: ProgramStage): Func {
  const f = new Func([I32, I32]);
  const [time, arena] = [0, 1];
  const pointers = new Pointers(f, plan, line, time, arena);
  const panel = f.local(I32);
  const panels = panelsOf(stage.width);

  const operandSource = (id: number) => sourceOf(plan, line, operandOf(program, id));
  const groups = sideBySide(program, plan, stage.rows);
  const reductions = stage.rows.filter((id) => program.values[id].op === 'rowMax');
  const moves = stage.rows.filter((id) => readsLine(program.values[id].op));
  for (const { side, first } of groups) {
    for (const piece of side.pieces) pointers.local(piece.source.pointer);
    pointers.local(operandSource(first).pointer);
  }
  for (const id of reductions) for (const x of [id, program.values[id].inputs[0]]) pointers.local(operandSource(x).pointer);
  const writePass = elementwisePass(f, shared.shape, program, plan, line, stage, pointers);

  /** Address of a value's panel. */
  const pushPanel = (id: number) => {
    const { kind } = plan.values.places[id]!;
    const { pointer, offset, stride } = operandSource(id);
    f.get(pointers.local(pointer)).int(offset).plus();
    if (kind !== 'scratch' && panels > 1) f.get(panel).int(stride).times().plus();
  };
  for (const id of moves) writeMove(f, shared.shape, program, plan, id, time, arena);
  f.loop(panel, 0, panels, 1, () => {
    for (const { side, first, count, weightStep, resultStep } of groups) {
      for (const { source } of side.pieces) f.get(pointers.local(source.pointer)).int(source.offset).plus();
      const block = plan.weights.blockOf[first]!;
      const { rows } = plan.weights.blocks[block];
      f.get(panel)
        .int(rows * ROW)
        .times()
        .int(blockAddress(plan, block))
        .plus();
      pushPanel(first);
      const pieces = side.pieces.map(({ panels, cols, stride, row }) => ({ panels, cols, stride, row }));
      const biases = side.biases.length;
      f.call(shared.linear({ rows: plan.rowsPerThread, pieces, biases, count, weightStep, resultStep }));
    }
    for (const id of reductions) {
      const [x] = program.values[id].inputs;
      const { pointer, offset, stride } = operandSource(x);
      f.get(pointers.local(pointer)).int(offset).plus();
      pushPanel(id);
      f.call(shared.rowMax(plan.rowsPerThread, program.values[x].width, stride));
    }
    writePass(panel);
  });
  return f;
}

interface Group {
  first: number;
  side: LeftSide;
  count: number;
  weightStep: number;
  resultStep: number;
}

/** Linears with the same left side, weights at one distance and results at one distance run as one. */
function sideBySide(program: Program, plan: MemoryPlan, linears: number[]): Group[] {
  const groups: (Group & { key: string; last: number })[] = [];
  for (const id of linears) {
    if (program.values[id].op !== 'linear') continue;
    const side = leftSide(program, plan, id);
    const { rows } = plan.weights.blocks[plan.weights.blockOf[id]!];
    const key = JSON.stringify([
      side.pieces.map(({ operand: _, ...piece }) => piece),
      side.biases.map((b) => b.row),
      rows,
      plan.values.places[id]!.kind,
    ]);
    const group = groups.at(-1);
    const address = (linear: number) => blockAddress(plan, plan.weights.blockOf[linear]!);
    if (group?.key === key) {
      const weightStep = address(id) - address(group.last);
      const resultStep = addressOf(plan, plan.values.places[id]!) - addressOf(plan, plan.values.places[group.last]!);
      if (group.count === 1 || (group.weightStep === weightStep && group.resultStep === resultStep)) {
        Object.assign(group, { count: group.count + 1, weightStep, resultStep, last: id });
        continue;
      }
    }
    groups.push({ key, first: id, last: id, side, count: 1, weightStep: 0, resultStep: 0 });
  }
  return groups;
}
