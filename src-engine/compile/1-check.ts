/**
 * Architecture and task -> a plan for lowering, or Issues. Never throws on what a person can draw.
 * Here every question that a drawing leaves open is settled: widths, strategy, order within a step.
 */
import { allNodes, edgeName, INPUT, optionsOf, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '../architecture.ts';
import type { Cell } from '../cells/cell.ts';
import { cells } from '../cells/index.ts';
import type { Issue } from '../issue.ts';
import { componentsOf } from './2-components.ts';
import { isInput, linesOf } from './1-check-lines.ts';
import type { Checked, CheckedNode, Forecast, NodeLine, Problem } from './checked.ts';
import { checkDrawing } from './1-check-drawing.ts';
import { checkPlaces } from './1-check-places.ts';
import { headOf, joinWidth, resolveWidths, withUnits } from './1-check-widths.ts';
import { brought } from './sources.ts';
import { partCount, rowWidth, type Strategy, type Task } from './task.ts';

export function check(a: Architecture, task: Task): { checked?: Checked; issues: Issue[] } {
  const issues: Issue[] = [];
  const say =
    (severity: Issue['severity']): Problem =>
    (code, where, message, fix, extra = {}) =>
      void issues.push({ severity, code, where, message, fix, ...extra });
  const [problem, warn] = [say('error'), say('warning')];
  const hasErrors = () => issues.some((i) => i.severity === 'error');
  const all = allNodes(a);
  const byId = new Map(all.map((n) => [n.id, n]));
  const edges = a.edges.filter((e) => byId.has(e.from) && byId.has(e.to));
  const useful = checkDrawing(a, edges, problem, warn);
  checkTargetFeeds(a, edges, task, problem);
  checkCodes(a, edges, task, warn);
  if (hasErrors()) return { issues };

  const live = all.filter((n) => n.id === INPUT || useful.has(n.id));
  const liveEdges = edges.filter((e) => useful.has(e.to));
  const head = headOf(a);
  const strategy = chooseStrategy(a, live, head, task, problem);
  const lines = linesOf(live, liveEdges, a.output, strategy, task, problem);
  if (hasErrors()) return { issues };
  const forecast = forecastOf(a, strategy, lines.get(a.output)!, head, task, problem);
  const outputWidth = forecast.points * rowWidth(task);
  const nodes = nodesOf(a, live, liveEdges, lines, head, outputWidth, task, problem);
  const output = nodes.get(a.output);
  const needs = outputWidth * partCount(forecast.parts);
  if (output && output.width !== needs)
    problem(
      'output-width',
      `cell ${a.output}`,
      `The forecast needs ${needs} values (${needed(forecast, task)}), it gives ${output.width}.`,
      'Leave its units open, or let a Dense come last.',
      { nodes: [a.output], values: { needs, gives: output.width } },
    );
  checkPlaces(a, nodes, liveEdges, head, task, problem);
  if (hasErrors()) return { issues };

  const order = componentsOf(
    live.map((n) => n.id),
    liveEdges,
  ).map((group) =>
    componentsOf(
      group,
      liveEdges.filter((e) => e.delay === 0 && !e.settle && group.includes(e.from)),
    ).flat(),
  );
  return { checked: { nodes, edges: liveEdges, output: a.output, strategy, components: order, outputWidth, forecast }, issues };
}

/** Only of a forecast there is a true value that could come back in place of the output's own. */
function checkTargetFeeds(a: Architecture, edges: readonly ArchitectureEdge[], { kind = 'forecast' }: Task, problem: Problem): void {
  if (kind === 'forecast') return;
  for (const edge of edges)
    if (edge.feed === 'target')
      problem(
        'target-feed-of-classes',
        edgeName(edge),
        'Classes have no true value that could come back in place of the output.',
        'Feed its own value.',
        { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to] },
      );
}

/** Symbols beyond the codes of an embedding would all be the same zeros to it. */
function checkCodes(a: Architecture, edges: readonly ArchitectureEdge[], { kind, classes = 0 }: Task, warn: Problem): void {
  if (kind !== 'next') return;
  for (const node of a.nodes) {
    const codes = optionsOf(node).codes as number;
    if (node.cell !== 'embedding' || codes >= classes || !edges.some((e) => e.from === INPUT && e.to === node.id)) continue;
    warn(
      'codes-too-few',
      `cell ${node.id}`,
      `There are ${classes} symbols, and it knows ${codes}: it cannot tell the others apart.`,
      `Set its codes to ${classes}.`,
      { nodes: [node.id], values: { classes, codes } },
    );
  }
}

function needed({ points, parts }: Forecast, task: Task): string {
  const targets = `${rowWidth(task)} ${task.kind && task.kind !== 'forecast' ? 'classes' : rowWidth(task) > 1 ? 'targets' : 'target'}`;
  return [
    ...(points > 1 ? [`${points} steps of`] : []),
    targets,
    ...(partCount(parts) > 1 ? [`${partCount(parts)} values each`] : []),
  ].join(' ');
}

/** Direct unless the drawing says otherwise: by the head's option, by a target that is fed back, or by a width of one step. */
function chooseStrategy(a: Architecture, live: ArchitectureNode[], head: ArchitectureNode, task: Task, problem: Problem): Strategy {
  if (task.kind === 'classify') return 'direct';
  if (task.kind === 'next') return 'each';
  const options = optionsOf(head);
  // A cell that opens the horizon gives every step of it a place of its own: nothing has to be run on.
  const isAhead = live.some((n) => cells[n.cell].beat?.(optionsOf(n)).kind === 'ahead');
  const fedBack = a.edges.find((e) => e.feed === 'target');
  if (options.forecast === 'direct' && fedBack && !isAhead)
    problem(
      'direct-with-target',
      edgeName(fedBack),
      'The true target can only be fed back when the forecast goes step by step.',
      `Set the forecast of ${head.id} to recursive.`,
      { nodes: [head.id] },
    );
  if (options.forecast === 'direct' || options.forecast === 'recursive') return options.forecast;
  if (isAhead) return 'direct';
  if (fedBack) return 'recursive';
  return cells[head.cell].width(options, NaN) === task.targetColumns.length && task.horizon > 1 ? 'recursive' : 'direct';
}

function forecastOf(
  a: Architecture,
  strategy: Strategy,
  { line }: NodeLine,
  head: ArchitectureNode,
  task: Task,
  problem: Problem,
): Forecast {
  const parts = cells[head.cell].parts?.(optionsOf(head)) ?? { kind: 'point' };
  if (parts.kind !== 'point' && (strategy === 'recursive' || (task.kind ?? 'forecast') !== 'forecast'))
    problem(
      'parts-place',
      `cell ${head.id}`,
      'It forecasts a spread, which cannot be run on step by step and has no meaning for classes.',
      'Let a Dense come last, or set its forecast to direct.',
      { nodes: [head.id] },
    );
  if (parts.kind !== 'point' && a.edges.some((e) => e.feed === 'target'))
    problem(
      'parts-fed',
      `cell ${head.id}`,
      'An edge feeds the true target back, which is one number where this cell says several.',
      'Let the edge feed the output its own forecast, or let a Dense come last.',
      { nodes: [head.id] },
    );
  if (line.kind === 'segments' && strategy !== 'direct')
    problem(
      'segments-stepwise',
      `cell ${head.id}`,
      'It runs once per segment, and this network says something at every row.',
      strategy === 'recursive'
        ? 'Set the forecast of the output to direct, or put a read-out in front of it.'
        : 'Put a read-out in front of it, or take the segments away.',
      { nodes: [head.id], values: { isEach: Number(strategy === 'each') } },
    );
  if (line.kind === 'ahead') return { steps: line.steps, points: line.points, parts };
  if (strategy === 'direct') return { steps: 1, points: task.kind === 'classify' ? 1 : task.horizon, parts };
  return { steps: task.horizon, points: 1, parts };
}

const missing: Record<NonNullable<Cell['brings']>, readonly [what: string, where: string]> = {
  future: ['columns that are known ahead', 'Choose some in its design'],
  static: ['values that a window has once', 'Choose some in its design'],
  series: ['series that could be told apart', 'Use one of several series'],
};

function nodesOf(
  a: Architecture,
  live: ArchitectureNode[],
  edges: ArchitectureEdge[],
  lines: Map<string, NodeLine>,
  head: ArchitectureNode,
  outputWidth: number,
  task: Task,
  problem: Problem,
): Map<string, CheckedNode> {
  const nodes = new Map<string, CheckedNode>();
  const widths = resolveWidths(live, edges.filter(isInput), task, head, outputWidth);
  for (const node of live) {
    const options = withUnits(node, head, outputWidth);
    const incoming = edges.filter((e) => e.to === node.id && isInput(e));
    const width = widths.get(node.id);
    if (width === undefined) {
      const why = options.units === null ? 'Its units are left open, which only the output can do.' : 'Its width depends on itself.';
      problem('no-width', `cell ${node.id}`, why, 'Give a cell of the loop a number of units.', { nodes: [node.id] });
      continue;
    }
    const { brings } = cells[node.cell];
    const joined = brings ? brought(cells[node.cell], options, task) : joinWidth(incoming, widths);
    if (brings && !joined) {
      const [what, where] = missing[brings];
      problem('not-in-dataset', `cell ${node.id}`, `The dataset has no ${what}.`, `${where}, or remove the cell.`, {
        nodes: [node.id],
        values: { brings },
      });
    }
    for (const { where, ...issue } of cells[node.cell].problems?.(options, joined ?? NaN) ?? [])
      problem(issue.code, `cell ${node.id}, ${where}`, issue.message, issue.fix, { ...issue, nodes: [node.id] });
    for (const edge of incoming)
      if (edge.join === 'sum' && joined !== undefined && widths.get(edge.from) !== joined)
        problem(
          'width-mismatch',
          edgeName(edge),
          `It carries ${widths.get(edge.from)} values and is added to ${joined}.`,
          'Join by concatenation, or put a Dense of the right width between.',
          { edge: a.edges.indexOf(edge), nodes: [edge.from, edge.to], values: { carries: widths.get(edge.from) ?? 0, meets: joined } },
        );
    nodes.set(node.id, {
      id: node.id,
      cell: node.cell,
      options,
      incoming,
      starts: edges.filter((e) => e.to === node.id && !isInput(e)),
      owner: node.weights ?? node.id,
      inputs: node.id === INPUT ? task.inputs : (joined ?? 0),
      width,
      ...lines.get(node.id)!,
    });
  }
  return nodes;
}
