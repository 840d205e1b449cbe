/**
 * Where weights live. A matmul wants the weights of all its terms as one block, panel by panel of 16 columns:
 *
 *   block: [panels][rows][16], rows = those of the biases, then those of each term
 *
 * A block is the home of the weights in it: they are trained there, their gradient and optimizer slots lie at the same
 * offsets in areas of their own, and no copy is made. Linears that pack the same weights in the same way share a
 * block. Only what is needed in a second form is copied after each update: the transposed weights of backward linears,
 * and weights that two linears pack differently.
 */
import type { Program, ProgramTerm } from './program.ts';
import { PANEL, panelsOf } from './6-memory-layout.ts';

/** Rows of a weight within a block; of the transposed weight where `transposed`. */
export interface Segment {
  weight: number;
  /** First row of the weight, and how many. */
  row: number;
  rows: number;
  transposed: boolean;
  /** First row of the block. Transposed: `cols` rows of the block follow, one per column of the weight. */
  at: number;
  isHome: boolean;
}

export interface WeightBlock {
  rows: number;
  cols: number;
  panels: number;
  segments: Segment[];
  /** Holds a trained weight, so it has a gradient and slots. */
  isTrained: boolean;
  /** Floats before it in the area of trained or of other blocks. */
  offset: number;
}

export interface WeightPlan {
  blocks: WeightBlock[];
  /** By value; undefined for all but linears. */
  blockOf: (number | undefined)[];
  /** By weight. */
  homes: { block: number; at: number }[];
  /** Size of the two areas in floats. */
  trained: number;
  others: number;
}

/** Terms in the order in which a block holds them: biases first, because they are where a sum starts. */
export function packingOrder(program: Program, linear: number): ProgramTerm[] {
  const { terms } = program.values[linear];
  const isBias = (t: ProgramTerm) => program.values[t.value].op === 'one' && !t.transposed;
  return [...terms.filter(isBias), ...terms.filter((t) => !isBias(t))];
}

/** Rows that a term takes in a block: one per column of its value. */
export const rowsOf = (program: Program, t: ProgramTerm): number => (t.transposed ? program.weights[t.weight].cols : t.rows);

export function planWeights(program: Program): WeightPlan {
  const blocks: WeightBlock[] = [];
  const blockOf: (number | undefined)[] = program.values.map(() => undefined);
  const homes: (WeightPlan['homes'][number] | undefined)[] = program.weights.map(() => undefined);
  const known = new Map<string, number>();
  const isLearning = program.loss !== undefined;

  const addBlock = (cols: number, segments: Segment[]): number => {
    const last = segments[segments.length - 1];
    const rows = last.at + (last.transposed ? program.weights[last.weight].cols : last.rows);
    for (const s of segments) {
      if (s.transposed || s.row !== 0 || s.rows !== program.weights[s.weight].rows || homes[s.weight]) continue;
      s.isHome = true;
      homes[s.weight] = { block: blocks.length, at: s.at };
    }
    const isTrained = isLearning && segments.some((s) => s.isHome && program.weights[s.weight].trained);
    return blocks.push({ rows, cols, panels: panelsOf(cols), segments, isTrained, offset: 0 }) - 1;
  };

  for (const block of program.blocks)
    for (const stage of block.stages)
      for (const id of stage.rows) {
        if (program.values[id].op !== 'linear') continue;
        const segments = segmentsOf(program, id);
        const key = `${program.values[id].width}: ${segments.map((s) => `${s.weight}${s.transposed ? "'" : ''}[${s.row}+${s.rows}]`).join(' ')}`;
        let index = known.get(key);
        if (index === undefined) known.set(key, (index = addBlock(program.values[id].width, segments)));
        blockOf[id] = index;
      }
  // A weight that stands nowhere whole lives by itself.
  program.weights.forEach(({ rows, cols }, weight) => {
    if (!homes[weight]) addBlock(cols, [{ weight, row: 0, rows, transposed: false, at: 0, isHome: false }]);
  });

  let trained = 0;
  let others = 0;
  for (const block of blocks) {
    const size = block.panels * block.rows * PANEL;
    block.offset = block.isTrained ? trained : others;
    if (block.isTrained) trained += size;
    else others += size;
  }
  return { blocks, blockOf, homes: homes as WeightPlan['homes'], trained, others };
}

/** The segments of a linear; neighbours that continue each other become one. */
function segmentsOf(program: Program, linear: number): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const t of packingOrder(program, linear)) {
    const last = segments.at(-1);
    if (last && last.weight === t.weight && !last.transposed && !t.transposed && last.row + last.rows === t.row) last.rows += t.rows;
    else segments.push({ weight: t.weight, row: t.row, rows: t.rows, transposed: t.transposed, at, isHome: false });
    at += rowsOf(program, t);
  }
  return segments;
}
