/**
 * What runs together, and in which order. Values that form a loop are a block: one time loop. Everything else runs over
 * its whole line at once, in as few passes as its distance from loops and from other lines allows - so whatever does not
 * depend on a loop has left it, matmuls above all.
 * Elementwise work that only one loop reads stays in that loop, where it is used while still in registers.
 */
import { ops, type OpName } from '../ops/index.ts';
import { worthLeaving } from './hoist.ts';
import { componentsOfValues, isLoop } from './loops.ts';
import { topological } from './topological.ts';
import { isComputed, sourcesOf, type Block, type Pass, type Value } from './value.ts';

/** The blocks of one pass over these values, in running order. */
export function blocksOf(values: readonly Value[], pass: Pass): Block[] {
  const own = values.filter((v) => v.pass === pass && isComputed(v));
  const groups = componentsOfValues(own);
  const groupOf = new Map(groups.flatMap((group, i) => group.map((v) => [v, i] as const)));
  const loops = groups.map(isLoop);
  joinLoops(own, groupOf, groups, loops);

  const depth = new Int32Array(groups.length);
  const blocks = new Map<string, Block & { depth: number }>();
  groups.forEach((group, i) => {
    for (const v of group)
      for (const { value, shift } of sourcesOf(v)) {
        const source = groupOf.get(value);
        if (source === undefined || source === i) continue;
        const isSamePass = !loops[i] && !loops[source] && value.line === v.line && shift === 0;
        depth[i] = Math.max(depth[i], depth[source] + (isSamePass ? 0 : 1));
      }
  });
  sinkElementwise(own, groupOf, loops, depth);
  groups.forEach((group, i) => {
    if (!group.length) return;
    const [{ line }] = group;
    const key = loops[i] ? `loop ${i}` : `${depth[i]} ${line}`;
    let block = blocks.get(key);
    if (!block)
      blocks.set(
        key,
        (block = { line, pass, loop: loops[i], order: loops[i] ? orderOf(group) : 'ascending', values: [], depth: depth[i] }),
      );
    block.values.push(...group);
  });
  return [...blocks.values()].sort((p, q) => p.depth - q.depth).map(({ depth: _, ...block }) => block);
}

/** Elementwise work outside loops waits for whoever reads it first, so that it is used while still in registers. */
function sinkElementwise(own: readonly Value[], groupOf: ReadonlyMap<Value, number>, loops: readonly boolean[], depth: Int32Array): void {
  const readers = readersOf(own);
  for (const v of topological(own).reverse()) {
    const at = groupOf.get(v)!;
    const by = readers.get(v) ?? [];
    if (loops[at] || !isElementwise(v) || !by.length) continue;
    const latest = by.map(({ by: reader, shift }) => {
      const isSamePass = !loops[groupOf.get(reader)!] && reader.line === v.line && shift === 0;
      return depth[groupOf.get(reader)!] - (isSamePass ? 0 : 1);
    });
    depth[at] = Math.max(depth[at], Math.min(...latest));
  }
}

/** Who reads a value, and at which distance. */
function readersOf(values: readonly Value[]): Map<Value, { by: Value; shift: number }[]> {
  const readers = new Map<Value, { by: Value; shift: number }[]>();
  for (const v of values)
    for (const { value, shift } of sourcesOf(v)) (readers.get(value) ?? readers.set(value, []).get(value)!).push({ by: v, shift });
  return readers;
}

/** A loop that reads earlier steps runs towards later ones. */
function orderOf(loop: readonly Value[]): Block['order'] {
  const inside = new Set(loop);
  const shifts = loop.flatMap((v) => sourcesOf(v).flatMap((s) => (inside.has(s.value) && s.shift !== 0 ? [Math.sign(s.shift)] : [])));
  if (shifts.some((s) => s !== shifts[0])) throw new Error('a loop reads both earlier and later steps');
  return shifts[0] === 1 ? 'descending' : 'ascending';
}

/** Moves elementwise values and small matmuls that one loop alone reads, element by element at the same step, into that loop. */
function joinLoops(own: readonly Value[], groupOf: Map<Value, number>, groups: Value[][], loops: readonly boolean[]) {
  const readers = readersOf(own);
  for (const v of groups.flat().reverse()) {
    const from = groupOf.get(v)!;
    if (loops[from] || !(isElementwise(v) || isSmall(v))) continue;
    const by = readers.get(v) ?? [];
    const to = by.length ? groupOf.get(by[0].by)! : from;
    const isTheirs = by.every((r) => groupOf.get(r.by) === to && r.shift === 0 && r.by.line === v.line && isElementwise(r.by));
    if (!loops[to] || !isTheirs) continue;
    groupOf.set(v, to);
    groups[to].push(v);
    groups[from] = [];
  }
}

/** A matmul that takes less time than writing its result and reading it again. */
const isSmall = (v: Value): boolean => v.op === 'linear' && v.terms.reduce((n, t) => n + t.value.width, 0) < worthLeaving;

const isElementwise = (v: Value): boolean => v.op in ops && !ops[v.op as OpName].reduces;
