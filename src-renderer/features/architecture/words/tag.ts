// What stands on an edge in a few signs: `t-24`, `settle ≤ 8`, `start`.
import type { ArchitectureEdge } from '#engine/architecture.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';

/** The step that a late value comes from. A cell that runs backwards has had the later ones before. */
export const stepTag = (delay: number, isBackward: boolean): string => (delay ? `t${isBackward ? '+' : '-'}${delay}` : '');

export interface TagWords {
  settles: (limit: number) => string;
  startTag: string;
  stateTag: string;
}

/** Empty for an edge that only passes on what is there now. isBackward: of the cell that it leads to. */
export function tagOf(edge: ArchitectureEdge, isBackward: boolean, t: TagWords): string {
  if (!isInput(edge)) return edge.into === 'start' ? t.startTag : t.stateTag;
  return edge.settle ? t.settles(edge.settle.limit) : stepTag(edge.delay, isBackward);
}
