// Issues of a trained model that is used: writing on, and telling the classes of a file.
import type { IssueWords } from '../issue-text.ts';

export const useIssues: IssueWords['sentences'] = {
  'unknown-symbols': {
    message: (v) => `模型从未见过 ${v.names}。`,
    fix: (v) => (v.writing === 'text' ? `请去掉训练文本里没有的字符。它认识 ${v.known}。` : `请用空格隔开各个符号。它认识 ${v.known}。`),
  },
  'sampling-length': { message: (v) => `这里需要 1 到 ${v.most} 之间的整数。`, fix: () => '请说明要写多少个符号。' },
  'sampling-temperature': { message: (v) => `这里需要 0 到 ${v.most} 之间的数。`, fix: () => '0 取最可能的符号，1 按网络给出的概率抽取。' },
  'sampling-seed': { message: () => '这里需要不小于 0 的整数。', fix: () => '任何这样的数都可以。' },
  'generate-task': {
    message: (v) => (v.task === 'classify' ? '它判断类别，不能续写。' : '它预测数值，不预测符号。'),
    fix: () => '请选择续写符号的运行。',
  },
  'generate-columns': {
    message: (v) => `除了符号，它还要看 ${v.columns}，而尚未写出的符号没有这些值。`,
    fix: (v) => `请只用“${v.symbol}”训练。`,
  },
  'generate-window': {
    message: () => '其中有单元一次看整个窗口，也看到符号之后的内容。',
    fix: () => '请训练只向前运行的网络，例如字符模板。',
  },
  'absent-columns': { message: (v) => `模型需要 ${v.names}，而文件里没有。`, fix: () => '请使用与训练时列相同的文件。' },
  'nothing-to-tell': {
    message: (v) => (v.windows === 'series' ? '每个序列都有缺失的值。' : `每一段 ${v.lookback} 行里都有缺失，或行数不足。`),
    fix: () => '请补齐缺失的值，或使用更长的文件。',
  },
  'tell-next': { message: () => '它续写符号，不判断类别。', fix: () => '请让它续写。' },
  'tell-forecast': { message: () => '它预测数值，不判断类别。', fix: () => '请选择判断类别的运行。' },
};
