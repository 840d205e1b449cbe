/**
 * Who reads a value, and where from: the question behind every decision about memory.
 * Reads are looked through: whoever reads a `read` reads what stands behind it, at the sum of the shifts.
 */
import type { Program } from './program.ts';

/** A value and the distance in steps at which it is read. */
export interface Operand {
  value: number;
  shift: number;
}

export function operandOf(program: Program, id: number): Operand {
  let shift = 0;
  while (program.values[id].op === 'read') {
    shift += program.values[id].shift;
    id = program.values[id].of;
  }
  return { value: id, shift };
}

export interface Position {
  block: number;
  stage: number;
  /** Counts the stages of all blocks in running order. */
  order: number;
}

export interface Use {
  /** elementwise: the same column of the same row. rows: whole rows (matmul, row reduction).
   * weightGradient: all steps of `range`, after the last block. result: read from outside when everything has run. */
  how: 'elementwise' | 'rows' | 'weightGradient' | 'result';
  shift: number;
  /** Of the reader; absent for weightGradient and result. */
  at?: Position;
  range?: 'all' | 'tail';
}

/** Where each value is computed; undefined for leaves and reads. */
export function positionsOf(program: Program): (Position | undefined)[] {
  const positions: (Position | undefined)[] = program.values.map(() => undefined);
  let order = 0;
  program.blocks.forEach((block, b) =>
    block.stages.forEach((stage, s) => {
      for (const id of [...stage.rows, ...stage.elementwise]) positions[id] = { block: b, stage: s, order };
      order++;
    }),
  );
  return positions;
}

export function usesOf(program: Program, positions: (Position | undefined)[]): Use[][] {
  const uses: Use[][] = program.values.map(() => []);
  const add = (id: number, shift: number, use: Omit<Use, 'shift'>) => {
    const of = operandOf(program, id);
    uses[of.value].push({ ...use, shift: shift + of.shift });
  };
  for (const block of program.blocks)
    for (const stage of block.stages) {
      for (const id of stage.elementwise) for (const x of program.values[id].inputs) add(x, 0, { how: 'elementwise', at: positions[id] });
      for (const id of stage.rows) {
        for (const x of program.values[id].inputs) add(x, 0, { how: 'rows', at: positions[id] });
        for (const t of program.values[id].terms) add(t.value, t.shift, { how: 'rows', at: positions[id] });
      }
    }
  for (const { linear, gradient, range } of program.gradients) {
    add(gradient, 0, { how: 'weightGradient', range });
    for (const t of program.values[linear].terms)
      if (program.weights[t.weight].trained) add(t.value, t.shift, { how: 'weightGradient', range });
  }
  add(program.output, 0, { how: 'result' });
  if (program.loss) add(program.loss.value, 0, { how: 'result' });
  if (program.loss) add(program.loss.weight, 0, { how: 'result' });
  return uses;
}
