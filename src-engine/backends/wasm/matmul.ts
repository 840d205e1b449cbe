/**
 * The kernel that everything rests on: a tile of up to 6 rows and 16 (or 8) columns of the result stays in registers
 * while the sum runs. Per step of the sum: one piece of a row of weights, and per row one number in all lanes.
 *
 * Two shapes give the same bits. 16 columns (four vectors) is for V8's pairing of neighbouring vectors into 256 bits;
 * without that it runs out of registers and is 3.5 times slower, so 128-bit code takes 8 columns at a time.
 */
import { I32, V128, type Func } from './assembler.ts';

export interface Shape {
  /** Vectors of four columns in a tile. */
  vectors: 2 | 4;
  /** Neighbouring vectors that elementwise code handles together. */
  wide: 1 | 2;
  fma: boolean;
}

export const shapeOf = (width: 128 | 256, fma: boolean): Shape => ({ vectors: width === 256 ? 4 : 2, wide: width === 256 ? 2 : 1, fma });

/** Twelve 256-bit sums, two pieces of weights and one factor are 15 of x86's 16 registers. */
export const tileRows = 6;
/** Bytes of a row of a panel. */
export const ROW = 64;

/** `count` rows in as few tiles as possible, as equal as possible: 32 -> 6 6 5 5 5 5. */
export function tiles(count: number): number[] {
  const parts = Math.ceil(count / tileRows);
  const size = Math.floor(count / parts);
  return Array.from({ length: parts }, (_, i) => size + (i < count - size * parts ? 1 : 0));
}

/** 6 6 5 5 -> two of 6, two of 5. */
export function runs(list: readonly number[]): { size: number; times: number }[] {
  const out: { size: number; times: number }[] = [];
  for (const size of list) {
    const last = out.at(-1);
    if (last?.size === size) last.times++;
    else out.push({ size, times: 1 });
  }
  return out;
}

/** The registers of a tile. */
export class Tile {
  readonly sums: number[][];
  readonly weights: number[];
  private readonly factor: number;
  private readonly f: Func;
  private readonly shape: Shape;

  constructor(f: Func, shape: Shape) {
    this.f = f;
    this.shape = shape;
    this.weights = Array.from({ length: shape.vectors }, () => f.local(V128));
    this.factor = f.local(V128);
    this.sums = Array.from({ length: tileRows }, () => Array.from({ length: shape.vectors }, () => f.local(V128)));
  }

  /** A row of weights, at `b` + offset, into its registers. */
  loadWeights(b: number, offset: number): void {
    this.weights.forEach((register, j) =>
      this.f
        .get(b)
        .load(offset + 16 * j)
        .set(register),
    );
  }

  /** sums[i] += number at `a` + offset times the row of weights. */
  addProduct(i: number, a: number, offset: number): void {
    const { f, factor } = this;
    f.get(a).loadSplat(offset).set(factor);
    this.weights.forEach((weight, j) => {
      const sum = this.sums[i][j];
      if (this.shape.fma) f.get(factor).get(weight).get(sum).op('multiplyAdd').set(sum);
      else f.get(sum).get(factor).get(weight).op('multiply').op('add').set(sum);
    });
  }

  /** sums[i] += the row of weights. */
  addWeights(i: number): void {
    this.weights.forEach((weight, j) => this.f.get(this.sums[i][j]).get(weight).op('add').set(this.sums[i][j]));
  }

  each(rows: number, visit: (register: number, i: number, offset: number) => void): void {
    for (let i = 0; i < rows; i++) for (let j = 0; j < this.shape.vectors; j++) visit(this.sums[i][j], i, 16 * j);
  }
}

/** Panels of a matmul's left side that lie at a fixed distance. */
export interface Piece {
  panels: number;
  /** Columns of each panel: 16, or fewer in a last one. */
  cols: number;
  /** Bytes from one panel to the next. */
  stride: number;
  /** First row of the block of weights that meets them. */
  row: number;
}

export interface LinearShape {
  /** Rows of the left side and of the result. */
  rows: number;
  pieces: Piece[];
  /** The first rows of a block of weights are added as they are. */
  biases: number;
  /** Linears with the same left side: how many, and bytes between their weights and between their results. */
  count: number;
  weightStep: number;
  resultStep: number;
}

/**
 * result[rows][16] = biases + left side . weights, for one panel of each of `count` linears.
 * Parameters: the address of each piece, of the weights (one panel: [block rows][16]), of the result.
 */
export function writeLinear(f: Func, shape: Shape, { rows, pieces, biases, count, weightStep, resultStep }: LinearShape): void {
  const [weights, result] = [pieces.length, pieces.length + 1];
  const tile = new Tile(f, shape);
  const [linear, half, times, panel, row, a, b, w, c] = Array.from({ length: 9 }, () => f.local(I32));

  const start = (size: number) => {
    if (!biases) return tile.each(size, (sum) => f.constant(0).set(sum));
    tile.loadWeights(w, 0);
    for (let k = 1; k < biases; k++)
      tile.weights.forEach((weight, j) =>
        f
          .get(weight)
          .get(w)
          .load(k * ROW + 16 * j)
          .op('add')
          .set(weight),
      );
    tile.each(size, (sum, _, offset) => f.get(tile.weights[offset / 16]).set(sum));
  };
  const oneTile = (size: number) => {
    start(size);
    pieces.forEach(({ panels, cols, stride, row: first }, p) => {
      f.get(p)
        .get(row)
        .plus()
        .set(a)
        .get(w)
        .int(first * ROW)
        .plus()
        .set(b);
      f.loop(panel, 0, panels, 1, () => {
        for (let k = 0; k < cols; k++) {
          tile.loadWeights(b, k * ROW);
          for (let i = 0; i < size; i++) tile.addProduct(i, a, i * ROW + k * 4);
        }
        if (panels > 1) f.advance(a, stride).advance(b, cols * ROW);
      });
    });
    f.get(c).get(row).plus().set(a);
    tile.each(size, (sum, i, offset) =>
      f
        .get(a)
        .get(sum)
        .store(i * ROW + offset),
    );
    f.advance(row, size * ROW);
  };
  f.loop(linear, 0, count, 1, () => {
    f.get(weights).set(w).get(result).set(c);
    f.loop(half, 0, 4 / shape.vectors, 1, () => {
      f.int(0).set(row);
      for (const run of runs(tiles(rows))) f.loop(times, 0, run.times, 1, () => oneTile(run.size));
      if (shape.vectors < 4) f.advance(w, 16 * shape.vectors).advance(c, 16 * shape.vectors);
    });
    f.advance(weights, weightStep).advance(result, resultStep);
  });
}
