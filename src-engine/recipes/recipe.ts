/**
 * Where a person begins who has touched nothing: a network, its sizes and how it is trained, from the task and the size of the data.
 * Every choice has its reason, to be shown beside it. What is learned from measuring stands in docs/ACCURACY.md: the wrapping - each
 * window from its last value, one step per segment, the whole horizon at once - matters more than the cell.
 */
import type { Architecture } from '../architecture.ts';
import type { DatasetDesign } from '../data/design.ts';
import { templateOf } from '../templates.ts';
import { startingSettings } from '../train/plan.ts';
import { fitSchedule, settingsFor, stepsPerEpoch, type TrainSettings } from '../train/settings.ts';
import { fitTemplate, seeRelative, tellLevel, tellSeries } from './fit-template.ts';

/** What a recipe looks at. */
export interface Facts {
  design: Pick<DatasetDesign, 'task' | 'lookback' | 'horizon'>;
  /** Training windows, over all series. */
  windows: number;
  /** Validation windows. */
  validation: number;
  /** Values of a row that the network sees. */
  features: number;
  /** Whether the past of a target is among them. */
  seesTarget: boolean;
  /** Whether some windows are shorter than the lookback. */
  isRagged: boolean;
  /** Rows of a season; 1 when there is none. */
  period: number;
  /** Symbols or classes; 0 of a forecast. */
  classes: number;
  /** That windows are from. */
  series: number;
  /** How little one season says of the next: 0 where it repeats, 1 and more where it says nothing. */
  seasonError: number;
  /** Whether the test part is of others than training: of other speakers, patients, machines. */
  isOfOthers: boolean;
  /** How much the level of a window says of where it goes, beyond its shape; 0 and less where it says nothing. */
  levelGain: number;
}

/** Why a choice is what it is: a code for the words, with their numbers, and the same in English. */
export interface Reason {
  of: 'template' | 'units' | 'segment' | 'level' | 'dropout' | 'series' | 'loss' | 'batch' | 'schedule' | 'epochs';
  code: string;
  text: string;
  values: Record<string, number>;
}

export interface Recipe {
  template: string;
  architecture: Architecture;
  settings: TrainSettings;
  reasons: Reason[];
}

export function recipeFor(facts: Facts): Recipe {
  const { task } = facts.design;
  if (task === 'classify') return classRecipe(facts);
  if (task === 'next') return symbolRecipe(facts);
  if (!facts.seesTarget) return sensorRecipe(facts);
  if (isSolvable(facts)) return solvedRecipe(facts);
  return forecastRecipe(facts);
}

const reason = (of: Reason['of'], code: string, text: string, values: Record<string, number> = {}): Reason => ({ of, code, text, values });

function forecastRecipe(facts: Facts): Recipe {
  const { windows, period, seasonError } = facts;
  const { lookback, horizon } = facts.design;
  const points = segmentLength(lookback, period);
  const isLarge = windows >= 25_000;
  const units = windows < 300 ? 16 : windows < 1500 ? 32 : isLarge ? 128 : 64;
  const repeats = seasonError < closely && lookback >= period && lookback * facts.features <= 2048;
  const template = points === 1 ? 'gru' : repeats ? 'segment-direct' : 'segment-gru';
  // The settings of the published network, for as much data as it was published on.
  const isMany = isLarge && template === 'segment-gru';
  const dropout = template === 'segment-direct' ? 0.1 : isLarge ? 0.5 : 0.4;
  const batch = windows < 500 ? 16 : windows < 3000 ? 32 : isMany ? 448 : isLarge ? 128 : 64;
  const knowsLevel = template === 'segment-gru' && facts.series === 1 && !facts.isRagged && facts.levelGain > worthSeeing;
  const rate = template === 'segment-direct' ? (isLarge ? 1e-3 : 2e-3) : knowsLevel ? 5e-4 : isLarge && !isMany ? 3e-4 : 1e-3;
  const fitted = fitTemplate(templateOf(template)!.architecture, {
    units,
    points,
    ahead: Math.min(points, horizon),
    whole: lookback,
    dropout,
  });
  const isToldApart = isMany && facts.series > 1 && facts.series <= mostTold;
  const levelled = knowsLevel ? tellLevel(fitted) : fitted;
  const architecture = isToldApart ? tellSeries(levelled) : levelled;
  const each = stepsPerEpoch(windows, { batch, accumulate: 1 });
  const epochs =
    template === 'segment-direct'
      ? epochsFor(each, 8000, isLarge ? 8 : 20)
      : isMany
        ? epochsFor(each, 1300, 10)
        : epochsFor(each, 3000, 12);
  const settings = fitSchedule({
    ...startingSettings(architecture, windows, batch),
    loss: isLarge ? 'mae' : 'huber',
    rate,
    schedule: isMany ? 'exponential' : 'cosine',
    epochs,
    patience: Math.max(5, Math.ceil(epochs / 3)),
  });
  const segments = { points, lookback, segments: lookback / points, period, parts: period / points };
  return {
    template,
    architecture,
    settings,
    reasons: [
      template === 'gru'
        ? reason('template', 'short-window', `${lookback} rows are too few to cut into segments.`, { lookback })
        : template === 'segment-direct'
          ? reason(
              'template',
              'repeats',
              `Seasons repeat: from one to the next a value changes ${Math.round(100 * seasonError)} % as much as within one. So every row of the window also leads straight to the forecast.`,
              { percent: Math.round(100 * seasonError) },
            )
          : reason('template', 'segments', 'One step per segment sees a long window in few steps and forecasts the whole horizon at once.'),
      ...(points === 1
        ? []
        : [
            points === period
              ? reason('segment', 'segment-season', `A segment is one season of ${period} rows.`, segments)
              : period > 2 && period % points === 0
                ? reason('segment', 'segment-part', `${period / points} segments of ${points} rows make a season of ${period}.`, segments)
                : reason('segment', 'segment-root', `${points} rows cut ${lookback} into ${lookback / points} segments.`, segments),
            reason('dropout', 'dropout', 'So much is left out at random while training, that nothing leans on a few values.', { dropout }),
          ]),
      ...(knowsLevel
        ? [
            reason(
              'level',
              'level-seen',
              'The series comes back to its level, so values are also seen as they are, and not only relative to the last one.',
            ),
          ]
        : []),
      ...(isToldApart
        ? [
            reason(
              'series',
              'series-vector',
              `Each of ${facts.series} series has a vector: the forecast knows which one a window is from.`,
              {
                series: facts.series,
              },
            ),
          ]
        : []),
      reason('units', 'units', `As many as ${windows} training windows can teach.`, { windows, units }),
      reason(
        'loss',
        isLarge ? 'loss-absolute' : 'loss-huber',
        'Large errors count by their size, not its square: a few wild rows do not lead.',
      ),
      ...trained(each, settings, facts),
    ],
  };
}

/** Training windows below which a forecast is solved for; steps along the gradient learn too little from so few (see docs/ACCURACY.md). */
const few = 300;

/** Every window is whole, and the rows of one are not so many that they alone could say each forecast. */
const isSolvable = ({ windows, features, isRagged, design }: Facts): boolean =>
  windows < few && !isRagged && design.lookback * features <= 512;

/** A linear forecast and a random loop beside it, solved by ridge regression: the strength is what validation chooses, up to repeating the last value. */
function solvedRecipe({ windows, design }: Facts): Recipe {
  const units = 100;
  const architecture = fitTemplate(templateOf('echo-direct')!.architecture, { units, whole: design.lookback, dropout: 0 });
  // A second minimum far down is chance on so short a validation part (nottem: test MSE .097 at it, .062 at the first).
  const settings = { ...startingSettings(architecture, windows, windows < 100 ? 16 : 32), patience: 3 };
  return {
    template: 'echo-direct',
    architecture,
    settings,
    reasons: [
      reason(
        'template',
        'few-windows',
        `${windows} windows are too few to learn from step by step: a loop of random weights and the window itself are read out, and that is solved for.`,
        { windows },
      ),
      reason('units', 'units-random', `${units} units that are never trained cost nothing but what reads them.`, { units }),
      reason('loss', 'loss-solved', 'What is solved for has the least squared error.'),
      reason('epochs', 'strengths', `Each tries another strength of the penalty on weights; the best on validation is kept.`, {
        strengths: settings.epochs,
      }),
    ],
  };
}

/** Without its own past there is no last value to start from, and what matters may be a single row: nothing is cut or anchored. */
function sensorRecipe(facts: Facts): Recipe {
  const { windows } = facts;
  const units = windows < 300 ? 16 : windows < 1500 ? 32 : 64;
  const batch = windows < 500 ? 16 : 32;
  const architecture = fitTemplate(templateOf('soft-sensor')!.architecture, { units, dropout: 0 });
  const each = stepsPerEpoch(windows, { batch, accumulate: 1 });
  const epochs = epochsFor(each, 3000, 12);
  const settings = fitSchedule({
    ...startingSettings(architecture, windows, batch),
    loss: 'huber',
    rate: 3e-3,
    schedule: 'cosine',
    epochs,
    patience: Math.max(5, Math.ceil(epochs / 3)),
  });
  return {
    template: 'soft-sensor',
    architecture,
    settings,
    reasons: [
      reason('template', 'unseen-target', 'The past of the target is not seen: the other columns are read row by row, and nothing else.'),
      reason('units', 'units', `As many as ${windows} training windows can teach.`, { windows, units }),
      reason('loss', 'loss-huber', 'Large errors count by their size, not its square: a few wild rows do not lead.'),
      ...trained(each, settings, facts),
    ],
  };
}

/** Series that each get a vector of their own: of many more each has too few windows to learn one from. */
const mostTold = 32;

/** Share of the squared error that knowing the level must save. */
const worthSeeing = 0.002;

/** A season is said to repeat closely below this share. */
const closely = 0.2;

/** Rows of a segment of a long series that is to be told apart (ECG200, Coffee, ArrowHead and GunPoint: see docs/ACCURACY.md). */
const shape = 8;

function classRecipe(facts: Facts): Recipe {
  const { windows, classes, design, features } = facts;
  const { lookback } = design;
  const isLong = lookback >= 10 * shape && features <= 8;
  const template = isLong ? 'segment-classifier' : 'classifier';
  const units = isLong ? 128 : 64;
  const batch = windows < 1000 ? 8 : 32;
  // Segments already leave little to lean on.
  const dropout = isLong ? 0.2 : 0.5;
  const fitted = fitTemplate(templateOf(template)!.architecture, { units, points: shape, dropout });
  const architecture = facts.isOfOthers ? seeRelative(fitted) : fitted;
  const each = stepsPerEpoch(windows, { batch, accumulate: 1 });
  const epochs = epochsFor(each, 3000, 20, isLong ? 100 : 150);
  const base = settingsFor(design, startingSettings(architecture, windows, batch));
  const settings = fitSchedule({ ...base, rate: 4e-3, schedule: 'cosine', epochs, patience: 0 });
  return {
    template,
    architecture,
    settings,
    reasons: [
      reason(
        'template',
        'classes',
        `Read both ways, with mean and largest value of every unit: what tells ${classes} classes apart may stand anywhere.`,
        {
          classes,
        },
      ),
      ...(isLong
        ? [
            reason('segment', 'segment-shape', `${lookback} rows are read as shapes of ${shape}: far fewer steps to remember over.`, {
              lookback,
              points: shape,
            }),
          ]
        : []),
      ...(facts.isOfOthers
        ? [
            reason(
              'level',
              'level-of-others',
              'The test part is of others than those it learns from: each series is seen relative to its own mean and spread, so that nobody is known by them.',
            ),
          ]
        : []),
      reason('dropout', 'dropout', 'So much is left out at random while training, that nothing leans on a few values.', { dropout }),
      ...trained(each, settings, facts),
    ],
  };
}

function symbolRecipe(facts: Facts): Recipe {
  const { windows, classes, design } = facts;
  const units = windows < 1000 ? 128 : 256;
  const architecture = fitTemplate(templateOf('characters')!.architecture, { units, codes: classes, dropout: 0.1 });
  const batch = windows < 1000 ? 16 : 32;
  const each = stepsPerEpoch(windows, { batch, accumulate: 1 });
  const epochs = 12;
  const base = settingsFor(design, startingSettings(architecture, windows, batch));
  const settings = fitSchedule({ ...base, rate: 3e-3, schedule: 'cosine', epochs, patience: 4 });
  return {
    template: 'characters',
    architecture,
    settings,
    reasons: [
      reason('template', 'symbols', `A vector for each of ${classes} symbols, and a state that goes on from window to window.`, {
        classes,
      }),
      reason('units', 'units-text', `${units} units for ${windows} windows of text.`, { units, windows }),
      ...trained(each, settings, facts),
    ],
  };
}

/** Of `each` steps an epoch. */
const trained = (each: number, { epochs, schedule }: TrainSettings, facts: Facts): Reason[] => [
  reason('batch', 'batch', `${each} steps an epoch.`, { steps: each }),
  whichIsKept(epochs * each, facts),
  schedule === 'exponential'
    ? reason('schedule', 'exponential', 'The rate falls from epoch to epoch, after the first ones.')
    : reason('schedule', 'cosine', 'The rate falls to nothing over the epochs, so that the last ones settle.'),
];

/** See best-epoch.ts. */
function whichIsKept(steps: number, { validation, design }: Facts): Reason {
  if (!validation)
    return reason('epochs', 'epochs-unheard', `${steps} steps in all; nothing is kept back to choose among them.`, { steps });
  if (design.task === 'classify')
    return reason('epochs', 'epochs-told', `${steps} steps in all; the last epoch that tells about as many right as the best is kept.`, {
      steps,
    });
  return reason('epochs', 'epochs', `${steps} steps in all; the best epoch on validation is kept.`, { steps });
}

/** Epochs that come to about so many steps, and at least some. */
const epochsFor = (each: number, steps: number, least: number, most = 200): number =>
  Math.min(most, Math.max(least, Math.ceil(steps / each)));

/**
 * Rows of a segment: a season, where the window holds two of them; else the largest part of a season that fits; else what
 * cuts the window into about as many segments as a segment has rows. It always divides the window. 1: not worth cutting.
 */
export function segmentLength(lookback: number, period: number): number {
  const fits = (points: number) => lookback % points === 0 && lookback / points >= 2;
  if (lookback < 8) return 1;
  if (period > 2 && period <= 48 && fits(period)) return period;
  const divisors = Array.from({ length: Math.floor(lookback / 2) }, (_, i) => i + 1).filter((n) => n > 1 && n <= 48 && fits(n));
  const ofSeason = divisors.filter((n) => period > 2 && period % n === 0 && n >= 4);
  if (ofSeason.length) return Math.max(...ofSeason);
  const wanted = Math.sqrt(lookback);
  return divisors.length ? divisors.reduce((a, b) => (Math.abs(Math.log(b / wanted)) < Math.abs(Math.log(a / wanted)) ? b : a)) : 1;
}
