// What a text says, before anybody asks whether it makes sense.
import type { Init } from '../compile/value.ts';
import type { Span } from './report.ts';

export type Expression = NumberLiteral | Name | Call | Sum | Product | Apply | Power | Negate | Join | Slice;

export interface NumberLiteral extends Span {
  kind: 'number';
  value: number;
}
/** A name with so many primes: 0 is this step, 1 the step before. */
export interface Name extends Span {
  kind: 'name';
  name: string;
  primes: number;
}
export interface Call extends Span {
  kind: 'call';
  name: string;
  nameSpan: Span;
  parts: Expression[];
}
export interface Sum extends Span {
  kind: 'sum';
  parts: Expression[];
  /** For each part whether it is subtracted. */
  flags: boolean[];
}
export interface Product extends Span {
  kind: 'product';
  parts: Expression[];
  /** For each part whether it divides. */
  flags: boolean[];
}
/** Things side by side: numbers and matrices, then what they multiply. */
export interface Apply extends Span {
  kind: 'apply';
  parts: Expression[];
}
export interface Power extends Span {
  kind: 'power';
  parts: [Expression];
  exponent: number;
}
export interface Negate extends Span {
  kind: 'negate';
  parts: [Expression];
}
/** [a, b]: values side by side. */
export interface Join extends Span {
  kind: 'join';
  parts: Expression[];
}
/** Columns from (included) to (excluded), counted from 0; what is left out is the end of the row. */
export interface Slice extends Span {
  kind: 'slice';
  parts: [Name];
  from?: number;
  to?: number;
}

export type Statement = Line | Parameters | Start | Out;

export interface Named extends Span {
  name: string;
}
/** name[width] = expression */
export interface Line extends Span {
  kind: 'line';
  name: Named;
  width?: number;
  widthSpan?: Span;
  /** Undefined where it could not be read. */
  expression?: Expression;
}
/** param name, name[width] = number | orthogonal | glorot */
export interface Parameters extends Span {
  kind: 'param';
  names: (Named & { width?: number })[];
  init?: Init;
}
/** start name = number | parameter: the value of the step before the first. */
export interface Start extends Span {
  kind: 'start';
  name: Named;
  value: NumberLiteral | Name;
}
export interface Out extends Span {
  kind: 'out';
  name: Named;
}

export const partsOf = (e: Expression): readonly Expression[] => (e.kind === 'number' || e.kind === 'name' ? [] : e.parts);

/** Every part of an expression, outermost first. Expressions are at most `limits.depth` deep in parentheses. */
export function* walk(e: Expression): Generator<Expression> {
  yield e;
  for (const part of partsOf(e)) yield* walk(part);
}
