/**
 * The graph backwards. The gradient of a step is a step too: what a value is owed by step t + d is a read at shift +d, so
 * run from the last step to the first it is backpropagation through time, for any wiring.
 *
 * Within a step values are walked from the loss back; what later steps owe is read from placeholders that are bound at
 * the end. Between lines: what `once` receives from everywhere is a total, what a total receives goes everywhere, and
 * what the end of a line owes it is zero at all earlier steps.
 */
import { keeper } from './4-gradient-keep.ts';
import { adjoint, pathOf } from './4-gradient-settle.ts';
import { Sweep, type Linear } from './4-gradient-sweep.ts';
import type { Graph } from './graph.ts';
import { topological } from './topological.ts';
import type { Term, Value } from './value.ts';

export interface Gradients {
  /** Gradient of every linear that has a trained weight: what its weight gradients are made from. */
  linears: Linear[];
}

/** Appends the backward pass to the graph. seed: dLoss/dloss, of the width and line of the loss; made when asked for. */
export function differentiate(graph: Graph, loss: Value, seed: () => Value, isTrained: (weight: string) => boolean): Gradients {
  graph.pass = 'backward';
  const settlings = graph.settlings.map((s) => pathOf(graph, s));
  const order = topological(graph.all(), new Map(settlings.flatMap((s) => s.users.map((user) => [user, s.path] as const))));
  const wanted = between(order, loss, isTrained);
  const sweep = new Sweep(graph, wanted, isTrained, keeper(order, wanted, isTrained));
  const placeholders: { read: Value; of: Value }[] = [];
  const pending: { term: Term; of: Value }[] = [];

  sweep.receive(loss, seed());
  // What is owed by other steps is known only at the end of the walk.
  for (const v of order) {
    if (!wanted.has(v)) continue;
    if (v.op === 'read' && v.shift !== 0) {
      const owed = graph.readLater(v.width, -v.shift, v.of!.line);
      placeholders.push({ read: owed, of: v });
      sweep.receive(v.of!, owed);
    }
    for (const t of v.terms) {
      if (t.shift === 0 || t.value.line !== v.line || !wanted.has(t.value)) continue;
      const term: Term = { ...t, value: v, shift: -t.shift, transposed: !t.transposed };
      pending.push({ term, of: v });
      sweep.receiveTerm(t.value, term);
    }
  }

  const open = new Set(settlings);
  for (const v of [...order].reverse()) {
    if (!wanted.has(v)) continue;
    // All that is owed to a settled pass from outside is known when the first of its values is come to.
    for (const s of open) if (s.path.includes(v) && open.delete(s)) adjoint(graph, sweep, s);
    sweep.visit(v);
  }
  for (const { read, of } of placeholders) bind(read, sweep.gradientOf(of));
  for (const { term, of } of pending) {
    const g = sweep.gradientOf(of);
    if (g) term.value = g;
    else term.rows = 0;
  }
  for (const v of graph.all()) if (v.op === 'linear' && v.pass === 'backward') dropEmpty(v);
  return { linears: sweep.linears };
}

/** A placeholder whose value turned out to receive nothing reads zeros. */
function bind(read: Value, g: Value | undefined): void {
  if (g) read.of = g;
  else becomeZero(read);
}

function becomeZero(v: Value): void {
  Object.assign(v, { op: 'constant', attrs: { value: 0 }, inputs: [], terms: [], shift: 0 });
}

function dropEmpty(v: Value): void {
  v.terms = v.terms.filter((t) => t.rows > 0);
  if (!v.terms.length) becomeZero(v);
}

/** Values through which a trained weight acts on the loss, across steps and lines. */
function between(order: readonly Value[], loss: Value, isTrained: (weight: string) => boolean): Set<Value> {
  const users = new Map<Value, Value[]>();
  const use = (of: Value, by: Value) => void (users.get(of) ?? users.set(of, []).get(of)!).push(by);
  for (const v of order) for (const x of read(v)) use(x, v);
  const moved = new Set(order.filter((v) => v.terms.some((t) => isTrained(t.weight))));
  for (const v of moved) for (const user of users.get(v) ?? []) moved.add(user);
  const felt = new Set([loss]);
  for (const v of felt) for (const x of read(v)) felt.add(x);
  return new Set([...moved].filter((v) => felt.has(v)));
}

/** All that a value reads, at any step. */
const read = (v: Value): Value[] => [...v.inputs, ...v.terms.map((t) => t.value), ...(v.of ? [v.of] : [])];
