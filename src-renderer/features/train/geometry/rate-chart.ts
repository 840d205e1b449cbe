// What the chart of a rate search draws: the smoothed loss over the rate, on an axis of powers of ten.
import { smoothed, type RateAdvice, type RatePoint } from '#engine/train/rate-finder.ts';
import { linear, logTicks, ticks } from '../../../ui/scale.ts';

export interface RateChart {
  /** Pixels of the smoothed line and of the measured points. */
  line: { x: number[]; y: number[] };
  dots: { x: number; y: number }[];
  /** Where the advice stands. */
  mark: { x: number; y: number } | undefined;
  xTicks: { x: number; rate: number }[];
  yTicks: { y: number; loss: number }[];
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A loss that has risen this far above its start, in falls, is out of the picture: the fall is what matters. */
const shownRise = 0.5;

export function rateChart(
  points: readonly RatePoint[],
  advice: RateAdvice | null,
  range: { from: number; to: number },
  box: Box,
): RateChart {
  const smooth = smoothed(points);
  const start = smooth[0] ?? 1;
  const low = Math.min(...smooth, start);
  const fall = Math.max(start - low, 0.1 * Math.abs(start), 1e-12);
  const high = start + shownRise * fall;
  const x10 = linear([Math.log10(range.from), Math.log10(range.to)], [box.left, box.right]);
  const x = (rate: number) => x10(Math.log10(rate));
  const y = linear([low - 0.1 * fall, high], [box.bottom, box.top]);
  // The line leaves through the top once; what comes after is not drawn.
  const beyond = smooth.findIndex((loss, i) => loss > high && i > 0 && smooth.slice(i).every((later) => later > low + 0.2 * fall));
  const drawn = beyond < 0 ? smooth.length : beyond + 1;
  const suggested = advice?.rate ?? null;
  const nearest = suggested === null ? -1 : points.findIndex((p) => p.rate >= suggested);
  const yTicks = points.length ? ticks(low, high, 3).map((loss) => ({ y: y(loss), loss })) : [];
  return {
    line: { x: points.slice(0, drawn).map((p) => x(p.rate)), y: smooth.slice(0, drawn).map((loss) => Math.max(box.top, y(loss))) },
    dots: points.filter((p) => p.loss <= high).map((p) => ({ x: x(p.rate), y: Math.min(box.bottom, y(p.loss)) })),
    mark: suggested === null || nearest < 0 ? undefined : { x: x(suggested), y: y(smooth[nearest]) },
    xTicks: logTicks(range.from, range.to)
      .filter((_, i, all) => all.length <= 5 || i % 2 === 0)
      .map((rate) => ({ x: x(rate), rate })),
    yTicks,
  };
}
