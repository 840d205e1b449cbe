/**
 * A program -> ONNX nodes. Values are taken one by one, not block by block: what stands in no cycle is computed for the
 * whole sequence at once, each cycle of values becomes one `Scan` over time. So everything that a loop reads from outside
 * (the x.W of its matmuls, above all) is hoisted out of it, and what only follows from it stays behind it.
 *
 * B windows, T steps of which the last R are the tail, w the width of a value. Time comes first: [T, B, w].
 */
import { components } from '../compile/2-components.ts';
import type { Program, ProgramTerm, ProgramValue } from '../compile/program.ts';
import { ops, type OpName } from '../ops/index.ts';
import { OnnxGraph, valueInfo, type OnnxModel } from './onnx-model.ts';
import type { Bytes } from './protobuf.ts';

/**
 * fixed [1, w], the same for all; window [B, w], one per window - known before the first step, or what the last step
 * leaves when that alone is asked for (R = 1); all [T, B, w]; tail [R, B, w].
 */
export type Extent = 'fixed' | 'window' | 'tail' | 'all';
const extents: readonly Extent[] = ['fixed', 'window', 'tail', 'all'];

export interface Tensor {
  name: string;
  extent: Extent;
}

/** A value that is not a read, at step t + shift. */
interface Source {
  id: number;
  shift: number;
}

type Range = 'all' | 'tail';

/** The end of an axis, whatever its length. */
const END = 2147483647;

export interface WalkInputs {
  /** By the names of `program.inputs`; per step [T, B, w], per window [B, w]. */
  tensors: Readonly<Record<string, string>>;
  /** One-element int64 tensors: T and B. */
  steps: string;
  batch: string;
  /** R. */
  tail: number;
}

/** Writes the nodes of a forward program into `onnx.main`. Returns the forecast: [B, w] when R is 1, else [R, B, w]. */
export function writeProgram(onnx: OnnxModel, program: Program, inputs: WalkInputs): string {
  return new Walk(onnx, program, inputs).run();
}

class Walk {
  private readonly onnx: OnnxModel;
  private readonly program: Program;
  private readonly inputs: WalkInputs;
  private readonly still: boolean[];
  /** Where each value stands in the program's own running order: within a step it can be computed after those before it. */
  private readonly place = new Map<number, number>();
  /** How much of a value is read from outside its own loop; absent when nothing is. */
  private readonly need = new Map<number, Range>();
  private readonly tensors = new Map<number, Tensor>();
  private readonly made = new Map<string, string>();

  constructor(onnx: OnnxModel, program: Program, inputs: WalkInputs) {
    this.onnx = onnx;
    this.program = program;
    this.inputs = inputs;
    const perWindow = new Set(program.inputs.filter((i) => i.per === 'window').map((i) => i.value));
    this.still = program.values.map((v, id) => v.op === 'one' || v.op === 'constant' || perWindow.has(id));
    for (const block of program.blocks) {
      if (block.direction === 'backward') throw new Error('ONNX export: the program has a gradient; compile it without a loss');
      for (const stage of block.stages) for (const id of [...stage.rows, ...stage.elementwise]) this.place.set(id, this.place.size);
    }
  }

  run(): string {
    const { program } = this;
    const output = this.resolve(program.output);
    const groups = this.groups(output.id);
    this.ask(output, 'tail');
    for (const group of [...groups].reverse()) this.askSources(group);
    for (const group of groups) {
      if (this.isLoop(group)) this.writeLoop(group);
      else this.writeWhole(group[0]);
    }
    this.onnx.main.scope = '';
    const tensor = this.operand(output, 'tail');
    if (tensor.extent === 'tail' || (tensor.extent === 'window' && this.inputs.tail === 1)) return tensor.name;
    return this.expanded(tensor.name, this.inputs.tail === 1 ? [] : [this.inputs.tail], program.values[program.output].width);
  }

  /** Follows reads to what is read. Leaves that are the same at every step are so before the first step, too. */
  private resolve(id: number, shift = 0): Source {
    const v = this.program.values[id];
    if (v.op === 'read') return this.resolve(v.of, shift + v.shift);
    return { id, shift: this.still[id] ? 0 : shift };
  }

  private sourcesOf(id: number): Source[] {
    const v = this.program.values[id];
    return [...v.inputs.map((x) => this.resolve(x)), ...v.terms.map((t) => this.resolve(t.value, t.shift))];
  }

  /** What the output depends on: cycles and single values, each after what it reads. */
  private groups(output: number): number[][] {
    const live = new Set([output]);
    const edges: { from: string; to: string }[] = [];
    for (const id of live)
      for (const source of this.sourcesOf(id)) {
        live.add(source.id);
        edges.push({ from: `${source.id}`, to: `${id}` });
      }
    const ids = [...live].sort((a, b) => a - b).map(String);
    return components(ids, edges).map((group) => group.map(Number));
  }

  private isLoop(group: number[]): boolean {
    return group.length > 1 || this.sourcesOf(group[0]).some((s) => s.id === group[0]);
  }

  private ask({ id, shift }: Source, range: Range): void {
    const wanted = shift === 0 ? range : 'all';
    if (this.need.get(id) !== 'all') this.need.set(id, wanted);
  }

  private askSources(group: number[]): void {
    const isLoop = this.isLoop(group);
    for (const id of group)
      for (const source of this.sourcesOf(id)) if (!group.includes(source.id)) this.ask(source, isLoop ? 'all' : this.need.get(id)!);
  }

  /** One value at all the steps that need it. */
  private writeWhole(id: number): void {
    const v = this.program.values[id];
    const { main } = this.onnx;
    main.scope = v.name;
    this.tensors.set(id, this.leaf(v, id) ?? this.compute(id, this.need.get(id)!));
  }

  private leaf(v: ProgramValue, id: number): Tensor | undefined {
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

  private compute(id: number, range: Range): Tensor {
    const v = this.program.values[id];
    const { main } = this.onnx;
    if (v.op === 'linear') return this.outsideSum(v.terms, range);
    const operands = v.inputs.map((x) => this.operand(this.resolve(x), range));
    const name = ops[v.op as OpName].onnx(
      main,
      operands.map((t) => t.name),
      v.attrs,
    );
    return { name, extent: widest(operands) };
  }

  /** Sum of terms whose values are known outside any loop. */
  private outsideSum(terms: readonly ProgramTerm[], range: Range): Tensor {
    const operands = terms.map((term) => ({ term, tensor: this.operand(this.resolve(term.value, term.shift), range) }));
    return this.sum(this.onnx.main, operands);
  }

  /** A value outside any loop at step t + shift, for t over the range; zero outside the window. */
  private operand({ id, shift }: Source, range: Range): Tensor {
    const { tail } = this.inputs;
    let { name, extent } = this.tensors.get(id)!;
    const isStill = extent === 'fixed' || extent === 'window';
    if (isStill && shift === 0) return { name, extent };
    if (isStill) {
      // What is computed from still values begins with the first step, unlike a leaf.
      name = this.expanded(name, [this.inputs.steps], this.program.values[id].width);
      extent = 'all';
    }
    if (shift === 0 && extent === range) return { name, extent };
    if (extent === 'tail') throw new Error(`ONNX export: value ${id} is known in the tail only and is read at ${shift}`);
    const before = Math.max(0, -shift);
    const after = Math.max(0, shift);
    const padded =
      shift === 0
        ? name
        : this.once(`pad ${name} ${shift}`, 'Pad', [name, this.onnx.wholes(before, 0, 0, after, 0, 0), this.onnx.scalar(0)]);
    if (range === 'tail' && tail === 1)
      return {
        name: this.once(`last ${padded} ${before}`, 'Gather', [padded, this.onnx.constant('int64', [], [-1 - before])], { axis: 0 }),
        extent: 'window',
      };
    const from = range === 'all' ? after : -tail - before;
    const to = before ? -before : END;
    return { name: this.sliced(this.onnx.main, padded, from, to), extent: range };
  }

  /** A copy of a [1, w] or [B, w] for more steps: `front` says how many (none, a number, or a tensor with a number). */
  private expanded(name: string, front: readonly (number | string)[], width: number): string {
    const sizes = [
      ...front.map((size) => (typeof size === 'number' ? this.onnx.wholes(size) : size)),
      this.inputs.batch,
      this.onnx.wholes(width),
    ];
    const shape = this.once(`shape ${sizes}`, 'Concat', sizes, { axis: 0 });
    return this.once(`expand ${name} ${shape}`, 'Expand', [name, shape]);
  }

  private sliced(graph: OnnxGraph, name: string, from: number, to: number): string {
    const inputs = [name, this.onnx.wholes(from), this.onnx.wholes(to), this.onnx.wholes(0)];
    return graph === this.onnx.main ? this.once(`slice ${inputs}`, 'Slice', inputs) : graph.node('Slice', inputs);
  }

  /** A node of the outer graph that several values may share. */
  private once(key: string, type: string, inputs: string[], attributes: Record<string, number> = {}): string {
    let name = this.made.get(key);
    if (name === undefined) this.made.set(key, (name = this.onnx.main.node(type, inputs, attributes)));
    return name;
  }

  /**
   * Terms times their weights, added up. Values on consecutive rows of one weight go side by side through one matmul;
   * a term on `one` is the row of the weight itself.
   */
  private sum(graph: OnnxGraph, items: readonly { term: ProgramTerm; tensor: Tensor }[]): Tensor {
    const parts: Tensor[] = [];
    for (let i = 0; i < items.length;) {
      const { term: first, tensor } = items[i];
      if (first.transposed) throw new Error('ONNX export: a weight is transposed, which only gradients do');
      const run = [tensor.name];
      let rows = first.rows;
      const isOne = this.program.values[first.value].op === 'one';
      for (i++; i < items.length && !isOne; i++) {
        const { term, tensor: next } = items[i];
        if (term.weight !== first.weight || term.row !== first.row + rows || next.extent !== tensor.extent) break;
        if (this.program.values[term.value].op === 'one') break;
        run.push(next.name);
        rows += term.rows;
      }
      const weight = this.weightRows(first.weight, first.row, rows);
      if (isOne) {
        parts.push({ name: weight, extent: 'fixed' });
        continue;
      }
      const side = run.length === 1 ? run[0] : graph.node('Concat', run, { axis: -1 });
      parts.push({ name: graph.node('MatMul', [side, weight]), extent: tensor.extent });
    }
    return this.added(graph, parts);
  }

  private added(graph: OnnxGraph, parts: Tensor[]): Tensor {
    return { name: parts.map((p) => p.name).reduce((a, b) => graph.node('Add', [a, b])), extent: widest(parts) };
  }

  private weightRows(index: number, row: number, rows: number): string {
    const w = this.program.weights[index];
    return rows === w.rows ? w.name : this.sliced(this.onnx.main, w.name, row, row + rows);
  }

  /**
   * A cycle of values as one Scan. A value that is read d steps later is a state: the value itself when d is 1,
   * else a shift register [d, B, w], oldest first, deep enough for the longest such read.
   */
  private writeLoop(group: number[]): void {
    const { onnx, program } = this;
    const { main } = onnx;
    const inside = new Set(group);
    const order = [...group].sort((a, b) => this.place.get(a)! - this.place.get(b)!);
    const depth = new Map<number, number>();
    for (const id of order)
      for (const { id: of, shift } of this.sourcesOf(id)) {
        if (!inside.has(of) || shift === 0) continue;
        if (shift > 0) throw new Error(`ONNX export: value ${id} of a forward loop reads a later step`);
        depth.set(of, Math.max(depth.get(of) ?? 0, -shift));
      }

    const body = new OnnxGraph(onnx);
    const width = (id: number) => program.values[id].width;
    const states = [...depth].map(([id, steps]) => ({ id, steps, name: onnx.unique(`state/${program.values[id].name || id}`) }));
    const stateOf = new Map(states.map((s) => [s.id, s]));
    const scanned = new Map<string, { name: string; width: number }>();
    const scan = (outer: string, columns: number): string => {
      let entry = scanned.get(outer);
      if (!entry) scanned.set(outer, (entry = { name: onnx.unique(`each/${outer}`), width: columns }));
      return entry.name;
    };
    const now = new Map<number, string>();
    const past = new Map<string, string>();
    const inner = ({ id, shift }: Source): Tensor => {
      if (!inside.has(id)) return enter(this.operand({ id, shift }, 'all'), width(id));
      if (shift === 0) return { name: now.get(id)!, extent: 'window' };
      const { name, steps } = stateOf.get(id)!;
      if (steps === 1) return { name, extent: 'window' };
      const key = `${id} ${shift}`;
      if (!past.has(key)) past.set(key, body.node('Gather', [name, onnx.constant('int64', [], [steps + shift])], { axis: 0 }));
      return { name: past.get(key)!, extent: 'window' };
    };
    const enter = (outer: Tensor, columns: number): Tensor =>
      outer.extent === 'all' ? { name: scan(outer.name, columns), extent: 'window' } : outer;

    for (const id of order) {
      const v = program.values[id];
      body.scope = main.scope = v.name;
      if (v.op === 'linear') {
        const isInner = (t: ProgramTerm) => inside.has(this.resolve(t.value).id);
        const own = v.terms.filter(isInner).map((term) => ({ term, tensor: inner(this.resolve(term.value, term.shift)) }));
        const rest = v.terms.filter((t) => !isInner(t));
        const parts = [this.sum(body, own), ...(rest.length ? [enter(this.outsideSum(rest, 'all'), v.width)] : [])];
        now.set(id, this.added(body, parts).name);
      } else {
        const operands = v.inputs.map((x) => inner(this.resolve(x)).name);
        now.set(id, ops[v.op as OpName].onnx(body, operands, v.attrs));
      }
    }
    body.scope = main.scope = '';

    const nexts = states.map(({ id, steps, name }) => {
      if (steps === 1) return now.get(id)!;
      const newest = body.node('Unsqueeze', [now.get(id)!, onnx.wholes(0)]);
      return body.node('Concat', [this.sliced(body, name, 1, END), newest], { axis: 0 });
    });
    const finals = states.map(({ id }) => onnx.unique(`last/${program.values[id].name || id}`));
    const outputs: { inner: string; outer: string; width: number }[] = [];
    const after: (() => void)[] = [];
    for (const id of order) {
      const need = this.need.get(id);
      if (!need) continue;
      const state = stateOf.get(id);
      if (state && need === 'tail' && this.inputs.tail === 1) {
        const final = finals[states.indexOf(state)];
        after.push(() => {
          const newest = state.steps === 1 ? final : main.node('Gather', [final, onnx.constant('int64', [], [-1])], { axis: 0 });
          this.tensors.set(id, { name: newest, extent: 'window' });
        });
        continue;
      }
      const outer = onnx.unique(`all/${program.values[id].name || id}`);
      // A value must not be two outputs of a body at once.
      const name = nexts.includes(now.get(id)!) ? body.node('Identity', [now.get(id)!]) : now.get(id)!;
      outputs.push({ inner: name, outer, width: width(id) });
      after.push(() => this.tensors.set(id, { name: outer, extent: 'all' }));
    }
    // Scan counts its steps by what it is given: a loop that reads nothing from outside is given the window.
    if (!scanned.size) scan(this.inputs.tensors.x, program.inputs.find((i) => i.name === 'x')?.width ?? 0);

    const stateShape = (id: number, steps: number) => (steps === 1 ? ['batch', width(id)] : [steps, 'batch', width(id)]);
    const info = (name: string, shape: (string | number)[]): Bytes => valueInfo(name, 'float32', shape);
    const graph = body.toBytes(
      onnx.unique('loop'),
      [
        ...states.map((s) => info(s.name, stateShape(s.id, s.steps))),
        ...[...scanned.values()].map((s) => info(s.name, ['batch', s.width])),
      ],
      [
        ...nexts.map((name, i) => info(name, stateShape(states[i].id, states[i].steps))),
        ...outputs.map((o) => info(o.inner, ['batch', o.width])),
      ],
    );
    const zeros = states.map(({ id, steps }) => this.zeros(steps, width(id)));
    main.nodeOf('Scan', [...zeros, ...scanned.keys()], [...finals, ...outputs.map((o) => o.outer)], {
      body: { graph },
      num_scan_inputs: scanned.size,
    });
    for (const step of after) step();
  }

  /** The state before the first step. */
  private zeros(steps: number, width: number): string {
    const sizes = [...(steps === 1 ? [] : [this.onnx.wholes(steps)]), this.inputs.batch, this.onnx.wholes(width)];
    return this.once(`zeros ${sizes}`, 'ConstantOfShape', [this.once(`shape ${sizes}`, 'Concat', sizes, { axis: 0 })]);
  }
}

const widest = (tensors: readonly Tensor[]): Extent => extents[Math.max(...tensors.map((t) => extents.indexOf(t.extent)))];
