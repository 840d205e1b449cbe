// How long something will take, as finely as an estimate deserves: 1.3 s, 39 s, 12 min.
import { quantity } from '../../../i18n/format.ts';
import type { Text } from '../../../i18n/text.svelte.ts';

export function estimateText(text: Pick<Text, 't'>, seconds: number): string {
  if (seconds < 1e-3) return `< ${text.t.units.duration(1e-3)}`;
  if (seconds >= 1 && seconds < 9.95) return text.t.train.shortSeconds(quantity(seconds, 2));
  return text.t.units.duration(seconds);
}

/** Inside a remark: about 39 s, less than a second. */
export const roughly = (text: Pick<Text, 't'>, seconds: number): string =>
  seconds < 1 ? text.t.train.lessThanSecond : text.t.train.roughly(estimateText(text, seconds));
