/**
 * What is said above the curves while a run is going on, paused or broken off: how it compares with the better one of the two
 * forecasts that only repeat, whether it still improves, how long it will take.
 */
import type { Catalogue } from '../../../i18n/en/index.ts';
import type { RunRecord } from '#shared/records.ts';
import { compare, errorOf, measureOf } from '../model/comparison.ts';
import { errorText } from '../model/error-text.ts';
import { bestNaive, epochsWithoutGain, headlineError } from '../model/run-facts.ts';
import type { SeasonName } from '../model/season.ts';
import type { Curve } from '../model/curve.ts';
import type { Piece } from './pieces.ts';

export type Words = Catalogue['train'];

export interface Said {
  /** The one sentence. */
  title: Piece[];
  /** Sentences under it. */
  about: Piece[][];
}

export interface ProgressFacts {
  run: RunRecord;
  curve: Curve;
  season: SeasonName;
  /** Until all epochs are done. */
  secondsLeft: number | null | undefined;
  /** Runs that will be done before a queued one. */
  before: number;
}

export function sayProgress(t: Words, facts: ProgressFacts): Said {
  const { run, curve, before } = facts;
  const { status } = run;
  if (status === 'queued') return { title: [before ? t.say.waiting(before) : t.say.queued], about: [] };
  if (status === 'failed')
    return { title: [{ text: run.issue?.code === 'diverged' ? t.say.diverged : t.say.failed, tone: 'worse' }], about: [] };
  // The record of the epoch may be here before the run says so.
  const epoch = Math.max(run.epoch, curve.epochs.length);
  if (epoch === 0) return beforeFirst(t, facts);
  const { epochs } = run.plan.settings;
  return { title: [t.say.place(status, epoch, epochs), ...judgement(t, facts)], about: asides(t, facts) };
}

function beforeFirst(t: Words, { run, curve }: ProgressFacts): Said {
  if (run.status === 'running')
    return curve.end > 0
      ? { title: [t.say.firstEpoch(run.plan.settings.epochs)], about: [[t.say.firstEpochAbout]] }
      : { title: [t.say.preparing], about: [] };
  return { title: [t.say.place(run.status, 0, run.plan.settings.epochs), t.say.stop], about: [] };
}

/** Epoch of the least error, by the curve or, before that has come, by the record. */
const bestEpoch = (run: RunRecord, curve: Curve): number => curve.epochs.findLast((e) => e.isBest)?.epoch ?? run.bestEpoch;

/** What its best epoch comes to - that is what is kept - and whether it still gets better. */
function judgement(t: Words, { run, curve, season }: ProgressFacts): Piece[] {
  const measure = measureOf(run.plan.settings.loss);
  const error = bestError(run, curve);
  const without = epochsWithoutGain({ epoch: curve.epochs.length || run.epoch, bestEpoch: bestEpoch(run, curve) });
  const naive = bestNaive(run.baselines?.validation, measure);
  const comparison = naive && compare(error, naive.error);
  const atBest = without > 0 ? [t.say.atBest] : [];
  if (comparison) return [...atBest, ...t.against(comparison, t.baselineDoing(naive.name, season)), trend(t, run, curve, without)];
  if (error !== undefined) return [...atBest, t.say.validationError(errorText(error)), trend(t, run, curve, without)];
  const latest = curve.epochs.at(-1);
  const loss = latest?.trainLoss ?? run.losses.at(-1);
  const isFalling = run.status === 'running' && curve.epochs.length > 1 && curve.epochs.at(-1)!.trainLoss < curve.epochs.at(-2)!.trainLoss;
  return [t.say.trainingLoss(errorText(loss)), isFalling ? t.say.falling : t.say.stop];
}

function bestError(run: RunRecord, curve: Curve): number | undefined {
  const measure = measureOf(run.plan.settings.loss);
  const best = curve.epochs[bestEpoch(run, curve) - 1];
  return errorOf(best?.validation, measure) ?? headlineError(run);
}

function trend(t: Words, run: RunRecord, curve: Curve, without: number): string {
  if (run.status !== 'running' || Math.max(run.epoch, curve.epochs.length) < 2) return t.say.stop;
  return without === 0 ? t.say.improving : t.say.stalled(without);
}

function asides(t: Words, { run, curve, secondsLeft }: ProgressFacts): Piece[][] {
  const about: Piece[][] = [];
  if (run.status === 'running' && secondsLeft != null) about.push([t.say.left(secondsLeft)]);
  if (run.status === 'paused') about.push([t.say.pausedAbout]);
  const { patience } = run.plan.settings;
  const without = epochsWithoutGain({ epoch: curve.epochs.length || run.epoch, bestEpoch: bestEpoch(run, curve) });
  if (run.status === 'running' && patience > 0 && without >= 2 && without < patience) about.push([t.say.stopsAfter(patience - without)]);
  const error = bestError(run, curve);
  const linear = errorOf(run.baselines?.validation.linear, measureOf(run.plan.settings.loss));
  const against = compare(error, linear);
  if (against && error !== undefined && linear !== undefined)
    // One line in all: the chart has the numbers too.
    about.push(
      t.say.it(
        t.against(against, t.baselineDoing('linear', 'season')),
        about.length > 1 ? undefined : [errorText(error), errorText(linear)],
      ),
    );
  return about;
}
