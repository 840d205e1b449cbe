/**
 * dLoss/dW of a linear, for all steps and the rows of one group (6-memory-rows.ts): the left side, turned round, times the
 * gradient of the result.
 *   dW[panel][row][16] += sum over steps and rows of left[.][row] * gradient[panel][.][16]
 * Both are sequences; at each step a group's rows are one piece of memory or several, in the arenas of the threads that
 * made them. The list of all of them is cut into stretches that fit the first-level cache, and a tile of dW stays in
 * registers along a stretch. Each number is summed in the order of steps and rows, whatever the cut, whichever thread
 * does it and however many there are.
 */
import type { MemoryPlan } from '../../compile/6-memory.ts';
import type { RowSpan } from '../../compile/6-memory-rows.ts';
import { Arithmetic } from './arithmetic.ts';
import { Func, I32 } from './assembler.ts';
import { ROW, Tile, tiles, type Piece, type Shape } from './matmul.ts';
import { Pass } from './pass.ts';

export interface WeightGradientShape {
  steps: number;
  /** Bytes from one step to the next. */
  slot: number;
  /** Where the rows of a group lie at one step. */
  spans: RowSpan[];
  /** Address of the left side of each piece at the first step; `row` is that of the block. */
  pieces: (Piece & { address: number })[];
  /** True when the left side is the same at every step: its rows are read again for each. */
  isStill: boolean;
  /** Rows of the block whose left side is the number 1. */
  biases: number[];
  /** Gradient of the result: address of the first step of the first panel, and bytes between panels. */
  gradient: number;
  gradientStride: number;
  /** Where the first panel of dW lies behind the first of all, and rows of the block. */
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

/**
 * Parameters: first panel of dW and the one past the last, which may be the same; bytes to the group's first row; where
 * its sums begin.
 */
export function writeWeightGradient(f: Func, shape: Shape, s: WeightGradientShape): void {
  const [from, to, base, sums] = [0, 1, 2, 3];
  const tile = new Tile(f, shape);
  const [turns, n, half, m, a0, g0, a, g, w, w0] = Array.from({ length: 10 }, () => f.local(I32));
  const groups = grouped(s);
  const stretches = stretchesOf(f, s);

  /** The rows that lie behind each other: a number, or a local that has it. */
  const sumRows = (rows: TileRow[], count: number | { local: number }) => {
    const step = (k: number) => {
      tile.loadWeights(g, k * ROW);
      rows.forEach(({ column }, i) => (column === undefined ? tile.addWeights(i) : tile.addProduct(i, a, k * ROW + column * 4)));
    };
    const write = (steps: number) => {
      for (let k = 0; k < steps; k++) step(k);
      f.advance(a, steps * ROW).advance(g, steps * ROW);
    };
    if (typeof count === 'number') {
      if (count >= unrolled) f.loop(turns, 0, count >> unrolledBits, 1, () => write(unrolled));
      if (count % unrolled) write(count % unrolled);
      return;
    }
    f.get(count.local).int(unrolledBits).shiftRight().set(turns);
    f.repeat(turns, () => write(unrolled));
    f.get(count.local)
      .int(unrolled - 1)
      .and()
      .set(turns);
    f.repeat(turns, () => write(1));
  };
  const oneTile = (rows: TileRow[]) => {
    f.get(a0).set(a).get(g0).set(g);
    tile.each(rows.length, (sum, i, offset) =>
      f
        .get(w)
        .load(rows[i].row * ROW + offset)
        .set(sum),
    );
    stretches.visit(a, g, (count) => sumRows(rows, count));
    tile.each(rows.length, (sum, i, offset) =>
      f
        .get(w)
        .get(sum)
        .store(rows[i].row * ROW + offset),
    );
  };

  stretches.each((leftOffset, gradientOffset) => {
    f.get(from).set(n);
    f.whileDifferent(n, to, () => {
      f.get(n).int(s.gradientStride).times().get(gradientOffset).plus().get(base).plus().int(s.gradient).plus().set(g0);
      f.get(n)
        .int(s.blockRows * ROW)
        .times()
        .int(s.result)
        .plus()
        .get(sums)
        .plus()
        .set(w0);
      f.loop(half, 0, 4 / shape.vectors, 1, () => {
        for (const { address, stride, panels, tileLists } of groups) {
          f.int(address).get(leftOffset).plus().get(base).plus().set(a0).get(w0).set(w);
          f.loop(m, 0, panels, 1, () => {
            tileLists.forEach(oneTile);
            if (panels > 1) f.advance(a0, stride).advance(w, 16 * ROW);
          });
        }
        if (shape.vectors < 4) f.advance(g0, 16 * shape.vectors).advance(w0, 16 * shape.vectors);
      });
      f.advance(n, 1);
    });
  });
}

/**
 * The gradients of all groups, added up in their order. Parameters: address of the first gradient and of the one past the
 * last, 64 bytes apart at least.
 */
export function writeSum({ groups }: MemoryPlan, { fma, wide }: Shape): Func {
  const f = new Func([I32, I32]);
  const [at, end] = [0, 1];
  const arithmetic = new Arithmetic(fma);
  const value = groups.map(({ sums }) => arithmetic.load(at, sums - groups[0].sums)).reduce((total, group) => arithmetic.add(total, group));
  const pass = new Pass(arithmetic, [{ value, pointer: at, offset: 0 }], wide);
  f.whileDifferent(at, end, () => {
    pass.emit(f, 0);
    f.advance(at, 16 * wide);
  });
  return f;
}

/** How the rows of all steps are cut. */
interface Stretches {
  /** The stretches one after the other; `body` gets locals with the places of their first rows, left side and gradient, from step 0 on. */
  each(body: (leftOffset: number, gradientOffset: number) => void): void;
  /** The lists of rows of one stretch: moves the pointers between them, and `rows` moves them along one. */
  visit(left: number, gradient: number, rows: (count: number | { local: number }) => void): void;
}

function stretchesOf(f: Func, s: WeightGradientShape): Stretches {
  const perStep = s.spans.reduce((n, { rows, times }) => n + rows * times, 0);
  // Rows of gradient and left side, 64 bytes each, that share the first-level cache.
  const fitting = s.blockRows < 512 ? 256 : 128;
  if (!s.isStill && perStep * ROW === s.slot) return oneList(f, s.steps * perStep, fitting);
  return perStep <= fitting ? severalSteps(f, s, Math.floor(fitting / perStep)) : piecesOfSteps(f, s, fitting);
}

/** The rows of all steps lie behind each other. */
function oneList(f: Func, total: number, most: number): Stretches {
  const [first, left, depth] = Array.from({ length: 3 }, () => f.local(I32));
  return {
    each: (body) => {
      f.int(total).set(left).int(0).set(first);
      f.repeat(left, () => {
        f.get(left).set(depth).atMost(depth, most);
        body(first, first);
        f.get(depth).int(ROW).times().get(first).plus().set(first);
        // `repeat` counts down by one itself.
        f.get(left).get(depth).minus().int(1).plus().set(left);
      });
    },
    visit: (_left, _gradient, rows) => rows({ local: depth }),
  };
}

/** Short pieces: a stretch is `most` steps, each with all of its pieces. */
function severalSteps(f: Func, s: WeightGradientShape, most: number): Stretches {
  const [first, firstLeft, left, depth, steps, turn] = Array.from({ length: 6 }, () => f.local(I32));
  return {
    each: (body) => {
      f.int(s.steps).set(left).int(0).set(first).int(0).set(firstLeft);
      f.repeat(left, () => {
        f.get(left).set(depth).atMost(depth, most);
        body(firstLeft, first);
        f.get(depth).int(s.slot).times().get(first).plus().set(first);
        if (!s.isStill) f.get(first).set(firstLeft);
        f.get(left).get(depth).minus().int(1).plus().set(left);
      });
    },
    visit: (a, g, rows) => {
      f.get(depth).set(steps);
      f.repeat(steps, () => {
        let at = 0;
        for (const { offset, rows: count, times, distance } of s.spans) {
          f.advance(a, offset - at).advance(g, offset - at);
          f.loop(turn, 0, times, 1, () => {
            rows(count);
            if (times > 1) f.advance(a, distance - count * ROW).advance(g, distance - count * ROW);
          });
          at = times > 1 ? offset + times * distance : offset + count * ROW;
        }
        f.advance(a, s.isStill ? -at : s.slot - at).advance(g, s.slot - at);
      });
    },
  };
}

/** Long pieces: each is a stretch of its own, or several. */
function piecesOfSteps(f: Func, s: WeightGradientShape, most: number): Stretches {
  const [step, turn, first, firstLeft, left, depth] = Array.from({ length: 6 }, () => f.local(I32));
  return {
    each: (body) =>
      f.loop(step, 0, s.steps * s.slot, s.slot, () => {
        for (const { offset, rows, times, distance } of s.spans)
          f.loop(turn, offset, offset + times * (distance || 1), distance || 1, () => {
            f.get(turn).get(step).plus().set(first);
            f.get(s.isStill ? turn : first).set(firstLeft);
            f.int(rows).set(left);
            f.repeat(left, () => {
              f.get(left).set(depth).atMost(depth, most);
              body(firstLeft, first);
              f.get(depth).int(ROW).times().get(first).plus().set(first);
              f.get(depth).int(ROW).times().get(firstLeft).plus().set(firstLeft);
              f.get(left).get(depth).minus().int(1).plus().set(left);
            });
          });
      }),
    visit: (_left, _gradient, rows) => rows({ local: depth }),
  };
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
