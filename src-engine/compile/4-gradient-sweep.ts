// One walk back over values: what each receives, and how it passes that on.
import { ops, type OpName } from '../ops/index.ts';
import type { Graph } from './graph.ts';
import { ONCE } from './line.ts';
import { isComputed, type Term, type Value } from './value.ts';

/** A linear with a trained weight, and the gradient of its result. */
export interface Linear {
  linear: Value;
  gradient: Value;
}

export class Sweep {
  readonly linears: Linear[] = [];
  private readonly graph: Graph;
  /** Values that pass a gradient on; nothing is given to others. */
  private readonly wanted: ReadonlySet<Value>;
  private readonly isTrained: (weight: string) => boolean;
  readonly isKept: (v: Value) => boolean;
  private readonly received = new Map<Value, Value[]>();
  private readonly terms = new Map<Value, Term[]>();
  private readonly gradients = new Map<Value, Value>();

  constructor(graph: Graph, wanted: ReadonlySet<Value>, isTrained: (weight: string) => boolean, isKept: (v: Value) => boolean) {
    this.isKept = isKept;
    this.graph = graph;
    this.wanted = wanted;
    this.isTrained = isTrained;
  }

  receive(v: Value, g: Value): void {
    (this.received.get(v) ?? this.received.set(v, []).get(v)!).push(g);
  }

  receiveTerm(v: Value, t: Term): void {
    (this.terms.get(v) ?? this.terms.set(v, []).get(v)!).push(t);
  }

  gradientOf(v: Value): Value | undefined {
    return this.gradients.get(v);
  }

  /** What a value has received so far, as one value of its own; undefined when nothing. */
  sum(v: Value): Value | undefined {
    const { graph } = this;
    const parts = [...(this.received.get(v) ?? [])];
    const summed = this.terms.get(v);
    if (summed) parts.unshift(graph.linear([...summed], v.width, v.line));
    if (!parts.length) return undefined;
    const sum = graph.builder.add(...parts);
    // A gradient that is a view or a leaf becomes a value that terms and other steps can refer to.
    return isComputed(sum) && sum.line === v.line ? sum : graph.copy(sum, v.line);
  }

  /** Adds up what a value has received and passes it on. */
  visit(v: Value): void {
    const g = this.sum(v);
    if (!g) return;
    this.gradients.set(v, g);
    this.distribute(v, g);
  }

  /** Gives another sweep what a value has received so far. */
  copyTo(other: Sweep, v: Value): void {
    for (const g of this.received.get(v) ?? []) other.receive(v, g);
    for (const t of this.terms.get(v) ?? []) other.receiveTerm(v, t);
  }

  private distribute(v: Value, g: Value): void {
    const { graph } = this;
    const give = (to: Value, share: Value) => this.wanted.has(to) && this.receive(to, share);
    switch (v.op) {
      case 'linear':
        return this.distributeLinear(v, g);
      case 'read':
        if (v.shift === 0) give(v.of!, graph.on(v.of!.line, g, true));
        return;
      case 'everywhere':
        return void give(v.of!, graph.total(g));
      case 'total':
        return void give(v.inputs[0], graph.on(v.inputs[0].line, g));
      case 'fold':
        return void give(v.inputs[0], graph.unfold(g, v.attrs.points));
      case 'unfold':
        return void give(v.inputs[0], graph.fold(g, v.attrs.points));
    }
    const { gradient } = ops[v.op as OpName];
    const shares = gradient(
      graph.builder,
      g,
      v.inputs.map((x) => this.saved(x)),
      this.saved(v),
      v.attrs,
    );
    v.inputs.forEach((x, i) => shares[i] && give(x, shares[i]));
  }

  private distributeLinear(v: Value, g: Value): void {
    const { graph } = this;
    if (v.terms.some((t) => this.isTrained(t.weight))) this.linears.push({ linear: v, gradient: g });
    for (const t of v.terms) {
      if (!this.wanted.has(t.value) || (t.value.line === v.line && t.shift !== 0)) continue;
      const term: Term = { ...t, value: g, shift: 0, transposed: !t.transposed };
      if (t.value.line === v.line) this.receiveTerm(t.value, term);
      else if (t.value.line === ONCE) this.receiveTerm(t.value, { ...term, value: graph.total(g) });
      // The end of a line computes its share at home: elsewhere there is nothing to compute.
      else {
        const share = graph.linear([term], t.transposed ? graph.weights.get(t.weight)!.cols : t.rows, v.line);
        this.receive(t.value, graph.read(graph.on(t.value.line, share, true), -t.shift));
      }
    }
  }

  /** A value of the forward pass where it is kept, or written down once more where that is cheaper. */
  private saved(v: Value): Value {
    if (!isComputed(v) || this.isKept(v)) return v;
    const inputs = v.inputs.map((x) => this.saved(x));
    return this.graph.call(v.op as OpName, inputs, v.attrs);
  }
}
