// Texts of the Train page. Its Chinese pair is zh-CN/train.ts, typed by this one: a string that is missing there does not compile.
import { metrics, type MetricName } from '#engine/train/metrics.ts';
import type { ClassScores } from '#engine/train/class-scorer.ts';
import { classMetrics, type ClassMetricName } from '#engine/train/metrics-classes.ts';
import { symbolMetrics, type SymbolMetricName } from '#engine/train/metrics-symbols.ts';
import { baselines, type BaselineName, type MainBaseline } from '#engine/train/baselines.ts';
import { sayClasses, type ClassVerdict } from '#engine/train/class-verdict.ts';
import { sayTuning, type Tuning } from '#engine/train/tuning.ts';
import { englishVerdictWith, type VerdictWords } from '#engine/train/verdict-words.ts';
import type { StopReason } from '#engine/train/train.ts';
import type { RunStatus } from '#shared/records.ts';
import type { Comparison } from '../../features/train/model/comparison.ts';
import type { SeasonName } from '../../features/train/model/season.ts';
import type { Piece } from '../../features/train/words/pieces.ts';
import { englishToldVerdict, type ToldVerdictWords } from '#engine/train/told-verdict-words.ts';
import { count, percent } from '../format.ts';
import { settingWords } from './train-settings.ts';

const n = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;
const numbers = ['no', 'one', 'two', 'three', 'four'];
const inWords = (value: number): string => numbers[value] ?? count(value);

/** How large a difference is: `24 %`, `over 99 %`, `4.2 times`. */
const size = ({ tone, share }: Comparison): string => {
  if (tone === 'better') return share > 0.995 ? 'over 99\u00a0%' : percent(share);
  return share > 1 ? `${share + 1 >= 9.95 ? count(Math.round(share + 1)) : (share + 1).toFixed(1)} times` : percent(share);
};

const seasonLabels: Record<SeasonName, string> = {
  lastMinute: 'repeat last minute',
  lastHour: 'repeat last hour',
  yesterday: 'repeat yesterday',
  lastWeek: 'repeat last week',
  lastYear: 'repeat last year',
  season: 'repeat last season',
};
const seasonDoing: Record<SeasonName, string> = {
  lastMinute: 'repeating the last minute',
  lastHour: 'repeating the last hour',
  yesterday: 'repeating yesterday',
  lastWeek: 'repeating last week',
  lastYear: 'repeating last year',
  season: 'repeating the last season',
};

export const train = {
  title: 'Train',
  noProject: 'Open a dataset first',
  noProjectAbout: 'A network is trained on the windows of a dataset.',
  lookingAtData: 'Looking at the data',
  lookingAtDataAbout: 'Windows are counted and a network is chosen for them; a moment.',
  noArchitecture: 'Draw a network first',
  noArchitectureAbout: 'The dataset is ready. What is to be trained is drawn on the Architecture page, or taken from a template there.',
  toData: 'Go to Data',
  toArchitecture: 'Go to Architecture',

  // the list
  runs: 'Runs',
  newRun: 'New run',
  groups: { running: 'Running', queued: 'Queued', done: 'Done' },
  listFoot: 'Resume is bit-exact: closing the window loses nothing.',
  actionsOf: (name: string) => `What can be done with ${name}`,
  statuses: {
    queued: 'queued',
    running: 'running',
    paused: 'paused',
    interrupted: 'interrupted',
    finished: 'finished',
    stopped: 'stopped',
    failed: 'failed',
  } as Record<RunStatus, string>,
  epochOf: (epoch: number, epochs: number) => `${count(epoch)} / ${count(epochs)}`,
  at: (status: string, place: string) => `${status} at ${place}`,
  preparing: 'preparing',
  nextIn: (duration: string) => `next, about ${duration}`,
  next: 'next',
  behind: (runs: number) => `after ${n(runs, 'run', 'runs')}`,
  worseThanNaive: 'worse than repeating',
  worseThanMost: 'worse than the most frequent',
  tunedFrom: (name: string) => `tuned from ${name}`,
  itemLabel: (name: string, about: string, error: string) => `${name}, ${about}${error ? `, error ${error}` : ''}`,
  removed: (name: string) => `${name} was deleted.`,
  removedGoing: (name: string) => `${name} was ended and deleted.`,

  // baselines: at the end of a line, and inside a sentence
  baselineLabel: (name: MainBaseline, season: SeasonName): string =>
    ({ naive: 'repeat last value', linear: 'linear', majority: 'most frequent', seasonalNaive: seasonLabels[season] })[name],
  /** Those that stand in tables only. */
  otherBaseline: (name: Exclude<BaselineName, MainBaseline>): string =>
    ({ drift: 'drift', mean: 'mean so far', theta: 'Theta', ets: 'ETS', naive2: 'Naive2' })[name],
  otherBaselineAbout: (name: Exclude<BaselineName, MainBaseline>): string => baselines[name].help,
  baselineDoing: (name: MainBaseline, season: SeasonName): string =>
    ({
      naive: 'repeating the last value',
      linear: 'the linear baseline',
      majority: 'always saying the most frequent',
      seasonalNaive: seasonDoing[season],
    })[name],
  baselineAbout: (name: MainBaseline, rows: string): string =>
    ({
      naive: 'Every step of the forecast is the last known value.',
      linear: 'Ridge regression from the lookback to every step; its strength is chosen on the validation part.',
      majority: 'Always the one that came most often in the training part, each as likely as it was there.',
      seasonalNaive: `Every step of the forecast is the value one season (${rows}) before.`,
    })[name],

  /** 24 % better than repeating yesterday */
  against: (c: Comparison, whom: string): Piece[] => {
    if (c.tone === 'level') return [{ text: 'level', tone: 'strong' }, ` with ${whom}`];
    if (c.tone === 'better') return [{ text: `${size(c)} better`, tone: 'better' }, ` than ${whom}`];
    if (!Number.isFinite(c.share)) return [{ text: 'worse', tone: 'worse' }, ` than ${whom}, which makes no error at all`];
    return c.share > 1
      ? [{ text: `${size(c)} the error`, tone: 'worse' }, ` of ${whom}`]
      : [{ text: `${size(c)} worse`, tone: 'worse' }, ` than ${whom}`];
  },
  /** Short times of estimates: 1.3 s. */
  shortSeconds: (seconds: string) => `${seconds} s`,
  roughly: (duration: string) => `about ${duration}`,
  lessThanSecond: 'less than a second',
  /** The same without saying than what: for a cell of a table. */
  difference: (c: Comparison): string =>
    c.tone === 'level'
      ? 'level'
      : c.tone === 'better'
        ? `${size(c)} better`
        : !Number.isFinite(c.share)
          ? 'worse'
          : c.share > 1
            ? `${size(c)} the error`
            : `${size(c)} worse`,
  list: (items: Piece[][]): Piece[] => items.flatMap((item, i) => (i === 0 ? item : [i === items.length - 1 ? ' and ' : ', ', ...item])),

  // the sentence at the top
  say: {
    queued: 'It starts in a moment.',
    waiting: (runs: number) => `It waits until ${n(runs, 'run before it is', 'runs before it are')} done.`,
    preparing: 'Preparing: windows, weights and baselines.',
    firstEpoch: (epochs: number): string => (epochs === 1 ? 'The only epoch is under way.' : `Epoch 1 of ${count(epochs)} is under way.`),
    firstEpochAbout: 'The first verdict comes at its end.',
    place: (status: RunStatus, epoch: number, epochs: number): string => {
      const where = `${epoch === 0 ? 'before the first epoch was complete' : `epoch ${count(epoch)} of ${count(epochs)}`}`;
      if (status === 'running') return `Epoch ${count(epoch)} of ${count(epochs)}: `;
      const word = { paused: 'Paused', interrupted: 'Interrupted', stopped: 'Stopped', failed: 'Failed' }[status as string] ?? 'Ended';
      return epoch === 0 ? `${word} ${where}` : `${word} after ${where}: `;
    },
    stop: '.',
    improving: ', still improving.',
    stalled: (epochs: number): string => (epochs === 1 ? ', no gain in the last epoch.' : `, no gain for ${count(epochs)} epochs.`),
    validationError: (error: string) => `validation error ${error}`,
    trainingLoss: (loss: string) => `training loss ${loss}`,
    atBest: 'at best ',
    falling: ', still falling.',
    left: (seconds: number): string => {
      if (seconds < 8) return 'A few seconds left.';
      if (seconds < 55) return `About ${Math.round(seconds / 5) * 5} s left.`;
      if (seconds < 5400) return `About ${Math.max(1, Math.round(seconds / 60))} min left.`;
      return `About ${(seconds / 3600).toFixed(1)} hours left.`;
    },
    /** It is level with the linear baseline (0.390 against 0.386). */
    /** The numbers are left out where the line is long without them. */
    it: (rest: Piece[], numbers?: [error: string, other: string]): Piece[] => [
      'It is ',
      ...rest,
      numbers ? ` (${numbers[0]} against ${numbers[1]}).` : '.',
    ],
    stopsAfter: (epochs: number) => `It stops after ${count(epochs)} more without gain.`,
    pausedAbout: 'The checkpoint is written. Resuming goes on with the same bits.',
    failed: 'It failed.',
    diverged: 'It diverged: the loss grew beyond all bounds.',
  },

  // the verdict at the end
  verdictWords: (season: SeasonName): VerdictWords =>
    englishVerdictWith((name) =>
      name === 'naive' ? 'repeating the last value' : name === 'linear' ? 'the linear baseline' : seasonDoing[season],
    ),
  toldVerdict: englishToldVerdict as ToldVerdictWords,
  nextLabel: 'Next:',
  intervalBand: (level: string): string => `${level} interval`,
  /** Said by the network itself; the level is not known before the end. */
  ownBand: (level: string): string => `the network's own ${level ? `${level} interval` : 'interval'}`,
  intervals: 'Prediction intervals',
  intervalsAbout: (windows: number): string =>
    `As wide at each step as the errors on ${n(windows, 'validation window', 'validation windows')} reached (conformal calibration).`,
  quantilesAbout: 'Said by the network itself.',
  ownShort: 'its own',
  calibratedShort: 'calibrated',
  wqlAbout: (wql: string, pinball: string): string =>
    `The network's own quantiles: weighted quantile loss ${wql}, pinball loss ${pinball}; lower is better.`,
  level: 'Level',
  coverage: 'Holds',
  coverageAbout: 'Share of the true values of the test part inside the interval; the nearer to its level the better.',
  width: 'Width',
  widthAbout: 'Mean width on the test part, in the unit of the target. Lower is better, at equal coverage.',
  intervalScore: 'Score',
  intervalScoreAbout: 'Width with a penalty for what lies outside (Winkler 1972). Lower is better.',
  noIntervals: 'Too few validation windows for an interval.',
  notMeasured: 'There is no test part to measure its coverage on.',
  residuals: 'Errors that are left',
  residualsAbout: (part: 'validation' | 'test'): string => `truth less forecast, ${part} part`,
  residualHistogram: 'How large they are',
  residualCorrelation: 'One step ahead: correlation with the error before, by rows',
  residualLimit: 'Without anything left to learn, 95 % lie between the dashed lines.',
  residualBin: (from: string, to: string): string => `${from} to ${to}`,
  residualCount: 'values',
  lag: 'rows before',
  correlation: 'correlation',
  verdict: {
    on: (windows: number, part: 'validation' | 'test'): string => `on ${n(windows, `${part} window`, `${part} windows`)}`,
    all: (baselines: number, on: string): Piece[] =>
      baselines === 1
        ? ['It ', { text: 'beats', tone: 'better' }, ` the only baseline ${on}.`]
        : [
            'It ',
            { text: 'beats', tone: 'better' },
            baselines === 2 ? ` both baselines ${on}.` : ` all ${inWords(baselines)} baselines ${on}.`,
          ],
    some: (beaten: number, baselines: number, on: string): Piece[] => [
      'It ',
      { text: `beats ${inWords(beaten)}`, tone: 'better' },
      ` of ${inWords(baselines)} baselines ${on}.`,
    ],
    none: (baselines: number, on: string): Piece[] => [
      'It ',
      { text: 'beats no baseline', tone: 'worse' },
      baselines > 1 ? ` of ${inWords(baselines)} ${on}.` : ` ${on}.`,
    ],
    noBaselines: (error: string, on: string) => `Its error is ${error} ${on}; no baseline makes sense here.`,
    sentence: (pieces: Piece[]): Piece[] => [...capital(pieces), '.'],
    onValidationOnly: 'There is no test part: the validation windows also chose its best epoch, so this flatters it.',
    nothingKept: (epochs: number, first: string, last: string) =>
      `In ${n(epochs, 'epoch', 'epochs')} the training loss went from ${first} to ${last}.`,
    nothingKeptAbout: 'No rows were kept back, so nothing can be said about new ones.',
    noEpoch: 'It ended before its first epoch was complete.',
    best: (best: number, epochs: number, reason: StopReason | null, patience: number, duration: string): string => {
      const took = duration ? ` It took ${duration}.` : '';
      const why =
        reason === 'patience'
          ? `; it stopped after ${patience} without gain`
          : reason === 'stopped'
            ? '; it was stopped'
            : reason === 'diverged'
              ? '; then it diverged'
              : '';
      return `Its best epoch was ${count(best)} of ${count(epochs)}${why}.${took}`;
    },
    /** Tuning helped: 12 % better than before on 2,857 test windows. */
    tuned: (c: Comparison, on: string): Piece[] => {
      if (c.tone === 'level') return ['Tuning ', { text: 'changed little', tone: 'strong' }, `: level with before ${on}.`];
      const isTimes = c.share > 1 && c.tone === 'worse';
      return [
        'Tuning ',
        { text: c.tone === 'better' ? 'helped' : 'did harm', tone: c.tone },
        ': ',
        { text: isTimes ? `${size(c)} the error` : `${size(c)} ${c.tone}`, tone: c.tone },
        ` ${isTimes ? 'of' : 'than'} before ${on}.`,
      ];
    },
    beforeAfter: (before: string, after: string) => `The checkpoint it began from has an error of ${before} there, it has ${after}.`,
  },

  // buttons
  pause: 'Pause',
  pausing: 'Pausing…',
  resume: 'Resume',
  resuming: 'Resuming…',
  tryAgain: 'Try again',
  stop: 'Stop and keep best',
  stopping: 'Stopping…',
  unqueue: 'Take out of the queue',
  fineTune: 'Fine-tune',
  changeInCopy: 'Change in a copy',
  exportIt: 'Export',
  copyCurve: 'Copy the curve as a table',
  copied: 'The curve is in the clipboard, one row per epoch.',

  // the error chart
  error: 'Error',
  lower: 'lower is better',
  classVerdict: (verdict: ClassVerdict): { sentence: string; next: string } => sayClasses(verdict),
  tuning: (tuning: Tuning): string => sayTuning(tuning),
  classes: {
    /** It tells 96.3 % of 54 test windows right, always saying the most frequent 11.1 %. */
    verdict: (
      told: ClassScores,
      most: ClassScores | undefined,
      part: 'validation' | 'test',
      isNext: boolean,
      tone: 'better' | 'worse' | 'strong',
    ): Piece[] => [
      'It tells ',
      { text: percent(told.accuracy), tone },
      ` of ${n(told.count, `${part} ${isNext ? 'symbol' : 'window'}`, `${part} ${isNext ? 'symbols' : 'windows'}`)} right`,
      most ? `, always saying the most frequent ${percent(most.accuracy)}.` : '.',
    ],
    told: (told: number, isNext: boolean) => (isNext ? n(told, 'symbol', 'symbols') : n(told, 'window', 'windows')),
    confusion: 'What is taken for what',
    confusionAbout: 'rows: what it is; columns: what the network says',
    metrics: {
      accuracy: classMetrics.accuracy,
      balancedAccuracy: classMetrics.balancedAccuracy,
      precision: classMetrics.precision,
      recall: classMetrics.recall,
      f1: classMetrics.f1,
      f1Micro: classMetrics.f1Micro,
      rocAuc: classMetrics.rocAuc,
      perplexity: symbolMetrics.perplexity,
      bitsPerCharacter: symbolMetrics.bitsPerCharacter,
      crossEntropy: { label: 'Cross-entropy', help: 'Mean of minus the natural logarithm of the probability of the right one.' },
    } as Record<ClassMetricName | SymbolMetricName | 'crossEntropy', { label: string; help: string }>,
  },
  measures: { mse: 'MSE', mae: 'MAE', crossEntropy: 'Cross-entropy' },
  standardised: (measure: string) => `${measure} on standardised values`,
  inNats: 'Cross-entropy, in nats',
  ownSpace: (loss: string) => `${loss} loss on the network's own scale`,
  ownUnits: (loss: string) => `${loss} loss in units`,
  whichCurve: 'Which error',
  lossOption: (loss: string) => `${loss} loss`,
  logAxis: 'Axis',
  linearOption: 'linear',
  logOption: 'log',
  epoch: 'epoch',
  epochN: (epoch: number) => `epoch ${count(epoch)}`,
  lines: { validation: 'validation', training: 'training', step: 'training, step' },
  bestAt: (label: string, epoch: number) => `${label}, best, epoch ${count(epoch)}`,
  bestHere: (error: string, epoch: number) => `${error} best, epoch ${count(epoch)}`,
  curveName: (name: string) => `Error of ${name} by epoch`,
  waitingForSteps: 'The curve begins with the first step.',
  zoomed: 'Show all',

  // forecast against truth
  forecastTitle: 'Forecast against truth',
  /** OT °C, 3 validation windows, after epoch 18 */
  forecastAbout: (target: string, windows: number, part: 'validation' | 'train', epoch: string): string =>
    `${target ? `${target}, ` : ''}${part === 'validation' ? n(windows, 'validation window', 'validation windows') : n(windows, 'training window', 'training windows')}, ${epoch}`,
  afterEpoch: (epoch: number) => `after epoch ${count(epoch)}`,
  atBestEpoch: (epoch: number) => `best epoch ${count(epoch)}`,
  truth: 'truth',
  forecast: 'forecast',
  whichTarget: 'Target',
  /** Where there is no room for the mean. */
  shortError: 'error',
  meanError: 'mean error',
  naiveError: (label: string, error: string) => `${label}: ${error}`,
  panelName: (when: string, error: string) => `Window of ${when}, mean error ${error}`,
  step: 'step',
  noForecastYet: 'the first forecast comes with the first epoch',
  datasetGone: 'The dataset of this run was deleted, so its truth cannot be drawn.',
  datasetReread: 'The dataset was read again since, and its numbers differ; the truth drawn here is the new one.',

  // results
  results: 'On the test windows',
  resultsValidation: 'On the validation windows',
  inUnits: 'in your units',
  target: 'Target',
  byStep: 'Error by step of the horizon',
  byStepAbout: 'scaled MSE',
  ahead: (unit: string) => `${unit} ahead`,
  rowsAhead: 'rows',
  network: 'network',
  beforeTuning: 'before tuning',
  better: { level: 'the nearer to its level the better', lower: 'lower is better', higher: 'higher is better' },
  maeAgainst: (whom: string) => `The MAE of the network against that of ${whom}.`,
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([name, { label, help }]) => [name, { label: label === 'R2' ? 'R²' : label, help }]),
  ) as Record<MetricName, { label: string; help: string }>,

  // settings
  settings: 'Settings',
  fixed: 'fixed while it runs',
  asTrained: 'as it was trained',
  advanced: 'Advanced',
  atDefaults: (count: number, all: number): string => (count === all ? `${all} at their defaults` : `${all - count} of ${all} changed`),
  reset: 'Back to the first values',
  ...settingWords,
  backendNow: (name: string) => `here ${name}`,
  backendNeeds: 'for a GPU; its package is added by hand',
  threadsNow: (threads: number) => `all ${count(threads)}`,

  // what is going on, at the right
  thisEpoch: 'This epoch',
  thisRun: 'This run',
  facts: {
    speed: 'Speed',
    speedUnit: 'windows/s',
    epochTime: 'Epoch time',
    gradient: 'Gradient norm',
    clipped: (share: string) => `clipped ${share}`,
    memory: 'Memory',
    epochs: 'Epochs',
    best: 'Best epoch',
    took: 'Took',
    engine: 'Engine',
    threads: (threads: number) => n(threads, 'thread', 'threads'),
    lastRate: 'Rate now',
    strength: 'Ridge strength',
    settling: (cycle: number) => (cycle ? `Passes, cycle ${cycle}` : 'Passes to settle'),
    atMost: (passes: number) => `at most ${count(passes)}`,
    atLimit: (share: string) => `${share} cut off`,
  },
  note: 'Note',
  notePlaceholder: 'What you tried and what you saw',
  eachColumn: 'each column by itself',
  leaks: 'Leakage',
  noLeaks: 'The auditor found nothing in this design.',
  lineage: 'Lineage',
  from: 'Tuned from',
  into: 'Tuned into',
  checkpointOf: (which: 'best' | 'last', epoch: number): string =>
    which === 'best' ? `best checkpoint${epoch ? ` (epoch ${count(epoch)})` : ''}` : 'last checkpoint',
  moved: { all: 'all weights', head: 'the head only' },
  movedCells: (cells: string[]) => (cells.length === 1 ? `only ${cells[0]}` : `only ${cells.join(', ')}`),
  parentGone: 'a run that was deleted',

  // before the start
  plan: {
    /** No targets: all columns that it sees. Train gru on ETTh1: from 96 h of 7 columns to the next 24 h of OT. */
    sentence: (network: string, dataset: string, seen: string, columns: number, ahead: string, targets: string): Piece[] => [
      'Train ',
      { text: network, tone: 'strong' },
      ' on ',
      { text: dataset, tone: 'strong' },
      `: ${seen} of ${n(columns, 'column', 'columns')} in, the next ${ahead}${targets ? ` of ${targets}` : ''} out.`,
    ],
    present: (network: string, dataset: string, seen: string, columns: number, targets: string): Piece[] => [
      'Train ',
      { text: network, tone: 'strong' },
      ' on ',
      { text: dataset, tone: 'strong' },
      `: ${seen} of ${n(columns, 'column', 'columns')} in, ${targets} in the last of them out.`,
    ],
    tune: (run: string, checkpoint: string, dataset: string): Piece[] => [
      'Fine-tune ',
      { text: run, tone: 'strong' },
      ` from its ${checkpoint} on `,
      { text: dataset, tone: 'strong' },
      '.',
    ],
    telling: (network: string, dataset: string, seen: string, columns: number, task: 'classify' | 'next', classes: number): Piece[] => [
      'Train ',
      { text: network, tone: 'strong' },
      ' on ',
      { text: dataset, tone: 'strong' },
      `: ${seen} of ${n(columns, 'column', 'columns')} in, `,
      task === 'classify'
        ? `one of ${n(classes, 'class', 'classes')} out.`
        : `at every row the next of ${n(classes, 'symbol', 'symbols')} out.`,
    ],
    /** Instead of a picture: one line cannot show them all. */
    manySeries: (series: number, shortest: number, longest: number, classes: number): string =>
      `${n(series, 'series', 'series')} of ${shortest === longest ? count(shortest) : `${count(shortest)} to ${count(longest)}`} rows${classes ? `, in ${n(classes, 'class', 'classes')}` : ''}.`,
    manyTargets: (targets: number) => n(targets, 'column', 'columns'),
    about: (epoch: string, whole: string, epochs: number): string =>
      epochs === 1 ? `About ${epoch} on this machine.` : `About ${epoch} per epoch on this machine, ${whole} for all ${count(epochs)}.`,
    gap: (rows: string) => `It leaves out ${rows} in between.`,
    moment: 'Less than a second on this machine.',
    stopsEarlier: (patience: number) => `It stops earlier when ${n(patience, 'epoch brings', 'epochs bring')} no gain.`,
    measuring: 'This machine is being measured…',
    dataset: 'Dataset',
    architecture: 'Architecture',
    network: 'Network',
    asInRun: (run: string) => `as in ${run}`,
    recommended: (template: string) => `Recommended: ${template}`,
    drawRecipe: 'Draw it',
    edit: 'Edit',
    seriesName: (target: string) => `${target} over all rows, with the training, validation and test parts`,
    drawingName: (name: string) => `The cells of ${name} and their edges`,
    estimates: 'What it comes to',
    trainingWindows: 'Training windows',
    heldBack: (windows: number): string => (windows ? `${count(windows)} kept back` : 'none kept back'),
    stepsPerEpoch: 'Steps per epoch',
    ofWindows: (batch: number) => `of ${n(batch, 'window', 'windows')}`,
    parameters: 'Parameters',
    moving: (moving: string) => `${moving} may move`,
    allMove: 'all may move',
    memory: 'Memory',
    whileTraining: 'while training',
    perEpoch: 'One epoch',
    atSpeed: (gflops: string) => `at ${gflops} GFLOP/s`,
    judged: 'It will be judged by',
    judgedAbout: 'the same windows, computed before the first epoch',
    noBaseline: 'No rows are kept back, so there is nothing to compare with.',
    name: 'Name of the run',
    start: 'Train',
    startTuning: 'Fine-tune',
    queueIt: 'Add to the queue',
    starting: 'Starting…',
    waits: (runs: number) => `${n(runs, 'run is', 'runs are')} before it.`,
    problems: (problems: number) => n(problems, 'problem', 'problems'),
    draftIgnored: (name: string) => ({
      where: `Design of ${name}`,
      message: 'What you changed there has problems and is not stored.',
      fix: 'This run would use the last design without problems; the Data page says what is wrong.',
    }),
    numbersChanged: (run: string) => `The dataset was read again since ${run}: its numbers differ.`,
    designChanged: (run: string) => `The design of the dataset has changed since ${run}.`,
    datasetGone: (run: string) => `The dataset of ${run} was deleted; choose another.`,
    readOnly: { where: 'Store', fix: 'Close the other one, then start again here.' },
    cancel: 'Back to the run',
    notStarted: 'It was not started',
  },

  // fine-tuning
  tune: {
    checkpoint: 'Begin from',
    checkpoints: { best: 'best', last: 'last' },
    checkpointAbout: {
      best: (epoch: number) => `the weights of epoch ${count(epoch)}, the best on validation`,
      last: (epoch: number) => `the weights at its end, epoch ${count(epoch)}`,
    },
    moves: 'What may move',
    kinds: { all: 'all weights', head: 'the head only', cells: 'chosen cells' },
    kindAbout: {
      all: 'Everything goes on learning. Best where the new data resembles the old, and there is much of it.',
      head: 'Only the last cell learns; what the network remembers stays as it is. Best for little data.',
      cells: 'You choose which cells learn.',
    },
    headIs: 'head',
    ofParameters: (moving: string, all: string) => `${moving} of ${all} parameters may move`,
    datasetMisfit: (what: 'features' | 'targets' | 'horizon', has: number, needs: number): string =>
      what === 'horizon'
        ? `${n(has, 'step', 'steps')} ahead, not ${count(needs)}`
        : `${n(has, what === 'features' ? 'feature' : 'target', what)}, not ${count(needs)}`,
    otherNames: 'Its columns have other names; they are taken in their order.',
    scalingKept: 'Scaling stays that of the run, so that tuning begins from the very same model.',
    noneFits: 'No other dataset of this project has its shape.',
    name: (run: string) => `${run}, tuned`,
  },

  truthLine: {
    /** 8,521 training windows; in Chinese the word comes first. */
    isValueFirst: true as boolean,
    train: (windows: number): string => (windows === 1 ? 'training window' : 'training windows'),
    validation: 'validation',
    test: 'test',
    parameters: (parameters: number): string => (parameters === 1 ? 'parameter' : 'parameters'),
    inUse: 'in use',
    whileTraining: 'while training',
    dataset: 'dataset',
    notYet: 'Windows, parameters and memory are known once it starts.',
  },
};

/** The first letter large, where the sentence begins with a coloured piece. */
function capital(pieces: Piece[]): Piece[] {
  const [first, ...rest] = pieces;
  if (first === undefined) return pieces;
  const large = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return [typeof first === 'string' ? large(first) : { ...first, text: large(first.text) }, ...rest];
}
