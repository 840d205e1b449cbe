/**
 * The two ends of a model, as its training part has settled them: which input columns it sees, which words and classes it knows, which
 * series. Kept with the run, so that it can be used on another file.
 */
import type { Task } from '../compile/task.ts';
import { categoryOf, type Dataset } from './dataset.ts';
import type { DatasetDesign } from './design.ts';
import { inputColumns, OWN, type Words } from './input-columns.ts';
import { isFolded, layOut } from './lay-out.ts';
import { partsOf } from './parts.ts';
import { fitStatics, type Statics } from './statics.ts';

export interface ModelEnds {
  task: Task;
  /** Names of the input columns. */
  inputs: string[];
  /** Names of the targets; one that stands for all where each is a series. */
  outputs: string[];
  words: Words;
  classes: string[];
  series: string[];
  statics: Statics;
}

/** Its two ends are its columns: no numbers need to be looked at to know them. */
export const isPlainDesign = (d: DatasetDesign): boolean =>
  d.task === 'forecast' &&
  d.series === 'rows' &&
  d.windows === 'rolling' &&
  d.least === 0 &&
  !d.missingMask &&
  !d.known.length &&
  !d.calendar.length &&
  !d.lags.length &&
  !d.statics.length;

/** What plain columns come to: no words, no series, nothing known ahead. Runs from before there was more are like this. */
export function plainEnds(design: DatasetDesign): ModelEnds {
  return {
    task: {
      inputs: design.features.length,
      targetColumns: design.targets.map((name) => design.features.indexOf(name)),
      horizon: design.horizon,
    },
    inputs: design.features,
    outputs: design.targets,
    words: {},
    classes: [],
    series: [''],
    statics: { names: [], scaling: [] },
  };
}

export function endsOf(dataset: Dataset, design: DatasetDesign): ModelEnds {
  const laid = layOut(dataset, design);
  const parts = partsOf(dataset, design);
  const named = [...design.features, ...design.known, ...design.statics, ...(design.task === 'forecast' ? [] : design.targets)];
  const words: Words = {};
  for (const name of new Set(named)) {
    const category = categoryOf(dataset, name);
    if (!category) continue;
    const seen = new Set<number>();
    for (const { train } of parts) for (let row = train.from; row < train.to; row++) seen.add(category.codes[row]);
    words[name] = category.words.filter((_, code) => seen.has(code));
  }
  const columns = inputColumns(dataset, design, laid, words, () => NaN);
  const trained = laid.series.filter((s) => parts[s.sequence].train.to > parts[s.sequence].train.from);
  const statics = fitStatics(dataset, design, trained, words);
  const [target] = design.targets;
  const classes = design.task === 'forecast' ? [] : target === undefined ? (dataset.sequences?.classes ?? []) : words[target];
  const known = columns.filter((c) => c.isKnown).length;
  const isMasked = design.windows === 'series' || (design.least > 0 && design.least < design.lookback);
  const inputs = columns.map((c) => c.name);
  const task: Task = {
    inputs: inputs.length,
    targetColumns: design.task !== 'forecast' ? [] : isFolded(design) ? [0] : design.targets.map((name) => inputs.indexOf(name)),
    horizon: design.task === 'forecast' ? design.horizon : 1,
    ...(design.task === 'forecast' ? {} : { kind: design.task, classes: classes.length }),
    ...(isMasked ? { masked: true } : {}),
    ...(known ? { known } : {}),
    ...(statics.names.length ? { statics: statics.names.length } : {}),
    ...(laid.series.length > 1 ? { series: laid.series.length } : {}),
    ...(design.carries ? { carries: true } : {}),
  };
  const outputs = design.task !== 'forecast' ? [] : isFolded(design) ? [OWN] : design.targets;
  return { task, inputs, outputs, words, classes, series: laid.series.map((s) => s.name), statics };
}

/** A row whose class is missing; one whose word the training rows do not have is -1 and counts for nothing. */
export const NO_CLASS = -2;

/** The class of each row among those that a model knows: of its word, or of its series; -1 for one it does not know. */
export function classCodes(dataset: Dataset, design: DatasetDesign, { classes }: ModelEnds): Int32Array | undefined {
  if (design.task === 'forecast') return undefined;
  const out = new Int32Array(dataset.rows).fill(NO_CLASS);
  const [target] = design.targets;
  if (target !== undefined) {
    const category = categoryOf(dataset, target);
    if (!category) return out;
    const places = category.words.map((word) => classes.indexOf(word));
    category.codes.forEach((code, row) => (out[row] = Number.isNaN(code) ? NO_CLASS : places[code]));
    return out;
  }
  const { starts, labels, classes: own = [] } = dataset.sequences ?? { starts: new Float64Array(0) };
  labels?.forEach((label, i) => {
    if (label >= 0) out.fill(classes.indexOf(own[label]), starts[i], starts[i + 1]);
  });
  return out;
}
