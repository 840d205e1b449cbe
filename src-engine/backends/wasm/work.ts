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
  /** Every panel of trained weights, in the order of memory. */
  const panels: { block: number; panel: number }[] = [];
  const firstPanel = new Map<number, number>();
  const offsets = [0];
  blocks.forEach(({ isTrained, panels: count, rows }, block) => {
    if (!isTrained) return;
    firstPanel.set(block, panels.length);
    for (let panel = 0; panel < count; panel++) {
      panels.push({ block, panel });
      offsets.push(offsets[offsets.length - 1] + rows * PANEL);
    }
  });
  const bounds = cuts(costs(plan, jobs, firstPanel, panels), plan.threads);

  return Array.from({ length: plan.threads }, (_, thread): Work => {
    const [from, to] = [bounds[thread], bounds[thread + 1]];
    const arena = thread * plan.arena;
    const blockCalls = (pass: ProgramBlock['pass']) =>
      program.blocks.flatMap((block, b) => (block.pass === pass ? [{ name: `block${b}`, args: [arena] }] : []));
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

/** Rows that each panel takes part in: those of its gradient over all steps, and a few for its update and copies. */
function costs(plan: MemoryPlan, jobs: GradientJob[], firstPanel: Map<number, number>, panels: { block: number }[]): number[] {
  const cost = panels.map(({ block }) => 8 * plan.weights.blocks[block].rows);
  for (const { block, panels: count, shape } of jobs) {
    const depth = shape.biases.length + shape.pieces.reduce((n, piece) => n + piece.panels * piece.cols, 0);
    const first = firstPanel.get(block)!;
    for (let i = first; i < first + count; i++) cost[i] += depth * shape.rows;
  }
  return cost;
}

/** Where to cut a list so that its parts cost about the same: indices, one more than parts. */
function cuts(cost: number[], parts: number): number[] {
  const before = [0];
  for (const c of cost) before.push(before[before.length - 1] + c);
  const total = before[cost.length];
  const bounds = [0];
  for (let part = 1; part < parts; part++) {
    let cut = bounds[part - 1];
    const goal = (total * part) / parts;
    while (cut < cost.length && Math.abs(before[cut + 1] - goal) <= Math.abs(before[cut] - goal)) cut++;
    bounds.push(cut);
  }
  return [...bounds, cost.length];
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
