/** What is wrong with a design for a dataset; where, what, what to do. */
import type { Issue } from '../issue.ts';
import { momentOf } from './calendar.ts';
import { categoryOf, columnOf, sequenceCount, sequenceRows, type Dataset } from './dataset.ts';
import type { DatasetDesign, PartName, TimeSplit } from './design.ts';
import { isFolded } from './lay-out.ts';
import { partsOf, wordOfSeries } from './parts.ts';
import { counted } from './wording.ts';

/** Networks calculate in float32, which ends at 3.4e38, and errors are squared. */
const mostValue = 1e18;
/** Words that are shown as a column each. */
const mostWords = 200;

type Problem = (code: string, where: string, message: string, fix: string, extra?: Partial<Issue>) => void;

export function checkDesign(dataset: Dataset, design: DatasetDesign): Issue[] {
  const issues: Issue[] = [];
  const problem: Problem = (code, where, message, fix, extra = {}) =>
    void issues.push({ severity: 'error', code, where, message, fix, ...extra });
  checkColumns(dataset, design, problem);
  const sizesOk = checkSizes(design, problem);
  checkTask(dataset, design, problem);
  checkSeries(dataset, design, problem);
  checkAugmentation(design, problem);
  if (checkSplit(dataset, design, problem) && sizesOk) checkRoom(dataset, design, problem);
  return issues;
}

function checkColumns(dataset: Dataset, design: DatasetDesign, problem: Problem): void {
  const names = dataset.columns.map((c) => c.name);
  const words = (dataset.categories ?? []).map((c) => c.name);
  const known = `Numeric columns are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`;
  const ofWords = words.length ? `Columns of words are ${words.slice(0, 12).join(', ')}.` : 'The dataset has no column of words.';
  const isForecast = design.task === 'forecast';
  const lists: [kind: string, list: string[], isWord: boolean | undefined][] = [
    ['target', design.targets, !isForecast],
    ['feature', design.features, undefined],
    ['known', design.known, undefined],
    ['static', design.statics, undefined],
    ['lag', design.lags.map((lag) => lag.column), false],
  ];
  for (const [kind, list, isWord] of lists) {
    const needsOne = kind === 'feature' ? !isFolded(design) : kind === 'target' && design.task !== 'classify';
    if (needsOne && !list.length)
      problem(
        `no-${kind}`,
        `${kind}s`,
        `No ${kind} is chosen.`,
        `Choose at least one. ${kind === 'target' && !isForecast ? ofWords : known}`,
      );
    for (const name of new Set(list)) {
      const where = `${kind} ${name}`;
      if (isWord === true ? words.includes(name) : isWord === false ? names.includes(name) : names.includes(name) || words.includes(name))
        continue;
      if (isWord === true)
        problem('unknown-words', where, `There is no column of words "${name}".`, ofWords, {
          column: name,
          values: { name, known: words.slice(0, 12).join(', ') },
        });
      else problem('unknown-column', where, `There is no numeric column "${name}".`, known, { column: name, values: { name } });
    }
    if (kind !== 'lag')
      for (const name of new Set(list.filter((n, i) => list.indexOf(n) !== i)))
        problem('repeated-column', `${kind} ${name}`, 'It is chosen twice.', 'Remove one of them.', { column: name });
  }
  for (const { column, rows } of design.lags)
    if (!Number.isInteger(rows) || rows < 1)
      problem('not-a-count', `lag ${column}`, `Expected a whole number from 1, got ${rows}.`, 'Write 1 or more.');
  for (const name of new Set([...design.targets, ...design.features, ...design.known])) {
    const largest = columnOf(dataset, name)?.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 0) ?? 0;
    if (largest > mostValue)
      problem(
        'values-too-large',
        `column ${name}`,
        `It holds values up to ${largest.toPrecision(2)}, too large to calculate with.`,
        `Use a larger unit, so that values stay below 1e18, or set such values missing.`,
        { column: name, values: { largest } },
      );
  }
  for (const name of new Set([...design.features, ...design.known, ...design.statics])) {
    const count = categoryOf(dataset, name)?.words.length ?? 0;
    if (count > mostWords && !(design.task === 'next' && design.targets.includes(name)))
      problem(
        'too-many-words',
        `column ${name}`,
        `It has ${count} different words, and each would be a column.`,
        `Choose columns of at most ${mostWords} words.`,
        { column: name, values: { count, most: mostWords } },
      );
  }
  if (design.calendar.length && !dataset.time)
    problem(
      'no-time',
      'calendar',
      'The rows have no time that a calendar could be read off.',
      'Take the calendar features out, or choose a time column.',
    );
  for (const name of design.statics) {
    const numbers = columnOf(dataset, name) ?? categoryOf(dataset, name)?.codes;
    if (numbers && !isOnce(dataset, numbers))
      problem(
        'not-static',
        `static ${name}`,
        'It changes within a series.',
        'Choose it as a feature, or choose a column that stays the same in each series.',
        { column: name },
      );
  }
}

function isOnce(dataset: Dataset, numbers: Float64Array): boolean {
  for (let s = 0; s < sequenceCount(dataset); s++) {
    const { from, to } = sequenceRows(dataset, s);
    let first = NaN;
    for (let row = from; row < to; row++) {
      if (first !== first) first = numbers[row];
      else if (numbers[row] === numbers[row] && numbers[row] !== first) return false;
    }
  }
  return true;
}

function checkSizes({ lookback, horizon, stride, gap, least, season }: DatasetDesign, problem: Problem): boolean {
  const whole = (value: number, where: string, smallest: number) => {
    if (Number.isInteger(value) && value >= smallest && value <= 1e6) return true;
    problem('not-a-count', where, `Expected a whole number from ${smallest}, got ${value}.`, `Write ${Math.max(smallest, 1)} or more.`);
    return false;
  };
  return [
    whole(lookback, 'lookback', 1),
    whole(horizon, 'horizon', 1),
    whole(stride, 'stride', 1),
    whole(gap, 'gap', -1),
    whole(least, 'least', 0),
    whole(season, 'season', 0),
  ].every(Boolean);
}

function checkTask(dataset: Dataset, design: DatasetDesign, problem: Problem): void {
  const { task, gap, horizon, targets, features } = design;
  if (task === 'forecast') {
    if (gap !== -1) return;
    if (horizon !== 1)
      problem(
        'present-horizon',
        'horizon',
        'A gap of -1 predicts the last row of the lookback, so there is one step to predict.',
        'Set the horizon to 1 or the gap to 0.',
      );
    for (const name of targets.filter((t) => features.includes(t) || isFolded(design)))
      problem(
        'target-is-feature',
        `target ${name}`,
        'With a gap of -1 the network would be shown what it is to predict.',
        'Take it out of the features, or set the gap to 0.',
        { column: name },
      );
    return;
  }
  if (targets.length > 1) problem('one-class', 'targets', 'One column gives the class.', 'Choose one of them.');
  if (task === 'classify' && !targets.length && !dataset.sequences?.labels)
    problem('no-classes', 'targets', 'The series have no classes.', 'Choose a column of words as the target, or another task.');
  if (task === 'classify')
    for (const name of targets.filter((t) => features.includes(t)))
      problem(
        'target-is-feature',
        `target ${name}`,
        'The network would be shown the class that it is to tell.',
        'Take it out of the features.',
        { column: name },
      );
  if (task === 'next' && targets[0] !== undefined && !features.includes(targets[0]))
    problem(
      'symbol-not-seen',
      'features',
      'The network is to continue symbols that it does not see.',
      `Choose "${targets[0]}" as a feature too.`,
      { column: targets[0] },
    );
}

/** What an augmentation makes of the rows to be predicted must be known too. */
function checkAugmentation({ task, augment }: DatasetDesign, problem: Problem): void {
  for (const { name } of augment) {
    if (task === 'next' || (task === 'forecast' && (name === 'slice' || name === 'timeWarp')))
      problem(
        'augment-task',
        `augmentation ${name}`,
        task === 'next'
          ? 'Symbols are no numbers that could be changed a little.'
          : 'It moves rows along time, and with them what is to be predicted.',
        task === 'next' ? 'Take it out.' : 'Use it for classes, or choose jitter, scaling, magnitudeWarp, masking or mixup.',
        { values: { name } },
      );
  }
}

function checkSeries(dataset: Dataset, design: DatasetDesign, problem: Problem): void {
  if (design.carries) {
    if (design.task !== 'next' || sequenceCount(dataset) > 1)
      problem(
        'carries-series',
        'carries',
        'States go on from window to window only along one text.',
        'Let states begin anew in each window.',
      );
    if (design.stride !== design.lookback)
      problem(
        'carries-stride',
        'stride',
        'States go on from a window to the next only where that begins right after it.',
        `Set the stride to ${design.lookback}, or let states begin anew.`,
        { values: { lookback: design.lookback } },
      );
  }
  if (isFolded(design) && design.scaleBy === 'all' && design.scaler !== 'none' && Object.keys(design.scalers).length)
    problem(
      'folded-scalers',
      'scalers',
      'Columns that are series are scaled alike, each by itself.',
      'Take the scalers of single columns out.',
    );
  const differenced = design.scaler === 'difference' || Object.values(design.scalers).includes('difference');
  if (differenced && design.task === 'forecast' && design.gap !== 0)
    problem(
      'difference-gap',
      'gap',
      'Differences are added up from the last known row, so every step from there is needed.',
      'Set the gap to 0, or choose another scaler.',
    );
  const bySeries = design.split.by === 'series' || design.split.by === 'column';
  if (bySeries && design.task === 'forecast' && design.scaleBy === 'series')
    problem(
      'scale-of-unseen',
      'scaleBy',
      'Series of the test part have no training rows to be scaled by.',
      'Scale all series together, and normalise within the window in the architecture.',
    );
  if (design.missingMask && design.missing === 'skip')
    problem(
      'mask-without-fill',
      'missingMask',
      'Windows with missing values are left out, so there is nothing to mark.',
      'Choose how missing values are filled.',
    );
}

/** Whether its parts can be looked at. */
function checkSplit(dataset: Dataset, design: DatasetDesign, problem: Problem): boolean {
  const { split } = design;
  const bad = (message: string, fix: string): false => {
    problem('bad-split', 'split', message, fix);
    return false;
  };
  const series = sequenceCount(dataset);
  switch (split.by) {
    case 'time':
      return checkTimeSplit(dataset, split, problem);
    case 'date': {
      if (!dataset.time) return bad('The rows have no time to split by.', 'Split by shares or by numbers of rows.');
      const moments = [split.validation, split.test, ...(split.end === undefined ? [] : [split.end])].map(momentOf);
      if (moments.some(Number.isNaN)) return bad('A date of the split is no moment.', 'Write dates as 2020-01-31 or 2020-01-31T12:00.');
      if (moments.some((m, i) => i > 0 && m < moments[i - 1]))
        return bad('Its dates are not in order.', 'Give validation, test and end in order of time.');
      return true;
    }
    case 'series': {
      const { train, validation, test, unit } = split;
      const shares = [train, validation, test];
      const sum = shares.reduce((a, b) => a + b);
      if (series < 2) return bad('There is one series, which cannot be in several parts.', 'Split by time.');
      if (split.group !== null && !categoryOf(dataset, split.group))
        return bad(`There is no column of words "${split.group}".`, 'Choose another group, or none.');
      if (shares.some((s) => !(s >= 0)) || !(train > 0))
        return bad('Each part is 0 or more, and training needs series.', 'Write for example 0.7, 0.1, 0.2.');
      if (unit === 'share' && sum > 1 + 1e-9) return bad(`The shares add up to ${sum.toPrecision(3)}.`, 'Together they are 1 at most.');
      if (unit === 'count' && (sum > series || !shares.every(Number.isInteger)))
        return bad(`The parts ask for ${sum} series, the dataset has ${series}.`, 'Make them smaller or use shares.');
      return true;
    }
    case 'column': {
      if (!categoryOf(dataset, split.column)) return bad(`There is no column of words "${split.column}".`, 'Choose another column.');
      const words = new Set(Array.from({ length: series }, (_, i) => wordOfSeries(dataset, split.column, i)));
      const unknown = [...split.validation, ...split.test].find((word) => !words.has(word));
      if (unknown !== undefined)
        return bad(`No series has "${unknown}" in column ${split.column}.`, `Words are ${[...words].slice(0, 12).join(', ')}.`);
      if (!(split.share >= 0 && split.share < 1)) return bad('The share for validation is from 0 to below 1.', 'Write for example 0.1.');
      return true;
    }
    default:
      return split satisfies never;
  }
}

function checkTimeSplit(dataset: Dataset, split: TimeSplit, problem: Problem): boolean {
  const shares = [split.train, split.validation, split.test];
  const sum = shares.reduce((a, b) => a + b);
  const bad = (message: string, fix: string): false => {
    problem('bad-split', 'split', message, fix);
    return false;
  };
  if (shares.some((s) => !(s >= 0)) || (!(split.train > 0) && split.unit !== 'last'))
    return bad('Each part is 0 or more, and training needs rows.', 'Write for example 0.7, 0.1, 0.2.');
  if (split.unit === 'share')
    return sum > 1 + 1e-9 ? bad(`The shares add up to ${sum.toPrecision(3)}.`, 'Together they are 1 at most.') : true;
  if (!shares.every(Number.isInteger)) {
    problem(
      'split-not-whole',
      'split',
      `Rows are counted in whole numbers, got ${shares.join(', ')}.`,
      'Write whole numbers of rows, or three shares like 0.7, 0.1, 0.2.',
    );
    return false;
  }
  if (!dataset.sequences && sum > dataset.rows)
    return bad(`The parts ask for ${sum} rows, the dataset has ${dataset.rows}.`, 'Make them smaller or use shares.');
  return true;
}

/** Room for a window in each part; of several series one is enough. */
function checkRoom(dataset: Dataset, design: DatasetDesign, problem: Problem): void {
  const { lookback, horizon, gap, task, windows } = design;
  const least = windows === 'series' ? 1 : design.least > 0 ? Math.min(design.least, lookback) : lookback;
  const ahead = task === 'forecast' ? gap + horizon : task === 'next' ? 1 : 0;
  const parts = partsOf(dataset, design);
  const longest = (part: PartName) => Math.max(...parts.map((p) => p[part].to - p[part].from));
  const needs = least + ahead;
  if (longest('train') < needs)
    problem(
      'too-few-rows',
      'training part',
      `One window needs ${counted(needs, 'row')} (lookback ${least}, gap ${gap}, horizon ${ahead - (task === 'forecast' ? gap : 0)}), the training part has ${Math.max(0, longest('train'))}.`,
      'Use a shorter lookback or horizon, or a larger training part.',
      { values: { needs, rows: longest('train') } },
    );
  for (const part of ['validation', 'test'] as const) {
    const rows = longest(part);
    // Forecasts may look back into the part before; a class or a symbol is told from the rows of its part.
    const wanted = task === 'forecast' ? horizon : needs;
    if (asksFor(design, part) && rows < wanted)
      problem(
        'too-few-rows',
        `${part} part`,
        `The horizon is ${counted(wanted, 'row')}, the ${part} part has ${rows}.`,
        'Use a shorter horizon or a larger part.',
        { values: { needs: wanted, rows } },
      );
  }
}

function asksFor({ split }: DatasetDesign, part: 'validation' | 'test'): boolean {
  switch (split.by) {
    case 'time':
    case 'series':
      return split[part] > 0;
    case 'date':
      return part === 'test' || split.validation !== split.test;
    case 'column':
      return split[part].length > 0;
    default:
      return split satisfies never;
  }
}
