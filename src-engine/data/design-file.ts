/**
 * A design as JSON: read strictly, with the place of what is wrong; what is left out has its default. The only place that knows
 * earlier versions. Every design that comes from a file, a store, a window or a command line comes through here.
 */
import type { Issue } from '../issue.ts';
import { augmentationNames, augmentationOf, defaultAugmentation, type Augmentation, type AugmentationName } from './augmentations.ts';
import { calendarNames } from './calendar-features.ts';
import { missingRules, scalerNames, taskKinds, type DatasetDesign, type Folds, type Lag, type ScalerName, type Split } from './design.ts';
import { sayValue } from '../say-value.ts';
import { momentOf } from './calendar.ts';

import { Reader, type Where } from './json-reader.ts';

export const newDesign: DatasetDesign = {
  version: 2,
  task: 'forecast',
  series: 'rows',
  targets: [],
  features: [],
  known: [],
  calendar: [],
  lags: [],
  statics: [],
  windows: 'rolling',
  lookback: 48,
  least: 0,
  horizon: 12,
  stride: 1,
  gap: 0,
  carries: false,
  split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
  scaler: 'standard',
  scalers: {},
  scaleBy: 'all',
  missing: 'skip',
  missingMask: false,
  augment: [],
  classWeights: 'none',
  season: 0,
};

/** `base`: where what is left out comes from. Nothing is checked against a dataset; `checkDesign` does that. */
export function readDesign(json: unknown, base: DatasetDesign = newDesign): { design?: DatasetDesign; issues: Issue[] } {
  const read = new Reader();
  const root = read.object(json, 'file', undefined);
  const given = root && migrated(root);
  if (!given || !read.object(given, 'file', Object.keys(newDesign))) return { issues: read.issues };
  if (given.version !== undefined && given.version !== 2)
    read.refuse(
      'file.version',
      `This reads versions 1 and 2, the file says ${sayValue(given.version)}.`,
      'Use a newer Loopwright, or write "version": 2.',
    );
  const design: DatasetDesign = {
    version: 2,
    task: read.choice(given.task, 'task', taskKinds, base.task),
    series: read.choice(given.series, 'series', ['rows', 'columns'] as const, base.series),
    targets: read.names(given.targets, 'targets', base.targets),
    features: read.names(given.features, 'features', base.features),
    known: read.names(given.known, 'known', base.known),
    calendar: read.choices(given.calendar, 'calendar', calendarNames, base.calendar),
    lags: given.lags === undefined ? base.lags : readLags(read, given.lags),
    statics: read.names(given.statics, 'statics', base.statics),
    windows: read.choice(given.windows, 'windows', ['rolling', 'series'] as const, base.windows),
    lookback: read.number(given.lookback, 'lookback', base.lookback),
    least: read.number(given.least, 'least', base.least),
    horizon: read.number(given.horizon, 'horizon', base.horizon),
    stride: read.number(given.stride, 'stride', base.stride),
    gap: read.number(given.gap, 'gap', base.gap),
    carries: read.flag(given.carries, 'carries', base.carries),
    split: given.split === undefined ? base.split : readSplit(read, given.split),
    scaler: read.choice(given.scaler, 'scaler', scalerNames, base.scaler),
    scalers: given.scalers === undefined ? base.scalers : readScalers(read, given.scalers),
    scaleBy: read.choice(given.scaleBy, 'scaleBy', ['all', 'series'] as const, base.scaleBy),
    missing: read.choice(given.missing, 'missing', missingRules, base.missing),
    missingMask: read.flag(given.missingMask, 'missingMask', base.missingMask),
    augment: given.augment === undefined ? base.augment : readAugmentations(read, given.augment),
    classWeights: read.choice(given.classWeights, 'classWeights', ['none', 'balanced'] as const, base.classWeights),
    season: read.number(given.season, 'season', base.season),
  };
  return read.issues.length ? { issues: read.issues } : { design, issues: [] };
}

/** A design of which only some is said. Throws on what cannot be one: for code, not for what a person wrote. */
export function designOf(some: Partial<DatasetDesign>): DatasetDesign {
  return { ...newDesign, ...some };
}

/** One that is stored: of this version or an earlier one. */
export function storedDesign(json: unknown): DatasetDesign {
  const { design, issues } = readDesign(json);
  if (!design) throw new Error(`a stored design cannot be read: ${issues[0].where}: ${issues[0].message}`);
  return design;
}

/** Version 1 knew forecasts of one series with splits by time; everything it says is said in the same words. */
function migrated(given: Record<string, unknown>): Record<string, unknown> {
  if (given.version !== 1) return given;
  const { split } = given;
  return {
    ...given,
    version: 2,
    ...(typeof split === 'object' && split !== null && !('by' in split) ? { split: { by: 'time', ...split } } : {}),
  };
}

/** The same design is the same text: keys in order, and what cannot matter left out. What a hash is taken of. */
export function canonicalDesign(design: DatasetDesign): string {
  return JSON.stringify(sorted(design));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function readLags(read: Reader, json: unknown): Lag[] {
  return read.list(json, 'lags').flatMap((item, i): Lag[] => {
    const where = `lags[${i}]`;
    const lag = read.object(item, where, ['column', 'rows']);
    return lag ? [{ column: read.name(lag.column, `${where}.column`), rows: read.whole(lag.rows, `${where}.rows`, 1, 1) }] : [];
  });
}

function readScalers(read: Reader, json: unknown): Record<string, ScalerName> {
  const given = read.object(json, 'scalers', undefined) ?? {};
  // fromEntries makes properties of its own, also of a column that is called __proto__.
  return Object.fromEntries(
    Object.entries(given).map(([column, name]) => [column, read.choice(name, `scalers.${column}`, scalerNames, 'standard')]),
  );
}

function readAugmentations(read: Reader, json: unknown): Augmentation[] {
  return read.list(json, 'augment').flatMap((item, i): Augmentation[] => {
    const where = `augment[${i}]`;
    // A name alone is that one with its usual settings.
    const given: Record<string, unknown> | undefined = typeof item === 'string' ? { name: item } : read.object(item, where, undefined);
    if (!given) return [];
    if (!(augmentationNames as unknown[]).includes(given.name)) {
      read.refuse(
        `${where}.name`,
        `There is no augmentation ${JSON.stringify(given.name ?? null)}.`,
        `Choose from ${augmentationNames.join(', ')}.`,
      );
      return [];
    }
    const name = given.name as AugmentationName;
    const known = augmentationOf(name).settings;
    read.object(given, where, ['name', 'chance', ...Object.keys(known)]);
    const usual = defaultAugmentation(name);
    const numbers = Object.entries(known).map(([key, { least, most, whole }]): [string, number] => {
      const value = read.number(given[key], `${where}.${key}`, usual[key as 'deviation']!);
      if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
        read.refuse(
          `${where}.${key}`,
          `Expected a ${whole ? 'whole ' : ''}number from ${least} to ${most}, got ${value}.`,
          `The default is ${usual[key as 'deviation']}.`,
        );
      return [key, value];
    });
    const chance = read.number(given.chance, `${where}.chance`, 1);
    if (!(chance >= 0 && chance <= 1)) read.refuse(`${where}.chance`, `A chance is from 0 to 1, got ${chance}.`, 'The default is 1.');
    return [{ name, chance, ...Object.fromEntries(numbers) }];
  });
}

const readApart = (read: Reader, apart: unknown): { apart?: number } =>
  apart === undefined ? {} : { apart: read.whole(apart, 'split.apart', 0, 0) };

function readSplit(read: Reader, json: unknown): Split {
  const fallback = newDesign.split;
  const given = read.object(json, 'split', undefined);
  if (!given) return fallback;
  const share = (key: string, base: number): number => read.number(given[key], `split.${key}`, base);
  const by = read.choice(given.by, 'split.by', ['time', 'date', 'series', 'column'] as const, 'time');
  const only = (keys: string[]): void => void read.object(given, 'split', ['by', ...keys]);
  switch (by) {
    case 'time': {
      only(['unit', 'train', 'validation', 'test', 'apart', 'folds']);
      const unit = read.choice(given.unit, 'split.unit', ['share', 'rows', 'last'] as const, 'share');
      const usual = unit === 'share' ? { train: 0.7, validation: 0.1, test: 0.2 } : { train: 0, validation: 0, test: 0 };
      return {
        by,
        unit,
        train: share('train', usual.train),
        validation: share('validation', usual.validation),
        test: share('test', usual.test),
        ...readApart(read, given.apart),
        ...(given.folds === undefined ? {} : { folds: readFolds(read, given.folds) }),
      };
    }
    case 'date': {
      only(['validation', 'test', 'end', 'apart']);
      const moment = (key: string): string => {
        const text = read.name(given[key], `split.${key}`);
        if (text && Number.isNaN(momentOf(text)))
          read.refuse(`split.${key}`, `"${text}" is no moment.`, 'Write it as 2020-01-31 or 2020-01-31T12:00.');
        return text;
      };
      return {
        by,
        validation: moment('validation'),
        test: moment('test'),
        ...(given.end === undefined ? {} : { end: moment('end') }),
        ...readApart(read, given.apart),
      };
    }
    case 'series':
      only(['unit', 'train', 'validation', 'test', 'order', 'seed', 'group']);
      return {
        by,
        unit: read.choice(given.unit, 'split.unit', ['share', 'count'] as const, 'share'),
        train: share('train', 0.7),
        validation: share('validation', 0.1),
        test: share('test', 0.2),
        order: read.choice(given.order, 'split.order', ['shuffled', 'given'] as const, 'shuffled'),
        seed: read.whole(given.seed, 'split.seed', 0, 1),
        group: given.group === undefined || given.group === null ? null : read.name(given.group, 'split.group'),
      };
    case 'column':
      only(['column', 'validation', 'test', 'share', 'seed']);
      return {
        by,
        column: read.name(given.column, 'split.column'),
        validation: read.names(given.validation, 'split.validation', []),
        test: read.names(given.test, 'split.test', []),
        share: share('share', 0),
        seed: read.whole(given.seed, 'split.seed', 0, 1),
      };
    default:
      return by satisfies never;
  }
}

function readFolds(read: Reader, json: unknown): Folds {
  const where: Where = 'split.folds';
  const given = read.object(json, where, ['count', 'train', 'fold']) ?? {};
  const count = read.whole(given.count, `${where}.count`, 1, 1);
  const fold = read.whole(given.fold, `${where}.fold`, 0, count - 1);
  if (fold >= count)
    read.refuse(`${where}.fold`, `Folds are counted from 0 to ${count - 1}, got ${fold}.`, `Write ${count - 1} for the last.`);
  return { count, train: read.choice(given.train, `${where}.train`, ['expanding', 'sliding'] as const, 'expanding'), fold };
}
