/**
 * A text that has been understood -> ops of one time step. Values are rows, [B, width]; what holds nothing but numbers stays
 * a number and becomes part of an op.
 */
import type { Value } from '../compile/value.ts';
import type { Builder, Parameter } from '../ops/op.ts';
import { constantOf, X, type Bound } from './bound.ts';
import { kindOf, languageFunctions } from './functions.ts';
import type { Shapes } from './shapes.ts';
import { stateWidths, stateName, BEGUN } from './states.ts';
import type { Apply, Expression, Product, Sum } from './syntax.ts';

type Row = Value | number;

/** x: [B, inputs]; state and p by their names. Returns what goes out and the next value of every state. */
export function lower(
  { bound, shapes }: { bound: Bound; shapes: Shapes },
  b: Builder,
  x: Value,
  state: Record<string, Value>,
  p: Record<string, Parameter>,
): { output: Value; state: Record<string, Value> } {
  const step = new Step(bound, shapes, b, x, state, p);
  return step.run();
}

class Step {
  private readonly bound: Bound;
  private readonly shapes: Shapes;
  private readonly b: Builder;
  private readonly state: Record<string, Value>;
  private readonly p: Record<string, Parameter>;
  /** What this step has not made itself. */
  private readonly given: ReadonlySet<Value>;
  /** Values of this step, and under names with primes those of earlier ones. */
  private readonly rows = new Map<string, Value>();

  constructor(bound: Bound, shapes: Shapes, b: Builder, x: Value, state: Record<string, Value>, p: Record<string, Parameter>) {
    this.bound = bound;
    this.shapes = shapes;
    this.b = b;
    this.state = state;
    this.p = p;
    this.given = new Set([x, ...Object.values(state)]);
    this.rows.set(X, x);
  }

  run(): { output: Value; state: Record<string, Value> } {
    const names = Object.keys(stateWidths(this.bound, this.shapes, this.rows.get(X)!.width));
    for (const name of names) if (name !== BEGUN) this.rows.set(name, this.earlier(name));
    for (const line of this.bound.lines.values()) {
      if (!line.isLive || line.constant !== undefined) continue;
      this.rows.set(line.name, this.wide(this.row(line.expression), this.shapes.lines.get(line.name)!));
    }
    const next = (name: string): Value => {
      // 1 from the first step on. It is made from its own past, so that it is there once per step.
      if (name === BEGUN) return this.b.offset(this.b.scale(this.state[BEGUN], 0), 1);
      return this.computed(this.rows.get(name.slice(0, -1))!);
    };
    return {
      output: this.computed(this.rows.get(this.bound.output)!),
      state: Object.fromEntries(names.map((name) => [name, next(name)])),
    };
  }

  /** An earlier value: zero before the first step, or what the text says it starts from. */
  private earlier(name: string): Value {
    const { b } = this;
    const before = this.state[name];
    const start = this.bound.starts.get(name.replace(/'+$/, ''))?.value;
    if (start === undefined || start === 0) return before;
    const isFirst = b.broadcast(b.oneMinus(this.state[BEGUN]), before.width);
    const value =
      typeof start === 'number' ? b.scale(isFirst, start) : b.multiply(isFirst, this.wide(b.vector(this.p[start]), before.width));
    return b.add(before, value);
  }

  /** What is carried on or goes out must be made in this step: x itself, an earlier value or joined rows are copied. */
  private computed(v: Value): Value {
    return this.given.has(v) || v.op === 'constant' || v.op === 'concat' ? this.b.scale(v, 1) : v;
  }

  private wide(row: Row, width: number): Value {
    if (typeof row === 'number') return this.b.constant(width, row);
    return row.width === width ? row : this.b.broadcast(row, width);
  }

  private row(e: Expression): Row {
    const { b } = this;
    const constant = constantOf(e, this.bound.lines);
    if (constant !== undefined) return constant;
    switch (e.kind) {
      case 'number':
        return e.value;
      case 'name':
        return this.rows.get(stateName(e.name, e.primes)) ?? b.vector(this.p[e.name]);
      case 'sum':
        return this.sum(e);
      case 'product':
        return this.product(e);
      case 'apply':
        return this.apply(e);
      case 'negate':
        return b.negate(this.value(e.parts[0]));
      case 'power': {
        const base = this.value(e.parts[0]);
        let power = base;
        for (let i = 1; i < e.exponent; i++) power = b.multiply(power, base);
        return power;
      }
      case 'join':
        return b.concat(...e.parts.map((part) => this.value(part)));
      case 'slice': {
        const whole = this.value(e.parts[0]);
        return b.slice(whole, e.from ?? 0, e.to ?? whole.width);
      }
      case 'call': {
        const { apply } = languageFunctions.get(e.name)!;
        return apply(b, kindOf(e.name, e.parts.length) === 'total' ? [this.value(e.parts[0])] : this.together(e.parts));
      }
      default:
        return e satisfies never;
    }
  }

  /** A row that is known not to be a number. */
  private value(e: Expression): Value {
    const row = this.row(e);
    if (typeof row === 'number') throw new Error(`a number, ${row}, stands where bind allows none`);
    return row;
  }

  /** Rows of one width: those of width 1 are spread, numbers filled in. */
  private together(parts: readonly Expression[]): Value[] {
    const rows = parts.map((part) => this.row(part));
    const width = Math.max(...rows.map((row) => (typeof row === 'number' ? 1 : row.width)));
    return rows.map((row) => this.wide(row, width));
  }

  private sum({ parts, flags }: Sum): Value {
    const { b } = this;
    const rows = parts.map((part) => this.row(part));
    const width = Math.max(...rows.map((row) => (typeof row === 'number' ? 1 : row.width)));
    let number = 0;
    let sum: Value | undefined;
    rows.forEach((row, i) => {
      if (typeof row === 'number') number += flags[i] ? -row : row;
      else {
        const wide = this.wide(row, width);
        if (sum) sum = flags[i] ? b.subtract(sum, wide) : b.add(sum, wide);
        else if (!flags[i]) sum = wide;
        else if (number === 1) [sum, number] = [b.oneMinus(wide), 0];
        else sum = b.negate(wide);
      }
    });
    return number === 0 ? sum! : b.offset(sum!, number);
  }

  private product({ parts, flags }: Product): Value {
    const { b } = this;
    const rows = parts.map((part) => this.row(part));
    const width = Math.max(...rows.map((row) => (typeof row === 'number' ? 1 : row.width)));
    let factor = 1;
    let product: Value | undefined;
    rows.forEach((row, i) => {
      if (typeof row === 'number') factor = flags[i] ? factor / row : factor * row;
      else {
        const wide = this.wide(row, width);
        if (product) product = flags[i] ? b.divide(product, wide) : b.multiply(product, wide);
        else if (!flags[i]) product = wide;
        else [product, factor] = [b.divide(b.constant(width, factor), wide), 1];
      }
    });
    return factor === 1 ? product! : b.scale(product!, factor);
  }

  private apply(e: Apply): Value {
    const { b } = this;
    let factor = 1;
    let row = this.row(e.parts.at(-1)!);
    for (const part of e.parts.slice(0, -1).reverse()) {
      const constant = constantOf(part, this.bound.lines);
      if (constant !== undefined) factor *= constant;
      else if (part.kind === 'name' && typeof row !== 'number') row = b.matmul(row, this.p[part.name]);
    }
    if (typeof row === 'number') throw new Error(`a number, ${row}, stands where bind allows none`);
    return factor === 1 ? row : b.scale(row, factor);
  }
}
