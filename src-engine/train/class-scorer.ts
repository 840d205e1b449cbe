/**
 * Collects what a network says of classes and symbols and gives the scores. Memory does not grow, unless confusion and the area under the
 * curve are asked for.
 */
import { classified, classMetrics, type ClassValues } from './metrics-classes.ts';
import { symbolMetrics } from './metrics-symbols.ts';
import { valuesOf } from './metric.ts';

export interface ClassScores {
  /** Windows, or symbols, that were scored. */
  count: number;
  accuracy: number;
  /** Mean of -ln p of the right class, in nats; and in bits: of characters, bits per character. */
  crossEntropy: number;
  bits: number;
  perplexity: number;
  /** Where they were asked for, over the windows whose class the training part has. */
  values?: ClassValues;
  /** [K][K]: rows the true class, columns the one that was called. */
  confusion?: number[][];
}

/** Numbers that are kept for the area under the curve, at most: eight bytes each. */
const mostKept = 4e6;

export class ClassScorer {
  private readonly classes: number;
  private readonly keeps: boolean;
  private readonly truth: number[] = [];
  private readonly logits: number[] = [];
  private count = 0;
  private right = 0;
  private nats = 0;
  private known = 0;

  /** keep: confusion and everything that is told from it. */
  constructor(classes: number, { keep = false } = {}) {
    this.classes = classes;
    this.keeps = keep;
  }

  /** Logits [K], or anything that differs from them by one number. label: -1 for a class that the training part does not have: wrong, and without a probability. Says whether it was right, and its nats. */
  add(logits: ArrayLike<number>, label: number): { isRight: boolean; nats: number } {
    this.count++;
    if (label < 0) return { isRight: false, nats: 0 };
    let best = 0;
    for (let k = 1; k < this.classes; k++) if (logits[k] > logits[best]) best = k;
    let rest = 0;
    for (let k = 0; k < this.classes; k++) rest += Math.exp(logits[k] - logits[best]);
    if (best === label) this.right++;
    const nats = Math.log(rest) - (logits[label] - logits[best]);
    this.nats += nats;
    this.known++;
    if (this.keeps && this.logits.length + this.classes <= mostKept) {
      this.truth.push(label);
      for (let k = 0; k < this.classes; k++) this.logits.push(logits[k]);
    }
    return { isRight: best === label, nats };
  }

  scores(): ClassScores {
    const sums = { count: this.known, nats: this.nats };
    const isWhole = this.keeps && this.truth.length === this.known && this.known > 0;
    const told = isWhole ? classified(this.truth, this.logits, this.classes) : undefined;
    return {
      count: this.count,
      accuracy: this.right / this.count,
      crossEntropy: this.nats / this.known,
      bits: symbolMetrics.bitsPerCharacter.of(sums),
      perplexity: symbolMetrics.perplexity.of(sums),
      ...(told ? { values: valuesOf(classMetrics, told), confusion: told.confusion } : {}),
    };
  }
}
