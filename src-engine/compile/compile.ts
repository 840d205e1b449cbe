// architecture -> program, or Issues. The numbered files are the steps, in this order.
import type { Architecture } from '../architecture.ts';
import type { Issue } from '../issue.ts';
import { lossNames, losses, type LossName } from '../train/losses.ts';
import { check } from './1-check.ts';
import { headOf } from './1-check-widths.ts';
import type { Checked, Forecast } from './checked.ts';
import { lower } from './3-lower.ts';
import { differentiate, type Gradients } from './4-gradient.ts';
import { blocksOf } from './5-schedule.ts';
import { stagesOf } from './5-schedule-stages.ts';
import type { Graph } from './graph.ts';
import { hoist } from './hoist.ts';
import { STEPS } from './line.ts';
import type { Program, ProgramValue } from './program.ts';
import type { Strategy, Task } from './task.ts';
import { operandsOf, type Value } from './value.ts';

export interface CompileOptions {
  /** Without a loss the program only predicts. fitting: one that fits what the output says, for looking at a drawing. */
  loss?: LossName | 'fitting';
  /** Weights that stay as they are; their gradients are not computed. */
  isFrozen?: (weight: string) => boolean;
  /** What flows into the cell that gives the forecast can be read. */
  readout?: boolean;
}

export function compile(
  architecture: Architecture,
  task: Task,
  { loss, isFrozen, readout = false }: CompileOptions = {},
): { program?: Program; checked?: Checked; issues: Issue[] } {
  const { checked, issues } = check(architecture, task);
  if (!checked) return { issues };
  const { strategy, forecast } = checked;
  const wanted = loss === 'fitting' ? lossFor(forecast.parts, task) : loss;
  if (wanted && losses[wanted].parts !== forecast.parts.kind) {
    const right = lossNames.filter((name) => losses[name].parts === forecast.parts.kind);
    issues.push({
      severity: 'error',
      code: 'loss-parts',
      where: 'loss',
      message: `${losses[wanted].label} does not fit what the output forecasts (${forecast.parts.kind}).`,
      fix: `Choose ${right.join(' or ')}.`,
      values: { loss: wanted, right: right.join(', ') },
    });
    return { issues };
  }
  const { graph, outputs, nodes, readout: inputs } = lower(checked, task, readout ? headOf(architecture).id : undefined);
  const carries = task.carries ?? false;
  return {
    program: programOf(graph, outputs, { loss: wanted, isFrozen, nodes, strategy, forecast, carries, readout: inputs }),
    checked,
    issues,
  };
}

/** The loss to begin with for what an output forecasts. */
export function lossFor(parts: Forecast['parts'], { kind = 'forecast' }: Pick<Task, 'kind'>): LossName {
  if (kind !== 'forecast') return 'crossEntropy';
  return lossNames.find((name) => losses[name].task === kind && losses[name].parts === parts.kind)!;
}

const nextNumber: Forecast = { steps: 1, points: 1, parts: { kind: 'point' } };

/** The rest of the way for a graph whose forward values are written and merged: loss, gradient, schedule. */
export function programOf(
  graph: Graph,
  outputs: readonly Value[],
  {
    loss,
    isFrozen = () => false,
    nodes = new Map<string, Value>(),
    strategy = 'direct',
    forecast = nextNumber,
    carries = false,
    readout,
  }: Omit<CompileOptions, 'loss' | 'readout'> & {
    loss?: LossName;
    nodes?: Map<string, Value>;
    strategy?: Strategy;
    forecast?: Forecast;
    carries?: boolean;
    readout?: Value;
  } = {},
): Program {
  const isTrained = (name: string) => {
    const { fixed, held } = graph.weights.get(name)!;
    return !fixed && !held && !isFrozen(name);
  };
  const [{ width, line }] = outputs;
  let lossValue: Value | undefined;
  let weight: Value | undefined;
  if (loss) {
    lossValue = losses[loss].perElement(graph.builder, outputs, graph.input('target', width, line), forecast.parts);
    weight = graph.input('weight', lossValue.width, line);
  }
  hoist(graph, 'forward');
  const gradients = lossValue ? differentiate(graph, lossValue, () => weight!, isTrained) : { linears: [] };
  hoist(graph, 'backward');
  return { ...finish(graph, { outputs, nodes, loss: lossValue, weight, gradients, isTrained, carries, readout }), strategy, forecast };
}

interface Parts {
  outputs: readonly Value[];
  nodes: Map<string, Value>;
  loss?: Value;
  weight?: Value;
  gradients: Gradients;
  isTrained: (name: string) => boolean;
  carries: boolean;
  readout: Value | undefined;
}

/** Drops what nothing needs, numbers what is left, and turns pointers into numbers. */
function finish(
  graph: Graph,
  { outputs, nodes, loss, weight, gradients, isTrained, carries, readout }: Parts,
): Omit<Program, 'strategy' | 'forecast'> {
  const roots = [
    ...outputs,
    ...graph.iterations.map((i) => i.value),
    ...(readout ? [readout] : []),
    ...(loss ? [loss, weight!] : []),
    ...gradients.linears.flatMap((g) => [g.linear, g.gradient]),
  ];
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
  const blocks = [...blocksOf(list, 'forward'), ...blocksOf(list, 'backward')];
  const blockNumber = new Map(blocks.flatMap((block, i) => block.values.map((v) => [v, i] as const)));
  const ids = (vs: Value[]) => vs.map((v) => number.get(v)!);
  const values = list.map((v): ProgramValue => ({
    op: v.op as ProgramValue['op'],
    width: v.width,
    line: v.line,
    inputs: ids(v.inputs),
    attrs: v.attrs,
    terms: v.terms.map((t) => ({ ...t, value: number.get(t.value)!, weight: weightNumber.get(t.weight)! })),
    of: v.of ? number.get(v.of)! : -1,
    shift: v.shift,
    block: blockNumber.get(v) ?? -1,
    name: v.name ?? '',
  }));
  const reach = graph.lines.map(() => 0);
  for (const v of list)
    for (const { value, shift } of operandsOf(v)) if (value.line >= 0) reach[value.line] = Math.max(reach[value.line], Math.abs(shift));
  const depths = new Map<Value, number>();
  if (carries)
    for (const v of list.filter((each) => each.pass === 'forward'))
      for (const { value, shift } of operandsOf(v))
        if (shift < 0 && value.line === STEPS) depths.set(value, Math.max(depths.get(value) ?? 0, -shift));
  return {
    lines: graph.lines,
    values,
    inputs: [...graph.inputs]
      .filter(([, value]) => live.has(value))
      .map(([name, value]) => {
        const noise = graph.noises.get(name);
        return { name, value: number.get(value)!, width: value.width, line: value.line, ...(noise ? { noise } : {}) };
      }),
    weights,
    blocks: blocks.map((block) => ({
      pass: block.pass,
      line: block.line,
      order: block.order,
      loop: block.loop,
      stages: stagesOf(block).map((s) => ({ width: s.width, rows: ids(s.rows), elementwise: ids(s.elementwise) })),
    })),
    outputs: ids([...outputs]),
    nodes: Object.fromEntries([...nodes].filter(([, v]) => number.has(v)).map(([id, v]) => [id, number.get(v)!])),
    ...(loss ? { loss: { value: number.get(loss)!, weight: number.get(weight!)! } } : {}),
    gradients: gradients.linears.map((g) => ({ linear: number.get(g.linear)!, gradient: number.get(g.gradient)! })),
    settling: graph.iterations.map(({ nodes: cycle, value, limit }) => ({ nodes: cycle, iterations: number.get(value)!, limit })),
    ...(readout ? { readout: number.get(readout)! } : {}),
    carried: [...depths].map(([value, depth]) => ({ value: number.get(value)!, depth })),
    reach,
  };
}
