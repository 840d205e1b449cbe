// Who does what: each thread's calls into the module.
import { blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-layout.ts';
import type { RowGroup } from '../../compile/6-memory-rows.ts';
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
  /** Weight gradients of groups of rows. */
  gradients: Call[];
  /** Those of all groups added up. */
  sums: Call[];
  /** Before which of these all threads must have come so far: the same for every thread. Rows may be another's; one group is its own sum. */
  meets: { gradients: boolean; sums: boolean };
  /** Addresses of trained weights, from and to. */
  updates: [number, number][];
  derive: Call[];
}

/**
 * Forward and backward: every thread has rows of its own. After that come weight gradients, group of rows by group of rows
 * and panel by panel of each: a thread has a stretch of this list, which are its own rows where threads and groups fit.
 * At last a panel of trained weights belongs to one thread - its sum of groups, its update and its copies - so that
 * nothing is ever added by two.
 * jobs: of each pattern in which the rows of groups lie, the same blocks in the same order.
 */
export function workOf(program: Program, plan: MemoryPlan, jobs: readonly GradientJob[][], derived: Set<number>): Work[] {
  const { blocks } = plan.weights;
  const { threads, groups } = plan;
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
  const ofGradient = gradientCosts(plan, jobs[0] ?? [], firstPanel, panels.length);
  const ofUpdate = panels.map(({ block }) => 8 * blocks[block].rows);
  const isOneGroup = groups.length < 2;
  const updateBounds = cuts(isOneGroup ? ofUpdate.map((cost, i) => cost + ofGradient[i]) : ofUpdate, threads);
  // One group: the thread of a panel's gradient is that of its update, so that it need not wait in between.
  const gradientBounds = isOneGroup
    ? updateBounds
    : cuts(
        groups.flatMap(() => ofGradient),
        threads,
      );
  const part = (from: number, to: number, first: number, count: number): [number, number] | undefined => {
    const [a, b] = [Math.max(from, first), Math.min(to, first + count)];
    return a < b ? [a - first, b - first] : undefined;
  };

  /** What each thread sums: panels of groups. */
  const shares = Array.from({ length: threads }, (_, thread) =>
    groups.flatMap((group, i) => {
      const range = part(gradientBounds[thread], gradientBounds[thread + 1], i * panels.length, panels.length);
      return range ? [{ group, range }] : [];
    }),
  );
  const isOwn = ({ base, pattern }: RowGroup, thread: number) => {
    const last = Math.max(...plan.patterns[pattern].map(({ offset, times, distance }) => offset + (times - 1) * distance));
    return base >= thread * plan.arena && base + last < thread * plan.arena + plan.slotBytes;
  };
  const meets = { gradients: !shares.every((share, thread) => share.every(({ group }) => isOwn(group, thread))), sums: !isOneGroup };
  return shares.map((share, thread): Work => {
    const arena = thread * plan.arena;
    const blockCalls = (pass: ProgramBlock['pass']) =>
      program.blocks.flatMap((block, b) => (block.pass === pass ? [{ name: `block${b}`, args: [arena] }] : []));
    const zeroed = joined(share.map(({ group: { sums }, range: [a, b] }) => [sums + offsets[a] * 4, sums + offsets[b] * 4]));
    const gradients = share.flatMap(({ group: { base, pattern, sums }, range: [a, b] }) =>
      jobs[pattern].flatMap((job, i): Call[] => {
        const mine = part(a, b, firstPanel.get(job.block)!, job.panels);
        return mine ? [{ name: `gradient${pattern}-${i}`, args: [...mine, base, sums] }] : [];
      }),
    );
    const [from, to] = [updateBounds[thread], updateBounds[thread + 1]];
    const derive: Call[] = [];
    for (const [block, first] of firstPanel) {
      const mine = part(from, to, first, blocks[block].panels);
      if (mine && derived.has(block)) derive.push({ name: `derive${block}`, args: mine });
    }
    return {
      forward: blockCalls('forward'),
      backward: blockCalls('backward'),
      gradients: [...zeroed.map(([start, end]) => ({ name: 'zero', args: [start, end - start] })), ...gradients],
      meets,
      sums: !isOneGroup && from < to ? [{ name: 'sum', args: [plan.gradients + offsets[from] * 4, plan.gradients + offsets[to] * 4] }] : [],
      updates: updatesOf(program, plan, panels.slice(from, to)),
      derive,
    };
  });
}

/** Rows of each panel, times those of a thread at all steps that its gradient is summed over. */
function gradientCosts(plan: MemoryPlan, jobs: GradientJob[], firstPanel: Map<number, number>, panels: number): number[] {
  const cost = new Array<number>(panels).fill(0);
  for (const { block, panels: count, shape } of jobs) {
    const depth = shape.biases.length + shape.pieces.reduce((n, piece) => n + piece.panels * piece.cols, 0);
    const first = firstPanel.get(block)!;
    for (let i = first; i < first + count; i++) cost[i] += depth * plan.rowsPerThread * shape.steps;
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
      ranges.push([start, start + s.rows * ROW]);
    }
  }
  return joined(ranges);
}

/** Ranges of addresses, one where the next begins at the end of the last. */
function joined(ranges: readonly [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = out.at(-1);
    if (last?.[1] === start) last[1] = end;
    else out.push([start, end]);
  }
  return out;
}
