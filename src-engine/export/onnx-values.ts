/**
 * The values of a program as ONNX tensors outside any loop: which are known already, how one is read at another step or
 * from another line, and how a linear adds up. `onnx-walk.ts` fills it value by value, `onnx-loop.ts` reads from it what
 * enters a loop.
 *
 * B windows, w the width of a value. Time comes first: [steps of the line, B, w].
 */
import { ANYWHERE, lengthOf, ONCE, STEPS } from '../compile/line.ts';
import type { Program, ProgramTerm } from '../compile/program.ts';
import { operandOf, termOperand, type Operand } from '../compile/uses.ts';
import { elementTypes, END, type OnnxGraph, type OnnxModel } from './onnx-model.ts';

/** fixed [1, w], the same for all; window [B, w], one per window; line [steps, B, w]. Smaller ones broadcast into larger ones. */
export type Extent = 'fixed' | 'window' | 'line';
const extents: readonly Extent[] = ['fixed', 'window', 'line'];

export interface Tensor {
  name: string;
  extent: Extent;
}

/** A value times rows of a weight. */
export interface Product {
  term: ProgramTerm;
  tensor: Tensor;
}

export interface WalkInputs {
  /** By the names of `program.inputs`; [steps of its line, B, w], or [B, w] for what is there once per window. */
  tensors: Readonly<Record<string, string>>;
  /** One-element int64 tensors: T and B. */
  steps: string;
  batch: string;
  /** By value: what the pass before has left of it, [depth, B, w]. */
  states?: ReadonlyMap<number, string>;
}

export class OnnxValues {
  readonly onnx: OnnxModel;
  readonly program: Program;
  readonly inputs: WalkInputs;
  /** What has been written so far, by value. */
  readonly tensors = new Map<number, Tensor>();
  /** How much of a value is read from outside its own loop: all of it, or its last step; absent when nothing is. */
  readonly need = new Map<number, 'all' | 'end'>();
  private readonly made = new Map<string, string>();

  constructor(onnx: OnnxModel, program: Program, inputs: WalkInputs) {
    this.onnx = onnx;
    this.program = program;
    this.inputs = inputs;
  }

  /** Everything that a value reads. */
  sourcesOf(id: number): Operand[] {
    const v = this.program.values[id];
    return [...v.inputs.map((x) => operandOf(this.program, x)), ...v.terms.map((t) => termOperand(this.program, v.line, t))];
  }

  /** A leaf as a tensor; undefined for what must be computed. */
  leaf(id: number): Tensor | undefined {
    const v = this.program.values[id];
    if (v.op === 'one') return { name: this.onnx.constant('float32', [1, 1], [1]), extent: 'fixed' };
    if (v.op === 'constant') {
      const numbers = new Array<number>(v.width).fill(v.attrs.value);
      return { name: this.onnx.constant('float32', [1, v.width], numbers), extent: 'fixed' };
    }
    if (v.op === 'clock') return { name: this.clock(v.line, v.attrs.fromEnd === 1, v.attrs.period), extent: 'line' };
    if (v.op !== 'input') return undefined;
    const name = this.inputs.tensors[v.name];
    if (name === undefined) throw new Error(`ONNX export: nothing provides the input "${v.name}"`);
    const noise = this.program.inputs.find((i) => i.value === id)?.noise;
    return { name, extent: noise ? 'fixed' : v.line === ANYWHERE || v.line === ONCE ? 'window' : 'line' };
  }

  /** One-element int64 tensor, or a number where it is known now. */
  stepsOf(line: number): string | number {
    const { kind } = this.program.lines[line];
    if (kind === 'steps') return this.inputs.steps;
    if (kind !== 'segments') return lengthOf(this.program.lines[line], 0);
    return this.once(`steps of ${line}`, 'Div', [this.inputs.steps, this.onnx.wholes(this.pointsOf(line))]);
  }

  /** An operand at every step of a line; zero outside the operand's own line. */
  operand({ value, shift, isStill }: Operand, line: number): Tensor {
    const known = this.tensors.get(value)!;
    const v = this.program.values[value];
    if (isStill || v.line === ANYWHERE || v.line === ONCE || (shift === 0 && v.line === line)) return known;
    if (shift === 0 && line === ONCE && known.extent !== 'line') return known;
    const before = Math.max(0, -shift);
    const after = Math.max(0, shift);
    const pads = this.onnx.wholes(before, 0, 0, after, 0, 0);
    // Lengthened first and then cut, so that no tensor is ever empty: a window may be shorter than a delay.
    const whole = this.whole(value);
    const state = shift < 0 ? this.inputs.states?.get(value) : undefined;
    let padded = whole;
    if (state !== undefined) padded = this.joined(this.sliced(this.onnx.main, state, -before, END), whole);
    else if (shift !== 0) padded = this.once(`pad ${whole} ${shift}`, 'Pad', [whole, pads, this.onnx.scalar(0)]);
    if (line === ONCE) {
      const last = this.onnx.constant('int64', [], [-1 - before]);
      return { name: this.once(`last ${padded} ${before}`, 'Gather', [padded, last], { axis: 0 }), extent: 'window' };
    }
    if (line === v.line) return { name: this.sliced(this.onnx.main, padded, after, before ? -before : END), extent: 'line' };
    const steps = lengthOf(this.program.lines[line], 0);
    if (!(steps > 0))
      throw new Error(`ONNX export: a value of ${this.program.lines[v.line].kind} is read on ${this.program.lines[line].kind}`);
    return { name: this.sliced(this.onnx.main, padded, -steps - before, before ? -before : END), extent: 'line' };
  }

  /** A value with a tensor of its own for every step of its line, even if it is the same at each: [steps, B, w]. */
  whole(id: number): string {
    const { name, extent } = this.tensors.get(id)!;
    const { line, width } = this.program.values[id];
    return extent === 'line' ? name : this.expanded(name, [this.stepsOf(line)], width);
  }

  /** What a pass leaves of a value to the next one: its last `depth` steps, those before the first one among them. [depth, B, w] */
  left(value: number, depth: number): string {
    return this.sliced(this.onnx.main, this.joined(this.inputs.states!.get(value)!, this.whole(value)), -depth, END);
  }

  private joined(before: string, after: string): string {
    return this.once(`join ${before} ${after}`, 'Concat', [before, after], { axis: 0 });
  }

  /** The sum over all steps of an operand: [B, w]. */
  total(of: Operand): Tensor {
    const { line, width } = this.program.values[of.value];
    const { name, extent } = this.operand(of, line);
    const sequence = extent === 'line' ? name : this.expanded(name, [this.stepsOf(line)], width);
    return { name: this.onnx.main.node('ReduceSum', [sequence, this.onnx.wholes(0)], { keepdims: 0 }), extent: 'window' };
  }

  /** [T, B, w] -> [S, B, points * w], the oldest rows left out where they fill no segment. */
  fold(of: Operand, line: number): Tensor {
    const { main } = this.onnx;
    const points = this.pointsOf(line);
    const { width } = this.program.values[of.value];
    const { name, extent } = this.operand(of, STEPS);
    const rows = extent === 'line' ? name : this.expanded(name, [this.inputs.steps], width);
    const used = this.once(`rows of ${line}`, 'Mul', [this.stepsOf(line) as string, this.onnx.wholes(-points)]);
    const cut = main.node('Slice', [rows, used, this.onnx.wholes(END), this.onnx.wholes(0)]);
    const apart = main.node('Reshape', [cut, this.shape([-1, points, this.inputs.batch, width])]);
    const turned = main.node('Transpose', [apart], { perm: [0, 2, 1, 3] });
    return { name: main.node('Reshape', [turned, this.shape([-1, this.inputs.batch, points * width])]), extent: 'line' };
  }

  /** [S, B, points * w] -> [T, B, w], zero before the first segment. */
  unfold(of: Operand): Tensor {
    const { main } = this.onnx;
    const { line, width: whole } = this.program.values[of.value];
    const points = this.pointsOf(line);
    const width = whole / points;
    const { name, extent } = this.operand(of, line);
    const segments = extent === 'line' ? name : this.expanded(name, [this.stepsOf(line)], whole);
    const apart = main.node('Reshape', [segments, this.shape([-1, this.inputs.batch, points, width])]);
    const turned = main.node('Transpose', [apart], { perm: [0, 2, 1, 3] });
    const rows = main.node('Reshape', [turned, this.shape([-1, this.inputs.batch, width])]);
    const left = this.once(`left of ${line}`, 'Mod', [this.inputs.steps, this.onnx.wholes(points)]);
    const pads = this.shape([left, 0, 0, 0, 0, 0]);
    return { name: main.node('Pad', [rows, pads, this.onnx.scalar(0)]), extent: 'line' };
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
  outsideSum(terms: readonly ProgramTerm[], line: number): Tensor {
    return this.sum(
      this.onnx.main,
      terms.map((term) => ({ term, tensor: this.operand(termOperand(this.program, line, term), line) })),
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

  /** The number of each step: [steps, B, 1]. */
  private clock(line: number, fromEnd: boolean, period: number): string {
    const { main } = this.onnx;
    const whole = (n: number) => this.onnx.constant('int64', [], [n]);
    const steps = this.stepsOf(line);
    const count = typeof steps === 'number' ? whole(steps) : this.once(`scalar ${steps}`, 'Squeeze', [steps]);
    let numbers = main.node('Range', [whole(0), count, whole(1)]);
    if (fromEnd) numbers = main.node('Sub', [main.node('Sub', [count, whole(1)]), numbers]);
    if (period) numbers = main.node('Mod', [numbers, whole(period)]);
    const column = main.node('Reshape', [main.node('Cast', [numbers], { to: elementTypes.float32 }), this.onnx.wholes(-1, 1, 1)]);
    return main.node('Expand', [column, this.shape([1, this.inputs.batch, 1])]);
  }

  private pointsOf(line: number): number {
    const of = this.program.lines[line];
    if (of.kind !== 'segments') throw new Error(`ONNX export: ${of.kind} has no segments`);
    return of.points;
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
