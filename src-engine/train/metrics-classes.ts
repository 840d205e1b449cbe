/**
 * Metrics of classes: one entry each, from how often each true class was called what, and where needed from the scores.
 *
 * A class that is neither true nor called counts in no mean. One that is true and never called, or called and never true, has
 * precision, recall and F1 of 0 where the fraction has nothing below it (as scikit-learn does by default).
 */
import type { Metric, ValuesOf } from './metric.ts';

export interface Classified {
  /** [K][K]: rows the true class, columns the class that was called. */
  confusion: number[][];
  /** [n] true classes and [n][K] scores (probabilities, or anything that grows with them); absent where nobody kept them. */
  scored?: { truth: ArrayLike<number>; scores: ArrayLike<number> };
}

export const noConfusion = (classes: number): number[][] => Array.from({ length: classes }, () => new Array<number>(classes).fill(0));

/** From scores [n][K]: the class with the highest one, the first of equals. */
export function classified(truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number): Classified {
  const confusion = noConfusion(classes);
  for (let i = 0; i < truth.length; i++) {
    let called = 0;
    for (let k = 1; k < classes; k++) if (scores[i * classes + k] > scores[i * classes + called]) called = k;
    confusion[truth[i]][called]++;
  }
  return { confusion, scored: { truth, scores } };
}

interface ClassCounts {
  right: number;
  /** How often it is true; how often it was called. */
  truths: number;
  called: number;
}

const countsOf = ({ confusion }: Classified): ClassCounts[] =>
  confusion
    .map((row, k) => ({
      right: row[k],
      truths: row.reduce((a, b) => a + b, 0),
      called: confusion.reduce((sum, other) => sum + other[k], 0),
    }))
    .filter((c) => c.truths > 0 || c.called > 0);

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
const meanOver = (c: Classified, value: (counts: ClassCounts) => number): number => {
  const counts = countsOf(c);
  return counts.reduce((sum, one) => sum + value(one), 0) / counts.length;
};

/** Share of all that were called right. Precision, recall and F1 over all classes together (micro) are this same number. */
function accuracy(c: Classified): number {
  const counts = countsOf(c);
  const all = counts.reduce((sum, one) => sum + one.truths, 0);
  return counts.reduce((sum, one) => sum + one.right, 0) / all;
}

const entry = (label: string, help: string, of: (c: Classified) => number): Metric<Classified> => ({
  label,
  help,
  better: 'higher',
  hasUnit: false,
  of,
});

export const classMetrics = {
  accuracy: entry('Accuracy', 'Share of windows whose class was called right.', accuracy),
  /** mean recall over the classes that occur: Brodersen and others 2010. */
  balancedAccuracy: entry('Balanced accuracy', 'Mean recall over classes: rare classes count as much as frequent ones.', (c) => {
    const occurring = countsOf(c).filter((one) => one.truths > 0);
    return occurring.reduce((sum, one) => sum + one.right / one.truths, 0) / occurring.length;
  }),
  precision: entry('Precision', 'Of the windows called a class, the share that are; mean over classes (macro).', (c) =>
    meanOver(c, (one) => share(one.right, one.called)),
  ),
  recall: entry('Recall', 'Of the windows of a class, the share called so; mean over classes (macro).', (c) =>
    meanOver(c, (one) => share(one.right, one.truths)),
  ),
  /** 2 right / (truths + called), mean over classes. */
  f1: entry('F1', 'Harmonic mean of precision and recall of each class; mean over classes (macro).', (c) =>
    meanOver(c, (one) => share(2 * one.right, one.truths + one.called)),
  ),
  /** Over all classes together; with one class per window it equals the accuracy. */
  f1Micro: entry('F1 (micro)', 'F1 over all windows together; with one class per window it is the accuracy.', accuracy),
  /** Mann-Whitney: the share of pairs (one of the class, one not) that the score puts in order, equal scores counting half. Mean over classes, each against the rest. */
  rocAuc: entry('ROC-AUC', 'Chance that a window of a class scores higher for it than one of another class; mean over classes.', (c) => {
    if (!c.scored) return NaN;
    const K = c.confusion.length;
    const { truth, scores } = c.scored;
    const n = truth.length;
    const each = Array.from({ length: K }, (_, k) =>
      rocAuc(
        Uint8Array.from({ length: n }, (__, i) => (truth[i] === k ? 1 : 0)),
        Float64Array.from({ length: n }, (__, i) => scores[i * K + k]),
      ),
    ).filter((x) => !Number.isNaN(x));
    return each.reduce((a, b) => a + b, 0) / each.length;
  }),
} satisfies Record<string, Metric<Classified>>;

export type ClassMetricName = keyof typeof classMetrics;
export type ClassValues = ValuesOf<ClassMetricName>;

/** Area under the curve of one class against the rest; NaN where one of the two does not occur. O(n log n). */
export function rocAuc(isOfClass: ArrayLike<number>, scores: ArrayLike<number>): number {
  const n = scores.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let ranks = 0;
  let positives = 0;
  for (let from = 0; from < n;) {
    let to = from;
    while (to + 1 < n && scores[order[to + 1]] === scores[order[from]]) to++;
    const rank = (from + to) / 2 + 1;
    for (let i = from; i <= to; i++)
      if (isOfClass[order[i]]) {
        ranks += rank;
        positives++;
      }
    from = to + 1;
  }
  const negatives = n - positives;
  return positives && negatives ? (ranks - (positives * (positives + 1)) / 2) / (positives * negatives) : NaN;
}
