/**
 * The curve of a run in the window: what the host had stored, and what came since. Events are a log; taking one cuts off what
 * lies beyond its beginning and appends, so that an event that the stored curve already holds changes nothing, and a run that
 * goes back to its last checkpoint is drawn from there again. x counts in epochs.
 */
import type { EpochRecord } from '#engine/train/train.ts';
import type { HostEvent } from '#shared/api.ts';
import type { RunCurve } from '#shared/records.ts';

export interface Curve {
  epochs: readonly EpochRecord[];
  stepEpochs: readonly number[];
  stepLosses: readonly number[];
  /** Where the steps end. */
  end: number;
  /** Of the watched windows: the first, and the latest few. */
  forecasts: readonly { epoch: number; values: Float32Array }[];
}

export type StepsEvent = Extract<HostEvent, { kind: 'steps' }>;
export type EpochEvent = Extract<HostEvent, { kind: 'epoch' }>;

export const noCurve: Curve = { epochs: [], stepEpochs: [], stepLosses: [], end: 0, forecasts: [] };
/** More points than this are averaged in pairs. */
const mostPoints = 8000;
const latestForecasts = 8;

export function curveOf(stored: RunCurve): Curve {
  const { stepEpochs: x } = stored;
  const count = x.length;
  return {
    epochs: stored.epochs,
    stepEpochs: Array.from(x),
    stepLosses: Array.from(stored.stepLosses),
    // Points stand in the middle of equal buckets that begin at 0; only the last one may be shorter.
    end: count ? 2 * x[count - 1] - (count - 1) * 2 * x[0] : 0,
    forecasts: stored.forecasts,
  };
}

/** Takes in events in their order. Undefined: something is missing in between, and the curve must be asked for again. */
export function withEvents(curve: Curve, events: readonly (StepsEvent | EpochEvent)[]): Curve | undefined {
  const epochs = [...curve.epochs];
  let [x, y] = [[...curve.stepEpochs], [...curve.stepLosses]];
  let { end } = curve;
  let forecasts = [...curve.forecasts];
  for (const event of events) {
    if (event.kind === 'epoch') {
      const { record, forecasts: values } = event;
      if (record.epoch > epochs.length + 1) return undefined;
      epochs.length = record.epoch - 1;
      epochs.push(record);
      while (forecasts.length && forecasts[forecasts.length - 1].epoch >= record.epoch) forecasts.pop();
      forecasts.push({ epoch: record.epoch, values });
      if (forecasts.length > latestForecasts + 1) forecasts = [forecasts[0], ...forecasts.slice(-latestForecasts)];
    } else {
      if (!event.stepEpochs.length) continue;
      const step = 1 / event.stepsPerEpoch;
      const begin = event.stepEpochs[0] - step / 2;
      if (begin > end + step / 2) return undefined;
      x.length = y.length = firstAtOrAfter(x, begin);
      x.push(...event.stepEpochs);
      y.push(...event.losses);
      ({ x, y } = thinned(x, y));
      end = event.epoch - 1 + event.step * step;
    }
  }
  return { epochs, stepEpochs: x, stepLosses: y, end, forecasts };
}

function firstAtOrAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function thinned(x: number[], y: number[]): { x: number[]; y: number[] } {
  while (x.length > mostPoints) {
    const pairs = (values: number[]) =>
      Array.from({ length: Math.ceil(values.length / 2) }, (_, i) =>
        2 * i + 1 < values.length ? (values[2 * i] + values[2 * i + 1]) / 2 : values[2 * i],
      );
    x = pairs(x);
    y = pairs(y);
  }
  return { x, y };
}
