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
import { pointPart } from '../compile/task.ts';
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
  for (const input of program.inputs) {
    const past = /^past\/(\d+)$/.exec(input.name);
    if (input.name === 'teacher') Object.assign(tensors, teacherOf(onnx, raw, model, ioType));
    else if (input.name === 'window') tensors.window = windowOf(onnx, rows, ahead);
    else if (past) tensors[input.name] = pastOf(onnx, raw, model, ioType, Number(past[1]));
    else if (input.noise) {
      const still = input.noise.kind === 'drop' ? 1 : input.noise.rate;
      tensors[input.name] = onnx.constant('float32', [1, input.width], new Array<number>(input.width).fill(still));
    }
  }
  const sizes: WalkInputs = {
    tensors,
    steps: main.node('Shape', [tensors.x], { start: 0, end: 1 }),
    batch: main.node('Shape', [tensors.x], { start: 1, end: 2 }),
  };
  const forecasts = writeProgram(onnx, program, sizes);

  main.scope = 'scaling';
  const perWindow = forecasts.map((name) => {
    const { steps, points } = program.forecast;
    const turned = program.values[program.outputs[0]].line === ONCE ? name : main.node('Transpose', [name], { perm: [1, 0, 2] });
    const rowByRow = main.node('Reshape', [turned, onnx.wholes(-1, steps * points, targets.length)]);
    if (steps * points === horizon) return rowByRow;
    return main.node('Slice', [rowByRow, onnx.wholes(0), onnx.wholes(horizon), onnx.wholes(1)]);
  });
  const { parts } = program.forecast;
  const outputs = [valueInfo(y, ioType, ['batch', horizon, targets.length], `steps ahead, nearest first: ${targets.join(', ')}`)];
  main.nodeOf('Identity', [inUnits(onnx, perWindow[pointPart(parts)], scaling.targets, ioType)], [y]);
  if (parts.kind === 'quantiles') {
    const each = perWindow.map((name) => main.node('Unsqueeze', [inUnits(onnx, name, scaling.targets, ioType), onnx.wholes(-1)]));
    main.nodeOf('Concat', each, [onnx.unique('quantiles')], { axis: -1 });
    const shape = ['batch', horizon, targets.length, parts.levels.length];
    outputs.push(valueInfo('quantiles', ioType, shape, `levels ${parts.levels.join(', ')}`));
  }
  if (parts.kind === 'gaussian') {
    const scaled = main.node('Exp', [perWindow[1]]);
    const wide = ioType === 'float32' ? scaled : main.node('Cast', [scaled], { to: elementTypes.float64 });
    const scales = onnx.constant(
      ioType,
      [targets.length],
      scaling.targets.map((c) => (ioType === 'float32' ? Math.fround(c.scale) : c.scale)),
    );
    main.nodeOf('Mul', [wide, scales], [onnx.unique('deviation')]);
    outputs.push(valueInfo('deviation', ioType, ['batch', horizon, targets.length], 'standard deviation of each forecast'));
  }

  return onnx.toBytes({
    name: model.name,
    description: `Forecasts ${targets.join(', ')} from ${features.join(', ')}. Raw units in and out; scaling is inside. Trained on windows of ${design.lookback} rows.`,
    inputs: [valueInfo(x, ioType, ['batch', 'time', features.length], `rows of each window, oldest first: ${features.join(', ')}`)],
    outputs,
    metadata: { format: 'loopwright-onnx-1', ...descriptionOf(model), ioType },
  });
}

/** [L, B, F] -> [L + steps, B, F]: after the window the features hold their last known values. */
function heldOn(onnx: OnnxModel, rows: string, origin: string, steps: number): string {
  if (steps === 0) return rows;
  const held = onnx.main.node('Expand', [origin, onnx.wholes(steps, 1, 1)]);
  return onnx.main.node('Concat', [rows, held], { axis: 0 });
}

/** 1 at the rows of the window, 0 at those after it: [L + steps, B, 1]. */
function windowOf(onnx: OnnxModel, rows: string, steps: number): string {
  const { main } = onnx;
  const column = main.node('Slice', [rows, onnx.wholes(0), onnx.wholes(1), onnx.wholes(2)]);
  const ones = main.node('Expand', [onnx.scalar(1), main.node('Shape', [column])]);
  return steps ? main.node('Pad', [ones, onnx.wholes(0, 0, 0, steps, 0, 0), onnx.scalar(0)]) : ones;
}

/**
 * What a forecast of `delay` steps before the first one of the horizon is: the targets of the last rows of the window,
 * `points` side by side; zero where the delay does not reach back so far. [steps, B, points * C]
 */
function pastOf(onnx: OnnxModel, raw: string, { task, design, scaling, program }: ExportModel, ioType: IoType, delay: number): string {
  const { main } = onnx;
  const { steps, points } = program.forecast;
  const C = design.targets.length;
  const columns = onnx.constant('int64', [C], [...task.targetColumns]);
  const truth = standardised(onnx, main.node('Gather', [raw, columns], { axis: 2 }), scaling.targets, ioType);
  // Zeros in front, for windows shorter than the delay.
  const longer = main.node('Pad', [truth, onnx.wholes(delay * points, 0, 0, 0, 0, 0), onnx.scalar(0)]);
  const last = main.node('Slice', [longer, onnx.wholes(-delay * points), onnx.wholes(END), onnx.wholes(0)]);
  // [delay * points, B, C] -> [delay, points, B, C] -> [delay, B, points, C] -> [delay, B, points * C]
  const apart = main.node('Reshape', [
    last,
    main.node('Concat', [onnx.wholes(delay, points), main.node('Shape', [raw], { start: 1, end: 2 }), onnx.wholes(C)], { axis: 0 }),
  ]);
  const turned = main.node('Transpose', [apart], { perm: [0, 2, 1, 3] });
  const beside = main.node('Reshape', [turned, onnx.wholes(0, 0, points * C)]);
  const padded = main.node('Pad', [beside, onnx.wholes(0, 0, 0, steps, 0, 0), onnx.scalar(0)]);
  return main.node('Slice', [padded, onnx.wholes(0), onnx.wholes(steps), onnx.wholes(0)]);
}

/**
 * What stands in for the forecast of a step while the truth is still known: `teacher`, the targets of the next row in
 * the targets' own scaling, and `known`, 1 where there is such a row. Both [L + H - 1, B, C], zero from the last row on.
 * Over the steps of the horizon nothing is known: both are zero.
 */
function teacherOf(
  onnx: OnnxModel,
  raw: string,
  { task, design, scaling, program }: ExportModel,
  ioType: IoType,
): { teacher: string; known: string } {
  const { main } = onnx;
  const { width, line } = program.inputs.find((i) => i.name === 'known')!;
  if (program.lines[line].kind === 'ahead') {
    const sizes = main.node(
      'Concat',
      [onnx.wholes(program.forecast.steps), main.node('Shape', [raw], { start: 1, end: 2 }), onnx.wholes(width)],
      { axis: 0 },
    );
    const zeros = main.node('ConstantOfShape', [sizes]);
    return { teacher: zeros, known: zeros };
  }
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
