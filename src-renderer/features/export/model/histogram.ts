/**
 * The histogram of a report as bars. Its bins are half decades from 1e-12; the first also holds what is smaller, which for equal
 * numbers is 0. Bins without counts at both ends are cut off.
 */
const LOWEST = -12;
const PER_DECADE = 2;

export interface Bar {
  /** Edges of the bin: 10^from to 10^to. */
  from: number;
  to: number;
  count: number;
  /** Share of the tallest bar. */
  height: number;
}

export interface Histogram {
  bars: Bar[];
  /** Share of all differences that are below 1e-12: equal, for any purpose. */
  equal: number;
}

export function barsOf(counts: readonly number[]): Histogram {
  const total = counts.reduce((a, b) => a + b, 0);
  const rest = counts.map((c, i) => (i === 0 ? 0 : c));
  const first = rest.findIndex((c) => c > 0);
  const last = rest.findLastIndex((c) => c > 0);
  const tallest = Math.max(...rest, 1);
  const bars =
    first < 0
      ? []
      : rest.slice(first, last + 1).map((count, i): Bar => {
          const bin = first + i;
          return { from: LOWEST + bin / PER_DECADE, to: LOWEST + (bin + 1) / PER_DECADE, count, height: count / tallest };
        });
  return { bars, equal: total ? counts[0] / total : 0 };
}

/** Whole decades inside the bars, at most four of them. */
export function decadesOf(bars: readonly Bar[]): number[] {
  if (!bars.length) return [];
  const all: number[] = [];
  for (let e = Math.ceil(bars[0].from); e <= Math.floor(bars[bars.length - 1].to); e++) all.push(e);
  const every = Math.ceil(all.length / 4);
  return all.filter((_, i) => i % every === 0);
}
