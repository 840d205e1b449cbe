/**
 * Looks for a learning rate: a few steps with rates that grow from one to the next by the same factor, over many powers of
 * ten, and the loss before each. Where it falls fastest the rate is good; where it rises, too large. Smith 2017,
 * "Cyclical Learning Rates for Training Neural Networks", arXiv:1506.01186, section 3.3; the exponential sweep and the
 * steepest descent as in fastai. It needs a session of its own: the weights that it moves are nobody's.
 */
import type { Session } from '../backends/backend.ts';
import type { Program } from '../compile/program.ts';
import { batchCount, shuffled } from '../data/batches.ts';
import { feedFor } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import type { Issue } from '../issue.ts';
import { optimizerOf } from './optimizers.ts';
import type { TrainSettings } from './settings.ts';
import { gather, partOfStep, takeStep } from './step.ts';

export interface Sweep {
  /** First and last rate. */
  from: number;
  to: number;
  /** Rates, and steps, from the one to the other. */
  steps: number;
}

export const defaultSweep: Sweep = { from: 1e-6, to: 10, steps: 140 };

export interface RatePoint {
  rate: number;
  /** Mean loss of the windows of the step, before it, against how hard its windows are. */
  loss: number;
}

export type RateAdvice =
  | {
      rate: number;
      /** steepest: the loss falls fastest here. below-rise: a third of where it is lowest, because it falls fastest too near to that. */
      reason: 'steepest' | 'below-rise';
      /** Rate at which the smoothed loss is lowest, and how far it has fallen there, as a share of the first. */
      lowest: number;
      fallen: number;
      /** True when the loss rose before the end of the sweep. */
      rose: boolean;
    }
  /** The loss never fell: there is nothing to suggest. */
  | { rate: null; reason: 'no-fall' | 'too-few' };

export interface RateSearch {
  program: Program;
  prepared: Prepared;
  settings: TrainSettings;
  session: Session;
  weights: ReadonlyMap<string, Float32Array | Float64Array>;
  sweep: Sweep;
}

/**
 * The points as they are measured; it ends at the last rate, or where the loss has clearly risen or is no number any more.
 *
 * Some batches are harder than others, which hides what a rate does. So every batch of the sweep is first scored with the
 * starting weights, and a loss is told against that: as what it would be, had its batch been as hard as all of them on average.
 */
export async function* findRate({ program, prepared, settings, session, weights, sweep }: RateSearch): AsyncGenerator<RatePoint, void> {
  const origins = prepared.windows.train;
  const { batch, accumulate, seed } = settings;
  const order = shuffled(prepared, batch, seed, 0);
  const batches = batchCount(origins.length, batch);
  // What is dropped out of a batch is the same each time it comes, or it would look like the rate's doing.
  const feedOf = (index: number) =>
    feedFor(prepared, order.subarray(index * batch, (index + 1) * batch), batch, program, { seed, step: index });
  session.writeWeights(weights);
  const starts: number[] = [];
  for (let index = 0; index < Math.min(batches, sweep.steps * accumulate); index++) {
    await session.predict(feedOf(index));
    starts.push(session.lossOfPrediction());
  }
  const windowsOf = (index: number) => Math.min(batch, origins.length - index * batch);
  const scored = starts.reduce((sum, _, i) => sum + windowsOf(i), 0);
  const mean = starts.reduce((sum, x, i) => sum + (x * windowsOf(i)) / scored, 0);
  const isRatio = starts.every((x) => x > 0);
  const losses: number[] = [];
  let index = 0;
  for (let step = 0; step < sweep.steps; step++) {
    let [loss, start] = [0, 0];
    for (let isLast = false; !isLast; index = (index + 1) % batches) {
      const part = partOfStep(index, origins.length, settings);
      loss += part.share * (await session.gradient(feedOf(index)));
      start += part.share * starts[index];
      if (accumulate > 1) gather(session, part);
      ({ isLast } = part);
    }
    const told = isRatio ? (loss / start) * mean : loss - start + mean;
    if (!Number.isFinite(told)) return;
    losses.push(told);
    const rate = rateAt(sweep, step);
    yield { rate, loss: told };
    if (hasRisen(losses)) return;
    const { norm } = takeStep(session, settings, { ...settings, rate }, step + 1);
    if (!Number.isFinite(norm)) return;
  }
}

export const rateAt = ({ from, to, steps }: Sweep, step: number): number => from * (to / from) ** (step / (steps - 1));

/** A search needs an optimizer that takes steps. */
export function checkSearch(settings: TrainSettings): Issue[] {
  if (!optimizerOf(settings.optimizer).isClosed) return [];
  return [
    {
      severity: 'error',
      code: 'no-rate',
      where: 'optimizer',
      message: 'Ridge solves the readout at once: there is no rate to look for.',
      fix: 'Train with it as it is, or choose another optimizer.',
    },
  ];
}

export function checkSweep({ from, to, steps }: Sweep): Issue[] {
  const bad = (where: string, message: string, fix: string, values: Issue['values']): Issue[] => [
    { severity: 'error', code: 'bad-sweep', where, message, fix, values },
  ];
  if (!(from > 0 && to > from && to <= 1e9))
    return bad('rates', `It cannot go from ${from} to ${to}.`, 'Both are above 0, and the second one is larger.', { from, to });
  if (!(Number.isInteger(steps) && steps >= 20 && steps <= 10_000))
    return bad('steps', `Expected a whole number from 20 to 10000, got ${steps}.`, `The usual number is ${defaultSweep.steps}.`, { steps });
  return [];
}

/** Far above the lowest so far, by what it had fallen before: three in a row, so that one bad batch ends nothing. */
function hasRisen(losses: readonly number[]): boolean {
  if (losses.length < 10) return false;
  const first = losses.slice(0, 3).reduce((sum, x) => sum + x / 3, 0);
  const lowest = Math.min(...losses);
  const limit = lowest + 4 * Math.max(first - lowest, 0.1 * Math.abs(first));
  return losses.slice(-3).every((x) => x > limit);
}

/** Steps to either side that count for the smoothed loss, less the farther they are. */
const reach = 6;

/**
 * The losses smoothed over neighbouring steps; nothing lags behind, because both sides count. A loss that has risen as far above
 * the first as the lowest is below it counts no more than that, or it would pull up the lowest ones before it.
 */
export function smoothed(points: readonly RatePoint[]): number[] {
  const losses = points.map((p) => p.loss);
  const begin = losses.slice(0, reach);
  const first = begin.reduce((sum, x) => sum + x / begin.length, 0);
  const highest = Math.max(first + (first - Math.min(...losses)), ...begin);
  return points.map((_, i) => {
    let [sum, weight] = [0, 0];
    for (let j = Math.max(0, i - reach); j <= Math.min(points.length - 1, i + reach); j++) {
      const w = reach + 1 - Math.abs(j - i);
      sum += w * Math.min(losses[j], highest);
      weight += w;
    }
    return sum / weight;
  });
}

/** A fall smaller than this share of the loss tells nothing. */
const leastFall = 0.03;

export function suggestRate(points: readonly RatePoint[]): RateAdvice {
  if (points.length < 2 * reach) return { rate: null, reason: 'too-few' };
  const smooth = smoothed(points);
  const first = smooth[reach];
  const low = smooth.indexOf(Math.min(...smooth));
  const fallen = (first - smooth[low]) / Math.abs(first);
  if (!(fallen > leastFall)) return { rate: null, reason: 'no-fall' };
  // Over a few steps to both sides: what one batch does to the slope is not the rate's doing.
  const slope = (i: number) => smooth[Math.min(smooth.length - 1, i + reach)] - smooth[i - reach];
  let steep = reach;
  for (let i = reach; i < low; i++) if (slope(i) < slope(steep)) steep = i;
  const lowest = points[low].rate;
  const rose = smooth.at(-1)! > smooth[low] + 0.2 * (first - smooth[low]);
  const steepest = points[steep].rate;
  return steepest <= lowest / 3
    ? { rate: tidy(steepest), reason: 'steepest', lowest: tidy(lowest), fallen, rose }
    : { rate: tidy(lowest / 3), reason: 'below-rise', lowest: tidy(lowest), fallen, rose };
}

/** The advice in one or two sentences. `rateText` writes a rate. */
export function sayAdvice(advice: RateAdvice, rateText: (rate: number) => string): string {
  if (advice.rate === null)
    return advice.reason === 'no-fall'
      ? 'The loss never fell clearly, so no rate can be suggested: these weights may already be good, or the rates end too low.'
      : 'The loss rose or broke off at once, so no rate can be suggested: begin with smaller rates.';
  const why =
    advice.reason === 'steepest'
      ? `At ${rateText(advice.rate)} the loss falls fastest.`
      : `${rateText(advice.rate)} is a third of where the loss is lowest; it falls fastest too near to that.`;
  const after = advice.rose
    ? `It is lowest at ${rateText(advice.lowest)}, and above that it rises.`
    : 'It had not risen when the rates ended: a larger one may do, too.';
  return `${why} ${after}`;
}

/** Two digits are more than a sweep can tell. */
const tidy = (rate: number): number => Number(rate.toPrecision(2));
