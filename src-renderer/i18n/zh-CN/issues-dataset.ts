// Issues of designs that know series, classes and covariates, and what the leakage auditor finds, by code.
import type { IssueWords } from '../issue-text.ts';

export const datasetIssues: IssueWords['sentences'] = {
  'unknown-words': {
    message: (v) => `没有名为“${v.name}”的文字列。`,
    fix: (v) => (v.known ? `文字列有：${v.known}。` : '数据集没有文字列。'),
  },
  'too-many-words': {
    message: (v) => `这一列有 ${v.count} 种不同的文字，而每一种都要占一列。`,
    fix: (v) => `请选择最多 ${v.most} 种文字的列。`,
  },
  'no-time': { message: () => '各行没有时间，无法得到日历特征。', fix: () => '请去掉日历特征，或选择时间列。' },
  'not-static': { message: () => '它在同一条序列内有变化。', fix: () => '请把它作为特征，或选择在每条序列内不变的列。' },
  'one-class': { message: () => '类别由一列给出。', fix: () => '请只选一列。' },
  'no-classes': { message: () => '这些序列没有类别。', fix: () => '请选择一列文字作为目标，或换一种任务。' },
  'symbol-not-seen': { message: () => '网络要接着写它看不到的符号。', fix: () => '请把这一列也选为特征。' },
  'carries-series': { message: () => '只有在同一段文字里，状态才能从一个窗口延续到下一个。', fix: () => '请让状态在每个窗口重新开始。' },
  'carries-stride': {
    message: () => '只有下一个窗口紧接着开始，状态才能延续。',
    fix: (v) => `请把步幅设为 ${v.lookback}，或让状态重新开始。`,
  },
  'folded-scalers': { message: () => '各列自成序列时，缩放方式相同，每列各自缩放。', fix: () => '请去掉单列的缩放方式。' },
  'difference-gap': { message: () => '差分要从最近的已知行逐步累加，中间每一步都需要。', fix: () => '请把间隔设为 0，或换一种缩放方式。' },
  'scale-of-unseen': { message: () => '测试部分的序列没有训练行可供缩放。', fix: () => '请让所有序列一起缩放，并在结构里按窗口归一化。' },
  'mask-without-fill': { message: () => '有缺失值的窗口会被舍弃，没有什么可标记。', fix: () => '请选择缺失值的填补方式。' },
  'augment-task': { message: () => '这种数据增强不适合这项任务。', fix: () => '请去掉它，或换一种。' },
  'bad-file': { message: () => '文件里这一处写得不对。', fix: () => '请按说明改正。' },
  'no-windows-fit': {
    message: () => '训练部分里每条序列都太短，放不下一个窗口。',
    fix: () => '请缩短回看或预测步数，允许较短的窗口，或扩大训练部分。',
  },
  'target-shifted': {
    message: (v) =>
      `它就是目标“${v.target}”${v.rows ? `在 ${v.rows} 行之后的值` : '本身'}（相关系数 ${Number(v.correlation).toFixed(5)}）。`,
    fix: () => '请把它从特征中去掉。',
    effect: () => '它泄露了要预测的步，这些步的误差可能降到 0。',
  },
  'centred-filter': {
    message: (v) => `它是目标“${v.target}”在前后共 ${v.width} 行上的平均，其中 ${v.rows} 行在它之后。`,
    fix: () => '请把它从特征中去掉，或只用之前的行做平滑。',
    effect: (v) => `它泄露了之后 ${v.rows} 行的平均水平。`,
  },
  'tells-the-future': {
    message: (v) =>
      v.rows
        ? `目标“${v.target}”在 ${v.rows} 行之后的值，凭它自己的过去说不准的部分，这一列说中了 ${v.percent} %。测量值很难做到：它可能是经过平移和改写的目标。`
        : `目标“${v.target}”在同一行的值，凭它自己的过去说不准的部分，这一列说中了 ${v.percent} %。`,
    fix: () => '请查明这一列是怎么来的；如果用到了之后的行，请把它从特征中去掉。',
    effect: (v) => `这些步的平方误差可能因此减少 ${v.percent} %。`,
  },
  'feature-is-class': {
    message: (v) => `${v.classes} 个类别各对应它的一个值：它就是写成数字的类别。`,
    fix: () => '请把它从特征中去掉。',
    effect: () => '误差可能降到 0。',
  },
  'scaled-before-split': {
    message: (v) =>
      `有 ${v.count} 列（${v.names}）在文件里已按全部行缩放过：连同留作检验的行，均值和离散程度（或最小值和最大值）才恰好是 0 和 1。`,
    fix: () => '请读入原单位的数值；设计只按训练部分缩放。',
    effect: () => '训练时已知留作检验的行的水平和离散程度；通常影响很小，序列增长时影响很大。',
  },
  'not-known-ahead': {
    message: (_, issue) => (issue.severity === 'error' ? '它就是要预测的列，不可能事先已知。' : '在目标还未知的那些行里，它也没有值。'),
    fix: () => '请把它改为只知道过去的特征。',
    effect: (_, issue) => (issue.severity === 'error' ? '误差可能降到 0。' : '分数会依赖实际预测时得不到的值。'),
  },
  'neighbours-in-parts': {
    message: () => '一部分的最后几个窗口与下一部分的前几个窗口在时间上相邻：持续时间超过一个窗口的现象两边都有。',
    fix: (v) =>
      v.by === 'time' || v.by === 'date' ? `请在各部分之间略去 ${v.lookback} 行。` : '请改为按比例划分，并在各部分之间略去若干行。',
    effect: (v) => `每个边界两侧各约 ${v.lookback} 个窗口彼此相似。`,
  },
  'duplicate-rows': {
    message: (v) => `留作检验的行中有 ${v.percent} % 原样出现在训练部分。`,
    fix: () => '请从文件中删除重复的行，或换一种不跨边界的划分。',
    effect: (v) => `测试中最多有 ${v.percent} % 可能是背下来的。`,
  },
  'series-in-parts': {
    message: (v) => `有 ${v.pairs} 条序列名称不同、数值相同（单位或许不同），分属两个部分。`,
    fix: () => '请删除重复的序列，或按分组划分，让它们在一起。',
    effect: (v) => `留作检验的序列中最多有 ${v.pairs} 条可能是背下来的。`,
  },
  'group-in-parts': {
    message: (v) => `列“${v.name}”的 ${v.all} 个取值中，有 ${v.shared} 个的序列既在训练部分，又在留作检验的部分。`,
    fix: (v) => `请让“${v.name}”相同的序列归入同一部分。`,
    effect: (v) => `分数只说明对已见过的“${v.name}”效果如何，而不是对新的。`,
  },
  'filled-before-split': {
    message: () => '读取文件时、划分之前就已用插值填补空缺：填出的行取决于它之后的已知行。',
    fix: () => '请不做这项修补重新读取，由设计来填补缺失值：它只用窗口看得到的值。',
    effect: () => '结束在空缺之内的窗口会看到序列接下来的走向；通常只有少数窗口。',
  },
  'scaled-by-later-rows': {
    message: (v) => `${v.series} 条序列各用自己的全部行缩放，包括窗口之后的行。`,
    fix: () => '请让所有序列一起缩放。',
    effect: () => '窗口会透露它的数值与之后的数值相差多少；通常影响很小。',
  },
  'sees-what-follows': {
    message: (v) => `单元 ${v.cells} 反向运行，在每一行都已看到要预测的符号。`,
    fix: () => '请让它们正向运行。',
    effect: () => '误差可能降到 0。',
  },
};
