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

/** Undefined: something is missing between the curve and the event, and the curve must be asked for again. */
export function withSteps(curve: Curve, event: StepsEvent): Curve | undefined {
  const { stepEpochs: x, losses, stepsPerEpoch } = event;
  if (!x.length) return curve;
  const step = 1 / stepsPerEpoch;
  const begin = x[0] - step / 2;
  if (begin > curve.end + step / 2) return undefined;
  const kept = firstAtOrAfter(curve.stepEpochs, begin);
  const next = thinned([...curve.stepEpochs.slice(0, kept), ...x], [...curve.stepLosses.slice(0, kept), ...losses]);
  return { ...curve, stepEpochs: next.x, stepLosses: next.y, end: event.epoch - 1 + event.step * step };
}

export function withEpoch(curve: Curve, event: EpochEvent): Curve | undefined {
  const { record, forecasts } = event;
  if (record.epoch > curve.epochs.length + 1) return undefined;
  const latest = [...curve.forecasts.filter((f) => f.epoch < record.epoch), { epoch: record.epoch, values: forecasts }];
  return {
    ...curve,
    epochs: [...curve.epochs.slice(0, record.epoch - 1), record],
    forecasts: latest.length > latestForecasts + 1 ? [latest[0], ...latest.slice(-latestForecasts)] : latest,
  };
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
