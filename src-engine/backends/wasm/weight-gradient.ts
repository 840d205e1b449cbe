/**
 * dLoss/dW of a linear, for all steps at once: the left side, turned round, times the gradient of the result.
 *   dW[panel][row][16] += sum over steps and rows of left[.][row] * gradient[panel][.][16]
 * Both are sequences, so the steps follow each other as one long list of rows. It is cut into stretches that fit the
 * first-level cache, and a tile of dW stays in registers along a stretch. Each number is summed in the order of steps
 * and rows, whatever the cut and whichever thread does it.
 */
import { I32, type Func } from './assembler.ts';
import { ROW, Tile, tiles, type Piece, type Shape } from './matmul.ts';

export interface WeightGradientShape {
  /** Rows of all steps together. */
  rows: number;
  /** Address of the left side of each piece at the first step; `row` is that of the block. */
  pieces: (Piece & { address: number })[];
  /** True when the left side is the same at every step: `rowsPerStep` rows, read again for each. */
  isStill: boolean;
  rowsPerStep: number;
  /** Rows of the block whose left side is the number 1. */
  biases: number[];
  /** Gradient of the result: address of the first step of the first panel, and bytes between panels. */
  gradient: number;
  gradientStride: number;
  /** Where the first panel of dW is added to, and rows of the block. */
  result: number;
  blockRows: number;
}

/** Steps of a sum that are written out in one turn of a loop: 8. */
const unrolledBits = 3;
const unrolled = 1 << unrolledBits;

/** What one row of a tile multiplies the gradient with: a column of the left side, or 1. */
interface TileRow {
  column?: number;
  row: number;
}

/** Parameters: first panel of dW and the one past the last, which may be the same. */
export function writeWeightGradient(f: Func, shape: Shape, s: WeightGradientShape): void {
  const [from, to] = [0, 1];
  const tile = new Tile(f, shape);
  const [first, depth, turns, n, half, m, a0, g0, a, g, w, w0, left] = Array.from({ length: 13 }, () => f.local(I32));
  const stretch = s.isStill ? s.rowsPerStep : stretchRows(s);
  const groups = grouped(s);

  const oneTile = (rows: TileRow[]) => {
    const step = (k: number) => {
      tile.loadWeights(g, k * ROW);
      rows.forEach(({ column }, i) => (column === undefined ? tile.addWeights(i) : tile.addProduct(i, a, k * ROW + column * 4)));
    };
    f.get(a0).set(a).get(g0).set(g);
    tile.each(rows.length, (sum, i, offset) =>
      f
        .get(w)
        .load(rows[i].row * ROW + offset)
        .set(sum),
    );
    f.get(depth).int(unrolledBits).shiftRight().set(turns);
    f.repeat(turns, () => {
      for (let k = 0; k < unrolled; k++) step(k);
      f.advance(a, unrolled * ROW).advance(g, unrolled * ROW);
    });
    if (stretch % unrolled || s.rows % unrolled) {
      f.get(depth)
        .int(unrolled - 1)
        .and()
        .set(turns);
      f.repeat(turns, () => {
        step(0);
        f.advance(a, ROW).advance(g, ROW);
      });
    }
    tile.each(rows.length, (sum, i, offset) =>
      f
        .get(w)
        .get(sum)
        .store(rows[i].row * ROW + offset),
    );
  };

  f.int(s.rows).set(left).int(0).set(first);
  f.repeat(left, () => {
    f.get(left).set(depth).atMost(depth, stretch);
    f.get(from).set(n);
    f.whileDifferent(n, to, () => {
      f.get(n).int(s.gradientStride).times().get(first).plus().int(s.gradient).plus().set(g0);
      f.get(n)
        .int(s.blockRows * ROW)
        .times()
        .int(s.result)
        .plus()
        .set(w0);
      f.loop(half, 0, 4 / shape.vectors, 1, () => {
        for (const { address, stride, panels, tileLists } of groups) {
          f.int(address).set(a0).get(w0).set(w);
          if (!s.isStill) f.get(a0).get(first).plus().set(a0);
          f.loop(m, 0, panels, 1, () => {
            tileLists.forEach(oneTile);
            if (panels > 1) f.advance(a0, stride).advance(w, 16 * ROW);
          });
        }
        if (shape.vectors < 4) f.advance(g0, 16 * shape.vectors).advance(w0, 16 * shape.vectors);
      });
      f.advance(n, 1);
    });
    // `repeat` counts down by one itself.
    f.get(first).get(depth).int(ROW).times().plus().set(first);
    f.get(left).get(depth).minus().int(1).plus().set(left);
  });
}

/** A stretch of gradient and one of the left side, 64 bytes a row, share the first-level cache. */
function stretchRows({ blockRows }: WeightGradientShape): number {
  return blockRows < 512 ? 256 : 128;
}

interface Group {
  address: number;
  stride: number;
  panels: number;
  tileLists: TileRow[][];
}

/** Biases ride in the tiles of a piece that has only one panel; a longer piece gives up its first panel to them. */
function grouped({ pieces, biases }: WeightGradientShape): Group[] {
  const group = (address: number, stride: number, panels: number, cols: number, row: number, extra: number[]): Group => {
    const rows: TileRow[] = [
      ...extra.map((bias) => ({ row: bias })),
      ...Array.from({ length: cols }, (_, column) => ({ column, row: row + column })),
    ];
    let at = 0;
    return { address, stride, panels, tileLists: tiles(rows.length).map((size) => rows.slice(at, (at += size))) };
  };
  const host = pieces.find((p) => p.panels === 1) ?? pieces[0];
  if (!host) return biases.length ? [group(0, 0, 1, 0, 0, biases)] : [];
  return pieces.flatMap((p) => {
    const { address, stride, panels, cols, row } = p;
    if (p !== host || panels === 1) return [group(address, stride, panels, cols, row, p === host ? biases : [])];
    if (!biases.length) return [group(address, stride, panels, cols, row, [])];
    return [group(address, stride, 1, cols, row, biases), group(address + stride, stride, panels - 1, cols, row + cols, [])];
  });
}
