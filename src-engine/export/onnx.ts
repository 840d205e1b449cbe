/**
 * A trained network as an ONNX file that anything can run: raw units in, raw units or probabilities out, any number of windows and steps.
 * `signature.ts` says what goes in and out, `onnx-inputs.ts` and `onnx-outputs.ts` write the two ends, `onnx-walk.ts` the network between them.
 */
import type { ColumnScaling } from '../data/scaling.ts';
import { isParameter } from '../compile/program.ts';
import { descriptionOf, weightOf, type ExportModel } from './model.ts';
import { OnnxInputs } from './onnx-inputs.ts';
import { OnnxModel, valueInfo } from './onnx-model.ts';
import { writeOutputs } from './onnx-outputs.ts';
import type { IoType } from './onnx-scaling.ts';
import { writeProgram } from './onnx-walk.ts';
import type { Bytes } from './protobuf.ts';
import { scalingsOf, seriesOf, signatureOf, type Port, type Scaled } from './signature.ts';

export type { IoType } from './onnx-scaling.ts';

/**
 * float32 wherever it can hold the numbers. A column of values around 1e6 that vary by 1 has steps of 0.06 in float32:
 * then no arithmetic inside the file can bring back what its input has lost, and what is in units is float64.
 *
 * A rule made from scaling alone, because the numbers themselves are not here. Measured with 101 sample networks whose
 * columns all stood |shift| / scale = 40 from zero (a rounding of 2.4e-6): none differed by more than 1e-5; at 80: 8 did;
 * at 160: most. Six weather columns, pressure at 119 among them (3.1e-6): 5 of 252. Features round independently of each
 * other, so they count together; a target's rounding is seen as it is. Where series are scaled by themselves, the worst of them decides.
 */
export function ioTypeFor(model: Scaled): IoType {
  const features = scalingsOf(model, 'features');
  const targets = scalingsOf(model, 'targets');
  return features.every((list, i) => isHeld(list, targets[i])) ? 'float32' : 'float64';
}

function isHeld(features: readonly ColumnScaling[], targets: readonly ColumnScaling[]): boolean {
  /** Half a unit in the last place of a float32 of the column's size, in scaled space. */
  const rounding = ({ shift, scale }: ColumnScaling) => ((Math.abs(shift) + scale) / scale) * 2 ** -24;
  const inRange = ({ shift, scale }: ColumnScaling) => scale > 1e-30 && scale + Math.abs(shift) < 1e30;
  const ofFeatures = Math.hypot(...features.map(rounding)) / Math.sqrt(features.length || 1);
  const ofTargets = Math.max(0, ...targets.map(rounding));
  return [...features, ...targets].every(inRange) && ofFeatures <= 3.2e-6 && ofTargets <= 5e-6;
}

/**
 * The file. `ioType` given: whether or not the numbers fit - float64 for a file whose measured parity was too poor.
 * Differs from the app's forecasts by a few 1e-7 in scaled space, and with float32 by what rounding x and y costs.
 */
export function writeOnnx(model: ExportModel, ioType: IoType = ioTypeFor(model)): Bytes {
  const { program, task, design, scaling, ends } = model;
  if (ends.inputs.length !== task.inputs || scaling.features.length !== task.inputs || scaling.targets.length !== ends.outputs.length)
    throw new Error(
      `ONNX export: ${ends.inputs.length} features and ${ends.outputs.length} targets, but scaling for ${scaling.features.length} and ${scaling.targets.length}, and a network of ${task.inputs} inputs`,
    );
  if (program.blocks.some((block) => block.pass === 'backward'))
    throw new Error('ONNX export: the program has a gradient; compile it without a loss');
  const onnx = new OnnxModel();
  const { main } = onnx;
  const { inputs, outputs } = signatureOf(model);
  for (const { name } of [...inputs, ...outputs]) onnx.unique(name);
  for (const w of program.weights)
    onnx.tensor(w.name, [w.rows, w.cols], isParameter(w) ? weightOf(model, w.name, w.rows, w.cols) : w.fixed!);

  main.scope = 'scaling';
  const given = new OnnxInputs(onnx, model, ioType);
  const made = writeProgram(onnx, program, given.write());
  main.scope = 'scaling';
  writeOutputs(onnx, model, ioType, given, made);

  const info = ({ name, type, shape, about }: Port) => valueInfo(name, type === 'units' ? ioType : type, shape, about);
  const series = seriesOf(model);
  return onnx.toBytes({
    name: model.name,
    description: sentence(model),
    inputs: inputs.map(info),
    outputs: outputs.map(info),
    metadata: {
      format: 'loopwright-onnx-2',
      ...descriptionOf(model),
      ...(inputs.some(({ name }) => name === 'series') ? { series: JSON.stringify(series) } : {}),
      inputs: JSON.stringify(inputs.map(({ name, about }) => ({ name, about }))),
      outputs: JSON.stringify(outputs.map(({ name, about }) => ({ name, about }))),
      producer: 'Loopwright',
      ioType,
    },
  });

  function sentence({ ends: { inputs: columns, outputs: targets, classes } }: ExportModel): string {
    const trained = `Raw units in; scaling is inside. Trained on windows of ${design.lookback} rows.`;
    if (design.task === 'classify') return `Tells ${classes.length} classes apart from ${columns.join(', ')}. ${trained}`;
    if (design.task === 'next')
      return `Says at every row which of ${classes.length} symbols follows, from ${columns.join(', ')}. ${trained}`;
    return `Forecasts ${targets.join(', ')} from ${columns.join(', ')}. Raw units in and out; scaling is inside. Trained on windows of ${design.lookback} rows.`;
  }
}
