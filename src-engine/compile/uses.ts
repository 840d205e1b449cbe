/**
 * Who reads a value, and where from: the question behind every decision about memory.
 * Views are looked through: whoever reads a `read` reads what stands behind it, at the sum of the shifts.
 */
import { ONCE } from './line.ts';
import { readable, type Program } from './program.ts';

/** A value and the distance in steps at which it is read; or, `isStill`, what is the same at every step of the reader. */
export interface Operand {
  value: number;
  shift: number;
  isStill: boolean;
}

export function operandOf({ values }: Program, id: number): Operand {
  let shift = 0;
  for (;;) {
    const v = values[id];
    if (v.op === 'everywhere') return { value: v.of, shift: 0, isStill: true };
    if (v.op !== 'read') return { value: id, shift, isStill: false };
    shift += v.shift;
    id = v.of;
  }
}

/** What a matmul on `line` reads: of another line its end, or what is there once at every step. */
export function termOperand(program: Program, line: number, term: { value: number; shift: number }): Operand {
  const of = operandOf(program, term.value);
  const isStill = of.isStill || (program.values[of.value].line === ONCE && line !== ONCE);
  return { value: of.value, shift: isStill ? 0 : of.shift + term.shift, isStill };
}

export interface Position {
  block: number;
  stage: number;
  /** Counts the stages of all blocks in running order. */
  order: number;
}

export interface Use {
  /**
   * elementwise: the same column of the same row. rows: more than that of one step (matmul, row reduction).
   * line: all steps (total, fold). weightGradient: all steps, after the last block. result: read from outside when everything has run.
   */
  how: 'elementwise' | 'rows' | 'line' | 'weightGradient' | 'result';
  shift: number;
  /** Of the reader; absent for weightGradient and result. */
  at?: Position;
}

/** Where each value is computed; undefined for leaves and views. */
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
  const { values } = program;
  const uses: Use[][] = values.map(() => []);
  const add = ({ value, shift }: Operand, use: Omit<Use, 'shift'>) => void uses[value].push({ ...use, shift });
  for (const block of program.blocks)
    for (const stage of block.stages) {
      for (const id of stage.elementwise)
        for (const x of values[id].inputs) add(operandOf(program, x), { how: 'elementwise', at: positions[id] });
      for (const id of stage.rows) {
        const how = readsLine(values[id].op) ? 'line' : 'rows';
        for (const x of values[id].inputs) add(operandOf(program, x), { how, at: positions[id] });
        for (const t of values[id].terms) add(termOperand(program, values[id].line, t), { how, at: positions[id] });
      }
    }
  for (const { linear, gradient } of program.gradients) {
    add(operandOf(program, gradient), { how: 'weightGradient' });
    for (const t of values[linear].terms)
      if (program.weights[t.weight].trained) add(termOperand(program, values[linear].line, t), { how: 'weightGradient' });
  }
  const result = (id: number) => add(operandOf(program, id), { how: 'result' });
  program.outputs.forEach(result);
  readable(program).forEach(result);
  if (program.loss) [program.loss.value, program.loss.weight].forEach(result);
  return uses;
}

export const readsLine = (op: string): boolean => op === 'total' || op === 'fold' || op === 'unfold';
