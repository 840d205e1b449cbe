// The verdict in Chinese; the order of what is said is the engine's (train/verdict-words.ts).
import type { ClassVerdict } from '#engine/train/class-verdict.ts';
import type { Tuning } from '#engine/train/tuning.ts';
import { percent, times, type Against, type Doing, type VerdictWords } from '#engine/train/verdict-words.ts';

const signed = (x: number): string => (100 * x).toFixed(Math.abs(100 * x) >= 9.95 ? 0 : 1).replace(/^-/, '\u2212');
const parts = { validation: '验证', test: '测试' };

function clause({ outcome, skill, interval, baseline }: Against, doing: Doing): string {
  const whom = doing(baseline);
  if (skill === null) return `与${whom}无法比较`;
  const spread = interval ? `（95 % 区间 ${signed(interval[0])} 至 ${signed(interval[1])} %）` : '';
  const size =
    skill > 0.9
      ? `平方误差只有${whom}的 ${skill > 0.9999 ? '万分之一以下' : `${Number((100 * (1 - skill)).toPrecision(2))} %`}`
      : skill >= 0
        ? `平方误差比${whom}少 ${percent(skill)}`
        : skill < -1
          ? `平方误差是${whom}的 ${times(1 - skill)} 倍`
          : `平方误差比${whom}多 ${percent(skill)}`;
  if (outcome === 'unclear') return `${size}，可能只是偶然${spread}`;
  if (outcome === 'mixed') return `${size}${spread}，但在验证部分上反而更多`;
  return skill < -1 || skill > 0.9 ? size : `${size}${spread}`;
}

export const chineseVerdict = (doing: Doing): VerdictWords => ({
  head: ({ better, mixed, worse, of, best, isTooFew }) => {
    if (!of) return '没有可以比较的基线。';
    if (isTooFew) return '无法判断这个网络是否优于基线。';
    if (better === of) return of === 1 ? '优于基线。' : `优于全部 ${of} 个基线。`;
    if (better) return `优于 ${of} 个基线中的 ${better} 个；其中最好的是${doing(best!)}。`;
    if (worse) return `没有胜过任何基线：${doing(best!)}不需要训练，结果至少一样好。`;
    if (mixed) return '没有在验证和测试两部分都胜过任何基线。';
    return '没有显著胜过任何基线。';
  },
  against: (each) => `${each.map((one) => clause(one, doing)).join('；')}。`,
  few: (windows, independent, part) =>
    `${parts[part]}部分有 ${windows} 个窗口，彼此重叠，相互独立的约 ${Math.max(1, independent)} 个：太少，分不清差异与偶然。`,
  exact: (baseline, error) =>
    `${doing(baseline)}在这里没有误差，任何网络都不可能更好；这个网络的误差是目标标准差的 ${error.toPrecision(2)} 倍。`,
  shift: (part, deviations) =>
    `${parts[part]}部分比训练部分${deviations > 0 ? '高' : '低'} ${Math.abs(deviations).toPrecision(2)} 个标准差。`,
  disagree: '验证与测试不一致：在一处更好，在另一处更差。',
  validationOnly: '没有测试部分，而验证部分偏乐观：检查点是由它选出的。',
  advice: ({ code, baseline, value }) => {
    switch (code) {
      case 'more-rows':
        return '收集更多行，加大测试部分，或预测更短的步数。';
      case 'use-baseline':
        return `直接用${doing(baseline ?? 'naive')}：不需要网络。`;
      case 'moved':
        return '等新水平的行足够多时重新训练：之前学到的可能不再成立。';
      case 'normalise':
        return '让数值相对于窗口的最后一个值（“归一化”与“反归一化”单元，或分段 GRU 模板）。';
      case 'no-direction':
        return '这个序列的过去不能说明它接下来往哪里走，如同随机游走：加入可能知情的列，或预测更短的步数。';
      case 'more-epochs':
        return `到最后一轮（${value}）仍在改进：训练更久。`;
      case 'overfit':
        return `很早就达到最佳（第 ${value} 轮），可能记住了训练部分：用更小的网络、随机失活或权重衰减，或更低的学习率。`;
      case 'linear-better':
        return '线性基线更好：对每个窗口归一化，使用分段 GRU 模板，或加长回看。';
      case 'season':
        return '重复上一周期更好：让回看包含两个以上的周期。';
      case 'seeds':
        return '在依赖它之前，先用其他种子再训练几次；几个合起来通常比一个预测得更好。';
      case 'backtest':
        return '做一次回测：看看在其他时段是否也如此。';
      default:
        return code satisfies never;
    }
  },
  join: (sentences) => sentences.join(''),
});

export function chineseTuning({ outcome, skill, interval, part }: Tuning): string {
  if (skill === null) return '微调之前没有误差，微调不可能更好。';
  const size = `在同样的${parts[part]}窗口上，平方误差比微调前${skill >= 0 ? '少' : '多'} ${percent(skill)}`;
  const spread = interval ? `（95 % 区间 ${signed(interval[0])} 至 ${signed(interval[1])} %）` : '';
  switch (outcome) {
    case 'better':
      return `微调有效：${size}${spread}。`;
    case 'worse':
      return `微调后变差：${size}${spread}。请使用微调前的模型。`;
    case 'unclear':
      return `微调改变不大：${size}，可能只是偶然${spread}。`;
    case 'few':
      return `${parts[part]}窗口太少，分不清微调是否有效：${size}。`;
    default:
      return outcome satisfies never;
  }
}

const points = (share: number): string => (100 * share).toFixed(1).replace(/^-/, '\u2212');

export function chineseClasses({ outcome, gain, interval, part, doValidationAndTestDisagree }: ClassVerdict): {
  sentence: string;
  next: string;
} {
  const size = `判断正确的比例比总答最常见的类别${gain >= 0 ? '高' : '低'} ${points(Math.abs(gain))} 个百分点`;
  const spread = interval ? `（95 % 区间 ${points(interval[0])} 至 ${points(interval[1])}）` : '';
  const sentence = {
    better: `优于基线：${size}${spread}。`,
    worse: `不如基线：${size}${spread}。`,
    unclear: `没有显著胜过基线：${size}${spread}。`,
    few: `${parts[part]}部分的序列太少，无法判断是否优于基线：${size}。`,
  }[outcome];
  const next = {
    better: '在依赖它之前，先用其他种子再训练几次。',
    worse: '让各类别的权重相同（类别权重：均衡），训练更久，或检查它看到的列能否区分这些类别。',
    unclear: '收集更多序列，或让各类别的权重相同（类别权重：均衡）。',
    few: '收集更多序列，或加大测试部分。',
  }[outcome];
  return { sentence: `${sentence}${doValidationAndTestDisagree ? '验证与测试不一致。' : ''}`, next };
}
