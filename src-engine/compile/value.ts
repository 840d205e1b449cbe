/**
 * What a graph is made of. Every value is a table [B, width] at every step of its line (line.ts); B rows are the windows of
 * the batch.
 *   input, one, constant   leaves
 *   clock                  a leaf of width 1: the number of the step, see `clock` in graph.ts
 *   read(of, shift)        `of` at step t + shift; before the first and after the last step it is zero
 *                          from a line that is the end of another: that line, counted from the end; the other way round: zero before
 *   everywhere(of)         a value of `once`, the same at every step of another line
 *   total(x)               on `once`: the sum over all steps of x
 *   fold(x), unfold(x)     rows side by side as segments, and segments as rows again
 *   linear(terms)          sum of value(t + shift) . W over its terms; biases are terms on `one`
 *   any op of ops/index    element by element, or along the row
 * Side-by-side values (`concat`) exist only until a matmul dissolves them into terms.
 */
export type Attrs = Readonly<Record<string, number>>;

export interface Value {
  readonly id: number;
  /** A name of ops/index, or one of those above. */
  op: string;
  readonly width: number;
  /** Index in the graph's lines, or ANYWHERE. */
  readonly line: number;
  readonly pass: Pass;
  inputs: Value[];
  attrs: Attrs;
  terms: Term[];
  /** read: what is read (set late, when it stands further down the drawing). everywhere: what is spread. */
  of?: Value;
  /** read: 0 is this step, -1 the previous one. */
  readonly shift: number;
  name?: string;
}

/** What a program computes is made in two passes over its lines: the forecast and its loss, and then the gradient. */
export type Pass = 'forward' | 'backward';

/**
 * value(t + shift) . W[row .. row + rows] - or, transposed, value . W[row .. row + rows] turned round.
 * A value of another line than the linear's: of `once` it is the same at every step; else the linear's line is its end.
 */
export interface Term {
  value: Value;
  shift: number;
  weight: string;
  row: number;
  rows: number;
  transposed: boolean;
}

export interface Weight {
  name: string;
  rows: number;
  cols: number;
  init: Init;
  /** It keeps the numbers that it starts with: saved, but never trained. */
  held?: boolean;
  /** The numbers of a matrix that is not trained and not saved, row by row. */
  fixed?: ArrayLike<number>;
}

/**
 * An input that is drawn for every batch while training, at each step and element on its own.
 * drop: 0 with probability `rate`, else 1 / (1 - rate); afterwards 1. zone: 1 with probability `rate`, else 0; afterwards `rate`.
 */
export interface Noise {
  kind: 'drop' | 'zone';
  rate: number;
}

/**
 * How a parameter starts: Glorot and Bengio 2010 (uniform), orthogonal (Saxe et al. 2014), one number, uniform within a
 * limit, or a reservoir: sparse, uniform, scaled to a spectral radius.
 */
export type Init =
  'glorot' | 'orthogonal' | number | { kind: 'uniform'; limit: number } | { kind: 'reservoir'; radius: number; density: number };

/** Values that are computed together: one loop over time, or a pass over steps in any order. */
export interface Block {
  line: number;
  pass: Pass;
  /** True when a step needs an earlier one of the same block. */
  loop: boolean;
  /** The order of steps; for what is no loop any would do. */
  order: 'ascending' | 'descending';
  values: Value[];
}

/** Leaves and views: nothing is computed for them. */
const views = new Set(['input', 'one', 'constant', 'clock', 'read', 'everywhere', 'concat']);
export const isComputed = (v: Value): boolean => !views.has(v.op);

/** What a value reads, and at which distance in steps; views are looked through. */
export function operandsOf(v: Value): { value: Value; shift: number }[] {
  const through = (x: Value, shift: number): { value: Value; shift: number } =>
    x.of && (x.op === 'read' || x.op === 'everywhere') ? through(x.of, shift + x.shift) : { value: x, shift };
  return [...v.inputs.map((x) => through(x, 0)), ...v.terms.map((t) => through(t.value, t.shift))];
}

/** Those of them that must be computed before. */
export const sourcesOf = (v: Value): { value: Value; shift: number }[] => operandsOf(v).filter((s) => isComputed(s.value));
