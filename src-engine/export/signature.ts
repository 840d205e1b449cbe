/**
 * What an exported network is given and what it gives back, by name: the one place that decides it. The file is written by it, the
 * comparison with the app feeds by it, and whoever explains a file reads it.
 */
import { ANYWHERE, ONCE, STEPS } from '../compile/line.ts';
import type { Program } from '../compile/program.ts';
import type { ModelEnds } from '../data/model-ends.ts';
import type { ColumnScaling, Scaling } from '../data/scaling.ts';
import type { ExportModel } from './model.ts';
import type { Dim } from './onnx-model.ts';
import { hasDifferences } from './onnx-scaling.ts';

export interface Port {
  name: string;
  /** units: of the type of the file, which is float32 where that holds the numbers. */
  type: 'units' | 'float32' | 'int64';
  shape: Dim[];
  /** One sentence. */
  about: string;
}

export interface Signature {
  inputs: Port[];
  outputs: Port[];
}

/** A value that a pass leaves to the next one, by the number of the value. */
export interface StatePort {
  value: number;
  depth: number;
  width: number;
  name: string;
}

export const stateIn = ({ name }: StatePort): string => `state/${name}`;
export const stateOut = ({ name }: StatePort): string => `next/${name}`;

export const statesOf = ({ carried, values }: Program): StatePort[] => {
  const taken = new Set<string>();
  return carried.map(({ value, depth }) => {
    const wanted = values[value].name || `value${value}`;
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return { value, depth, width: values[value].width, name };
  });
};

/**
 * Whether a sequence may be cut into passes of any length: each row depends on itself and those before it, and on nothing that a
 * pass has as a whole - its last row, its number of rows, a sum over it.
 */
export function canBeCut(program: Program): boolean {
  const { values, inputs } = program;
  const isOfRows = ({ line }: { line: number }) => line !== ANYWHERE && line !== ONCE;
  if (inputs.some(({ name }) => name === 'origin')) return false;
  return values.every((v) => {
    if (isOfRows(v) && v.line !== STEPS) return false;
    if (v.op === 'clock' || v.op === 'total' || v.op === 'fold' || v.op === 'unfold') return false;
    const read = [...v.inputs, ...v.terms.map((t) => t.value), ...(v.of >= 0 ? [v.of] : [])].map((id) => values[id]);
    if (v.line === ONCE && read.some(isOfRows)) return false;
    return v.shift <= 0 && v.terms.every((t) => t.shift <= 0);
  });
}

/** What says how each series is scaled. */
export interface Scaled {
  scaling: Scaling;
  ends: Pick<ModelEnds, 'series'>;
}

/** Every series that the model has seen: those that it tells apart, then those that it only scales. Their places are their numbers. */
export function seriesOf({ ends, scaling }: Scaled): string[] {
  const more = (scaling.series?.names ?? []).filter((name) => !ends.series.includes(name));
  return [...ends.series, ...more];
}

/** Scaling of each series in the order of `seriesOf`, and last that of all together; one entry where all are scaled alike. */
export function scalingsOf(model: Scaled, of: 'features' | 'targets'): ColumnScaling[][] {
  const { scaling } = model;
  const own = scaling.series;
  if (!own) return [scaling[of]];
  const each = seriesOf(model).map((name) => own.each[own.names.indexOf(name)]?.[of] ?? scaling[of]);
  return each.length === 1 ? each : [...each, scaling[of]];
}

/** Places of the input columns that are known for the rows to be predicted. */
export const knownColumns = ({ ends, design }: Pick<ExportModel, 'ends' | 'design'>): number[] => {
  const names = knownNames({ ends, design });
  return ends.inputs.flatMap((name, i) => (names.has(name) ? [i] : []));
};

function knownNames({ ends, design }: Pick<ExportModel, 'ends' | 'design'>): Set<string> {
  const columns = design.known.flatMap((name) => (ends.words[name] ? ends.words[name].map((word) => `${name} ${word}`) : [name]));
  const waves = design.calendar.flatMap((name) => [`${name} sin`, `${name} cos`]);
  const masks = design.missingMask ? design.known.map((name) => `${name} missing`) : [];
  return new Set([...columns, ...waves, ...masks]);
}

export function signatureOf(model: ExportModel): Signature {
  const { program, task, design, ends } = model;
  const { horizon } = design;
  const [F, C] = [ends.inputs.length, ends.outputs.length];
  const reads = (name: RegExp) => program.inputs.some((input) => name.test(input.name));
  const series = seriesOf(model);
  const known = knownColumns(model);
  const features = scalingsOf(model, 'features');
  const targets = scalingsOf(model, 'targets');
  const inputs: Port[] = [
    { name: 'x', type: 'units', shape: ['batch', 'time', F], about: `rows of each window, oldest first: ${ends.inputs.join(', ')}` },
  ];
  if (task.masked)
    inputs.push({
      name: 'length',
      type: 'int64',
      shape: ['batch'],
      about: 'how many rows of each window are there, the first ones; the rest may hold anything',
    });
  if (hasDifferences({ each: features }))
    inputs.push({ name: 'before', type: 'units', shape: ['batch', F], about: 'the row before each window, in the columns of x' });
  if (hasDifferences({ each: targets }) && task.targetColumns.some((c) => c < 0))
    inputs.push({ name: 'last', type: 'units', shape: ['batch', C], about: `the last known values of ${ends.outputs.join(', ')}` });
  if (known.length && (reads(/^future/) || (program.strategy === 'recursive' && horizon > 1)))
    inputs.push({
      name: 'future',
      type: 'units',
      shape: ['batch', task.horizon, known.length],
      about: `rows to be predicted, nearest first, NaN where not known: ${known.map((i) => ends.inputs[i]).join(', ')}`,
    });
  if (reads(/^static$/))
    inputs.push({
      name: 'static',
      type: 'units',
      shape: ['batch', ends.statics.names.length],
      about: `once for each window, NaN where missing: ${ends.statics.names.join(', ')}`,
    });
  if (reads(/^series$/) || features.length > 1)
    inputs.push({ name: 'series', type: 'int64', shape: ['batch'], about: `number of the series, -1 for another: ${numbered(series)}` });
  const states = statesOf(program);
  for (const state of states)
    inputs.push({
      name: stateIn(state),
      type: 'float32',
      shape: [state.depth, 'batch', state.width],
      about: 'what the rows before have left; zeros to begin with',
    });

  const outputs: Port[] = [];
  if (task.kind === 'classify' || task.kind === 'next')
    outputs.push({
      name: 'probabilities',
      type: 'float32',
      shape: task.kind === 'next' ? ['batch', 'time', ends.classes.length] : ['batch', ends.classes.length],
      about: `${task.kind === 'next' ? 'of the symbol after each row' : 'of each class'}: ${numbered(ends.classes)}`,
    });
  else {
    const shape = ['batch', horizon, C];
    outputs.push({ name: 'y', type: 'units', shape, about: `steps ahead, nearest first: ${ends.outputs.join(', ')}` });
    const { parts } = program.forecast;
    if (parts.kind === 'quantiles')
      outputs.push({
        name: 'quantiles',
        type: 'units',
        shape: [...shape, parts.levels.length],
        about: `levels ${parts.levels.join(', ')}`,
      });
    if (parts.kind === 'gaussian') outputs.push({ name: 'deviation', type: 'units', shape, about: 'standard deviation of each forecast' });
  }
  for (const state of states)
    outputs.push({
      name: stateOut(state),
      type: 'float32',
      shape: [state.depth, 'batch', state.width],
      about: 'what these rows leave to the next ones',
    });
  return { inputs, outputs };
}

/** The first ones with their numbers; all of them stand in the metadata. */
const numbered = (names: readonly string[]): string =>
  names
    .slice(0, 12)
    .map((name, i) => `${i} ${JSON.stringify(name)}`)
    .join(', ') + (names.length > 12 ? ' ...' : '');
