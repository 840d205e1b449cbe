/**
 * The order of work within a block: stages of (matmuls and row reductions, then one fused pass over everything
 * elementwise of one width). A value's level counts the matmuls of the same step that stand before it; then each value
 * moves as late as its users allow, so that it is used while still in cache.
 */
import { ops, type OpName } from '../ops/index.ts';
import { topological } from './topological.ts';
import { sourcesOf, type Block, type Value } from './value.ts';

export interface DraftStage {
  width: number;
  /** Linears, row reductions and what reads another line: they need more of what they read than one element. */
  rows: Value[];
  /** In an order in which they can be computed. */
  elementwise: Value[];
}

export const readsRows = (v: Value): boolean => !(v.op in ops) || ops[v.op as OpName].reduces === true;

export function stagesOf(block: Block): DraftStage[] {
  const local = new Set(block.values);
  const order = topological(block.values).filter((v) => local.has(v));
  const level = new Map<Value, number>();
  const users = new Map<Value, { user: Value; gap: number }[]>();
  for (const v of order) {
    const gap = readsRows(v) ? 1 : 0;
    const sources = sourcesOf(v).flatMap((s) => (s.shift === 0 && local.has(s.value) ? [s.value] : []));
    level.set(v, Math.max(0, ...sources.map((x) => level.get(x)! + gap)));
    for (const x of sources) (users.get(x) ?? users.set(x, []).get(x)!).push({ user: v, gap });
  }
  for (const v of [...order].reverse()) {
    const readers = users.get(v);
    if (readers) level.set(v, Math.min(...readers.map(({ user, gap }) => level.get(user)! - gap)));
  }
  const stages = new Map<string, DraftStage & { level: number }>();
  for (const v of order) {
    const key = `${level.get(v)} ${v.width}`;
    let stage = stages.get(key);
    if (!stage) stages.set(key, (stage = { level: level.get(v)!, width: v.width, rows: [], elementwise: [] }));
    (readsRows(v) ? stage.rows : stage.elementwise).push(v);
  }
  const list = [...stages.values()].sort((p, q) => p.level - q.level);
  for (const stage of list) stage.rows = sideBySide(stage.rows);
  return list;
}

/** Matmuls of the same operands stand together, so that a backend can run them as one wide matmul. */
function sideBySide(rows: Value[]): Value[] {
  return [...Map.groupBy(rows, (v) => (v.op === 'linear' ? operands(v) : `${v.op} ${v.id}`)).values()].flat();
}

export const operands = (linear: Value): string => linear.terms.map((t) => `${t.value.id}@${t.shift}${t.transposed ? "'" : ''}`).join(' ');
