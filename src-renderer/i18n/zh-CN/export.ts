import type { exporting as en } from '../en/export.ts';
import { count } from '../format.ts';

const checks: [RegExp, (n: string) => string][] = [
  [/^length (\d+)$/, (n) => `长度 ${n}`],
  [/^batch (\d+)$/, (n) => `批量 ${n}`],
  [/^states from window to window$/, () => '状态逐窗口延续'],
  [/^states row by row$/, () => '状态逐行延续'],
  [/^read back bit for bit$/, () => '读回后逐位一致'],
];

const reasons: [RegExp, string][] = [
  [/^Not compared: the numbers/, '没有比较：训练所用的数值已不在存储中'],
  [/^onnxruntime-node is not installed/, '本机没有安装 onnxruntime-node，无法检查导出的 ONNX 文件'],
];

const settings: Record<string, string> = {
  loss: '损失',
  optimizer: '优化器',
  schedule: '学习率计划',
  epochs: '轮数',
  batch: '批量',
  patience: '耐心',
  clip: '裁剪',
  seed: '种子',
  rate: '学习率',
  momentum: '动量',
  weightDecay: '权重衰减',
  warmup: '预热',
  minimumRate: '最低学习率',
  stepEvery: '降低间隔',
  stepFactor: '降低系数',
  decay: '每轮系数',
  decayAfter: '开始衰减之前',
  plateauPatience: '计划的耐心',
  plateauFactor: '降低系数',
  plateauThreshold: '最小改进',
  cyclePeak: '周期峰值',
  cycleStart: '周期起点',
  cycleMomentum: '峰值处动量',
  accumulate: '每步批数',
  clipValue: '逐值裁剪',
  l1: 'L1 惩罚',
  l2: 'L2 惩罚',
};

export const exporting: typeof en = {
  title: '导出',
  list: '可导出的内容',
  inspector: '文件',
  noProject: '没有打开的项目',
  noProjectAbout: '请先打开文件或示例，训练好的网络从这里导出。',
  toData: '前往“数据”',
  none: '还没有可导出的内容',
  noneAbout: '运行完成第一轮之后，它最佳和最后的权重会列在这里。',
  toTrain: '前往“训练”',

  listMenu: '排序与列出的内容',
  byError: '误差小的在前',
  byNewest: '新的在前',
  withLast: '也列出最后检查点',
  best: (epoch, soFar) => `${soFar ? '目前最佳' : '最佳'}，第 ${count(epoch)} 轮`,
  bestAndLast: (epoch) => `最佳即最后，第 ${count(epoch)} 轮`,
  last: (epoch) => `最后，第 ${count(epoch)} 轮`,
  foot: '验证部分的误差，越低越好：MSE；分类为交叉熵。',
  footBaseline: (name, value) => `${name}为 ${value}。`,
  footSets: '窗口不止一组：不同组的误差不能比较。',

  take: (name) => `导出 ${name}`,
  against: (gain, than) => {
    if (gain.way === 'same') return `与${than}相当`;
    return gain.way === 'times'
      ? `误差是${than}的 ${count(gain.times)} 倍`
      : `比${than}${gain.way === 'better' ? '好' : '差'} ${gain.percent}\u00a0%`;
  },
  about: '每个文件都先用目标工具运行，把它的预测与本机的预测比较之后才提供。',
  soFar: '这次运行仍在进行：导出的是此刻的检查点。',
  head: { format: '格式', size: '大小', verified: '验证内容' },
  purposes: {
    onnx: '可在任何支持 ONNX 的地方运行：Python、C++、浏览器等。缩放已包含在内。',
    safetensors: '按单元命名的 float32 权重，供 PyTorch、JAX 等使用。不含网络。',
  },
  formatLabel: (name) => `查看 ${name} 的详情`,

  notMade: '尚未生成。',
  notMadeAbout: { onnx: '将用 onnxruntime 在这次运行的窗口上执行。', safetensors: '将读回并逐位比较。' },
  comma: '，',
  why: (said) => reasons.find(([pattern]) => pattern.test(said))?.[1] ?? said,
  making: '正在生成文件并检查',
  makingFor: (seconds) => `已用 ${count(seconds)} 秒，期间可以打开其他页面`,
  verified: '已验证。',
  unverified: '未验证。',
  refused: '不予提供。',
  failed: '未能生成。',
  largest: (difference, windows) => `onnxruntime：${count(windows)} 个窗口中最大差异 ${difference}`,
  bound: (bound) => `差异不得超过 ${bound} 个标准差`,
  readBack: (tensors) => `读回 ${count(tensors)} 个张量，逐位一致`,
  readBackDiffers: '读回后有数值不同',
  madeAgo: (ago) => `${ago}生成`,
  outdated: '在运行较早时生成；要最新的权重请重新生成',
  make: '生成并验证',
  makeAgain: '重新生成',
  save: '保存',
  saved: '已保存',
  saveUnverified: '保存（未验证）',
  more: '更多',
  commandLine: '使用命令行',
  commandLineAbout: '得到逐字节相同的文件',
  copyCommand: '复制命令',

  cardTitle: '模型卡片',
  cardAbout: 'Markdown，随文件一起给出',

  states: { none: '未生成', making: '检查中', verified: '已验证', unverified: '未验证', refused: '不予提供' },
  facts: (size, parameters) => [size, ...(parameters === null ? [] : [`${count(parameters)} 个参数`])].filter(Boolean).join('，'),
  in: '输入',
  out: '输出',
  weights: '权重',
  scalerInside: '缩放已包含在内：输入原始数值，输出原始数值或概率。',
  scalerOutside: '只有数值：不含网络和缩放。',
  notMadeInspector: '文件生成之后，这里显示它的输入和输出，以及它的预测与本机相差多少。',
  difference: '差异',
  differenceAbout: '单个预测值与本机的差，以标准差计。',
  overWindows: (windows) => `${count(windows)} 个窗口`,
  largestMark: (difference) => `最大 ${difference}`,
  equalShare: (share) => `${share} 小于 1e-12`,
  histogramLabel: '各差异大小的预测值个数',
  from: '从',
  to: '到',
  howMany: '个数',
  checks: '检查',
  passed: '通过',
  notPassed: '未通过',
  check: (name) => {
    for (const [pattern, say] of checks) {
      const match = pattern.exec(name);
      if (match) return say(match[1]);
    }
    return name;
  },
  provenance: '来源',
  dataset: '数据集',
  design: '设计',
  checkpoint: '检查点',
  file: '文件',
  run: '运行',
  copyHash: (what) => `复制指纹：${what}`,
  copyCard: '复制模型卡片',
  copied: '已复制',

  truthVerified: (all) => `/ ${all} 种格式已验证`,
  truthMaking: '种检查中',
  truthNotMade: '种未生成',
  truthUnverified: '种未验证',
  truthRefused: '种不予提供',
  truthStays: '数据不离开本机',
  commands: { make: '生成并验证', save: '保存文件', card: '复制模型卡片', command: '复制命令' },

  card: {
    about: (target, horizon, lookback, features) =>
      `根据 ${count(features)} 列的最近 ${count(lookback)} 行，预测 ${target} 之后的 ${count(horizon)} 行。`,
    madeWith: (version) => `由 Loopwright ${version} 训练。`,
    data: '数据',
    dataset: '数据集',
    rows: (rows) => `${count(rows)} 行`,
    predicts: '预测',
    sees: '输入列',
    windows: '窗口',
    windowCounts: (train, validation, test, isInTime) =>
      `训练 ${count(train)}、验证 ${count(validation)}、测试 ${count(test)}${isInTime ? '，按时间先后' : ''}`,
    design: (lookback, horizon, stride, gap) =>
      `回看 ${count(lookback)}，预测步数 ${count(horizon)}，步幅 ${count(stride)}，间隔 ${count(gap)}`,
    split: '划分（训练、验证、测试）',
    scaler: '缩放',
    errors: '误差',
    errorsAbout: (part, windows) =>
      `${part === 'test' ? '测试' : '验证'}部分，${count(windows)} 个窗口，各行相同。越低越好。“标准化”指以训练部分的标准差计。`,
    toldAbout: (part, told) => `${part === 'test' ? '测试' : '验证'}部分，共 ${count(told)} 个，各行相同。百分比比较的是交叉熵，越低越好。`,
    tells: (task, classes, lookback, features) =>
      task === 'classify'
        ? `根据至多 ${count(lookback)} 行、${count(features)} 列，区分 ${count(classes)} 个类别。`
        : `在每一行预测 ${count(classes)} 个符号中的下一个，窗口长 ${count(lookback)}。`,
    accuracy: '准确率',
    crossEntropy: '交叉熵',
    perplexity: '困惑度',
    noErrors: '尚未测量。',
    model: '本模型',
    scaled: '标准化',
    modelAgainst: '本模型与之相比',
    gain: (gain) =>
      gain.way === 'same'
        ? '相当'
        : gain.way === 'times'
          ? `误差 ${count(gain.times)} 倍`
          : `${gain.way === 'better' ? '好' : '差'} ${gain.percent}\u00a0%`,
    architecture: '结构',
    parameters: (n) => `${count(n)} 个参数`,
    feedback: '反馈',
    weightsOf: (cell) => `${cell} 的权重`,
    into: (state) => (state === 'start' ? '起始状态' : '每一步的状态'),
    settles: (limit) => `步内迭代至收敛，最多 ${count(limit)} 次`,
    training: '训练',
    checkpoint: (which, epoch, epochs) => `${which === 'best' ? '最佳' : '最后'}检查点，第 ${count(epoch)} 轮，最多 ${count(epochs)} 轮`,
    setting: (name) => settings[name] ?? name,
    engine: (backend, threads) => `${backend}，${count(threads)} 个线程`,
    tunedFrom: (name) => `由 ${name} 微调而来`,
    files: '文件',
    verified: '已验证。',
    notVerified: '未验证。',
    said: (record) => `${record.report.said.replace(/\.$/, '')}。`,
    howToRun: '用 Python 运行 ONNX 文件；把零换成你自己的数值（按原单位）：',
    fingerprints: '指纹',
    datasetHash: '数据集（名称与数值的 SHA-256）',
    designHash: '设计（SHA-256）',
    runId: '运行',
  },
};
