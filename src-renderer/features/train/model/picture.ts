// A drawing as a picture that only shows: plates and ways of the canvas of the Architecture page, for what will be trained.
import { INPUT, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import type { Task } from '#engine/compile/task.ts';
import { thousands } from '../../../i18n/format.ts';
import { boundsOf } from '../../architecture/geometry/fit.ts';
import type { Box } from '../../architecture/geometry/path.ts';
import { plateSize } from '../../architecture/geometry/plate.ts';
import { routeEdges } from '../../architecture/geometry/route.ts';
import type { Route } from '../../architecture/geometry/route-parts.ts';
import { analyse, isStateful } from '../../architecture/model/analysis.ts';
import { isBackward, linesOf } from '../../architecture/model/lines.ts';
import { roleOf, type EdgeRole } from '../../architecture/model/loops.ts';
import { placesOf, type Layout } from '../../architecture/model/places.ts';
import { tagOf, type TagWords } from '../../architecture/words/tag.ts';

export interface Picture {
  bounds: Box;
  plates: (Box & {
    id: string;
    name: string;
    label: string;
    /** Whose weights it uses. */
    sharing: string;
    count: string;
    hasLoop: boolean;
    isBackward: boolean;
    isOutput: boolean;
  })[];
  edges: { route: Route; role: EdgeRole; pill: string }[];
}

export interface PictureWords extends Pick<TagWords, 'startTag' | 'stateTag'> {
  window: string;
  input: string;
  cellLabel(cell: string): string;
  weightsOf(cell: string): string;
}

export function pictureOf(a: Architecture, layout: Layout, task: Task, words: PictureWords): Picture {
  const { facts } = analyse(a, task);
  const lines = linesOf(a, task);
  const nodes = a.nodes.some((n) => n.id === INPUT) ? a.nodes : [{ id: INPUT, cell: 'input' as const, options: {} }, ...a.nodes];
  const texts = nodes.map((node) => {
    const isInput = node.id === INPUT;
    const parameters = facts.get(node.id)?.count ?? 0;
    return {
      id: node.id,
      name: isInput ? words.window : node.id,
      label: isInput ? words.input : words.cellLabel(node.cell),
      sharing: node.weights === undefined ? '' : words.weightsOf(node.weights),
      count: parameters ? thousands(parameters) : '',
      hasLoop: !isInput && node.cell in cells && isStateful(node),
      isBackward: isBackward(lines, node.id),
      isOutput: node.id === a.output,
    };
  });
  const sizes = new Map(texts.map((t) => [t.id, plateSize({ ...t, shape: '', hasGlyph: t.hasLoop })]));
  const places = placesOf(a, layout, sizes);
  const plates = texts.map((t) => ({ ...t, ...places.get(t.id)!, ...sizes.get(t.id)! }));
  const boxes = new Map(plates.map((p) => [p.id, p]));
  const routes = routeEdges(
    boxes,
    a.edges.map((e) => ({ from: e.from, to: e.to, delay: e.delay, settles: Boolean(e.settle), starts: !isInput(e) })),
  );
  return {
    bounds: boundsOf(boxes.values(), routes),
    plates,
    edges: a.edges.flatMap((edge, i) => {
      const route = routes[i];
      const pill = tagOf(edge, isBackward(lines, edge.to), { ...words, settles: (limit) => `≤ ${limit}` });
      return route ? [{ route, role: roleOf(a, edge), pill }] : [];
    }),
  };
}
