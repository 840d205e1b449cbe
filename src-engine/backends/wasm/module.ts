/**
 * Program and memory plan -> one WebAssembly module, and for each thread what it calls in it.
 *
 *   block0, block1 ...        all steps of a block for the rows of one thread
 *   gradient0, gradient1 ...  weight gradients of linears with one left side, for a range of panels
 *   derive0, derive1 ...      copies of one block of trained weights, for a range of panels
 *   update-<optimizer>        one optimizer step over a range of weights
 *   zero, squares
 */
import { addressOf, blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-values.ts';
import { packingOrder, rowsOf } from '../../compile/6-memory-weights.ts';
import type { Program, ProgramBlock } from '../../compile/program.ts';
import { operandOf } from '../../compile/uses.ts';
import type { OptimizerName } from '../../train/optimizers.ts';
import { Func, I32, ModuleWriter } from './assembler.ts';
import { writeDerive, writeSquares } from './derive.ts';
import { ROW, type Shape } from './matmul.ts';
import { updateKernel, type UpdateKernel } from './optimizer-kernel.ts';
import { leftSide } from './source.ts';
import { Shared, writeStage } from './stage.ts';
import { writeWeightGradient, type WeightGradientShape } from './weight-gradient.ts';

/** An exported function and its arguments. */
export interface Call {
  name: string;
  args: number[];
}

/** Everything that one thread does, as calls. Plain data: it is sent to the thread. */
export interface Work {
  forward: Call[];
  backward: Call[];
  gradients: Call[];
  /** Addresses of trained weights, from and to. */
  updates: [number, number][];
  derive: Call[];
}

export interface GeneratedModule {
  bytes: Uint8Array;
  work: Work[];
  updates: Map<OptimizerName, UpdateKernel>;
  /** All copies, once the weights have been written from outside. */
  deriveAll: Call[];
}

export const updateName = (optimizer: OptimizerName): string => `update-${optimizer}`;

export function generate(program: Program, plan: MemoryPlan, shape: Shape, optimizers: OptimizerName[]): GeneratedModule {
  const writer = new ModuleWriter({ pages: plan.bytes / 65536, shared: plan.threads > 1 });
  const shared = new Shared(writer, shape);
  program.blocks.forEach((block, b) => writeBlock(writer, shared, program, plan, block, b));

  const jobs = program.loss ? gradientJobs(program, plan) : [];
  jobs.forEach((job, i) => {
    const f = new Func([I32, I32]);
    writeWeightGradient(f, shape, job.shape);
    writer.add(`gradient${i}`, f);
  });
  const derived = new Set<number>();
  plan.weights.blocks.forEach((_, block) => {
    const f = writeDerive(plan, block);
    if (!f) return;
    writer.add(`derive${block}`, f);
    derived.add(block);
  });
  const updates = new Map(optimizers.map((name) => [name, updateKernel(name, plan, shape)]));
  for (const [name, { func }] of updates) writer.add(updateName(name), func);
  writer.add('squares', writeSquares());
  const zero = new Func([I32, I32]);
  writer.add('zero', zero.get(0).int(0).get(1).fill());

  return {
    bytes: writer.bytes(),
    work: workOf(program, plan, jobs, derived),
    updates,
    deriveAll: [...derived].map((block) => ({ name: `derive${block}`, args: [0, plan.weights.blocks[block].panels] })),
  };
}

function writeBlock(writer: ModuleWriter, shared: Shared, program: Program, plan: MemoryPlan, block: ProgramBlock, index: number): void {
  const stages = block.stages.map((stage) => writer.add(undefined, writeStage(shared, program, plan, block.range, stage)));
  const f = new Func([I32]);
  const row = 0;
  const time = f.local(I32);
  for (const id of plan.values.carried[index]) {
    const place = plan.values.places[id]!;
    for (let p = 0; p < place.panels; p++)
      f.get(row)
        .int(addressOf(plan, place) + p * plan.stride.step)
        .plus()
        .int(0)
        .int(plan.rowsPerThread * ROW)
        .fill();
  }
  const first = block.range === 'all' ? 0 : plan.steps - plan.tail;
  const [from, to, step] = block.direction === 'forward' ? [first, plan.steps, 1] : [plan.steps - 1, first - 1, -1];
  const { slotBytes } = plan;
  f.loop(time, from * slotBytes, to * slotBytes, step * slotBytes, () => {
    for (const stage of stages) f.get(time).get(row).call(stage);
  });
  writer.add(`block${index}`, f);
}

interface GradientJob {
  /** First block of weights, and how many panels from its first on. */
  block: number;
  panels: number;
  shape: WeightGradientShape;
}

/** One job per linear, or several where some of its weights have their home elsewhere; neighbours are joined. */
function gradientJobs(program: Program, plan: MemoryPlan): GradientJob[] {
  const { blocks, blockOf, homes } = plan.weights;
  const jobs: GradientJob[] = [];
  for (const { linear, gradient, range } of program.gradients) {
    const of = operandOf(program, gradient);
    const { op, attrs } = program.values[of.value];
    if (op === 'constant' && attrs.value === 0) continue;
    const first = range === 'all' ? 0 : plan.steps - plan.tail;
    const addressAt = (value: number, shift: number): number => {
      const place = plan.values.places[value]!;
      const slot = place.kind === 'all' ? plan.guard + first + shift : place.kind === 'tail' ? plan.guard + shift : 0;
      if (place.kind === 'tail' && range === 'all') throw new Error(`value ${value} is kept for the tail only`);
      return addressOf(plan, place) + slot * plan.slotBytes;
    };
    const gradientPlace = plan.values.places[of.value];
    if (!gradientPlace || (gradientPlace.kind !== 'all' && gradientPlace.kind !== 'tail'))
      throw new Error(`the gradient of value ${linear} is not kept over steps`);

    /** Terms of one block, still or moving; `at` is where a row of the linear's block stands in the target. */
    const add = (block: number, isStill: boolean, isWanted: (weight: number, row: number) => boolean, at = 0) => {
      const side = leftSide(
        program,
        plan,
        linear,
        range,
        (weight, row, value) => isWanted(weight, row) && isStill === isStillOperand(plan, value),
      );
      if (!side.pieces.length && !side.biases.length) return;
      const { rows, panels } = blocks[block];
      jobs.push({
        block,
        panels,
        shape: {
          rows: (range === 'all' ? plan.steps : plan.tail) * plan.rows,
          rowsPerStep: plan.rows,
          isStill,
          pieces: side.pieces.map((p) => {
            const start = addressAt(p.value, p.shift) + p.panel * p.stride;
            return { panels: p.panels, cols: p.cols, stride: p.stride, row: p.row + at, address: start };
          }),
          biases: side.biases.map((b) => b.row + at),
          gradient: addressAt(of.value, of.shift),
          gradientStride: plan.stride[gradientPlace.kind as 'all'],
          result: plan.gradients + blocks[block].offset * 4,
          blockRows: rows,
        },
      });
    };
    const own = blockOf[linear]!;
    const isTrained = (weight: number) => program.weights[weight].trained;
    let row = 0;
    const away: { block: number; row: number; at: number }[] = [];
    const home = new Set<number>();
    for (const t of packingOrder(program, linear)) {
      const { block, at } = homes[t.weight];
      if (isTrained(t.weight)) {
        if (block === own && at + t.row === row) home.add(row);
        else away.push({ block, row, at: at + t.row - row });
      }
      row += rowsOf(program, t);
    }
    for (const isStill of [false, true]) {
      add(own, isStill, (_, r) => home.has(r));
      for (const odd of away) add(odd.block, isStill, (_, r) => r === odd.row, odd.at);
    }
  }
  return joined(jobs.sort((p, q) => blocks[p.block].offset - blocks[q.block].offset));
}

const isStillOperand = (plan: MemoryPlan, value: number): boolean => {
  const kind = plan.values.places[value]?.kind;
  return kind === 'still' || kind === 'step';
};

/** Linears with the same left side whose blocks and gradients lie behind each other run as one. */
function joined(jobs: GradientJob[]): GradientJob[] {
  const out: GradientJob[] = [];
  for (const job of jobs) {
    const last = out.at(-1);
    const { gradient, result, ...rest } = job.shape;
    if (last) {
      const { gradient: g, result: r, ...same } = last.shape;
      const follows =
        gradient === g + last.panels * rest.gradientStride &&
        result === r + last.panels * rest.blockRows * ROW &&
        JSON.stringify(rest) === JSON.stringify(same);
      if (follows) {
        last.panels += job.panels;
        continue;
      }
    }
    out.push({ ...job });
  }
  return out;
}

/** A panel of trained weights belongs to one thread: its gradient, its update and its copies. Nothing is shared. */
function workOf(program: Program, plan: MemoryPlan, jobs: GradientJob[], derived: Set<number>): Work[] {
  const { blocks } = plan.weights;
  const panels: { block: number; panel: number; floats: number }[] = [];
  const firstPanel = new Map<number, number>();
  blocks.forEach(({ isTrained, panels: count, rows }, block) => {
    if (!isTrained) return;
    firstPanel.set(block, panels.length);
    for (let panel = 0; panel < count; panel++) panels.push({ block, panel, floats: rows * PANEL });
  });
  const offsets = [0];
  for (const { floats } of panels) offsets.push(offsets[offsets.length - 1] + floats);
  const total = offsets[panels.length];
  const bounds = [0];
  for (let thread = 1; thread <= plan.threads; thread++) {
    let cut = bounds[thread - 1];
    const goal = (total * thread) / plan.threads;
    while (cut < panels.length && (thread === plan.threads || Math.abs(offsets[cut + 1] - goal) <= Math.abs(offsets[cut] - goal))) cut++;
    bounds.push(cut);
  }

  return Array.from({ length: plan.threads }, (_, thread): Work => {
    const [from, to] = [bounds[thread], bounds[thread + 1]];
    const row = thread * plan.rowsPerThread * ROW;
    const blockCalls = (direction: ProgramBlock['direction']) =>
      program.blocks.flatMap((block, b) => (block.direction === direction ? [{ name: `block${b}`, args: [row] }] : []));
    const part = (first: number, count: number): [number, number] | undefined => {
      const [a, b] = [Math.max(from, first), Math.min(to, first + count)];
      return a < b ? [a - first, b - first] : undefined;
    };
    const gradients: Call[] = [];
    if (from < to) gradients.push({ name: 'zero', args: [plan.gradients + offsets[from] * 4, (offsets[to] - offsets[from]) * 4] });
    jobs.forEach((job, i) => {
      const mine = part(firstPanel.get(job.block)!, job.panels);
      if (mine) gradients.push({ name: `gradient${i}`, args: mine });
    });
    const derive: Call[] = [];
    for (const [block, first] of firstPanel) {
      const mine = part(first, blocks[block].panels);
      if (mine && derived.has(block)) derive.push({ name: `derive${block}`, args: mine });
    }
    return {
      forward: blockCalls('forward'),
      backward: blockCalls('backward'),
      gradients,
      updates: updatesOf(program, plan, panels.slice(from, to)),
      derive,
    };
  });
}

/** Ranges of trained weights within panels; a frozen or copied row interrupts them. */
function updatesOf(program: Program, plan: MemoryPlan, panels: { block: number; panel: number }[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { block, panel } of panels) {
    const { rows, segments } = plan.weights.blocks[block];
    for (const s of segments) {
      if (!s.isHome || !program.weights[s.weight].trained) continue;
      const start = blockAddress(plan, block) + (panel * rows + s.at) * ROW;
      const last = ranges.at(-1);
      if (last && last[1] === start) last[1] += s.rows * ROW;
      else ranges.push([start, start + s.rows * ROW]);
    }
  }
  return ranges;
}
