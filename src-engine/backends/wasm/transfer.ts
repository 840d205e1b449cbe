/**
 * Numbers in and out of the memory of a module: weights between the cell's shapes and blocks of panels, windows of the
 * batch into sequences, results out of them.
 */
import { addressOf, blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL, panelsOf } from '../../compile/6-memory-layout.ts';
import type { Program } from '../../compile/program.ts';
import { operandOf } from '../../compile/uses.ts';
import type { Feed, Numbers } from '../backend.ts';

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

/** Constants that matmuls read as if they were values. */
export function writeConstants(memory: Float32Array, program: Program, plan: MemoryPlan): void {
  program.values.forEach((v, id) => {
    const place = plan.values.places[id];
    if (v.op !== 'constant' || !place) return;
    const start = addressOf(plan, place) / 4;
    memory.fill(v.attrs.value, start, start + (place.panels * plan.slotBytes) / 4);
  });
}

/** What the data gives a program: [steps][batch][width] into sequences, [batch][width] into what stands still. */
export function writeFeed(memory: Float32Array, program: Program, plan: MemoryPlan, feed: Feed): void {
  const { batch, steps, tail, guard } = plan;
  for (const { name, value, width, per } of program.inputs) {
    const numbers = feed[name];
    const slots = per === 'window' ? 1 : per === 'tail' ? tail : steps;
    if (!numbers) {
      if (name === 'target' || name === 'rowWeight') continue;
      throw new Error(`input "${name}" is missing`);
    }
    if (numbers.length !== batch * width * slots)
      throw new Error(`input "${name}" has ${numbers.length} numbers, expected ${batch * width * slots}`);
    const place = plan.values.places[value]!;
    const firstSlot = per === 'window' ? 0 : guard + (per === 'tail' && place.kind === 'all' ? steps - tail : 0);
    const isWeight = value === program.loss?.weight;
    for (let panel = 0; panel < place.panels; panel++) {
      const start = (addressOf(plan, place) + panel * plan.stride[place.kind as 'all'] + firstSlot * plan.slotBytes) / 4;
      const lanes = Math.min(PANEL, width - panel * PANEL);
      for (let slot = 0; slot < slots; slot++) {
        const to = start + slot * plan.rows * PANEL;
        const from = slot * batch * width + panel * PANEL;
        for (let row = 0; row < batch; row++)
          for (let lane = 0; lane < lanes; lane++) memory[to + row * PANEL + lane] = numbers[from + row * width + lane];
        // Rows that only fill up the last thread repeat the first window, so that nothing odd happens in them; they weigh nothing.
        for (let row = batch; row < plan.rows; row++)
          for (let lane = 0; lane < lanes; lane++) memory[to + row * PANEL + lane] = isWeight ? 0 : numbers[from + lane];
      }
    }
  }
}

/** A value at each step of the tail: [tail][batch][width]. */
export function readTail(memory: Float32Array, program: Program, plan: MemoryPlan, id: number, out: Numbers): void {
  const { value, shift } = operandOf(program, id);
  const { op, attrs, width } = program.values[value];
  if (op === 'one' || op === 'constant') return void out.fill(op === 'one' ? 1 : attrs.value);
  const { batch, steps, tail, guard } = plan;
  const place = plan.values.places[value]!;
  const [first, length] = place.kind === 'tail' ? [0, tail] : [steps - tail, steps];
  for (let slot = 0; slot < tail; slot++) {
    const t = first + slot + shift;
    const isOutside = place.kind !== 'still' && (t < 0 || t >= length);
    const start = addressOf(plan, place) / 4 + (place.kind === 'still' ? 0 : ((guard + t) * plan.slotBytes) / 4);
    for (let panel = 0; panel < place.panels; panel++) {
      const from = start + (panel * plan.stride[place.kind as 'all']) / 4;
      const to = slot * batch * width + panel * PANEL;
      const lanes = Math.min(PANEL, width - panel * PANEL);
      for (let row = 0; row < batch; row++)
        for (let lane = 0; lane < lanes; lane++) out[to + row * width + lane] = isOutside ? 0 : memory[from + row * PANEL + lane];
    }
  }
}
