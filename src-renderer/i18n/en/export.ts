// Texts of the Export page. Its Chinese pair is zh-CN/export.ts, typed by this one: a string that is missing there does not compile.
import { count } from '../format.ts';
import type { Gain } from '../../features/compare/model/gain.ts';
import type { CardWords } from '../../features/export/model/card.ts';

const s = (n: number): string => (n === 1 ? '' : 's');

export const exporting = {
  title: 'Export',
  list: 'What to take',
  inspector: 'The file',
  noProject: 'No project is open',
  noProjectAbout: 'Open a file or a sample first; its trained networks are exported here.',
  toData: 'Go to Data',
  none: 'Nothing to take away yet',
  noneAbout: 'After the first epoch of a run its best and its last weights stand here.',
  toTrain: 'Go to Train',

  listMenu: 'Order and what is listed',
  byError: 'Smallest error first',
  byNewest: 'Newest first',
  withLast: 'Last checkpoints too',
  best: (epoch: number, soFar: boolean): string => `best${soFar ? ' so far' : ''}, epoch ${count(epoch)}`,
  bestAndLast: (epoch: number): string => `best and last, epoch ${count(epoch)}`,
  last: (epoch: number): string => `last, epoch ${count(epoch)}`,
  foot: 'Error on the validation part, lower is better: MSE, of classes cross-entropy.',
  footBaseline: (name: string, value: string) => `${name[0].toUpperCase()}${name.slice(1)} has ${value}.`,
  footSets: 'Several sets of windows: errors of different sets cannot be compared.',

  take: (name: string) => `Take ${name} away`,
  against: (gain: Gain, than: string): string => {
    if (gain.way === 'same') return `as good as ${than}`;
    return gain.way === 'times' ? `${count(gain.times)} times the error of ${than}` : `${gain.percent}\u00a0% ${gain.way} than ${than}`;
  },
  about: 'Each file is run by the tool it is meant for, and its forecasts are compared with ours, before it is offered.',
  soFar: 'This run is still going on: what you take is the checkpoint of this moment.',
  head: { format: 'Format', size: 'Size', verified: 'What was verified' },
  purposes: {} as Record<string, string>,
  formatLabel: (name: string) => `Show details of ${name}`,

  notMade: 'Not made yet.',
  notMadeAbout: {
    onnx: 'It will be run by onnxruntime on the windows of this run.',
    safetensors: 'It will be read back and compared bit for bit.',
  } as Record<string, string>,
  comma: ', ',
  /** Why a file could not be compared, as the host says it. */
  why: (said: string): string => said,
  making: 'Making the file and checking it',
  makingFor: (seconds: number) => `${count(seconds)} s so far; other pages can be opened meanwhile`,
  verified: 'Verified.',
  unverified: 'Not verified.',
  refused: 'Not offered.',
  failed: 'Not made.',
  largest: (difference: string, windows: number): string =>
    `onnxruntime: largest difference ${difference} over ${count(windows)} window${s(windows)}`,
  bound: (bound: string) => `more than ${bound} standard deviations is too much`,
  readBack: (tensors: number): string => `Read back: ${count(tensors)} tensor${s(tensors)}, every bit the same`,
  readBackDiffers: 'Read back: some numbers differ',
  madeAgo: (ago: string) => `made ${ago}`,
  outdated: 'made earlier in this run: make it again for the latest weights',
  make: 'Make and verify',
  makeAgain: 'Make again',
  save: 'Save',
  saved: 'Saved',
  saveUnverified: 'Save unverified',
  more: 'More',
  commandLine: 'From the command line',
  commandLineAbout: 'the same file, byte for byte',
  copyCommand: 'Copy the command',

  cardTitle: 'Model card',
  cardAbout: 'Markdown, to go with the file',

  states: { none: 'not made', making: 'checking', verified: 'verified', unverified: 'not verified', refused: 'not offered' },
  facts: (size: string, parameters: number | null): string =>
    [size, ...(parameters === null ? [] : [`${count(parameters)} parameters`])].filter(Boolean).join(', '),
  in: 'In',
  out: 'Out',
  weights: 'Weights',
  scalerInside: 'The scaler is inside: raw values go in, raw values or probabilities come out.',
  scalerOutside: 'Numbers only: no network and no scaler is inside.',
  notMadeInspector: 'When the file has been made, what goes in and comes out stands here, and how far its forecasts are from ours.',
  difference: 'Difference',
  differenceAbout: 'Of single forecast values from ours, in standard deviations.',
  overWindows: (windows: number) => `over ${count(windows)} window${s(windows)}`,
  largestMark: (difference: string) => `largest ${difference}`,
  equalShare: (share: string) => `${share} below 1e-12`,
  histogramLabel: 'How many forecast values differ by how much',
  from: 'from',
  to: 'to',
  howMany: 'values',
  checks: 'Checks',
  passed: 'passed',
  notPassed: 'failed',
  check: (name: string): string => name,
  provenance: 'Provenance',
  dataset: 'dataset',
  design: 'design',
  checkpoint: 'checkpoint',
  file: 'file',
  run: 'run',
  copyHash: (what: string) => `Copy the fingerprint: ${what}`,
  copyCard: 'Copy model card',
  copied: 'Copied',

  truthVerified: (all: number): string => `of ${all} formats verified`,
  truthMaking: 'checking',
  truthNotMade: 'not made',
  truthUnverified: 'not verified',
  truthRefused: 'not offered',
  truthStays: 'nothing leaves this machine',
  commands: { make: 'Make and verify', save: 'Save the file', card: 'Copy model card', command: 'Copy the command' },

  card: {
    about: (target, horizon, lookback, features) =>
      `Forecasts ${target} ${count(horizon)} row${s(horizon)} ahead from the last ${count(lookback)} row${s(lookback)} of ${count(features)} column${s(features)}.`,
    madeWith: (version) => `Trained with Loopwright ${version}.`,
    data: 'Data',
    dataset: 'Dataset',
    rows: (rows) => `${count(rows)} rows`,
    predicts: 'Predicts',
    sees: 'Sees',
    windows: 'Windows',
    windowCounts: (train, validation, test, isInTime) =>
      `${count(train)} training, ${count(validation)} validation, ${count(test)} test${isInTime ? ', in order of time' : ''}`,
    design: (lookback, horizon, stride, gap) =>
      `Lookback ${count(lookback)}, horizon ${count(horizon)}, stride ${count(stride)}, gap ${count(gap)}`,
    split: 'Split (training, validation, test)',
    scaler: 'Scaling',
    errors: 'Errors',
    errorsAbout: (part, windows) =>
      `On the ${part} part, ${count(windows)} windows, all rows on the same ones. Lower is better. Scaled: in standard deviations of the training part.`,
    toldAbout: (part, told) =>
      `On the ${part} part, ${count(told)} told, all rows on the same ones. Percentages compare the cross-entropy; lower is better.`,
    tells: (task, classes, lookback, features) =>
      task === 'classify'
        ? `Tells ${count(classes)} classes apart from up to ${count(lookback)} rows of ${count(features)} columns.`
        : `Says the next of ${count(classes)} symbols at every row, in windows of ${count(lookback)}.`,
    accuracy: 'accuracy',
    crossEntropy: 'cross-entropy',
    perplexity: 'perplexity',
    noErrors: 'Not measured yet.',
    model: 'this model',
    scaled: 'scaled',
    modelAgainst: 'this model is',
    gain: (gain) =>
      gain.way === 'same'
        ? 'as good'
        : gain.way === 'times'
          ? `${count(gain.times)} times the error`
          : `${gain.percent}\u00a0% ${gain.way}`,
    architecture: 'Architecture',
    parameters: (n) => `${count(n)} parameters`,
    feedback: 'feedback',
    weightsOf: (cell) => `weights of ${cell}`,
    into: (state) => (state === 'start' ? 'the state at the start' : 'the state at every step'),
    settles: (limit) => `settles within a step, at most ${count(limit)} iterations`,
    training: 'Training',
    checkpoint: (which, epoch, epochs) =>
      `${which === 'best' ? 'Best' : 'Last'} checkpoint, epoch ${count(epoch)} of at most ${count(epochs)}`,
    setting: (name) => name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`),
    engine: (backend, threads) => `${backend}, ${count(threads)} thread${s(threads)}`,
    tunedFrom: (name) => `Fine-tuned from ${name}`,
    files: 'Files',
    verified: 'verified.',
    notVerified: 'not verified.',
    said: (record) => `${record.report.said.replace(/\.$/, '')}.`,
    howToRun: 'Run the ONNX file from Python; put your own numbers, in their units, in the place of the zeros:',
    fingerprints: 'Fingerprints',
    datasetHash: 'Dataset (SHA-256 of names and numbers)',
    designHash: 'Design (SHA-256)',
    runId: 'Run',
  } as CardWords,
};
