// What a screen reader says of a cell and of an edge.
import { INPUT, type ArchitectureEdge } from '#engine/architecture.ts';
import type { Catalogue } from '../../../i18n/en/index.ts';
import type { EdgeRole } from '../model/loops.ts';
import type { Workbench } from '../workbench.svelte.ts';

type Words = Catalogue['architecture'];

export function describeNode(bench: Workbench, t: Words, id: string): string {
  const plate = bench.drawing.plates.get(id);
  if (!plate) return id;
  const label = id === INPUT ? t.input : plate.label;
  const shape = [plate.shape, plate.beat ?? ''].filter(Boolean).join(t.comma);
  return t.nodeName(plate.name, label, shape, plate.sharing || (plate.count ? `${plate.count} ${t.moreWord}` : ''));
}

export function describeEdge(bench: Workbench, t: Words, edge: ArchitectureEdge, role: EdgeRole): string {
  return t.edgeName[role](bench.nameOf(edge.from), bench.nameOf(edge.to), edge.delay);
}
