/**
 * The graph backwards. The gradient of a step is a step too: what a value is owed by step t + d is a read at shift +d, so
 * run from the last step to the first it is backpropagation through time, for any wiring.
 *
 * Within a step values are walked from the loss back; what later steps owe is read from placeholders that are bound at
 * the end. Between lines: what `once` receives from everywhere is a total, what a total receives goes everywhere, and
 * what the end of a line owes it is zero at all earlier steps.
 */
import { ops, type OpName } from '../ops/index.ts';
import type { Graph } from './graph.ts';
import { ONCE } from './line.ts';
import { isComputed, type Term, type Value } from './value.ts';

export interface Gradients {
  /** Gradient of every linear that has a trained weight: what its weight gradients are made from. */
  linears: { linear: Value; gradient: Value }[];
}

/** Appends the backward pass to the graph. seed: dLoss/dloss, of the width and line of the loss; made when asked for. */
export function differentiate(graph: Graph, loss: Value, seed: () => Value, isTrained: (weight: string) => boolean): Gradients {
  graph.pass = 'backward';
  const b = graph.builder;
  const order = topological(graph.all());
  const wanted = between(order, loss, isTrained);
  const received = new Map<Value, Value[]>();
  const terms = new Map<Value, Term[]>();
  const give = <T>(map: Map<Value, T[]>, v: Value, x: T) => void (map.get(v) ?? map.set(v, []).get(v)!).push(x);
  const gradientOf = new Map<Value, Value>();
  const placeholders: { read: Value; of: Value }[] = [];
  const pending: { term: Term; of: Value }[] = [];
  const linears: Gradients['linears'] = [];

  give(received, loss, seed());
  // What is owed by other steps is known only at the end of the walk.
  for (const v of order) {
    if (!wanted.has(v)) continue;
    if (v.op === 'read' && v.shift !== 0) {
      const owed = graph.readLater(v.width, -v.shift, v.of!.line);
      placeholders.push({ read: owed, of: v });
      give(received, v.of!, owed);
    }
    for (const t of v.terms) {
      if (t.shift === 0 || t.value.line !== v.line || !wanted.has(t.value)) continue;
      const term: Term = { ...t, value: v, shift: -t.shift, transposed: !t.transposed };
      pending.push({ term, of: v });
      give(terms, t.value, term);
    }
  }

  const saved = (v: Value): Value => {
    if (!isComputed(v) || !(v.op in ops) || !ops[v.op as OpName].cheap) return v;
    return graph.call(v.op as OpName, v.inputs.map(saved), v.attrs);
  };
  const distributeLinear = (v: Value, g: Value) => {
    if (v.terms.some((t) => isTrained(t.weight))) linears.push({ linear: v, gradient: g });
    for (const t of v.terms) {
      if (!wanted.has(t.value) || (t.value.line === v.line && t.shift !== 0)) continue;
      const term: Term = { ...t, value: g, shift: 0, transposed: !t.transposed };
      if (t.value.line === v.line) give(terms, t.value, term);
      else if (t.value.line === ONCE) give(terms, t.value, { ...term, value: graph.total(g) });
      // The end of a line computes its share at home: elsewhere there is nothing to compute.
      else {
        const share = graph.linear([term], t.transposed ? graph.weights.get(t.weight)!.cols : t.rows, v.line);
        give(received, t.value, graph.read(graph.on(t.value.line, share, true), -t.shift));
      }
    }
  };
  const distribute = (v: Value, g: Value) => {
    switch (v.op) {
      case 'linear':
        return distributeLinear(v, g);
      case 'read':
        if (v.shift === 0) give(received, v.of!, graph.on(v.of!.line, g, true));
        return;
      case 'everywhere':
        return give(received, v.of!, graph.total(g));
      case 'total':
        return give(received, v.inputs[0], graph.on(v.inputs[0].line, g));
      case 'fold':
        return give(received, v.inputs[0], graph.unfold(g, v.attrs.points));
      case 'unfold':
        return give(received, v.inputs[0], graph.fold(g, v.attrs.points));
    }
    const shares = ops[v.op as OpName].gradient(b, g, v.inputs.map(saved), saved(v), v.attrs);
    v.inputs.forEach((x, i) => {
      const share = shares[i];
      if (share && wanted.has(x)) give(received, x, share);
    });
  };

  for (const v of [...order].reverse()) {
    if (!wanted.has(v)) continue;
    const parts = [...(received.get(v) ?? [])];
    const summed = terms.get(v);
    if (summed) parts.unshift(graph.linear(summed, v.width, v.line));
    if (!parts.length) continue;
    const sum = b.add(...parts);
    // A gradient that is a view or a leaf becomes a value that terms and other steps can refer to.
    const g = isComputed(sum) && sum.line === v.line ? sum : graph.copy(sum, v.line);
    gradientOf.set(v, g);
    distribute(v, g);
  }
  for (const { read, of } of placeholders) bind(read, gradientOf.get(of));
  for (const { term, of } of pending) {
    const g = gradientOf.get(of);
    if (g) term.value = g;
    else term.rows = 0;
  }
  for (const v of graph.all()) if (v.op === 'linear' && v.pass === 'backward') dropEmpty(graph, v);
  return { linears };
}

/** A placeholder whose value turned out to receive nothing reads zeros. */
function bind(read: Value, g: Value | undefined): void {
  if (g) read.of = g;
  else becomeZero(read);
}

function becomeZero(v: Value): void {
  Object.assign(v, { op: 'constant', attrs: { value: 0 }, inputs: [], terms: [], shift: 0 });
}

function dropEmpty(graph: Graph, v: Value): void {
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

/** These values, each after those among them that it needs within the same step. */
export function topological(values: readonly Value[]): Value[] {
  const unseen = new Set(values);
  const order: Value[] = [];
  const visit = (root: Value) => {
    const path: { v: Value; needs: Value[] }[] = [];
    const enter = (v: Value) => {
      if (!unseen.delete(v)) return;
      // Another line is done with before this one is begun, at whichever step it is read.
      const terms = v.terms.filter((t) => t.shift === 0 || t.value.line !== v.line).map((t) => t.value);
      path.push({ v, needs: [...terms, ...v.inputs, ...(v.of && v.shift === 0 ? [v.of] : [])].reverse() });
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
