// Repairs that have to look around: where cells of different beats meet, what undoes what, states that begin elsewhere, shared weights.
import { INPUT, optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells, type CellName } from '#engine/cells/index.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import type { Issue } from '#engine/issue.ts';
import { addNode, changeEdge, connect, insertOnEdge, removeEdges, removeNodes, setOption } from './edits.ts';
import { linesOf, sameLine, statesOf } from './lines.ts';
import { repair, type Repair } from './repair.ts';
import { haveSameOptions, shareWeights } from './weights.ts';

/** A read-out on every edge whose steps are not those of the horizon, or of the edge that is listed first. */
export function repairBeats(issue: Issue, a: Architecture): Repair | undefined {
  const ids = issue.nodes ?? [];
  const lines = linesOf(a, undefined);
  const arriving = a.edges.flatMap((e, index) => {
    const line = lines.get(e.from)?.line;
    return line && line.kind !== 'once' && ids.includes(e.to) && !ids.includes(e.from) && isInput(e) ? [{ index, from: e.from, line }] : [];
  });
  const kept = arriving.find(({ line }) => line.kind === 'ahead') ?? arriving[0];
  const others = arriving.filter(({ line }) => !sameLine(line, kept.line));
  if (!others.length) return undefined;
  // From the back, so that the places of the others stay what they are.
  const put = (d: Architecture) =>
    others.toReversed().reduce((next, { index }) => {
      const { a: added, id } = insertOnEdge(next, index, 'read-out', {});
      return withoutDelayInto(added, id);
    }, d);
  return repair('insertReadOut', put, { from: others[0].from });
}

/** A read-out has one value per window; what was late before it is read at its step. */
const withoutDelayInto = (a: Architecture, id: string): Architecture => ({
  ...a,
  edges: a.edges.map((e) => (e.to === id ? { ...e, delay: 0 } : e)),
});

/** Edges of the cell that wait for a step that is not there. */
export function repairOnceDelay(issue: Issue, a: Architecture): Repair | undefined {
  const [from, to] = issue.nodes ?? [];
  const late = a.edges.findIndex((e) => e.from === from && e.to === to && e.delay > 0 && isInput(e));
  return late < 0 ? undefined : repair('readNow', (d) => changeEdge(d, late, { delay: 0 }));
}

/** A cell that undoes another needs exactly one of it: what already looks at the window becomes it, or it goes behind the window. */
export function repairPartner(issue: Issue, a: Architecture): Repair | undefined {
  const [id] = issue.nodes ?? [];
  const partner = cells[a.nodes.find((n) => n.id === id)?.cell ?? 'input'].partner as CellName | undefined;
  if (!partner) return undefined;
  const there = a.nodes.filter((n) => n.cell === partner);
  if (there.length > 1) return repair('removeCell', (d) => removeNodes(d, [there.at(-1)!.id]), { id: there.at(-1)!.id });
  const other = a.nodes.find((n) => cells[n.cell].place === 'window' && a.edges.some((e) => e.from === INPUT && e.to === n.id));
  if (other) return repair('becomeNormalise', (d) => becomes(d, other.id, partner), { id: other.id });
  return repair('addNormalise', (d) => behindWindow(d, partner));
}

/** Everything that read the window reads the new cell. */
export function behindWindow(a: Architecture, cell: CellName): Architecture {
  const added = addNode(a, cell);
  const edges = added.a.edges.map((e) => (e.from === INPUT ? { ...e, from: added.id } : e));
  return connect({ ...added.a, edges }, INPUT, added.id).a;
}

export const becomes = (a: Architecture, id: string, cell: CellName): Architecture => ({
  ...a,
  nodes: a.nodes.map((n) => (n.id === id ? { id, cell, options: {} } : n)),
});

export function onlyWindow(a: Architecture, id: string): Architecture {
  const into = a.edges.flatMap((e, i) => (e.to === id && isInput(e) ? [i] : []));
  return connect(removeEdges(a, into), INPUT, id).a;
}

/** Cells of one kind get as many units; else a Dense brings what the state needs. */
export function repairStartWidth(issue: Issue, a: Architecture, at: number): Repair | undefined {
  const edge = a.edges[at];
  const [from, to] = [edge.from, edge.to].map((id) => a.nodes.find((n) => n.id === id));
  if (!to) return undefined;
  const units = from && optionsOf(from).units;
  if (from?.cell === to.cell && typeof units === 'number')
    return repair('sameUnits', (d) => setOption(d, to.id, 'units', units), { id: to.id, units });
  const width = Number(String(issue.values?.states ?? '').split(',')[0]);
  const gives = issue.values?.gives ?? '';
  if (!(width >= 1) || !statesOf(to).length) return undefined;
  return repair('insertDense', (d) => insertOnEdge(d, at, 'dense', { units: width }).a, { from: gives, to: width });
}

/** The options of the one whose weights it uses, where they differ; else its own weights. */
export function repairSharing(issue: Issue, a: Architecture): Repair | undefined {
  const node = a.nodes.find((n) => n.id === issue.nodes?.at(-1));
  const owner = a.nodes.find((n) => n.id === node?.weights);
  if (!node) return undefined;
  if (issue.code === 'shared-shape' && owner && !haveSameOptions(node, owner))
    return repair('sameOptions', (d) => shareWeights(d, node.id, owner.id), { owner: owner.id });
  return repair('ownWeights', (d) => shareWeights(d, node.id, undefined), { id: node.id });
}

/** The longest segments up to the drawn ones that fill the window. */
export function repairSegment(issue: Issue, a: Architecture): Repair | undefined {
  const { points, lookback } = issue.values ?? {};
  if (typeof points !== 'number' || typeof lookback !== 'number') return undefined;
  // Two segments at least, so that there is something to remember.
  let rows = Math.max(1, Math.min(points, Math.floor(lookback / 2)));
  while (lookback % rows) rows--;
  // A prime number of rows has only one.
  if (rows === 1) rows = Math.min(points, lookback);
  if (rows === points) return undefined;
  const made = a.nodes.filter((n) => n.cell === 'segment' && optionsOf(n).points === points);
  return repair('segmentRows', (d) => made.reduce((next, n) => setOption(next, n.id, 'points', rows), d), { rows });
}
