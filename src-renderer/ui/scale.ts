// Scales and ticks: from numbers to pixels and back, and where to put a label. Nothing here draws.

export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

/** Linear; a domain without width maps everything to the middle. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  const middle = (r0 + r1) / 2;
  return Object.assign((value: number) => (slope === 0 ? middle : r0 + (value - d0) * slope), {
    invert: (pixel: number) => (slope === 0 ? d0 : d0 + (pixel - r0) / slope),
    domain,
    range,
  });
}

/** 1, 2 or 5 times a power of ten: the step that gives about `count` ticks over `span`. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0)) return 1;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10) * power;
}

/** Round values inside [low, high], ascending. */
export function ticks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const step = niceStep(high - low, count);
  const out: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Decimals that tell two ticks apart. */
export const decimalsOf = (step: number): number => Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));

/** Powers of ten and, where there is room, their 2 and 5, inside [low, high]; both above 0. */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0) || !(high > low)) return [];
  const decades = Math.log10(high / low);
  const steps = decades > 3 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const out: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++)
    for (const s of steps) {
      const value = Number((s * 10 ** e).toPrecision(6));
      if (value >= low * 0.999 && value <= high * 1.001) out.push(value);
    }
  return out;
}

/** Smallest and largest finite value of some lists; undefined when there is none. */
export function extent(...lists: ArrayLike<number | null | undefined>[]): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const x = list[i];
      if (x === null || x === undefined || !Number.isFinite(x)) continue;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  return low <= high ? [low, high] : undefined;
}

/** The same with some air above and below; a constant gets a range around it. */
export function padded(range: [number, number] | undefined, share = 0.06): [number, number] {
  if (!range) return [0, 1];
  const [low, high] = range;
  const air = high > low ? (high - low) * share : Math.abs(high) * 0.1 || 1;
  return [low - air, high + air];
}

export const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), Math.max(low, high));
