/**
 * What the backward pass finds in memory and what it computes again. Keeping a value costs a store and a load of something
 * that has left the cache by then; computing it again costs what its ops cost - from values that are kept anyway, so that
 * nothing else has to be kept for it.
 */
import { ops, type OpName } from '../ops/index.ts';
import type { Builder } from '../ops/op.ts';
import { isComputed, operandsOf, type Value } from './value.ts';

/** Vector instructions that a store and a late load are worth. */
const worthKeeping = 4;

/**
 * Whether a value of the forward pass is kept rather than computed again.
 * order: each value after those that it needs. wanted: those that pass a gradient on.
 */
export function keeper(order: readonly Value[], wanted: ReadonlySet<Value>, isTrained: (weight: string) => boolean): (v: Value) => boolean {
  /** In memory in any case: what other steps and lines read, and what weight gradients are made from. */
  const isThere = new Set<Value>();
  const asked = new Set<Value>();
  for (const v of order) {
    const learns = v.terms.some((t) => isTrained(t.weight));
    for (const { value, shift } of operandsOf(v)) if (shift !== 0 || value.line !== v.line || learns) isThere.add(value);
    if (wanted.has(v) && isElementwise(v)) for (const used of usedByGradient(v)) asked.add(used);
  }
  const costs = new Map<Value, number>();
  const costOf = (v: Value): number => (isComputed(v) && !isThere.has(v) ? (costs.get(v) ?? Infinity) : 0);
  for (const v of order) {
    if (!isElementwise(v)) costs.set(v, asked.has(v) ? 0 : Infinity);
    else {
      const again = v.inputs.reduce((n, x) => n + costOf(x), ops[v.op as OpName].cost);
      costs.set(v, asked.has(v) && again > worthKeeping ? 0 : again);
    }
  }
  const isAgain = new Set(order.filter((v) => isElementwise(v) && !isThere.has(v) && costs.get(v)! > 0 && costs.get(v)! <= worthKeeping));
  for (const v of order) if (v.op === 'hold' && costOf(v) === 0 && !isThere.has(v)) isAgain.add(v);
  return (v) => !isAgain.has(v);
}

const isElementwise = (v: Value): boolean => v.op in ops && !ops[v.op as OpName].reduces;

/** The inputs of a value, and the value itself, as far as its gradient is written with them. */
function usedByGradient(v: Value): Value[] {
  const used = new Set<Value>();
  const dummy = { width: v.width } as Value;
  const builder = new Proxy({} as Builder, {
    get:
      () =>
      (...args: unknown[]) => {
        for (const arg of args) used.add(arg as Value);
        return dummy;
      },
  });
  const shares = ops[v.op as OpName].gradient(builder, dummy, v.inputs, v, v.attrs);
  for (const share of shares) if (share) used.add(share);
  return [...v.inputs, v].filter((x) => used.has(x));
}
