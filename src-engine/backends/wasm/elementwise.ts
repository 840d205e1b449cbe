// Everything elementwise that a stage computes, from the program's values to a fused pass over the rows of a panel.
import type { MemoryPlan } from '../../compile/6-memory.ts';
import type { Program, ProgramStage } from '../../compile/program.ts';
import { operandOf, type Operand } from '../../compile/uses.ts';
import { ops, type OpName } from '../../ops/index.ts';
import { Arithmetic, type Expr } from './arithmetic.ts';
import { I32, type Func } from './assembler.ts';
import { ROW, type Shape } from './matmul.ts';
import { Pass, type Store } from './pass.ts';
import { sourceOf, type Pointer, type Pointers } from './source.ts';

/**
 * The elementwise values of a stage, as one loop over the rows of a panel. What stands before the loop over panels is
 * written at once, the rest by the function that comes back.
 */
export function elementwisePass(
  f: Func,
  { wide, fma }: Shape,
  program: Program,
  plan: MemoryPlan,
  line: number,
  stage: ProgramStage,
  pointers: Pointers,
): (panel: number) => void {
  const arithmetic = new Arithmetic(fma);
  /** Locals that walk along the rows of a panel, by the pointer that they start from and the distance of panels. */
  const walks = new Map<string, { local: number; pointer: Pointer; stride: number }>();
  const placeOf = (of: Operand): { pointer: number; offset: number } => {
    const { pointer, offset, stride } = sourceOf(plan, line, of);
    pointers.local(pointer);
    const step = plan.values.places[of.value]!.kind === 'scratch' ? 0 : stride;
    const key = `${pointer} ${step}`;
    let walk = walks.get(key);
    if (!walk) walks.set(key, (walk = { local: f.local(I32), pointer, stride: step }));
    return { pointer: walk.local, offset };
  };
  const made = new Map<number, Expr>();
  const operand = (id: number): Expr => {
    const of = operandOf(program, id);
    const { op, attrs } = program.values[of.value];
    if (op === 'constant') return arithmetic.constant(attrs.value);
    if (op === 'one') return arithmetic.constant(1);
    const known = of.shift === 0 ? made.get(of.value) : undefined;
    if (known) return known;
    const { pointer, offset } = placeOf(of);
    return arithmetic.load(pointer, offset);
  };
  const stores: Store[] = [];
  for (const id of stage.elementwise) {
    const { op, inputs, attrs } = program.values[id];
    const { code } = ops[op as OpName];
    if (!code) throw new Error(`${op} cannot stand in an elementwise pass`);
    const value = code(arithmetic, inputs.map(operand), attrs);
    made.set(id, value);
    if (plan.values.places[id]!.kind !== 'registers') stores.push({ value, ...placeOf({ value: id, shift: 0, isStill: false }) });
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
