/**
 * The equations of a cell as LaTeX, with what flows into it written out first. What comes from an earlier step stands in
 * \fb{...}, which is drawn amber. Typesetting is for Equations.svelte.
 */
import { INPUT, optionsOf, type Architecture, type ArchitectureEdge } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';

export function equationsOf(a: Architecture, id: string, windowName: string): string[] {
  const node = a.nodes.find((n) => n.id === id);
  if (!node) return cells.input.equations({});
  const incoming = a.edges.filter((e) => e.to === id);
  return [...inputEquation(a, incoming, windowName), ...cells[node.cell].equations(optionsOf(node))];
}

/** x_t = [ embed_t, gru2_{t-1} ] + ...; left out where one cell flows in and nothing has to be said. */
function inputEquation(a: Architecture, incoming: readonly ArchitectureEdge[], windowName: string): string[] {
  if (!incoming.length) return [];
  const term = (e: ArchitectureEdge): string => {
    const name = e.feed === 'target' ? 'y' : `\\mathit{${latexName(e.from === INPUT ? windowName : e.from)}}`;
    const step = e.delay ? `t-${e.delay}` : 't';
    const text = `${name}_{${step}}`;
    return e.delay || e.settle ? `\\fb{${text}}` : text;
  };
  const side = incoming.filter((e) => e.join === 'concat').map(term);
  const summed = incoming.filter((e) => e.join === 'sum').map(term);
  const list = side.length > 1 ? [`[${side.join(',\\, ')}]`] : side;
  return [`x_t = ${[...list, ...summed].join(' + ')}`];
}

/** Letters beyond ASCII are text to TeX; `_` has a meaning there. */
const latexName = (name: string): string => {
  const escaped = name.replaceAll('_', '\\_').replaceAll('-', '\\text{-}');
  return /^[\x00-\x7f]*$/.test(name) ? escaped : `\\text{${name.replaceAll('_', '\\_')}}`;
};

/** What the equations of a parameter are called: W, U, b ... with the gates that share the letter. */
export interface ParameterGroup {
  letter: string;
  /** input weights, state weights, biases ... */
  kind: 'input' | 'state' | 'bias' | 'output' | 'other';
  names: string[];
  rows: number;
  cols: number;
  count: number;
}

/** Parameters of a cell by letter and shape: `W 3 × 119 × 64`. */
export function parameterGroups(parameters: Record<string, { rows: number; cols: number }>): ParameterGroup[] {
  const groups = new Map<string, ParameterGroup>();
  for (const [name, { rows, cols }] of Object.entries(parameters)) {
    const letter = name[0];
    const key = `${letter} ${rows} ${cols}`;
    const group = groups.get(key) ?? { letter, kind: kindOf(letter), names: [], rows, cols, count: 0 };
    group.names.push(name);
    group.count += rows * cols;
    groups.set(key, group);
  }
  return [...groups.values()].sort((p, q) => order.indexOf(p.kind) - order.indexOf(q.kind));
}

const order: ParameterGroup['kind'][] = ['input', 'state', 'output', 'bias', 'other'];

const kinds: Record<string, ParameterGroup['kind']> = { W: 'input', U: 'state', u: 'state', V: 'output', b: 'bias', c: 'bias' };

const kindOf = (letter: string): ParameterGroup['kind'] => kinds[letter] ?? 'other';
