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
  'folds-count': { message: (v) => `折数应为 2 到 ${n(v.most)} 的整数。`, fix: () => '例如填写 5。' },
  'folds-not-time': { message: () => '折是一段段的时间，而这个划分不按时间。', fix: () => '请按比例或行数划分。' },
  'folds-too-short': {
    message: (v) => `分成 ${n(v.count)} 折后，每个测试部分只有 ${n(v.rows)} 行，而一次预测需要 ${n(v.needs)} 行。`,
    fix: () => '请减少折数、扩大测试部分，或缩短预测。',
  },
  'too-many-folds': {
    message: (v) => `共 ${n(v.count)} 折时，第 1 折只有 ${n(v.rows)} 行可供训练，而一个窗口需要 ${n(v.needs)} 行。`,
    fix: (v) => (Number(v.most) >= 2 ? `最多取 ${n(v.most)} 折，或缩小测试部分。` : '请缩小测试部分，或使用更长的序列、更短的回看。'),
  },
  'seeds-and-folds': { message: () => '回测在每一折上只训练一个种子。', fix: () => '请把种子数设为 1，或不做回测。' },
  'seeds-count': { message: (v) => `种子数应为 2 到 ${n(v.most)} 的整数。`, fix: () => '例如填写 5。' },
  'member-gone': { message: () => '其中一个运行已被删除。', fix: () => '请恢复它，或重新开始。' },
  'member-failed': { message: (v) => `其中的运行“${v.name}”没有得到可用的网络。`, fix: () => '请先继续那个运行，再继续整体。' },
  'several-networks': { message: () => '它由多个网络组成，而这里只能用一个。', fix: () => '请选择其中的一个运行。' },
  'empty-column': { message: () => '在训练部分没有任何值。', fix: () => '请把它从特征中移除。' },
  'constant-column': { message: () => '在训练部分从不变化，因此学不到东西。', fix: () => '请把它从特征中移除，或调整划分。' },
  'windows-skipped': {
    message: (v) => `${n(v.all)} 个窗口中有 ${n(v.left)} 个碰到缺失值，已舍弃。`,
    fix: (_, issue) => (issue.fix.startsWith('Fill') ? '请让特征沿用前值，或修补该列。' : '请修补目标列。'),
  },
  'no-windows': { message: () => '每个训练窗口都碰到了缺失值。', fix: () => '请让特征沿用前值，移除缺失最多的列，或缩短回看。' },
};
