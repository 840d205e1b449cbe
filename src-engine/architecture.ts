/**
 * What a person draws: cells and the edges between them, and how it is kept in a file.
 * This file reads the text and refuses what it does not know, with the place. Whether the drawing makes sense
 * (cycles, widths, sizes) is for compile/1-check.
 */
import type { OptionSpec, Options } from './cells/cell.ts';
import { cellNames, cells, type CellName } from './cells/index.ts';
import type { Issue } from './issue.ts';
import { nearest } from './nearest.ts';
import { keyOf, sayNames, sayValue } from './say-value.ts';

export interface Architecture {
  version: 1;
  nodes: ArchitectureNode[];
  edges: ArchitectureEdge[];
  /** The id of the node whose output is the forecast. */
  output: string;
}

export interface ArchitectureNode {
  id: string;
  cell: CellName;
  /** Only what differs from the cell's defaults needs to stand here. */
  options: Options;
  /** The node whose weights it uses instead of its own: one cell at two places. */
  weights?: string;
}

export interface ArchitectureEdge {
  /** A node, or `input`: the window, which is there without being listed. */
  from: string;
  to: string;
  /** 0 reads this step's value, d the value of d steps before (zero before the window begins). */
  delay: number;
  /** How the edge meets the other edges into the same node: side by side, or added up. */
  join: 'concat' | 'sum';
  /** For an edge that closes a cycle without delay: iterated within the step. False for all others. */
  settle: false | Settle;
  /** Whether the edge carries the output itself or, while training, the true value it should have had. */
  feed: 'own' | 'target';
  /**
   * What the edge flows into. start: the state that the cell begins with - after the last step of the cell that it comes
   * from, whose states of the same names it takes over. state: the state before every step, so that each step begins anew.
   */
  into: 'input' | 'start' | 'state';
}

/** How a cycle within one step is iterated. */
export interface Settle {
  /** Most iterations per step. */
  limit: number;
  /** A row stops when no value of it changes by more than this. */
  tolerance: number;
  /** Share of the old value kept at each iteration, in [0, 1). */
  damping: number;
  /** unroll: backwards through every iteration. implicit: where it has settled, by the implicit function theorem. */
  gradient: 'unroll' | 'implicit';
}

export const INPUT = 'input';
export const defaultSettle: Settle = { limit: 8, tolerance: 1e-4, damping: 0, gradient: 'unroll' };
export const defaultEdge = { delay: 0, join: 'concat', settle: false, feed: 'own', into: 'input' } as const;

/** The node's options with the cell's defaults filled in. */
export function optionsOf(node: ArchitectureNode): Options {
  const specs = cells[node.cell].options;
  return { ...Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default])), ...node.options };
}

export const edgeName = (edge: Pick<ArchitectureEdge, 'from' | 'to'>): string => `edge ${edge.from} -> ${edge.to}`;

/** Every listed node, and `input` when it is not listed. */
export function allNodes(a: Architecture): ArchitectureNode[] {
  return a.nodes.some((n) => n.id === INPUT) ? a.nodes : [{ id: INPUT, cell: 'input', options: {} }, ...a.nodes];
}

/**
 * What a file may hold at most: beyond what anybody draws, and little enough that every drawing is checked in a second. A name stands in
 * the names of weights, in exports and on the canvas.
 */
export const fileLimits = { nodes: 1000, edges: 10_000, name: 100, issues: 50 } as const;

/** A letter of any script, then letters with their marks, digits, `_` and `-`. */
const nodeNames = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;

/** Reads the content of an architecture file. Nothing is guessed: unknown keys and values are refused with their place. */
export function parseArchitecture(json: unknown): { architecture?: Architecture; issues: Issue[] } {
  const issues: Issue[] = [];
  /** What is wrong beyond the limit follows from the rest, or is the same once more; nearest names are not looked for in vain. */
  const refuse: Refuse = (where, message, fix) => {
    if (issues.length === fileLimits.issues) return;
    issues.push({ severity: 'error', code: 'architecture-file', where, message, fix: typeof fix === 'string' ? fix : fix() });
  };
  const object = (value: unknown, where: string, known: readonly string[]): Record<string, unknown> | undefined => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(where, `Expected an object, got ${sayValue(value)}.`, 'Write it as { ... }.');
      return undefined;
    }
    for (const key of Object.keys(value))
      if (!known.includes(key))
        refuse(
          keyOf(where, key),
          `There is no key ${sayValue(key)} here.`,
          known.length ? () => choose(key, known, 'Known keys') : 'Leave it out.',
        );
    return value as Record<string, unknown>;
  };
  const list = (value: unknown, where: string, most: number): unknown[] => {
    if (!Array.isArray(value)) refuse(where, `Expected a list, got ${sayValue(value)}.`, 'Write it as [ ... ].');
    else if (value.length > most)
      refuse(where, `It has ${value.length} entries; at most ${most} are read.`, 'Draw with fewer, larger cells.');
    else return value;
    return [];
  };
  /** In composed form: what looks the same is the same name. */
  const text = (value: unknown, where: string): string => {
    if (typeof value === 'string' && value !== '') return value.normalize('NFC');
    refuse(where, `Expected a name, got ${sayValue(value)}.`, 'Write one in quotation marks, like "gru1".');
    return '';
  };

  const root = object(json, 'file', ['version', 'nodes', 'edges', 'output']);
  if (!root) return { issues };
  if (root.version !== 1)
    refuse(
      'file.version',
      `This reads version 1, the file says ${sayValue(root.version)}.`,
      'Use a newer Loopwright, or write "version": 1.',
    );

  const items = list(root.nodes, 'file.nodes', fileLimits.nodes);
  const nodes = items.flatMap((item, i): ArchitectureNode[] => {
    const where = `nodes[${i}]`;
    const node = object(item, where, ['id', 'cell', 'options', 'weights']);
    if (!node) return [];
    const id = text(node.id, `${where}.id`);
    if (id.length > fileLimits.name)
      refuse(`${where}.id`, `A name has at most ${fileLimits.name} letters, this one has ${id.length}.`, 'Shorten it.');
    else if (id && !nodeNames.test(id))
      refuse(`${where}.id`, `${sayValue(id)} is not a name.`, 'Use letters, digits, "_" and "-", starting with a letter.');
    if (!cellNames.includes(node.cell as CellName)) {
      refuse(`${where}.cell`, `There is no cell ${sayValue(node.cell)}.`, () => choose(node.cell, cellNames, 'Known cells'));
      return [];
    }
    const cell = node.cell as CellName;
    const specs = cells[cell].options;
    const options = object(node.options ?? {}, `${where}.options`, Object.keys(specs)) ?? {};
    for (const [name, value] of Object.entries(options)) {
      const problem = Object.hasOwn(specs, name) && optionProblem(specs[name], value);
      if (problem) refuse(`${where}.options.${name}`, problem.message, problem.fix);
    }
    const weights = node.weights === undefined ? undefined : text(node.weights, `${where}.weights`);
    return [{ id, cell, options: options as Options, ...(weights === undefined ? {} : { weights }) }];
  });
  const places = new Map(nodes.map(({ id }, i) => [id, i]).reverse() as [string, number][]);
  nodes.forEach((node, i) => {
    if (node.id && places.get(node.id) !== i) refuse(`nodes[${i}].id`, `Two nodes are called ${sayValue(node.id)}.`, 'Rename one of them.');
    if ((node.cell === 'input') !== (node.id === INPUT))
      refuse(
        `nodes[${i}]`,
        `The window is the node with the id "${INPUT}" and the cell "input"; this has the id ${sayValue(node.id)} and the cell "${node.cell}".`,
        'Rename the node or change its cell.',
      );
  });

  // Of every node that has one, also of those with other faults: an edge to it is no fault of its own.
  const named = items.flatMap((item) => (typeof item === 'object' && item !== null && 'id' in item ? [item.id] : []));
  const ids = new Set([INPUT, ...named.flatMap((id) => (typeof id === 'string' && id !== '' ? [id.normalize('NFC')] : []))]);
  const isReadable = items.length > 0 || (Array.isArray(root.nodes) && root.nodes.length === 0);
  const reference = (value: unknown, where: string): string => {
    const id = text(value, where);
    if (id && isReadable && !ids.has(id)) refuse(where, `There is no node ${sayValue(id)}.`, () => choose(id, ids, 'Nodes'));
    return id;
  };
  const edges = list(root.edges, 'file.edges', fileLimits.edges).flatMap((item, i): ArchitectureEdge[] => {
    const where = `edges[${i}]`;
    const edge = object(item, where, ['from', 'to', 'delay', 'join', 'settle', 'feed', 'into']);
    if (!edge) return [];
    const { delay = 0, join = 'concat', feed = 'own', into = 'input' } = edge;
    if (!Number.isInteger(delay) || (delay as number) < 0 || (delay as number) > 4096)
      refuse(
        `${where}.delay`,
        `A delay is a whole number of steps from 0 to 4096, got ${sayValue(delay)}.`,
        'Write 0 for this step, 1 for the step before.',
      );
    if (join !== 'concat' && join !== 'sum') refuse(`${where}.join`, `Got ${sayValue(join)}.`, 'Write "concat" or "sum".');
    if (feed !== 'own' && feed !== 'target') refuse(`${where}.feed`, `Got ${sayValue(feed)}.`, 'Write "own" or "target".');
    if (into !== 'input' && into !== 'start' && into !== 'state')
      refuse(`${where}.into`, `Got ${sayValue(into)}.`, 'Write "input", "start" or "state".');
    const settle = readSettle(edge.settle, `${where}.settle`, refuse, object);
    return [
      {
        from: reference(edge.from, `${where}.from`),
        to: reference(edge.to, `${where}.to`),
        delay: delay as number,
        join: join as 'concat',
        settle,
        feed: feed as 'own',
        into: into as 'input',
      },
    ];
  });
  nodes.forEach((node, i) => node.weights && reference(node.weights, `nodes[${i}].weights`));
  const output = reference(root.output, 'file.output');
  if (issues.length) return { issues };
  return { architecture: { version: 1, nodes, edges, output }, issues };
}

function readSettle(
  value: unknown,
  where: string,
  refuse: Refuse,
  object: (value: unknown, where: string, known: readonly string[]) => Record<string, unknown> | undefined,
): false | Settle {
  if (value === undefined || value === false || value === null) return false;
  if (value === true) return defaultSettle;
  const given = typeof value === 'number' ? { limit: value } : object(value, where, ['limit', 'tolerance', 'damping', 'gradient']);
  if (!given) return false;
  const settle = { ...defaultSettle, ...given } as Settle;
  if (!Number.isInteger(settle.limit) || settle.limit < 1 || settle.limit > 64)
    refuse(`${where}.limit`, `Iterations are a whole number from 1 to 64, got ${sayValue(settle.limit)}.`, 'Write 8 when in doubt.');
  if (!(Number.isFinite(settle.tolerance) && settle.tolerance >= 0))
    refuse(`${where}.tolerance`, `Got ${sayValue(settle.tolerance)}.`, 'Write a number of 0 or more, like 1e-4.');
  if (!(typeof settle.damping === 'number' && settle.damping >= 0 && settle.damping < 1))
    refuse(`${where}.damping`, `Got ${sayValue(settle.damping)}.`, 'Write a number from 0 to below 1.');
  if (settle.gradient !== 'unroll' && settle.gradient !== 'implicit')
    refuse(`${where}.gradient`, `Got ${sayValue(settle.gradient)}.`, 'Write "unroll" or "implicit".');
  return settle;
}

/** What is wrong with an option's value; undefined when nothing is. */
export function optionProblem(spec: OptionSpec, value: unknown): { message: string; fix: string } | undefined {
  switch (spec.kind) {
    case 'integer':
    case 'number':
      if (typeof value === 'number' && value >= spec.min && value <= spec.max && (spec.kind === 'number' || Number.isInteger(value)))
        return undefined;
      return {
        message: `${spec.label} is a ${spec.kind === 'integer' ? 'whole ' : ''}number from ${spec.min} to ${spec.max}, got ${sayValue(value)}.`,
        fix: `The default is ${spec.default}.`,
      };
    case 'units':
      if (value === null || (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65536)) return undefined;
      return {
        message: `${spec.label} is a whole number from 1 to 65536, got ${sayValue(value)}.`,
        fix: 'Leave it out for the output: the forecast decides.',
      };
    case 'choice':
      if (spec.choices.includes(value as string)) return undefined;
      return {
        message: `${spec.label} is one of ${spec.choices.join(', ')}, got ${sayValue(value)}.`,
        fix: `The default is ${spec.default}.`,
      };
    case 'flag':
      if (typeof value === 'boolean') return undefined;
      return { message: `${spec.label} is true or false, got ${sayValue(value)}.`, fix: `The default is ${spec.default}.` };
    case 'text':
      if (typeof value === 'string' && value.length <= spec.most) return undefined;
      return {
        message: `${spec.label} is a text of at most ${spec.most} characters, got ${typeof value === 'string' ? value.length : sayValue(value)}.`,
        fix: 'Write it in quotation marks, with \\n between lines.',
      };
    default:
      return spec satisfies never;
  }
}

type Refuse = (where: string, message: string, fix: string | (() => string)) => void;

/** The known name that is near, else all of them. */
function choose(given: unknown, known: Iterable<string>, what: string): string {
  const near = typeof given === 'string' ? nearest(given, known) : undefined;
  return near === undefined ? `${what} are ${sayNames(known)}.` : `Did you mean "${near}"?`;
}
