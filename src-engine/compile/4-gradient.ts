/**
 * The program backwards. The gradient of a step is a step program too: what a value is owed by step t + d is a read at
 * shift +d, so run from the last step to the first it is backpropagation through time, for any wiring.
 *
 * One backward block per forward block, in reverse order. A gradient that crosses from one block into another lands in
 * the block that made the value; only a block that runs over the tail alone computes its share at home, because
 * outside its range there is nothing to compute (its buffers are zero there).
 */
import { ops, type OpName } from '../ops/index.ts';
import type { Graph } from './graph.ts';
import type { Block, Term, Value } from './value.ts';

export interface Gradients {
  /** Gradient of every linear that has a trained weight: what its weight gradients are made from. */
  linears: { linear: Value; gradient: Value }[];
}

/**
 * Appends the backward blocks to the graph.
 * loss: a value of the last forward block; seed: dLoss/dloss, of the same width, made in the first backward block.
 */
export function differentiate(graph: Graph, loss: Value, seed: () => Value, isTrained: (weight: string) => boolean): Gradients {
  const b = graph.builder;
  const forward = [...graph.blocks];
  const needs = needing(graph, isTrained);
  const gradientOf = new Map<Value, Value>();
  /** From blocks already walked: a gradient at a shift, or terms that the block of the value will sum. */
  const fromLater = new Map<Value, Value[]>();
  const termsFromLater = new Map<Value, Term[]>();
  const give = <T>(map: Map<Value, T[]>, v: Value, x: T) => void (map.get(v) ?? map.set(v, []).get(v)!).push(x);
  const linears: Gradients['linears'] = [];

  for (const block of [...forward].reverse()) {
    const order = topological(block);
    const received = new Map<Value, Value[]>();
    const terms = new Map<Value, Term[]>();
    const back = graph.openBlock(block.loop, 'backward', block.range);
    const placeholders: { read: Value; of: Value }[] = [];
    const pending: { term: Term; of: Value }[] = [];

    for (const v of order) {
      if (v === loss) give(received, v, seed());
      for (const g of fromLater.get(v) ?? []) give(received, v, g);
      for (const t of termsFromLater.get(v) ?? []) give(terms, v, t);
    }
    // What is owed by later steps of this block is known only at the end of the walk.
    for (const read of readsOf(order)) {
      const of = read.of!;
      if (of.block !== block || !needs.has(of)) continue;
      const owed = graph.readLater(read.width, -read.shift);
      placeholders.push({ read: owed, of: read });
      give(received, of, owed);
    }
    for (const v of order)
      for (const t of v.terms) {
        if (t.shift === 0 || t.value.block !== block || !needs.has(t.value)) continue;
        const term: Term = { ...t, value: v, shift: -t.shift, transposed: !t.transposed };
        pending.push({ term, of: v });
        give(terms, t.value, term);
      }

    const saved = (v: Value): Value => {
      if (v.op === 'read' || !v.block || !(v.op in ops) || !ops[v.op as OpName].cheap) return v;
      return graph.call(v.op as OpName, v.inputs.map(saved), v.attrs);
    };
    const readGradients = new Map<Value, Value[]>();
    const distribute = (v: Value, g: Value) => {
      if (v.op === 'linear') return distributeLinear(v, g);
      const { gradient } = ops[v.op as OpName];
      const shares = gradient(b, g, v.inputs.map(saved), saved(v), v.attrs);
      v.inputs.forEach((x, i) => {
        const share = shares[i];
        if (!share || !needs.has(x)) return;
        if (x.op === 'read') give(readGradients, x, share);
        else if (x.block === block) give(received, x, share);
        else give(fromLater, x, share);
      });
    };
    const distributeLinear = (v: Value, g: Value) => {
      if (v.terms.some((t) => isTrained(t.weight))) linears.push({ linear: v, gradient: g });
      for (const t of v.terms) {
        if (!needs.has(t.value) || (t.value.block === block && t.shift !== 0)) continue;
        const term: Term = { ...t, value: g, shift: -t.shift, transposed: !t.transposed };
        if (t.value.block === block) give(terms, t.value, term);
        else if (block.range === 'tail' && t.value.block!.range === 'all') {
          const share = graph.linear([{ ...term, shift: 0 }], t.transposed ? graph.weights.get(t.weight)!.cols : t.rows);
          give(fromLater, t.value, graph.read(share, -t.shift));
        } else give(termsFromLater, t.value, term);
      }
    };

    for (const v of [...order].reverse()) {
      if (!needs.has(v)) continue;
      const parts = [...(received.get(v) ?? [])];
      const summed = terms.get(v);
      if (summed) parts.unshift(graph.linear(summed, v.width));
      if (!parts.length) continue;
      const sum = b.add(...parts);
      const g = sum.block ? sum : copied(graph, sum);
      gradientOf.set(v, g);
      distribute(v, g);
    }
    // Gradients of reads: into this block they fill the placeholders, into earlier ones they travel.
    for (const [read, shares] of readGradients) {
      const sum = b.add(...shares);
      const g = sum.block ? sum : copied(graph, sum);
      gradientOf.set(read, g);
      if (read.of!.block !== block) give(fromLater, read.of!, graph.read(g, -read.shift));
    }
    for (const { read, of } of placeholders) bind(read, gradientOf.get(of));
    for (const { term, of } of pending) {
      const g = gradientOf.get(of);
      if (g) term.value = g;
      else term.rows = 0;
    }
    for (const v of [...back.values]) if (v.op === 'linear') dropEmpty(graph, v);
  }
  return { linears };
}

/** A gradient that is a read or a leaf, made into a value that terms and other steps can refer to. */
const copied = (graph: Graph, g: Value): Value => graph.call('scale', [g], { factor: 1 });

/** A placeholder whose value turned out to receive nothing reads zeros. */
function bind(read: Value, g: Value | undefined): void {
  if (g) read.of = g;
  else becomeZero(read);
}

function becomeZero(v: Value): void {
  v.op = 'constant';
  v.attrs = { value: 0 };
  v.block = undefined;
}

function dropEmpty(graph: Graph, v: Value): void {
  v.terms = v.terms.filter((t) => t.rows > 0);
  if (v.terms.length) return;
  graph.remove(v);
  becomeZero(v);
}

/** Values through which a trained weight acts, across steps and blocks. */
function needing(graph: Graph, isTrained: (weight: string) => boolean): Set<Value> {
  const all = graph.all();
  const users = new Map<Value, Value[]>();
  const use = (of: Value, by: Value) => void (users.get(of) ?? users.set(of, []).get(of)!).push(by);
  for (const v of all) {
    v.inputs.forEach((x) => use(x, v));
    v.terms.forEach((t) => use(t.value, v));
    if (v.of) use(v.of, v);
  }
  const needs = new Set(all.filter((v) => v.terms.some((t) => isTrained(t.weight))));
  for (const v of needs) for (const user of users.get(v) ?? []) needs.add(user);
  return needs;
}

/** Values of a block, each after those that it needs within the same step. */
export function topological(block: Block): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (root: Value) => {
    const path: { v: Value; needs: Value[] }[] = [];
    const enter = (v: Value) => {
      if (seen.has(v) || v.block !== block) return;
      seen.add(v);
      path.push({ v, needs: [...v.terms.filter((t) => t.shift === 0).map((t) => t.value), ...v.inputs].reverse() });
    };
    enter(root);
    while (path.length) {
      const top = path[path.length - 1];
      const next = top.needs.pop();
      if (next) enter(next);
      else order.push(path.pop()!.v);
    }
  };
  block.values.forEach(visit);
  return order;
}

/** Reads that values of a block use. */
function readsOf(order: Value[]): Set<Value> {
  return new Set(order.flatMap((v) => v.inputs.filter((x) => x.op === 'read')));
}
