/** What is said of a run when it is over, beside its scores: the verdict, prediction intervals, and what its residuals look like. */
import type { Architecture } from '../architecture.ts';
import type { Prepared } from '../data/windows.ts';
import { scoredParts, type BaselineErrors, type ScoredPart } from './baselines.ts';
import { calibrate, type ConformalInterval } from './intervals.ts';
import type { Kept, QuantileScores } from './kept.ts';
import { summarise, type ResidualSummary } from './residuals.ts';
import { judge, type PartErrors, type Verdict } from './verdict.ts';

export interface Assessment {
  verdict: Verdict | null;
  /** Calibrated on the validation windows; empty where those are too few. */
  intervals: ConformalInterval[];
  /** Of a network that says quantiles or a distribution. */
  quantiles: Partial<Record<ScoredPart, QuantileScores>> | null;
  /** By target; of the test part, without one of the validation part. */
  residuals: { part: ScoredPart; perTarget: Record<string, ResidualSummary> } | null;
}

export interface Ended {
  epoch: number;
  bestEpoch: number;
  epochs: number;
  seed: number;
  isEnsemble?: boolean;
}

export function assess(
  p: Prepared,
  architecture: Architecture,
  kept: Record<ScoredPart, Kept | null>,
  errors: Record<ScoredPart, BaselineErrors>,
  { seed, ...ended }: Ended,
): Assessment {
  if (p.design.task !== 'forecast') return { verdict: null, intervals: [], quantiles: null, residuals: null };
  const { horizon, stride } = p.design;
  const targets = p.ends.outputs;
  const errorsOf = (part: ScoredPart): PartErrors | null => {
    const own = kept[part];
    return own && { model: own.errors, baselines: errors[part] };
  };
  const part = kept.test?.errors.length ? 'test' : 'validation';
  const facts = { horizon, stride, levelShift: levelShift(p, part), isNormalised: isNormalised(architecture), ...ended };
  const quantiles = Object.fromEntries(scoredParts.map((name) => [name, kept[name]?.quantileScores()]).filter(([, scores]) => scores));
  const shown = kept[part];
  return {
    verdict: judge({ validation: errorsOf('validation'), test: errorsOf('test') }, facts, seed),
    intervals: kept.validation ? calibrate(kept.validation.residuals, kept.test?.residuals ?? null, targets) : [],
    quantiles: Object.keys(quantiles).length ? quantiles : null,
    residuals: shown?.errors.length
      ? { part, perTarget: summarise(shown.residuals, p.windows[part], targets, { stride, period: p.period }) }
      : null,
  };
}

/** Of the target that has moved most, in deviations of its training part. */
export function levelShift(p: Prepared, part: ScoredPart): number {
  let most = 0;
  p.parts.forEach((parts, series) => {
    const { from, to } = parts[part];
    const scaling = p.metricScalingOf(series);
    p.truth.forEach((numbers, c) => {
      const known = numbers.subarray(from, to).filter((x) => !Number.isNaN(x));
      if (!known.length) return;
      const mean = known.reduce((a, b) => a + b, 0) / known.length;
      const shift = (mean - scaling[c].shift) / scaling[c].scale;
      if (Math.abs(shift) > Math.abs(most)) most = shift;
    });
  });
  return most;
}

/** Some cell takes values relative to their window. */
const isNormalised = ({ nodes }: Architecture): boolean => nodes.some((n) => ['normalise', 'subtract-last'].includes(n.cell));
