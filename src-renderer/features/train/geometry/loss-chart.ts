// Geometry of the error chart: the range of y, scales (straight or logarithmic), paths thinned to what pixels can show.
import { linePath } from '../../../ui/path.ts';
import { extent, linear, logTicks, padded, ticks } from '../../../ui/scale.ts';
import type { Line, LossView } from '../model/loss-view.ts';

/**
 * Everything that matters inside the visible stretch: validation, epoch means, baselines. Single steps are noise around their
 * mean: only where there is no mean yet they decide, and a first step far above may leave the picture.
 */
export function errorRange(view: LossView, from: number, to: number): [number, number] | undefined {
  const seen = ({ x, y }: Line) => y.filter((_, i) => x[i] >= from && x[i] <= to);
  const means = [...seen(view.validation), ...seen(view.training)];
  const baselines = view.baselines.map((b) => b.value);
  const calm = calmed(view.steps, (epoch) => ((epoch - from) / Math.max(1e-9, to - from)) * 600, 3);
  const steps = seen(calm).filter(Number.isFinite);
  if (means.some(Number.isFinite)) {
    const range = extent(means, baselines);
    if (!range) return undefined;
    // The lower edge of the noise belongs to the picture, its rare peaks do not.
    const sorted = steps.toSorted((a, b) => a - b);
    const low = sorted[Math.floor(sorted.length * 0.02)] ?? range[0];
    const high = sorted[Math.floor(sorted.length * 0.97)] ?? range[1];
    return [Math.min(range[0], low), Math.max(range[1], Math.min(high, 1.5 * range[1]))];
  }
  return extent(steps, baselines);
}

export const spansTwoDecades = (range: readonly [number, number] | undefined): boolean =>
  range !== undefined && range[0] > 0 && range[1] / range[0] >= 100;

export interface ErrorScale {
  (value: number): number;
  ticks: number[];
  /** Values that are out of the domain of a logarithm are left out. */
  isLog: boolean;
}

export function errorScale(range: [number, number] | undefined, isLog: boolean, top: number, bottom: number): ErrorScale {
  const count = Math.max(2, (bottom - top) / 48);
  if (isLog && range && range[0] > 0) {
    const [low, high] = [range[0] / 1.15, range[1] * 1.15];
    const scale = linear([Math.log10(low), Math.log10(high)], [bottom, top]);
    return Object.assign((value: number) => (value > 0 ? scale(Math.log10(value)) : NaN), {
      ticks: sparse(logTicks(low, high), count),
      isLog: true,
    });
  }
  const air = padded(range, 0.05);
  // Errors are never negative: the air below stops at 0.
  if (range && range[0] >= 0) air[0] = Math.max(0, air[0]);
  const scale = linear(air, [bottom, top]);
  return Object.assign((value: number) => scale(value), { ticks: ticks(...air, count), isLog: false });
}

/** Every second, third ... of many decades, so that labels keep apart. */
function sparse(all: number[], count: number): number[] {
  const every = Math.ceil(all.length / (2 * count));
  return every > 1 ? all.filter((_, i) => i % every === 0) : all;
}

/**
 * Single steps are noise around their mean: as many of them as fall on `bucketWidth` pixels are drawn as one point, at their
 * mean. Zoomed in, each step stands for itself again.
 */
export function calmed({ x, y }: Line, xScale: (value: number) => number, bucketWidth: number): Line {
  if (x.length < 2 || x.length * bucketWidth <= Math.abs(xScale(x[x.length - 1]) - xScale(x[0]))) return { x, y };
  const xs: number[] = [];
  const ys: number[] = [];
  let last = 0;
  const bucketOf = (i: number) => Math.floor(xScale(x[i]) / bucketWidth);
  for (let from = 0; from < x.length;) {
    const bucket = bucketOf(from);
    let [sumX, sumY, count] = [0, 0, 0];
    for (; from < x.length && bucketOf(from) === bucket; from++) {
      if (!Number.isFinite(y[from])) continue;
      sumX += x[from];
      sumY += y[from];
      count++;
    }
    if (!count) continue;
    // What has just begun would be noise again: it waits in the point before it.
    if (from === x.length && xs.length && count < last / 2) break;
    last = count;
    xs.push(sumX / count);
    ys.push(sumY / count);
  }
  return { x: xs, y: ys };
}

/** Height of a line at x, in its own units; NaN outside of it. */
export function valueAt({ x, y }: Line, at: number): number {
  const after = x.findIndex((v) => v >= at);
  if (after < 0) return NaN;
  if (after === 0) return x[0] === at ? y[0] : NaN;
  const share = (at - x[after - 1]) / (x[after] - x[after - 1]);
  return y[after - 1] + share * (y[after] - y[after - 1]);
}

/** A line as SVG path, thinned to what pixels can show. */
export function errorPath(line: Line, xScale: (value: number) => number, yScale: (value: number) => number): string {
  const { x, y } = calmed(line, xScale, 1);
  return linePath(x, y, xScale, yScale);
}

/** Round epochs for ticks: whole ones, unless less than two epochs are shown. */
export function epochTicks(from: number, to: number, width: number): number[] {
  const all = ticks(from, to, Math.max(2, width / 90));
  return to - from < 2 ? all : all.filter(Number.isInteger);
}
