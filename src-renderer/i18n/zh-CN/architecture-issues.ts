// Problems of a drawing in Chinese, by the codes of the engine's check.
import type { IssueWords } from '../issue-text.ts';

export const architectureIssues: IssueWords = {
  sentences: {
    'edge-into-input': { message: () => '没有东西能流入窗口。', fix: () => '请把边引到第一个单元。' },
    'settle-with-delay': {
      message: () => '一条边要么在同一步内稳定，要么有延迟，不能两者都是。',
      fix: () => '请把延迟设为 0，或关闭稳定。',
    },
    'target-feed-not-output': { message: () => '只有输出才有真实值可以代替。', fix: () => '请送回自身的值，或让这条边从输出引出。' },
    'target-feed-no-delay': { message: () => '某一步的真实值最早要到下一步才知道。', fix: () => '请给这条边至少 1 步延迟。' },
    'no-output': { message: () => '输出不是图中的单元。', fix: () => '请选择一个单元，它的值就是预测。' },
    'undelayed-cycle': {
      message: (_, issue) => ((issue.nodes?.length ?? 0) > 1 ? '它们在同一步内互相读取。' : '它在同一步内读取自己。'),
      fix: (v) => (v.from ? `请给其中一条边加上延迟，例如 ${v.from} → ${v.to}，或让它稳定。` : '请给其中一条边加上延迟，或让它稳定。'),
    },
    'no-input': { message: () => '没有东西流入它。', fix: () => '请从窗口或其他单元引一条边过来，或删除它。' },
    'not-fed': { message: () => '窗口到不了这里。', fix: () => '请从窗口，或从能看到窗口的单元引一条边过来。' },
    'unused-cell': { message: () => '它的值到不了输出，所以什么也学不到。', fix: () => '请从它引出一条边，或删除它。' },
    'no-width': {
      message: () => '它的宽度还没有定下来：只有输出的单元数可以留空，回路中也至少要有一个单元给出单元数。',
      fix: () => '请给它设定单元数。',
    },
    'width-mismatch': {
      message: (v) => `这条边带来 ${v.carries} 个值，要与 ${v.meets} 个值相加。`,
      fix: () => '请改为拼接，或在中间放一个宽度合适的全连接层。',
    },
    'output-width': {
      message: (v) => `预测需要 ${v.needs} 个值，它只给出 ${v.gives} 个。`,
      fix: () => '请把它的单元数留空，或在最后放一个全连接层。',
    },
    'subtract-last-place': { message: () => '它需要窗口本身。', fix: () => '请只从窗口引一条边给它，不要接其他东西。' },
    'add-last-place': { message: () => '它要加到预测上，所以必须放在最后。', fix: () => '请把它设为输出。' },
    'forecast-place': { message: () => '只有给出预测的单元才能决定预测方式。', fix: () => '请把它的预测方式改为自动。' },
    'direct-with-target': { message: () => '只有逐步预测时，才能把真实值送回来。', fix: () => '请把输出层的预测方式改为递推。' },
    'target-not-a-feature': { message: () => '有一条边送回真实的目标值，但目标不在特征之中。', fix: () => '请把目标加入特征。' },
    'not-json': { message: () => '这里不是合法的 JSON：缺了或多了符号。', fix: () => '结构文件以 { "version": 1, "nodes": [ 开头。' },
    'empty-file': { message: () => '里面没有文字。', fix: () => '结构文件以 { "version": 1, "nodes": [ 开头。' },
  },
  places: [
    [/^cells? (.+)$/, (names) => `单元 ${names}`],
    [/^edge (\S+) -> (\S+)$/, (from, to) => `边 ${from} → ${to}`],
    [/^output (.*)$/, (name) => `输出 ${name}`],
  ],
};
