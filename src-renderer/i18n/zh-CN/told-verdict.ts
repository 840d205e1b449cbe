// The verdict on classes and symbols in Chinese.
import type { ToldAdvice, ToldGain, ToldVerdict } from '#engine/train/told-verdict.ts';
import { bitsOf, shareOf, signed, type ToldVerdictWords } from '#engine/train/told-verdict-words.ts';
import { count } from '../format.ts';

const parts = { validation: '验证', test: '测试' };

const spread = ({ interval }: ToldGain, unit: string): string =>
  interval ? `（95 % 区间 ${signed(interval[0])} 至 ${signed(interval[1])} ${unit}）` : '';

const heads: Record<ToldVerdict['outcome'], (whom: string) => string> = {
  better: (whom) => `优于${whom}。`,
  worse: (whom) => `不如${whom}。`,
  mixed: (whom) => `在这里优于${whom}，在验证部分却更差。`,
  unclear: (whom) => `没有显著优于${whom}。`,
  few: (whom) => `留出的太少，无法判断是否优于${whom}。`,
};

export const chineseToldVerdict: ToldVerdictWords = ({ task, part, outcome, judged, validation, doValidationAndTestDisagree, next }) => {
  const isNext = task === 'next';
  const whom = `总说最常见的${isNext ? '符号' : '类别'}`;
  const { accuracy, baseAccuracy, bits, baseBits, gain, told, windows } = judged;
  const right = `${count(told)} 个${parts[part]}${isNext ? '符号' : '窗口'}中判断正确 ${shareOf(accuracy)}，${whom}为 ${shareOf(baseAccuracy)}`;
  const cost = `每个符号 ${bitsOf(bits)} 比特，而不是 ${bitsOf(baseBits)}：${gain >= 0 ? '少' : '多'} ${signed(Math.abs(gain))} %${gain >= 0 ? spread(judged, '%') : ''}`;
  const value = (g: ToldGain): string => (isNext ? `${bitsOf(g.bits)} 比特` : `正确 ${shareOf(g.accuracy)}`);
  return {
    sentences: [
      heads[outcome](whom),
      ...(isNext ? [`${cost}。`, `${right}。`] : [`${right}，相差 ${signed(gain)} 个百分点${spread(judged, '个百分点')}。`]),
      ...(outcome === 'few' ? [`${parts[part]}部分只有 ${count(windows)} 个窗口，分不清差异与偶然。`] : []),
      ...(doValidationAndTestDisagree && validation ? [`验证与测试的差别超出偶然：验证${value(validation)}，测试${value(judged)}。`] : []),
      ...(part === 'validation' ? ['没有测试部分，而验证部分偏乐观：检查点是由它选出的。'] : []),
    ],
    next: next.map((advice) => say(advice, isNext)).join(''),
  };
};

function say({ code, value }: ToldAdvice, isNext: boolean): string {
  switch (code) {
    case 'more-windows':
      return isNext ? '加大测试部分，或用更长的文本。' : '收集更多带类别的序列或行，或加大测试部分。';
    case 'more-epochs':
      return `到最后一轮（${value}）仍在改进：训练更久。`;
    case 'overfit':
      return `很早就达到最佳（第 ${value} 轮），可能记住了训练部分：用更小的网络、随机失活或权重衰减，或更低的学习率。`;
    case 'see-more':
      return isNext ? '让它看得更远，或检查符号是否取决于之前的内容。' : '让它看得更多：更长的窗口，或各类别在其中有差别的列。';
    case 'use-majority':
      return `直接用最常见的${isNext ? '符号' : '类别'}：不需要网络。`;
    case 'balance':
      return `少见的类别判断得更差（各类平均 ${shareOf(value ?? 0)}）：让每个类别的权重相同（类别权重：均衡）。`;
    case 'longer-text':
      return '让它续写，读读写出的内容；更长的文本或更大的网络能进一步降低比特数。';
    case 'seeds':
      return '在依赖它之前，先用其他种子再训练几次。';
    default:
      return code satisfies never;
  }
}
