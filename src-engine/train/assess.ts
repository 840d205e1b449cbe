/** What is said of a run when it is over, beside its scores: the verdict, prediction intervals, and what its residuals look like. */
import type { Architecture } from '../architecture.ts';
import type { Prepared } from '../data/windows.ts';
import { scoredParts, type BaselineErrors, type ScoredPart } from './baselines.ts';
import { judgeTold, type ToldVerdict } from './told-verdict.ts';
import { calibrate, type ConformalInterval } from './intervals.ts';
import type { Kept, QuantileScores } from './kept.ts';
import { summarise, type ResidualSummary } from './residuals.ts';
import { judgeTuning, type Tuning } from './tuning.ts';
import { judge, type PartErrors, type Verdict } from './verdict.ts';

export interface Assessment {
  verdict: Verdict | null;
  /** Of a fine-tune: against the model as it was before, on the same windows. */
  tuning?: Tuning | null;
  /** Of a run that continues symbols or tells classes of rows; absent of others and of earlier versions. */
  told?: ToldVerdict | null;
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
  /** Of the judged part, of classes. */
  balancedAccuracy?: number | undefined;
  seed: number;
  isEnsemble?: boolean;
}

export function assess(
  p: Prepared,
  architecture: Architecture,
  kept: Record<ScoredPart, Kept | null>,
  errors: Record<ScoredPart, BaselineErrors>,
  { seed, ...ended }: Ended,
  before?: Record<ScoredPart, Kept | null>,
): Assessment {
  if (p.design.task !== 'forecast') {
    const told = { validation: kept.validation?.told ?? null, test: kept.test?.told ?? null };
    return { verdict: null, told: judgeTold(p, told, ended, seed), intervals: [], quantiles: null, residuals: null };
  }
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
    ...(before ? { tuning: judgeTuning(before, kept, { horizon, stride }, seed) } : {}),
    intervals: kept.validation ? calibrate(kept.validation.residuals, kept.test?.residuals ?? null, targets) : [],
    quantiles: Object.keys(quantiles).length ? quantiles : null,
    residuals: shown?.errors.length
      ? { part, perTarget: summarise(shown.residuals, p.windows[part], targets, { stride, period: p.period }) }
      : null,
  };
}

/** Of the target that has moved most, in deviations of its training part; of many series the mean, for the one that moved most would not speak for the others. */
export function levelShift(p: Prepared, part: ScoredPart): number {
  const shifts = p.truth.map((numbers, c) => {
    const each = p.parts.flatMap((parts, series) => {
      const { from, to } = parts[part];
      const known = numbers.subarray(from, to).filter((x) => !Number.isNaN(x));
      const { shift, scale } = p.metricScalingOf(series)[c];
      return known.length ? [(mean(known) - shift) / scale] : [];
    });
    return each.length ? mean(each) : 0;
  });
  return shifts.reduce((most, shift) => (Math.abs(shift) > Math.abs(most) ? shift : most), 0);
}

const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

/** Some cell takes values relative to their window. */
const isNormalised = ({ nodes }: Architecture): boolean => nodes.some((n) => ['normalise', 'subtract-last'].includes(n.cell));
