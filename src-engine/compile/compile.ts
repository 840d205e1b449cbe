// architecture -> program, or Issues. The numbered files are the steps, in this order.
import type { Architecture } from '../architecture.ts';
import type { Issue } from '../issue.ts';
import { losses, type LossName } from '../train/losses.ts';
import { check, type Checked } from './1-check.ts';
import { lower } from './3-lower.ts';
import { differentiate, type Gradients } from './4-gradient.ts';
import { schedule } from './5-schedule.ts';
import type { Graph } from './graph.ts';
import type { Block, Value } from './value.ts';
import type { Program, ProgramValue } from './program.ts';
import type { Task } from './task.ts';

export interface CompileOptions {
  /** Without a loss the program only predicts. */
  loss?: LossName;
  /** Weights that stay as they are; their gradients are not computed. */
  isFrozen?: (weight: string) => boolean;
}

export function compile(
  architecture: Architecture,
  task: Task,
  { loss, isFrozen = () => false }: CompileOptions = {},
): { program?: Program; checked?: Checked; issues: Issue[] } {
  const { checked, issues } = check(architecture, task);
  if (!checked) return { issues };
  const { graph, output, nodes } = lower(checked, task);
  return { program: { ...programOf(graph, output, loss, isFrozen, nodes), strategy: checked.strategy }, checked, issues };
}

/** The rest of the way for a graph whose forward blocks are written: loss, ranges, gradient, schedule. */
export function programOf(
  graph: Graph,
  output: Value,
  loss?: LossName,
  isFrozen: (weight: string) => boolean = () => false,
  nodes = new Map<string, Value>(),
): Program {
  const isTrained = (name: string) => !graph.weights.get(name)!.fixed && !isFrozen(name);
  let lossValue: Value | undefined;
  let rowWeight: Value | undefined;
  if (loss) {
    graph.openBlock(false, 'forward', 'all');
    lossValue = losses[loss].perElement(graph.builder, output, graph.input('target', output.width, 'tail'));
    rowWeight = graph.input('rowWeight', 1, 'tail');
  }
  narrowToTail(graph);
  joinNeighbours(graph);
  let gradients: Gradients = { linears: [] };
  if (lossValue && rowWeight) {
    const { width } = lossValue;
    const mean = (): Value => graph.builder.broadcast(graph.builder.scale(rowWeight, 1 / width), width);
    gradients = differentiate(graph, lossValue, mean, isTrained);
  }
  return finish(graph, { output, nodes, loss: lossValue, rowWeight, gradients, isTrained });
}

/** Blocks without a loop whose values only the tail reads, at the same step, need not run elsewhere. */
function narrowToTail(graph: Graph): void {
  for (const block of [...graph.blocks].reverse()) {
    if (block.loop) continue;
    const readElsewhere = graph.all().some((v) => {
      if (v.block === block) return false;
      const now = [...v.inputs, ...v.terms.filter((t) => t.shift === 0).map((t) => t.value)];
      const other = [...(v.of ? [v.of] : []), ...v.terms.filter((t) => t.shift !== 0).map((t) => t.value)];
      return other.some((x) => x.block === block) || (v.block?.range !== 'tail' && now.some((x) => x.block === block));
    });
    if (!readElsewhere) block.range = 'tail';
  }
}

/** Neighbouring blocks without loops become one, so that their elementwise ops fuse. */
function joinNeighbours(graph: Graph): void {
  for (let i = graph.blocks.length - 1; i > 0; i--) {
    const [first, second] = [graph.blocks[i - 1], graph.blocks[i]];
    if (first.loop || second.loop || first.range !== second.range) continue;
    for (const v of second.values) v.block = first;
    first.values.push(...second.values);
    graph.blocks.splice(i, 1);
  }
}

interface Parts {
  output: Value;
  nodes: Map<string, Value>;
  loss?: Value;
  rowWeight?: Value;
  gradients: Gradients;
  isTrained: (name: string) => boolean;
}

/** Drops what nothing needs, numbers what is left, and turns pointers into numbers. */
function finish(graph: Graph, { output, nodes, loss, rowWeight, gradients, isTrained }: Parts): Program {
  const roots = [output, ...(loss ? [loss, rowWeight!] : []), ...gradients.linears.flatMap((g) => [g.linear, g.gradient])];
  const live = new Set<Value>(roots);
  for (const v of live) {
    v.inputs.forEach((x) => live.add(x));
    v.terms.forEach((t) => live.add(t.value));
    if (v.of) live.add(v.of);
  }
  const list = [...live].sort((p, q) => p.id - q.id);
  const number = new Map(list.map((v, i) => [v, i]));
  const usedWeights = new Set(list.flatMap((v) => v.terms.map((t) => t.weight)));
  const weights = [...graph.weights.values()]
    .filter((w) => usedWeights.has(w.name))
    .sort((p, q) => Number(p.fixed !== undefined) - Number(q.fixed !== undefined))
    .map((w) => ({ ...w, trained: isTrained(w.name) }));
  const weightNumber = new Map(weights.map((w, i) => [w.name, i]));
  const kept = graph.blocks.filter((block) => block.values.some((v) => live.has(v)));
  const blockNumber = new Map<Block | undefined, number>(kept.map((block, i) => [block, i]));
  const ids = (vs: Value[]) => vs.map((v) => number.get(v)!);
  const values = list.map((v): ProgramValue => ({
    op: v.op as ProgramValue['op'],
    width: v.width,
    inputs: ids(v.inputs),
    attrs: v.attrs,
    terms: v.terms.map((t) => ({ ...t, value: number.get(t.value)!, weight: weightNumber.get(t.weight)! })),
    of: v.of ? number.get(v.of)! : -1,
    shift: v.shift,
    block: blockNumber.get(v.block) ?? -1,
    name: v.name ?? '',
  }));
  return {
    strategy: 'direct',
    values,
    inputs: [...graph.inputs]
      .filter(([, { value }]) => live.has(value))
      .map(([name, { value, per }]) => ({ name, value: number.get(value)!, width: value.width, per })),
    weights,
    blocks: kept.map((block) => ({
      direction: block.direction,
      range: block.range,
      loop: block.loop,
      stages: schedule(block, live).map((s) => ({ width: s.width, rows: ids(s.rows), elementwise: ids(s.elementwise) })),
    })),
    output: number.get(output)!,
    nodes: Object.fromEntries([...nodes].filter(([, v]) => number.has(v)).map(([id, v]) => [id, number.get(v)!])),
    ...(loss ? { loss: { value: number.get(loss)!, weight: number.get(rowWeight!)! } } : {}),
    gradients: gradients.linears.map((g) => ({
      linear: number.get(g.linear)!,
      gradient: number.get(g.gradient)!,
      range: g.linear.block!.range,
    })),
    reach: Math.max(0, ...values.map((v) => Math.abs(v.shift)), ...values.flatMap((v) => v.terms.map((t) => Math.abs(t.shift)))),
  };
}
