// A drawing of which every question is settled: what 1-check gives and 3-lower takes.
import type { ArchitectureEdge, ArchitectureNode } from '../architecture.ts';
import type { Options } from '../cells/cell.ts';
import type { Issue } from '../issue.ts';
import type { Line } from './line.ts';
import type { Parts, Strategy } from './task.ts';

export interface NodeLine {
  /** Where its output lives. */
  line: Line;
  /** Where it wants what flows into it. */
  reads: Line;
  /** It runs from the last step to the first, or follows cells that do. */
  isBackward: boolean;
}

export type Problem = (code: string, where: string, message: string, fix: string, extra?: Partial<Issue>) => void;

export interface CheckedNode extends NodeLine {
  id: string;
  cell: ArchitectureNode['cell'];
  /** Defaults filled in, units of the output decided. */
  options: Options;
  /** Width of what comes in and of what goes out. */
  inputs: number;
  width: number;
  /** What flows into it at each step. */
  incoming: ArchitectureEdge[];
  /** What its states begin with. */
  starts: ArchitectureEdge[];
  /** The node whose weights it uses: itself, or another. */
  owner: string;
}

export interface Checked {
  nodes: Map<string, CheckedNode>;
  edges: ArchitectureEdge[];
  output: string;
  strategy: Strategy;
  /** Cells that form a loop together, in the order in which they can run. */
  components: string[][];
  /** Values of one step of the output: rows of the horizon * targets, for each part. */
  outputWidth: number;
  forecast: Forecast;
}

/** At each of its steps the output holds so many rows of the horizon, [points][targets], once for each part; what goes beyond the horizon is not used. */
export interface Forecast {
  steps: number;
  points: number;
  parts: Parts;
}
