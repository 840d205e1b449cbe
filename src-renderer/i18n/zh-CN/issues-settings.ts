// Issues of the settings of a run and of a search for a rate, by code.
import type { IssueWords } from '../issue-text.ts';

const addTfjs =
  '请运行“npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0”（需要 Linux 或 Windows 上的 CUDA 11），或使用到处都能运行的 wasm 后端。';

export const settingIssues: IssueWords['sentences'] = {
  'bad-setting': {
    message: (v) => `这里需要 ${v.least} 到 ${v.most} 之间的${v.whole ? '整' : ''}数，得到的是 ${v.got}。`,
    fix: (v) => `默认值是 ${v.usual}。`,
  },
  'no-such-choice': { message: (v) => `没有“${v.got}”。`, fix: (v) => `请从 ${v.known} 中选择。` },
  'warmup-too-long': { message: (v) => `预热 ${v.warmup} 轮，${v.epochs} 轮就所剩无几了。`, fix: () => '请缩短预热，或增加轮数。' },
  'minimum-above-rate': {
    message: (v) => `学习率不得低于 ${v.minimumRate}，而它从 ${v.rate} 开始。`,
    fix: () => '请减小最低学习率。',
  },
  'cycle-momentum': {
    message: (v) => `单周期在学习率最高处降低动量，而 ${v.cycleMomentum} 高于 ${v.momentum}。`,
    fix: (v) => `请不超过 ${v.momentum}，或填 0 让动量不变。`,
  },
  'plateau-too-patient': {
    message: (v) => `运行在 ${v.patience} 轮无改进后就停止，学习率来不及降低。`,
    fix: (v) => `请让计划的耐心小于 ${v.patience}。`,
  },
  'no-tfjs': { message: () => '没有安装 TensorFlow.js 的程序包。', fix: () => addTfjs },
  'tfjs-does-not-load': { message: (v) => `已安装 ${v.name}，但无法加载：${v.reason}`, fix: () => addTfjs },
  'no-rate': { message: () => '岭回归一步求解：没有学习率可找。', fix: () => '请直接训练，或选择其他优化器。' },
  'bad-sweep': {
    message: (v) => (v.steps === undefined ? `不能从 ${v.from} 到 ${v.to}。` : `这里需要 20 到 10000 之间的整数，得到的是 ${v.steps}。`),
    fix: (v) => (v.steps === undefined ? '两者都要大于 0，并且后者更大。' : '通常用 140。'),
  },
};
