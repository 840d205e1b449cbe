/**
 * What is copied from trained weights after each update, and the norm of their gradients: loops over blocks of weights.
 */
import { blockAddress, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL, panelsOf } from '../../compile/6-memory-layout.ts';
import type { Segment } from '../../compile/6-memory-weights.ts';
import { F64, Func, I32, V128 } from './assembler.ts';
import { ROW } from './matmul.ts';

interface Copy extends Segment {
  target: number;
}

/** Places that hold a second form of weights whose home is this block. */
const copiesOf = ({ weights }: MemoryPlan, source: number): Copy[] =>
  weights.blocks.flatMap(({ segments }, target) =>
    segments.filter((s) => !s.isHome && weights.homes[s.weight].block === source).map((s) => ({ ...s, target })),
  );

/**
 * Copies of one block: transposed for backward matmuls, as they are where a second linear packs them differently.
 * Parameters: first panel of the block and the one past the last. Undefined when nothing is copied from it.
 */
export function writeDerive(plan: MemoryPlan, source: number): Func | undefined {
  const copies = copiesOf(plan, source);
  if (!copies.length) return undefined;
  const { blocks, homes } = plan.weights;
  const { rows, cols } = blocks[source];
  const f = new Func([I32, I32]);
  const [panel, end] = [0, 1];
  const [from, to, lanes, q] = Array.from({ length: 4 }, () => f.local(I32));
  f.whileDifferent(panel, end, () => {
    for (const copy of copies) {
      const target = blocks[copy.target];
      const home = homes[copy.weight];
      const sourceAddress = blockAddress(plan, source) + (home.at + copy.row) * ROW;
      const targetAddress = blockAddress(plan, copy.target) + copy.at * ROW;
      const pushSource = () =>
        f
          .get(panel)
          .int(rows * ROW)
          .times()
          .int(sourceAddress)
          .plus();
      if (!copy.transposed) {
        f.get(panel)
          .int(target.rows * ROW)
          .times()
          .int(targetAddress)
          .plus();
        pushSource();
        f.int(copy.rows * ROW).copy();
        continue;
      }
      // Column 16 p + lane of the weight becomes row 16 p + lane of the target.
      f.int(cols).get(panel).int(PANEL).times().minus().set(lanes).atMost(lanes, PANEL);
      f.get(panel)
        .int(PANEL * ROW)
        .times()
        .int(targetAddress)
        .plus()
        .set(to);
      pushSource();
      f.set(from);
      const words = (count: number) => {
        for (let r = 0; r < count; r++) f.copyWord(to, r * 4, from, r * ROW);
      };
      const full = Math.floor(copy.rows / PANEL);
      f.repeat(lanes, () => {
        if (full)
          f.loop(q, 0, full, 1, () => {
            words(PANEL);
            f.advance(from, PANEL * ROW).advance(to, target.rows * ROW);
          });
        words(copy.rows % PANEL);
        f.advance(from, 4 - full * PANEL * ROW).advance(to, ROW - full * target.rows * ROW);
      });
    }
    f.advance(panel, 1);
  });
  return f;
}

/**
 * Sum of squares over the first `lanes` columns of `rows` rows of a panel, in float64.
 * Parameters: address, rows (at least 1), lanes. Result: the sum.
 */
export function writeSquares(): Func {
  const f = new Func([I32, I32, I32], [F64]);
  const [at, rows, lanes] = [0, 1, 2];
  const x = f.local(V128);
  const masks = Array.from({ length: 4 }, () => f.local(V128));
  const sums = Array.from({ length: 4 }, () => f.local(V128));
  masks.forEach((mask, j) =>
    f
      .get(lanes)
      .splatInt()
      .lanes([0, 1, 2, 3].map((lane) => 4 * j + lane))
      .op('greaterInt')
      .set(mask),
  );
  f.repeat(rows, () => {
    for (let j = 0; j < 4; j++) {
      f.get(at)
        .load(16 * j)
        .get(masks[j])
        .op('and')
        .set(x);
      for (const half of [0, 1]) {
        // Both halves add to sums of their own, so that four chains run side by side.
        const sum = sums[2 * (j % 2) + half];
        if (half) f.get(x).get(x).shuffle([2, 3, 2, 3]).set(x);
        f.get(x).op('promoteLow').get(x).op('promoteLow').op('multiplyDouble').get(sum).op('addDouble').set(sum);
      }
    }
    f.advance(at, ROW);
  });
  f.get(sums[0]).get(sums[1]).op('addDouble').get(sums[2]).get(sums[3]).op('addDouble').op('addDouble').set(x);
  f.get(x).extractDouble(0).get(x).extractDouble(1).addDoubles();
  return f;
}

export const lanesOf = (cols: number, panel: number): number => (panel < panelsOf(cols) - 1 ? PANEL : cols - panel * PANEL);
