// Ensembles and backtests: settings on the Train page, and what their pages say. Its Chinese pair is zh-CN/members.ts.
import type { Combine } from '#engine/train/combine.ts';
import { englishBacktestWith, type BacktestWords } from '#engine/train/backtest-words.ts';
import type { Doing } from '#engine/train/verdict-words.ts';
import { count } from '../format.ts';

export const members = {
  // what is planned
  title: 'More than one run',
  seeds: 'Seeds',
  seedsAbout: 'So many runs that differ in the seed alone; their forecasts are combined. What is luck of a single seed averages out.',
  combine: 'Combine by',
  combineAbout: 'Value by value: the mean uses all of them, the median is not moved by one that failed. Of classes: their probabilities.',
  ways: { mean: 'mean', median: 'median' } as Record<Combine, string>,
  backtest: 'Backtest',
  backtestAbout: 'Trains and scores on several stretches of time instead of one: one test part may be an easy or a hard stretch.',
  folds: 'Folds',
  foldsAbout: 'Test parts in a row. The last one ends where the split of the dataset ends, each other one lies one test part earlier.',
  refit: 'Train each fold',
  refitAbout:
    'On: each fold is trained anew on all rows before it. Off: the first fold is trained once, and its weights are scored on all folds, as a model that nobody renews.',
  foldPicture: (fold: number, train: string, test: string) => `Fold ${count(fold)}: trains on ${train}, tests ${test}`,
  keyTrain: 'training',
  keyValidation: 'validation',
  keyTest: 'test',
  adapted: (test: string) =>
    `Test parts of ${test} of the rows each, shorter than in the split of the dataset, so that the first fold has enough to train on.`,
  planned: (runs: number, duration: string): string => `${count(runs)} runs, one after the other${duration ? `: ${duration}` : ''}.`,

  // in the list
  itemGoing: (done: number, all: number) => `${count(done)} of ${count(all)} runs`,
  itemEnsemble: (how: Combine, seeds: number): string => `${how} of ${count(seeds)} seeds`,
  itemBacktest: (folds: number): string => `${count(folds)} folds`,

  // while it is going on
  waiting: 'It waits for its turn.',
  going: (done: number, all: number, name: string, epoch: number, epochs: number): string =>
    `${count(done)} of ${count(all)} runs are done; ${name} is in epoch ${count(epoch + 1 > epochs ? epochs : epoch + 1)} of ${count(epochs)}.`,
  paused: (done: number, all: number): string => `Paused: ${count(done)} of ${count(all)} runs are done.`,
  scoring: 'All runs are done; their forecasts are being scored.',
  broken: (done: number, all: number): string =>
    `Broken off: ${count(done)} of ${count(all)} runs are done. Resume goes on with the others.`,
  goingAboutEnsemble: 'When the last one is done, their forecasts are combined and scored on the same windows.',
  goingAboutBacktest: 'When the last one is done, the folds stand beside each other here.',

  // the table of members
  runs: 'Runs',
  runsAbout: 'the same network, other seeds',
  run: 'Run',
  seed: 'Seed',
  epochs: 'Epochs',
  validation: 'Validation',
  test: 'Test',
  oneOfThem: 'one of them, on average',
  spread: 'Spread from seed to seed (standard deviation).',
  together: (how: Combine, seeds: number): string => `${how} of all ${count(seeds)}`,
  gain: (percent: string): string => `${percent} less error than one of them on average`,
  loss: (percent: string): string => `${percent} more error than one of them on average`,

  // the table of folds
  foldsTitle: 'Folds',
  foldsRefitted: 'each trained anew',
  foldsOnce: 'trained once, on the first',
  fold: 'Fold',
  testRows: 'Test rows',
  trainRows: 'Training rows',
  network: 'Network',
  better: 'Better than',
  betterAbout: 'Baselines that the network beats beyond chance, of those there are.',
  coverage: (level: string): string => `Inside ${level}`,
  coverageAbout: 'Share of true values inside the interval that is calibrated on the validation part; the nearer to its level the better.',
  mean: 'mean',
  foldSpread: 'spread',
  foldSpreadAbout: 'Standard deviation from fold to fold.',
  rowsFromTo: (from: string, to: string): string => `${from}–${to}`,
  backtestWords: (doing: Doing): BacktestWords => englishBacktestWith(doing),
};
