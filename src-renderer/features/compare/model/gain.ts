/**
 * How much better or worse one error is than another. Both are errors, so less is better: 0.355 against 0.512 is 31 % better,
 * 0.840 is 64 % worse. Null where one of them is not known or the reference is 0.
 */
export function gainOf(value: number | null | undefined, reference: number | null | undefined): number | null {
  if (value === null || value === undefined || reference === null || reference === undefined) return null;
  if (!Number.isFinite(value) || !Number.isFinite(reference) || reference <= 0) return null;
  return 1 - value / reference;
}

export type Gain =
  | { way: 'better' | 'worse'; /** Whole percent, at least 1. */ percent: number }
  /** Ten times the error or more: percent say nothing any more. */
  | { way: 'times'; times: number }
  | { way: 'same' };

/** As it is said: whole percent; less than half of one is the same. */
export function sayGain(gain: number): Gain {
  if (gain <= -9) return { way: 'times', times: Math.round(1 - gain) };
  const percent = Math.round(gain * 100);
  if (percent === 0) return { way: 'same' };
  return percent > 0 ? { way: 'better', percent } : { way: 'worse', percent: -percent };
}
