/**
 * The gradient of what has settled, by the implicit function theorem. z = f(z, x, w) settles to z*; with J = df/dz there,
 * dL/dx = u . df/dx for the u that solves u = v + J'u, v being what is owed to z* itself. That is iterated like the
 * settling, with the same damping, tolerance and limit - backwards through one pass, however many there were forwards.
 * Source: Almeida 1987 and Pineda 1987 (recurrent backpropagation); Bai et al. 2019, arXiv:1909.01377, theorem 1.
 */
import type { Settle } from '../architecture.ts';
import { Sweep } from './4-gradient-sweep.ts';
import type { Graph } from './graph.ts';
import { moving } from './settle.ts';
import { topological } from './topological.ts';
import { operandsOf, type Value } from './value.ts';

/** The last pass of a settling cycle. */
export interface Settling {
  settle: Settle;
  /** What the cycle has settled to, held: the pass reads it. */
  held: Value[];
  /** What the pass makes of it, in the same order. */
  fresh: Value[];
  /** Values of the pass between the two, each after those that it needs. */
  path: Value[];
  /** Values beside the pass that read some of it. */
  users: Value[];
}

/** Which values lie between what is held and what becomes of it, within a step. */
export function pathOf(graph: Graph, { held, fresh, settle }: Pick<Settling, 'held' | 'fresh' | 'settle'>): Settling {
  const now = (v: Value) => operandsOf(v).flatMap((o) => (o.shift === 0 && o.value.line === v.line ? [o.value] : []));
  const usersOf = new Map<Value, Value[]>();
  for (const v of graph.all()) for (const x of now(v)) (usersOf.get(x) ?? usersOf.set(x, []).get(x)!).push(v);
  const after = new Set(held);
  for (const v of after) for (const user of usersOf.get(v) ?? []) after.add(user);
  const before = new Set(fresh);
  for (const v of before) for (const x of now(v)) before.add(x);
  const path = [...after].filter((v) => before.has(v) && !held.includes(v));
  const inside = new Set([...path, ...held]);
  const users = [...inside].flatMap((v) => usersOf.get(v) ?? []).filter((v) => !inside.has(v));
  return { settle, held, fresh, path: topological(path), users: [...new Set(users)] };
}

/**
 * Called when everything beside the pass has given its share, before the pass itself is walked: solves for u and gives it
 * to what the pass makes, so that the walk hands it on to all that the pass reads.
 */
export function adjoint(graph: Graph, sweep: Sweep, { settle, held, fresh, path }: Settling): void {
  const b = graph.builder;
  const inside = new Set([...path, ...held]);
  /** What is held receives when the pass is walked with these gradients. */
  const through = (begin: (back: Sweep) => void): (Value | undefined)[] => {
    const back = new Sweep(graph, inside, () => false, sweep.isKept);
    begin(back);
    for (const v of [...path].reverse()) back.visit(v);
    return held.map((v) => back.sum(v));
  };
  const direct = through((back) => path.forEach((v) => sweep.copyTo(back, v)));
  const owed = held.map((v, i) => direct[i] ?? graph.copy(graph.constant(v.width, 0), v.line));
  let u = owed;
  for (let pass = 0; pass < settle.limit; pass++) {
    const more = through((back) => fresh.forEach((v, i) => back.receive(v, u[i])));
    const next = owed.map((v, i) => {
      const sum = more[i] ? b.add(v, more[i]) : v;
      return settle.damping ? b.add(b.scale(sum, 1 - settle.damping), b.scale(u[i], settle.damping)) : sum;
    });
    const isMoving = moving(graph, u, next, settle.tolerance);
    u = u.map((old, i) => b.where(b.broadcast(isMoving, old.width), next[i], old));
  }
  fresh.forEach((v, i) => sweep.receive(v, u[i]));
}
