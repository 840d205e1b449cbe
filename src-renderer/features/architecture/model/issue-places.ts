// Where a problem stands on the canvas, and which one is shown first.
import { isError, type Issue } from '#engine/issue.ts';
import type { Box } from '../geometry/path.ts';
import type { Route } from '../geometry/route-parts.ts';
import type { Selection } from '../drawing.svelte.ts';

/** The middle of what it is about, with its upper and lower end; undefined for a problem of the whole drawing. */
export function placeOfIssue(
  issue: Issue,
  boxes: ReadonlyMap<string, Box>,
  routes: readonly (Route | undefined)[],
): { x: number; top: number; bottom: number; prefers: 'above' | 'below' } | undefined {
  const route = issue.edge === undefined ? undefined : routes[issue.edge];
  if (route)
    return {
      x: route.middle.x,
      top: route.middle.y - 12,
      bottom: route.middle.y + 12,
      prefers: route.kind === 'under' ? 'below' : 'above',
    };
  const box = issue.nodes?.length ? boxes.get(issue.nodes.at(-1)!) : undefined;
  return box && { x: box.x + box.width / 2, top: box.y - 10, bottom: box.y + box.height, prefers: 'above' };
}

/** About the text of a cell: it is shown there, character by character. */
export const isOfText = (issue: Issue): boolean => issue.character !== undefined && issue.nodes !== undefined;

/** The problem of what is selected, else the first that keeps the drawing from running, else the first. */
export function shownIssue(all: readonly Issue[], selection: Selection, turn: number): Issue | undefined {
  // What is wrong with a text that is open beside the drawing is said there; a card that comes and goes while one types is not.
  const issues = all.filter((i) => !(isOfText(i) && selection.nodes.length === 1 && i.nodes!.includes(selection.nodes[0])));
  if (!issues.length) return undefined;
  const own = issues.find((i) =>
    i.edge !== undefined ? i.edge === selection.edge : i.nodes !== undefined && selection.nodes.includes(i.nodes.at(-1)!),
  );
  const sorted = [...issues.filter(isError), ...issues.filter((i) => !isError(i))];
  return turn === 0 && own ? own : sorted[turn % sorted.length];
}
