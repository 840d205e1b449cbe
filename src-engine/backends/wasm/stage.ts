/**
 * One stage of one step, as a function: panel by panel of 16 columns, first the matmuls, then the fused pass over
 * what they gave, which is still in cache.
 */
import { addressOf, blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL, panelsOf } from '../../compile/6-memory-values.ts';
import type { Program, ProgramStage } from '../../compile/program.ts';
import { operandOf } from '../../compile/uses.ts';
import { ops, type OpName } from '../../ops/index.ts';
import { Arithmetic, type Expr } from './arithmetic.ts';
import { Func, I32, V128, type ModuleWriter } from './assembler.ts';
import { ROW, writeLinear, type LinearShape, type Shape } from './matmul.ts';
import { Pass, type Store } from './pass.ts';
import { leftSide, Pointers, sourceOf, type LeftSide, type Pointer } from './source.ts';

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

/** Parameters of the function: the step and the first row of the thread, both in bytes of a slot. */
export function writeStage(shared: Shared, program: Program, plan: MemoryPlan, range: 'all' | 'tail', stage: ProgramStage): Func {
  const f = new Func([I32, I32]);
  const [time, row] = [0, 1];
  const pointers = new Pointers(f, plan, time, row);
  const panel = f.local(I32);
  const panels = panelsOf(stage.width);

  const operandSource = (id: number) => {
    const { value, shift } = operandOf(program, id);
    return sourceOf(plan, range, value, shift);
  };
  const groups = sideBySide(program, plan, range, stage.rows);
  const reductions = stage.rows.filter((id) => program.values[id].op !== 'linear');
  for (const { side, first } of groups) {
    for (const piece of side.pieces) pointers.local(piece.source.pointer);
    pointers.local(sourceOf(plan, range, first, 0).pointer);
  }
  for (const id of reductions) for (const x of [id, program.values[id].inputs[0]]) pointers.local(operandSource(x).pointer);
  const writePass = elementwisePass(f, shared.shape, program, plan, range, stage, pointers);

  /** Address of a value's panel. */
  const pushPanel = (id: number) => {
    const { kind } = plan.values.places[id]!;
    const { pointer, offset, stride } = sourceOf(plan, range, id, 0);
    f.get(pointers.local(pointer)).int(offset).plus();
    if (kind !== 'scratch' && panels > 1) f.get(panel).int(stride).times().plus();
  };
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
function sideBySide(program: Program, plan: MemoryPlan, range: 'all' | 'tail', linears: number[]): Group[] {
  const groups: (Group & { key: string; last: number })[] = [];
  for (const id of linears) {
    if (program.values[id].op !== 'linear') continue;
    const side = leftSide(program, plan, id, range);
    const { rows } = plan.weights.blocks[plan.weights.blockOf[id]!];
    const key = JSON.stringify([side.pieces, side.biases.map((b) => b.row), rows, plan.values.places[id]!.kind]);
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

/**
 * The elementwise values of a stage, as one loop over the rows of a panel. What stands before the loop over panels is
 * written at once, the rest by the function that comes back.
 */
function elementwisePass(
  f: Func,
  { wide, fma }: Shape,
  program: Program,
  plan: MemoryPlan,
  range: 'all' | 'tail',
  stage: ProgramStage,
  pointers: Pointers,
): (panel: number) => void {
  const arithmetic = new Arithmetic(fma);
  /** Locals that walk along the rows of a panel, by the pointer that they start from and the distance of panels. */
  const walks = new Map<string, { local: number; pointer: Pointer; stride: number }>();
  const placeOf = (value: number, shift: number): { pointer: number; offset: number } => {
    const { pointer, offset, stride } = sourceOf(plan, range, value, shift);
    pointers.local(pointer);
    const step = plan.values.places[value]!.kind === 'scratch' ? 0 : stride;
    const key = `${pointer} ${step}`;
    let walk = walks.get(key);
    if (!walk) walks.set(key, (walk = { local: f.local(I32), pointer, stride: step }));
    return { pointer: walk.local, offset };
  };
  const made = new Map<number, Expr>();
  const operand = (id: number): Expr => {
    const { value, shift } = operandOf(program, id);
    const { op, attrs } = program.values[value];
    if (op === 'constant') return arithmetic.constant(attrs.value);
    if (op === 'one') return arithmetic.constant(1);
    const known = shift === 0 ? made.get(value) : undefined;
    if (known) return known;
    const { pointer, offset } = placeOf(value, shift);
    return arithmetic.load(pointer, offset);
  };
  const stores: Store[] = [];
  for (const id of stage.elementwise) {
    const { op, inputs, attrs } = program.values[id];
    const { code } = ops[op as OpName];
    if (!code) throw new Error(`${op} cannot stand in an elementwise pass`);
    const value = code(arithmetic, inputs.map(operand), attrs);
    made.set(id, value);
    if (plan.values.places[id]!.kind !== 'registers') stores.push({ value, ...placeOf(id, 0) });
  }
  if (!stores.length) return () => {};

  const pass = new Pass(arithmetic, stores, wide);
  const counter = f.local(I32);
  pass.begin(f);
  return (panel) => {
    for (const { local, pointer, stride } of walks.values()) {
      f.get(pointers.local(pointer));
      if (stride) f.get(panel).int(stride).times().plus();
      f.set(local);
    }
    f.loop(counter, 0, plan.rowsPerThread, 1, () => {
      for (let shift = 0; shift < ROW; shift += 16 * wide) pass.emit(f, shift);
      for (const { local } of walks.values()) f.advance(local, ROW);
    });
  };
}

/** The largest of the first `width` columns of each row. Parameters: the panels, and the panel for the result (column 0). */
function writeRowMax(f: Func, rows: number, width: number, stride: number): void {
  const [from, to] = [0, 1];
  const counter = f.local(I32);
  const panel = f.local(I32);
  const p = f.local(I32);
  const most = f.local(V128);
  const full = Math.floor(width / PANEL);
  const max = (load: () => void) => {
    f.get(most);
    load();
    f.op('maximum').set(most);
  };
  f.loop(counter, 0, rows, 1, () => {
    f.get(from).loadSplat(0).set(most).get(from).set(p);
    if (full)
      f.loop(panel, 0, full, 1, () => {
        for (let j = 0; j < 4; j++) max(() => f.get(p).load(16 * j));
        f.advance(p, stride);
      });
    for (let column = full * PANEL; column < width; column++) max(() => f.get(p).loadSplat((column % PANEL) * 4));
    max(() => f.get(most).get(most).shuffle([2, 3, 0, 1]));
    max(() => f.get(most).get(most).shuffle([1, 0, 3, 2]));
    f.get(to).get(most).store(0);
    f.advance(from, ROW).advance(to, ROW);
  });
}
