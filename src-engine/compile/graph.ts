/**
 * The graph while it is being built: what one time step computes, for forward and backward alike.
 * Objects that point at each other (value.ts); `program.ts` holds the same as plain data once it is finished.
 * Nothing here says in which order things run: that follows from who reads whom (5-schedule).
 */
import type { Settle } from '../architecture.ts';
import { ops, type OpName } from '../ops/index.ts';
import type { Builder, Parameter } from '../ops/op.ts';
import { ANYWHERE, isEndOf, ONCE, STEPS, type Line } from './line.ts';
import type { Attrs, Init, Noise, Pass, Term, Value, Weight } from './value.ts';

/** What a clock tells: the number of its step, from the start or from the end, and again from 0 after every `period` (0: never). */
export interface Clock {
  fromEnd: boolean;
  period: number;
}

/** The neighbours that cover exactly these columns, if there are such. */
function partsBetween(parts: readonly Value[], from: number, to: number): Value[] | undefined {
  let at = 0;
  const inside = parts.filter((part) => (at += part.width) - part.width >= from && at <= to);
  return inside.reduce((n, part) => n + part.width, 0) === to - from ? inside : undefined;
}

/** What a clock of a line with so many steps tells at step t. */
export const clockAt = ({ fromEnd, period }: Attrs, t: number, steps: number): number => {
  const count = fromEnd ? steps - 1 - t : t;
  return period ? count % period : count;
};

export class Graph {
  readonly lines: Line[] = [{ kind: 'steps' }, { kind: 'once' }];
  readonly weights = new Map<string, Weight>();
  /** What the data gives; `line` is ANYWHERE for what it gives once per window. */
  readonly inputs = new Map<string, Value>();
  /** Of the inputs that are drawn at random while training. */
  readonly noises = new Map<string, Noise>();
  /** Cycles that are differentiated where they have settled. */
  readonly settlings: { settle: Settle; held: Value[]; fresh: Value[] }[] = [];
  /** How many passes moved each row: [B, 1] at each step. */
  readonly iterations: { nodes: string[]; value: Value; limit: number }[] = [];
  readonly builder: Builder;
  /** The pass that new values belong to. */
  pass: Pass = 'forward';
  private readonly known = new Map<string, Value>();
  private readonly made: Value[] = [];
  private readonly removed = new Set<Value>();
  private readonly ones: Value;

  constructor() {
    this.ones = this.make({ op: 'one', width: 1, name: '1', line: ANYWHERE });
    this.builder = this.makeBuilder();
  }

  /** The number of a line; equal lines are one. */
  lineOf(line: Line): number {
    const key = JSON.stringify(line);
    const found = this.lines.findIndex((known) => JSON.stringify(known) === key);
    return found >= 0 ? found : this.lines.push(line) - 1;
  }

  input(name: string, width: number, line: number, noise?: Noise): Value {
    let value = this.inputs.get(name);
    if (!value) this.inputs.set(name, (value = this.make({ op: 'input', width, name, line })));
    if (noise) this.noises.set(name, noise);
    return value;
  }

  one(): Value {
    return this.ones;
  }

  /** A parameter that is saved under its name, and trained unless it is held. */
  parameter(name: string, rows: number, cols: number, init: Init, held = false): Parameter {
    const known = this.weights.get(name);
    if (known && (known.rows !== rows || known.cols !== cols))
      throw new Error(`weight ${name} is [${known.rows}, ${known.cols}], asked for as [${rows}, ${cols}]`);
    this.weights.set(name, { name, rows, cols, init, ...(held ? { held } : {}) });
    return { weight: name, rows, cols };
  }

  /** A matrix of given numbers, row by row; equal contents share one name. */
  fixed(kind: string, rows: number, cols: number, numbers: () => ArrayLike<number>): Parameter {
    const name = `~${kind}/${rows}x${cols}`;
    if (!this.weights.has(name)) this.weights.set(name, { name, rows, cols, init: 0, fixed: numbers() });
    return { weight: name, rows, cols };
  }

  constant(width: number, value: number): Value {
    return this.once(`constant ${width} ${value}`, () => this.make({ op: 'constant', width, attrs: { value }, line: ANYWHERE }));
  }

  clock(line: number, { fromEnd, period }: Clock): Value {
    const attrs = { fromEnd: Number(fromEnd), period };
    return this.once(`clock ${line} ${attrs.fromEnd} ${period}`, () => this.make({ op: 'clock', width: 1, attrs, line }));
  }

  /** `of` at step t + shift of its own line. */
  read(of: Value, shift: number): Value {
    if (of.line === ANYWHERE || shift === 0) return of;
    if (of.op === 'concat') return this.builder.concat(...of.inputs.map((part) => this.read(part, shift)));
    if (of.op === 'everywhere' || of.line === ONCE) throw new Error('a value that is the same at every step has no step before');
    if (of.op === 'read' && of.of?.line === of.line) return this.read(of.of, of.shift + shift);
    if (of.op === 'read' && of.of && isEndOf(this.lines, of.line, of.of.line)) throw new Error('shift a value before its end is read');
    return this.once(`read ${of.id} ${shift} ${of.line}`, () => this.make({ op: 'read', width: of.width, of, shift, line: of.line }));
  }

  /** A read of something that is defined later; set `of` then. */
  readLater(width: number, shift: number, line: number): Value {
    return this.make({ op: 'read', width, shift, line });
  }

  /**
   * A value as another line sees it: the end of a longer one, what is there once everywhere - or, `isGradient`, what a
   * shorter line owes a longer one, which is zero at all earlier steps.
   */
  on(line: number, v: Value, isGradient = false): Value {
    if (v.line === line || v.line === ANYWHERE) return v;
    if (v.op === 'concat') return this.builder.concat(...v.inputs.map((part) => this.on(line, part, isGradient)));
    if (v.op === 'everywhere') return this.on(line, v.of!);
    if (v.line === ONCE && !isGradient)
      return this.once(`everywhere ${v.id} ${line}`, () => {
        // What is read everywhere stands somewhere: the end of another line is copied first.
        const of = v.op === 'read' ? this.copy(v, ONCE) : v;
        return this.make({ op: 'everywhere', width: v.width, of, line });
      });
    if (!isEndOf(this.lines, line, v.line) && !(isGradient && isEndOf(this.lines, v.line, line)))
      throw new Error(`a value of ${this.lines[v.line].kind} cannot be read on ${this.lines[line].kind}`);
    return this.once(`end ${v.id} ${line}`, () => this.make({ op: 'read', width: v.width, of: v, line }));
  }

  linear(terms: Term[], width: number, line = this.common(terms.map((t) => t.value))): Value {
    return this.make({ op: 'linear', width, terms, line: line === ANYWHERE ? ONCE : line });
  }

  call(op: OpName, given: readonly Value[], attrs: Attrs = {}): Value {
    const { arity, reduces } = ops[op];
    if (given.length !== arity) throw new Error(`${op} takes ${arity} inputs, got ${given.length}`);
    const common = this.common(given);
    const line = common === ANYWHERE ? ONCE : common;
    const inputs = given.map((v) => this.on(line, this.solid(v)));
    for (const v of inputs) if (v.width !== inputs[0].width) throw new Error(`${op}: widths ${inputs[0].width} and ${v.width} differ`);
    if (op === 'add' && inputs[1].op === 'negate') return this.call('subtract', [inputs[0], inputs[1].inputs[0]]);
    if (op === 'add' && inputs[0].op === 'negate') return this.call('subtract', [inputs[1], inputs[0].inputs[0]]);
    const key = `${this.pass} ${line} ${op} ${inputs.map((v) => v.id).join(' ')} ${JSON.stringify(attrs)}`;
    return this.once(key, () => this.make({ op, width: reduces ? 1 : inputs[0].width, inputs, attrs, line }));
  }

  /** A view or a leaf as a value of its own on a line. */
  copy(v: Value, line: number): Value {
    return this.make({ op: 'scale', width: v.width, inputs: [this.on(line, this.solid(v))], attrs: { factor: 1 }, line });
  }

  /** The same, of what is not there at every step of the line already. */
  whole(v: Value, line: number): Value {
    return v.line === line && v.op !== 'everywhere' ? v : this.copy(v, line);
  }

  /** The sum over all steps of x, on `once`. */
  total(x: Value): Value {
    const v = this.solid(x);
    if (v.line === ONCE) return v;
    if (v.line === ANYWHERE) throw new Error('a total needs a line to add along');
    return this.once(`${this.pass} total ${v.id}`, () => this.make({ op: 'total', width: v.width, inputs: [v], line: ONCE }));
  }

  /** Rows of `steps` side by side, `points` to a segment: [.., width] -> [.., points * width], the oldest first. */
  fold(x: Value, points: number): Value {
    const [v, line] = [this.solid(this.on(STEPS, x)), this.lineOf({ kind: 'segments', points })];
    const width = v.width * points;
    return this.once(`${this.pass} fold ${v.id} ${points}`, () => this.make({ op: 'fold', width, inputs: [v], attrs: { points }, line }));
  }

  /** Segments as rows again; rows before the first segment are zero. */
  unfold(x: Value, points: number): Value {
    const v = this.solid(x);
    const width = v.width / points;
    const attrs = { points };
    return this.once(`${this.pass} unfold ${v.id}`, () => this.make({ op: 'unfold', width, inputs: [v], attrs, line: STEPS }));
  }

  /** Every value made so far, leaves and reads included, without those that were removed. */
  all(): Value[] {
    return this.made.filter((v) => !this.removed.has(v));
  }

  remove(v: Value): void {
    this.removed.add(v);
  }

  /** Terms on reads, which may have been bound late, say themselves what is read; those on side-by-side values fall apart. */
  resolve(): void {
    for (const v of this.made) v.terms = v.terms.flatMap((t) => this.resolved(t));
    for (const v of this.made) for (const x of v.inputs) if (x.op === 'read' && x.of!.op === 'concat') x.of = this.solid(x.of!);
  }

  private resolved(t: Term): Term[] {
    const { value } = t;
    if (value.op === 'read' || value.op === 'everywhere') return this.resolved({ ...t, value: value.of!, shift: t.shift + value.shift });
    if (value.op !== 'concat') return [t];
    let row = t.row;
    return value.inputs.flatMap((part) => this.resolved({ ...t, value: part, row: (row += part.width) - part.width, rows: part.width }));
  }

  /** v becomes the sum of others; a sum of one takes over what that one is. */
  replaceBySum(v: Value, parts: Value[]): void {
    const pass = this.pass;
    this.pass = v.pass;
    const [only] = parts;
    if (parts.length > 1) {
      const aligned = parts.map((x) => this.on(v.line, x));
      Object.assign(v, {
        op: 'add',
        terms: [],
        inputs: [aligned.slice(0, -1).reduce((sum, x) => this.call('add', [sum, x])), aligned.at(-1)!],
      });
    } else if (only.line === v.line) {
      Object.assign(v, { op: only.op, inputs: only.inputs, terms: only.terms, attrs: only.attrs });
      this.remove(only);
    } else Object.assign(v, { op: 'scale', terms: [], inputs: [this.on(v.line, only)], attrs: { factor: 1 } });
    this.pass = pass;
  }

  /** A linear becomes the sum of several with parts of its terms, each on the line that is given for it. */
  splitLinear(v: Value, groups: { terms: Term[]; line: number }[]): void {
    const pass = this.pass;
    this.pass = v.pass;
    const parts = groups.map(({ terms, line }) => this.linear(terms, v.width, line));
    this.pass = pass;
    this.replaceBySum(v, parts);
  }

  /** Terms that multiply x - which may be side-by-side values, or a read - with a weight. */
  termsOf(x: Value, weight: Parameter): Term[] {
    let row = 0;
    const terms: Term[] = [];
    for (const part of x.op === 'concat' ? x.inputs : [x]) {
      terms.push({ value: part, shift: 0, weight: weight.weight, row, rows: part.width, transposed: false });
      row += part.width;
    }
    if (row !== weight.rows) throw new Error(`${weight.weight}: ${row} values meet a weight of ${weight.rows} rows`);
    return terms;
  }

  /** The line on which values of several lines meet: what is there once is read everywhere, else the end of the longer line. */
  private common(values: readonly Value[]): number {
    let line = ANYWHERE;
    for (const { line: other } of values) {
      if (other === line || other === ANYWHERE || (other === ONCE && line !== ANYWHERE)) continue;
      if (line === ANYWHERE || line === ONCE || isEndOf(this.lines, other, line)) line = other;
      else if (!isEndOf(this.lines, line, other))
        throw new Error(`values of ${this.lines[line].kind} and ${this.lines[other].kind} do not meet`);
    }
    return line;
  }

  /** Side-by-side values copied into one: a matmul with zeros and ones, exact. */
  private solid(x: Value): Value {
    if (x.op !== 'concat') return x;
    return this.once(`solid ${x.id} ${this.pass}`, () => {
      let column = 0;
      const terms = x.inputs.flatMap((part) => {
        const at = column;
        column += part.width;
        return this.termsOf(part, this.diagonal(part.width, x.width, at));
      });
      return this.linear(terms, x.width);
    });
  }

  /** Ones at (i, i + at). */
  private diagonal(rows: number, cols: number, at: number): Parameter {
    return this.fixed(`diagonal${at}`, rows, cols, () => {
      const numbers = new Float64Array(rows * cols);
      for (let i = 0; i < rows; i++) if (i + at >= 0 && i + at < cols) numbers[i * cols + i + at] = 1;
      return numbers;
    });
  }

  private make(v: Partial<Value> & Pick<Value, 'op' | 'width' | 'line'>): Value {
    const value: Value = { inputs: [], attrs: {}, terms: [], shift: 0, pass: this.pass, ...v, id: this.made.length };
    this.made.push(value);
    return value;
  }

  private once(key: string, make: () => Value): Value {
    let value = this.known.get(key);
    if (!value) this.known.set(key, (value = make()));
    return value;
  }

  private makeBuilder(): Builder {
    const fill = (rows: number, cols: number) => this.fixed('ones', rows, cols, () => new Float64Array(rows * cols).fill(1));
    const structure = {
      add: (...v: Value[]) => v.reduce((sum, x) => this.call('add', [sum, x])),
      scale: (x: Value, factor: number) => this.call('scale', [x], { factor }),
      offset: (x: Value, amount: number) => this.call('offset', [x], { amount }),
      matmul: (x: Value, weight: Parameter) => this.linear(this.termsOf(x, weight), weight.cols),
      vector: (weight: Parameter) => this.linear(this.termsOf(this.ones, weight), weight.cols),
      concat: (...v: Value[]) => {
        const parts = v.flatMap((x) => (x.op === 'concat' ? x.inputs : [x]));
        if (parts.length === 1) return parts[0];
        const line = this.common(parts);
        return this.make({
          op: 'concat',
          width: parts.reduce((n, x) => n + x.width, 0),
          inputs: parts.map((x) => this.on(line, x)),
          line,
        });
      },
      slice: (x: Value, from: number, to: number) => {
        if (from === 0 && to === x.width) return x;
        const parts = x.op === 'concat' ? partsBetween(x.inputs, from, to) : undefined;
        if (parts) return structure.concat(...parts);
        return this.linear(this.termsOf(x, this.diagonal(x.width, to - from, -from)), to - from);
      },
      broadcast: (x: Value, width: number) => (width === 1 ? x : this.linear(this.termsOf(x, fill(1, width)), width)),
      rowSum: (x: Value) => this.linear(this.termsOf(x, fill(x.width, 1)), 1),
      constant: (width: number, value: number) => this.constant(width, value),
      total: (x: Value) => this.total(x),
    };
    // Pick<Builder, OpName>: an op that the Builder does not name is a compile error here.
    const calls = Object.fromEntries(
      (Object.keys(ops) as OpName[]).map((name) => [name, (...v: Value[]) => this.call(name, v)]),
    ) as unknown as Pick<Builder, Exclude<OpName, keyof typeof structure>>;
    return { ...calls, ...structure };
  }
}
