/**
 * Which panels each value gets. Values are laid out as units with a life from the first write to the last read; units
 * whose lives do not touch may share panels. What a matmul reads one after the other is one unit where possible, so
 * that its long sum is one loop.
 */
import type { Program } from './program.ts';
import { termOperand, type Position, type Use } from './uses.ts';

export const PANEL = 16;
export const panelsOf = (width: number): number => Math.ceil(width / PANEL);

export type PlaceKind = 'registers' | 'scratch' | 'still' | 'step' | 'sequence';

export interface Place {
  kind: PlaceKind;
  /** Of the value; sequences of each line have a pool of their own. */
  line: number;
  /** Index of the first panel within its pool; for scratch, of the matmul within its stage. */
  at: number;
  panels: number;
}

/** How many panels each pool has. */
export interface Panels {
  scratch: number;
  still: number;
  step: number;
  /** By line. */
  sequences: number[];
}

/** Panels that are laid out as one: a value, or several that a matmul reads as one long operand. */
interface Unit {
  values: number[];
  panels: number;
  from: number;
  to: number;
}

export interface Draft {
  places: (Place | undefined)[];
  positions: (Position | undefined)[];
  uses: Use[][];
  carried: number[][];
  inPlace: Map<number, number>;
}

export function allocate(program: Program, draft: Draft): Panels {
  const { places, inPlace } = draft;
  const owner = (id: number): number => {
    const activation = inPlace.get(id);
    return activation === undefined ? id : owner(activation);
  };
  const life = lives(program, draft, owner);
  const shelves = new Map<string, Shelf>();
  const shelf = (key: string): Shelf => shelves.get(key) ?? shelves.set(key, new Shelf()).get(key)!;

  for (const unit of units(program, draft, owner, life)) {
    let at = shelf(poolOf(places[unit.values[0]]!)).put(unit.panels, unit.from, unit.to);
    for (const id of unit.values) {
      places[id]!.at = at;
      at += places[id]!.panels;
    }
  }
  for (const [id] of inPlace) places[id]!.at = places[owner(id)]!.at;

  let scratch = 0;
  for (const block of program.blocks)
    for (const stage of block.stages) {
      let at = 0;
      for (const id of stage.rows) if (places[id]!.kind === 'scratch') places[id]!.at = at++;
      scratch = Math.max(scratch, at);
    }
  const sequences = program.lines.map((_, line) => shelf(`sequence ${line}`).panels);
  return { scratch, still: shelf('still').panels, step: shelf('step').panels, sequences };
}

const poolOf = ({ kind, line }: Place): string => (kind === 'sequence' ? `sequence ${line}` : kind);

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
    // Inputs are written by whoever calls; clocks and constants once.
    // What a pass leaves to the next one nobody else may overwrite.
    const isLeft = program.carried.some((c) => c.value === id);
    if (place.kind === 'still' || v.op === 'constant' || v.op === 'clock' || isLeft) [from, to] = [-Infinity, Infinity];
    const known = life.get(owner(id));
    life.set(owner(id), known ? { from: Math.min(from, known.from), to: Math.max(to, known.to) } : { from, to });
  });
  return life;
}

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
      const of = termOperand(program, program.values[linear].line, t);
      const id = owner(of.value);
      const { shift } = of;
      const fits = life.has(id) && !taken.has(id) && !run.includes(id) && program.values[id].width % PANEL === 0;
      if (!fits || (run.length && (shift !== runShift || poolOf(places[run[0]]!) !== poolOf(places[id]!)))) close();
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
  /** Panels in all. */
  panels = 0;

  put(panels: number, from: number, to: number): number {
    const inTheWay = this.placed.filter((u) => u.from <= to && from <= u.to).sort((p, q) => p.at - q.at);
    let at = 0;
    for (const u of inTheWay) {
      if (at + panels <= u.at) break;
      at = Math.max(at, u.at + u.panels);
    }
    this.placed.push({ at, panels, from, to });
    this.panels = Math.max(this.panels, at + panels);
    return at;
  }
}
