// Texts of the Compare page. Its Chinese pair is zh-CN/compare.ts, typed by this one: a string that is missing there does not compile.
import { count } from '../format.ts';
import type { FilterProblem } from '../../features/compare/model/filter.ts';
import type { Gain } from '../../features/compare/model/gain.ts';
import type { Piece } from '../../features/compare/model/said.ts';
import type { Season } from '../../features/compare/model/season.ts';

const s = (n: number): string => (n === 1 ? '' : 's');
const seasons: Record<Season, { repeat: string; than: string }> = {
  minute: { repeat: 'repeat last minute', than: 'repeating the last minute' },
  hour: { repeat: 'repeat last hour', than: 'repeating the last hour' },
  day: { repeat: 'repeat yesterday', than: 'repeating yesterday' },
  week: { repeat: 'repeat last week', than: 'repeating last week' },
  year: { repeat: 'repeat last year', than: 'repeating last year' },
};

/** `31 % better than repeating yesterday`, and the verb it needs. */
function clause(gain: Gain, than: string): { verb: string; pieces: Piece[] } {
  switch (gain.way) {
    case 'same':
      return { verb: 'is', pieces: [{ text: `as good as ${than}` }] };
    case 'times':
      return { verb: 'has', pieces: [{ text: `${count(gain.times)} times the error`, tone: 'worse' }, { text: ` of ${than}` }] };
    default:
      return { verb: 'is', pieces: [{ text: `${gain.percent}\u00a0% ${gain.way}`, tone: gain.way }, { text: ` than ${than}` }] };
  }
}

function clauses(all: { gain: Gain; than: string }[]): Piece[] {
  let last = '';
  return all.flatMap(({ gain, than }, i) => {
    const { verb, pieces } = clause(gain, than);
    const lead = `${i ? ' and ' : ''}${verb === last ? '' : `${verb} `}`;
    last = verb;
    return [{ text: lead }, ...pieces];
  });
}

export const compare = {
  title: 'Compare',
  list: 'Views and groups',
  inspector: 'What differs',
  noProject: 'No project is open',
  noProjectAbout: 'Open a file or a sample first: its runs are compared here.',
  toData: 'Go to Data',
  none: 'No runs yet',
  noneAbout: 'Every run of the project gets a row here, beside what costs nothing: repeating the past, and a linear model.',
  toTrain: 'Go to Train',

  views: 'Views',
  view: {
    all: 'All runs',
    bestOfEach: 'Best of each kind',
    beatsLinear: 'Better than linear',
    going: 'Not ended yet',
    tuned: 'Fine-tuned',
  },
  groupBy: 'Group by',
  group: { none: 'nothing', architecture: 'architecture', feedback: 'feedback', dataset: 'dataset' },
  tags: 'Tags',
  sameWindows: (hash: string): [string, string, string] => ['Every run here saw the same windows: design ', hash, '.'],
  severalWindows: (sets: number) =>
    `These runs saw ${sets} different sets of windows. Each set has its own baselines; errors of different sets cannot be compared.`,

  table: 'Runs and baselines',
  filterLabel: 'Filter',
  filterHelp: 'How to filter',
  filterAbout: 'Part of a name, or conditions on columns. They can be joined with and, or, not.',
  filterExamples: [
    ['mse_val < 0.9', 'a validation error below 0.9'],
    ['vs_pinned > 10%', 'more than 10 % better than the pinned row'],
    ['feedback = t-24', 'a drawn edge with that delay'],
    ['gru and not huber', 'words of names, notes, architectures'],
    ['#paper', 'a tag in the note'],
  ] as [string, string][],
  filterColumns: 'Columns by name',
  clearFilter: 'Clear the filter',
  problem: (p: FilterProblem, nameOf: (key: string) => string): string => {
    switch (p.code) {
      case 'unknown-column':
        return `There is no column “${p.word}”.${p.nearest ? ` Did you mean ${p.nearest}?` : ' The names are under Filter.'}`;
      case 'no-value':
        return `${nameOf(p.column)} ${p.sign} what? Write a value after it.`;
      case 'not-a-number':
        return `${nameOf(p.column)} is a number, “${p.word}” is not.`;
      case 'no-column':
        return `What is ${p.sign}? Write a column before it, such as mse_val.`;
      case 'no-order':
        return `${nameOf(p.column)} is a word: use = or ~ (contains) instead of ${p.sign}.`;
      case 'open-quote':
        return 'The quotation mark is not closed.';
      case 'no-condition':
        return `“${p.word}” joins two conditions; there is none before it.`;
      default:
        return p satisfies never;
    }
  },
  allShown: 'All runs are shown until it is right.',
  columnsOf: (shown: number, all: number) => `${shown} of ${all} columns`,
  columnsLabel: 'Choose columns',
  columnsAuto: 'As many as fit',
  kinds: { result: 'Results', setting: 'Settings', about: 'About the run' },
  differencesOnly: 'Differences only',
  differencesAbout: 'Hides settings that are the same in all rows.',
  copyTable: 'Copy the table (TSV)',
  noMatch: 'No run fits.',
  showAll: 'Show all runs',
  brushed: (n: number, all: number) => `${count(n)} of ${count(all)} by the axes below`,

  columns: {
    name: 'Run',
    curve: 'Validation',
    mse_val: 'MSE val',
    accuracy_val: 'Accuracy',
    entropy_val: 'Cross-entropy',
    accuracy_test: 'Acc. test',
    vs_pinned: 'vs pinned',
    mse_test: 'MSE test',
    beats: 'Beats',
    mae_val: 'MAE',
    params: 'Params',
    feedback: 'Feedback',
    lookback: 'Lookback',
    rate: 'Rate',
    horizon: 'Horizon',
    batch: 'Batch',
    epochs: 'Epochs',
    best_epoch: 'Best epoch',
    seconds: 'Time',
    optimizer: 'Optimizer',
    loss: 'Loss',
    seed: 'Seed',
    architecture: 'Architecture',
    mae_test: 'MAE test',
    rmse_val: 'RMSE',
    r2_val: 'R²',
    mse_last: 'MSE last',
    dataset: 'Dataset',
    schedule: 'Schedule',
    patience: 'Patience',
    clip: 'Clip',
    weight_decay: 'Weight decay',
    targets: 'Targets',
    features: 'Features',
    scaler: 'Scaler',
    backend: 'Backend',
    parent: 'Tuned from',
    started: 'Started',
    status: 'Status',
    note: 'Note',
  } as Record<string, string>,
  /** One sentence each. */
  about: {
    curve: 'Validation error by epoch. All rows of a set share one scale; the dashed line is the pinned row.',
    accuracy_val: 'Share of the validation windows or symbols that the best checkpoint tells right. Higher is better.',
    entropy_val: 'Mean of minus the logarithm of the probability of the right one, on the validation part. Lower is better.',
    accuracy_test: 'Accuracy on the test part. Choose by validation; look here last.',
    mse_val: 'Mean squared error of the best checkpoint on the validation part, in standard deviations squared. Lower is better.',
    vs_pinned: 'How much less (or more) validation error than the pinned row.',
    mse_test: 'The same on the test part. Choose by validation; look here last.',
    beats: 'How many baselines it beats on the test part beyond chance, of how many there are.',
    mae_val: 'Mean absolute error on the validation part, in the unit of the first target. Lower is better.',
    params: 'Weights that are learned.',
    feedback: 'Edges drawn back, with their delay. The loop inside a cell is not counted.',
    lookback: 'How many past rows the network sees before each forecast.',
    horizon: 'How many rows ahead it predicts.',
    rate: 'Learning rate.',
    best_epoch:
      'The epoch with the smallest validation loss - of classes, the last that tells about as many right as the best: its weights are kept.',
    seconds: 'Time of training, over all sittings.',
    mae_test: 'Mean absolute error on the test part, in the unit of the first target. Lower is better.',
    rmse_val: 'Root of the mean squared error on the validation part, in the unit of the first target. Lower is better.',
    r2_val: 'Share of the variance of the first target that is explained on the validation part. Higher is better.',
    mse_last: 'Validation error after the last epoch, not the best one.',
    clip: 'Gradients longer than this are shortened to it.',
    patience: 'Epochs without gain before it stops.',
    parent: 'The run whose checkpoint this one began with.',
  } as Record<string, string>,
  reasons: {
    queued: 'queued',
    loading: '…',
    firstEpoch: 'after epoch 1',
    atTheEnd: 'at the end',
    noTest: 'no test part',
    noValidation: 'no validation',
    failed: 'failed',
    notFinished: 'not finished',
    otherTask: 'other task',
    otherWindows: 'other windows',
    pinned: 'pinned',
  },
  status: {
    queued: 'queued',
    running: 'running',
    paused: 'paused',
    interrupted: 'interrupted',
    finished: 'finished',
    stopped: 'stopped',
    failed: 'failed',
    diverged: 'diverged',
  },
  none2: 'none',
  settle: 'settle',
  yes: 'yes',
  no: 'no',
  tick: (name: string) => `Show ${name} in the charts`,
  tickBest: 'Select the best three',
  clearTicks: 'Clear the selection',
  pin: (name: string) => `Measure all against ${name}`,
  unpin: 'Unpin',
  pinThis: 'Pin as the reference',
  actionsOf: (name: string) => `What can be done with ${name}`,
  noteOf: 'Note',
  openTraining: 'Open on Train',
  fineTune: 'Fine-tune',
  exportIt: 'Export',
  setHead: (dataset: string, lookback: number, horizon: number): string => `${dataset}, ${count(lookback)} rows to ${count(horizon)} ahead`,
  setWindows: (windows: number) => `${count(windows)} validation windows`,
  runs: (n: number) => `${count(n)} run${s(n)}`,

  baseline: {
    naive: 'repeat last value',
    seasonalNaive: (season: Season | undefined): string => (season ? seasons[season].repeat : 'repeat last season'),
    linear: 'linear',
    majority: 'most frequent',
  },
  than: {
    naive: 'repeating the last value',
    seasonalNaive: (season: Season | undefined): string => (season ? seasons[season].than : 'repeating the last season'),
    linear: 'linear',
    majority: 'always saying the most frequent',
  },
  gain: (gain: Gain): string => {
    if (gain.way === 'same') return 'the same';
    return gain.way === 'times' ? `${count(gain.times)} × error` : `${gain.percent}\u00a0% ${gain.way}`;
  },

  selected: (n: number) => `${n} selected`,
  panel: 'Charts of the selected runs',
  tabs: { curves: 'Curves', ahead: (unit: string): string => `By ${unit} ahead`, forecasts: 'Forecasts', settings: 'Settings to error' },
  step: 'step',
  aheadUnits: { second: 'second', minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month', year: 'year' },
  nothingSelected: 'Tick runs in the table to lay their curves over each other.',
  leftOut: (n: number) => `${n} selected run${s(n)} saw other windows and ${n === 1 ? 'is' : 'are'} not drawn here.`,
  noCurve: 'No epoch is over yet.',
  noValidationPart: 'This design has no validation part, so there is no validation curve.',
  curvesLabel: 'Validation error by epoch',
  lowerIsBetter: 'lower is better',
  axisMenu: 'Axes and smoothing',
  axisX: 'Along the bottom',
  x: { epoch: 'epoch', step: 'step', seconds: 'seconds' },
  xWords: { epoch: 'Epochs', step: 'Steps', seconds: 'Seconds of training' },
  smoothing: 'Smoothing',
  smooth: { none: 'None', some: 'Some', much: 'Much' },
  logAxis: 'Logarithmic errors',
  aheadLabel: (part: string, unit: string) => `Error on the ${part} windows by ${unit} ahead`,
  parts: { validation: 'validation', test: 'test' },
  part: 'Part',
  noTestYet: 'Test errors come when a run has ended.',
  forecastLabel: (target: string) => `Forecasts of ${target} against the truth`,
  truth: 'truth',
  windowOf: (at: number, all: number) => `Window ${at} of ${all}`,
  previousWindow: 'Previous window',
  nextWindow: 'Next window',
  targetLabel: 'Target',
  fromOrigin: (moment: string) => `from ${moment}`,
  row: (row: number) => `row ${count(row)}`,
  noForecasts: 'These runs have kept no forecasts yet.',
  dataGone: 'The dataset of these runs is no longer in the project, or was read again with other numbers: there is no truth to draw.',
  parallelAbout: 'drag along an axis to filter',
  parallelNone: 'When runs on the same windows differ in a setting, each is a line from its settings to its error.',
  parallelLabel: 'Settings and validation error of each run',
  axisLabel: (column: string) => `Filter by ${column}`,
  axisAll: 'everything',
  axisRange: (from: string, to: string) => `${from} to ${to}`,
  clearBrush: 'Clear',
  resizeLower: 'Height of the charts',

  differs: 'What differs',
  differsOf: (n: number, all: number) => `${n} of ${all} settings`,
  moreRows: (n: number) => `${n} more`,
  fewerRows: 'Fewer',
  pickTwo: 'Tick two runs or more to see in which settings they differ.',
  nothingDiffers: 'They were set up alike: the same settings, data and drawing.',
  notThere: 'not there',
  settings: {
    architecture: 'Architecture',
    feedback: 'Feedback',
    cells: 'Cells',
    edges: 'Edges',
    dataset: 'Dataset',
    targets: 'Targets',
    features: 'Features',
    lookback: 'Lookback',
    horizon: 'Horizon',
    stride: 'Stride',
    gap: 'Gap',
    split: 'Split',
    scaler: 'Scaler',
    missing: 'Missing values',
    rate: 'Rate',
    momentum: 'Momentum',
    beta1: 'Beta 1',
    beta2: 'Beta 2',
    epsilon: 'Epsilon',
    weight_decay: 'Weight decay',
    warmup: 'Warm-up',
    minimum_rate: 'Minimum rate',
    step_every: 'Cut every',
    step_factor: 'Factor of a cut',
    decay: 'Factor per epoch',
    decay_after: 'Decays after',
    plateau_patience: 'Patience of the schedule',
    plateau_factor: 'Factor of a cut',
    plateau_threshold: 'Least gain',
    cycle_peak: 'Peak of the cycle',
    cycle_start: 'Start of the cycle',
    cycle_momentum: 'Momentum at the peak',
    accumulate: 'Batches per step',
    clip_value: 'Clip numbers',
    l1: 'L1 penalty',
    l2: 'L2 penalty',
    loss: 'Loss',
    optimizer: 'Optimizer',
    schedule: 'Schedule',
    epochs: 'Epochs',
    batch: 'Batch',
    patience: 'Patience',
    clip: 'Clip',
    seed: 'Seed',
    backend: 'Backend',
    threads: 'Threads',
    parent: 'Tuned from',
    tuned: 'Tuned',
  } as Record<string, string>,
  verdict: 'Verdict',
  verdictNone: 'Tick a run, and what it is worth stands here.',
  sentence: (name: string, all: { gain: Gain; than: string }[], soFar: boolean): Piece[] => [
    { text: name, tone: 'strong' },
    { text: ' ' },
    ...clauses(all),
    { text: soFar ? ' so far.' : '.' },
  ],
  onTest: (name: string, all: { gain: Gain; than: string }[]): Piece[] => [
    { text: `On the test part ${name || 'it'} ` },
    ...clauses(all),
    { text: '.' },
  ],
  notYet: (name: string): Piece[] => [{ text: name, tone: 'strong' }, { text: ' has no validation error yet.' }],
  isFailed: (name: string): Piece[] => [{ text: name, tone: 'strong' }, { text: ' failed before its first epoch was over.' }],
  isReference: (name: string): Piece[] => [{ text: name, tone: 'strong' }, { text: ' is what the others are measured against.' }],
  onWindows: (windows: number) => `On the same ${count(windows)} validation windows.`,
  byCrossEntropy: 'By cross-entropy, in which what is surely wrong counts most; what is told right is in the columns.',
  onOwnWindows: 'These runs saw different windows: each is set against the baselines of its own, not against the others.',
  moreVerdicts: (n: number) => `and ${n} more`,
  lineage: 'Lineage',
  tunedFrom: { best: 'best checkpoint', last: 'last checkpoint' },
  tuned: (what: 'all' | 'head' | string[]): string =>
    what === 'all' ? 'all weights tuned' : what === 'head' ? 'only the head tuned' : `tuned: ${what.join(', ')}`,
  deletedRun: 'deleted run',
  beforeTuning: 'before',
  note: 'Note',
  notePlaceholder: 'What this run was for. Words with # are tags.',
  exportBest: 'Export best',
  best: (name: string) => `The best of the selected: ${name}`,

  truthRuns: (runs: number, baselines: number): [string, string] => [`run${s(runs)}, `, `baseline${s(baselines)}`],
  truthShown: (shown: number) => `${count(shown)} shown`,
  truthSelected: 'selected',
  truthSorted: (way: 'lower' | 'higher' | undefined): [string, string] => [
    'sorted by ',
    way === 'lower' ? ', lower is better' : way === 'higher' ? ', higher is better' : '',
  ],
  truthWindows: (one: boolean): [string, string] => (one ? ['', ' validation windows'] : ['same ', ' validation windows for all']),
  truthSets: (_sets: number): [string, string] => ['', ' different sets of windows, compared only within each'],
  commands: {
    filter: 'Filter the runs',
    copy: 'Copy the table',
    differences: 'Differences only',
    clear: 'Clear the selection',
    best: 'Select the best three',
  },
};
