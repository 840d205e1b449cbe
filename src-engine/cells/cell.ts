/** What a cell is: one time step, said once, in ops. Gradient, kernels and exports follow from it. */
import type { Parts } from '../compile/task.ts';
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
  /** It keeps the random numbers that it starts with. */
  held?: boolean;
}

/** What the window around a step knows; for cells that work on the whole forecast or on the whole window. */
export interface Surroundings {
  /** Values of the last known step, [B, features]: the same at every step of a window. */
  origin: Value;
  /** Where each target stands among the features; -1 where it is not one of them. */
  targetColumns: readonly number[];
  /** What the forecast says of each number. */
  parts: Parts;
  /** A given matrix, [rows, cols] row by row. */
  fixed(kind: string, rows: number, cols: number, numbers: () => ArrayLike<number>): Parameter;
  /** 1 at the first step that the cell runs, else 0: [B, 1]. */
  first(): Value;
  /** 1 at the steps whose number is a multiple of the period, the first one included: [B, 1]. */
  every(period: number): Value;
  /** The number of the step, from 0: [B, 1]. */
  index(): Value;
  /** 1 where a row of the window counts - it is there, and not after the origin - else 0: [B, 1]; undefined where all do. */
  counts?: Value;
  /** x at the last step that the cell runs; one value per window. */
  last(x: Value): Value;
  /** What is there once per window, at each step of the cell's output. */
  everywhere(x: Value): Value;
  /** Rows of the window side by side, as the line of the cell's output has them. */
  segments(x: Value): Value;
  /** Multipliers that differ at every step (or are one per window): while training 0 with probability `rate`, else 1 / (1 - rate); else 1. */
  dropout(rate: number, width: number, per: 'step' | 'window'): Value;
  /** What a cell of the window notes for one at the forecast. */
  notes: Map<string, Value>;
}

/**
 * The steps at which a cell's output lives, where they are not those of its input.
 * once: one value per window. segments: one per so many rows of the window. ahead: one per so many rows of the horizon.
 */
export type Beat = { kind: 'once' } | { kind: 'segments'; points: number } | { kind: 'ahead'; points: number };

export interface Cell {
  /** As the palette writes it. */
  label: string;
  family: 'input' | 'recurrent' | 'feed forward' | 'normalisation' | 'over time' | 'forecast';
  /** A few words under the label. */
  summary: string;
  /** Where the equations come from, with the variant used. */
  source: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** Width of the output for a given input width. */
  width(options: Options, inputs: number): number;
  /** steps: of the output's line, where it has a fixed number of them. */
  parameters(options: Options, inputs: number, steps?: number): Record<string, ParameterSpec>;
  /**
   * What it brings from the dataset beside the window; then nothing flows into it, and `inputs` is how much of that there is:
   * future: values of a step of its line. static: values of a window. series: how many series there are; x is the number of one, from 0.
   */
  brings?: 'future' | 'static' | 'series';
  /** window: it reads the window itself and nothing else. last: it must be the output. */
  place?: 'window' | 'last';
  /** The name of the cell that it undoes, of which there must be one. */
  partner?: string;
  /** The beat of the output; left out, that of the input. */
  beat?(options: Options): Beat;
  /** True when it reads only the last step of what flows into it. */
  readsEnd?(options: Options): boolean;
  /** Values that the output gives for each forecast, where they are not the forecast itself; see `Parts` in compile/task.ts. */
  parts?(options: Options): Parts;
  /** What is wrong with the options for a given input width, beyond what each of them says by itself. */
  problems?(options: Options, inputs: number): Issue[];
  /** Names and widths of what is carried from one time step to the next; zero before the first. The names do not depend on the inputs. */
  state(options: Options, inputs?: number): Record<string, number>;
  /** True when no matrix reads what it carries: there is nothing that recurrent dropout could leave out. */
  isUnmixed?: true;
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
