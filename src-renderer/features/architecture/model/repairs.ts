/**
 * What one button can do about an Issue of `check`. Each repair is an ordinary change of the drawing, to be undone like
 * any other. An issue that is not listed has to be solved by drawing (or on the Data page).
 */
import { INPUT, optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import type { Issue } from '#engine/issue.ts';
import { addNode, changeEdge, connect, forecastCell, insertOnEdge, removeEdges, removeNodes, setOption, setOutput } from './edits.ts';
import { repair, type Repair } from './repair.ts';
import {
  becomes,
  onlyWindow,
  repairBeats,
  repairOnceDelay,
  repairPartner,
  repairSegment,
  repairSharing,
  repairStartWidth,
} from './repairs-of-lines.ts';

export function repairOf(issue: Issue, a: Architecture): Repair | undefined {
  const edge = issue.edge === undefined ? undefined : a.edges[issue.edge];
  const at = issue.edge ?? -1;
  const [id] = issue.nodes ?? [];
  switch (issue.code) {
    case 'edge-into-input':
      return edge && repair('removeEdge', (d) => removeEdges(d, [at]));
    case 'settle-with-delay':
      return edge && repair('noDelay', (d) => changeEdge(d, at, { delay: 0 }));
    case 'target-feed-not-output':
    case 'target-feed-of-classes':
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
    case 'segments-of-rows':
      return id ? repair('onlyWindow', (d) => onlyWindow(d, id)) : undefined;
    case 'must-be-last':
      return id ? repair('makeOutput', (d) => setOutput(d, id), { id }) : undefined;
    case 'forecast-place':
      return id ? repair('forecastAuto', (d) => setOption(d, id, 'forecast', 'auto')) : undefined;
    case 'direct-with-target':
      return id ? repair('forecastRecursive', (d) => setOption(d, id, 'forecast', 'recursive'), { id }) : undefined;
    case 'target-not-a-feature':
      return repair('feedOwn', (d) => ({ ...d, edges: d.edges.map((e) => ({ ...e, feed: 'own' as const })) }));
    case 'once-delay':
      return repairOnceDelay(issue, a);
    case 'beats-differ':
      return repairBeats(issue, a);
    case 'beat-in-loop': {
      const ids = issue.nodes ?? [];
      const back = a.edges.findIndex((e) => e.delay > 0 && ids.includes(e.from) && ids.includes(e.to));
      const { from, to } = a.edges[back] ?? {};
      return back < 0 ? undefined : repair('removeFeedback', (d) => removeEdges(d, [back]), { from, to });
    }
    case 'directions-differ':
    case 'backward-recursive': {
      const backward = (issue.nodes ?? []).filter((each) => a.nodes.find((n) => n.id === each)?.options.direction === 'backward');
      const forward = (d: Architecture) => backward.reduce((next, each) => setOption(next, each, 'direction', 'forward'), d);
      return backward.length ? repair('runForward', forward, { ids: backward.join(', ') }) : undefined;
    }
    case 'ahead-recursive': {
      const head = forecastCell(a);
      return head && repair('forecastDirect', (d) => setOption(d, head.id, 'forecast', 'direct'), { id: head.id });
    }
    case 'needs-partner':
      return repairPartner(issue, a);
    case 'start-cycle':
    case 'start-carried':
    case 'start-twice':
      return edge && repair('removeEdge', (d) => removeEdges(d, [at]));
    case 'start-plain':
      return edge && repair('plainStart', (d) => changeEdge(d, at, { delay: 0, settle: false, feed: 'own' }));
    case 'start-stateless':
      return edge && repair('intoInput', (d) => changeEdge(d, at, { into: 'input' }));
    case 'start-width':
      return edge && repairStartWidth(issue, a, at);
    case 'shared-cell':
    case 'shared-shape':
      return repairSharing(issue, a);
    case 'parts-place':
      return id ? repair('becomeDense', (d) => becomes(d, id, 'dense'), { id }) : undefined;
    case 'segment-too-long':
    case 'segment-rest':
      return repairSegment(issue, a);
    default:
      return undefined;
  }
}

/** A Dense whose units the forecast decides: before a cell that only gives the level back, else as the new output. */
function denseLast(a: Architecture, output: string): Architecture {
  const node = a.nodes.find((n) => n.id === output);
  const into = a.edges.findIndex((e) => e.to === output && e.delay === 0 && isInput(e));
  if (node && cells[node.cell].place === 'last' && into >= 0) return insertOnEdge(a, into, 'dense', {}).a;
  if (node && cells[node.cell].options.units?.kind === 'units') return setOption(a, output, 'units', null);
  const added = addNode(a, 'dense');
  return setOutput(connect(added.a, output, added.id).a, added.id);
}
