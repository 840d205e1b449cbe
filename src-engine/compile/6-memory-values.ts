/**
 * Where every value lives. The rules, from cheapest to dearest:
 *   registers  only the fused pass that makes it reads it
 *   scratch    a matmul's result that only the pass behind it reads: one panel per matmul, overwritten panel by panel
 *   step       read by other stages of the same step, or by the next step before it is overwritten (carried)
 *   still      inputs and constants that are the same at every step
 *   sequence   read across steps, across blocks, by a weight gradient or from outside: every step of its line is kept
 *
 * A panel is 16 columns: [slots][rows][16]. Every sequence of a line has the same number of slots, and before and behind
 * its steps lie `guard` slots that stay zero.
 *
 *   pool of a line:  guard | panel 0: steps | guard | guard | panel 1: steps | guard ...
 *
 * So one moving pointer serves all sequences of a line, a delay is a constant offset, and values laid next to each other
 * are one long operand for a matmul. What is read for the last time gives its panels to what is written later.
 */
import { ANYWHERE } from './line.ts';
import { allocate, panelsOf, type Panels, type Place, type PlaceKind } from './6-memory-layout.ts';
import type { Program } from './program.ts';
import { operandOf, positionsOf, usesOf, type Position, type Use } from './uses.ts';

export interface ValuePlan {
  /** By value; views have none, and neither do leaves that the code spells out. */
  places: (Place | undefined)[];
  /** Panels in each pool. */
  panels: Panels;
  /** By block: values that a step leaves to the next one in place, so that they must start from zero. */
  carried: number[][];
  positions: (Position | undefined)[];
}

export function planValues(program: Program): ValuePlan {
  const positions = positionsOf(program);
  const uses = usesOf(program, positions);
  const places: (Place | undefined)[] = program.values.map(() => undefined);
  const carried: number[][] = program.blocks.map(() => []);

  program.values.forEach((v, id) => {
    const place = (kind: PlaceKind) => void (places[id] = { kind, line: v.line, at: -1, panels: panelsOf(v.width) });
    if (v.op === 'input') place(v.line === ANYWHERE ? 'still' : 'sequence');
    else if (v.op === 'clock' && uses[id].length) place('sequence');
    else if (v.op === 'constant' && uses[id].some((use) => use.how !== 'elementwise')) place('still');
    else if (positions[id]) {
      const isKept = program.carried.some((c) => c.value === id);
      const { kind, isCarried } = isKept ? ({ kind: 'sequence', isCarried: false } as const) : kindOf(program, id, positions[id], uses[id]);
      place(kind);
      if (isCarried) carried[positions[id].block].push(id);
    }
  });

  const inPlace = findInPlace(program, places, positions, uses);
  const panels = allocate(program, { places, positions, uses, carried, inPlace });
  return { places, panels, carried, positions };
}

const isRows = (program: Program, id: number, at: Position): boolean => program.blocks[at.block].stages[at.stage].rows.includes(id);

function kindOf(program: Program, id: number, at: Position, uses: Use[]): { kind: PlaceKind; isCarried: boolean } {
  const block = program.blocks[at.block];
  const rows = isRows(program, id, at);
  const previousStep = block.order === 'ascending' ? -1 : 1;
  let isCarried = false;
  let isKept = rows && program.values[id].op !== 'linear';
  for (const use of uses) {
    const { how, shift } = use;
    if (how === 'weightGradient' || how === 'result' || how === 'line' || use.at?.block !== at.block)
      return { kind: 'sequence', isCarried: false };
    const { stage } = use.at;
    if (shift !== 0) {
      // The old value must have been read everywhere before the new one is written: in an earlier stage, or by the same
      // pass, which loads before it stores.
      const before = stage < at.stage || (stage === at.stage && how === 'elementwise' && !rows);
      if (!block.loop || shift !== previousStep || !before) return { kind: 'sequence', isCarried: false };
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
  const key = (order: number, place: Place) => `${order} ${place.line} ${place.panels}`;
  program.values.forEach((_, id) => {
    const place = places[id];
    const at = positions[id];
    if (!place || !at || place.kind !== 'sequence' || program.carried.some((c) => c.value === id)) return;
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
    if (!place || !at || isRows(program, id, at) || place.kind !== 'sequence') return;
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
