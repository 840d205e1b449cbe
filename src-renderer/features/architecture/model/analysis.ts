/**
 * What the engine says about a drawing for the dataset that is open: widths, parameters, program, problems and where
 * they belong. While a drawing has problems, the numbers that do not depend on them are still shown: they are read from
 * the drawing as its own repairs would leave it.
 */
import { INPUT, optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import type { ParameterSpec } from '#engine/cells/cell.ts';
import { check } from '#engine/compile/1-check.ts';
import type { Checked } from '#engine/compile/checked.ts';
import { compile } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Strategy, Task } from '#engine/compile/task.ts';
import { isError, type Issue } from '#engine/issue.ts';
import { forecastCell } from './edits.ts';
import { isOfText } from './issue-places.ts';
import { repairOf } from './repairs.ts';

export interface NodeFacts {
  /** undefined: what comes in is not known while a problem stands. */
  inputs?: number;
  width: number;
  parameters: Record<string, ParameterSpec>;
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
  nodeIssues: Map<string, Issue[]>;
  edgeIssues: Map<number, Issue[]>;
}

/** Without a task (no dataset yet) nothing is known but the drawing. */
export function analyse(a: Architecture, task: Task | undefined): Analysis {
  if (!task) return { issues: [], facts: new Map(), parameters: 0, nodeIssues: new Map(), edgeIssues: new Map() };
  const { program, checked, issues } = compile(a, task, { loss: 'fitting' });
  const shown = checked ?? repaired(a, task, issues);
  const facts = factsOf(a, shown, issues);
  return {
    issues,
    ...(checked && program ? { checked, program } : {}),
    facts,
    parameters: [...facts.values()].reduce((sum, f) => sum + f.count, 0),
    ...(shown ? { strategy: shown.strategy } : {}),
    ...placeIssues(issues),
  };
}

/** The drawing after its own repairs, at most a few rounds. Equations that cannot be read are as wide as their units. */
function repaired(a: Architecture, task: Task, issues: Issue[]): Checked | undefined {
  let drawing = a;
  const unread = unreadCells(issues);
  if (unread.size) {
    const nodes = a.nodes.map((n) => (unread.has(n.id) ? { ...n, options: { ...n.options, text: 'y = W x' } } : n));
    drawing = { ...a, nodes };
    const next = check(drawing, task);
    if (next.checked) return next.checked;
    issues = next.issues;
  }
  for (let round = 0; round < 8; round++) {
    const error = issues.find((i) => isError(i) && repairOf(i, drawing));
    if (!error) return undefined;
    drawing = repairOf(error, drawing)!.apply(drawing);
    const next = check(drawing, task);
    if (next.checked) return next.checked;
    issues = next.issues;
  }
  return undefined;
}

const unreadCells = (issues: Issue[]): Set<string> =>
  new Set(issues.filter((i) => isError(i) && isOfText(i)).flatMap((i) => i.nodes ?? []));

function factsOf(a: Architecture, checked: Checked | undefined, issues: Issue[]): Map<string, NodeFacts> {
  const unread = unreadCells(issues);
  const unfed = new Set(issues.filter((i) => i.code === 'no-input' || i.code === 'not-fed').flatMap((i) => i.nodes ?? []));
  const facts = new Map<string, NodeFacts>();
  for (const id of [INPUT, ...a.nodes.map((n) => n.id)]) {
    const node = checked?.nodes.get(id);
    if (!node) continue;
    if (unfed.has(id)) facts.set(id, { width: node.width, parameters: {}, count: 0 });
    else if (unread.has(id)) facts.set(id, { inputs: node.inputs, width: node.width, parameters: {}, count: 0 });
    else {
      const parameters = cells[node.cell].parameters(node.options, node.inputs);
      const count = Object.values(parameters).reduce((sum, p) => sum + p.rows * p.cols, 0);
      facts.set(id, { inputs: node.inputs, width: node.width, parameters, count });
    }
  }
  return facts;
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

/** Whether a cell carries a state of its own from step to step. */
export function isStateful(node: Architecture['nodes'][number]): boolean {
  const options = optionsOf(node);
  return Object.keys(cells[node.cell].state(options)).length > 0;
}

/** What a cell reads and gives, as on its plate: `64 → 24 × 7` where the forecast leaves, `168 × 9` for the window. */
export function shapeText(a: Architecture, id: string, { facts, strategy }: Analysis, task: Task | undefined, lookback: number): string {
  const fact = facts.get(id);
  if (!fact || !task) return '';
  if (id === INPUT) return `${lookback} × ${fact.width}`;
  const targets = task.targetColumns.length;
  const isForecast = id === a.output || id === forecastCell(a)?.id;
  const isWhole = isForecast && strategy === 'direct' && fact.width === task.horizon * targets;
  const out = isWhole && targets > 1 ? `${task.horizon} × ${targets}` : String(fact.width);
  if (isWhole && fact.inputs === fact.width) return out;
  return `${fact.inputs ?? '?'} → ${out}`;
}
