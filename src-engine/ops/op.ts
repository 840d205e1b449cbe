/**
 * The narrow waist: cells, losses and optimizers are written in ops; backends and exporters see nothing else.
 * Within one time step every value is a table of [rows, width], rows being the windows of the batch.
 * An op here works element by element, or along one row. What mixes columns with weights is `linear`, what reaches
 * to another time step is `read`; both are structure of the graph (compile/graph.ts) and not in this table.
 */
import type { Attrs, Value } from '../compile/value.ts';

/** Calls ops while a step is written down: one method per op, and the few that build structure. */
export interface Builder {
  abs(x: Value): Value;
  divide(x: Value, y: Value): Value;
  exp(x: Value): Value;
  greater(x: Value, y: Value): Value;
  hold(x: Value): Value;
  log(x: Value): Value;
  maximum(x: Value, y: Value): Value;
  minimum(x: Value, y: Value): Value;
  multiply(x: Value, y: Value): Value;
  negate(x: Value): Value;
  oneMinus(x: Value): Value;
  relu(x: Value): Value;
  rowMax(x: Value): Value;
  sigmoid(x: Value): Value;
  sign(x: Value): Value;
  sqrt(x: Value): Value;
  subtract(x: Value, y: Value): Value;
  tanh(x: Value): Value;
  where(condition: Value, x: Value, y: Value): Value;
  /** Sum of two or more values. */
  add(...inputs: Value[]): Value;
  /** x times a number. */
  scale(x: Value, factor: number): Value;
  /** x plus a number. */
  offset(x: Value, amount: number): Value;
  /** [rows, K] times a parameter of [K, width]. */
  matmul(x: Value, weight: Parameter): Value;
  /** A parameter of [1, width] as a value that is the same in every row. */
  vector(weight: Parameter): Value;
  /** Values side by side: widths add up. */
  concat(...inputs: Value[]): Value;
  /** Columns from (included) to (excluded). */
  slice(x: Value, from: number, to: number): Value;
  /** [rows, 1] copied into width columns. */
  broadcast(x: Value, width: number): Value;
  /** Sum over the columns: [rows, 1]. */
  rowSum(x: Value): Value;
  /** Sum over all steps: one value per window. */
  total(x: Value): Value;
  /** A value of [rows, width] that is one number everywhere. */
  constant(width: number, value: number): Value;
}

/** A trained matrix, or a fixed one, by its name. */
export interface Parameter {
  readonly weight: string;
  readonly rows: number;
  readonly cols: number;
}

/** The arithmetic that a code generator offers to an op. V is whatever it calls a number (a SIMD register, a text ...). */
export interface Code<V> {
  constant(x: number): V;
  add(a: V, b: V): V;
  subtract(a: V, b: V): V;
  multiply(a: V, b: V): V;
  divide(a: V, b: V): V;
  negate(a: V): V;
  abs(a: V): V;
  sqrt(a: V): V;
  minimum(a: V, b: V): V;
  maximum(a: V, b: V): V;
  exp(a: V): V;
  log(a: V): V;
  /** 1 where a > b, else 0. */
  greater(a: V, b: V): V;
  /** a where c is not 0, else b; the branch not taken may be anything, NaN included. */
  where(c: V, a: V, b: V): V;
}

/** What an op needs in order to write itself as ONNX nodes. */
export interface OnnxScribe {
  /** Adds a node and returns the name of its (first) output. */
  node(type: string, inputs: string[], attributes?: Record<string, number | number[] | string>): string;
  /** The name of a constant scalar float. */
  scalar(x: number): string;
}

/**
 * What an op needs in order to run in TensorFlow.js: functions of its namespace under their own names, and `held`.
 * T is a tensor of that package. tfjs differentiates what is written here, so it must hold for its derivatives too.
 */
export interface TfjsScribe<T> {
  add(a: T, b: T | number): T;
  sub(a: T | number, b: T): T;
  mul(a: T, b: T | number): T;
  div(a: T, b: T): T;
  neg(x: T): T;
  exp(x: T): T;
  log(x: T): T;
  sqrt(x: T): T;
  sigmoid(x: T): T;
  tanh(x: T): T;
  relu(x: T): T;
  sign(x: T): T;
  /** Where a and b are equal the gradient goes to a. */
  minimum(a: T, b: T): T;
  maximum(a: T, b: T): T;
  /** The largest along an axis; each of several equal ones receives the whole gradient. */
  max(x: T, axis: number, keepDims: boolean): T;
  /** True or false, with which nothing can be calculated before a cast. */
  greater(a: T, b: T): T;
  notEqual(a: T, b: number): T;
  cast(x: T, type: 'float32'): T;
  where(condition: T, a: T, b: T): T;
  /** What `make` returns, without a gradient. tfjs refuses to go back through a comparison, even where nothing would flow. */
  held(make: () => T): T;
}

export interface Op {
  /** About how many vector instructions it takes; decides what is kept for the gradient and what is computed again. */
  cost: number;
  /** How many inputs; all have one width, and the result has it too - unless the op reduces the row. */
  arity: number;
  /** True when the whole row gives one number: the result has width 1. */
  reduces?: true;
  /** What it computes, in plain float64. Elementwise: one number per input. Reducing: the numbers of one row. */
  meaning(x: ArrayLike<number>, attrs: Attrs): number;
  /** dLoss/dInput for each input from dLoss/dOutput, in other ops; undefined where it is zero everywhere. */
  gradient(b: Builder, g: Value, inputs: Value[], output: Value, attrs: Attrs): (Value | undefined)[];
  /** The same arithmetic for a code generator. A reducing op has none: backends know each by name. */
  code?<V>(c: Code<V>, x: V[], attrs: Attrs): V;
  onnx(o: OnnxScribe, x: string[], attrs: Attrs): string;
  tfjs<T>(tf: TfjsScribe<T>, x: T[], attrs: Attrs): T;
  latex(x: string[], attrs: Attrs): string;
  /** Distance from the nearest point where the derivative jumps, for gradient checks. */
  kink?(x: ArrayLike<number>, attrs: Attrs): number;
}
