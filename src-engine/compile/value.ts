/**
 * What a graph is made of. Every value is a table [B, width] at every step; B rows (windows of the batch), T steps.
 *   input, one, constant   leaves
 *   read(of, shift)        `of` at step t + shift; before the first and after the last step it is zero
 *   linear(terms)          sum of value(t + shift) . W over its terms; biases are terms on `one`
 *   any op of ops/index    element by element, or along the row
 * Side-by-side values (`concat`) exist only until a matmul dissolves them into terms.
 */
export type Attrs = Readonly<Record<string, number>>;

export interface Value {
  readonly id: number;
  /** A name of ops/index, or input, one, constant, read, linear, concat. */
  op: string;
  readonly width: number;
  inputs: Value[];
  attrs: Attrs;
  terms: Term[];
  /** read: what is read (set late, when it stands further down the drawing). */
  of?: Value;
  /** read: 0 is this step, -1 the previous one. */
  readonly shift: number;
  /** Where it is computed; leaves and reads belong nowhere. */
  block?: Block;
  name?: string;
}

/** value(t + shift) . W[row .. row + rows] - or, transposed, value . W[row .. row + rows] turned round. */
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
  /** The numbers of a matrix that is not trained and not saved, row by row. */
  fixed?: number[];
}

/** How a parameter starts: Glorot and Bengio 2010 (uniform), orthogonal (Saxe et al. 2014), or one number. */
export type Init = 'glorot' | 'orthogonal' | number;

/** Values that are computed together: one loop over time, or a pass over steps in any order. */
export interface Block {
  readonly id: number;
  /** True when a step needs an earlier one of the same block. */
  readonly loop: boolean;
  /** Forward blocks run towards later steps, backward blocks towards earlier ones. */
  readonly direction: 'forward' | 'backward';
  /** All T steps, or only the tail: the steps whose output is a forecast. */
  range: 'all' | 'tail';
  values: Value[];
}
