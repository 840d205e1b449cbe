/**
 * Curves of several runs over one x. Runs differ in how many epochs they have, in steps per epoch and in seconds, so their x
 * differ: the chart gets the union, and between two of its own points a run's value is read off its line.
 */
import { headlineOf } from '#engine/train/metrics.ts';
import { stepsPerEpoch } from '#engine/train/settings.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import type { RunRow } from './rows.ts';

export type XName = 'epoch' | 'step' | 'seconds';
export const xNames: readonly XName[] = ['epoch', 'step', 'seconds'];

export interface Points {
  x: number[];
  y: (number | null)[];
}

/** Validation error of each epoch, in z-score space or of classes in nats; null for an epoch without one. */
export const errorsOf = (epochs: readonly EpochRecord[]): (number | null)[] => epochs.map((e) => headlineOf(e.validation));

/**
 * Where each epoch stands. Steps: those of the optimizer. Seconds: a run keeps how long it has trained
 * in all and not when each epoch ended, so its epochs stand at equal distances.
 */
export function xOf(row: RunRow, name: XName): number[] {
  const epochs = row.epochs ?? [];
  const { run } = row;
  switch (name) {
    case 'epoch':
      return epochs.map((e) => e.epoch);
    case 'step': {
      const steps = stepsPerEpoch(run.windows?.train ?? 0, run.plan.settings);
      return epochs.map((e) => e.epoch * steps);
    }
    case 'seconds': {
      const each = run.seconds / Math.max(1, run.epoch);
      return epochs.map((e) => e.epoch * each);
    }
    default:
      return name satisfies never;
  }
}

/** Exponential mean with the weight of the past in [0, 1); without the pull towards the first value (as Adam corrects its moments). */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let mean = 0;
  let share = 1;
  return values.map((value) => {
    if (value === null) return null;
    mean = weight * mean + (1 - weight) * value;
    share *= weight;
    return mean / (1 - share);
  });
}

/** The union of all x, and each list at every one of them: nothing before its first and after its last point. */
export function aligned(lists: readonly Points[]): { x: number[]; values: (number | null)[][] } {
  const x = [...new Set(lists.flatMap((l) => l.x))].sort((a, b) => a - b);
  return { x, values: lists.map((list) => at(x, list)) };
}

function at(x: readonly number[], { x: own, y }: Points): (number | null)[] {
  let i = 0;
  return x.map((value) => {
    while (i + 1 < own.length && own[i + 1] <= value) i++;
    if (!own.length || value < own[0] || value > own[own.length - 1]) return null;
    if (own[i] === value) return y[i];
    const [a, b] = [y[i], y[i + 1]];
    if (a === null || b === null || b === undefined) return null;
    return a + ((b - a) * (value - own[i])) / (own[i + 1] - own[i]);
  });
}

/**
 * One scale for the sparks of a set: all best values and the baselines are in it; a run that starts or flies higher is cut off at
 * the top rather than pressing the others flat.
 */
export function sparkRange(curves: readonly (readonly (number | null)[])[], baselines: readonly number[]): [number, number] | undefined {
  const known = curves.map((c) => c.filter((v): v is number => v !== null && Number.isFinite(v))).filter((c) => c.length);
  const all = [...known.flat(), ...baselines];
  if (!all.length) return undefined;
  const low = Math.min(...all);
  const bests = [...known.map((c) => Math.min(...c)), ...baselines].sort((a, b) => a - b);
  const usual = bests[Math.floor((bests.length - 1) * 0.75)];
  const high = Math.min(Math.max(...all), Math.max(usual, low) + Math.max(usual - low, low * 0.15) * 0.6);
  return high > low ? [low - (high - low) * 0.06, high] : [low * 0.95, low * 1.05 || 1];
}

/** What the sparks of a set share: their errors, and how many epochs the longest of them may have. */
export interface SparkScale {
  range: [number, number];
  epochs: number;
}

export function sparkScale(rows: readonly RunRow[], baselines: readonly number[]): SparkScale | undefined {
  const range = sparkRange(
    rows.map((r) => errorsOf(r.epochs ?? [])),
    baselines,
  );
  const lengths = rows.map((r) => Math.max(r.run.epoch, r.isGoing ? r.run.plan.settings.epochs : 0));
  return range && { range, epochs: Math.max(2, ...lengths) };
}

/** For a spark: as wide as its share of the longest run, cut at the top of the scale. */
export const sparkValues = (errors: readonly (number | null)[], { range, epochs }: SparkScale): number[] =>
  Array.from({ length: Math.max(epochs, errors.length) }, (_, i) => {
    const value = errors[i];
    return value === null || value === undefined || !Number.isFinite(value) ? NaN : Math.min(value, range[1]);
  });

/**
 * Where the axis ends: what is known, and for runs that go on some of what is still to come - all of it would press what there is
 * to the edge, none of it would make the axis jump with every epoch.
 */
export function roomFor(known: number, planned: number): number {
  if (planned <= known) return known > 1 ? known : 2;
  let room = planned;
  while (room / 2 >= known * 1.15) room /= 2;
  return room;
}

/** A name that fits beside the end of a line. */
export const shortName = (name: string, most = 18): string => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
