/**
 * The graph while it is being built: what one time step computes, for forward and backward alike.
 * Objects that point at each other (value.ts); `program.ts` holds the same as plain data once it is finished.
 */
import { ops, type OpName } from '../ops/index.ts';
import type { Builder, Parameter } from '../ops/op.ts';
import type { Attrs, Block, Init, Term, Value, Weight } from './value.ts';

const leaf = new Set<string>(['input', 'one', 'constant', 'read', 'concat']);

export class Graph {
  readonly blocks: Block[] = [];
  readonly weights = new Map<string, Weight>();
  readonly inputs = new Map<string, { value: Value; per: 'step' | 'tail' | 'window' }>();
  readonly builder: Builder;
  /** Where new values go. */
  private current: Block | undefined;
  private known = new Map<string, Value>();
  private readonly made: Value[] = [];
  private readonly ones: Value;

  constructor() {
    this.ones = this.make({ op: 'one', width: 1, name: '1' });
    this.builder = this.makeBuilder();
  }

  openBlock(loop: boolean, direction: Block['direction'], range: Block['range']): Block {
    const block: Block = { id: this.blocks.length, loop, direction, range, values: [] };
    this.blocks.push(block);
    this.current = block;
    return block;
  }

  input(name: string, width: number, per: 'step' | 'tail' | 'window'): Value {
    const known = this.inputs.get(name);
    if (known) return known.value;
    const value = this.make({ op: 'input', width, name });
    this.inputs.set(name, { value, per });
    return value;
  }

  one(): Value {
    return this.ones;
  }

  /** A parameter that is trained and saved under its name. */
  parameter(name: string, rows: number, cols: number, init: Init): Parameter {
    const known = this.weights.get(name);
    if (known && (known.rows !== rows || known.cols !== cols))
      throw new Error(`weight ${name} is [${known.rows}, ${known.cols}], asked for as [${rows}, ${cols}]`);
    this.weights.set(name, { name, rows, cols, init });
    return { weight: name, rows, cols };
  }

  /** A matrix of given numbers, row by row; equal contents share one name. */
  fixed(kind: string, rows: number, cols: number, numbers: () => number[]): Parameter {
    const name = `~${kind}/${rows}x${cols}`;
    if (!this.weights.has(name)) this.weights.set(name, { name, rows, cols, init: 0, fixed: numbers() });
    return { weight: name, rows, cols };
  }

  constant(width: number, value: number): Value {
    return this.once(`constant ${width} ${value}`, () => this.make({ op: 'constant', width, attrs: { value } }));
  }

  /** `of` at step t + shift. */
  read(of: Value, shift: number): Value {
    if (of.op === 'constant') return of;
    if (of.op === 'read') return this.read(of.of!, of.shift + shift);
    return this.once(`read ${of.id} ${shift}`, () => this.make({ op: 'read', width: of.width, of, shift }));
  }

  /** A read of something that is defined later; set `of` then. */
  readLater(width: number, shift: number): Value {
    return this.make({ op: 'read', width, shift });
  }

  linear(terms: Term[], width: number): Value {
    return this.make({ op: 'linear', width, terms }, this.current);
  }

  call(op: OpName, inputs: Value[], attrs: Attrs = {}): Value {
    const { arity, reduces } = ops[op];
    if (inputs.length !== arity) throw new Error(`${op} takes ${arity} inputs, got ${inputs.length}`);
    const [first] = (inputs = inputs.map((v) => this.solid(v)));
    for (const v of inputs) if (v.width !== first.width) throw new Error(`${op}: widths ${first.width} and ${v.width} differ`);
    if (op === 'add' && inputs[1].op === 'negate') return this.call('subtract', [inputs[0], inputs[1].inputs[0]]);
    if (op === 'add' && inputs[0].op === 'negate') return this.call('subtract', [inputs[1], inputs[0].inputs[0]]);
    const key = `${this.current?.id} ${op} ${inputs.map((v) => v.id).join(' ')} ${JSON.stringify(attrs)}`;
    return this.once(key, () => this.make({ op, width: reduces ? 1 : first.width, inputs, attrs }, this.current));
  }

  /** Every value made so far, leaves and reads included, without those that were removed. */
  all(): Value[] {
    return this.made.filter((v) => !v.block || v.block.values.includes(v));
  }

  remove(v: Value): void {
    const { values } = v.block!;
    values.splice(values.indexOf(v), 1);
  }

  /** Terms on reads that were bound late say what is read. */
  resolveTerms(): void {
    for (const v of this.made)
      for (const t of v.terms)
        while (t.value.op === 'read') {
          t.shift += t.value.shift;
          t.value = t.value.of!;
        }
  }

  /** v becomes the sum of others of its block; a sum of one takes over what that one is. */
  replaceBySum(v: Value, parts: Value[]): void {
    const kept = this.current;
    this.current = v.block;
    if (parts.length === 1) {
      const [only] = parts;
      v.op = only.op;
      v.inputs = only.inputs;
      v.terms = only.terms;
      this.remove(only);
    } else {
      v.op = 'add';
      v.terms = [];
      v.inputs = [parts.slice(0, -1).reduce((sum, x) => this.call('add', [sum, x])), parts.at(-1)!];
    }
    this.current = kept;
  }

  /** A linear becomes the sum of several with parts of its terms. */
  splitLinear(v: Value, groups: Term[][]): void {
    this.replaceBySum(
      v,
      groups.map((terms) => this.make({ op: 'linear', width: v.width, terms }, v.block)),
    );
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

  /** Side-by-side values copied into one: a matmul with zeros and ones, exact. */
  private solid(x: Value): Value {
    if (x.op !== 'concat') return x;
    return this.once(`solid ${x.id} ${this.current?.id}`, () => {
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
      const numbers = new Array<number>(rows * cols).fill(0);
      for (let i = 0; i < rows; i++) if (i + at >= 0 && i + at < cols) numbers[i * cols + i + at] = 1;
      return numbers;
    });
  }

  private make(v: Partial<Value> & Pick<Value, 'op' | 'width'>, block?: Block): Value {
    const value: Value = {
      inputs: [],
      attrs: {},
      terms: [],
      shift: 0,
      ...v,
      id: this.made.length,
      block: leaf.has(v.op) ? undefined : block,
    };
    this.made.push(value);
    value.block?.values.push(value);
    return value;
  }

  private once(key: string, make: () => Value): Value {
    let value = this.known.get(key);
    if (!value) this.known.set(key, (value = make()));
    return value;
  }

  private makeBuilder(): Builder {
    const fill = (rows: number, cols: number) => this.fixed('ones', rows, cols, () => new Array<number>(rows * cols).fill(1));
    const structure = {
      add: (...v: Value[]) => v.reduce((sum, x) => this.call('add', [sum, x])),
      scale: (x: Value, factor: number) => this.call('scale', [x], { factor }),
      offset: (x: Value, amount: number) => this.call('offset', [x], { amount }),
      matmul: (x: Value, weight: Parameter) => this.linear(this.termsOf(x, weight), weight.cols),
      vector: (weight: Parameter) => this.linear(this.termsOf(this.ones, weight), weight.cols),
      concat: (...v: Value[]) => {
        const parts = v.flatMap((x) => (x.op === 'concat' ? x.inputs : [x]));
        if (parts.length === 1) return parts[0];
        return this.make({ op: 'concat', width: parts.reduce((n, x) => n + x.width, 0), inputs: parts });
      },
      slice: (x: Value, from: number, to: number) => this.linear(this.termsOf(x, this.diagonal(x.width, to - from, -from)), to - from),
      broadcast: (x: Value, width: number) => (width === 1 ? x : this.linear(this.termsOf(x, fill(1, width)), width)),
      rowSum: (x: Value) => this.linear(this.termsOf(x, fill(x.width, 1)), 1),
      constant: (width: number, value: number) => this.constant(width, value),
    };
    // Pick<Builder, OpName>: an op that the Builder does not name is a compile error here.
    const calls = Object.fromEntries(
      (Object.keys(ops) as OpName[]).map((name) => [name, (...v: Value[]) => this.call(name, v)]),
    ) as unknown as Pick<Builder, Exclude<OpName, keyof typeof structure>>;
    return { ...calls, ...structure };
  }
}
