// A time that was estimated: no more digits than it deserves.
import type { Text } from '../../../i18n/text.svelte.ts';

export function estimate(text: Text, seconds: number): string {
  if (seconds >= 9.5) return text.t.units.duration(seconds < 95 ? Math.round(seconds) : seconds);
  return text.t.architecture.seconds(seconds < 0.05 ? '< 0.1' : seconds.toFixed(1));
}
