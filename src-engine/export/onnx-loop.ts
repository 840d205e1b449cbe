/**
 * A cycle of values as one ONNX `Scan` over the steps of its line, towards later or earlier ones. What the cycle reads from outside stays outside: sequences are handed
 * in step by step, constants and weights are read from the graph around the body.
 *
 * A value that is read d steps later is a state, zero before the first step: the value itself, [B, w], when d is 1, else
 * a shift register [d, B, w], oldest first, as deep as the longest such read.
 *
 * Matmuls of one operand (the gates of an LSTM) stay matmuls of their own: run as one wide matmul and a Split they were
 * not faster in onnxruntime 1.30, at 1 window or at 32.
 */
import type { ProgramTerm } from '../compile/program.ts';
import { operandOf, termOperand, type Operand } from '../compile/uses.ts';
import { ops, type OpName } from '../ops/index.ts';
import { END, OnnxGraph, valueInfo, type Dim } from './onnx-model.ts';
import type { OnnxValues, Tensor } from './onnx-values.ts';

/** Appends the Scan. `order` holds the values of the cycle, each after those that it reads within the same step. */
export function writeLoop(values: OnnxValues, order: readonly number[]): void {
  new Loop(values, order).write();
}

interface State {
  id: number;
  /** How many steps it reaches back. */
  depth: number;
  /** What the body is given, and what the Scan leaves behind. */
  before: string;
  final: string;
  shape: Dim[];
}

class Loop {
  private readonly values: OnnxValues;
  private readonly order: readonly number[];
  /** All its values live on one line. */
  private readonly line: number;
  private readonly isDescending: boolean;
  private readonly inside: ReadonlySet<number>;
  private readonly body: OnnxGraph;
  private readonly states: Map<number, State>;
  /** Values of the current step by id, and of earlier ones by id and shift: names within the body. */
  private readonly now = new Map<number, string>();
  private readonly past = new Map<string, string>();
  /** Sequences that are handed in, by their name outside. */
  private readonly handedIn = new Map<string, { name: string; width: number }>();

  constructor(values: OnnxValues, order: readonly number[]) {
    this.values = values;
    this.order = order;
    this.inside = new Set(order);
    const first = values.program.values[order[0]];
    this.line = first.line;
    this.isDescending = values.program.blocks[first.block].order === 'descending';
    this.body = new OnnxGraph(values.onnx);
    this.states = this.statesOf();
  }

  write(): void {
    const { values, body, states } = this;
    const { onnx, program, inputs } = values;
    for (const id of this.order) {
      body.scope = onnx.main.scope = program.values[id].name;
      this.now.set(id, this.compute(id));
    }
    body.scope = onnx.main.scope = '';

    const next = new Map([...states.values()].map((state) => [state.id, this.nextOf(state)]));
    const handedOut: { name: string; outer: string; width: number }[] = [];
    for (const id of this.order) {
      const need = values.need.get(id);
      const state = states.get(id);
      if (!need || (state && this.isEnough(need))) continue;
      const outer = onnx.unique(`all/${this.label(id)}`);
      // One value must not be two outputs of a body.
      const name = next.get(id) === this.now.get(id) ? body.node('Identity', [this.now.get(id)!]) : this.now.get(id)!;
      handedOut.push({ name, outer, width: program.values[id].width });
      values.tensors.set(id, { name: outer, extent: 'line' });
    }
    // Scan counts its steps by what it is handed: a loop that reads nothing from outside is handed zeros.
    if (!this.handedIn.size) this.handIn(values.zeros([values.stepsOf(this.line), inputs.batch, 1]), 1);

    const info = (name: string, shape: Dim[]) => valueInfo(name, 'float32', shape);
    const graph = body.toBytes(
      onnx.unique('loop'),
      [
        ...[...states.values()].map((s) => info(s.before, s.shape)),
        ...[...this.handedIn.values()].map((x) => info(x.name, ['batch', x.width])),
      ],
      [...[...states.values()].map((s) => info(next.get(s.id)!, s.shape)), ...handedOut.map((x) => info(x.name, ['batch', x.width]))],
    );
    const begin = [...states.values()].map((s) => this.beginOf(s));
    onnx.main.nodeOf(
      'Scan',
      [...begin, ...this.handedIn.keys()],
      [...[...states.values()].map((s) => s.final), ...handedOut.map((x) => x.outer)],
      {
        body: { graph },
        num_scan_inputs: this.handedIn.size,
        ...(this.isDescending
          ? {
              scan_input_directions: new Array<number>(this.handedIn.size).fill(1),
              ...(handedOut.length ? { scan_output_directions: new Array<number>(handedOut.length).fill(1) } : {}),
            }
          : {}),
      },
    );
    for (const state of states.values()) if (this.isEnough(values.need.get(state.id))) this.takeFinal(state);
  }

  /** What a state holds before the first step: what the pass before has left, or zeros. */
  private beginOf({ id, depth, shape }: State): string {
    const { values } = this;
    const left = values.inputs.states?.get(id);
    if (left === undefined) return values.zeros(shape.map((size) => (size === 'batch' ? values.inputs.batch : size)));
    if (depth > 1) return values.sliced(values.onnx.main, left, -depth, END);
    return values.onnx.main.node('Gather', [left, values.onnx.constant('int64', [], [-1])], { axis: 0 });
  }

  /** The last step alone is asked for, and a state leaves it behind. */
  private isEnough(need: 'all' | 'end' | undefined): boolean {
    return need === 'end' && !this.isDescending;
  }

  private takeFinal({ id, depth, final }: State): void {
    const { onnx, tensors } = this.values;
    const newest = depth === 1 ? final : onnx.main.node('Gather', [final, onnx.constant('int64', [], [-1])], { axis: 0 });
    tensors.set(id, { name: newest, extent: 'window' });
  }

  private statesOf(): Map<number, State> {
    const { values } = this;
    const depths = new Map<number, number>();
    for (const reader of this.order)
      for (const { value, shift } of values.sourcesOf(reader))
        if (shift !== 0 && this.inside.has(value)) depths.set(value, Math.max(depths.get(value) ?? 0, Math.abs(shift)));
    return new Map(
      [...depths].map(([id, depth]) => [
        id,
        {
          id,
          depth,
          before: values.onnx.unique(`before/${this.label(id)}`),
          final: values.onnx.unique(`final/${this.label(id)}`),
          shape: [...(depth === 1 ? [] : [depth]), 'batch', values.program.values[id].width],
        },
      ]),
    );
  }

  private label(id: number): string {
    return this.values.program.values[id].name || `value${id}`;
  }

  private compute(id: number): string {
    const { values, body } = this;
    const v = values.program.values[id];
    if (v.op !== 'linear')
      return ops[v.op as OpName].onnx(
        body,
        v.inputs.map((x) => this.read(operandOf(values.program, x)).name),
        v.attrs,
      );
    const of = (t: ProgramTerm) => termOperand(values.program, v.line, t);
    const inside = v.terms.filter((t) => this.inside.has(of(t).value));
    const outside = v.terms.filter((t) => !inside.includes(t));
    const products = inside.map((term) => ({ term, tensor: this.read(of(term)) }));
    return values.sum(body, products, ...(outside.length ? [this.enter(values.outsideSum(outside, this.line), v.width)] : [])).name;
  }

  /** A value at this step or an earlier one, [B, w] or [1, w]. */
  private read(operand: Operand): Tensor {
    const { value, shift } = operand;
    const { values } = this;
    if (!this.inside.has(value)) return this.enter(values.operand(operand, this.line), values.program.values[value].width);
    if (shift === 0) return { name: this.now.get(value)!, extent: 'window' };
    const { depth, before } = this.states.get(value)!;
    const key = `${value} ${shift}`;
    let name = depth === 1 ? before : this.past.get(key);
    if (name === undefined) {
      name = this.body.node('Gather', [before, values.onnx.constant('int64', [], [depth - Math.abs(shift)])], { axis: 0 });
      this.past.set(key, name);
    }
    return { name, extent: 'window' };
  }

  private enter(outer: Tensor, width: number): Tensor {
    return outer.extent === 'line' ? { name: this.handIn(outer.name, width), extent: 'window' } : outer;
  }

  private handIn(outer: string, width: number): string {
    let entry = this.handedIn.get(outer);
    if (!entry) this.handedIn.set(outer, (entry = { name: this.values.onnx.unique(`step/${outer}`), width }));
    return entry.name;
  }

  private nextOf({ id, depth, before }: State): string {
    const { values, body } = this;
    if (depth === 1) return this.now.get(id)!;
    const newest = body.node('Unsqueeze', [this.now.get(id)!, values.onnx.wholes(0)]);
    return body.node('Concat', [values.sliced(body, before, 1, END), newest], { axis: 0 });
  }
}
