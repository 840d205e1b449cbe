/** What a cell is: one time step, said once, in ops. Gradient, kernels and exports follow from it. */
import type { Init, Value } from '../compile/value.ts';
import type { Issue } from '../issue.ts';
import type { Builder, Parameter } from '../ops/op.ts';

/** One setting of a cell, as the inspector shows it and a file may set it. */
export type OptionSpec = { label: string; help: string } & (
  | { kind: 'integer' | 'number'; min: number; max: number; default: number }
  /** A whole number, or null for "as many as the forecast needs", which only the output can have. */
  | { kind: 'units'; default: number | null }
  | { kind: 'choice'; choices: readonly string[]; default: string }
  | { kind: 'flag'; default: boolean }
  /** Lines that are typed, at most so many characters. Whether they make sense is for the cell's `problems`. */
  | { kind: 'text'; most: number; default: string }
);

export type Options = Readonly<Record<string, number | string | boolean | null>>;

export interface ParameterSpec {
  rows: number;
  cols: number;
  init: Init;
}

/** What the window around a step knows; for cells that work on the whole forecast. */
export interface Surroundings {
  /** Values of the last known step, [B, features]: the same at every step of a window. */
  origin: Value;
  /** Where each target stands among the features; -1 where it is not one of them. */
  targetColumns: readonly number[];
  /** Steps that one output holds: the horizon when all are forecast at once, else 1. */
  stepsPerOutput: number;
  /** A given matrix, [rows, cols] row by row. */
  fixed(kind: string, rows: number, cols: number, numbers: () => number[]): Parameter;
}

export interface Cell {
  /** As the palette writes it. */
  label: string;
  family: 'input' | 'recurrent' | 'feed forward' | 'normalisation';
  /** A few words under the label. */
  summary: string;
  /** Where the equations come from, with the variant used. */
  source: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** Width of the output for a given input width. */
  width(options: Options, inputs: number): number;
  parameters(options: Options, inputs: number): Record<string, ParameterSpec>;
  /** What is wrong with the options for a given input width, beyond what each of them says by itself. */
  problems?(options: Options, inputs: number): Issue[];
  /** Names and widths of what is carried from one time step to the next; zero before the first. The names do not depend on the inputs. */
  state(options: Options, inputs?: number): Record<string, number>;
  /** One time step. x: [B, inputs]. Returns the output, [B, width], and the next value of every state. */
  step(
    b: Builder,
    x: Value,
    state: Record<string, Value>,
    p: Record<string, Parameter>,
    options: Options,
    around: Surroundings,
  ): { output: Value; state: Record<string, Value> };
  /** Typeset equations, LaTeX, one per line; what comes from an earlier step stands in \fb{...}. */
  equations(options: Options): string[];
}
