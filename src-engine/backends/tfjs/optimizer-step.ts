/**
 * The rule of an optimizer in tfjs ops, on one whole weight at a time. What is made of the step's numbers alone (as
 * 1 - beta2 is) stays a number of 64 bits until it meets a tensor: in 32 bits that difference loses a hundred thousandth.
 */
import type { Value } from '../../compile/value.ts';
import { ops, type OpName } from '../../ops/index.ts';
import type { Scribe, Tensor, Tf } from './tf.ts';

/** Tensors of several roots of a graph, given its leaves by name. */
export function evaluateRule(tf: Tf, scribe: Scribe, roots: readonly Value[], leaf: (name: string) => number | Tensor): Tensor[] {
  const known = new Map<Value, number | Tensor>();
  const value = (v: Value): number | Tensor => {
    let x = known.get(v);
    if (x === undefined) known.set(v, (x = compute(v)));
    return x;
  };
  const compute = (v: Value): number | Tensor => {
    if (v.op === 'input') return leaf(v.name!);
    if (v.op === 'constant') return v.attrs.value;
    const op = ops[v.op as OpName];
    const inputs = v.inputs.map(value);
    if (inputs.every((x) => typeof x === 'number')) return op.meaning(inputs, v.attrs);
    return op.tfjs(scribe, inputs.map(tensor), v.attrs);
  };
  const tensor = (x: number | Tensor): Tensor => (typeof x === 'number' ? tf.scalar(x) : x);
  return roots.map((root) => tensor(value(root)));
}
