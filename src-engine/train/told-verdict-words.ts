// The verdict on classes and symbols in English: the command line and the window speak it. Other languages are in the window's catalogues.
import type { ToldAdvice, ToldGain, ToldVerdict } from './told-verdict.ts';

export interface SaidToldVerdict {
  /** The first one says whether it is better. */
  sentences: string[];
  next: string;
}

export type ToldVerdictWords = (verdict: ToldVerdict) => SaidToldVerdict;

/** 96.3 %, without a decimal where it would be 0. */
export const shareOf = (x: number): string => `${Number((100 * x).toFixed(1))} %`;
/** Points between shares, or percent of bits, with the sign that a person writes. */
export const signed = (x: number): string =>
  Number((100 * x).toFixed(1))
    .toString()
    .replace('-', '\u2212');
export const bitsOf = (x: number): string => Number(x.toPrecision(3)).toString();

const spread = ({ interval }: ToldGain, unit: string): string =>
  interval ? ` (95 % interval ${signed(interval[0])} to ${signed(interval[1])} ${unit})` : '';

const heads: Record<ToldVerdict['outcome'], (whom: string) => string> = {
  better: (whom) => `Better than ${whom}.`,
  worse: (whom) => `Worse than ${whom}.`,
  mixed: (whom) => `Better than ${whom} here, and worse on the validation part.`,
  unclear: (whom) => `Not better than ${whom} beyond chance.`,
  few: (whom) => `Too little is kept back to tell whether it is better than ${whom}.`,
};

export const englishToldVerdict: ToldVerdictWords = ({ task, part, outcome, judged, validation, doValidationAndTestDisagree, next }) => {
  const isNext = task === 'next';
  const one = isNext ? 'symbol' : 'class';
  const { accuracy, baseAccuracy, bits, baseBits, gain, told, windows } = judged;
  const right = `It tells ${shareOf(accuracy)} of ${told.toLocaleString('en-US')} ${part} ${isNext ? 'symbols' : 'windows'} right, always saying the most frequent ${one} ${shareOf(baseAccuracy)}`;
  const points = `${signed(gain)} points${spread(judged, 'points')}`;
  const cost = `A symbol costs ${bitsOf(bits)} bits instead of ${bitsOf(baseBits)}: ${signed(Math.abs(gain))} % ${gain >= 0 ? 'less' : 'more'}${gain >= 0 ? spread(judged, '%') : ''}`;
  const value = (g: ToldGain): string => (isNext ? `${bitsOf(g.bits)} bits` : `${shareOf(g.accuracy)} right`);
  return {
    sentences: [
      heads[outcome](`always saying the most frequent ${one}`),
      ...(isNext ? [`${cost}.`, `${right}.`] : [`${right}: a difference of ${points}.`]),
      ...(outcome === 'few'
        ? [`The ${part} part has ${windows} ${windows === 1 ? 'window' : 'windows'}; too few to tell a difference from chance.`]
        : []),
      ...(doValidationAndTestDisagree && validation
        ? [`Validation and test differ beyond chance: ${value(validation)} there, ${value(judged)} here.`]
        : []),
      ...(part === 'validation' ? ['There is no test part, and the validation part flatters: the checkpoint was chosen by it.'] : []),
    ],
    next: next.map((advice) => say(advice, isNext)).join(' '),
  };
};

function say({ code, value }: ToldAdvice, isNext: boolean): string {
  switch (code) {
    case 'more-windows':
      return isNext
        ? 'Give the test part a larger share, or take a longer text.'
        : 'Collect more series or rows with a class, or give the test part a larger share.';
    case 'more-epochs':
      return `It was still improving in its last epoch (${value}): train longer.`;
    case 'overfit':
      return `It was best early (epoch ${value}) and may have learned the training part by heart: use a smaller network, dropout or weight decay, or a lower rate.`;
    case 'see-more':
      return isNext
        ? 'Let it see further back, or check that the symbols depend on what came before.'
        : 'Let it see more: longer windows, or columns in which the classes differ.';
    case 'use-majority':
      return `Use the most frequent ${isNext ? 'symbol' : 'class'}: it needs no network.`;
    case 'balance':
      return `Rare classes are told worse (mean over classes ${shareOf(value ?? 0)}): let every class weigh the same (class weights: balanced).`;
    case 'longer-text':
      return 'Let it write and read what it writes; a longer text or a larger network brings the bits down further.';
    case 'seeds':
      return 'Train other seeds before you rely on it.';
    default:
      return code satisfies never;
  }
}
