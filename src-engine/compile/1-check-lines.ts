/**
 * At which steps each cell runs. What only the forecast's own steps need is computed only there: a cell without a state,
 * in no loop, whose readers all run at those steps and read it without a delay.
 */
import { optionsOf, type ArchitectureEdge, type ArchitectureNode } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import { componentsOf } from './2-components.ts';
import type { Line } from './line.ts';

export function linesOf(
  nodes: readonly ArchitectureNode[],
  edges: readonly ArchitectureEdge[],
  output: string,
  end: Line,
): Map<string, Line> {
  const lines = new Map<string, Line>(nodes.map((n) => [n.id, { kind: 'steps' }]));
  const groups = componentsOf(
    nodes.map((n) => n.id),
    edges,
  );
  const byId = new Map(nodes.map((n) => [n.id, n]));
  for (const group of groups.reverse()) {
    const [id] = group;
    const node = byId.get(id)!;
    const isLoop = group.length > 1 || edges.some((e) => e.from === id && e.to === id);
    if (isLoop || Object.keys(cells[node.cell].state(optionsOf(node))).length) continue;
    const readers = edges.filter((e) => e.from === id);
    if (readers.every((e) => e.delay === 0 && lines.get(e.to) === end) && (readers.length || id === output)) lines.set(id, end);
  }
  return lines;
}
