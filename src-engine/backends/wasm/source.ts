/**
 * Where a stage finds what it reads: a pointer that depends on the step and the thread, and a constant offset.
 *
 * own       step * slot + arena of the thread: sequences of the line that the block runs over
 * end l     the same counted from the end of line l, which the block's line is the end of
 * within l s  the other way round: line l, at shift s; where it has no step it points at the zeros around it
 * fixed     arena of the thread: what does not move with the step
 */
import { addressAt, addressOf, strideOf, type LinePlan, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-layout.ts';
import { packingOrder, rowsOf } from '../../compile/6-memory-weights.ts';
import type { Program } from '../../compile/program.ts';
import { termOperand, type Operand } from '../../compile/uses.ts';
import { I32, type Func } from './assembler.ts';
import type { Piece } from './matmul.ts';

export type Pointer = 'own' | 'fixed' | `end ${number}` | `within ${number} ${number}`;

export interface Source {
  pointer: Pointer;
  offset: number;
  /** Bytes from one panel to the next. */
  stride: number;
}

/** A shift beyond the guard reads zeros, as the last slot of the guard does. */
export const withinGuard = ({ guard }: LinePlan, shift: number): number => Math.max(-guard, Math.min(guard, shift));

/** The first panel of an operand, as a block of the given line sees it. */
export function sourceOf(plan: MemoryPlan, line: number, { value, shift, isStill }: Operand): Source {
  const place = plan.values.places[value];
  if (!place) throw new Error(`value ${value} has no place in memory`);
  const stride = strideOf(plan, place);
  if (place.kind !== 'sequence') return { pointer: 'fixed', offset: addressOf(plan, place), stride };
  if (isStill) return { pointer: 'fixed', offset: addressAt(plan, place, 0), stride };
  const from = plan.lines[place.line];
  const at = withinGuard(from, shift);
  if (place.line === line) return { pointer: 'own', offset: addressAt(plan, place, at), stride };
  if (from.steps >= plan.lines[line].steps) return { pointer: `end ${place.line}`, offset: addressAt(plan, place, at), stride };
  return { pointer: `within ${place.line} ${shift}`, offset: addressOf(plan, place), stride };
}

/** Locals for the pointers of a stage, set at its start from the step (in bytes) and the arena of the thread (in bytes). */
export class Pointers {
  private readonly locals = new Map<Pointer, number>();
  private readonly f: Func;
  private readonly plan: MemoryPlan;
  private readonly line: number;
  private readonly time: number;
  private readonly arena: number;

  constructor(f: Func, plan: MemoryPlan, line: number, time: number, arena: number) {
    this.f = f;
    this.plan = plan;
    this.line = line;
    this.time = time;
    this.arena = arena;
  }

  /** Emits code at the first use: ask for all of them before a loop begins. */
  local(pointer: Pointer): number {
    if (pointer === 'fixed') return this.arena;
    let local = this.locals.get(pointer);
    if (local === undefined) this.locals.set(pointer, (local = this.write(pointer)));
    return local;
  }

  private write(pointer: Pointer): number {
    const { f, plan, time, arena } = this;
    const { slotBytes } = plan;
    const local = f.local(I32);
    const [kind, line, shift] = pointer.split(' ');
    if (kind === 'own') return (f.get(time).get(arena).plus().set(local), local);
    const other = plan.lines[Number(line)];
    const ahead = (other.steps - plan.lines[this.line].steps) * slotBytes;
    if (kind === 'end') return (f.get(time).int(ahead).plus().get(arena).plus().set(local), local);
    f.get(time)
      .int(ahead + (other.guard + Number(shift)) * slotBytes)
      .plus()
      .set(local);
    f.atLeast(local, (other.guard - 1) * slotBytes).atMost(local, (other.guard + other.steps) * slotBytes);
    f.get(local).get(arena).plus().set(local);
    return local;
  }
}

/** A run of panels on the left side of a matmul. */
export interface SidePiece extends Piece {
  operand: Operand;
  /** First panel of the value. */
  panel: number;
  source: Source;
}

export interface LeftSide {
  pieces: SidePiece[];
  /** Rows of the weight block that are added as they are. */
  biases: { row: number; weight: number }[];
}

/**
 * The left side of a linear: its terms in the order of the weight block, cut into runs of panels. Terms that lie
 * behind each other in memory become one run; a last panel that is not full is a run of its own, so that what stands
 * in its other columns never counts. Terms on a constant 0 are left out.
 */
export function leftSide(
  program: Program,
  plan: MemoryPlan,
  linear: number,
  isWanted: (weight: number, row: number, of: Operand) => boolean = () => true,
): LeftSide {
  const { line } = program.values[linear];
  const side: LeftSide = { pieces: [], biases: [] };
  let row = 0;
  const add = (piece: SidePiece) => {
    const last = side.pieces.at(-1);
    const follows =
      last &&
      last.cols === PANEL &&
      piece.cols === PANEL &&
      last.row + last.panels * PANEL === piece.row &&
      last.source.pointer === piece.source.pointer &&
      last.stride === piece.stride &&
      last.source.offset + last.panels * last.stride === piece.source.offset;
    if (follows) last.panels += piece.panels;
    else side.pieces.push(piece);
  };
  for (const t of packingOrder(program, linear)) {
    const first = row;
    row += rowsOf(program, t);
    const operand = termOperand(program, line, t);
    const { op, attrs, width } = program.values[operand.value];
    if (!isWanted(t.weight, first, operand) || (op === 'constant' && attrs.value === 0)) continue;
    if (op === 'one' && !t.transposed) {
      side.biases.push({ row: first, weight: t.weight });
      continue;
    }
    const source = sourceOf(plan, line, operand);
    const { stride } = source;
    const full = Math.floor(width / PANEL);
    const piece = { operand, stride };
    if (full) add({ ...piece, source, panel: 0, panels: full, cols: PANEL, row: first });
    if (width % PANEL)
      add({
        ...piece,
        source: { ...source, offset: source.offset + full * stride },
        panel: full,
        panels: 1,
        cols: width % PANEL,
        row: first + full * PANEL,
      });
  }
  return side;
}
