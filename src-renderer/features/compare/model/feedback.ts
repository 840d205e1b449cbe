// What was drawn back in an architecture, as tags: the delay of each feedback edge, and `settle` for loops within a step.
import type { Architecture } from '#engine/architecture.ts';
import { roleOf } from '../../architecture/model/loops.ts';

export const SETTLE = 'settle';

/** Each tag once, the shortest delay first; empty where nothing was drawn back. A cell's own recurrence is not drawn. */
export function feedbackOf(a: Architecture): string[] {
  const delays = new Set<number>();
  let settles = false;
  for (const edge of a.edges) {
    const role = roleOf(a, edge);
    if (role === 'feedback') delays.add(edge.delay);
    else if (role === 'settle') settles = true;
  }
  return [...[...delays].sort((x, y) => x - y).map((d) => `t-${d}`), ...(settles ? [SETTLE] : [])];
}
