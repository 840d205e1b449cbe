// What a text means: its lines, parameters, and what is read of earlier steps.
import type { Init } from '../compile/value.ts';
import { languageFunctions } from './functions.ts';
import type { Span } from './report.ts';
import type { Expression, Line } from './syntax.ts';

/** What flows in. */
export const X = 'x';

export interface BoundLine {
  name: string;
  statement: Line;
  expression: Expression;
  /** Place among the lines. */
  index: number;
  /** What it comes to, if it is a plain number. */
  constant?: number;
  /** What goes out depends on it. */
  isLive: boolean;
}

export interface BoundParameter {
  name: string;
  use: 'matrix' | 'vector';
  /** Where it is used first. */
  first: Span;
  init: Init;
  /** As declared. */
  width?: number;
}

export interface Bound {
  lines: Map<string, BoundLine>;
  /** In the order of the text. */
  parameters: Map<string, BoundParameter>;
  /** Names of which earlier values are read: how many steps back at most. `x` may be among them. */
  history: Map<string, number>;
  /** Value of the step before the first: a number, or the name of a parameter. Zero for all others. */
  starts: Map<string, { value: number | string; span: Span }>;
  output: string;
}

/** What an expression comes to if it holds nothing but numbers; undefined if it does not. */
export function constantOf(e: Expression, lines: ReadonlyMap<string, BoundLine>): number | undefined {
  if (e.kind === 'number') return e.value;
  if (e.kind === 'name') return e.primes ? undefined : lines.get(e.name)?.constant;
  if (e.kind === 'join' || e.kind === 'slice') return undefined;
  const numbers: number[] = [];
  for (const part of e.parts) {
    const value = constantOf(part, lines);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  switch (e.kind) {
    case 'sum':
      return numbers.reduce((sum, v, i) => (e.flags[i] ? sum - v : sum + v), 0);
    case 'product':
      return numbers.reduce((all, v, i) => (e.flags[i] ? all / v : all * v), 1);
    case 'apply':
      return numbers.reduce((all, v) => all * v, 1);
    case 'negate':
      return -numbers[0];
    case 'power':
      return numbers[0] ** e.exponent;
    case 'call': {
      const known = languageFunctions.get(e.name);
      return known?.ofNumbers && numbers.length >= known.takes[0] && numbers.length <= known.takes[1]
        ? known.ofNumbers(numbers)
        : undefined;
    }
    default:
      return e satisfies never;
  }
}
