// Options of the command line that say how a file is read and what is to be learned from it.
import type { ParseArgsOptionsConfig } from 'node:util';
import { augmentationNames, defaultAugmentation, type AugmentationName } from '#engine/data/augmentations.ts';
import { calendarNames, type CalendarName } from '#engine/data/calendar-features.ts';
import { repairNames, type ImportOptions, type RepairName } from '#engine/data/content.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import {
  missingRules,
  scalerNames,
  taskKinds,
  type DatasetDesign,
  type Folds,
  type Lag,
  type ScalerName,
  type Split,
} from '#engine/data/design.ts';
import { readDesign } from '#engine/data/design-file.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { listOf, numberOf, usageError, type OptionValues } from './command.ts';
import { readTextFile } from './text-file.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const readingOptions: ParseArgsOptionsConfig = { repair: text, arrange: text, label: text, symbols: flag, member: text, test: text };

export const designOptions: ParseArgsOptionsConfig = {
  design: text,
  task: text,
  target: text,
  features: text,
  known: text,
  static: text,
  calendar: text,
  lags: text,
  series: text,
  windows: text,
  lookback: text,
  least: text,
  horizon: text,
  stride: text,
  gap: text,
  carries: flag,
  split: text,
  'split-by': text,
  'split-order': text,
  'split-group': text,
  'split-seed': text,
  folds: text,
  fold: text,
  'fold-train': text,
  scaler: text,
  'scale-by': text,
  missing: text,
  'missing-mask': flag,
  augment: text,
  'class-weights': text,
  season: text,
};

export const readingUsage = `  --repair NAME,...      ${repairNames.join(', ')}: sort rows by time, merge repeated times, fill gaps with rows of missing values ...
  --arrange NAME         several series in a file: columns side by side, or sequences one after the other
  --label COL            the column with the class of each series; none for no class
  --symbols              a text, not a table: each character is a row
  --member NAME          of an archive the file, of a workbook the sheet
  --test FILE            a second file with the same columns: what is in it is only tested on`;

export const designUsage = `  --design FILE          a design as JSON; the other options change it
  --task NAME            ${taskKinds.join(', ')} (default: found from the data)
  --target COL[,COL]     columns to predict; of classify a column of words, or none for the classes of the series
  --features COL,...     columns to see (default: every numeric column that does not just count the rows);
                         a name that holds a comma stands in quotation marks: '"load, MW",y'
  --known COL,...        columns that are known for the rows to be predicted
  --static COL,...       columns that never change within a series
  --calendar NAME,...    ${calendarNames.join(', ')}: read off the time, known ahead
  --lags COL:ROWS,...    features once more, of so many rows before
  --series NAME          rows (default), or columns: each target is a series of its own, all by the same weights
  --windows NAME         rolling (default), or series: each series is one window
  --lookback N           rows that the network sees
  --least N              fewest rows of a window at the beginning of its series (default 0: as many as the lookback)
  --horizon N            rows that it predicts
  --stride N --gap N     rows between windows; rows left out before the horizon (-1: predict the last row itself)
  --carries              states go on from window to window of a text
  --split A,B,C          training, validation, test: shares (0.7,0.1,0.2) or rows (8640,2880,2880) in order of time;
                         last,B,C: the last rows of each series; two or three dates: where validation, test and nothing begin
  --split-by series      whole series in one part, by the shares or numbers of --split; --split-order shuffled|given, --split-seed N;
                         --split-group COL keeps series together that share a word
  --folds N --fold K     backtest: N test parts in a row, of which this is number K (from 1); --fold-train expanding|sliding
  --scaler NAME          ${scalerNames.join(', ')}; COL=NAME for a column: standard,price=log
  --scale-by NAME        all (default), or series: each series by itself
  --missing NAME         ${missingRules.join(', ')}
  --missing-mask         a channel for every feature that says where it was missing
  --augment NAME,...     of training windows: ${augmentationNames.join(', ')}; NAME:X sets its strength
  --class-weights NAME   none, or balanced: every class weighs the same
  --season N             rows of a season, for baselines (default: found from the data)`;

/** How the file is to be read; nothing where all options are left out. */
export function readingFrom(values: OptionValues): ImportOptions {
  const options: ImportOptions = {};
  if (typeof values.repair === 'string') {
    const repairs = listOf(values.repair);
    const unknown = repairs.find((name) => !(repairNames as readonly string[]).includes(name));
    if (unknown !== undefined) throw usageError('--repair', `There is no "${unknown}".`, `Choose from ${repairNames.join(', ')}.`);
    options.repairs = repairs as RepairName[];
  }
  if (values.arrange !== undefined) options.arrange = oneOf(values, 'arrange', ['columns', 'sequences'] as const, 'columns');
  if (typeof values.label === 'string') options.label = values.label === 'none' ? null : values.label;
  if (typeof values.member === 'string') options.member = values.member;
  if (values.symbols) options.symbols = true;
  return options;
}

/** The file of `--test`. */
export const testFrom = (values: OptionValues): string | undefined => (typeof values.test === 'string' ? values.test : undefined);

/** A design from the options, on top of a given one. */
export function designFrom(values: OptionValues, dataset: Dataset, given?: DatasetDesign): DatasetDesign {
  const task = values.task === undefined ? undefined : oneOf(values, 'task', taskKinds, 'forecast');
  const started = given ?? defaultDesign(dataset, task);
  const base = typeof values.design === 'string' ? designFile(values.design, started) : started;
  const number = (name: string, fallback: number) => numberOf(values, name) ?? fallback;
  const list = (name: string, fallback: string[]) => (typeof values[name] === 'string' ? listOf(values[name]) : fallback);
  const lookback = number('lookback', base.lookback);
  const carries = base.carries || values.carries === true;
  return {
    ...base,
    task: task ?? base.task,
    series: oneOf(values, 'series', ['rows', 'columns'] as const, base.series),
    targets: list('target', base.targets),
    features: list('features', base.features),
    known: list('known', base.known),
    statics: list('static', base.statics),
    calendar: calendarFrom(values, base.calendar),
    lags: typeof values.lags === 'string' ? listOf(values.lags).map(lagFrom) : base.lags,
    windows: oneOf(values, 'windows', ['rolling', 'series'] as const, base.windows),
    lookback,
    least: number('least', base.least),
    horizon: number('horizon', base.horizon),
    // Where states go on, one window begins where the last has ended.
    stride: number('stride', carries ? lookback : base.stride),
    gap: number('gap', base.gap),
    carries,
    split: foldsFrom(values, splitFrom(values, base.split)),
    ...scalersFrom(values, base),
    scaleBy: oneOf(values, 'scale-by', ['all', 'series'] as const, base.scaleBy),
    missing: oneOf(values, 'missing', missingRules, base.missing),
    missingMask: base.missingMask || values['missing-mask'] === true,
    augment: typeof values.augment === 'string' ? listOf(values.augment).map(augmentationFrom) : base.augment,
    classWeights: oneOf(values, 'class-weights', ['none', 'balanced'] as const, base.classWeights),
    season: number('season', base.season),
  };
}

function designFile(path: string, base: DatasetDesign): DatasetDesign {
  let json: unknown;
  try {
    json = JSON.parse(readTextFile(path));
  } catch (error) {
    throw new IssueError([
      issue('design-file', path, `It is no design: ${(error as Error).message}.`, 'Write a JSON file, as the window saves it.'),
    ]);
  }
  const { design, issues } = readDesign(json, base);
  if (design) return design;
  throw new IssueError(issues.map((i) => ({ ...i, where: `${path}, ${i.where}` })));
}

function calendarFrom(values: OptionValues, base: CalendarName[]): CalendarName[] {
  if (typeof values.calendar !== 'string') return base;
  const names = listOf(values.calendar).filter((name) => name !== 'none');
  const unknown = names.find((name) => !(calendarNames as string[]).includes(name));
  if (unknown !== undefined) throw usageError('--calendar', `There is no "${unknown}".`, `Choose from ${calendarNames.join(', ')}.`);
  return names as CalendarName[];
}

function lagFrom(item: string): Lag {
  const at = item.lastIndexOf(':');
  const rows = Number(item.slice(at + 1));
  if (at < 1 || !Number.isInteger(rows)) throw usageError('--lags', `"${item}" is no lag.`, 'Write COL:ROWS, as in load:168.');
  return { column: item.slice(0, at), rows };
}

function splitFrom(values: OptionValues, base: Split): Split {
  const by = values['split-by'];
  const parts = typeof values.split === 'string' ? listOf(values.split) : undefined;
  if (by === 'series' || (by === undefined && base.by === 'series')) {
    const known = base.by === 'series' ? base : undefined;
    const shares = parts
      ? threeNumbers(values.split as string, parts)
      : [known?.train ?? 0.7, known?.validation ?? 0.1, known?.test ?? 0.2];
    const [train, validation, test] = shares;
    return {
      by: 'series',
      unit: parts ? (shares.every((x) => x <= 1) ? 'share' : 'count') : (known?.unit ?? 'share'),
      ...{ train, validation, test },
      order: oneOf(values, 'split-order', ['shuffled', 'given'] as const, known?.order ?? 'shuffled'),
      seed: numberOf(values, 'split-seed') ?? known?.seed ?? 1,
      group: typeof values['split-group'] === 'string' ? values['split-group'] : (known?.group ?? null),
    };
  }
  if (by !== undefined && by !== 'time' && by !== 'date')
    throw usageError(
      '--split-by',
      `There is no "${String(by)}".`,
      'Choose time, date or series; a design file can also split by a column.',
    );
  if (!parts) return base;
  if (parts.every((part) => /^\d{4}-/.test(part)) && (parts.length === 2 || parts.length === 3)) {
    const [validation, test, end] = parts;
    return { by: 'date', validation, test, ...(end === undefined ? {} : { end }) };
  }
  if (parts[0] === 'last' && parts.length === 3) {
    const [validation, test] = parts.slice(1).map(Number);
    return { by: 'time', unit: 'last', train: 0, validation, test };
  }
  const [train, validation, test] = threeNumbers(values.split as string, parts);
  // 1,0,0 are shares: all rows for training. Numbers of rows are whole and one of them is above 1.
  return { by: 'time', unit: [train, validation, test].every((x) => x <= 1) ? 'share' : 'rows', train, validation, test };
}

function threeNumbers(said: string, parts: string[]): number[] {
  const numbers = parts.map(Number);
  if (numbers.length === 3 && numbers.every((x) => x >= 0)) return numbers;
  throw usageError('--split', `Expected three numbers, got "${said}".`, 'Write shares like 0.7,0.1,0.2 or rows like 8640,2880,2880.');
}

function foldsFrom(values: OptionValues, split: Split): Split {
  const count = numberOf(values, 'folds');
  if (count === undefined) return split;
  if (split.by !== 'time') throw usageError('--folds', 'Folds are stretches of time.', 'Split by shares or rows.');
  const fold = (numberOf(values, 'fold') ?? count) - 1;
  if (!(Number.isInteger(count) && count >= 1 && Number.isInteger(fold) && fold >= 0 && fold < count))
    throw usageError('--fold', `There is no fold ${fold + 1} of ${count}.`, `Write --fold 1 to --fold ${count}.`);
  const train = oneOf<Folds['train']>(values, 'fold-train', ['expanding', 'sliding'], 'expanding');
  return { ...split, folds: { count, train, fold } };
}

function scalersFrom(values: OptionValues, base: DatasetDesign): Pick<DatasetDesign, 'scaler' | 'scalers'> {
  if (typeof values.scaler !== 'string') return { scaler: base.scaler, scalers: base.scalers };
  let { scaler } = base;
  const scalers = new Map<string, ScalerName>();
  for (const item of listOf(values.scaler)) {
    const at = item.lastIndexOf('=');
    const name = scalerNames.find((known) => known === item.slice(at + 1));
    if (!name) throw usageError('--scaler', `There is no "${item.slice(at + 1)}".`, `Choose one of ${scalerNames.join(', ')}.`);
    if (at < 0) scaler = name;
    else scalers.set(item.slice(0, at), name);
  }
  return { scaler, scalers: Object.fromEntries(scalers) };
}

function augmentationFrom(item: string): DatasetDesign['augment'][number] {
  const [name, strength] = item.split(':');
  if (!(augmentationNames as string[]).includes(name))
    throw usageError('--augment', `There is no "${name}".`, `Choose from ${augmentationNames.join(', ')}.`);
  const usual = defaultAugmentation(name as AugmentationName);
  if (strength === undefined) return usual;
  const value = Number(strength);
  if (!Number.isFinite(value)) throw usageError('--augment', `"${strength}" is no number.`, `Write for example ${name}:0.1.`);
  const [setting] = Object.keys(usual).filter((key) => key !== 'name' && key !== 'chance');
  return { ...usual, [setting]: value };
}

export function oneOf<T extends string>(values: OptionValues, name: string, known: readonly T[], fallback: T): T {
  const value = values[name];
  if (value === undefined) return fallback;
  if (known.includes(value as T)) return value as T;
  throw usageError(`--${name}`, `There is no "${String(value)}".`, `Choose one of ${known.join(', ')}.`);
}
