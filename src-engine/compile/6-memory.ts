/**
 * An address for everything, and with it the bytes that a program will need, before anything runs.
 * What lives where is decided in 6-memory-values (sequences, steps, registers), 6-memory-layout (who shares a place)
 * and 6-memory-weights (blocks); here the areas are laid out one behind the other for given sizes.
 *
 * Rows of a step are the windows of the batch, padded so that every thread has equally many. A slot is one step of one
 * panel: [rows][16] floats.
 */
import type { Sizes } from '../backends/backend.ts';
import { PANEL, type Place } from './6-memory-layout.ts';
import { rowGroups, type RowGroup, type RowSpan } from './6-memory-rows.ts';
import { planValues, type ValuePlan } from './6-memory-values.ts';
import { planWeights, type WeightPlan } from './6-memory-weights.ts';
import { lengthOf } from './line.ts';
import type { Program } from './program.ts';

/** A 32-bit WebAssembly memory ends at 4096 MiB; some of that is left to the machine. */
export const maximumMemoryBytes = 4032 * 1024 * 1024;
const PAGE = 65536;
const ROW = PANEL * 4;
/** At the beginning of memory: numbers that the optimizer reads, one float each. */
export const SCALARS = 64;
export const scalarCount = 240;
const FIRST = 1024;

/** The sequences of one line. */
export interface LinePlan {
  steps: number;
  /** Slots of zeros before the first step of a panel, and as many behind the last. */
  guard: number;
  /** Bytes from one panel to the next. */
  stride: number;
  /** Where the first panel begins: its first guard slot. */
  pool: number;
}

export interface MemoryPlan {
  batch: number;
  threads: number;
  /** The batch, padded to whole rows of threads: threads * rowsPerThread. */
  rows: number;
  rowsPerThread: number;
  /**
   * Bytes from the values of one thread to those of the next: each has all of its rows for itself. Side by side they
   * would cost a third of the time, because what a core writes the other has fetched ahead.
   */
  arena: number;
  /** Where each row of the batch lies behind the first one of the same panel and step, in floats. */
  rowAt: Int32Array;
  lines: LinePlan[];
  /** One panel at one step: the rows of one thread. */
  slotBytes: number;
  /** Where each of these pools begins; their panels have one slot. */
  pool: { scratch: number; still: number; step: number };
  values: ValuePlan;
  weights: WeightPlan;
  /** The rows of the batch in groups, and where the weight gradients of each are summed: those of the first where all are added up. */
  groups: (RowGroup & { sums: number })[];
  /** The ways in which the rows of groups lie. */
  patterns: RowSpan[][];
  /** Where the areas of trained weights, their gradients and slots, and of other weights begin. */
  trained: number;
  gradients: number;
  slots: Record<string, number>;
  others: number;
  /** All of it, in whole pages. */
  bytes: number;
}

export function planMemory(program: Program, { batch, steps }: Sizes, slotNames: readonly string[], wantedThreads: number): MemoryPlan {
  const threads = Math.max(1, Math.min(wantedThreads, batch));
  const rowsPerThread = Math.ceil(batch / threads);
  const values = planValues(program);
  const weights = planWeights(program);
  const slotBytes = rowsPerThread * ROW;
  let end = FIRST;
  const take = (bytes: number): number => {
    const at = end;
    end += bytes;
    return at;
  };
  const lines = program.lines.map((line, i): LinePlan => {
    const count = lengthOf(line, steps);
    // A delay longer than the line reads nothing but zeros, and the line's length of them is enough.
    const guard = Math.max(1, program.carried.length ? program.reach[i] : Math.min(program.reach[i], count));
    const stride = (count + 2 * guard) * slotBytes;
    return { steps: count, guard, stride, pool: take(values.panels.sequences[i] * stride) };
  });
  const pool = {
    step: take(values.panels.step * slotBytes),
    still: take(values.panels.still * slotBytes),
    scratch: take(values.panels.scratch * slotBytes),
  };
  const arena = end - FIRST;
  take((threads - 1) * arena);
  const trained = take(weights.trained * 4);
  const gradients = take(weights.trained * 4);
  const rowAt = Int32Array.from(
    { length: threads * rowsPerThread },
    (_, row) => (Math.floor(row / rowsPerThread) * arena + (row % rowsPerThread) * ROW) / 4,
  );
  const { groups, patterns } = program.loss ? rowGroups(rowAt.subarray(0, batch), weights.trained) : { groups: [], patterns: [] };
  const summed = groups.map((group, i) => ({ ...group, sums: i === 0 ? gradients : take(weights.trained * 4) }));
  const slots = Object.fromEntries(slotNames.map((name) => [name, take(weights.trained * 4)]));
  const others = take(weights.others * 4);
  return {
    batch,
    threads,
    rows: threads * rowsPerThread,
    rowsPerThread,
    arena,
    rowAt,
    lines,
    slotBytes,
    pool,
    values,
    weights,
    groups: summed,
    patterns,
    trained,
    gradients,
    slots,
    others,
    bytes: Math.ceil(end / PAGE) * PAGE,
  };
}

/** What a session of these sizes allocates, in bytes. Takes about a millisecond, so a window can show it while one draws. */
export const memoryBytes = (program: Program, sizes: Sizes, slots: readonly string[], threads = 1): number =>
  planMemory(program, sizes, slots, threads).bytes;

/** Bytes from one panel of a value to the next. */
export const strideOf = (plan: MemoryPlan, { kind, line }: Place): number =>
  kind === 'sequence' ? plan.lines[line].stride : plan.slotBytes;

/** The first panel of a value, in the arena of the first thread; of a sequence, the guard slot before its first step. */
export const addressOf = (plan: MemoryPlan, place: Place): number => {
  const { kind, line, at } = place;
  if (kind === 'registers') throw new Error('a value in registers has no address');
  return (kind === 'sequence' ? plan.lines[line].pool : plan.pool[kind]) + at * strideOf(plan, place);
};

/** The first panel of a sequence at step t of its line. */
export const addressAt = (plan: MemoryPlan, place: Place, t: number): number =>
  addressOf(plan, place) + (plan.lines[place.line].guard + t) * plan.slotBytes;

/** The first float of a block of weights, in bytes. */
export const blockAddress = (plan: MemoryPlan, block: number): number => {
  const { isTrained, offset } = plan.weights.blocks[block];
  return (isTrained ? plan.trained : plan.others) + offset * 4;
};
