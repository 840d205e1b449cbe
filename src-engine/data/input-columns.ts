/**
 * The columns that each step of a window shows, over the rows that windows are cut from, in units and with what is missing filled. In this
 * order: features (words as 0 and 1 for each word), lags, what is known ahead, calendar, and the channels that say what was missing.
 */
import { calendarColumn } from './calendar-features.ts';
import { categoryOf, columnOf, type Dataset } from './dataset.ts';
import type { DatasetDesign, ScalerName } from './design.ts';
import { filledColumn, type Filled } from './fill.ts';
import { isFolded, stacked, tiled, type LaidOut } from './lay-out.ts';

export interface InputColumn extends Filled {
  name: string;
  scaler: ScalerName;
  /** No measurement: a word, a code, a place in the calendar, a mark of what is missing. */
  isFixed: boolean;
  /** Known for the rows to be predicted too. */
  isKnown: boolean;
}

/** Words of a column as a model knows them: those of the training rows. */
export type Words = Record<string, string[]>;

/** What a folded target is called among the inputs: each series brings its own. */
export const OWN = 'value';

export const scalerOf = (design: DatasetDesign, column: string): ScalerName =>
  Object.hasOwn(design.scalers, column) ? design.scalers[column] : design.scaler;

/** The numbers of a column over all blocks; the own past of each where it is a target that was folded. */
export function blocksOf(dataset: Dataset, design: DatasetDesign, laid: LaidOut, name: string): Float64Array {
  if (isFolded(design) && (name === OWN || design.targets.includes(name))) return ownColumn(dataset, design);
  return tiled(columnOf(dataset, name)!, laid.blocks);
}

export const ownColumn = (dataset: Dataset, design: DatasetDesign): Float64Array =>
  stacked(design.targets.map((target) => columnOf(dataset, target)!));

/** mean: of the training rows of a column in a series. */
export function inputColumns(
  dataset: Dataset,
  design: DatasetDesign,
  laid: LaidOut,
  words: Words,
  mean: (numbers: Float64Array, series: number) => number,
): InputColumn[] {
  const out: InputColumn[] = [];
  const masks: InputColumn[] = [];
  const plain = (name: string, numbers: Float64Array, isKnown = false): void =>
    void out.push({ name, numbers, scaler: 'none', isFixed: true, isKnown });
  const value = (name: string, numbers: Float64Array, scaler: ScalerName, isKnown: boolean): void => {
    const filled = filledColumn(numbers, design.missing, laid.series, (series) => mean(numbers, series));
    out.push({ name, ...filled, scaler, isFixed: false, isKnown });
    if (design.missingMask)
      masks.push({ name: `${name} missing`, numbers: numbers.map((x) => (x !== x ? 1 : 0)), scaler: 'none', isFixed: true, isKnown });
  };
  const folded = isFolded(design);
  if (folded) value(OWN, ownColumn(dataset, design), design.scaler, false);
  const shown = folded ? design.features.filter((name) => !design.targets.includes(name)) : design.features;
  for (const name of [...shown, ...design.known.filter((each) => !shown.includes(each))]) {
    const category = categoryOf(dataset, name);
    const isKnown = design.known.includes(name);
    if (columnOf(dataset, name)) value(name, blocksOf(dataset, design, laid, name), scalerOf(design, name), isKnown);
    else if (design.task === 'next' && design.targets.includes(name))
      plain(name, codesIn(tiled(category!.codes, laid.blocks), category!.words, words[name]));
    else
      for (const [i, word] of words[name].entries()) {
        const codes = codesIn(tiled(category!.codes, laid.blocks), category!.words, words[name]);
        plain(
          `${name} ${word}`,
          codes.map((code) => (code === i ? 1 : 0)),
          isKnown,
        );
      }
  }
  for (const { column, rows } of design.lags)
    value(`${column} ${rows} before`, lagged(blocksOf(dataset, design, laid, column), rows, laid), scalerOf(design, column), false);
  for (const name of design.calendar)
    for (const wave of ['sin', 'cos'] as const)
      plain(`${name} ${wave}`, tiled(Float64Array.from(calendarColumn(dataset.time!, name, wave)), laid.blocks), true);
  return [...out, ...masks];
}

function lagged(numbers: Float64Array, rows: number, { series }: LaidOut): Float64Array {
  const out = new Float64Array(numbers.length).fill(NaN);
  for (const { from, to } of series) if (to - from > rows) out.set(numbers.subarray(from, to - rows), from + rows);
  return out;
}

/** Codes by another list of words; -1 for a word that is not in it, NaN stays. */
export function codesIn(codes: Float64Array, words: readonly string[], known: readonly string[]): Float64Array {
  const place = new Map(known.map((word, i) => [word, i]));
  const to = words.map((word) => place.get(word) ?? -1);
  return codes.map((code) => (code !== code ? NaN : to[code]));
}
