/**
 * Numbers in and out of the memory of a module: weights between the cell's shapes and blocks of panels, windows of the
 * batch into sequences, results out of them.
 */
import { addressAt, addressOf, blockAddress, strideOf, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL, panelsOf } from '../../compile/6-memory-layout.ts';
import { clockAt } from '../../compile/graph.ts';
import { ANYWHERE } from '../../compile/line.ts';
import type { Program } from '../../compile/program.ts';
import { isForLearning, type Feed, type Numbers } from '../backend.ts';

/** Where the home of a weight begins, as an index of floats within any area of weights. */
function home(plan: MemoryPlan, weight: number): { start: number; rows: number } {
  const { block, at } = plan.weights.homes[weight];
  const { offset, rows } = plan.weights.blocks[block];
  return { start: offset + at * PANEL, rows };
}

/** [rows][cols] -> the weight's place in an area that begins at `area` bytes. */
export function writeWeight(
  memory: Float32Array,
  program: Program,
  plan: MemoryPlan,
  weight: number,
  area: number,
  numbers: ArrayLike<number>,
) {
  const { rows, cols, name } = program.weights[weight];
  if (numbers.length !== rows * cols) throw new Error(`${name}: ${numbers.length} numbers for a matrix of ${rows} x ${cols}`);
  const place = home(plan, weight);
  for (let panel = 0; panel < panelsOf(cols); panel++)
    for (let row = 0; row < rows; row++) {
      const to = area / 4 + place.start + (panel * place.rows + row) * PANEL;
      const from = row * cols + panel * PANEL;
      for (let lane = 0; lane < Math.min(PANEL, cols - panel * PANEL); lane++) memory[to + lane] = numbers[from + lane];
    }
}

export function readWeight(memory: Float32Array, program: Program, plan: MemoryPlan, weight: number, area: number): Float32Array {
  const { rows, cols } = program.weights[weight];
  const place = home(plan, weight);
  const out = new Float32Array(rows * cols);
  for (let panel = 0; panel < panelsOf(cols); panel++)
    for (let row = 0; row < rows; row++) {
      const from = area / 4 + place.start + (panel * place.rows + row) * PANEL;
      out.set(memory.subarray(from, from + Math.min(PANEL, cols - panel * PANEL)), row * cols + panel * PANEL);
    }
  return out;
}

/** The area in which a weight itself lives. */
export const weightArea = (plan: MemoryPlan, weight: number): number => {
  const { block } = plan.weights.homes[weight];
  return blockAddress(plan, block) - plan.weights.blocks[block].offset * 4;
};

/** What never changes: constants that matmuls read as if they were values, and clocks. */
export function writeConstants(memory: Float32Array, program: Program, plan: MemoryPlan): void {
  program.values.forEach((v, id) => {
    const place = plan.values.places[id];
    if (!place) return;
    const fill = (address: number, x: number) => {
      for (let thread = 0; thread < plan.threads; thread++) {
        const start = address + thread * plan.arena;
        memory.fill(x, start / 4, (start + plan.slotBytes) / 4);
      }
    };
    if (v.op === 'constant') for (let p = 0; p < place.panels; p++) fill(addressOf(plan, place) + p * strideOf(plan, place), v.attrs.value);
    if (v.op === 'clock') {
      const { steps } = plan.lines[v.line];
      for (let t = 0; t < steps; t++) fill(addressAt(plan, place, t), clockAt(v.attrs, t, steps));
    }
  });
}

/** What the data gives a program: [steps][batch][width] into sequences, [batch][width] into what stands still. */
export function writeFeed(memory: Float32Array, program: Program, plan: MemoryPlan, feed: Feed, learns: boolean): void {
  const { batch, rowAt } = plan;
  for (const { name, value, width, line } of program.inputs) {
    const numbers = feed[name];
    const slots = line === ANYWHERE ? 1 : plan.lines[line].steps;
    if (!numbers) {
      if (!learns && isForLearning(name)) continue;
      throw new Error(`input "${name}" is missing`);
    }
    if (numbers.length !== batch * width * slots)
      throw new Error(`input "${name}" has ${numbers.length} numbers, expected ${batch * width * slots}`);
    const place = plan.values.places[value]!;
    const first = line === ANYWHERE ? addressOf(plan, place) : addressAt(plan, place, 0);
    const isWeight = value === program.loss?.weight;
    for (let panel = 0; panel < place.panels; panel++) {
      const start = (first + panel * strideOf(plan, place)) / 4;
      const lanes = Math.min(PANEL, width - panel * PANEL);
      for (let slot = 0; slot < slots; slot++) {
        const to = start + (slot * plan.slotBytes) / 4;
        const from = slot * batch * width + panel * PANEL;
        for (let row = 0; row < batch; row++)
          for (let lane = 0; lane < lanes; lane++) memory[to + rowAt[row] + lane] = numbers[from + row * width + lane];
        // Rows that only fill up the last thread repeat the first window, so that nothing odd happens in them; they weigh nothing.
        for (let row = batch; row < plan.rows; row++)
          for (let lane = 0; lane < lanes; lane++) memory[to + rowAt[row] + lane] = isWeight ? 0 : numbers[from + lane];
      }
    }
  }
}

/** A sequence at every step of its line: [steps][batch][width]. */
export function readSequence(memory: Float32Array, program: Program, plan: MemoryPlan, id: number, out: Numbers): void {
  const { width } = program.values[id];
  const { batch, rowAt } = plan;
  const place = plan.values.places[id]!;
  for (let t = 0; t < plan.lines[place.line].steps; t++)
    for (let panel = 0; panel < place.panels; panel++) {
      const from = (addressAt(plan, place, t) + panel * strideOf(plan, place)) / 4;
      const to = t * batch * width + panel * PANEL;
      const lanes = Math.min(PANEL, width - panel * PANEL);
      for (let row = 0; row < batch; row++)
        for (let lane = 0; lane < lanes; lane++) out[to + row * width + lane] = memory[from + rowAt[row] + lane];
    }
}

/** Sum of a times b over two sequences of the same line and width, in float64: step by step, window by window, column by column. */
export function sumOfProducts(memory: Float32Array, program: Program, plan: MemoryPlan, a: number, b: number): number {
  const { batch, rowAt } = plan;
  const { width, line } = program.values[a];
  const [placeA, placeB] = [plan.values.places[a]!, plan.values.places[b]!];
  const [strideA, strideB] = [strideOf(plan, placeA) / 4, strideOf(plan, placeB) / 4];
  let sum = 0;
  for (let t = 0; t < plan.lines[line].steps; t++) {
    const [firstA, firstB] = [addressAt(plan, placeA, t) / 4, addressAt(plan, placeB, t) / 4];
    for (let row = 0; row < batch; row++)
      for (let panel = 0; panel * PANEL < width; panel++) {
        const [atA, atB] = [firstA + panel * strideA + rowAt[row], firstB + panel * strideB + rowAt[row]];
        const lanes = Math.min(PANEL, width - panel * PANEL);
        for (let lane = 0; lane < lanes; lane++) sum += memory[atA + lane] * memory[atB + lane];
      }
  }
  return sum;
}
