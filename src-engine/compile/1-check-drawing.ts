// What can be said of a drawing from its arrows alone: where edges may lead, cycles within a step, cells that nothing reaches.
import { allNodes, edgeName, INPUT, type Architecture, type ArchitectureEdge } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import { isInput } from './1-check-lines.ts';
import type { Problem } from './checked.ts';
import { componentsOf } from './2-components.ts';

/** Returns the cells that the output depends on. */
export function checkDrawing(a: Architecture, edges: readonly ArchitectureEdge[], problem: Problem, warn: Problem): Set<string> {
  const all = allNodes(a);
  const byId = new Map(all.map((n) => [n.id, n]));
  const brings = (id: string) => cells[byId.get(id)!.cell].brings !== undefined;
  edges.forEach((edge) => {
    const where = edgeName(edge);
    const at = { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to] };
    if (edge.to === INPUT) problem('edge-into-input', where, 'Nothing can flow into the window.', 'Lead the edge into the first cell.', at);
    if (brings(edge.to))
      problem(
        'edge-into-source',
        where,
        'It brings something of the dataset, and nothing can flow into it.',
        'Lead the edge into the cell that reads it.',
        at,
      );
    if (edge.settle && edge.delay > 0)
      problem(
        'settle-with-delay',
        where,
        'An edge settles within a step or has a delay, not both.',
        'Set the delay to 0 or switch settling off.',
        at,
      );
    if (edge.feed === 'target' && edge.from !== a.output)
      problem(
        'target-feed-not-output',
        where,
        'Only the output has a target that could stand in for it.',
        `Feed its own value, or start the edge at "${a.output}".`,
        at,
      );
    if (edge.feed === 'target' && edge.delay === 0)
      problem(
        'target-feed-no-delay',
        where,
        'The true value of a step is known one step later at the earliest.',
        'Give the edge a delay of 1 or more.',
        at,
      );
  });
  if (!byId.has(a.output) || a.output === INPUT)
    problem('no-output', `output ${a.output}`, 'The output is not one of the cells.', 'Choose the cell whose values are the forecast.');

  const within = edges.filter((e) => e.delay === 0 && !e.settle && e.to !== INPUT && isInput(e));
  const ids = all.map((n) => n.id);
  for (const cycle of componentsOf(ids, within)) {
    const loops = cycle.length > 1 || within.some((e) => e.from === cycle[0] && e.to === cycle[0]);
    if (!loops) continue;
    const last = within.find((e) => cycle.includes(e.from) && cycle.includes(e.to) && ids.indexOf(e.from) >= ids.indexOf(e.to));
    problem(
      'undelayed-cycle',
      cycle.length > 1 ? `cells ${cycle.join(', ')}` : `cell ${cycle[0]}`,
      cycle.length > 1 ? 'They read each other within one step.' : 'It reads itself within one step.',
      `Give one edge between them a delay${last ? `, for example ${last.from} -> ${last.to}` : ''}, or let it settle.`,
      {
        nodes: cycle,
        values: { cells: cycle.join(', '), from: last?.from ?? '', to: last?.to ?? '' },
        ...(last ? { edge: a.edges.indexOf(last) } : {}),
      },
    );
  }

  const sameStep = edges.filter((e) => e.delay === 0 && e.to !== INPUT && isInput(e));
  const cycleOf = new Map(componentsOf(ids, sameStep).flatMap((cycle) => cycle.map((id) => [id, cycle] as const)));
  for (const edge of sameStep)
    if (edge.settle && !cycleOf.get(edge.from)?.includes(edge.to))
      warn('settle-without-cycle', edgeName(edge), 'It closes no cycle, so there is nothing to settle.', 'Switch settling off.', {
        nodes: [edge.from, edge.to],
        edge: a.edges.indexOf(edge),
      });

  for (const node of all)
    if (cells[node.cell].isUnmixed && node.options.recurrentDropout)
      warn(
        'nothing-to-drop',
        `cell ${node.id}`,
        'No matrix reads its state, so its recurrent dropout leaves nothing out.',
        'Use zoneout, or a Dropout after it.',
        { nodes: [node.id] },
      );

  const useful = reaching(a.output, edges);
  const fed = new Set(reachedFrom([INPUT, ...ids.filter(brings)], edges));
  if (byId.has(a.output) && a.output !== INPUT && fed.has(a.output) && !new Set(reachedFrom([INPUT], edges)).has(a.output))
    problem('not-fed', `output ${a.output}`, 'The window does not reach it.', 'Draw an edge from the window or from a cell that sees it.', {
      nodes: [a.output],
    });
  for (const node of all) {
    if (node.id === INPUT) continue;
    if (!brings(node.id) && !edges.some((e) => e.to === node.id && isInput(e)))
      problem('no-input', `cell ${node.id}`, 'Nothing flows into it.', `Draw an edge from the window or another cell, or remove it.`, {
        nodes: [node.id],
      });
    else if (!fed.has(node.id))
      problem('not-fed', `cell ${node.id}`, 'The window does not reach it.', 'Draw an edge from the window or from a cell that sees it.', {
        nodes: [node.id],
      });
    else if (!useful.has(node.id))
      warn(
        'unused-cell',
        `cell ${node.id}`,
        'Its values do not reach the output, so it learns nothing.',
        'Draw an edge from it or remove it.',
        { nodes: [node.id] },
      );
  }
  return useful;
}

function reachedFrom(start: readonly string[], edges: readonly ArchitectureEdge[]): Set<string> {
  const seen = new Set(start);
  for (const id of seen) for (const e of edges) if (e.from === id) seen.add(e.to);
  return seen;
}

function reaching(end: string, edges: readonly ArchitectureEdge[]): Set<string> {
  return reachedFrom(
    [end],
    edges.map((e) => ({ ...e, from: e.to, to: e.from })),
  );
}
