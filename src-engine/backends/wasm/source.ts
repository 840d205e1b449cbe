/**
 * Where a stage finds what it reads: a pointer that depends on the step and the thread, and a constant offset.
 *
 * moving   step * slot + first row of the thread: sequences over all steps
 * tail     the same counted from the first step of the tail: sequences over the tail, read by blocks of the tail
 * tail s   the same for blocks that also run outside the tail, at shift s; there it points at the zeros around it
 * fixed    first row of the thread: what does not move with the step
 */
import { addressOf, type MemoryPlan } from '../../compile/6-memory.ts';
import { PANEL } from '../../compile/6-memory-layout.ts';
import { packingOrder, rowsOf } from '../../compile/6-memory-weights.ts';
import type { Program } from '../../compile/program.ts';
import { operandOf } from '../../compile/uses.ts';
import { I32, type Func } from './assembler.ts';
import type { Piece } from './matmul.ts';

export type Pointer = 'moving' | 'tail' | 'fixed' | `tail ${number}`;

export interface Source {
  pointer: Pointer;
  offset: number;
  /** Bytes from one panel to the next. */
  stride: number;
}

/** A shift beyond the guard reads zeros, as the last slot of the guard does. */
const withinGuard = (plan: MemoryPlan, shift: number): number => Math.max(-plan.guard, Math.min(plan.guard, shift));

/** The first panel of a value at step t + shift, as a block of the given range sees it. */
export function sourceOf(plan: MemoryPlan, range: 'all' | 'tail', value: number, shift: number): Source {
  const place = plan.values.places[value];
  if (!place) throw new Error(`value ${value} has no place in memory`);
  const address = addressOf(plan, place);
  const stride = plan.stride[place.kind as 'all'];
  const offset = address + (plan.guard + withinGuard(plan, shift)) * plan.slotBytes;
  if (place.kind === 'all') return { pointer: 'moving', offset, stride };
  if (place.kind !== 'tail') return { pointer: 'fixed', offset: address, stride };
  if (range === 'tail') return { pointer: 'tail', offset, stride };
  return { pointer: `tail ${withinGuard(plan, shift)}`, offset: address, stride };
}

/** Locals for the pointers of a stage, set at its start from the step (in bytes) and the first row (in bytes). */
export class Pointers {
  private readonly locals = new Map<Pointer, number>();
  private readonly f: Func;
  private readonly plan: MemoryPlan;
  private readonly time: number;
  private readonly row: number;

  constructor(f: Func, plan: MemoryPlan, time: number, row: number) {
    this.f = f;
    this.plan = plan;
    this.time = time;
    this.row = row;
  }

  /** Emits code at the first use: ask for all of them before a loop begins. */
  local(pointer: Pointer): number {
    if (pointer === 'fixed') return this.row;
    let local = this.locals.get(pointer);
    if (local === undefined) this.locals.set(pointer, (local = this.write(pointer)));
    return local;
  }

  private write(pointer: Pointer): number {
    const { f, plan, time, row } = this;
    const { slotBytes, guard } = plan;
    const local = f.local(I32);
    const toTail = (plan.tail - plan.steps) * slotBytes;
    if (pointer === 'moving') f.get(time).get(row).plus().set(local);
    else if (pointer === 'tail') f.get(time).int(toTail).plus().get(row).plus().set(local);
    else {
      const shift = Number(pointer.slice(5));
      f.get(time)
        .int(toTail + (guard + shift) * slotBytes)
        .plus()
        .set(local);
      f.atLeast(local, (guard - 1) * slotBytes).atMost(local, (guard + plan.tail) * slotBytes);
      f.get(local).get(row).plus().set(local);
    }
    return local;
  }
}

/** A run of panels on the left side of a matmul. */
export interface SidePiece extends Piece {
  value: number;
  shift: number;
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
  range: 'all' | 'tail',
  isWanted: (weight: number, row: number, value: number) => boolean = () => true,
): LeftSide {
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
    const of = operandOf(program, t.value);
    const { op, attrs, width } = program.values[of.value];
    if (!isWanted(t.weight, first, of.value) || (op === 'constant' && attrs.value === 0)) continue;
    if (op === 'one' && !t.transposed) {
      side.biases.push({ row: first, weight: t.weight });
      continue;
    }
    const shift = withinGuard(plan, of.shift + t.shift);
    const source = sourceOf(plan, range, of.value, shift);
    const { stride } = source;
    const full = Math.floor(width / PANEL);
    const piece = { value: of.value, shift, stride };
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
