/**
 * Every change that a person can make to a drawing, as plain functions from one architecture to the next. None of them
 * checks whether the result makes sense: a drawing may be wrong for a while, and `check` says where.
 */
import { defaultEdge, INPUT, optionsOf, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '#engine/architecture.ts';
import { cells, type CellName } from '#engine/cells/index.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import { headOf } from '#engine/compile/1-check-widths.ts';
import { isNow, needsDelay } from './loops.ts';
import { isOfPlace, ownerOf, shareWeights, sharersOf } from './weights.ts';

/** A name that is still free: gru, gru2, gru3 ... */
export function freshId(a: Architecture, wished: string): string {
  const taken = new Set([INPUT, ...a.nodes.map((n) => n.id)]);
  const base = wished.replace(/\d+$/, '') || wished;
  if (!taken.has(wished)) return wished;
  for (let i = 2; ; i++) if (!taken.has(`${base}${i}`)) return `${base}${i}`;
}

/** A name as the architecture file allows it, made from what was typed; empty when nothing is left of it. */
export const nodeName = (typed: string): string =>
  typed
    .trim()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '_')
    .replace(/^[^\p{L}_]+/u, '')
    .replace(/_+$/u, '');

export function addNode(a: Architecture, cell: CellName, options: ArchitectureNode['options'] = {}): { a: Architecture; id: string } {
  const id = freshId(a, cell === 'dense' ? 'dense' : cell);
  return { a: { ...a, nodes: [...a.nodes, { id, cell, options }] }, id };
}

/** What a new cell has to be told so that it can stand anywhere: a Dense leaves its units open only as the output. */
export function optionsForPlace(cell: CellName, isOutput: boolean): ArchitectureNode['options'] {
  const open = Object.entries(cells[cell].options).filter(([, spec]) => spec.kind === 'units' && spec.default === null);
  return isOutput ? {} : Object.fromEntries(open.map(([name]) => [name, 64]));
}

/** Two edges between the same cells differ in their delay, or in whether they flow in or say what a state begins with. */
export const edgeBetween = (a: Architecture, from: string, to: string, delay: number, into: ArchitectureEdge['into'] = 'input'): number =>
  a.edges.findIndex((e) => e.from === from && e.to === to && e.delay === delay && isInput(e) === (into === 'input'));

/** A new edge; one that would close a cycle within a step gets a delay of 1. Returns the place of the edge. */
export function connect(
  a: Architecture,
  from: string,
  to: string,
  isBackwards = false,
): { a: Architecture; edge: number; isFeedback: boolean } {
  const isFeedback = isBackwards || needsDelay(a, from, to);
  const delay = isFeedback ? 1 : 0;
  const there = edgeBetween(a, from, to, delay);
  if (there >= 0) return { a, edge: there, isFeedback };
  return { a: { ...a, edges: [...a.edges, { ...defaultEdge, from, to, delay }] }, edge: a.edges.length, isFeedback };
}

export const changeEdge = (a: Architecture, index: number, change: Partial<ArchitectureEdge>): Architecture => ({
  ...a,
  edges: a.edges.map((e, i) => (i === index ? { ...e, ...change } : e)),
});

export const removeEdges = (a: Architecture, indices: readonly number[]): Architecture => ({
  ...a,
  edges: a.edges.filter((_, i) => !indices.includes(i)),
});

/** Cells go with their edges. A cell with one cell before it in the chain closes the gap; the output moves back along the chain. */
export function removeNodes(a: Architecture, ids: readonly string[]): Architecture {
  return ids.reduce((drawing, id) => (id === INPUT ? drawing : removeNode(drawing, id)), a);
}

function removeNode(a: Architecture, id: string): Architecture {
  const into = a.edges.filter((e) => e.to === id && isNow(e) && isInput(e) && e.from !== id);
  const before = into.length === 1 ? into[0].from : undefined;
  const edges = a.edges.flatMap((e) => {
    if (e.to === id) return [];
    if (e.from !== id) return [e];
    const isBridge = before !== undefined && isNow(e) && isInput(e) && edgeBetween(a, before, e.to, 0) < 0;
    return isBridge ? [{ ...e, from: before }] : [];
  });
  const nodes = withHeir(a, id).nodes.filter((n) => n.id !== id);
  const output = a.output === id ? (before ?? nodes.at(-1)?.id ?? INPUT) : a.output;
  return { ...a, nodes, edges, output };
}

/** The first cell that used the weights of one that goes has them from then on; the others use its. */
function withHeir(a: Architecture, id: string): Architecture {
  const [heir] = sharersOf(a, id);
  if (heir === undefined) return a;
  const own = shareWeights(a, heir, undefined);
  return { ...own, nodes: own.nodes.map((n) => (n.weights === id ? { ...n, weights: heir } : n)) };
}

/** Copies with what feeds them; edges among the copied cells are copied too. Returns new names by old ones. */
export function duplicateNodes(a: Architecture, ids: readonly string[]): { a: Architecture; copies: Map<string, string> } {
  const copies = new Map<string, string>();
  let nodes = a.nodes;
  for (const node of a.nodes) {
    if (!ids.includes(node.id) || node.id === INPUT) continue;
    const id = freshId({ ...a, nodes }, node.id);
    copies.set(node.id, id);
    nodes = [...nodes, { ...node, id }];
  }
  const made = new Set(copies.values());
  nodes = nodes.map((n) => (n.weights !== undefined && made.has(n.id) ? { ...n, weights: copies.get(n.weights) ?? n.weights } : n));
  const edges = a.edges.flatMap((e) => {
    const to = copies.get(e.to);
    const from = copies.get(e.from) ?? e.from;
    return to && (e.feed === 'own' || from === a.output) ? [{ ...e, from, to }] : [];
  });
  return { a: { ...a, nodes, edges: [...a.edges, ...edges] }, copies };
}

/** A value equal to the default is left out of the file. Cells that share weights share what decides their shape. */
export function setOption(a: Architecture, id: string, name: string, value: number | string | boolean | null): Architecture {
  const node = a.nodes.find((n) => n.id === id);
  const isOne = (n: ArchitectureNode) =>
    n.id === id || (node !== undefined && !isOfPlace(name) && n.cell === node.cell && ownerOf(n) === ownerOf(node));
  return {
    ...a,
    nodes: a.nodes.map((n) => {
      if (!isOne(n)) return n;
      const { [name]: _, ...rest } = n.options;
      return { ...n, options: cells[n.cell].options[name]?.default === value ? rest : { ...rest, [name]: value } };
    }),
  };
}

export function renameNode(a: Architecture, id: string, to: string): Architecture {
  const rename = (name: string) => (name === id ? to : name);
  return {
    ...a,
    nodes: a.nodes.map((n) => ({ ...n, id: rename(n.id), ...(n.weights === undefined ? {} : { weights: rename(n.weights) }) })),
    edges: a.edges.map((e) => ({ ...e, from: rename(e.from), to: rename(e.to) })),
    output: rename(a.output),
  };
}

export const setOutput = (a: Architecture, id: string): Architecture => ({ ...a, output: id });

/**
 * A cell in the middle of an edge. What belongs to where the edge comes from (delay, settling, teacher) stays on the
 * first half, where it leads and how it joins on the second.
 */
export function insertOnEdge(
  a: Architecture,
  index: number,
  cell: CellName,
  options: ArchitectureNode['options'] = optionsForPlace(cell, false),
): { a: Architecture; id: string } {
  const edge = a.edges[index];
  const added = addNode(a, cell, options);
  const first: ArchitectureEdge = { ...edge, to: added.id, join: 'concat', into: 'input' };
  const second: ArchitectureEdge = { ...defaultEdge, from: added.id, to: edge.to, join: edge.join, into: edge.into };
  const edges = added.a.edges.flatMap((e, i) => (i === index ? [first, second] : [e]));
  return { a: { ...added.a, edges }, id: added.id };
}

/** A cell after another one: into the chain when that has exactly one way on, else beside it. */
export function addAfter(a: Architecture, id: string, cell: CellName): { a: Architecture; id: string } {
  const on = a.edges.flatMap((e, i) => (e.from === id && isNow(e) && isInput(e) ? [i] : []));
  if (on.length === 1) return insertOnEdge(a, on[0], cell);
  const added = addNode(a, cell, optionsForPlace(cell, false));
  return { a: connect(added.a, id, added.id).a, id: added.id };
}

/** The cell that makes the forecast, before what only gives it its level again; undefined while the output is none. */
export const headCell = (a: Architecture): ArchitectureNode | undefined => (a.nodes.some((n) => n.id === a.output) ? headOf(a) : undefined);

/** The cell whose option says how the forecast is made: the last one, where it has a choice. */
export function forecastCell(a: Architecture): ArchitectureNode | undefined {
  const head = headCell(a);
  return head && 'forecast' in optionsOf(head) ? head : undefined;
}
