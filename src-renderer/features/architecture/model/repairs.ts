/**
 * What one button can do about an Issue of `check`. Each repair is an ordinary change of the drawing, to be undone like
 * any other. An issue that is not listed has to be solved by drawing (or on the Data page).
 */
import { INPUT, optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import type { Issue } from '#engine/issue.ts';
import { addNode, changeEdge, connect, insertOnEdge, removeEdges, removeNodes, setOption, setOutput } from './edits.ts';

export interface Repair {
  /** Key of the button's text in the catalogue, and what stands in it. */
  label: RepairName;
  values: Record<string, string | number>;
  apply: (a: Architecture) => Architecture;
}

export type RepairName =
  | 'removeEdge'
  | 'noDelay'
  | 'feedOwn'
  | 'delayOne'
  | 'chooseOutput'
  | 'delayEdge'
  | 'feedFromWindow'
  | 'removeCell'
  | 'giveUnits'
  | 'insertDense'
  | 'denseLast'
  | 'onlyWindow'
  | 'makeOutput'
  | 'forecastAuto'
  | 'forecastRecursive';

export function repairOf(issue: Issue, a: Architecture): Repair | undefined {
  const edge = issue.edge === undefined ? undefined : a.edges[issue.edge];
  const at = issue.edge ?? -1;
  const [id] = issue.nodes ?? [];
  const repair = (label: RepairName, apply: Repair['apply'], values: Repair['values'] = {}): Repair => ({ label, apply, values });
  switch (issue.code) {
    case 'edge-into-input':
      return edge && repair('removeEdge', (d) => removeEdges(d, [at]));
    case 'settle-with-delay':
      return edge && repair('noDelay', (d) => changeEdge(d, at, { delay: 0 }));
    case 'target-feed-not-output':
      return edge && repair('feedOwn', (d) => changeEdge(d, at, { feed: 'own' }));
    case 'target-feed-no-delay':
      return edge && repair('delayOne', (d) => changeEdge(d, at, { delay: 1 }));
    case 'undelayed-cycle':
      return edge && repair('delayEdge', (d) => changeEdge(d, at, { delay: 1 }), { from: edge.from, to: edge.to });
    case 'no-output': {
      const last = a.nodes.filter((n) => n.id !== INPUT && !a.edges.some((e) => e.from === n.id && e.delay === 0)).at(-1);
      return last && repair('chooseOutput', (d) => setOutput(d, last.id), { id: last.id });
    }
    case 'no-input':
    case 'not-fed':
      return id ? repair('feedFromWindow', (d) => connect(d, INPUT, id).a, { id }) : undefined;
    case 'unused-cell':
      return id ? repair('removeCell', (d) => removeNodes(d, [id]), { id }) : undefined;
    case 'no-width': {
      const node = a.nodes.find((n) => n.id === id);
      const isOpen = node && 'units' in cells[node.cell].options && optionsOf(node).units === null;
      return isOpen ? repair('giveUnits', (d) => setOption(d, id, 'units', 64), { id, units: 64 }) : undefined;
    }
    case 'width-mismatch': {
      const { carries, meets } = issue.values ?? {};
      if (!edge || typeof carries !== 'number' || typeof meets !== 'number') return undefined;
      return repair('insertDense', (d) => insertOnEdge(d, at, 'dense', { units: meets }).a, { from: carries, to: meets });
    }
    case 'output-width':
      return id ? repair('denseLast', (d) => denseLast(d, id)) : undefined;
    case 'needs-window':
      return id
        ? repair(
            'onlyWindow',
            (d) =>
              connect(
                removeEdges(
                  d,
                  d.edges.flatMap((e, i) => (e.to === id ? [i] : [])),
                ),
                INPUT,
                id,
              ).a,
          )
        : undefined;
    case 'must-be-last':
      return id ? repair('makeOutput', (d) => setOutput(d, id), { id }) : undefined;
    case 'forecast-place':
      return id ? repair('forecastAuto', (d) => setOption(d, id, 'forecast', 'auto')) : undefined;
    case 'direct-with-target':
      return id ? repair('forecastRecursive', (d) => setOption(d, id, 'forecast', 'recursive'), { id }) : undefined;
    case 'target-not-a-feature':
      return repair('feedOwn', (d) => ({ ...d, edges: d.edges.map((e) => ({ ...e, feed: 'own' as const })) }));
    default:
      return undefined;
  }
}

/** A Dense whose units the forecast decides: before a last Add last, else as the new output. */
function denseLast(a: Architecture, output: string): Architecture {
  const node = a.nodes.find((n) => n.id === output);
  const into = a.edges.findIndex((e) => e.to === output && e.delay === 0);
  if (node?.cell === 'add-last' && into >= 0) return insertOnEdge(a, into, 'dense', {}).a;
  if (node?.cell === 'dense') return setOption(a, output, 'units', null);
  const added = addNode(a, 'dense');
  return setOutput(connect(added.a, output, added.id).a, added.id);
}
