/**
 * The values of a program as ONNX tensors outside any loop: which are known already, how one is read at another step,
 * and how a linear adds up. `onnx-walk.ts` fills it value by value, `onnx-loop.ts` reads from it what enters a loop.
 *
 * B windows, T steps of which the last R are the tail, w the width of a value. Time comes first: [T, B, w].
 */
import type { Program, ProgramTerm } from '../compile/program.ts';
import { END, type OnnxGraph, type OnnxModel } from './onnx-model.ts';

/**
 * fixed [1, w], the same for all; window [B, w], one per window - known before the first step, or what the last step
 * leaves when that alone is asked for (R = 1); tail [R, B, w]; all [T, B, w]. Smaller ones broadcast into larger ones.
 */
export type Extent = 'fixed' | 'window' | 'tail' | 'all';
const extents: readonly Extent[] = ['fixed', 'window', 'tail', 'all'];

export interface Tensor {
  name: string;
  extent: Extent;
}

/** A value that is not a read, at step t + shift. */
export interface Source {
  id: number;
  shift: number;
}

/** The steps at which something is computed. */
export type Range = 'all' | 'tail';

/** A value times rows of a weight. */
export interface Product {
  term: ProgramTerm;
  tensor: Tensor;
}

export interface WalkInputs {
  /** By the names of `program.inputs`; per step [T, B, w], per window [B, w]. */
  tensors: Readonly<Record<string, string>>;
  /** Width of `tensors.x`. */
  features: number;
  /** One-element int64 tensors: T and B. */
  steps: string;
  batch: string;
  /** R. */
  tail: number;
}

export class OnnxValues {
  readonly onnx: OnnxModel;
  readonly program: Program;
  readonly inputs: WalkInputs;
  /** What has been written so far, by value. */
  readonly tensors = new Map<number, Tensor>();
  /** How much of a value is read from outside its own loop; absent when nothing is. */
  readonly need = new Map<number, Range>();
  private readonly still: boolean[];
  private readonly made = new Map<string, string>();

  constructor(onnx: OnnxModel, program: Program, inputs: WalkInputs) {
    this.onnx = onnx;
    this.program = program;
    this.inputs = inputs;
    const perWindow = new Set(program.inputs.filter((i) => i.per === 'window').map((i) => i.value));
    this.still = program.values.map((v, id) => v.op === 'one' || v.op === 'constant' || perWindow.has(id));
  }

  /** Follows reads to what is read. A leaf that is the same at every step is so before the first one, too. */
  resolve(id: number, shift = 0): Source {
    const v = this.program.values[id];
    if (v.op === 'read') return this.resolve(v.of, shift + v.shift);
    return { id, shift: this.still[id] ? 0 : shift };
  }

  sourcesOf(id: number): Source[] {
    const v = this.program.values[id];
    return [...v.inputs.map((x) => this.resolve(x)), ...v.terms.map((t) => this.resolve(t.value, t.shift))];
  }

  /** A leaf as a tensor; undefined for what must be computed. */
  leaf(id: number): Tensor | undefined {
    const v = this.program.values[id];
    if (v.op === 'one') return { name: this.onnx.constant('float32', [1, 1], [1]), extent: 'fixed' };
    if (v.op === 'constant') {
      const numbers = new Array<number>(v.width).fill(v.attrs.value);
      return { name: this.onnx.constant('float32', [1, v.width], numbers), extent: 'fixed' };
    }
    if (v.op !== 'input') return undefined;
    const name = this.inputs.tensors[v.name];
    if (name === undefined) throw new Error(`ONNX export: nothing provides the input "${v.name}"`);
    return { name, extent: this.still[id] ? 'window' : 'all' };
  }

  /** A value at step t + shift, for every t of the range; zero outside the window. */
  operand({ id, shift }: Source, range: Range): Tensor {
    const known = this.tensors.get(id)!;
    const isStill = known.extent === 'fixed' || known.extent === 'window';
    if (shift === 0 && (isStill || known.extent === range)) return known;
    if (known.extent === 'tail') throw new Error(`ONNX export: value ${id} is known in the tail only and is read at ${shift}`);
    // What is computed from still values begins with the first step, unlike a leaf.
    const whole = isStill ? this.expanded(known.name, [this.inputs.steps], this.program.values[id].width) : known.name;
    const before = Math.max(0, -shift);
    const after = Math.max(0, shift);
    const pads = this.onnx.wholes(before, 0, 0, after, 0, 0);
    // Lengthened first and then cut, so that no tensor is ever empty: a window may be shorter than a delay.
    const padded = shift === 0 ? whole : this.once(`pad ${whole} ${shift}`, 'Pad', [whole, pads, this.onnx.scalar(0)]);
    const { tail } = this.inputs;
    if (range === 'tail' && tail === 1) {
      const last = this.onnx.constant('int64', [], [-1 - before]);
      return { name: this.once(`last ${padded} ${before}`, 'Gather', [padded, last], { axis: 0 }), extent: 'window' };
    }
    if (range === 'all' && shift === 0) return { name: padded, extent: 'all' };
    const name = this.sliced(this.onnx.main, padded, range === 'all' ? after : -tail - before, before ? -before : END);
    return { name, extent: range };
  }

  /** A [1, w] or [B, w] copied to [...front, B, w]; `front` holds numbers, or names of tensors with one number. */
  expanded(name: string, front: readonly (number | string)[], width: number): string {
    const shape = this.shape([...front, this.inputs.batch, width]);
    return this.once(`expand ${name} ${shape}`, 'Expand', [name, shape]);
  }

  zeros(shape: readonly (number | string)[]): string {
    return this.once(`zeros ${shape}`, 'ConstantOfShape', [this.shape(shape)]);
  }

  /** Along the first axis, from (included) to (excluded); negative numbers count from the end. */
  sliced(graph: OnnxGraph, name: string, from: number, to: number): string {
    const inputs = [name, this.onnx.wholes(from), this.onnx.wholes(to), this.onnx.wholes(0)];
    return graph === this.onnx.main ? this.once(`slice ${inputs}`, 'Slice', inputs) : graph.node('Slice', inputs);
  }

  /** The terms of a linear whose values all stand outside loops. */
  outsideSum(terms: readonly ProgramTerm[], range: Range): Tensor {
    return this.sum(
      this.onnx.main,
      terms.map((term) => ({ term, tensor: this.operand(this.resolve(term.value, term.shift), range) })),
    );
  }

  /**
   * Products added up. Values on consecutive rows of one weight go side by side through one matmul; a term on `one` is
   * the row of the weight itself.
   */
  sum(graph: OnnxGraph, products: readonly Product[], ...more: Tensor[]): Tensor {
    const runs: Product[][] = [];
    for (const product of products) {
      if (product.term.transposed) throw new Error('ONNX export: a weight is transposed, which only gradients do');
      const last = runs.at(-1);
      if (last && this.continues(last, product)) last.push(product);
      else runs.push([product]);
    }
    const parts = runs.map((run): Tensor => {
      const { term, tensor } = run[0];
      const weight = this.rowsOf(
        term,
        run.reduce((rows, p) => rows + p.term.rows, 0),
      );
      if (this.isOne(term)) return { name: weight, extent: 'fixed' };
      const names = run.map((p) => p.tensor.name);
      const x = names.length === 1 ? names[0] : graph.node('Concat', names, { axis: -1 });
      return { name: graph.node('MatMul', [x, weight]), extent: tensor.extent };
    });
    const all = [...parts, ...more];
    return { name: all.map((t) => t.name).reduce((a, b) => graph.node('Add', [a, b])), extent: widest(all) };
  }

  private continues(run: readonly Product[], { term, tensor }: Product): boolean {
    const last = run[run.length - 1];
    return (
      term.weight === last.term.weight &&
      term.row === last.term.row + last.term.rows &&
      tensor.extent === last.tensor.extent &&
      !this.isOne(term) &&
      !this.isOne(last.term)
    );
  }

  private isOne(term: ProgramTerm): boolean {
    return this.program.values[term.value].op === 'one';
  }

  /** Rows of a weight from the row of a term on; the weight itself when that is all of it. */
  private rowsOf(term: ProgramTerm, rows: number): string {
    const weight = this.program.weights[term.weight];
    return rows === weight.rows ? weight.name : this.sliced(this.onnx.main, weight.name, term.row, term.row + rows);
  }

  private shape(sizes: readonly (number | string)[]): string {
    const names = sizes.map((size) => (typeof size === 'number' ? this.onnx.wholes(size) : size));
    return this.once(`shape ${names}`, 'Concat', names, { axis: 0 });
  }

  /** A node of the outer graph that several values may share. */
  private once(key: string, type: string, inputs: string[], attributes: Record<string, number> = {}): string {
    let name = this.made.get(key);
    if (name === undefined) this.made.set(key, (name = this.onnx.main.node(type, inputs, attributes)));
    return name;
  }
}

export const widest = (tensors: readonly Tensor[]): Extent => extents[Math.max(...tensors.map((tensor) => extents.indexOf(tensor.extent)))];
