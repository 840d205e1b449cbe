// Questions about loops in a drawing. Feedback is an edge that brings a cell's value back to where it came from.
import { INPUT, type Architecture, type ArchitectureEdge } from '#engine/architecture.ts';

/** True when `end` can be reached from `start` (itself included) along edges that pass the test. */
export function reaches(a: Architecture, start: string, end: string, pass: (e: ArchitectureEdge) => boolean = () => true): boolean {
  const seen = new Set([start]);
  for (const id of seen) for (const e of a.edges) if (e.from === id && pass(e)) seen.add(e.to);
  return seen.has(end);
}

export const isNow = (e: ArchitectureEdge): boolean => e.delay === 0 && !e.settle;

/** An edge from -> to without a delay would close a cycle within one step. */
export const needsDelay = (a: Architecture, from: string, to: string): boolean => reaches(a, to, from, isNow);

export type EdgeRole = 'forward' | 'lag' | 'feedback' | 'settle' | 'cycle' | 'start' | 'state';

/**
 * forward: this step's value. lag: an earlier value that comes from outside a loop. feedback: an earlier value that
 * returns. settle: iterated within the step. cycle: closes a cycle without delay, which cannot run. start, state: what the
 * state of a cell is before its first step, or before every one.
 */
export function roleOf(a: Architecture, edge: ArchitectureEdge): EdgeRole {
  if (edge.into === 'start' || edge.into === 'state') return edge.into;
  if (edge.settle) return 'settle';
  if (edge.delay > 0) return reaches(a, edge.to, edge.from) ? 'feedback' : 'lag';
  return needsDelay(a, edge.from, edge.to) ? 'cycle' : 'forward';
}

/** Every cell in the order in which it can run; cells of a cycle stand as they are listed. The window comes first. */
export function runningOrder(a: Architecture): string[] {
  const ids = [INPUT, ...a.nodes.map((n) => n.id).filter((id) => id !== INPUT)];
  const done = new Set<string>();
  const order: string[] = [];
  while (order.length < ids.length) {
    const rest = ids.filter((id) => !done.has(id));
    const next = rest.find((id) => a.edges.every((e) => e.to !== id || !isNow(e) || e.from === id || done.has(e.from))) ?? rest[0];
    done.add(next);
    order.push(next);
  }
  return order;
}

/** How many edges feed back (settling ones included), and the longest delay of any edge. */
export function loopsOf(a: Architecture): { feedback: number; settling: number; longest: number } {
  const roles = a.edges.map((e) => roleOf(a, e));
  return {
    feedback: roles.filter((r) => r === 'feedback' || r === 'settle').length,
    settling: roles.filter((r) => r === 'settle').length,
    longest: Math.max(0, ...a.edges.map((e) => e.delay)),
  };
}
