/**
 * The judge: runs a program op by op in float64, with each op's own meaning and nothing merged, fused or blocked.
 * Slow on purpose. What it shares with other backends is the program and nothing else.
 */
import { ops, type OpName } from '../ops/index.ts';
import type { Value } from '../compile/value.ts';
import { isParameter, type Program, type ProgramBlock, type ProgramValue } from '../compile/program.ts';
import { adjustmentGraph, type Adjustment } from '../train/adjustments.ts';
import { updateGraph, type Update } from '../train/optimizers.ts';
import type { RuleGraph } from '../train/rules.ts';
import type { Backend, BackendReport, Feed, Numbers, Session, Sizes } from './backend.ts';

export const reference: Backend = {
  name: 'reference',
  open: async (program, sizes, slots) => new ReferenceSession(program, sizes, slots),
};

export class ReferenceSession implements Session {
  readonly report: BackendReport = { name: 'reference', simd: false, fma: false, width: 64, threads: 1 };
  readonly memoryBytes: number;
  private readonly program: Program;
  private readonly sizes: Sizes;
  /** Per value [reach + T + reach][B][width], zero outside the window; per window and leaves [B][width]. */
  private readonly memory: Float64Array[];
  private readonly still: boolean[];
  private readonly weights: Float64Array[];
  private readonly gradients: Float64Array[];
  private readonly slots = new Map<string, Float64Array>();

  constructor(program: Program, sizes: Sizes, slotNames: readonly string[]) {
    this.program = program;
    this.sizes = sizes;
    const { batch, steps } = sizes;
    const perWindow = new Set(program.inputs.filter((i) => i.per === 'window').map((i) => i.value));
    this.still = program.values.map((v, id) => v.op === 'one' || v.op === 'constant' || perWindow.has(id));
    this.memory = program.values.map(
      (v, id) => new Float64Array(v.op === 'read' ? 0 : batch * v.width * (this.still[id] ? 1 : steps + 2 * program.reach)),
    );
    program.values.forEach((v, id) => {
      if (v.op === 'one') this.memory[id].fill(1);
      if (v.op === 'constant') this.memory[id].fill(v.attrs.value);
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

  async predict(feed: Feed): Promise<Float64Array> {
    this.fill(feed);
    for (const block of this.program.blocks) if (block.direction === 'forward') this.run(block);
    return this.tailOf(this.program.output);
  }

  lossOfPrediction(): number {
    return this.program.loss ? this.meanLoss() : NaN;
  }

  async gradient(feed: Feed): Promise<number> {
    this.fill(feed);
    this.program.blocks.forEach((block) => this.run(block));
    this.sumWeightGradients();
    return this.meanLoss();
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

  dispose(): void {}

  /** Any value of the program at step t, [B][width]; for tests and for looking inside. */
  stepOf(id: number, t: number): Float64Array {
    return this.at(id, t);
  }

  private tailOf(id: number): Float64Array {
    const { batch, steps, tail } = this.sizes;
    const row = batch * this.program.values[id].width;
    return this.memory[id].slice((this.program.reach + steps - tail) * row, (this.program.reach + steps) * row);
  }

  private fill(feed: Feed): void {
    const { batch, steps, tail } = this.sizes;
    for (const { name, value, width, per } of this.program.inputs) {
      const numbers = feed[name];
      const expected = batch * width * (per === 'window' ? 1 : per === 'tail' ? tail : steps);
      if (!numbers) {
        if (name === 'target' || name === 'rowWeight') continue;
        throw new Error(`input "${name}" is missing`);
      }
      if (numbers.length !== expected) throw new Error(`input "${name}" has ${numbers.length} numbers, expected ${expected}`);
      const first = per === 'window' ? 0 : this.program.reach + (per === 'tail' ? steps - tail : 0);
      this.memory[value].set(numbers, first * batch * width);
    }
  }

  private run(block: ProgramBlock): void {
    const { steps, tail } = this.sizes;
    const from = block.range === 'all' ? 0 : steps - tail;
    for (let i = from; i < steps; i++) {
      const t = block.direction === 'forward' ? i : steps - 1 - (i - from);
      for (const stage of block.stages) for (const id of [...stage.rows, ...stage.elementwise]) this.compute(id, t);
    }
  }

  /** The numbers of a value at step t + shift: [B][width]. */
  private at(id: number, t: number): Float64Array {
    const v = this.program.values[id];
    if (v.op === 'read') return this.at(v.of, t + v.shift);
    const row = this.sizes.batch * v.width;
    const first = this.still[id] ? 0 : (this.program.reach + t) * row;
    return this.memory[id].subarray(first, first + row);
  }

  private compute(id: number, t: number): void {
    const v = this.program.values[id];
    const out = this.at(id, t);
    if (v.op === 'linear') return this.linear(v, out, t);
    const op = ops[v.op as OpName];
    const inputs = v.inputs.map((x) => this.at(x, t));
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
      const a = this.at(term.value, t + term.shift);
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

  private sumWeightGradients(): void {
    const { batch, steps, tail } = this.sizes;
    this.gradients.forEach((g) => g.fill(0));
    for (const { linear, gradient, range } of this.program.gradients)
      for (const term of this.program.values[linear].terms) {
        const { trained, cols } = this.program.weights[term.weight];
        if (!trained) continue;
        const dW = this.gradients[term.weight];
        for (let t = range === 'all' ? 0 : steps - tail; t < steps; t++) {
          const a = this.at(term.value, t + term.shift);
          const g = this.at(gradient, t);
          const K = this.program.values[term.value].width;
          for (let row = 0; row < batch; row++)
            for (let k = 0; k < K; k++) for (let n = 0; n < cols; n++) dW[(term.row + k) * cols + n] += a[row * K + k] * g[row * cols + n];
        }
      }
  }

  /** Sum over the tail of the row weight times the row's mean loss. */
  private meanLoss(): number {
    const { value, weight } = this.program.loss!;
    const [loss, rowWeight] = [this.tailOf(value), this.tailOf(weight)];
    const { width } = this.program.values[value];
    let sum = 0;
    for (let i = 0; i < loss.length; i++) sum += (loss[i] * rowWeight[Math.floor(i / width)]) / width;
    return sum;
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
