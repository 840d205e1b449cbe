// Baselines of classes and symbols: the most frequent one, and how often each came, whatever stands before.
import { classified, noConfusion, type Classified } from './metrics-classes.ts';
import type { SymbolSums } from './metrics-symbols.ts';

/** How often each class came, [K]. */
export function frequencies(codes: ArrayLike<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = 0; i < codes.length; i++) counts[codes[i]]++;
  return counts;
}

/** The most frequent class of the training part, called for every window; the first of equals. */
export function majority(training: ArrayLike<number>, truth: ArrayLike<number>, classes: number): Classified {
  const counts = frequencies(training, classes);
  const scores = new Float64Array(truth.length * classes);
  for (let i = 0; i < truth.length; i++) scores.set(counts, i * classes);
  return truth.length ? classified(truth, scores, classes) : { confusion: noConfusion(classes) };
}

/**
 * Each symbol as likely as it was in the training part, one added to every count (Laplace), so that one that never came is
 * unlikely and not impossible.
 */
export function unigram(training: ArrayLike<number>, truth: ArrayLike<number>, symbols: number): SymbolSums {
  const counts = frequencies(training, symbols);
  const all = training.length + symbols;
  let nats = 0;
  for (let i = 0; i < truth.length; i++) nats -= Math.log((counts[truth[i]] + 1) / all);
  return { count: truth.length, nats };
}
