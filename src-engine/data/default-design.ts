/** The design to start from: the task found in the data, and sizes that fit it. */
import { columnOf, sequenceCount, sequenceRows, type Dataset } from './dataset.ts';
import { newDesign } from './design-file.ts';
import type { DatasetDesign, Split, TaskKind } from './design.ts';
import { partRows } from './parts.ts';
import { periodOf, seasonOfSeasons } from './period.ts';

const likelyTarget = /^(target|y|ot|value|values|demand|load|sales|price|close|count)$/i;

const neverChanges = (numbers: Float64Array): boolean => {
  const first = numbers.find((x) => !Number.isNaN(x));
  return numbers.every((x) => x === first || Number.isNaN(x));
};

/** Series with classes are told apart; symbols without a number beside them are continued; everything else is forecast. */
export function taskOf({ columns, categories = [], sequences }: Dataset): TaskKind {
  if (sequences?.labels) return 'classify';
  return columns.length === 0 && categories.length > 0 ? 'next' : 'forecast';
}

/** Series that were handed out as training and test stay so. */
export function defaultDesign(dataset: Dataset, task = taskOf(dataset)): DatasetDesign {
  const design = startingDesign(dataset, task);
  const split = dataset.sequences && splitByPart(dataset);
  return split ? { ...design, split } : design;
}

/** Training series of which a fifth can be spared: of fewer, what is learned from them is worth more than what is told by them. */
const manyHandedOut = 500;

/** A column of words `part` with `train` and `test`; without a word for validation a share of many training series serves for it. */
function splitByPart({ categories = [], sequences }: Dataset): Split | undefined {
  const part = categories.find((c) => c.name === 'part' && c.words.includes('train') && c.words.includes('test'));
  if (!part) return undefined;
  const validation = part.words.filter((word) => word === 'validation');
  const train = part.words.indexOf('train');
  const count = sequences?.names.filter((_, i) => part.codes[sequences.starts[i]] === train).length ?? 0;
  const share = validation.length || count < manyHandedOut ? 0 : 0.2;
  return { by: 'column', column: part.name, validation, test: ['test'], share, seed: 1 };
}

function startingDesign(dataset: Dataset, task: TaskKind): DatasetDesign {
  switch (task) {
    case 'forecast':
      return forecastDesign(dataset);
    case 'classify':
      return classDesign(dataset);
    case 'next':
      return symbolDesign(dataset);
    default:
      return task satisfies never;
  }
}

/** A place in the calendar beside the time of a row. */
const calendarName = /^(year|yr|quarter|month|mnth|week|weekday|day|dayofweek|dow|hour|hr|minute|second|season|holiday|workingday)s?$/i;

/** More than half of its rows have the same value, as of rain or of a switch. */
function isMostlyOne(numbers: Float64Array): boolean {
  const every = Math.ceil(numbers.length / 100_000);
  const known = numbers.filter((x, row) => row % every === 0 && !Number.isNaN(x)).sort();
  const middle = known[known.length >> 1];
  let same = 0;
  for (const x of known) if (x === middle) same++;
  return same > known.length / 2;
}

/** By its name; else the last column, as tables are usually written; where that is hardly what a person is after, the first that may be. */
function likelyTargetOf(usable: Dataset['columns']): Dataset['columns'][number] | undefined {
  const named = usable.find((c) => likelyTarget.test(c.name));
  const isWorthwhile = (c: Dataset['columns'][number]) => !calendarName.test(c.name) && !isMostlyOne(c.numbers);
  const last = usable.at(-1);
  return named ?? (last && isWorthwhile(last) ? last : (usable.find(isWorthwhile) ?? last));
}

/** Numeric columns from which something can be learned; where there is none, those with a value. */
function usableColumns(dataset: Dataset): Dataset['columns'] {
  const known = dataset.columns.filter((c) => c.numbers.some((x) => !Number.isNaN(x)));
  const telling = known.filter((c) => !neverChanges(c.numbers) && !dataset.rowNumbers?.includes(c.name));
  return telling.length ? telling : known;
}

/**
 * One season ahead from four seasons back - or from a longer season where there is one -, and every numeric column as a feature, except the ones from which nothing can be
 * learned (one that counts the rows, one that never changes) where others are left.
 */
function forecastDesign(dataset: Dataset): DatasetDesign {
  const usable = usableColumns(dataset);
  const target = likelyTargetOf(usable);
  const share = { train: 0.7, validation: 0.1, test: 0.2 };
  const base: DatasetDesign = { ...newDesign, targets: target ? [target.name] : [], features: usable.map((c) => c.name) };
  if (sequenceCount(dataset) > 1) return manySeries(dataset, base);
  const split: Split = { by: 'time', unit: 'share', ...share };
  const parts = partRows(split, dataset.rows);
  const period = target ? periodOf(dataset, target.numbers, parts.train.to) : 1;
  const smallest = Math.max(1, Math.min(parts.validation.to - parts.validation.from, parts.test.to - parts.test.from));
  const horizon = Math.max(1, Math.min(period > 1 ? period : 12, 96, Math.floor(smallest / 2)));
  const longest = target ? seasonOfSeasons([target.numbers.subarray(0, parts.train.to)], period) : 1;
  const wanted = Math.max(Math.min(period > 1 ? 4 * period : 48, 336), longest);
  const most = Math.min(Math.floor(parts.train.to / 3), parts.train.to - horizon);
  // Whole seasons, where there is room for one: their rows then stand at the same place in every window.
  const room = period > 1 && most >= period ? most - (most % period) : most;
  const lookback = Math.max(1, wanted <= most ? wanted : room);
  return { ...base, lookback, horizon, split };
}

/** Short series of different size: each scaled by itself, the last rows of each held back. */
function manySeries(dataset: Dataset, base: DatasetDesign): DatasetDesign {
  const lengths = Array.from({ length: sequenceCount(dataset) }, (_, i) => {
    const { from, to } = sequenceRows(dataset, i);
    return to - from;
  }).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)];
  const { from, to } = sequenceRows(dataset, lengths.length > 1 ? longestOf(dataset) : 0);
  const target = columnOf(dataset, base.targets[0] ?? '');
  const period = target ? periodOf(dataset, target.subarray(from, to), to - from) : 1;
  const horizon = Math.max(1, Math.min(period > 1 ? period : 12, 96, Math.floor(usual / 8)));
  const earlier = target
    ? lengths.map((_, i) => {
        const rows = sequenceRows(dataset, i);
        return target.subarray(rows.from, Math.max(rows.from, rows.to - 2 * horizon));
      })
    : [];
  const wanted = period > 1 ? Math.max(4 * period, seasonOfSeasons(earlier, period)) : 48;
  const lookback = Math.max(1, Math.min(wanted, 336, usual - 3 * horizon));
  return {
    ...base,
    lookback,
    least: Math.max(1, Math.min(horizon, lookback)),
    horizon,
    scaleBy: 'series',
    split: { by: 'time', unit: 'last', train: 0, validation: horizon, test: horizon },
  };
}

function longestOf(dataset: Dataset): number {
  let best = 0;
  for (let i = 1; i < sequenceCount(dataset); i++) {
    const size = (s: number) => sequenceRows(dataset, s).to - sequenceRows(dataset, s).from;
    if (size(i) > size(best)) best = i;
  }
  return best;
}

/** Series with classes are a window each; rows with a class are told from the rows before. */
function classDesign(dataset: Dataset): DatasetDesign {
  const features = usableColumns(dataset).map((c) => c.name);
  if (dataset.sequences?.labels) {
    const longest = longestOf(dataset);
    const { from, to } = sequenceRows(dataset, longest);
    return {
      ...newDesign,
      task: 'classify',
      features,
      windows: 'series',
      lookback: Math.min(to - from, 1000),
      horizon: 1,
      split: { by: 'series', unit: 'share', train: 0.6, validation: 0.2, test: 0.2, order: 'shuffled', seed: 1, group: null },
      classWeights: 'none',
    };
  }
  const target = dataset.categories?.at(-1)?.name;
  return {
    ...newDesign,
    task: 'classify',
    targets: target === undefined ? [] : [target],
    features,
    lookback: Math.max(1, Math.min(48, Math.floor(dataset.rows / 10))),
    horizon: 1,
  };
}

/** A text is read in order, its states going on from window to window. */
function symbolDesign(dataset: Dataset): DatasetDesign {
  const symbol = dataset.categories?.[0]?.name;
  const lookback = Math.max(1, Math.min(100, Math.floor(dataset.rows / 50)));
  return {
    ...newDesign,
    task: 'next',
    targets: symbol === undefined ? [] : [symbol],
    features: symbol === undefined ? [] : [symbol],
    lookback,
    horizon: 1,
    stride: lookback,
    carries: true,
    split: { by: 'time', unit: 'share', train: 0.8, validation: 0.1, test: 0.1 },
    scaler: 'none',
  };
}
