/**
 * A program -> ONNX nodes. Values are taken one by one, not block by block: what stands in no cycle is computed for the
 * whole sequence at once, each cycle of values becomes one `Scan` over time. So everything that a loop reads from outside
 * (the x.W of its matmuls, above all) is hoisted out of it, and what only follows from it stays behind it.
 */
import { components } from '../compile/2-components.ts';
import type { Program } from '../compile/program.ts';
import { ops, type OpName } from '../ops/index.ts';
import { writeLoop } from './onnx-loop.ts';
import type { OnnxModel } from './onnx-model.ts';
import { OnnxValues, widest, type Range, type Source, type Tensor, type WalkInputs } from './onnx-values.ts';

/**
 * Writes the nodes of a program that only predicts into `onnx.main`; its weights must be there.
 * Returns the name of the forecast: [B, w] when the tail is one step, else [R, B, w].
 */
export function writeProgram(onnx: OnnxModel, program: Program, inputs: WalkInputs): string {
  if (program.blocks.some((block) => block.direction === 'backward'))
    throw new Error('ONNX export: the program has a gradient; compile it without a loss');
  const values = new OnnxValues(onnx, program, inputs);
  const output = values.resolve(program.output);
  const groups = groupsOf(values, output.id);
  ask(values, output, 'tail');
  for (const group of [...groups].reverse())
    for (const id of group)
      for (const source of values.sourcesOf(id))
        if (!group.includes(source.id)) ask(values, source, isLoop(values, group) ? 'all' : values.need.get(id)!);

  const place = placesOf(program);
  for (const group of groups) {
    if (isLoop(values, group))
      writeLoop(
        values,
        [...group].sort((a, b) => place.get(a)! - place.get(b)!),
      );
    else {
      onnx.main.scope = program.values[group[0]].name;
      values.tensors.set(group[0], values.leaf(group[0]) ?? compute(values, group[0], values.need.get(group[0])!));
    }
  }
  onnx.main.scope = '';
  const { name, extent } = values.operand(output, 'tail');
  if (extent === 'tail' || (extent === 'window' && inputs.tail === 1)) return name;
  return values.expanded(name, inputs.tail === 1 ? [] : [inputs.tail], program.values[program.output].width);
}

/** What the output depends on, cycles and single values, each after what it reads. */
function groupsOf(values: OnnxValues, output: number): number[][] {
  const live = new Set([output]);
  const edges: { from: string; to: string }[] = [];
  for (const id of live)
    for (const source of values.sourcesOf(id)) {
      live.add(source.id);
      edges.push({ from: `${source.id}`, to: `${id}` });
    }
  const ids = [...live].sort((a, b) => a - b).map(String);
  return components(ids, edges).map((group) => group.map(Number));
}

const isLoop = (values: OnnxValues, group: readonly number[]): boolean =>
  group.length > 1 || values.sourcesOf(group[0]).some((source) => source.id === group[0]);

/** A value is needed at the steps of its reader, or at all of them when it is read at another step. */
function ask({ need }: OnnxValues, { id, shift }: Source, range: Range): void {
  if (need.get(id) !== 'all') need.set(id, shift === 0 ? range : 'all');
}

/** Where each value stands in the program's own running order: within a step it can be computed after those before it. */
function placesOf(program: Program): Map<number, number> {
  const stages = program.blocks.flatMap((block) => block.stages);
  return new Map(stages.flatMap((stage) => [...stage.rows, ...stage.elementwise]).map((id, place) => [id, place]));
}

/** One value at every step of the range. */
function compute(values: OnnxValues, id: number, range: Range): Tensor {
  const v = values.program.values[id];
  if (v.op === 'linear') return values.outsideSum(v.terms, range);
  const operands = v.inputs.map((x) => values.operand(values.resolve(x), range));
  const name = ops[v.op as OpName].onnx(
    values.onnx.main,
    operands.map((tensor) => tensor.name),
    v.attrs,
  );
  return { name, extent: widest(operands) };
}
