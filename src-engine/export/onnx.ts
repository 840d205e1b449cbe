/**
 * A trained network as an ONNX file that anything can run: raw units in, raw units out, any number of windows and steps.
 * Here are the two ends - what goes in, scaling, what comes out, and what the file says of itself; the network between
 * them is `onnx-walk.ts`.
 *
 *   x  [batch, time, features]  the rows of each window, oldest first, in the units of the dataset
 *   y  [batch, horizon, targets]  the forecasts, in the units of the dataset
 */
import type { ColumnScaling } from '../data/scaling.ts';
import { ONCE } from '../compile/line.ts';
import { isParameter } from '../compile/program.ts';
import { descriptionOf, weightOf, type ExportModel } from './model.ts';
import { elementTypes, END, OnnxModel, valueInfo } from './onnx-model.ts';
import type { WalkInputs } from './onnx-values.ts';
import { writeProgram } from './onnx-walk.ts';
import type { Bytes } from './protobuf.ts';

/** The type of x and y; the network itself computes in float32 either way. */
export type IoType = 'float32' | 'float64';

/**
 * float32 wherever it can hold the numbers. A column of values around 1e6 that vary by 1 has steps of 0.06 in float32:
 * then no arithmetic inside the file can bring back what its input has lost, and x and y are float64.
 *
 * A rule made from scaling alone, because the numbers themselves are not here. Measured with 101 sample networks whose
 * columns all stood |shift| / scale = 40 from zero (a rounding of 2.4e-6): none differed by more than 1e-5; at 80: 8 did;
 * at 160: most. Six weather columns, pressure at 119 among them (3.1e-6): 5 of 252. Features round independently of each
 * other, so they count together; a target's rounding is seen as it is.
 */
export function ioTypeFor({ scaling }: Pick<ExportModel, 'scaling'>): IoType {
  /** Half a unit in the last place of a float32 of the column's size, in scaled space. */
  const rounding = ({ shift, scale }: ColumnScaling) => ((Math.abs(shift) + scale) / scale) * 2 ** -24;
  const inRange = ({ shift, scale }: ColumnScaling) => scale > 1e-30 && scale + Math.abs(shift) < 1e30;
  const ofFeatures = Math.hypot(...scaling.features.map(rounding)) / Math.sqrt(scaling.features.length);
  const ofTargets = Math.max(...scaling.targets.map(rounding));
  const fits = [...scaling.features, ...scaling.targets].every(inRange) && ofFeatures <= 3.2e-6 && ofTargets <= 5e-6;
  return fits ? 'float32' : 'float64';
}

/**
 * The file. `ioType` given: whether or not the numbers fit - float64 for a file whose measured parity was too poor.
 * Differs from the app's forecasts by a few 1e-7 in scaled space, and with float32 by what rounding x and y costs.
 */
export function writeOnnx(model: ExportModel, ioType: IoType = ioTypeFor(model)): Bytes {
  const { program, task, design, scaling } = model;
  const { features, targets, horizon } = design;
  if (features.length !== task.inputs || scaling.features.length !== features.length || scaling.targets.length !== targets.length)
    throw new Error(
      `ONNX export: ${features.length} features and ${targets.length} targets, but scaling for ${scaling.features.length} and ${scaling.targets.length}, and a network of ${task.inputs} inputs`,
    );
  const onnx = new OnnxModel();
  const { main } = onnx;
  const x = onnx.unique('x');
  const y = onnx.unique('y');
  for (const w of program.weights)
    onnx.tensor(w.name, [w.rows, w.cols], isParameter(w) ? weightOf(model, w.name, w.rows, w.cols) : w.fixed!);

  main.scope = 'scaling';
  const raw = main.node('Transpose', [x], { perm: [1, 0, 2] });
  const rows = standardised(onnx, raw, scaling.features, ioType);
  const ahead = program.strategy === 'recursive' ? horizon - 1 : 0;
  const origin = main.node('Gather', [rows, onnx.constant('int64', [], [-1])], { axis: 0 });
  const tensors: Record<string, string> = { x: heldOn(onnx, rows, origin, ahead), origin };
  if (program.inputs.some((i) => i.name === 'teacher')) Object.assign(tensors, teacherOf(onnx, raw, model, ioType));
  const sizes: WalkInputs = {
    tensors,
    steps: main.node('Shape', [tensors.x], { start: 0, end: 1 }),
    batch: main.node('Shape', [tensors.x], { start: 1, end: 2 }),
  };
  const forecast = writeProgram(onnx, program, sizes);

  main.scope = 'scaling';
  const perWindow =
    program.values[program.output].line === ONCE
      ? main.node('Reshape', [forecast, onnx.wholes(-1, horizon, targets.length)])
      : main.node('Transpose', [forecast], { perm: [1, 0, 2] });
  main.nodeOf('Identity', [inUnits(onnx, perWindow, scaling.targets, ioType)], [y]);

  return onnx.toBytes({
    name: model.name,
    description: `Forecasts ${targets.join(', ')} from ${features.join(', ')}. Raw units in and out; scaling is inside. Trained on windows of ${design.lookback} rows.`,
    inputs: [valueInfo(x, ioType, ['batch', 'time', features.length], `rows of each window, oldest first: ${features.join(', ')}`)],
    outputs: [valueInfo(y, ioType, ['batch', horizon, targets.length], `steps ahead, nearest first: ${targets.join(', ')}`)],
    metadata: { format: 'loopwright-onnx-1', ...descriptionOf(model), ioType },
  });
}

/** [L, B, F] -> [L + steps, B, F]: after the window the features hold their last known values. */
function heldOn(onnx: OnnxModel, rows: string, origin: string, steps: number): string {
  if (steps === 0) return rows;
  const held = onnx.main.node('Expand', [origin, onnx.wholes(steps, 1, 1)]);
  return onnx.main.node('Concat', [rows, held], { axis: 0 });
}

/**
 * What stands in for the forecast of a step while the truth is still known: `teacher`, the targets of the next row in
 * the targets' own scaling, and `known`, 1 where there is such a row. Both [L + H - 1, B, C], zero from the last row on.
 */
function teacherOf(
  onnx: OnnxModel,
  raw: string,
  { task, design, scaling }: ExportModel,
  ioType: IoType,
): { teacher: string; known: string } {
  const { main } = onnx;
  const columns = onnx.constant('int64', [task.targetColumns.length], [...task.targetColumns]);
  const truth = standardised(onnx, main.node('Gather', [raw, columns], { axis: 2 }), scaling.targets, ioType);
  const ones = main.node('Expand', [onnx.scalar(1), main.node('Shape', [truth])]);
  // Lengthened before it is shortened: a window of one row must not become a tensor of none.
  const nextRow = (name: string) => {
    const longer = main.node('Pad', [name, onnx.wholes(0, 0, 0, design.horizon, 0, 0), onnx.scalar(0)]);
    return main.node('Slice', [longer, onnx.wholes(1), onnx.wholes(END), onnx.wholes(0)]);
  };
  return { teacher: nextRow(truth), known: nextRow(ones) };
}

/**
 * (x - shift) / scale along the last axis, float32 out.
 * A float32 x is shifted in two parts, the shift rounded to float32 and then what that left over: each subtraction errs
 * by half a unit of its small result, not of the large x. Error: at most 3e-7 relative to the scaled value; a float64 x
 * is rounded once, after the division, as the app does it.
 */
function standardised(onnx: OnnxModel, x: string, columns: readonly ColumnScaling[], ioType: IoType): string {
  const steps = stepsOfScaling(columns, ioType);
  let y = x;
  for (const shift of steps.shifts) y = onnx.main.node('Sub', [y, onnx.constant(ioType, [columns.length], shift)]);
  if (steps.scale) y = onnx.main.node('Div', [y, onnx.constant(ioType, [columns.length], steps.scale)]);
  return ioType === 'float32' ? y : onnx.main.node('Cast', [y], { to: elementTypes.float32 });
}

/** scaled * scale + shift, of the type that the file gives out; the large part of the shift comes last. */
function inUnits(onnx: OnnxModel, scaled: string, columns: readonly ColumnScaling[], ioType: IoType): string {
  const steps = stepsOfScaling(columns, ioType);
  let y = ioType === 'float32' ? scaled : onnx.main.node('Cast', [scaled], { to: elementTypes.float64 });
  if (steps.scale) y = onnx.main.node('Mul', [y, onnx.constant(ioType, [columns.length], steps.scale)]);
  for (const shift of steps.shifts.reverse()) y = onnx.main.node('Add', [y, onnx.constant(ioType, [columns.length], shift)]);
  return y;
}

/** What is subtracted, in order, and what is divided by; without what changes nothing. */
function stepsOfScaling(columns: readonly ColumnScaling[], ioType: IoType): { shifts: number[][]; scale?: number[] } {
  const shift = columns.map((c) => c.shift);
  const scale = columns.map((c) => c.scale);
  const shifts = ioType === 'float64' ? [shift] : [shift.map(Math.fround), shift.map((s) => Math.fround(s - Math.fround(s)))];
  return {
    shifts: shifts.filter((list) => list.some((s) => s !== 0)),
    ...(scale.some((s) => s !== 1) ? { scale: ioType === 'float64' ? scale : scale.map(Math.fround) } : {}),
  };
}
