/**
 * Matmuls move to where they run least and best: what reads only values of `once` to `once`, and the part of a loop's
 * matmul that reads nothing of the loop out of it, where it runs over the whole sequence with its weights in cache.
 *
 * The numbers change in their last bits with where a sum is cut, so this is decided by rule, never by a stopwatch.
 */
import type { Graph } from './graph.ts';
import { ONCE } from './line.ts';
import { loopsOf } from './loops.ts';
import type { Pass, Term } from './value.ts';

/**
 * Columns from outside the loop below which leaving it does not pay: the result must be written once and read once more.
 * See docs/LOG.md for what was measured.
 */
export const worthLeaving = 32;

export function hoist(graph: Graph, pass: Pass): void {
  const values = graph.all().filter((v) => v.pass === pass);
  const loopOf = loopsOf(values);
  for (const v of values) {
    if (v.op !== 'linear' || v.line === ONCE) continue;
    const loop = loopOf.get(v);
    const isOnce = (t: Term) => t.value.line === ONCE;
    const isOutside = (t: Term) => !isOnce(t) && t.value.op !== 'one' && loop !== undefined && loopOf.get(t.value) !== loop;
    const once = v.terms.filter(isOnce);
    let outside = v.terms.filter(isOutside);
    if (outside.reduce((n, t) => n + t.value.width, 0) < worthLeaving) outside = [];
    const stay = v.terms.filter((t) => !once.includes(t) && !outside.includes(t));
    const groups = [
      { terms: stay, line: v.line },
      { terms: outside, line: v.line },
      { terms: once, line: ONCE },
    ].filter((g) => g.terms.length);
    if (groups.length > 1 || groups[0].line === ONCE) graph.splitLinear(v, groups);
  }
}
