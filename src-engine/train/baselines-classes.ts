// The baseline of classes and symbols: whatever stands before, each is as likely as it was in the training part.
import { inOrder } from '../data/batches.ts';
import type { PartName } from '../data/design.ts';
import { eachClass } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import { ClassScorer, type ClassScores } from './class-scorer.ts';
import { scoresOfClasses, type Scores } from './metrics.ts';

/**
 * Codes of the training part and of the windows to be told, -1 for one that the training part does not have. One is added to every count
 * (Laplace), so that one that never came is unlikely and not impossible; the first of equals is called.
 */
export function mostFrequent(training: ArrayLike<number>, truth: ArrayLike<number>, classes: number, { keep = false } = {}): ClassScores {
  const counts = new Float64Array(classes).fill(1);
  for (let i = 0; i < training.length; i++) if (training[i] >= 0) counts[training[i]]++;
  const logits = counts.map(Math.log);
  const scorer = new ClassScorer(classes, { keep });
  for (let i = 0; i < truth.length; i++) scorer.add(logits, truth[i]);
  return scorer.scores();
}

export function scoreMostFrequent(p: Prepared, part: PartName): Scores | null {
  const windows = p.windows[part].length;
  if (!windows) return null;
  return scoresOfClasses(
    windows,
    mostFrequent(codesOf(p, 'train'), codesOf(p, part), p.ends.classes.length, { keep: p.design.task === 'classify' }),
  );
}

/** The most frequent of the training part, and what each costs in nats by how often it came there. */
export function frequencies(p: Prepared): { best: number; nats: Float64Array } {
  const counts = new Float64Array(p.ends.classes.length).fill(1);
  for (const label of codesOf(p, 'train')) if (label >= 0) counts[label]++;
  const all = counts.reduce((a, b) => a + b, 0);
  return { best: counts.indexOf(Math.max(...counts)), nats: counts.map((n) => -Math.log(n / all)) };
}

function codesOf(p: Prepared, part: PartName): number[] {
  const codes: number[] = [];
  for (const o of inOrder(p, part, 1)) if (o >= 0) eachClass(p, o, (_, label) => codes.push(label));
  return codes;
}
