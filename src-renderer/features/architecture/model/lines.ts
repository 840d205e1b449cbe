/**
 * At which steps each cell of a drawing runs, and which way, as the engine places them. It is read from the drawing alone, so
 * that it can be shown while something else in it is still wrong.
 */
import { allNodes, INPUT, optionsOf, type Architecture, type ArchitectureNode } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { drawnLines } from '#engine/compile/1-check-lines.ts';
import type { NodeLine } from '#engine/compile/checked.ts';
import { lengthOf, type Line } from '#engine/compile/line.ts';
import type { Task } from '#engine/compile/task.ts';

export type Lines = ReadonlyMap<string, NodeLine>;

const anyTask: Task = { inputs: 1, targetColumns: [0], horizon: 1 };

/** Without a task the number of steps ahead is not known; everything else is. */
export function linesOf(a: Architecture, task: Task | undefined): Lines {
  const nodes = allNodes(a);
  const ids = new Set(nodes.map((n) => n.id));
  const edges = a.edges.filter((e) => e.to !== INPUT && ids.has(e.from) && ids.has(e.to));
  return drawnLines(nodes, edges, 'direct', task ?? anyTask, () => {});
}

export const sameLine = (a: Line, b: Line): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Steps of a line; a segment that is not full is none. */
export const stepsOn = (line: Line, lookback: number): number => lengthOf(line, lookback);

export const isBackward = (lines: Lines, id: string): boolean => lines.get(id)?.isBackward ?? false;

/** Names of what a cell carries from step to step. */
export const statesOf = (node: ArchitectureNode): string[] => Object.keys(cells[node.cell].state(optionsOf(node)));
