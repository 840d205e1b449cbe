/**
 * End-to-end merge: a sum of matmuls and biases becomes one `linear` with all their terms. Done before
 * differentiating, so that the gradient of what feeds eight matmuls comes out as one linear of eight terms.
 *
 * A weight that is used at several places (a cell iterated until it settles, a shared cell) must be packed the same way
 * at each of them; where the sums differ, its terms stay linears of their own.
 */
import type { Graph } from './graph.ts';
import { ONCE } from './line.ts';
import type { Term, Value } from './value.ts';

export function merge(graph: Graph): void {
  const all = graph.all();
  const uses = new Map<Value, number>();
  const addedIn = new Map<Value, Value>();
  const use = (v: Value | undefined) => v && uses.set(v, (uses.get(v) ?? 0) + 1);
  for (const v of all) {
    v.inputs.forEach(use);
    v.terms.forEach((t) => use(t.value));
    use(v.of);
    if (v.op === 'add') for (const x of v.inputs) addedIn.set(x, v);
  }
  /** Used by one addition of the same line, and by nothing else. */
  const isSummand = (v: Value) => uses.get(v) === 1 && addedIn.get(v)?.line === v.line;

  for (const v of all) {
    if (v.op !== 'add' || isSummand(v)) continue;
    const leaves = sumOf(v, isSummand);
    const linears = leaves.map((l) => linearBehind(l, v, isSummand, uses));
    if (linears.filter(Boolean).length < 2) continue;
    const first = leaves.find((l) => l.op === 'linear' && linears[leaves.indexOf(l)])!;
    const rest = leaves.filter((_, i) => !linears[i]);
    if (!first) continue;
    first.terms = linears.flatMap((l) => l?.terms ?? []);
    for (const l of linears) if (l && l !== first) graph.remove(l);
    graph.replaceBySum(v, [first, ...rest]);
  }
  splitConflicts(graph);
}

/** The summands of nested additions that nothing else reads. */
const sumOf = (v: Value, isSummand: (v: Value) => boolean): Value[] =>
  v.inputs.flatMap((x) => (x.op === 'add' && isSummand(x) ? sumOf(x, isSummand) : [x]));

/** The linear that a summand is; or that of a bias, which is the same everywhere and so may join a sum on any line. */
function linearBehind(summand: Value, sum: Value, isSummand: (v: Value) => boolean, uses: Map<Value, number>): Value | undefined {
  if (summand.op === 'linear' && summand.line === sum.line && isSummand(summand)) return summand;
  const of = summand.op === 'everywhere' && uses.get(summand) === 1 ? summand.of! : undefined;
  return of?.op === 'linear' && uses.get(of) === 1 && isBias(of.terms) ? of : undefined;
}

const isBias = (terms: readonly Term[]): boolean => terms.every((t) => t.value.op === 'one');

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
        names.map((name) => {
          const terms = l.terms.filter((t) => t.weight === name);
          return { terms, line: isBias(terms) ? ONCE : l.line };
        }),
      );
      again = true;
    }
  }
}
