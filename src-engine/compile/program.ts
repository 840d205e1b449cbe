/**
 * What is run: plain data, made by compile(). It can be printed, hashed, stored, sent to a worker and compared in tests.
 * It is the same for every batch size and number of steps.
 *
 * B rows (windows), T steps, of which the last R are the tail (those whose output is a forecast).
 */
import type { OpName } from '../ops/index.ts';
import type { Attrs, Init } from './value.ts';
import type { Strategy } from './task.ts';

export interface Program {
  strategy: Strategy;
  values: ProgramValue[];
  /** What the data fills before a run, by name. step and tail: [B, width] at each (tail) step; window: [B, width] once. */
  inputs: { name: string; value: number; width: number; per: 'step' | 'tail' | 'window' }[];
  /** Named matrices in the order of the drawing, then fixed ones (their names start with ~). */
  weights: ProgramWeight[];
  /** In running order: forward, then backward. A backward block runs its steps from last to first. */
  blocks: ProgramBlock[];
  /** The forecast: [B, width] at each step of the tail, in scaled space. */
  output: number;
  /** Output value of each drawn node that the program computes. */
  nodes: Record<string, number>;
  /** Per-element loss at each step of the tail and the input that weighs rows; absent in a program that only predicts. */
  loss?: { value: number; weight: number };
  /** dLoss/dW of every trained weight is the sum over steps of operand' . gradient, over the terms of these linears. */
  gradients: { linear: number; gradient: number; range: 'all' | 'tail' }[];
  /** Largest distance between steps that a value is read across; buffers need as many zero steps at both ends. */
  reach: number;
}

export interface ProgramValue {
  op: OpName | 'input' | 'one' | 'constant' | 'read' | 'linear';
  width: number;
  inputs: number[];
  attrs: Attrs;
  terms: ProgramTerm[];
  /** read: which value, at step t + shift. */
  of: number;
  shift: number;
  /** Index in `blocks`; -1 for leaves and reads. */
  block: number;
  name: string;
}

/** value(t + shift) . W[row .. row + rows], or with the rows of W turned into columns. */
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
  fixed?: number[];
}

export interface ProgramBlock {
  direction: 'forward' | 'backward';
  range: 'all' | 'tail';
  /** True when a step needs the step before (backward: after) it. */
  loop: boolean;
  stages: ProgramStage[];
}

export interface ProgramStage {
  width: number;
  rows: number[];
  elementwise: number[];
}

export const isParameter = (w: ProgramWeight): boolean => w.fixed === undefined;
export const parametersOf = (p: Program): ProgramWeight[] => p.weights.filter(isParameter);
export const parameterCount = (p: Program): number => parametersOf(p).reduce((n, w) => n + w.rows * w.cols, 0);
