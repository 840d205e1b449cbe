/**
 * A backtest (rolling origin: Tashman 2000): the same network over several stretches of time. Each fold has the scores, baselines and
 * verdict of an ordinary test part; here they are put together: their mean, their spread from fold to fold, and how often the
 * network is better than each baseline. One test part may be an easy or a hard stretch; several tell.
 */
import type { Rows } from '../data/dataset.ts';
import { baselineNames, judgedBaselines, type BaselineName, type BaselineScores, type JudgedBaseline } from './baselines.ts';
import type { IntervalScores } from './intervals.ts';
import { metricNames, type MetricValues, type Scores } from './metrics.ts';
import type { Verdict } from './verdict.ts';

export interface Fold {
  /** Of the longest series. */
  rows: { train: Rows; validation: Rows; test: Rows };
  /** On the test part. */
  test: Scores | null;
  baselines: BaselineScores;
  verdict: Verdict | null;
  /** Conformal, calibrated on the validation part of the fold (without refitting, of the first). */
  intervals: { level: number; test: IntervalScores | null }[];
}

/** The same numbers of every fold put together. */
export interface FoldValues {
  scaled: Scores['scaled'];
  units: MetricValues;
  classes: { accuracy: number | null; crossEntropy: number | null } | null;
}

export interface MeanAndSpread {
  mean: FoldValues;
  /** Standard deviation from fold to fold (n - 1). */
  spread: FoldValues;
}

/** How the network does against one baseline, over folds. */
export interface FoldsAgainst {
  better: number;
  worse: number;
  /** Folds in which there is something to compare. */
  folds: number;
  /** 1 - MSE / MSE of the baseline in each fold; null where none has one. */
  skill: { mean: number; least: number; most: number } | null;
}

export interface BacktestSummary {
  folds: number;
  network: MeanAndSpread | null;
  baselines: Partial<Record<BaselineName, MeanAndSpread | null>>;
  against: Record<JudgedBaseline, FoldsAgainst | null>;
}

export function summariseFolds(folds: readonly Fold[]): BacktestSummary {
  return {
    folds: folds.length,
    network: together(folds.map((f) => f.test)),
    baselines: Object.fromEntries(baselineNames.map((name) => [name, together(folds.map((f) => f.baselines[name] ?? null))])),
    against: Object.fromEntries(judgedBaselines.map((name) => [name, against(folds, name)])) as BacktestSummary['against'],
  };
}

function against(folds: readonly Fold[], name: JudgedBaseline): FoldsAgainst | null {
  const judged = folds.flatMap(({ verdict }) => (verdict && verdict.outcome[name] !== 'absent' ? [verdict] : []));
  if (!judged.length) return null;
  const skills = judged.map((v) => v.skill[name]).filter((x) => x !== null);
  const count = (...wanted: string[]) => judged.filter((v) => wanted.includes(v.outcome[name])).length;
  return {
    better: count('better'),
    worse: count('worse', 'exact'),
    folds: judged.length,
    skill: skills.length
      ? { mean: skills.reduce((a, b) => a + b, 0) / skills.length, least: Math.min(...skills), most: Math.max(...skills) }
      : null,
  };
}

/** Null where some fold has no scores: a mean of fewer would be another number under the same name. */
function together(scores: readonly (Scores | null)[]): MeanAndSpread | null {
  const all = scores.filter((s) => s !== null);
  if (!all.length || all.length < scores.length) return null;
  const by = (value: (values: (s: Scores) => number | null | undefined) => number | null): FoldValues => ({
    scaled: { mse: value((s) => s.scaled.mse), mae: value((s) => s.scaled.mae), rmse: value((s) => s.scaled.rmse) },
    units: Object.fromEntries(metricNames.map((m) => [m, value((s) => s.units[m])])) as MetricValues,
    classes: all[0].classes ? { accuracy: value((s) => s.classes?.accuracy), crossEntropy: value((s) => s.classes?.crossEntropy) } : null,
  });
  const numbers = (of: (s: Scores) => number | null | undefined): number[] | null => {
    const values = all.map(of);
    return values.every((x) => x != null && Number.isFinite(x)) ? (values as number[]) : null;
  };
  return {
    mean: by((of) => mean(numbers(of))),
    spread: by((of) => deviation(numbers(of))),
  };
}

const mean = (values: number[] | null): number | null => values && values.reduce((a, b) => a + b, 0) / values.length;

export function deviation(values: number[] | null): number | null {
  if (!values || values.length < 2) return null;
  const centre = mean(values)!;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1));
}
