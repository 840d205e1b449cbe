/**
 * The equations of a cell as LaTeX, with what flows into it written out first. What comes from an earlier step stands in
 * \fb{...}, which is drawn amber. Typesetting is for Equations.svelte.
 */
import { INPUT, optionsOf, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import { isBackward, linesOf, statesOf, type Lines } from '../model/lines.ts';
import { stepTag } from './tag.ts';

export interface EquationFacts {
  windowName: string;
  lines?: Lines;
  /** The cell is needed at the end of the window only, and computed only there. */
  isAtEnd?: boolean;
}

export function equationsOf(
  a: Architecture,
  id: string,
  { windowName, lines = linesOf(a, undefined), isAtEnd = false }: EquationFacts,
): string[] {
  const node = a.nodes.find((n) => n.id === id);
  if (!node) return cells.input.equations({});
  const incoming = a.edges.filter((e) => e.to === id && isInput(e));
  const own = cells[node.cell].equations(optionsOf(node));
  return [
    ...inputEquation(incoming, windowName, lines, isAtEnd),
    ...startEquation(a, node),
    // Backwards, the step before is the one that comes later.
    ...(isBackward(lines, id) ? own.map((line) => line.replaceAll('t-1', 't+1')) : own),
  ];
}

/** x_t = [ embed_t, gru2_{t-1} ] + ...; left out where one cell flows in and nothing has to be said. */
function inputEquation(incoming: readonly ArchitectureEdge[], windowName: string, lines: Lines, isAtEnd: boolean): string[] {
  if (!incoming.length) return [];
  const to = lines.get(incoming[0].to);
  const fromOf = (e: ArchitectureEdge) => lines.get(e.from);
  // What reads only the end reads the last step of each - which is the first row of what runs backwards.
  const readsEnd = to?.reads.kind === 'once' || (isAtEnd && incoming.some((e) => fromOf(e)?.isBackward));
  const stepOf = (e: ArchitectureEdge): string => {
    if (fromOf(e)?.line.kind === 'once') return '';
    if (!readsEnd) return stepTag(e.delay, to?.isBackward ?? false) || 't';
    const late = e.delay ? String(e.delay) : '';
    return fromOf(e)?.isBackward ? `1${late && `+${late}`}` : `L${late && `-${late}`}`;
  };
  const term = (e: ArchitectureEdge): string => {
    const name = e.feed === 'target' ? 'y' : `\\mathit{${latexName(e.from === INPUT ? windowName : e.from)}}`;
    const step = stepOf(e);
    const text = step ? `${name}_{${step}}` : name;
    return e.delay || e.settle ? `\\fb{${text}}` : text;
  };
  const side = incoming.filter((e) => e.join === 'concat').map(term);
  const summed = incoming.filter((e) => e.join === 'sum').map(term);
  const list = side.length > 1 ? [`[${side.join(',\\, ')}]`] : side;
  return [`${readsEnd ? 'x' : 'x_t'} = ${[...list, ...summed].join(' + ')}`];
}

/** h_0 = encode: what the state begins with, or - at every step - is given. */
function startEquation(a: Architecture, node: ArchitectureNode): string[] {
  const step = isBackwardCell(node) ? { first: 'L+1', before: 't+1' } : { first: '0', before: 't-1' };
  // Heads and modules are numbered: one letter stands for all of them.
  const letters = [...new Set(statesOf(node).map((name) => (/^[a-z]\d+$/.test(name) ? name[0] : name)))];
  return a.edges
    .filter((e) => e.to === node.id && !isInput(e))
    .map((e) => {
      const states = letters.map((name) => `${latexName(name)}_{${e.into === 'start' ? step.first : step.before}}`);
      return `${states.join(',\\, ')} = \\mathit{${latexName(e.from)}}`;
    });
}

const isBackwardCell = (node: ArchitectureNode): boolean => optionsOf(node).direction === 'backward';

/** Letters beyond ASCII are text to TeX; `_` has a meaning there. */
const latexName = (name: string): string => {
  const escaped = name.replaceAll('_', '\\_').replaceAll('-', '\\text{-}');
  return /^[\x00-\x7f]*$/.test(name) ? escaped : `\\text{${name.replaceAll('_', '\\_')}}`;
};

/** What the equations of a parameter are called: W, U, b ... with the gates that share the letter. */
export interface ParameterGroup {
  letter: string;
  /** input weights, state weights, biases ... */
  kind: 'input' | 'state' | 'bias' | 'output' | 'place' | 'start' | 'other';
  names: string[];
  rows: number;
  cols: number;
  count: number;
}

/** Parameters of a cell by letter and shape: `W 3 × 119 × 64`. */
export function parameterGroups(parameters: Record<string, { rows: number; cols: number }>): ParameterGroup[] {
  const groups = new Map<string, ParameterGroup>();
  for (const [name, { rows, cols }] of Object.entries(parameters)) {
    const start = /^start_([a-z])/.exec(name)?.[1];
    const letter = start ? `${start}₀` : name[0];
    const key = `${letter} ${rows} ${cols}`;
    const group = groups.get(key) ?? { letter, kind: start ? 'start' : kindOf(letter), names: [], rows, cols, count: 0 };
    group.names.push(name);
    group.count += rows * cols;
    groups.set(key, group);
  }
  return [...groups.values()].sort((p, q) => order.indexOf(p.kind) - order.indexOf(q.kind));
}

const order: ParameterGroup['kind'][] = ['input', 'state', 'output', 'bias', 'place', 'other', 'start'];

const kinds: Record<string, ParameterGroup['kind']> = { W: 'input', U: 'state', u: 'state', V: 'output', P: 'place', b: 'bias', c: 'bias' };

const kindOf = (letter: string): ParameterGroup['kind'] => kinds[letter] ?? 'other';
