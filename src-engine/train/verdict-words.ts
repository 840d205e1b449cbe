/**
 * A verdict in words. The order of what is said is the same in every language; how it is said is a `VerdictWords`, of which the
 * English ones are here (the command line speaks them) and others in the window's catalogues.
 */
import { judgedBaselines, type JudgedBaseline } from './baselines.ts';
import { farShift, type Advice, type Outcome, type Verdict } from './verdict.ts';

/** What is said of one baseline. Shares are of 1; of a skill below 0 `share` is how much larger the squared error is. */
export interface Against {
  baseline: JudgedBaseline;
  outcome: Exclude<Outcome, 'absent'>;
  skill: number | null;
  interval: [number, number] | null;
}

export interface VerdictWords {
  /** The first sentence: better than all, some, or none of the baselines, or nothing that can be told. */
  head(counts: { better: number; mixed: number; worse: number; of: number; best: JudgedBaseline | undefined; isTooFew: boolean }): string;
  /** How it compares with each. */
  against(each: Against[]): string;
  few(windows: number, independent: number, part: Verdict['part']): string;
  exact(baseline: JudgedBaseline, error: number): string;
  /** The judged part lies at another level, in deviations of the training part. */
  shift(part: Verdict['part'], deviations: number): string;
  disagree: string;
  validationOnly: string;
  advice(advice: Advice): string;
  /** Sentences one after the other. */
  join(sentences: string[]): string;
}

export function sayVerdict(verdict: Verdict, words: VerdictWords): { sentences: string[]; sentence: string; next: string } {
  const { outcome } = verdict;
  const each = judgedBaselines.flatMap((baseline): Against[] => {
    const own = outcome[baseline];
    return own === 'absent' ? [] : [{ baseline, outcome: own, skill: verdict.skill[baseline], interval: verdict.interval[baseline] }];
  });
  const count = (wanted: Outcome) => each.filter((a) => a.outcome === wanted).length;
  const isTooFew = each.length > 0 && each.every((a) => a.outcome === 'few' || a.outcome === 'exact') && count('few') > 0;
  const exact = each.find((a) => a.outcome === 'exact');
  // The best of them has left the network the least to gain.
  const best = each.filter((a) => a.skill !== null).sort((a, b) => a.skill! - b.skill!)[0]?.baseline;
  const worse = count('worse') + count('exact');
  const sentences = [
    words.head({ better: count('better'), mixed: count('mixed'), worse, of: each.length, best: exact?.baseline ?? best, isTooFew }),
    ...(each.some((a) => a.outcome !== 'exact') ? [words.against(each.filter((a) => a.outcome !== 'exact'))] : []),
    ...(exact ? [words.exact(exact.baseline, verdict.error)] : []),
    ...(isTooFew ? [words.few(verdict.windows, verdict.independent, verdict.part)] : []),
    ...(Math.abs(verdict.levelShift) > farShift ? [words.shift(verdict.part, verdict.levelShift)] : []),
    ...(verdict.doValidationAndTestDisagree ? [words.disagree] : []),
    ...(verdict.part === 'validation' ? [words.validationOnly] : []),
  ];
  return { sentences, sentence: words.join(sentences), next: words.join(verdict.next.map((advice) => words.advice(advice))) };
}

/** 0.244 -> 24 %; small shares keep a digit, large ones become a multiple in `against`. */
export const percent = (share: number): string => {
  const size = Math.abs(100 * share);
  return `${size >= 9.95 ? size.toFixed(0) : size.toFixed(1)} %`;
};

/** 3.18, 17,000: three digits, and never a power of ten. */
export const times = (factor: number): string => Number(factor.toPrecision(3)).toLocaleString('en-US');

/** A small share, with two digits. */
const share = (x: number): string => (x < 1e-4 ? 'less than a ten-thousandth' : `only ${Number((100 * x).toPrecision(2))} %`);

/** "18 to 30 %", from what is lost to what is gained with a sign where both occur. */
export const range = ([low, high]: [number, number]): string => {
  const signed = (x: number) => (100 * x).toFixed(Math.abs(100 * x) >= 9.95 ? 0 : 1).replace(/^-/, '\u2212');
  return `${signed(low)} to ${signed(high)} %`;
};

function clause({ baseline, outcome, skill, interval }: Against, doing: Doing): string {
  const than = doing(baseline);
  const spread = interval ? ` (95 % interval ${range(interval)})` : '';
  if (skill === null) return `${than}: no comparison`;
  const size =
    skill > 0.9
      ? `${share(1 - skill)} of the squared error of ${than}`
      : skill >= 0
        ? `${percent(skill)} less squared error than ${than}`
        : skill < -1
          ? `${times(1 - skill)} times the squared error of ${than}`
          : `${percent(skill)} more squared error than ${than}`;
  if (outcome === 'unclear') return `${size}, which may be chance${spread}`;
  if (outcome === 'mixed') return `${size}${spread}, but more on the validation part`;
  return skill < -1 || skill > 0.9 ? size : `${size}${spread}`;
}

/** How a baseline is called inside a sentence. */
export type Doing = (baseline: JudgedBaseline) => string;

const capital = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}`;

export const englishVerdictWith = (doing: Doing): VerdictWords => ({
  head: ({ better, mixed, worse, of, best, isTooFew }) => {
    if (!of) return 'There is nothing to compare it with.';
    if (isTooFew) return 'It cannot be told whether this network is better than the baselines.';
    if (better === of) return of === 1 ? 'Better than the baseline.' : `Better than all ${of} baselines.`;
    if (better) return `Better than ${better} of ${of} baselines; the best of them is ${doing(best!)}.`;
    if (worse) return `It does not beat any baseline: ${doing(best!)} costs nothing and does at least as well.`;
    if (mixed) return 'It does not beat any baseline on both parts, validation and test.';
    return 'It does not beat any baseline beyond chance.';
  },
  against: (each) => {
    return `${capital(each.map((one) => clause(one, doing)).join('; '))}.`;
  },
  few: (windows, independent, part) =>
    `The ${part} part has ${windows} ${windows === 1 ? 'window' : 'windows'}, which overlap: about ${Math.max(1, independent)} that ${independent > 1 ? 'are' : 'is'} independent. Too few to tell a difference from chance.`,
  exact: (baseline, error) =>
    `${capital(doing(baseline))} is exact here, so no network can be better; this one is off by ${error.toPrecision(2)} deviations of the target.`,
  shift: (part, deviations) =>
    `The ${part} part lies ${Math.abs(deviations).toPrecision(2)} deviations ${deviations > 0 ? 'above' : 'below'} the training part.`,
  disagree: 'Validation and test disagree: what was better on one is worse on the other.',
  validationOnly: 'There is no test part, and the validation part flatters: the checkpoint was chosen by it.',
  advice: ({ code, baseline, value }) => {
    switch (code) {
      case 'more-rows':
        return 'Collect more rows, give the test part a larger share, or forecast a shorter horizon.';
      case 'use-baseline':
        return `Use ${doing(baseline ?? 'naive')}: it needs no network.`;
      case 'moved':
        return 'Train again as soon as there are enough rows of the new level: what was learned before it may not hold.';
      case 'normalise':
        return `Take values relative to the last one of the window (the cells "normalise" and "denormalise", or the segment-GRU template).`;
      case 'no-direction':
        return 'The past of this series does not say where it goes next, as in a random walk: add columns that might know, or forecast a shorter horizon.';
      case 'more-epochs':
        return `It was still improving in its last epoch (${value}): train longer.`;
      case 'overfit':
        return `It was best early (epoch ${value}) and may have learned the training part by heart: use a smaller network, dropout or weight decay, or a lower rate.`;
      case 'linear-better':
        return 'The linear forecast is better: normalise each window, use the segment-GRU template, or lengthen the lookback.';
      case 'season':
        return 'Repeating the last season is better: let the lookback hold two seasons or more.';
      case 'seeds':
        return 'Train other seeds before you rely on it; several together usually forecast better than one.';
      case 'backtest':
        return 'Backtest it: does that hold at other times too?';
      default:
        return code satisfies never;
    }
  },
  join: (sentences) => sentences.join(' '),
});

const namesInEnglish: Record<JudgedBaseline, string> = {
  naive: 'repeating the last value',
  seasonalNaive: 'repeating the last season',
  linear: 'the linear forecast',
};

export const doingInEnglish: Doing = (baseline) => namesInEnglish[baseline];

export const englishVerdict = englishVerdictWith(doingInEnglish);
