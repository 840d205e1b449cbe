/**
 * One error against another, as it is said: "24 % better", "level", "30 % worse", "4.2 times the error". Lower is better for
 * every error here. Below `levelShare` nobody should hear of a difference.
 */
import type { LossName } from '#engine/train/losses.ts';
import type { Scores } from '#engine/train/metrics.ts';

export type Tone = 'better' | 'worse' | 'level';

export interface Comparison {
  tone: Tone;
  /** How much smaller or larger, as a share of the other error: 0.24; Infinity against an error of 0. */
  share: number;
  error: number;
  other: number;
}

export const levelShare = 0.015;

export function compare(error: number | null | undefined, other: number | null | undefined): Comparison | undefined {
  if (error == null || other == null || !Number.isFinite(error) || !Number.isFinite(other)) return undefined;
  if (other === 0) return { tone: error === 0 ? 'level' : 'worse', share: error === 0 ? 0 : Infinity, error, other };
  const difference = (error - other) / other;
  const tone = Math.abs(difference) < levelShare ? 'level' : difference < 0 ? 'better' : 'worse';
  return { tone, share: Math.abs(difference), error, other };
}

/** What is compared: MSE, or MAE where that is what the run minimises, both on standardised values; of classes and symbols the cross-entropy. */
export type Measure = 'mse' | 'mae' | 'crossEntropy';
export const measureOf = (loss: LossName): Measure => (loss === 'mae' || loss === 'crossEntropy' ? loss : 'mse');

export const errorOf = (scores: Scores | null | undefined, measure: Measure): number | undefined =>
  (measure === 'crossEntropy' ? scores?.classes?.crossEntropy : scores?.scaled[measure]) ?? undefined;
