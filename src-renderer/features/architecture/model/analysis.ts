/**
 * What the engine says about a drawing for the dataset that is open: widths, parameters, program, problems and where
 * they belong. While a drawing has problems, the numbers that do not depend on them are still shown: they are read from
 * the drawing as its own repairs would leave it.
 */
import { INPUT, optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { check } from '#engine/compile/1-check.ts';
import type { Checked, Forecast } from '#engine/compile/checked.ts';
import { compile } from '#engine/compile/compile.ts';
import { parametersOf, type Program, type ProgramWeight } from '#engine/compile/program.ts';
import { partCount, rowWidth, type Strategy, type Task } from '#engine/compile/task.ts';
import { isError, type Issue } from '#engine/issue.ts';
import { segmentIssues } from '#engine/train/plan.ts';
import { headCell } from './edits.ts';
import { isOfText } from './issue-places.ts';
import { statesOf } from './lines.ts';
import { repairOf } from './repairs.ts';

export interface NodeFacts {
  /** undefined: what comes in is not known while a problem stands. */
  inputs?: number;
  width: number;
  /** By their names within the cell; none where it uses the weights of another. */
  parameters: Record<string, Pick<ProgramWeight, 'rows' | 'cols' | 'held'>>;
  count: number;
}

export interface Analysis {
  issues: Issue[];
  /** Present when the drawing can run. */
  checked?: Checked;
  program?: Program;
  facts: Map<string, NodeFacts>;
  parameters: number;
  strategy?: Strategy;
  /** How the output holds the forecast. */
  forecast?: Forecast;
  nodeIssues: Map<string, Issue[]>;
  edgeIssues: Map<number, Issue[]>;
}

/** What is wrong with a drawing whatever the data are: nothing here asks how wide anything is. */
const ofTheDrawing = new Set([
  'edge-into-input',
  'settle-with-delay',
  'target-feed-not-output',
  'target-feed-no-delay',
  'no-output',
  'undelayed-cycle',
  'no-input',
  'not-fed',
  'unused-cell',
  'needs-window',
  'must-be-last',
]);
const anyTask: Task = { inputs: 1, targetColumns: [0], horizon: 1 };

/** Without a task (no dataset yet) nothing is known but the drawing, and what is wrong with it. lookback: rows of a window. */
export function analyse(a: Architecture, task: Task | undefined, lookback?: number): Analysis {
  if (!task) {
    const issues = check(a, anyTask).issues.filter((issue) => ofTheDrawing.has(issue.code));
    return { issues, facts: new Map(), parameters: 0, ...placeIssues(issues) };
  }
  const { program, checked, issues: found } = compile(a, task, { loss: 'fitting' });
  const issues = program && lookback ? [...found, ...segmentsOf(a, program, lookback)] : found;
  const shown = checked && program ? { checked, program } : repaired(a, task, issues);
  const facts = factsOf(a, shown, issues);
  return {
    issues,
    ...(checked && program ? { checked, program } : {}),
    facts,
    parameters: [...facts.values()].reduce((sum, f) => sum + f.count, 0),
    ...(shown ? { strategy: shown.checked.strategy, forecast: shown.checked.forecast } : {}),
    ...placeIssues(issues),
  };
}

/** Segments that do not fit the window, at the cells that make them. */
const segmentsOf = (a: Architecture, program: Program, lookback: number): Issue[] =>
  segmentIssues(program, lookback).map((issue) => ({
    ...issue,
    nodes: a.nodes.filter((n) => cells[n.cell].beat?.(optionsOf(n)).kind === 'segments').map((n) => n.id),
  }));

interface Shown {
  checked: Checked;
  program: Program;
}

/** The drawing after its own repairs, at most a few rounds. Equations that cannot be read are as wide as their units. */
function repaired(a: Architecture, task: Task, issues: Issue[]): Shown | undefined {
  let drawing = a;
  const unread = unreadCells(issues);
  if (unread.size) {
    const nodes = a.nodes.map((n) => (unread.has(n.id) ? { ...n, options: { ...n.options, text: 'y = W x' } } : n));
    drawing = { ...a, nodes };
    const next = check(drawing, task);
    if (next.checked) return forwardOf(drawing, task);
    issues = next.issues;
  }
  for (let round = 0; round < 8; round++) {
    const error = issues.find((i) => isError(i) && repairOf(i, drawing));
    if (!error) return undefined;
    drawing = repairOf(error, drawing)!.apply(drawing);
    const next = check(drawing, task);
    if (next.checked) return forwardOf(drawing, task);
    issues = next.issues;
  }
  return undefined;
}

/** Widths and weights need no gradient. */
function forwardOf(a: Architecture, task: Task): Shown | undefined {
  const { checked, program } = compile(a, task);
  return checked && program && { checked, program };
}

const unreadCells = (issues: Issue[]): Set<string> =>
  new Set(issues.filter((i) => isError(i) && isOfText(i)).flatMap((i) => i.nodes ?? []));

function factsOf(a: Architecture, shown: Shown | undefined, issues: Issue[]): Map<string, NodeFacts> {
  const unread = unreadCells(issues);
  const unfed = new Set(issues.filter((i) => i.code === 'no-input' || i.code === 'not-fed').flatMap((i) => i.nodes ?? []));
  const facts = new Map<string, NodeFacts>();
  if (!shown) return facts;
  const weights = weightsByCell(shown.program);
  for (const id of [INPUT, ...a.nodes.map((n) => n.id)]) {
    const node = shown.checked.nodes.get(id);
    if (!node) continue;
    if (unfed.has(id)) facts.set(id, { width: node.width, parameters: {}, count: 0 });
    else if (unread.has(id)) facts.set(id, { inputs: node.inputs, width: node.width, parameters: {}, count: 0 });
    else {
      const parameters = weights.get(id) ?? {};
      const count = Object.values(parameters).reduce((sum, p) => sum + p.rows * p.cols, 0);
      facts.set(id, { inputs: node.inputs, width: node.width, parameters, count });
    }
  }
  return facts;
}

/** What the program learns, under the cells that it belongs to. Cells with shared weights are not among them. */
export function weightsByCell(program: Program): Map<string, Record<string, ProgramWeight>> {
  const cellOf = (name: string) => name.slice(0, name.indexOf('.'));
  const groups = Map.groupBy(parametersOf(program), (w) => cellOf(w.name));
  return new Map([...groups].map(([id, list]) => [id, Object.fromEntries(list.map((w) => [w.name.slice(id.length + 1), w]))]));
}

/** An issue that names an edge belongs to the edge; one that names cells only, to the last of them. */
function placeIssues(issues: Issue[]): Pick<Analysis, 'nodeIssues' | 'edgeIssues'> {
  const nodeIssues = new Map<string, Issue[]>();
  const edgeIssues = new Map<number, Issue[]>();
  for (const issue of issues) {
    const id = issue.nodes?.at(-1);
    if (issue.edge !== undefined) edgeIssues.set(issue.edge, [...(edgeIssues.get(issue.edge) ?? []), issue]);
    else if (id !== undefined) nodeIssues.set(id, [...(nodeIssues.get(id) ?? []), issue]);
  }
  return { nodeIssues, edgeIssues };
}

/** Whether a cell feeds back to itself from step to step. A read-out carries something only until it has its one value. */
export const isStateful = (node: Architecture['nodes'][number]): boolean =>
  cells[node.cell].family === 'recurrent' && statesOf(node).length > 0;

/** What a cell reads and gives at each of its steps, as on its plate: `64 → 24 × 7` where the forecast leaves, `168 × 9` for the window. */
export function shapeText(a: Architecture, id: string, { facts, forecast }: Analysis, task: Task | undefined, lookback: number): string {
  const fact = facts.get(id);
  if (!fact || !task) return '';
  if (id === INPUT) return `${lookback} × ${fact.width}`;
  const isForecast = id === a.output || id === headCell(a)?.id;
  const sizes = isForecast && forecast ? [forecast.points, rowWidth(task), partCount(forecast.parts)] : [];
  const isWhole = sizes.reduce((p, q) => p * q, 1) === fact.width;
  const out = (isWhole && sizes.filter((n) => n > 1).join(' × ')) || String(fact.width);
  // What comes last only changes the level.
  if (isWhole && isForecast && fact.inputs === fact.width) return out;
  return `${fact.inputs ?? '?'} → ${out}`;
}
