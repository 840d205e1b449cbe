/**
 * Where every value lives. The rules, from cheapest to dearest:
 *   registers  only the fused pass that makes it reads it
 *   scratch    a matmul's result that only the pass behind it reads: one panel per matmul, overwritten panel by panel
 *   step       read by other stages of the same step, or by the next step before it is overwritten (carried)
 *   still      inputs and constants that are the same at every step
 *   tail, all  read across steps, across blocks, by a weight gradient or from outside: a sequence over (tail) steps
 *
 * A panel is 16 columns: [slots][rows][16]. Every sequence of a pool has the same number of slots, and between two
 * panels lie `guard` slots that stay zero: the steps before the first and after the last, shared by both neighbours.
 *
 *   pool:  guard | panel 0: steps | guard | panel 1: steps | guard ...
 *
 * So one moving pointer serves all sequences, a delay is a constant offset, and values laid next to each other are one
 * long operand for a matmul. What is read for the last time gives its panels to what is written later.
 */
import type { Program } from './program.ts';
import { operandOf, positionsOf, usesOf, type Position, type Use } from './uses.ts';

export const PANEL = 16;
export const panelsOf = (width: number): number => Math.ceil(width / PANEL);

export type PlaceKind = 'registers' | 'scratch' | 'still' | 'step' | 'tail' | 'all';

export interface Place {
  kind: PlaceKind;
  /** Index of the first panel within the pool of its kind; for scratch, of the matmul within its stage. */
  at: number;
  panels: number;
}

export interface ValuePlan {
  /** By value; reads have none, and neither do leaves that the code spells out. */
  places: (Place | undefined)[];
  /** Panels in each pool. */
  panels: { scratch: number; still: number; step: number; tail: number; all: number };
  /** By block: values that a step leaves to the next one in place, so that they must start from zero. */
  carried: number[][];
  positions: (Position | undefined)[];
  /** Largest distance in steps that anything is read across. */
  reach: number;
}

export function planValues(program: Program): ValuePlan {
  const positions = positionsOf(program);
  const uses = usesOf(program, positions);
  const places: (Place | undefined)[] = program.values.map(() => undefined);
  const carried: number[][] = program.blocks.map(() => []);
  const inputs = new Map(program.inputs.map((input) => [input.value, input.per]));

  program.values.forEach((v, id) => {
    const place = (kind: PlaceKind) => void (places[id] = { kind, at: -1, panels: panelsOf(v.width) });
    const per = inputs.get(id);
    if (per) place(per === 'window' ? 'still' : per === 'tail' && !wholeRange(uses[id]) ? 'tail' : 'all');
    else if (v.op === 'constant' && uses[id].some((use) => use.how !== 'elementwise')) place('still');
    else if (positions[id]) {
      const { kind, isCarried } = kindOf(program, id, positions[id], uses[id]);
      place(kind);
      if (isCarried) carried[positions[id].block].push(id);
    }
  });

  const inPlace = findInPlace(program, places, positions, uses);
  const panels = allocate(program, { places, positions, uses, carried, inPlace });
  const reach = Math.max(0, ...uses.flat().map((use) => Math.abs(use.shift)));
  return { places, panels, carried, positions, reach };
}

const isRows = (program: Program, id: number, at: Position): boolean => program.blocks[at.block].stages[at.stage].rows.includes(id);

/** A value of the tail that a weight gradient runs over all steps with: zero outside the tail, but there. */
const wholeRange = (uses: Use[]): boolean => uses.some((use) => use.how === 'weightGradient' && use.range === 'all');

function kindOf(program: Program, id: number, at: Position, uses: Use[]): { kind: PlaceKind; isCarried: boolean } {
  const block = program.blocks[at.block];
  const rows = isRows(program, id, at);
  const previousStep = block.direction === 'forward' ? -1 : 1;
  let isCarried = false;
  let isKept = rows && program.values[id].op !== 'linear';
  for (const use of uses) {
    const { how, shift } = use;
    if (how === 'weightGradient' || how === 'result' || use.at?.block !== at.block)
      return { kind: block.range === 'tail' && !wholeRange(uses) ? 'tail' : 'all', isCarried: false };
    const { stage } = use.at;
    if (shift !== 0) {
      // The old value must have been read everywhere before the new one is written: in an earlier stage, or by the same
      // pass, which loads before it stores.
      const before = stage < at.stage || (stage === at.stage && how === 'elementwise' && !rows);
      if (shift !== previousStep || !before) return { kind: block.range, isCarried: false };
      isCarried = true;
    } else if (stage !== at.stage) isKept = true;
  }
  return { kind: isCarried || isKept ? 'step' : rows ? 'scratch' : 'registers', isCarried };
}

/**
 * A gradient may replace a saved activation of the same shape when only the pass that writes it still reads that:
 * at the same step, element by element. Returns gradient -> activation.
 */
function findInPlace(
  program: Program,
  places: (Place | undefined)[],
  positions: (Position | undefined)[],
  uses: Use[][],
): Map<number, number> {
  const inPlace = new Map<number, number>();
  /** By pass (order of its stage), kind and panels: activations that die in it. */
  const dying = new Map<string, number[]>();
  const key = (order: number, place: Place) => `${order} ${place.kind} ${place.panels}`;
  program.values.forEach((_, id) => {
    const place = places[id];
    const at = positions[id];
    if (!place || !at || (place.kind !== 'all' && place.kind !== 'tail')) return;
    const last = Math.max(...uses[id].map((use) => use.at?.order ?? Infinity));
    if (last === Infinity || last === at.order) return;
    const lastUses = uses[id].filter((use) => use.at!.block === blockAt(program, last));
    if (lastUses.some((use) => use.at!.order !== last || use.how !== 'elementwise' || use.shift !== 0)) return;
    if (blockAt(program, last) === at.block) return;
    const k = key(last, place);
    dying.set(k, [...(dying.get(k) ?? []), id]);
  });
  program.values.forEach((_, id) => {
    const place = places[id];
    const at = positions[id];
    if (!place || !at || isRows(program, id, at) || program.blocks[at.block].range !== place.kind) return;
    const candidates = dying.get(key(at.order, place));
    const activation = candidates && nearest(program, id, candidates);
    if (activation === undefined) return;
    inPlace.set(id, activation);
    candidates!.splice(candidates!.indexOf(activation), 1);
  });
  return inPlace;
}

/** The candidate that is read closest to where `id` is computed: its load stands before the store in any case. */
function nearest(program: Program, id: number, candidates: number[]): number | undefined {
  const seen = new Set([id]);
  for (const v of seen) {
    if (candidates.includes(v)) return v;
    for (const x of program.values[v].inputs) seen.add(operandOf(program, x).value);
  }
  return candidates[0];
}

function blockAt(program: Program, order: number): number {
  let block = 0;
  while (order >= program.blocks[block].stages.length) order -= program.blocks[block++].stages.length;
  return block;
}

/** Panels that are laid out as one: a value, or several that a matmul reads as one long operand. */
interface Unit {
  values: number[];
  panels: number;
  from: number;
  to: number;
}

interface Draft {
  places: (Place | undefined)[];
  positions: (Position | undefined)[];
  uses: Use[][];
  carried: number[][];
  inPlace: Map<number, number>;
}

function allocate(program: Program, draft: Draft): ValuePlan['panels'] {
  const { places, inPlace } = draft;
  const owner = (id: number): number => {
    const activation = inPlace.get(id);
    return activation === undefined ? id : owner(activation);
  };
  const life = lives(program, draft, owner);
  const used = { scratch: 0, still: 0, step: 0, tail: 0, all: 0 };
  const shelves = { still: new Shelf(), step: new Shelf(), tail: new Shelf(), all: new Shelf() };

  for (const unit of units(program, draft, owner, life)) {
    const kind = places[unit.values[0]]!.kind as keyof typeof shelves;
    let at = shelves[kind].put(unit.panels, unit.from, unit.to);
    used[kind] = Math.max(used[kind], at + unit.panels);
    for (const id of unit.values) {
      places[id]!.at = at;
      at += places[id]!.panels;
    }
  }
  for (const [id] of inPlace) places[id]!.at = places[owner(id)]!.at;

  for (const block of program.blocks)
    for (const stage of block.stages) {
      let at = 0;
      for (const id of stage.rows) if (places[id]!.kind === 'scratch') places[id]!.at = at++;
      used.scratch = Math.max(used.scratch, at);
    }
  return used;
}

/** From the first write to the last read, in stages for what lives within a step, in blocks for sequences. */
function lives(program: Program, { places, positions, uses, carried }: Draft, owner: (id: number) => number) {
  const life = new Map<number, { from: number; to: number }>();
  const carriedBlock = new Map(carried.flatMap((ids, block) => ids.map((id) => [id, block] as const)));
  program.values.forEach((v, id) => {
    const place = places[id];
    if (!place || place.kind === 'registers' || place.kind === 'scratch') return;
    const at = positions[id];
    let from = at ? (place.kind === 'step' ? at.order : at.block) : -1;
    let to = Math.max(from, ...uses[id].map((use) => (use.at ? (place.kind === 'step' ? use.at.order : use.at.block) : Infinity)));
    const block = carriedBlock.get(id);
    if (block !== undefined) {
      from = program.blocks.slice(0, block).reduce((n, b) => n + b.stages.length, 0);
      to = from + program.blocks[block].stages.length - 1;
    }
    // Nobody writes outside the tail, so nobody else may have been there.
    const isPartial = place.kind === 'all' && (at ? program.blocks[at.block].range === 'tail' : isTailInput(program, id));
    if (place.kind === 'still' || isPartial || v.op === 'constant') [from, to] = [-Infinity, Infinity];
    const known = life.get(owner(id));
    life.set(owner(id), known ? { from: Math.min(from, known.from), to: Math.max(to, known.to) } : { from, to });
  });
  return life;
}

const isTailInput = (program: Program, id: number): boolean => program.inputs.some((input) => input.value === id && input.per === 'tail');

/** Long operands first: what the terms of a matmul read at one distance lies in one row where that is possible. */
function units(
  program: Program,
  { places }: Draft,
  owner: (id: number) => number,
  life: Map<number, { from: number; to: number }>,
): Unit[] {
  const list: Unit[] = [];
  const taken = new Set<number>();
  const unit = (values: number[]) => {
    values.forEach((id) => taken.add(id));
    list.push({
      values,
      panels: values.reduce((n, id) => n + places[id]!.panels, 0),
      from: Math.min(...values.map((id) => life.get(id)!.from)),
      to: Math.max(...values.map((id) => life.get(id)!.to)),
    });
  };
  const linears = program.blocks.flatMap((block) =>
    block.stages.flatMap((stage) => stage.rows.filter((id) => program.values[id].op === 'linear')),
  );
  const byTerms = linears.sort((p, q) => program.values[q].terms.length - program.values[p].terms.length);
  for (const linear of byTerms) {
    let run: number[] = [];
    let runShift = 0;
    const close = () => {
      if (run.length > 1) unit(run);
      run = [];
    };
    for (const t of program.values[linear].terms) {
      const of = operandOf(program, t.value);
      const id = owner(of.value);
      const shift = of.shift + t.shift;
      const fits = life.has(id) && !taken.has(id) && !run.includes(id) && program.values[id].width % PANEL === 0;
      if (!fits || (run.length && (shift !== runShift || places[run[0]]!.kind !== places[id]!.kind))) close();
      if (!fits) continue;
      runShift = shift;
      run.push(id);
    }
    close();
  }
  for (const id of life.keys()) if (!taken.has(id)) unit([id]);
  return list;
}

/** First fit on a shelf: two units may share panels when their lives do not touch. */
class Shelf {
  private readonly placed: { at: number; panels: number; from: number; to: number }[] = [];

  put(panels: number, from: number, to: number): number {
    const inTheWay = this.placed.filter((u) => u.from <= to && from <= u.to).sort((p, q) => p.at - q.at);
    let at = 0;
    for (const u of inTheWay) {
      if (at + panels <= u.at) break;
      at = Math.max(at, u.at + u.panels);
    }
    this.placed.push({ at, panels, from, to });
    return at;
  }
}
