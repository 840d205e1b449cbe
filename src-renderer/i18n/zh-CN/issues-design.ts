// Issues of a dataset's design and of its windows, by code.
import { count } from '../format.ts';
import type { IssueValues, IssueWords } from '../issue-text.ts';

const n = (value: IssueValues[string] | undefined): string => (value === undefined ? 'undefined' : count(Number(value)));

export const designIssues: IssueWords['sentences'] = {
  'no-target': { message: () => '还没有选择要预测的列。', fix: () => '请至少选择一列。' },
  'no-feature': { message: () => '还没有选择作为依据的列。', fix: () => '请至少选择一列。' },
  'unknown-column': { message: (v) => `没有名为“${v.name}”的数字列。`, fix: () => '请选择其他列。' },
  'repeated-column': { message: () => '选了两次。', fix: () => '请去掉一个。' },
  'not-a-count': { message: () => '这里需要一个整数。', fix: () => '请输入 1 或更大的整数。' },
  'present-horizon': {
    message: () => '间隔为 −1 时预测的是回看的最后一行，只有一步可预测。',
    fix: () => '请把预测设为 1，或把间隔设为 0。',
  },
  'target-is-feature': { message: () => '间隔为 −1 时，网络会直接看到要预测的值。', fix: () => '请把它从特征中移除，或把间隔设为 0。' },
  'bad-split': { message: () => '三部分加起来超出了数据，或训练部分没有行。', fix: () => '例如填写 70、10、20 %。' },
  'split-not-whole': { message: () => '行数必须是整数。', fix: () => '请填写整数行数，或改用比例，例如 70、10、20 %。' },
  'values-too-large': {
    message: (v) => `最大的值约为 ${Number(v.largest).toExponential(1)}，大得无法计算。`,
    fix: () => '请换用更大的单位，或把这样的值设为缺失。',
  },
  'too-few-rows': {
    message: (v) => `一个窗口需要 ${n(v.needs)} 行，这一部分只有 ${n(v.rows)} 行。`,
    fix: () => '请缩短回看或预测，或扩大这一部分。',
  },
  'empty-column': { message: () => '在训练部分没有任何值。', fix: () => '请把它从特征中移除。' },
  'constant-column': { message: () => '在训练部分从不变化，因此学不到东西。', fix: () => '请把它从特征中移除，或调整划分。' },
  'windows-skipped': {
    message: (v) => `${n(v.all)} 个窗口中有 ${n(v.left)} 个碰到缺失值，已舍弃。`,
    fix: (_, issue) => (issue.fix.startsWith('Fill') ? '请让特征沿用前值，或修补该列。' : '请修补目标列。'),
  },
  'no-windows': { message: () => '每个训练窗口都碰到了缺失值。', fix: () => '请让特征沿用前值，移除缺失最多的列，或缩短回看。' },
};
