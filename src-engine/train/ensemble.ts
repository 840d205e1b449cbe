/**
 * Scores of an ensemble: the same network with several sets of weights, whose forecasts are combined value by value. Windows, metrics
 * and what is kept for intervals and the verdict are those of a single network.
 *
 * Numbers are combined in their units, quantiles level by level (which cannot cross where none of the members' do), of a normal
 * distribution mean and deviation, of classes and symbols the probabilities.
 */
import type { Numbers, Session } from '../backends/backend.ts';
import type { PartName } from '../data/design.ts';
import { inOrder } from '../data/batches.ts';
import { eachClass, feedFor, forecastsOf, type Fed } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import { newScorer } from './baselines.ts';
import { ClassScorer } from './class-scorer.ts';
import { combine, combineLogits, type Combine } from './combine.ts';
import { addForecasts, allParts, inUnits } from './evaluate.ts';
import { Kept } from './kept.ts';
import { scoresOfClasses, type Scores } from './metrics.ts';

export interface EnsembleJob {
  prepared: Prepared;
  program: Fed;
  /** One session serves all members in turn. */
  session: Session;
  batch: number;
  /** Of each member; one or more. */
  members: readonly ReadonlyMap<string, Numbers>[];
  how: Combine;
  /** Asked after every batch: false ends it, and nothing comes back. */
  goesOn?: () => boolean;
}

export interface EnsembleScores {
  scores: Scores;
  /** None of classes. */
  kept: Kept | null;
}

/** Null where the part has no windows, or where it was asked to end. */
export async function evaluateEnsemble(job: EnsembleJob, part: PartName): Promise<EnsembleScores | null> {
  if (!job.prepared.windows[part].length) return null;
  return job.prepared.labels ? ofClasses(job, part) : ofNumbers(job, part);
}

async function ofNumbers({ prepared: p, program, session, batch, members, how, goesOn }: EnsembleJob, part: PartName) {
  const { parts } = program.forecast;
  const scorer = newScorer(p);
  const kept = new Kept(p, part, parts);
  const all = p.windows[part];
  for (let from = 0; from < all.length; from += batch) {
    const origins = all.subarray(from, from + batch);
    const feed = feedFor(p, origins, batch, program);
    const each: { forecasts: Float64Array; parts: Float64Array[] }[] = [];
    for (const weights of members) {
      session.writeWeights(weights);
      const output = await session.predict(feed);
      const of = (i?: number) => forecastsOf(output, origins.length, batch, p.design.horizon, p.truth.length, program, i);
      each.push({ forecasts: inUnits(p, origins, of()), parts: kept.wantsParts ? allParts(p, origins, parts, of) : [] });
    }
    const combined = combine(
      each.map((m) => m.forecasts),
      how,
    );
    const combinedParts = each[0].parts.map((_, i) =>
      combine(
        each.map((m) => m.parts[i]),
        how,
      ),
    );
    addForecasts(p, origins, combined, combinedParts, scorer, kept);
    if (goesOn?.() === false) return null;
  }
  return { scores: scorer.scores()!, kept };
}

async function ofClasses({ prepared: p, program, session, batch, members, how, goesOn }: EnsembleJob, part: PartName) {
  const K = p.ends.classes.length;
  const scorer = new ClassScorer(K, { keep: p.design.task === 'classify' });
  const origins = inOrder(p, part, batch);
  // Each member goes on from where it was itself.
  const states = members.map((): ReadonlyMap<string, Numbers> => new Map());
  let windows = 0;
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const feed = feedFor(p, some, batch, program);
    const goesOnFrom = p.design.carries && from > 0;
    const outputs: Numbers[] = [];
    for (const [m, weights] of members.entries()) {
      session.writeWeights(weights);
      if (goesOnFrom) session.writeStates(states[m]);
      outputs.push((await session.predict(feed, goesOnFrom ? 'carried' : 'zero')).slice());
      if (p.design.carries) states[m] = session.readStates();
    }
    some.forEach((o, b) => {
      if (o < 0) return;
      windows++;
      eachClass(p, o, (step, label) => {
        const at = (step * batch + b) * K;
        scorer.add(
          combineLogits(
            outputs.map((output) => output.subarray(at, at + K)),
            how,
          ),
          label,
        );
      });
    });
    if (goesOn?.() === false) return null;
  }
  return { scores: scoresOfClasses(windows, scorer.scores()), kept: null };
}
