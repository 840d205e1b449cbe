// How many values each cell takes and gives, from what the drawing says and what the forecast needs.
import { INPUT, optionsOf, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '../architecture.ts';
import type { Options } from '../cells/cell.ts';
import { cells } from '../cells/index.ts';
import { isInput } from './1-check-lines.ts';
import { brought } from './sources.ts';
import type { Task } from './task.ts';

/** The cell that decides the width of the output: the output itself, or the one that a last `add-last` or `denormalise` reads. */
export function headOf(a: Architecture): ArchitectureNode {
  const find = (id: string) => a.nodes.find((n) => n.id === id)!;
  const output = find(a.output);
  const before = a.edges.filter((e) => e.to === output.id && isInput(e));
  return cells[output.cell].place === 'last' && before.length === 1 && before[0].from !== INPUT ? find(before[0].from) : output;
}

/** Units that the head leaves open are those of the forecast. */
export function withUnits(node: ArchitectureNode, head: ArchitectureNode, outputWidth: number): Options {
  const options = optionsOf(node);
  return node.id === head.id && options.units === null ? { ...options, units: outputWidth } : options;
}

/** The width of what a node reads, once all that matter are known. */
export function joinWidth(incoming: ArchitectureEdge[], widths: Map<string, number>): number | undefined {
  const side = incoming.filter((e) => e.join === 'concat');
  const parts = (side.length ? side : incoming.slice(0, 1)).map((e) => widths.get(e.from));
  return parts.some((w) => w === undefined) ? undefined : (parts as number[]).reduce((a, b) => a + b, 0);
}

/** Widths travel along the edges until nothing changes. A cell with units of its own needs no neighbour. */
export function resolveWidths(
  nodes: ArchitectureNode[],
  edges: ArchitectureEdge[],
  task: Task,
  head: ArchitectureNode,
  outputWidth: number,
): Map<string, number> {
  const widths = new Map<string, number>([[INPUT, task.inputs]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const node of nodes) {
      if (widths.has(node.id)) continue;
      const cell = cells[node.cell];
      const options = withUnits(node, head, outputWidth);
      const own = cell.brings ? cell.width(options, brought(cell, options, task)) : cell.width(options, NaN);
      const width =
        own === null || Number.isNaN(own)
          ? joinWidth(
              edges.filter((e) => e.to === node.id),
              widths,
            )
          : own;
      if (width === undefined || options.units === null) continue;
      widths.set(node.id, cell.brings ? width : cell.width(options, width));
      changed = true;
    }
  }
  return widths;
}
