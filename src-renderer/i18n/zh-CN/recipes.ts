import type { recipes as en } from '../en/recipes.ts';
import { count } from '../format.ts';

export const recipes: typeof en = {
  title: '为什么是这个网络',
  about: '依据任务和数据规模选定；都可以修改',
  units: (units) => `${count(units)} 个单元`,
  segment: (points) => `每段 ${count(points)} 行`,
  dropout: (share) => `随机失活 ${share}`,
  batch: (windows) => `每批 ${count(windows)} 个窗口`,
  epochs: (epochs) => `${count(epochs)} 轮`,
  reasons: {
    segments: () => '一段走一步：很少的步数就能看完很长的窗口，并一次给出整个预测范围。',
    repeats: (v) => `季节重复得很准：相隔一季的变化只有季内变化的 ${v.percent}%，因此窗口的每一行也直接通向预测。`,
    'short-window': (v) => `${v.lookback} 行太少，不值得分段。`,
    'segment-season': (v) => `一段正好是一季，${v.period} 行。`,
    'segment-part': (v) => `${v.parts} 段、每段 ${v.points} 行，合成一季 ${v.period} 行。`,
    'segment-root': (v) => `每段 ${v.points} 行，把 ${v.lookback} 行分成 ${v.segments} 段。`,
    dropout: () => '训练时随机丢弃这么多，免得只依赖少数几个值。',
    units: (v) => `${count(v.windows)} 个训练窗口能教会这么多单元。`,
    'units-text': (v) => `文本共有 ${count(v.windows)} 个窗口。`,
    'loss-absolute': () => '大误差按大小、不按平方计：少数异常的行不会主导训练。',
    'loss-huber': () => '大误差按大小、不按平方计：少数异常的行不会主导训练。',
    batch: (v) => `每轮 ${count(v.steps)} 步。`,
    epochs: (v) => `一共 ${count(v.steps)} 步；保留验证集上最好的一轮。`,
    cosine: () => '学习率逐渐降到零，最后几轮便能稳定下来。',
    'unseen-target': () => '看不到目标自身的过去：只逐行读取其他列。',
    'segment-shape': (v) => `${count(v.lookback)} 行按每 ${v.points} 行一个形状来读：要跨越记忆的步数少得多。`,
    classes: (v) => `双向读取，取每个单元的均值和最大值：区分 ${v.classes} 个类别的特征可能出现在任何位置。`,
    symbols: (v) => `${v.classes} 个符号各有一个向量，状态从一个窗口延续到下一个。`,
  },
};
