// Cells that need a certain place in a drawing, shared weights, and where states may come from.
import { edgeName, INPUT, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '../architecture.ts';
import { cells, type CellName } from '../cells/index.ts';
import type { CheckedNode, Problem } from './checked.ts';
import { componentsOf } from './2-components.ts';
import type { Task } from './task.ts';

export function checkPlaces(
  a: Architecture,
  nodes: ReadonlyMap<string, CheckedNode>,
  edges: readonly ArchitectureEdge[],
  head: ArchitectureNode,
  task: Task,
  problem: Problem,
): void {
  for (const node of nodes.values()) {
    const { place, partner } = cells[node.cell];
    const undone = partner && cells[partner as CellName].label;
    const at = { nodes: [node.id] };
    const where = `cell ${node.id}`;
    if (place === 'window' && !node.incoming.every((e) => e.from === INPUT && e.delay === 0))
      problem('needs-window', where, 'It needs the window itself.', 'Lead one edge from the window into it, and nothing else.', at);
    if (place === 'last' && node.id !== a.output)
      problem('must-be-last', where, 'It turns values into the forecast, so it must come last.', 'Make it the output.', at);
    const partners = [...nodes.values()].filter((n) => n.cell === partner);
    if (partner && partners.length !== 1)
      problem(
        'needs-partner',
        where,
        partners.length ? `It undoes one ${undone}, and there are ${partners.length}.` : `It undoes a ${undone}, and there is none.`,
        `Put one ${undone} behind the window.`,
        { ...at, values: { partner: undone ?? '', count: partners.length } },
      );
    if (node.options.forecast !== undefined && node.options.forecast !== 'auto' && node.id !== head.id)
      problem('forecast-place', where, 'Only the cell that gives the forecast can say how it is made.', 'Set its forecast to auto.', at);
    checkSharing(node, nodes, a, problem);
    checkStarts(node, nodes, a, task, problem);
  }
  const order = componentsOf([...nodes.keys()], edges);
  for (const edge of edges)
    if (edge.into !== 'input' && order.some((group) => group.includes(edge.from) && group.includes(edge.to)))
      problem(
        'start-cycle',
        edgeName(edge),
        `${edge.to} begins where ${edge.from} ends, and ${edge.from} reads ${edge.to}.`,
        'Start it from a cell that does not depend on it.',
        { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to], values: { from: edge.from, to: edge.to } },
      );
  if (edges.some((e) => e.feed === 'target') && task.targetColumns.some((c) => c < 0))
    problem(
      'target-not-a-feature',
      `output ${a.output}`,
      'An edge feeds the true target back, but a target is not among the features.',
      'Add the target to the features.',
    );
}

/** Steps of the line of a cell where the drawing and the forecast decide them. */
export const fixedSteps = ({ line }: CheckedNode): number | undefined => ('steps' in line ? line.steps : undefined);

function checkSharing(node: CheckedNode, nodes: ReadonlyMap<string, CheckedNode>, a: Architecture, problem: Problem): void {
  if (node.owner === node.id) return;
  const owner = nodes.get(node.owner);
  const where = `cell ${node.id}`;
  const at = { nodes: [node.owner, node.id].filter((id) => nodes.has(id)), values: { owner: node.owner, kind: owner?.cell ?? '' } };
  if (!owner || owner.owner !== owner.id || owner.cell !== node.cell)
    return problem(
      'shared-cell',
      where,
      owner && owner.cell === node.cell
        ? `It uses the weights of ${node.owner}, which uses those of another.`
        : `It uses the weights of ${node.owner}, which ${owner ? `is a ${cells[owner.cell].label}` : 'does nothing here'}.`,
      'Share the weights of a cell of the same kind that has its own.',
      at,
    );
  const shapes = (n: CheckedNode) => JSON.stringify(cells[n.cell].parameters(n.options, n.inputs, fixedSteps(n)));
  if (shapes(owner) !== shapes(node))
    problem(
      'shared-shape',
      where,
      `It reads ${node.inputs} values and gives ${node.width}; ${owner.id}, whose weights it uses, reads ${owner.inputs} and gives ${owner.width}.`,
      'Give both the same inputs and the same options, or each its own weights.',
      {
        ...at,
        values: { owner: owner.id, reads: node.inputs, gives: node.width, ownerReads: owner.inputs, ownerGives: owner.width },
      },
    );
}

function checkStarts(node: CheckedNode, nodes: ReadonlyMap<string, CheckedNode>, a: Architecture, task: Task, problem: Problem): void {
  const states = cells[node.cell].state(node.options, node.inputs);
  for (const edge of node.starts) {
    const from = nodes.get(edge.from)!;
    const at = { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to], values: { from: edge.from, to: edge.to } };
    const where = edgeName(edge);
    if (edge.delay > 0 || edge.settle || edge.feed === 'target')
      problem(
        'start-plain',
        where,
        'A state begins with what is there when the other cell has ended.',
        'Take delay, settling and feeding off the edge.',
        at,
      );
    else if (task.carries)
      problem(
        'start-carried',
        where,
        'States go on from batch to batch here, so none begins anew.',
        'Remove the edge, or let states begin at zero in each window.',
        at,
      );
    else if (node.starts.length > 1) problem('start-twice', where, 'Two edges give it a state to begin with.', 'Remove one of them.', at);
    else if (!Object.keys(states).length)
      problem('start-stateless', where, `${edge.to} keeps no state.`, 'Lead the edge into its input.', at);
    else if (!startsOf(node, from).length)
      problem(
        'start-width',
        where,
        `${edge.from} gives ${from.width} values, the states of ${edge.to} have ${Object.values(states).join(', ')}.`,
        'Give both cells the same number of units, or put a Dense between.',
        { ...at, values: { ...at.values, gives: from.width, states: Object.values(states).join(', ') } },
      );
  }
}

/**
 * Which states of a cell another one can give: those of the same name and width - or, from a cell without such states,
 * its output for the first one.
 */
export function startsOf(node: CheckedNode, from: CheckedNode): string[] {
  const states = Object.entries(cells[node.cell].state(node.options, node.inputs));
  const theirs = cells[from.cell].state(from.options, from.inputs);
  const shared = states.filter(([name, width]) => theirs[name] === width).map(([name]) => name);
  if (shared.length) return shared;
  return states.length && states[0][1] === from.width ? [states[0][0]] : [];
}
