/** A program, laid out in one memory and compiled to one module, with its weights. */
import { SCALARS, type MemoryPlan } from '../../compile/6-memory.ts';
import { panelsOf } from '../../compile/6-memory-layout.ts';
import { isParameter, type Program } from '../../compile/program.ts';
import type { Adjustment, AdjustmentName } from '../../train/adjustments.ts';
import type { OptimizerName, Update } from '../../train/optimizers.ts';
import type { BackendReport, Begin, Feed, Numbers, Session } from '../backend.ts';
import { beginPass, readLast, writeLast } from './carried.ts';
import { lanesOf } from './derive.ts';
import type { GeneratedModule } from './module.ts';
import { GRADIENT, PREDICT, RULE, type Exports, type Team } from './threads.ts';
import { readSequence, readWeight, sumOfProducts, weightArea, writeConstants, writeFeed, writeWeight } from './transfer.ts';
import type { WasmMemory } from './webassembly.ts';

export interface SessionParts {
  program: Program;
  plan: MemoryPlan;
  generated: GeneratedModule;
  memory: WasmMemory;
  exports: Exports;
  team: Team;
  report: BackendReport;
}

export class WasmSession implements Session {
  readonly report: BackendReport;
  readonly memoryBytes: number;
  private readonly parts: SessionParts;
  private floats: Float32Array;
  private readonly output: Float32Array;
  /** The pieces of it, one for each part of the forecast. */
  private readonly outputs: Float32Array[];

  constructor(parts: SessionParts) {
    const { program, plan, memory, report } = parts;
    this.parts = parts;
    this.report = report;
    this.memoryBytes = memory.buffer.byteLength;
    this.floats = new Float32Array(memory.buffer);
    const pieces = program.outputs.map((id) => {
      const { line, width } = program.values[id];
      return new Float32Array(plan.lines[line].steps * plan.batch * width);
    });
    this.output = new Float32Array(pieces.reduce((n, piece) => n + piece.length, 0));
    this.outputs = pieces.map((piece, i) => this.output.subarray(i * piece.length, (i + 1) * piece.length));
    writeConstants(this.floats, program, plan);
    program.weights.forEach(({ fixed }, i) => fixed && writeWeight(this.floats, program, plan, i, weightArea(plan, i), fixed));
    this.derive();
  }

  writeWeights(weights: ReadonlyMap<string, Numbers>): void {
    const { program, plan } = this.parts;
    program.weights.forEach((w, i) => {
      const given = weights.get(w.name);
      if (isParameter(w) && given) writeWeight(this.floats, program, plan, i, weightArea(plan, i), given);
    });
    this.derive();
  }

  readWeights(): Map<string, Float32Array> {
    const { program, plan } = this.parts;
    return new Map(
      program.weights.flatMap((w, i) =>
        isParameter(w) ? [[w.name, readWeight(this.floats, program, plan, i, weightArea(plan, i))] as const] : [],
      ),
    );
  }

  writeSlots(slots: ReadonlyMap<string, Numbers>): void {
    const { program, plan } = this.parts;
    this.eachTrained((name, i) => {
      for (const [slot, area] of Object.entries(plan.slots)) {
        const given = slots.get(`${slot}/${name}`);
        if (given) writeWeight(this.floats, program, plan, i, area, given);
      }
    });
  }

  readSlots(): Map<string, Float32Array> {
    const { program, plan } = this.parts;
    const out = new Map<string, Float32Array>();
    this.eachTrained((name, i) => {
      for (const [slot, area] of Object.entries(plan.slots)) out.set(`${slot}/${name}`, readWeight(this.floats, program, plan, i, area));
    });
    return out;
  }

  readStates(): Map<string, Float32Array> {
    const { program, plan } = this.parts;
    return new Map(program.carried.map(({ value, depth }) => [`${value}`, readLast(this.floats, program, plan, value, depth)]));
  }

  writeStates(states: ReadonlyMap<string, Numbers>): void {
    const { program, plan } = this.parts;
    for (const { value, depth } of program.carried) writeLast(this.floats, program, plan, value, depth, states.get(`${value}`)!);
  }

  async predict(feed: Feed, begin: Begin = 'zero'): Promise<Float32Array> {
    const { program, plan, team } = this.parts;
    beginPass(this.floats, program, plan, begin);
    writeFeed(this.floats, program, plan, feed, false);
    team.run(PREDICT);
    program.outputs.forEach((id, i) => readSequence(this.floats, program, plan, id, this.outputs[i]));
    return this.output;
  }

  lossOfPrediction(): number {
    return this.parts.program.loss ? this.weighedLoss() : NaN;
  }

  async gradient(feed: Feed, begin: Begin = 'zero'): Promise<number> {
    const { program, plan, team } = this.parts;
    if (!program.loss) throw new Error('This program only predicts: compile it with a loss to train it.');
    beginPass(this.floats, program, plan, begin);
    writeFeed(this.floats, program, plan, feed, true);
    team.run(GRADIENT);
    return this.weighedLoss();
  }

  readGradients(): Map<string, Float32Array> {
    const { program, plan } = this.parts;
    const out = new Map<string, Float32Array>();
    this.eachTrained((name, i) => void out.set(name, readWeight(this.floats, program, plan, i, plan.gradients)));
    return out;
  }

  gradientNorm(): number {
    const { program, plan, exports } = this.parts;
    let sum = 0;
    this.eachTrained((_, i) => {
      const { rows, cols } = program.weights[i];
      const { block, at } = plan.weights.homes[i];
      const { offset, rows: blockRows } = plan.weights.blocks[block];
      for (let panel = 0; panel < panelsOf(cols); panel++)
        sum += exports.squares(plan.gradients + (offset + (panel * blockRows + at) * 16) * 4, rows, lanesOf(cols, panel));
    });
    return Math.sqrt(sum);
  }

  adjust({ adjustment, scalars }: Adjustment): void {
    this.apply(adjustment, scalars);
  }

  update({ optimizer, scalars }: Update, gradientScale: number): void {
    this.apply(optimizer, { ...scalars, gradientScale });
  }

  private apply(name: OptimizerName | AdjustmentName, scalars: Record<string, number>): void {
    const { generated, team, plan, program } = this.parts;
    const index = [...generated.rules.keys()].indexOf(name);
    if (index < 0) {
      const opened = program.loss ? `with the slots [${Object.keys(plan.slots).join(', ')}]` : 'for predicting';
      throw new Error(`The session was opened ${opened}: ${name} needs others.`);
    }
    this.floats.set(generated.rules.get(name)!.numbers(scalars), SCALARS / 4);
    team.run(RULE + index);
  }

  read(value: number): Float32Array {
    const { program, plan } = this.parts;
    const { line, width } = program.values[value];
    const out = new Float32Array(plan.lines[line].steps * plan.batch * width);
    readSequence(this.floats, program, plan, value, out);
    return out;
  }

  dispose(): void {
    this.parts.team.end();
    this.floats = new Float32Array(0);
  }

  /** Sum of weight times loss, in float64, always in the same order. */
  private weighedLoss(): number {
    const { program, plan } = this.parts;
    const { value, weight } = program.loss!;
    return sumOfProducts(this.floats, program, plan, value, weight);
  }

  private derive(): void {
    const { generated, exports } = this.parts;
    for (const { name, args } of generated.deriveAll) exports[name](...args);
  }

  private eachTrained(visit: (name: string, weight: number) => void): void {
    const { program } = this.parts;
    if (program.loss) program.weights.forEach((w, i) => w.trained && visit(w.name, i));
  }
}
