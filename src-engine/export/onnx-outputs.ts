/** From what a program has made to what a file gives out: forecasts in units, probabilities of classes and symbols, and the states that are left. */
import { ONCE } from '../compile/line.ts';
import { pointPart } from '../compile/task.ts';
import type { ExportModel } from './model.ts';
import type { OnnxInputs } from './onnx-inputs.ts';
import type { OnnxModel } from './onnx-model.ts';
import { deviationInUnits, hasDifferences, hasPowers, inUnits, type IoType } from './onnx-scaling.ts';
import type { Written } from './onnx-walk.ts';
import { stateOut, statesOf } from './signature.ts';

export function writeOutputs(onnx: OnnxModel, model: ExportModel, ioType: IoType, given: OnnxInputs, { forecasts, left }: Written): void {
  const { main } = onnx;
  const { program, task } = model;
  for (const state of statesOf(program)) main.nodeOf('Identity', [left.get(state.value)!], [stateOut(state)]);
  const isOnce = program.values[program.outputs[0]].line === ONCE;
  if (task.kind === 'classify' || task.kind === 'next') {
    const logits = isOnce ? forecasts[0] : main.node('Transpose', [forecasts[0]], { perm: [1, 0, 2] });
    main.nodeOf('Softmax', [logits], ['probabilities'], { axis: -1 });
    return;
  }
  const { horizon } = model.design;
  const { steps, points, parts } = program.forecast;
  const C = model.ends.outputs.length;
  // [steps, B, points C] -> [B, steps points, C] -> [H, B, C]
  const scaled = forecasts.map((name) => {
    const turned = isOnce ? name : main.node('Transpose', [name], { perm: [1, 0, 2] });
    const rows = main.node('Reshape', [turned, onnx.wholes(-1, steps * points, C)]);
    const cut = steps * points === horizon ? rows : main.node('Slice', [rows, onnx.wholes(0), onnx.wholes(horizon), onnx.wholes(1)]);
    return main.node('Transpose', [cut], { perm: [1, 0, 2] });
  });
  const { targets } = given;
  const toUnits = (name: string) => inUnits(onnx, name, targets, ioType, () => given.lastTargets());
  const byWindow = (name: string) => main.node('Transpose', [name], { perm: [1, 0, 2] });
  main.nodeOf('Transpose', [toUnits(scaled[pointPart(parts)])], ['y'], { perm: [1, 0, 2] });
  if (parts.kind === 'quantiles') {
    const each = scaled.map((name) => main.node('Unsqueeze', [byWindow(toUnits(name)), onnx.wholes(-1)]));
    main.nodeOf('Concat', each, ['quantiles'], { axis: -1 });
  }
  if (parts.kind === 'gaussian') {
    const deviation = main.node('Exp', [scaled[1]]);
    if (!hasPowers(targets) && !hasDifferences(targets)) {
      main.nodeOf('Transpose', [deviationInUnits(onnx, deviation, targets, ioType)], ['deviation'], { perm: [1, 0, 2] });
      return;
    }
    // Half the way from one deviation below to one above: where a scaler bends, the two sides differ.
    const above = toUnits(main.node('Add', [scaled[0], deviation]));
    const below = toUnits(main.node('Sub', [scaled[0], deviation]));
    const half = main.node('Mul', [main.node('Sub', [above, below]), onnx.constant(ioType, [], [0.5])]);
    main.nodeOf('Transpose', [half], ['deviation'], { perm: [1, 0, 2] });
  }
}
