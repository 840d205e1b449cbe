// Every window brought to one level by itself, and the forecast brought back: a pair of cells around all others.
import { INPUT, type Architecture } from '#engine/architecture.ts';
import type { CellName } from '#engine/cells/index.ts';
import { addNode, connect, removeNodes, setOutput } from './edits.ts';
import { becomes, behindWindow } from './repairs-of-lines.ts';

/** last: changes since the last row of the window. revin: mean and deviation of the window, with a learned scale. */
export type WindowNormalisation = 'none' | 'last' | 'revin';
export const windowNormalisations: readonly WindowNormalisation[] = ['none', 'last', 'revin'];

const pairs = { last: ['subtract-last', 'add-last'], revin: ['normalise', 'denormalise'] } as const satisfies Record<string, CellName[]>;
const kinds = ['last', 'revin'] as const;

const nodesOf = (a: Architecture, half: 0 | 1) => a.nodes.filter((n) => kinds.some((kind) => pairs[kind][half] === n.cell));

export const normalisationOf = (a: Architecture): WindowNormalisation =>
  kinds.find((kind) => pairs[kind].every((cell) => a.nodes.some((n) => n.cell === cell))) ?? 'none';

/** The same drawing with this pair around it; a pair that is there becomes it, or goes. */
export function withNormalisation(a: Architecture, kind: WindowNormalisation): Architecture {
  if (kind === normalisationOf(a)) return a;
  const [firsts, lasts] = [nodesOf(a, 0), nodesOf(a, 1)];
  if (kind !== 'none' && firsts.length === 1 && lasts.length === 1)
    return becomes(becomes(a, firsts[0].id, pairs[kind][0]), lasts[0].id, pairs[kind][1]);
  const bare = removeNodes(
    a,
    [...lasts, ...firsts].map(({ id }) => id),
  );
  return kind === 'none' ? bare : withLast(behindWindow(bare, pairs[kind][0]), pairs[kind][1]);
}

/** A cell behind the output becomes the output; where the true value stood in for the old one, it does for the new one. */
function withLast(a: Architecture, cell: CellName): Architecture {
  if (a.output === INPUT) return a;
  const added = addNode(a, cell);
  const edges = added.a.edges.map((e) => (e.from === a.output && e.feed === 'target' ? { ...e, from: added.id } : e));
  return setOutput(connect({ ...added.a, edges }, a.output, added.id).a, added.id);
}
