/** Which rows of each series are for training, for validation and for the test. */
import { categoryOf, sequenceCount, sequenceRows, type Dataset, type Rows } from './dataset.ts';
import { partNames, type DatasetDesign, type PartName, type Split, type TimeSplit } from './design.ts';
import { momentOf } from './calendar.ts';
import { Random } from '../random.ts';

export type Parts = Record<PartName, Rows>;

/** Rows of a single series, counted from its first one, for a split in order of time. */
export function partRows(split: TimeSplit, rows: number): Parts {
  return keptApart(touchingRows(split, rows), split.apart);
}

/** Without the last rows of training, and of validation where a test part follows. */
function keptApart({ train, validation, test }: Parts, apart = 0): Parts {
  const shorter = ({ from, to }: Rows): Rows => ({ from, to: Math.max(from, to - apart) });
  return { train: shorter(train), validation: test.to > test.from ? shorter(validation) : validation, test };
}

/** Each part begins where the one before it ends. */
function touchingRows({ unit, train, validation, test, folds }: TimeSplit, rows: number): Parts {
  let parts: Parts;
  if (unit === 'last') {
    const last = Math.max(0, rows - test);
    const first = Math.max(0, last - validation);
    parts = { train: { from: 0, to: first }, validation: { from: first, to: last }, test: { from: last, to: rows } };
  } else {
    // Train and test are rounded down and validation takes what is left of their sum, as the public long-horizon benchmarks do.
    const total = unit === 'rows' ? train + validation + test : Math.floor(rows * (train + validation + test) + 1e-9);
    const first = unit === 'rows' ? train : Math.floor(rows * train + 1e-9);
    const end = Math.min(total, rows);
    const last = end - (unit === 'rows' ? test : Math.floor(rows * test + 1e-9));
    parts = { train: { from: 0, to: Math.min(first, rows) }, validation: { from: first, to: last }, test: { from: last, to: end } };
  }
  if (!folds) return parts;
  const back = (folds.count - 1 - folds.fold) * (parts.test.to - parts.test.from);
  const moved = ({ from, to }: Rows): Rows => ({ from: Math.max(0, from - back), to: Math.max(0, to - back) });
  const sliding = (folds.count - 1) * (parts.test.to - parts.test.from);
  return {
    train: { from: folds.train === 'sliding' ? Math.max(0, sliding - back) : 0, to: Math.max(0, parts.train.to - back) },
    validation: moved(parts.validation),
    test: moved(parts.test),
  };
}

const nowhere = (at: number): Rows => ({ from: at, to: at });

/** Of every series, in rows of the dataset. */
export function partsOf(dataset: Dataset, { split }: Pick<DatasetDesign, 'split'>): Parts[] {
  const series = Array.from({ length: sequenceCount(dataset) }, (_, i) => sequenceRows(dataset, i));
  switch (split.by) {
    case 'time':
      return series.map(({ from, to }) => {
        const parts = partRows(split, to - from);
        return onEach((part) => ({ from: from + parts[part].from, to: from + parts[part].to }));
      });
    case 'date': {
      const { time } = dataset;
      const moments = [split.validation, split.test, split.end ?? ''].map(momentOf);
      return series.map(({ from, to }) => {
        const firstAt = (moment: number, base: number): number => {
          if (!time || Number.isNaN(moment)) return base;
          let row = from;
          while (row < to && !(time[row] >= moment)) row++;
          return row;
        };
        const end = firstAt(moments[2], to);
        const test = Math.min(end, firstAt(moments[1], to));
        const validation = Math.min(test, firstAt(moments[0], test));
        const parts = { train: { from, to: validation }, validation: { from: validation, to: test }, test: { from: test, to: end } };
        return keptApart(parts, split.apart);
      });
    }
    case 'series':
    case 'column': {
      const chosen = split.by === 'series' ? bySeries(dataset, split) : byColumn(dataset, split);
      return series.map((rows, i) => onEach((part) => (chosen[i] === part ? rows : nowhere(rows.from))));
    }
    default:
      return split satisfies never;
  }
}

const onEach = (rows: (part: PartName) => Rows): Parts => Object.fromEntries(partNames.map((part) => [part, rows(part)])) as Parts;

/** The word that a series has in a column; '' where it has none. */
export function wordOfSeries(dataset: Dataset, column: string, series: number): string {
  const { from, to } = sequenceRows(dataset, series);
  const found = categoryOf(dataset, column);
  const code = found && to > from ? found.codes[from] : NaN;
  return Number.isNaN(code) ? '' : found!.words[code];
}

/** Groups of series stay together; a group is a series of its own where none is named. */
function bySeries(dataset: Dataset, split: Extract<Split, { by: 'series' }>): (PartName | undefined)[] {
  const count = sequenceCount(dataset);
  const groupOf = Array.from({ length: count }, (_, i) => (split.group === null ? String(i) : wordOfSeries(dataset, split.group, i)));
  const groups = [...new Set(groupOf)];
  const order = split.order === 'given' ? groups : Array.from(new Random(split.seed, 'split').permutation(groups.length), (i) => groups[i]);
  const size = (share: number) => (split.unit === 'count' ? share : Math.round(share * order.length));
  const first = size(split.train);
  const second = split.unit === 'count' ? first + split.validation : size(split.train + split.validation);
  const third = split.unit === 'count' ? second + split.test : size(split.train + split.validation + split.test);
  const partOf = new Map<string, PartName | undefined>(
    order.map((group, i) => [group, i < first ? 'train' : i < second ? 'validation' : i < third ? 'test' : undefined]),
  );
  return groupOf.map((group) => partOf.get(group));
}

function byColumn(dataset: Dataset, split: Extract<Split, { by: 'column' }>): PartName[] {
  const random = new Random(split.seed, 'split');
  return Array.from({ length: sequenceCount(dataset) }, (_, i) => {
    const word = wordOfSeries(dataset, split.column, i);
    if (split.test.includes(word)) return 'test';
    if (split.validation.includes(word)) return 'validation';
    return random.word() < split.share * 4294967296 ? 'validation' : 'train';
  });
}
