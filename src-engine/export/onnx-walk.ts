/**
 * A program -> ONNX nodes. Values are taken one by one, not block by block: what stands in no cycle is computed for the
 * whole sequence at once, each cycle of values becomes one `Scan` over time. So everything that a loop reads from outside
 * (the x.W of its matmuls, above all) is hoisted out of it, and what only follows from it stays behind it.
 */
import { componentsOf } from '../compile/2-components.ts';
import { ONCE } from '../compile/line.ts';
import type { Program } from '../compile/program.ts';
import { operandOf, type Operand } from '../compile/uses.ts';
import { ops, type OpName } from '../ops/index.ts';
import { writeLoop } from './onnx-loop.ts';
import type { OnnxModel } from './onnx-model.ts';
import { OnnxValues, widest, type Tensor, type WalkInputs } from './onnx-values.ts';

export interface Written {
  /** The forecast, one tensor for each part: [B, w] where its line is `once`, else [steps, B, w]. */
  forecasts: string[];
  /** By value: what is left to a pass that goes on from this one, [depth, B, w]. */
  left: ReadonlyMap<number, string>;
}

/** Writes the nodes of a program that only predicts into `onnx.main`; its weights must be there. States are carried where `inputs` has them. */
export function writeProgram(onnx: OnnxModel, program: Program, inputs: WalkInputs): Written {
  const values = new OnnxValues(onnx, program, inputs);
  const carried = inputs.states ? program.carried : [];
  const roots = [...program.outputs, ...carried.map(({ value }) => value)];
  const groups = groupsOf(values, roots);
  for (const id of roots) values.need.set(id, 'all');
  for (const group of groups)
    for (const id of group) for (const source of values.sourcesOf(id)) if (!group.includes(source.value)) ask(values, source, id);

  const place = placesOf(program);
  for (const group of groups) {
    if (isLoop(values, group))
      writeLoop(
        values,
        [...group].sort((a, b) => place.get(a)! - place.get(b)!),
      );
    else {
      onnx.main.scope = program.values[group[0]].name;
      values.tensors.set(group[0], values.leaf(group[0]) ?? compute(values, group[0]));
    }
  }
  onnx.main.scope = '';
  const forecasts = program.outputs.map((id) => {
    const { line, width } = program.values[id];
    if (line !== ONCE) return values.whole(id);
    const { name, extent } = values.tensors.get(id)!;
    return extent === 'window' ? name : values.expanded(name, [], width);
  });
  return { forecasts, left: new Map(carried.map(({ value, depth }) => [value, values.left(value, depth)])) };
}

/** What the roots depend on, cycles and single values, each after what it reads. */
function groupsOf(values: OnnxValues, roots: readonly number[]): number[][] {
  const live = new Set(roots);
  const edges: { from: string; to: string }[] = [];
  for (const id of live)
    for (const source of values.sourcesOf(id)) {
      live.add(source.value);
      edges.push({ from: `${source.value}`, to: `${id}` });
    }
  const ids = [...live].sort((a, b) => a - b).map(String);
  return componentsOf(ids, edges).map((group) => group.map(Number));
}

const isLoop = (values: OnnxValues, group: readonly number[]): boolean =>
  group.length > 1 || values.sourcesOf(group[0]).some((source) => source.value === group[0]);

/** From `once` a value of another line is read at its last step alone. */
function ask({ need, program }: OnnxValues, { value, shift, isStill }: Operand, reader: number): void {
  const isEnd = program.values[reader].line === ONCE && shift === 0 && !isStill && program.values[reader].op !== 'total';
  if (need.get(value) !== 'all') need.set(value, isEnd ? 'end' : 'all');
}

/** Where each value stands in the program's own running order: within a step it can be computed after those before it. */
function placesOf(program: Program): Map<number, number> {
  const stages = program.blocks.flatMap((block) => block.stages);
  return new Map(stages.flatMap((stage) => [...stage.rows, ...stage.elementwise]).map((id, place) => [id, place]));
}

/** One value at every step of its line. */
function compute(values: OnnxValues, id: number): Tensor {
  const { op, line, terms, inputs, attrs } = values.program.values[id];
  if (op === 'linear') return values.outsideSum(terms, line);
  const operands = inputs.map((x) => operandOf(values.program, x));
  if (op === 'total') return values.total(operands[0]);
  if (op === 'fold') return values.fold(operands[0], line);
  if (op === 'unfold') return values.unfold(operands[0]);
  const tensors = operands.map((of) => values.operand(of, line));
  const name = ops[op as OpName].onnx(
    values.onnx.main,
    tensors.map((tensor) => tensor.name),
    attrs,
  );
  return { name, extent: widest(tensors) };
}
