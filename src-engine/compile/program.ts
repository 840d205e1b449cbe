/**
 * What is run: plain data, made by compile(). It can be printed, hashed, stored, sent to a worker and compared in tests.
 * It is the same for every batch size and number of steps.
 *
 * B rows (windows); every value lives on one line of steps (line.ts).
 */
import type { OpName } from '../ops/index.ts';
import { ANYWHERE, lengthOf, type Line } from './line.ts';
import type { Forecast } from './checked.ts';
import type { Attrs, Init, Noise, Pass } from './value.ts';
import type { Strategy } from './task.ts';

export interface Program {
  strategy: Strategy;
  lines: Line[];
  values: ProgramValue[];
  /** What the data fills before a run, by name: [B, width] at each step of its line, or once where the line is ANYWHERE. */
  inputs: { name: string; value: number; width: number; line: number; noise?: Noise }[];
  /** Named matrices in the order of the drawing, then fixed ones (their names start with ~). */
  weights: ProgramWeight[];
  /** In running order: forward, then backward. */
  blocks: ProgramBlock[];
  /** The forecast in scaled space, one value for each part: [B, width] at each step of its line. */
  outputs: number[];
  forecast: Forecast;
  /** Output value of each drawn node that the program computes. */
  nodes: Record<string, number>;
  /** Per-element loss, and the input of the same width that weighs it; both on the line of the output. Absent in a program that only predicts. */
  loss?: { value: number; weight: number };
  /** dLoss/dW of every trained weight is the sum over steps of operand' . gradient, over the terms of these linears. */
  gradients: { linear: number; gradient: number }[];
  /** Cycles that settle within a step: how many passes moved each row, [B, 1] at each step of its line, and how many there can be. */
  settling: { nodes: string[]; iterations: number; limit: number }[];
  /** What flows into the cell that gives the forecast, on the line of the forecast; where it was asked for. */
  readout?: number;
  /** What a pass leaves to one that goes on from it: values of `steps`, and how many of their last steps; empty unless the task carries. */
  carried: { value: number; depth: number }[];
  /** By line: the largest distance between steps that a value is read across; buffers need as many zero steps at both ends. */
  reach: number[];
}

/** Values that a session can be asked for after a pass, beside the outputs. */
export const readable = ({ settling, readout }: Pick<Program, 'settling' | 'readout'>): number[] => [
  ...settling.map((s) => s.iterations),
  ...(readout === undefined ? [] : [readout]),
];

export interface ProgramValue {
  op: OpName | 'input' | 'one' | 'constant' | 'clock' | 'read' | 'everywhere' | 'total' | 'fold' | 'unfold' | 'linear';
  width: number;
  line: number;
  inputs: number[];
  attrs: Attrs;
  terms: ProgramTerm[];
  /** read, everywhere: which value; read: at step t + shift. */
  of: number;
  shift: number;
  /** Index in `blocks`; -1 for leaves and views. */
  block: number;
  name: string;
}

/** value(t + shift) . W[row .. row + rows], or with the rows of W turned into columns; see Term in value.ts for other lines. */
export interface ProgramTerm {
  value: number;
  shift: number;
  /** Index in `weights`. */
  weight: number;
  row: number;
  rows: number;
  transposed: boolean;
}

export interface ProgramWeight {
  name: string;
  rows: number;
  cols: number;
  init: Init;
  trained: boolean;
  held?: boolean;
  fixed?: ArrayLike<number>;
}

export interface ProgramBlock {
  pass: Pass;
  line: number;
  order: 'ascending' | 'descending';
  /** True when a step needs the one before it in that order. */
  loop: boolean;
  stages: ProgramStage[];
}

export interface ProgramStage {
  width: number;
  rows: number[];
  elementwise: number[];
}

/** How many numbers the data gives an input for a batch. */
export const inputLength = (
  { lines }: Program,
  { width, line }: { width: number; line: number },
  { batch, steps }: { batch: number; steps: number },
): number => batch * width * (line === ANYWHERE ? 1 : lengthOf(lines[line], steps));

export const isParameter = (w: ProgramWeight): boolean => w.fixed === undefined;
export const parametersOf = (p: Program): ProgramWeight[] => p.weights.filter(isParameter);
export const parameterCount = (p: Program): number => parametersOf(p).reduce((n, w) => n + w.rows * w.cols, 0);
