/**
 * End-to-end merge: a sum of matmuls and biases becomes one `linear` with all their terms. Done before
 * differentiating, so that the gradient of what feeds eight matmuls comes out as one linear of eight terms.
 *
 * A weight that is used at several places (a cell iterated until it settles, a shared cell) must be packed the same way
 * at each of them; where the sums differ, its terms stay linears of their own.
 */
import type { Graph } from './graph.ts';
import type { Value } from './value.ts';

export function merge(graph: Graph): void {
  const forward = graph.blocks.flatMap((block) => block.values);
  const uses = new Map<Value, number>();
  const use = (v: Value | undefined) => v && uses.set(v, (uses.get(v) ?? 0) + 1);
  for (const v of graph.all()) {
    v.inputs.forEach(use);
    v.terms.forEach((t) => use(t.value));
    use(v.of);
  }

  for (const v of forward) {
    if (v.op !== 'add' || (uses.get(v) === 1 && forward.some((u) => u.op === 'add' && u.block === v.block && u.inputs.includes(v))))
      continue;
    const leaves = sumOf(v, uses);
    const linears = leaves.filter((l) => l.op === 'linear' && uses.get(l) === 1 && l.block === v.block);
    if (linears.length < 2) continue;
    const rest = leaves.filter((l) => !linears.includes(l));
    const first = linears[0];
    first.terms = linears.flatMap((l) => l.terms);
    for (const l of linears.slice(1)) graph.remove(l);
    graph.replaceBySum(v, [first, ...rest]);
  }
  splitConflicts(graph);
}

/** The summands of nested additions that nothing else reads. */
function sumOf(v: Value, uses: Map<Value, number>): Value[] {
  return v.inputs.flatMap((x) => (x.op === 'add' && x.block === v.block && uses.get(x) === 1 ? sumOf(x, uses) : [x]));
}

/** The weights of a linear, in order: how it will be packed. */
export const packing = (linear: Value): string => linear.terms.map((t) => `${t.weight}[${t.row}+${t.rows}]`).join(' ');

function splitConflicts(graph: Graph): void {
  for (let again = true; again;) {
    again = false;
    const packings = new Map<string, Set<string>>();
    const linears = graph.all().filter((v) => v.op === 'linear');
    for (const l of linears)
      for (const t of l.terms)
        if (!graph.weights.get(t.weight)!.fixed) packings.set(t.weight, (packings.get(t.weight) ?? new Set()).add(packing(l)));
    for (const l of linears) {
      const odd = l.terms.filter((t) => (packings.get(t.weight)?.size ?? 0) > 1);
      const names = [...new Set(l.terms.map((t) => t.weight))];
      if (!odd.length || names.length < 2) continue;
      graph.splitLinear(
        l,
        names.map((name) => l.terms.filter((t) => t.weight === name)),
      );
      again = true;
    }
  }
}
