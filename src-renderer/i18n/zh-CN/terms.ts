import type { terms as en } from '../en/terms.ts';

export const terms: typeof en = {
  lookback: '每次预测之前，网络能看到的历史行数。',
  horizon: '向前预测的行数。',
  stride: '相邻两个窗口起点之间的行数；取 1 时用上所有可能的窗口。',
  gap: '回看与预测之间跳过的行数；取 −1 时预测的是看到的最后一行。',
  target: '要预测的列。',
  feature: '回看的每一步中，网络能看到的列。',
  chronological: '各部分按时间先后排列，评价时用的总是更晚的数据。',
  training: '网络从这些行中学习。',
  validation: '用来决定何时停止、哪个检查点最好的行。',
  test: '直到最后才使用的行。',
  scaler: '把大小不同的列变换到相近的范围；误差仍以原单位显示。',
  window: '一个样本：一段回看，加上紧随其后的预测。',
  batch: '一步训练中同时使用的若干窗口。',
  missing: '所用的列中有缺失值的行。',
  frequency: '相邻两行之间的时间。',
  season: '序列大约每隔这么多行重复一次；基线会用到它。',
  baseline: '不费力气就能得到的预测，例如重复最后的值；网络必须胜过它。',
  feedback: '把值送回较早位置、供之后的时间步使用的连接。',
  designHash: '这份设计的指纹：指纹相同的运行，看到的窗口也相同。',
};
