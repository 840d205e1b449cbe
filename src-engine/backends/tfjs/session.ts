/** A program with its weights as tensors. Between two calls only weights, slots and the last gradients are kept. */
import { isParameter, readable, type Program } from '../../compile/program.ts';
import { adjustmentGraph, type Adjustment } from '../../train/adjustments.ts';
import { updateGraph, type Update } from '../../train/optimizers.ts';
import type { RuleGraph } from '../../train/rules.ts';
import { assertCarries, type BackendReport, type Begin, type Feed, type Numbers, type Session, type Sizes } from '../backend.ts';
import { estimateBytes } from './estimate.ts';
import { forward, planForward, type ForwardPlan } from './forward.ts';
import { evaluateRule } from './optimizer-step.ts';
import { scribeOf, type Scribe, type Tensor, type Tf } from './tf.ts';

export class TfjsSession implements Session {
  readonly report: BackendReport;
  /** An estimate: tfjs allocates as it goes. */
  readonly memoryBytes: number;
  private readonly tf: Tf;
  private readonly scribe: Scribe;
  private readonly program: Program;
  private readonly sizes: Sizes;
  private readonly plan: ForwardPlan;
  /** [rows, cols] each, in the order of the program, as are the gradients; those of weights that are not trained are absent. */
  private readonly weights: Tensor[];
  private readonly gradients: (Tensor | undefined)[];
  private readonly slotNames: readonly string[];
  /** By `slot/weight`. */
  private readonly slots = new Map<string, Tensor>();
  private predictedLoss = NaN;
  /** By value: what can be read of the last pass. */
  private readables = new Map<number, Float32Array>();
  /** By value: what the last pass has left. */
  private left = new Map<number, Float32Array>();

  constructor(tf: Tf, program: Program, sizes: Sizes, slotNames: readonly string[], report: BackendReport) {
    this.tf = tf;
    this.scribe = scribeOf(tf);
    this.program = program;
    this.sizes = sizes;
    this.report = report;
    this.plan = planForward(program);
    this.memoryBytes = estimateBytes(program, this.plan, sizes, slotNames);
    this.weights = program.weights.map((w, i) => (w.fixed ? this.tensor(i, w.fixed) : this.zeros(i)));
    this.gradients = program.weights.map(() => undefined);
    this.slotNames = slotNames;
    for (const { name, i } of this.trained) {
      this.gradients[i] = this.zeros(i);
      for (const slot of slotNames) this.slots.set(`${slot}/${name}`, this.zeros(i));
    }
  }

  writeWeights(weights: ReadonlyMap<string, Numbers>): void {
    this.program.weights.forEach((w, i) => {
      const given = weights.get(w.name);
      if (isParameter(w) && given) this.setWeight(i, this.tensor(i, given));
    });
  }

  readWeights(): Map<string, Float32Array> {
    return new Map(this.program.weights.flatMap((w, i) => (isParameter(w) ? [[w.name, numbersOf(this.weights[i])] as const] : [])));
  }

  writeSlots(slots: ReadonlyMap<string, Numbers>): void {
    for (const { name, i } of this.trained)
      for (const slot of this.slotNames) {
        const given = slots.get(`${slot}/${name}`);
        if (given) this.setSlot(`${slot}/${name}`, this.tensor(i, given));
      }
  }

  readSlots(): Map<string, Float32Array> {
    return new Map([...this.slots].map(([name, slot]) => [name, numbersOf(slot)]));
  }

  readStates(): Map<string, Float32Array> {
    return new Map([...this.left].map(([value, numbers]) => [`${value}`, numbers.slice()]));
  }

  writeStates(states: ReadonlyMap<string, Numbers>): void {
    this.left = new Map([...states].map(([value, numbers]) => [Number(value), Float32Array.from(numbers)]));
  }

  async predict(feed: Feed, begin: Begin = 'zero'): Promise<Float32Array> {
    const [output, loss] = this.tf.tidy(() => {
      const made = this.forward(feed, false, begin);
      return made.loss ? [made.output, made.loss] : [made.output];
    });
    const numbers = Float32Array.from(await output.data());
    this.predictedLoss = loss ? (await loss.data())[0] : NaN;
    output.dispose();
    loss?.dispose();
    return numbers;
  }

  lossOfPrediction(): number {
    return this.predictedLoss;
  }

  async gradient(feed: Feed, begin: Begin = 'zero'): Promise<number> {
    if (!this.program.loss) throw new Error('This program only predicts: compile it with a loss to train it.');
    const { trained } = this;
    const loss = () => this.forward(feed, true, begin).loss!;
    const weights = trained.map(({ i }) => this.weights[i]);
    const { value, grads } = trained.length
      ? this.tf.engine().gradients(loss, weights, undefined, true)
      : { value: this.tf.tidy(() => [loss()])[0], grads: [] };
    trained.forEach(({ i }, k) => {
      this.gradients[i]!.dispose();
      // A weight of which the loss is no function, as when it is only compared.
      this.gradients[i] = grads[k] ?? this.zeros(i);
    });
    const [mean] = Array.from(await value.data());
    value.dispose();
    return mean;
  }

  read(value: number): Float32Array {
    return this.readables.get(value)!;
  }

  readGradients(): Map<string, Float32Array> {
    return new Map(this.trained.map(({ name, i }) => [name, numbersOf(this.gradients[i]!)]));
  }

  gradientNorm(): number {
    const { tf, trained } = this;
    if (!trained.length) return 0;
    const squares = (x: Tensor) => tf.sum(tf.mul(x, x));
    const [sums] = tf.tidy(() => [tf.stack(trained.map(({ i }) => squares(this.gradients[i]!)))]);
    const norm = Math.sqrt(numbersOf(sums).reduce((sum, x) => sum + x, 0));
    sums.dispose();
    return norm;
  }

  adjust({ adjustment, scalars }: Adjustment): void {
    this.apply(adjustment, adjustmentGraph(adjustment), scalars);
  }

  update({ optimizer, scalars }: Update, gradientScale: number): void {
    this.apply(optimizer, updateGraph(optimizer), { ...scalars, gradientScale });
  }

  private apply(who: string, rule: RuleGraph, scalars: Record<string, number>): void {
    const slots = Object.keys(rule.slots);
    for (const slot of slots)
      if (!this.slotNames.includes(slot))
        throw new Error(`The session was opened with the slots [${this.slotNames.join(', ')}]; ${who} needs ${slot}.`);
    const { weight, gradient } = rule;
    const roots = [...Object.values(rule.slots), ...(weight ? [weight] : []), ...(gradient ? [gradient] : [])];
    for (const { name, i } of this.trained) {
      const leaf = (leafName: string): number | Tensor => {
        if (leafName === 'weight') return this.weights[i];
        if (leafName === 'gradient') return this.gradients[i]!;
        const [kind, key] = leafName.split('/');
        return kind === 'scalar' ? scalars[key] : this.slots.get(`${key}/${name}`)!;
      };
      const next = this.tf.tidy(() => evaluateRule(this.tf, this.scribe, roots, leaf));
      slots.forEach((slot, s) => this.setSlot(`${slot}/${name}`, next[s]));
      if (weight) this.setWeight(i, next[slots.length]);
      if (gradient) this.setGradient(i, next[roots.length - 1]);
    }
  }

  dispose(): void {
    for (const tensor of [...this.weights, ...this.gradients, ...this.slots.values()]) tensor?.dispose();
  }

  private get trained(): { name: string; i: number }[] {
    const { loss, weights } = this.program;
    return loss ? weights.flatMap((w, i) => (w.trained ? [{ name: w.name, i }] : [])) : [];
  }

  private forward(feed: Feed, learns: boolean, begin: Begin): { output: Tensor; loss?: Tensor } {
    const { program, plan, sizes, weights } = this;
    if (begin === 'carried') assertCarries(program);
    const states = begin === 'carried' ? this.left : new Map<number, Float32Array>();
    const made = forward(this.tf, this.scribe, { program, plan, sizes, weights, feed, learns, states });
    this.left = new Map(program.carried.map(({ value }, i) => [value, numbersOf(made.carried[i])]));
    this.readables = new Map(readable(program).map((value, i) => [value, numbersOf(made.readables[i])]));
    return made;
  }

  private tensor(weight: number, numbers: ArrayLike<number>): Tensor {
    const { rows, cols } = this.program.weights[weight];
    return this.tf.tensor(Float32Array.from(numbers), [rows, cols]);
  }

  private zeros(weight: number): Tensor {
    const { rows, cols } = this.program.weights[weight];
    return this.tf.fill([rows, cols], 0);
  }

  private setWeight(i: number, next: Tensor): void {
    const old = this.weights[i];
    this.weights[i] = next;
    if (old !== next) old.dispose();
  }

  private setGradient(i: number, next: Tensor): void {
    const old = this.gradients[i];
    this.gradients[i] = next;
    if (old !== next) old?.dispose();
  }

  private setSlot(name: string, next: Tensor): void {
    const old = this.slots.get(name);
    this.slots.set(name, next);
    if (old !== next) old?.dispose();
  }
}

/** A copy: some backends of tfjs hand out the very memory that they calculate with. */
const numbersOf = (x: Tensor): Float32Array => Float32Array.from(x.dataSync());
