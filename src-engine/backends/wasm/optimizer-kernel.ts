/**
 * A rule - an optimizer, an adjustment of gradients - as one loop over weights, gradients and slots, which lie at the same
 * offsets of their areas.
 * Arithmetic on numbers of the step alone (1 - beta1 ...) is done once, in float64, and handed in rounded.
 */
import { SCALARS, scalarCount, type MemoryPlan } from '../../compile/6-memory.ts';
import type { Value } from '../../compile/value.ts';
import { ops, type OpName } from '../../ops/index.ts';
import { adjustmentGraph, type AdjustmentName } from '../../train/adjustments.ts';
import { updateGraph, type OptimizerName } from '../../train/optimizers.ts';
import type { RuleGraph } from '../../train/rules.ts';
import { Arithmetic, type Expr } from './arithmetic.ts';
import { Func, I32, V128 } from './assembler.ts';
import type { Shape } from './matmul.ts';
import { Pass, type Store } from './pass.ts';

export interface RuleKernel {
  func: Func;
  /** The numbers that the code finds at SCALARS. */
  numbers(scalars: Record<string, number>): Float32Array;
}

export const updateKernel = (name: OptimizerName, plan: MemoryPlan, shape: Shape): RuleKernel =>
  ruleKernel(name, updateGraph(name), plan, shape);
export const adjustmentKernel = (name: AdjustmentName, plan: MemoryPlan, shape: Shape): RuleKernel =>
  ruleKernel(name, adjustmentGraph(name), plan, shape);

/** Parameters of the function: address of the first trained weight and of the one past the last, 64 bytes apart at least. */
function ruleKernel(name: string, rule: RuleGraph, plan: MemoryPlan, { fma, wide }: Shape): RuleKernel {
  const f = new Func([I32, I32]);
  const [at, end] = [0, 1];
  const arithmetic = new Arithmetic(fma);
  const uniforms: { value: Value; local: number; number: Formula }[] = [];
  const uniform = (value: Value): Expr => {
    let known = uniforms.find((u) => u.value === value);
    if (!known) {
      known = { value, local: f.local(V128), number: formula(value) };
      f.int(SCALARS + uniforms.length * 4)
        .loadSplat(0)
        .set(known.local);
      uniforms.push(known);
    }
    return arithmetic.uniform(known.local);
  };
  const areaOf = (leaf: string): number =>
    leaf === 'weight' ? plan.trained : leaf === 'gradient' ? plan.gradients : plan.slots[leaf.slice(5)];
  const load = (leaf: string): Expr => arithmetic.load(at, areaOf(leaf) - plan.trained);

  const made = new Map<Value, Expr>();
  const expr = (v: Value): Expr => {
    let e = made.get(v);
    if (!e) made.set(v, (e = write(v)));
    return e;
  };
  const write = (v: Value): Expr => {
    if (v.op === 'constant') return arithmetic.constant(v.attrs.value);
    if (isUniform(v)) return uniform(v);
    if (v.op === 'input') return load(v.name!);
    return ops[v.op as OpName].code!(arithmetic, v.inputs.map(expr), v.attrs);
  };
  const store = (leaf: string, v: Value): Store => ({ value: expr(v), pointer: at, offset: areaOf(leaf) - plan.trained });
  const stores: Store[] = Object.entries(rule.slots).map(([slot, v]) => store(`slot/${slot}`, v));
  if (rule.gradient) stores.push(store('gradient', rule.gradient));
  if (rule.weight) stores.push(store('weight', rule.weight));
  if (uniforms.length > scalarCount) throw new Error(`${name} needs ${uniforms.length} numbers per step, there is room for ${scalarCount}`);

  const pass = new Pass(arithmetic, stores, wide);
  pass.begin(f);
  f.whileDifferent(at, end, () => {
    pass.emit(f, 0);
    f.advance(at, 16 * wide);
  });
  const numbers = new Float32Array(uniforms.length);
  return {
    func: f,
    numbers: (scalars) => {
      uniforms.forEach(({ number }, i) => (numbers[i] = number(scalars)));
      return numbers;
    },
  };
}

/** From the numbers of a step to one that the code needs. */
type Formula = (scalars: Record<string, number>) => number;

const isUniform = (v: Value): boolean =>
  v.op === 'constant' || (v.op === 'input' ? v.name!.startsWith('scalar/') : v.inputs.length > 0 && v.inputs.every(isUniform));

function formula(v: Value): Formula {
  if (v.op === 'constant') return () => v.attrs.value;
  const key = v.name?.slice('scalar/'.length);
  if (v.op === 'input') return (scalars) => scalars[key!];
  const inputs = v.inputs.map(formula);
  const { meaning } = ops[v.op as OpName];
  return (scalars) =>
    meaning(
      inputs.map((input) => input(scalars)),
      v.attrs,
    );
}
