/**
 * Whether a classifier tells series better than always saying the most frequent class, with its spread. Both are judged on the same
 * series, so what counts are those that only one of them tells right (McNemar 1947); all of it can be read off the two confusions.
 * For windows that are series of their own: neighbouring windows of one series are not independent.
 */
import type { ClassScores } from './class-scorer.ts';
import { normal975 } from './skill.ts';

export interface ClassVerdict {
  part: 'validation' | 'test';
  windows: number;
  beats: { majority: boolean };
  /** Accuracy less that of the most frequent class. */
  gain: number;
  /** 95 %; null where too few are told right by only one of the two. */
  interval: [number, number] | null;
  outcome: 'better' | 'worse' | 'unclear' | 'few';
  /** Better on one part and worse on the other, both beyond chance; null where it cannot be told. */
  doValidationAndTestDisagree: boolean | null;
}

type Scored = Partial<Record<'validation' | 'test', ClassScores | undefined>>;

/** So many series that only one of the two tells right; below, nothing is said about chance. */
const fewest = 6;

export function judgeClasses(own: Scored, majority: Scored): ClassVerdict | null {
  const part = own.test ? 'test' : 'validation';
  const judged = compared(own[part], majority[part]);
  if (!judged) return null;
  const other = part === 'test' ? compared(own.validation, majority.validation) : null;
  const disagree =
    judged.interval && other?.interval ? judged.gain * other.gain < 0 && judged.outcome !== 'unclear' && other.outcome !== 'unclear' : null;
  return { part, ...judged, beats: { majority: judged.outcome === 'better' }, doValidationAndTestDisagree: disagree };
}

function compared(own?: ClassScores, majority?: ClassScores) {
  if (!own?.confusion || !majority?.confusion) return null;
  const most = majority.confusion.reduce((best, row, k) => {
    const called = (j: number) => majority.confusion!.reduce((sum, other) => sum + other[j], 0);
    return row.length && called(k) > called(best) ? k : best;
  }, 0);
  const windows = own.confusion.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0);
  const onlyOwn = own.confusion.reduce((sum, row, k) => sum + (k === most ? 0 : row[k]), 0);
  const onlyMost = own.confusion[most].reduce((sum, count, k) => sum + (k === most ? 0 : count), 0);
  const gain = (onlyOwn - onlyMost) / windows;
  const spread = (normal975 * Math.sqrt(onlyOwn + onlyMost - (onlyOwn - onlyMost) ** 2 / windows)) / windows;
  const interval: [number, number] | null = onlyOwn + onlyMost < fewest ? null : [gain - spread, gain + spread];
  const outcome: ClassVerdict['outcome'] = !interval ? 'few' : interval[0] > 0 ? 'better' : interval[1] < 0 ? 'worse' : 'unclear';
  return { windows, gain, interval, outcome };
}

const points = (share: number): string => `${(100 * share).toFixed(1).replace(/^-/, '\u2212')}`;

export function sayClasses({ outcome, gain, interval, part, doValidationAndTestDisagree }: ClassVerdict): {
  sentence: string;
  next: string;
} {
  const size = `${points(Math.abs(gain))} points ${gain >= 0 ? 'more' : 'less'} told right`;
  const spread = interval ? ` (95 % interval ${points(interval[0])} to ${points(interval[1])})` : '';
  const than = 'than by always saying the most frequent class';
  const sentence = {
    better: `Better than the baseline: ${size} ${than}${spread}.`,
    worse: `Worse than the baseline: ${size} ${than}${spread}.`,
    unclear: `Not better than the baseline beyond chance: ${size} ${than}${spread}.`,
    few: `The ${part} part has too few series to tell whether it is better than the baseline: ${size} ${than}.`,
  }[outcome];
  const next = {
    better: 'Train other seeds before you rely on it.',
    worse: 'Weigh the classes alike (class weights: balanced), train longer, or look whether the classes differ in what it sees.',
    unclear: 'Collect more series, or weigh the classes alike (class weights: balanced).',
    few: 'Collect more series, or give the test part a larger share.',
  }[outcome];
  return { sentence: `${sentence}${doValidationAndTestDisagree ? ' Validation and test disagree.' : ''}`, next };
}
