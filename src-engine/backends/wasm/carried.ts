/**
 * States that go on from pass to pass. The slots before the first step of a sequence are zero in a pass that begins anew;
 * in one that goes on they hold the last steps of the pass before, which lie at the other end of the same panel.
 */
import { addressAt, strideOf, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-layout.ts';
import type { Program } from '../../compile/program.ts';
import { assertCarries, type Begin, type Numbers } from '../backend.ts';

export function beginPass(memory: Float32Array, program: Program, plan: MemoryPlan, begin: Begin): void {
  if (begin === 'carried') assertCarries(program);
  for (const { value, depth } of program.carried) {
    const place = plan.values.places[value]!;
    const { steps } = plan.lines[place.line];
    for (let panel = 0; panel < place.panels; panel++) {
      for (let thread = 0; thread < plan.threads; thread++) {
        const at = (t: number) => (addressAt(plan, place, t) + panel * strideOf(plan, place) + thread * plan.arena) / 4;
        if (begin === 'zero') memory.fill(0, at(-depth), at(0));
        else memory.copyWithin(at(-depth), at(steps - depth), at(steps));
      }
    }
  }
}

/** [depth][batch][width] of the last steps of a sequence. */
export function readLast(memory: Float32Array, program: Program, plan: MemoryPlan, value: number, depth: number): Float32Array {
  const out = new Float32Array(depth * plan.batch * program.values[value].width);
  visit(program, plan, value, depth, (from, at, lanes) => out.set(memory.subarray(from, from + lanes), at));
  return out;
}

export function writeLast(memory: Float32Array, program: Program, plan: MemoryPlan, value: number, depth: number, numbers: Numbers): void {
  visit(program, plan, value, depth, (to, at, lanes) => memory.set(numbers.subarray(at, at + lanes), to));
}

/** Each piece of a row: where it lies in memory and in a plain list, and how many numbers it has. */
function visit(
  program: Program,
  plan: MemoryPlan,
  value: number,
  depth: number,
  each: (inMemory: number, inList: number, lanes: number) => void,
): void {
  const place = plan.values.places[value]!;
  const { width } = program.values[value];
  const { steps } = plan.lines[place.line];
  for (let k = 0; k < depth; k++)
    for (let panel = 0; panel < place.panels; panel++) {
      const start = (addressAt(plan, place, steps - depth + k) + panel * strideOf(plan, place)) / 4;
      const lanes = Math.min(PANEL, width - panel * PANEL);
      for (let row = 0; row < plan.batch; row++) each(start + plan.rowAt[row], (k * plan.batch + row) * width + panel * PANEL, lanes);
    }
}
