/** A backtest in words: the order is the same in every language, how it is said is a `BacktestWords`. */
import { judgedBaselines, type JudgedBaseline } from './baselines.ts';
import { doingInEnglish, percent, type Doing } from './verdict-words.ts';
import type { BacktestSummary, FoldsAgainst } from './backtest.ts';

export interface BacktestWords {
  /** In every fold better than all, in none better than any, or something in between. */
  head(counts: { folds: number; all: boolean; none: boolean }): string;
  against(baseline: JudgedBaseline, counts: FoldsAgainst): string;
  join(sentences: string[]): string;
}

/** Nothing where no fold was judged. */
export function sayBacktest({ folds, against }: BacktestSummary, words: BacktestWords): string {
  const each = judgedBaselines.flatMap((name) => (against[name] ? [[name, against[name]] as const] : []));
  if (!each.length) return '';
  return words.join([
    words.head({
      folds,
      all: each.every(([, a]) => a.better === a.folds && a.folds === folds),
      none: each.every(([, a]) => a.better === 0),
    }),
    ...each.map(([name, counts]) => words.against(name, counts)),
  ]);
}

/** 0.12 -> 12 % less; -0.3 -> 30 % more */
const less = (skill: number): string => `${percent(skill)} ${skill < 0 ? 'more' : 'less'}`;

export const englishBacktestWith = (doing: Doing): BacktestWords => ({
  head: ({ folds, all, none }) =>
    all
      ? `Better than every baseline in all ${folds} folds.`
      : none
        ? `In none of ${folds} folds better than a baseline beyond chance.`
        : `Better in some of ${folds} folds, not in all.`,
  against: (baseline, { better, worse, folds, skill }) =>
    `Against ${doing(baseline)}: better in ${better}, worse in ${worse} of ${folds}${
      skill ? `; squared error ${less(skill.mean)} on average (${less(skill.least)} to ${less(skill.most)})` : ''
    }.`,
  join: (sentences) => sentences.join(' '),
});

export const englishBacktest = englishBacktestWith(doingInEnglish);
