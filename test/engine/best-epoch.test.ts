import { describe, expect, test } from 'vitest';
import { isBestEpoch } from '#engine/train/best-epoch.ts';
import { freshProgress } from '#engine/train/checkpoint.ts';
import { scoresOfClasses } from '#engine/train/metrics.ts';
import { newDesign } from '#engine/data/design-file.ts';
import type { DatasetDesign } from '#engine/data/design.ts';

const told = (windows: number, accuracy: number, balancedAccuracy = accuracy) =>
  scoresOfClasses(windows, {
    count: windows,
    accuracy,
    crossEntropy: 1,
    bits: 1,
    perplexity: 2,
    values: { balancedAccuracy } as never,
  });

/** The epoch that is kept, of [loss, share told right (balanced)] each. */
function kept(epochs: [number, ...number[]][], windows: number, design: Partial<DatasetDesign> = {}): number {
  const progress = freshProgress(1);
  for (const [i, [loss, right, balanced]] of epochs.entries())
    if (
      isBestEpoch(progress, loss, right === undefined ? null : told(windows, right, balanced), {
        ...newDesign,
        task: 'classify',
        ...design,
      })
    )
      Object.assign(progress, { bestEpoch: i + 1, bestLoss: loss });
  return progress.bestEpoch;
}

describe('the epoch whose weights are kept', () => {
  test('of numbers and symbols: the one with the least loss, whatever else is told', () => {
    expect(kept([[3], [1], [2], [1]], 0, { task: 'forecast' })).toBe(2);
    expect(kept([[3, 0.2], [1, 0.3], [2, 0.9]], 50, { task: 'next' })).toBe(2); // prettier-ignore
  });

  test('of classes without a validation part: the one with the least training loss', () => {
    expect(kept([[3], [1], [2]], 0)).toBe(2);
  });

  test('of classes the latest that tells about as many right as the best, though it is ever more sure where it errs', () => {
    expect(kept([[0.5, 0.8], [0.6, 0.85], [0.9, 0.85], [1.2, 0.8]], 20)).toBe(4); // prettier-ignore
  });

  test('what many windows tell apart is told apart', () => {
    expect(kept([[0.5, 0.8], [0.6, 0.85], [0.9, 0.85], [1.2, 0.8]], 2000)).toBe(3); // prettier-ignore
  });

  test('one that tells clearly less is not kept, however few windows there are', () => {
    expect(kept([[0.5, 0.9], [0.6, 0.5], [0.4, 0.6]], 10)).toBe(1); // prettier-ignore
  });

  test('a later best of all moves what the others are held against', () => {
    expect(kept([[1, 0.5], [1, 0.9], [1, 0.6], [1, 0.86]], 50)).toBe(4); // prettier-ignore
    expect(kept([[1, 0.5], [1, 0.9], [1, 0.6], [1, 0.7]], 50)).toBe(2); // prettier-ignore
  });

  test('where classes weigh the same, the mean of their shares counts', () => {
    const epochs: [number, number, number][] = [[1, 0.98, 0.5], [1, 0.95, 0.9], [1, 0.98, 0.5]]; // prettier-ignore
    expect(kept(epochs, 400, { classWeights: 'balanced' })).toBe(2);
    expect(kept(epochs, 400)).toBe(3);
  });
});
