/**
 * How far the forecasts of an exported file are from the app's own, measured before the file is offered.
 * Both in scaled space, so that one bound fits every unit: 1e-5 of a standard deviation cannot be seen in any plot.
 */
export interface Parity {
  /** The largest |difference|; Infinity where one of the two is not a number and the other is. */
  largest: number;
  /** Counts of |difference|, two bins per decade from 1e-12 to 1e0: bin i holds 10^(i/2 - 12) to 10^((i + 1)/2 - 12). The first also holds what is below, the last what is above. */
  histogram: number[];
  windows: number;
}

export const PARITY_BOUND = 1e-5;
const LOWEST = -12;
const PER_DECADE = 2;
const BINS = -LOWEST * PER_DECADE;

/** app, foreign: [windows][perWindow] in the same order, in scaled space. */
export function parityOf(app: ArrayLike<number>, foreign: ArrayLike<number>, perWindow: number): Parity {
  if (app.length !== foreign.length)
    throw new Error(`parity: ${foreign.length} forecasts to compare with ${app.length}; both need windows * ${perWindow}`);
  const histogram = new Array<number>(BINS).fill(0);
  let largest = 0;
  for (let i = 0; i < app.length; i++) {
    const difference = Object.is(app[i], foreign[i]) ? 0 : Math.abs(app[i] - foreign[i]);
    const counted = Number.isNaN(difference) ? Infinity : difference;
    largest = Math.max(largest, counted);
    const bin = Math.floor((Math.log10(counted) - LOWEST) * PER_DECADE);
    histogram[Math.min(BINS - 1, Math.max(0, bin))]++;
  }
  return { largest, histogram, windows: app.length / perWindow };
}
