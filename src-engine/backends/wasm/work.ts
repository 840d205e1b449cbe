// Who does what: each thread's calls into the module.
import { blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-layout.ts';
import type { Program, ProgramBlock } from '../../compile/program.ts';
import type { GradientJob } from './gradient-jobs.ts';
import { ROW } from './matmul.ts';

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

/**
 * Forward and backward: every thread has rows of its own. After that a panel of trained weights belongs to one thread -
 * its gradient, its update and its copies - so that nothing is ever summed across threads.
 */
export function workOf(program: Program, plan: MemoryPlan, jobs: GradientJob[], derived: Set<number>): Work[] {
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
