/**
 * The judge: runs a program op by op in float64, with each op's own meaning and nothing merged, fused or blocked.
 * Slow on purpose. What it shares with other backends is the program and nothing else.
 */
import { ops, type OpName } from '../ops/index.ts';
import { clockAt } from '../compile/graph.ts';
import { ANYWHERE, lengthOf, ONCE, STEPS } from '../compile/line.ts';
import type { Value } from '../compile/value.ts';
import { isParameter, type Program, type ProgramBlock, type ProgramTerm, type ProgramValue } from '../compile/program.ts';
import { adjustmentGraph, type Adjustment } from '../train/adjustments.ts';
import { updateGraph, type Update } from '../train/optimizers.ts';
import type { RuleGraph } from '../train/rules.ts';
import {
  assertCarries,
  isForLearning,
  type Backend,
  type Begin,
  type BackendReport,
  type Feed,
  type Numbers,
  type Session,
  type Sizes,
} from './backend.ts';

export const reference: Backend = {
  name: 'reference',
  open: async (program, sizes, slots) => new ReferenceSession(program, sizes, slots),
};

export class ReferenceSession implements Session {
  readonly report: BackendReport = { name: 'reference', simd: false, fma: false, width: 64, threads: 1 };
  readonly memoryBytes: number;
  private readonly program: Program;
  private readonly sizes: Sizes;
  /** Per value [reach + steps of its line + reach][B][width], zero outside the line; [B][width] for what is the same everywhere. */
  private readonly memory: Float64Array[];
  /** Steps of each line. */
  private readonly lengths: number[];
  private readonly weights: Float64Array[];
  private readonly gradients: Float64Array[];
  private readonly slots = new Map<string, Float64Array>();

  constructor(program: Program, sizes: Sizes, slotNames: readonly string[]) {
    this.program = program;
    this.sizes = sizes;
    this.lengths = program.lines.map((line) => lengthOf(line, sizes.steps));
    this.memory = program.values.map((v) => {
      if (v.op === 'read' || v.op === 'everywhere') return new Float64Array(0);
      return new Float64Array(sizes.batch * v.width * (v.line === ANYWHERE ? 1 : this.lengths[v.line] + 2 * program.reach[v.line]));
    });
    program.values.forEach((v, id) => {
      if (v.op === 'one') this.memory[id].fill(1);
      if (v.op === 'constant') this.memory[id].fill(v.attrs.value);
      if (v.op === 'clock') for (let t = 0; t < this.lengths[v.line]; t++) this.at(id, t).fill(clockAt(v.attrs, t, this.lengths[v.line]));
    });
    this.weights = program.weights.map((w) => (w.fixed ? Float64Array.from(w.fixed) : new Float64Array(w.rows * w.cols)));
    this.gradients = program.weights.map((w) => new Float64Array(w.rows * w.cols));
    for (const w of program.weights)
      if (w.trained) for (const slot of slotNames) this.slots.set(`${slot}/${w.name}`, new Float64Array(w.rows * w.cols));
    this.memoryBytes = [...this.memory, ...this.weights, ...this.gradients, ...this.slots.values()].reduce((n, m) => n + m.byteLength, 0);
  }

  writeWeights(weights: ReadonlyMap<string, Numbers>): void {
    this.program.weights.forEach((w, i) => {
      const given = weights.get(w.name);
      if (isParameter(w) && given) this.weights[i].set(given);
    });
  }

  readWeights(): Map<string, Numbers> {
    return new Map(this.program.weights.flatMap((w, i) => (isParameter(w) ? [[w.name, this.weights[i].slice()] as const] : [])));
  }

  writeSlots(slots: ReadonlyMap<string, Numbers>): void {
    for (const [name, numbers] of slots) this.slots.get(name)?.set(numbers);
  }

  readSlots(): Map<string, Numbers> {
    return new Map([...this.slots].map(([name, numbers]) => [name, numbers.slice()]));
  }

  readStates(): Map<string, Numbers> {
    return new Map(this.program.carried.map(({ value, depth }) => [`${value}`, this.lastSteps(value, depth).slice()]));
  }

  writeStates(states: ReadonlyMap<string, Numbers>): void {
    for (const { value, depth } of this.program.carried) this.lastSteps(value, depth).set(states.get(`${value}`)!);
  }

  /** Puts what the steps before the first one are to be: nothing, or the last ones of the pass before. */
  private begin(begin: Begin): void {
    if (begin === 'carried') assertCarries(this.program);
    for (const { value, depth } of this.program.carried) {
      const row = this.sizes.batch * this.program.values[value].width;
      const before = this.memory[value].subarray(0, this.program.reach[STEPS] * row);
      const last = this.lastSteps(value, depth).slice();
      before.fill(0);
      if (begin === 'carried') before.set(last, before.length - last.length);
    }
  }

  /** The last steps of a value; those before its first step among them where it has fewer. */
  private lastSteps(value: number, depth: number): Float64Array {
    const row = this.sizes.batch * this.program.values[value].width;
    const end = (this.program.reach[STEPS] + this.lengths[STEPS]) * row;
    return this.memory[value].subarray(end - depth * row, end);
  }

  async predict(feed: Feed, begin: Begin = 'zero'): Promise<Float64Array> {
    this.begin(begin);
    this.fill(feed, false);
    for (const block of this.program.blocks) if (block.pass === 'forward') this.run(block);
    const parts = this.program.outputs.map((id) => this.sequence(id));
    const out = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
    parts.forEach((part, i) => out.set(part, i * part.length));
    return out;
  }

  lossOfPrediction(): number {
    return this.program.loss ? this.weighedLoss() : NaN;
  }

  async gradient(feed: Feed, begin: Begin = 'zero'): Promise<number> {
    this.begin(begin);
    this.fill(feed, true);
    this.program.blocks.forEach((block) => this.run(block));
    this.sumWeightGradients();
    return this.weighedLoss();
  }

  readGradients(): Map<string, Numbers> {
    return new Map(this.program.weights.flatMap((w, i) => (w.trained ? [[w.name, this.gradients[i].slice()] as const] : [])));
  }

  gradientNorm(): number {
    let sum = 0;
    for (const g of this.gradients) for (const x of g) sum += x * x;
    return Math.sqrt(sum);
  }

  adjust({ adjustment, scalars }: Adjustment): void {
    this.apply(adjustmentGraph(adjustment), scalars);
  }

  update({ optimizer, scalars }: Update, gradientScale: number): void {
    this.apply(updateGraph(optimizer), { ...scalars, gradientScale });
  }

  private apply(rule: RuleGraph, scalars: Record<string, number>): void {
    const changed: [string, Value][] = Object.entries(rule.slots).map(([slot, v]) => [`slot/${slot}`, v]);
    if (rule.gradient) changed.push(['gradient', rule.gradient]);
    if (rule.weight) changed.push(['weight', rule.weight]);
    this.program.weights.forEach((w, i) => {
      if (!w.trained) return;
      const numbersOf = (leaf: string): Float64Array =>
        leaf === 'weight'
          ? this.weights[i]
          : leaf === 'gradient'
            ? this.gradients[i]
            : this.slots.get(`${leaf.slice('slot/'.length)}/${w.name}`)!;
      for (let k = 0; k < this.weights[i].length; k++) {
        const leaf = (name: string): number => (name.startsWith('scalar/') ? scalars[name.slice('scalar/'.length)] : numbersOf(name)[k]);
        const next = evaluate(
          changed.map(([, v]) => v),
          leaf,
        );
        changed.forEach(([name], c) => (numbersOf(name)[k] = next[c]));
      }
    });
  }

  read(value: number): Numbers {
    return this.sequence(value);
  }

  dispose(): void {}

  /** Any value of the program at step t, [B][width]; for tests and for looking inside. */
  stepOf(id: number, t: number): Float64Array {
    return this.from(this.program.values[id].line, id, t);
  }

  /** A value at every step of its line. */
  private sequence(id: number): Float64Array {
    const { width, line } = this.program.values[id];
    const [row, first] = [this.sizes.batch * width, this.program.reach[line]];
    return this.memory[id].slice(first * row, (first + this.lengths[line]) * row);
  }

  private fill(feed: Feed, learns: boolean): void {
    const { batch } = this.sizes;
    for (const { name, value, width, line } of this.program.inputs) {
      const numbers = feed[name];
      const expected = batch * width * (line === ANYWHERE ? 1 : this.lengths[line]);
      if (!numbers) {
        if (!learns && isForLearning(name)) continue;
        throw new Error(`input "${name}" is missing`);
      }
      if (numbers.length !== expected) throw new Error(`input "${name}" has ${numbers.length} numbers, expected ${expected}`);
      this.memory[value].set(numbers, line === ANYWHERE ? 0 : this.program.reach[line] * batch * width);
    }
  }

  private run(block: ProgramBlock): void {
    const steps = this.lengths[block.line];
    for (let i = 0; i < steps; i++) {
      const t = block.order === 'ascending' ? i : steps - 1 - i;
      for (const stage of block.stages) for (const id of [...stage.rows, ...stage.elementwise]) this.compute(id, t);
    }
  }

  /** A value as step t of a line sees it, `shift` steps away: [B][width]. */
  private from(line: number, id: number, t: number, shift = 0): Float64Array {
    const v = this.program.values[id];
    if (v.op === 'read') return this.from(v.line, v.of, t - this.ahead(line, v.line), shift + v.shift);
    if (v.op === 'everywhere') return this.at(v.of, 0);
    return this.at(id, t - this.ahead(line, v.line) + shift);
  }

  /** What a matmul reads: of another line it reads the end, or what is there once at every step. */
  private operand(line: number, { value, shift }: ProgramTerm, t: number): Float64Array {
    return this.program.values[value].line === ONCE && line !== ONCE ? this.at(value, 0) : this.from(line, value, t, shift);
  }

  /** How many steps of `line` come before the first one of `other`, counted from the end of both. */
  private ahead(line: number, other: number): number {
    return line === other || other === ANYWHERE ? 0 : this.lengths[line] - this.lengths[other];
  }

  /** The numbers of a value at step t of its own line: [B][width]; zero beyond both ends. */
  private at(id: number, t: number): Float64Array {
    const v = this.program.values[id];
    const row = this.sizes.batch * v.width;
    if (v.line === ANYWHERE) return this.memory[id];
    const reach = this.program.reach[v.line];
    if (t < -reach || t >= this.lengths[v.line] + reach) return new Float64Array(row);
    return this.memory[id].subarray((reach + t) * row, (reach + t + 1) * row);
  }

  private compute(id: number, t: number): void {
    const v = this.program.values[id];
    const out = this.at(id, t);
    switch (v.op) {
      case 'linear':
        return this.linear(v, out, t);
      case 'total':
        return this.total(v, out);
      case 'fold':
        return this.fold(v, out, t);
      case 'unfold':
        return this.unfold(v, out, t);
    }
    const op = ops[v.op as OpName];
    const inputs = v.inputs.map((x) => this.from(v.line, x, t));
    if (op.reduces) {
      const width = this.program.values[v.inputs[0]].width;
      for (let row = 0; row < this.sizes.batch; row++) out[row] = op.meaning(inputs[0].subarray(row * width, (row + 1) * width), v.attrs);
      return;
    }
    const numbers = new Array<number>(inputs.length);
    for (let i = 0; i < out.length; i++) {
      for (let k = 0; k < inputs.length; k++) numbers[k] = inputs[k][i];
      out[i] = op.meaning(numbers, v.attrs);
    }
  }

  private linear(v: ProgramValue, out: Float64Array, t: number): void {
    out.fill(0);
    const N = v.width;
    for (const term of v.terms) {
      const a = this.operand(v.line, term, t);
      const K = this.program.values[term.value].width;
      const W = this.weights[term.weight];
      const { cols } = this.program.weights[term.weight];
      for (let row = 0; row < this.sizes.batch; row++)
        for (let n = 0; n < N; n++) {
          let sum = 0;
          for (let k = 0; k < K; k++)
            sum += a[row * K + k] * (term.transposed ? W[(term.row + n) * cols + k] : W[(term.row + k) * cols + n]);
          out[row * N + n] += sum;
        }
    }
  }

  private total(v: ProgramValue, out: Float64Array): void {
    out.fill(0);
    const { line } = this.program.values[v.inputs[0]];
    for (let t = 0; t < this.lengths[line]; t++) this.from(line, v.inputs[0], t).forEach((x, i) => (out[i] += x));
  }

  private fold(v: ProgramValue, out: Float64Array, t: number): void {
    const { points } = v.attrs;
    const width = v.width / points;
    const first = this.lengths[STEPS] - this.lengths[v.line] * points + t * points;
    for (let j = 0; j < points; j++) {
      const x = this.from(STEPS, v.inputs[0], first + j);
      for (let row = 0; row < this.sizes.batch; row++) out.set(x.subarray(row * width, (row + 1) * width), row * v.width + j * width);
    }
  }

  private unfold(v: ProgramValue, out: Float64Array, t: number): void {
    const { points } = v.attrs;
    const x = this.program.values[v.inputs[0]];
    const place = t - (this.lengths[STEPS] - this.lengths[x.line] * points);
    if (place < 0) return void out.fill(0);
    const segment = this.from(x.line, v.inputs[0], Math.floor(place / points));
    const column = (place % points) * v.width;
    for (let row = 0; row < this.sizes.batch; row++)
      out.set(segment.subarray(row * x.width + column, row * x.width + column + v.width), row * v.width);
  }

  private sumWeightGradients(): void {
    const { batch } = this.sizes;
    this.gradients.forEach((g) => g.fill(0));
    for (const { linear, gradient } of this.program.gradients) {
      const { line, terms } = this.program.values[linear];
      for (const term of terms) {
        const { trained, cols } = this.program.weights[term.weight];
        if (!trained) continue;
        const dW = this.gradients[term.weight];
        for (let t = 0; t < this.lengths[line]; t++) {
          const a = this.operand(line, term, t);
          const g = this.from(line, gradient, t);
          const K = this.program.values[term.value].width;
          for (let row = 0; row < batch; row++)
            for (let k = 0; k < K; k++) for (let n = 0; n < cols; n++) dW[(term.row + k) * cols + n] += a[row * K + k] * g[row * cols + n];
        }
      }
    }
  }

  /** Sum over the line of the output of weight times loss. */
  private weighedLoss(): number {
    const { value, weight } = this.program.loss!;
    const weights = this.sequence(weight);
    return this.sequence(value).reduce((sum, loss, i) => sum + loss * weights[i], 0);
  }
}

/** Values of a graph of width 1, from its named leaves. */
function evaluate(roots: Value[], leaf: (name: string) => number): number[] {
  const known = new Map<Value, number>();
  const value = (v: Value): number => {
    let x = known.get(v);
    if (x === undefined) {
      x =
        v.op === 'input' ? leaf(v.name!) : v.op === 'constant' ? v.attrs.value : ops[v.op as OpName].meaning(v.inputs.map(value), v.attrs);
      known.set(v, x);
    }
    return x;
  };
  return roots.map(value);
}
