import type { Value } from './value.ts';

/** These values, each after those among them that it needs within the same step. more: needs that no reading shows. */
export function topological(values: readonly Value[], more: ReadonlyMap<Value, readonly Value[]> = new Map()): Value[] {
  const unseen = new Set(values);
  const order: Value[] = [];
  const visit = (root: Value) => {
    const path: { v: Value; needs: Value[] }[] = [];
    const enter = (v: Value) => {
      if (!unseen.delete(v)) return;
      // Another line is done with before this one is begun, at whichever step it is read.
      const terms = v.terms.filter((t) => t.shift === 0 || t.value.line !== v.line).map((t) => t.value);
      path.push({ v, needs: [...terms, ...v.inputs, ...(v.of && v.shift === 0 ? [v.of] : []), ...(more.get(v) ?? [])].reverse() });
    };
    enter(root);
    while (path.length) {
      const top = path[path.length - 1];
      const next = top.needs.pop();
      if (next) enter(next);
      else order.push(path.pop()!.v);
    }
  };
  values.forEach(visit);
  return order;
}
