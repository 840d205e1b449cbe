import type { MetricName } from '#engine/train/metrics.ts';
import type { Comparison } from '../../features/train/model/comparison.ts';
import type { SeasonName } from '../../features/train/model/season.ts';
import type { Piece } from '../../features/train/words/pieces.ts';
import { chineseClasses, chineseTuning, chineseVerdict } from './verdict.ts';
import { chineseToldVerdict } from './told-verdict.ts';
import { count, percent } from '../format.ts';
import type { train as en } from '../en/train.ts';
import { settingWords } from './train-settings.ts';

type Named = { label: string; help: string };

const size = ({ tone, share }: Comparison): string => {
  if (tone === 'better') return share > 0.995 ? '超过 99\u00a0%' : percent(share);
  return share > 1 ? `${share + 1 >= 9.95 ? count(Math.round(share + 1)) : (share + 1).toFixed(1)} 倍` : percent(share);
};

const seasons: Record<SeasonName, string> = {
  lastMinute: '重复上一分钟',
  lastHour: '重复上一小时',
  yesterday: '重复昨日',
  lastWeek: '重复上周',
  lastYear: '重复去年同期',
  season: '重复上一周期',
};

const metrics: Record<MetricName, Named> = {
  mse: { label: 'MSE', help: '均方误差。' },
  mae: { label: 'MAE', help: '平均绝对误差。' },
  rmse: { label: 'RMSE', help: '均方误差的平方根。' },
  mape: { label: 'MAPE', help: '平均绝对误差占真值的百分比；真值为 0 的行不计入，接近 0 时会变得极大。' },
  smape: { label: 'sMAPE', help: '对称百分比误差，0 到 200（与 M4 竞赛相同）；真值为 0 时，只要预测不是 0 就计为 200。' },
  wape: { label: 'WAPE', help: '绝对误差之和占真值绝对值之和的百分比。' },
  mase: { label: 'MASE', help: '平均绝对误差与训练部分内季节性重复的误差之比（Hyndman 与 Koehler 2006）。' },
  rmsse: { label: 'RMSSE', help: '均方误差与训练部分内季节性重复的均方误差之比的平方根（Hyndman 与 Koehler 2006）。' },
  owa: { label: 'OWA', help: 'sMAPE 与 MASE 各自相对于同样窗口上 Naive2 的比值的平均（与 M4 竞赛相同）；小于 1 即优于 Naive2。' },
  r2: { label: 'R²', help: '能解释的方差比例；小于 0 时还不如平均值。' },
};

const parts = { validation: '验证', train: '训练', test: '测试' };

export const train: typeof en = {
  title: '训练',
  noProject: '先打开一个数据集',
  noProjectAbout: '网络是在数据集的窗口上训练的。',
  lookingAtData: '正在查看数据',
  lookingAtDataAbout: '正在清点窗口，并为它们选择网络，请稍候。',
  noArchitecture: '先画一个网络',
  noArchitectureAbout: '数据集已经就绪。要训练的网络在“结构”页面上画出来，或从那里的模板取用。',
  toData: '前往数据',
  toArchitecture: '前往结构',

  runs: '运行',
  newRun: '新的运行',
  groups: { running: '运行中', queued: '排队', done: '已完成' },
  listFoot: '续训逐位一致：关闭窗口不会丢失任何进度。',
  actionsOf: (name) => `${name} 的操作`,
  statuses: {
    queued: '排队中',
    running: '运行中',
    paused: '已暂停',
    interrupted: '已中断',
    finished: '已完成',
    stopped: '已停止',
    failed: '失败',
  },
  epochOf: (epoch, epochs) => `${count(epoch)} / ${count(epochs)}`,
  at: (status, place) => `${status}，${place}`,
  preparing: '准备中',
  nextIn: (duration) => `下一个，约 ${duration}`,
  next: '下一个',
  behind: (runs) => `前面还有 ${count(runs)} 个`,
  worseThanNaive: '差于重复',
  worseThanMost: '差于总说最常见的类别',
  tunedFrom: (name) => `微调自 ${name}`,
  itemLabel: (name, about, error) => `${name}，${about}${error ? `，误差 ${error}` : ''}`,
  removed: (name) => `已删除 ${name}。`,
  removedGoing: (name) => `已终止并删除 ${name}。`,

  baselineLabel: (name, season) => ({ naive: '重复最后的值', linear: '线性', majority: '最常见', seasonalNaive: seasons[season] })[name],
  otherBaseline: (name) => ({ drift: '漂移', mean: '至今均值', theta: 'Theta', ets: 'ETS', naive2: 'Naive2' })[name],
  otherBaselineAbout: (name) =>
    ({
      drift: '从最后一个值出发，沿首尾两值的连线延伸（Hyndman 与 Athanasopoulos 2021）。',
      mean: '预测的每一步都取此前全部值的平均。',
      theta: '先去除季节，再做指数平滑并加上趋势斜率的一半（Assimakopoulos 与 Nikolopoulos 2000）。',
      ets: '对水平、趋势与季节做指数平滑，形式在训练部分上按 AICc 选定（Hyndman 等 2008）。',
      naive2: '先去除季节（如果有），重复最后的值，再恢复季节（与 M4 竞赛相同）。',
    })[name],
  baselineDoing: (name, season) =>
    ({ naive: '重复最后的值', linear: '线性基线', majority: '总答最常见的', seasonalNaive: seasons[season] })[name],
  baselineAbout: (name, rows) =>
    ({
      naive: '预测的每一步都取最后一个已知值。',
      linear: '从回看到每一步的岭回归；强度在验证部分上选定。',
      majority: '总是回答训练部分里最常见的一个，各自的概率与那里的比例相同。',
      seasonalNaive: `预测的每一步都取一个周期（${rows}）之前的值。`,
    })[name],

  against: (c, whom): Piece[] => {
    if (c.tone === 'level') return [`与${whom}`, { text: '基本持平', tone: 'strong' }];
    if (c.tone === 'better') return [`比${whom}`, { text: `好 ${size(c)}`, tone: 'better' }];
    if (!Number.isFinite(c.share)) return [`${whom}没有任何误差，比它`, { text: '差', tone: 'worse' }];
    return c.share > 1 ? [`误差是${whom}的 `, { text: size(c), tone: 'worse' }] : [`比${whom}`, { text: `差 ${size(c)}`, tone: 'worse' }];
  },
  shortSeconds: (seconds) => `${seconds} 秒`,
  roughly: (duration) => `约 ${duration}`,
  lessThanSecond: '不到一秒',
  difference: (c) =>
    c.tone === 'level'
      ? '持平'
      : c.tone === 'better'
        ? `好 ${size(c)}`
        : !Number.isFinite(c.share)
          ? '差'
          : c.share > 1
            ? `误差 ${size(c)}`
            : `差 ${size(c)}`,
  list: (items) => items.flatMap((item, i) => (i === 0 ? item : ['，', ...item])),

  say: {
    queued: '马上开始。',
    waiting: (runs) => `等待前面的 ${count(runs)} 个运行结束。`,
    preparing: '正在准备窗口、权重和基线。',
    firstEpoch: (epochs) => (epochs === 1 ? '正在进行唯一的一轮。' : `第 1 轮进行中，共 ${count(epochs)} 轮。`),
    firstEpochAbout: '这一轮结束时给出第一次评价。',
    place: (status, epoch, epochs) => {
      if (status === 'running') return `第 ${count(epoch)} 轮，共 ${count(epochs)} 轮：`;
      const word = { paused: '已暂停', interrupted: '已中断', stopped: '已停止', failed: '失败' }[status as string] ?? '已结束';
      return epoch === 0 ? `${word}，第一轮尚未完成` : `${word}于第 ${count(epoch)} 轮，共 ${count(epochs)} 轮：`;
    },
    stop: '。',
    improving: '，仍在改进。',
    stalled: (epochs) => (epochs === 1 ? '，上一轮没有改进。' : `，已有 ${count(epochs)} 轮没有改进。`),
    validationError: (error) => `验证误差 ${error}`,
    trainingLoss: (loss) => `训练损失 ${loss}`,
    atBest: '最好时',
    falling: '，仍在下降。',
    left: (seconds) => {
      if (seconds < 8) return '还剩几秒。';
      if (seconds < 55) return `约剩 ${Math.round(seconds / 5) * 5} 秒。`;
      if (seconds < 5400) return `约剩 ${Math.max(1, Math.round(seconds / 60))} 分钟。`;
      return `约剩 ${(seconds / 3600).toFixed(1)} 小时。`;
    },
    it: (rest, numbers) => [...rest, numbers ? `（${numbers[0]} 对 ${numbers[1]}）。` : '。'],
    stopsAfter: (epochs) => `再有 ${count(epochs)} 轮没有改进就停止。`,
    pausedAbout: '检查点已写入，继续时逐位一致。',
    failed: '运行失败。',
    diverged: '训练发散：损失无限增大。',
  },

  verdictWords: (season) =>
    chineseVerdict((name) => (name === 'naive' ? '重复最后的值' : name === 'linear' ? '线性基线' : seasons[season])),
  toldVerdict: chineseToldVerdict,
  nextLabel: '下一步：',
  intervalBand: (level) => `${level} 区间`,
  ownBand: (level) => `网络自己给出的${level ? ` ${level} ` : ''}区间`,
  intervals: '预测区间',
  intervalsAbout: (windows) => `每一步的宽度取自 ${count(windows)} 个验证窗口上的误差（保形校准）。`,
  quantilesAbout: '由网络自己给出。',
  ownShort: '自身',
  calibratedShort: '校准',
  wqlAbout: (wql, pinball) => `网络自己的分位数：加权分位损失 ${wql}，分位损失 ${pinball}；越低越好。`,
  level: '水平',
  coverage: '实际覆盖',
  coverageAbout: '测试部分中落在区间内的真值比例；越接近其水平越好。',
  width: '宽度',
  widthAbout: '测试部分上的平均宽度，单位与目标相同。覆盖相同时越低越好。',
  intervalScore: '得分',
  intervalScoreAbout: '宽度，再加上对落在区间外的惩罚（Winkler 1972）。越低越好。',
  noIntervals: '验证窗口太少，无法给出区间。',
  notMeasured: '没有测试部分，无法测量覆盖。',
  residuals: '剩余误差',
  residualsAbout: (part) => `真值减预测，${parts[part]}部分`,
  residualHistogram: '大小分布',
  residualCorrelation: '第一步的误差与之前误差的相关，按行数',
  residualLimit: '若已没有可学的东西，95 % 会落在虚线之间。',
  residualBin: (from, to) => `${from} 至 ${to}`,
  residualCount: '个值',
  lag: '之前的行数',
  correlation: '相关',
  verdict: {
    on: (windows, part) => `在 ${count(windows)} 个${parts[part]}窗口上`,
    all: (baselines, on) =>
      baselines === 1
        ? [`${on}`, { text: '胜过', tone: 'better' }, '唯一的基线。']
        : [`${on}`, { text: '胜过', tone: 'better' }, `全部 ${count(baselines)} 个基线。`],
    some: (beaten, baselines, on) => [`${on}`, { text: '胜过', tone: 'better' }, ` ${count(baselines)} 个基线中的 ${count(beaten)} 个。`],
    none: (baselines, on) => [`${on}`, { text: '没有胜过任何基线', tone: 'worse' }, baselines > 1 ? `，共 ${count(baselines)} 个。` : '。'],
    noBaselines: (error, on) => `${on}误差为 ${error}；这里没有合适的基线。`,
    sentence: (pieces) => [...pieces, '。'],
    onValidationOnly: '没有测试部分：最佳轮也是由验证窗口选出的，所以结果偏乐观。',
    nothingKept: (epochs, first, last) => `${count(epochs)} 轮之后，训练损失从 ${first} 降到 ${last}。`,
    nothingKeptAbout: '没有留出任何行，因此无法判断它对新数据的表现。',
    noEpoch: '第一轮尚未完成就结束了。',
    best: (best, epochs, reason, patience, duration) => {
      const why =
        reason === 'patience'
          ? `，连续 ${patience} 轮没有改进后停止`
          : reason === 'stopped'
            ? '，手动停止'
            : reason === 'diverged'
              ? '，之后发散'
              : '';
      return `最佳为第 ${count(best)} 轮，共进行 ${count(epochs)} 轮${why}。${duration ? `用时 ${duration}。` : ''}`;
    },
    tuned: (c, on) => {
      if (c.tone === 'level') return ['微调', { text: '变化很小', tone: 'strong' }, `：${on}与之前基本持平。`];
      const changed = c.tone === 'better' ? `好 ${size(c)}` : c.share > 1 ? `误差达到 ${size(c)}` : `差 ${size(c)}`;
      return [
        '微调',
        { text: c.tone === 'better' ? '有效' : '反而变差', tone: c.tone },
        `：${on}比之前`,
        { text: changed, tone: c.tone },
        '。',
      ];
    },
    beforeAfter: (before, after) => `起始检查点在那里的误差为 ${before}，现在为 ${after}。`,
  },

  pause: '暂停',
  pausing: '正在暂停…',
  resume: '继续',
  resuming: '正在继续…',
  tryAgain: '再试一次',
  stop: '停止并保留最佳',
  stopping: '正在停止…',
  unqueue: '移出队列',
  fineTune: '微调',
  changeInCopy: '复制后修改',
  exportIt: '导出',
  copyCurve: '把曲线复制为表格',
  copied: '曲线已复制到剪贴板，每轮一行。',

  error: '误差',
  lower: '越低越好',
  classVerdict: chineseClasses,
  tuning: chineseTuning,
  classes: {
    verdict: (told, most, part, isNext, tone) => [
      `${count(told.count)} 个${parts[part]}${isNext ? '符号' : '窗口'}中判断正确 `,
      { text: percent(told.accuracy), tone },
      most ? `，总答最常见的为 ${percent(most.accuracy)}。` : '。',
    ],
    told: (told, isNext) => `${count(told)} 个${isNext ? '符号' : '窗口'}`,
    confusion: '把什么当成了什么',
    confusionAbout: '行：实际的类别；列：网络的判断',
    metrics: {
      accuracy: { label: '准确率', help: '判断正确的比例。' },
      balancedAccuracy: { label: '平衡准确率', help: '各类召回率的平均：少见的类别与常见的同样重要。' },
      precision: { label: '精确率', help: '判为某类的窗口中确属该类的比例；各类平均（宏平均）。' },
      recall: { label: '召回率', help: '某类的窗口中被判为该类的比例；各类平均（宏平均）。' },
      f1: { label: 'F1', help: '各类精确率与召回率的调和平均；再取各类平均（宏平均）。' },
      f1Micro: { label: 'F1（微平均）', help: '全部窗口合在一起的 F1；每个窗口一个类别时即准确率。' },
      rocAuc: { label: 'ROC-AUC', help: '某类的窗口对该类的评分高于其他类窗口的概率；各类平均。' },
      perplexity: { label: '困惑度', help: '相当于在多少个同样可能的符号之间犹豫；1 表示确定且正确。' },
      bitsPerCharacter: { label: '每字符比特', help: '用这些概率给每个符号编码所需的比特数。' },
      crossEntropy: { label: '交叉熵', help: '正确答案所得概率的负自然对数的平均。' },
    },
  },
  measures: { mse: 'MSE', mae: 'MAE', crossEntropy: '交叉熵' },
  inNats: '交叉熵，以奈特计',
  standardised: (measure) => `标准化后的 ${measure}`,
  ownSpace: (loss) => `${loss} 损失，按网络自身的尺度`,
  ownUnits: (loss) => `${loss} 损失，按原单位`,
  whichCurve: '显示哪种误差',
  lossOption: (loss) => `${loss} 损失`,
  logAxis: '坐标',
  linearOption: '线性',
  logOption: '对数',
  epoch: '轮次',
  epochN: (epoch) => `第 ${count(epoch)} 轮`,
  lines: { validation: '验证', training: '训练', step: '训练，每步' },
  bestAt: (label, epoch) => `${label}，最佳，第 ${count(epoch)} 轮`,
  bestHere: (error, epoch) => `${error} 最佳，第 ${count(epoch)} 轮`,
  curveName: (name) => `${name} 每轮的误差`,
  waitingForSteps: '曲线从第一步开始。',
  zoomed: '显示全部',

  forecastTitle: '预测与真值',
  forecastAbout: (target, windows, part, epoch) => `${target ? `${target}，` : ''}${count(windows)} 个${parts[part]}窗口，${epoch}`,
  afterEpoch: (epoch) => `第 ${count(epoch)} 轮之后`,
  atBestEpoch: (epoch) => `最佳的第 ${count(epoch)} 轮`,
  truth: '真值',
  forecast: '预测',
  whichTarget: '目标',
  shortError: '误差',
  meanError: '平均误差',
  naiveError: (label, error) => `${label}：${error}`,
  panelName: (when, error) => `${when} 的窗口，平均误差 ${error}`,
  step: '步',
  noForecastYet: '第一轮结束时给出第一次预测',
  datasetGone: '此运行的数据集已删除，无法画出真值。',
  datasetReread: '数据集在那之后重新读取过，数值有变；这里画的是新的真值。',

  results: '在测试窗口上',
  resultsValidation: '在验证窗口上',
  inUnits: '按原单位',
  target: '目标',
  byStep: '每一步的误差',
  byStepAbout: '标准化后的 MSE',
  ahead: (unit) => `提前的${unit}`,
  rowsAhead: '行数',
  network: '网络',
  beforeTuning: '微调之前',
  better: { level: '越接近其水平越好', lower: '越低越好', higher: '越高越好' },
  maeAgainst: (whom) => `网络的 MAE 与${whom}的相比。`,
  metrics,

  settings: '设置',
  fixed: '运行中不可改',
  asTrained: '训练时的设置',
  advanced: '高级',
  atDefaults: (same, all) => (same === all ? `${all} 项为默认值` : `${all} 项中改了 ${all - same} 项`),
  reset: '恢复最初的值',
  ...settingWords,
  backendNow: (name) => `这里是 ${name}`,
  backendNeeds: '用于 GPU；其程序包需自行添加',
  threadsNow: (threads) => `全部 ${count(threads)} 个`,

  thisEpoch: '本轮',
  thisRun: '本次运行',
  facts: {
    speed: '速度',
    speedUnit: '窗口/秒',
    epochTime: '每轮用时',
    gradient: '梯度范数',
    clipped: (share) => `裁剪 ${share}`,
    memory: '内存',
    epochs: '轮数',
    best: '最佳轮',
    took: '用时',
    engine: '引擎',
    threads: (threads) => `${count(threads)} 线程`,
    lastRate: '当前学习率',
    strength: '岭强度',
    settling: (cycle) => (cycle ? `收敛次数，环 ${cycle}` : '收敛次数'),
    atMost: (passes) => `最多 ${count(passes)}`,
    atLimit: (share) => `${share} 未收敛`,
  },
  note: '备注',
  notePlaceholder: '试了什么，看到了什么',
  eachColumn: '逐列',
  leaks: '泄漏检查',
  noLeaks: '在这份设计中没有发现泄漏。',
  lineage: '来历',
  from: '微调自',
  into: '微调为',
  checkpointOf: (which, epoch) => (which === 'best' ? `最佳检查点${epoch ? `（第 ${count(epoch)} 轮）` : ''}` : '最后的检查点'),
  moved: { all: '全部权重', head: '仅输出层' },
  movedCells: (cells) => `仅 ${cells.join('、')}`,
  parentGone: '已删除的运行',

  plan: {
    sentence: (network, dataset, seen, columns, ahead, targets) => [
      '在 ',
      { text: dataset, tone: 'strong' },
      ' 上训练 ',
      { text: network, tone: 'strong' },
      `：看 ${count(columns)} 列的 ${seen}，预测${targets ? ` ${targets} ` : ''}之后的 ${ahead}。`,
    ],
    present: (network, dataset, seen, columns, targets) => [
      '在 ',
      { text: dataset, tone: 'strong' },
      ' 上训练 ',
      { text: network, tone: 'strong' },
      `：看 ${count(columns)} 列的 ${seen}，得出最后一行的 ${targets}。`,
    ],
    telling: (network, dataset, seen, columns, task, classes) => [
      '在 ',
      { text: dataset, tone: 'strong' },
      ' 上训练 ',
      { text: network, tone: 'strong' },
      task === 'classify'
        ? `：看 ${count(columns)} 列的 ${seen}，判断属于 ${count(classes)} 个类别中的哪一个。`
        : `：看 ${count(columns)} 列的 ${seen}，在每一行预测 ${count(classes)} 个符号中的下一个。`,
    ],
    manySeries: (series, shortest, longest, classes) =>
      `${count(series)} 个序列，每个 ${shortest === longest ? count(shortest) : `${count(shortest)} 至 ${count(longest)}`} 行${classes ? `，分为 ${count(classes)} 个类别` : ''}。`,
    tune: (run, checkpoint, dataset) => [
      '在 ',
      { text: dataset, tone: 'strong' },
      ' 上微调 ',
      { text: run, tone: 'strong' },
      `，从它的${checkpoint}开始。`,
    ],
    manyTargets: (targets) => `${count(targets)} 列`,
    about: (epoch, whole, epochs) =>
      epochs === 1 ? `在这台机器上约 ${epoch}。` : `在这台机器上每轮约 ${epoch}，全部 ${count(epochs)} 轮约 ${whole}。`,
    gap: (rows) => `两者之间跳过 ${rows}。`,
    moment: '在这台机器上不到一秒。',
    stopsEarlier: (patience) => `连续 ${count(patience)} 轮没有改进就提前停止。`,
    measuring: '正在测量这台机器的速度…',
    dataset: '数据集',
    architecture: '结构',
    network: '网络',
    asInRun: (run) => `与 ${run} 相同`,
    recommended: (template) => `推荐：${template}`,
    drawRecipe: '画出来',
    edit: '编辑',
    seriesName: (target) => `${target} 的全部行，以及训练、验证和测试部分`,
    drawingName: (name) => `${name} 的单元与连线`,
    estimates: '规模与开销',
    trainingWindows: '训练窗口',
    heldBack: (windows) => (windows ? `另留 ${count(windows)} 个` : '没有留出'),
    stepsPerEpoch: '每轮步数',
    ofWindows: (batch) => `每步 ${count(batch)} 个窗口`,
    parameters: '参数',
    moving: (moving) => `其中 ${moving} 个可变`,
    allMove: '全部可变',
    memory: '内存',
    whileTraining: '训练时',
    perEpoch: '一轮',
    atSpeed: (gflops) => `按 ${gflops} GFLOP/s`,
    judged: '评判它的基线',
    judgedAbout: '用同样的窗口，在第一轮之前算好',
    noBaseline: '没有留出任何行，所以无从比较。',
    name: '运行的名称',
    start: '训练',
    startTuning: '微调',
    queueIt: '加入队列',
    starting: '正在开始…',
    waits: (runs) => `前面还有 ${count(runs)} 个运行。`,
    problems: (problems) => `${count(problems)} 个问题`,
    draftIgnored: (name) => ({
      where: `${name} 的设计`,
      message: '那里的改动有问题，没有保存。',
      fix: '这次运行会使用最近一份没有问题的设计；数据页面说明了哪里不对。',
    }),
    numbersChanged: (run) => `自 ${run} 之后数据集重新读取过，数值有变。`,
    designChanged: (run) => `自 ${run} 之后数据集的设计有变。`,
    datasetGone: (run) => `${run} 的数据集已删除，请另选一个。`,
    readOnly: { where: '存储', fix: '请关闭另一个，再在这里开始。' },
    cancel: '回到运行',
    notStarted: '没有开始',
  },

  tune: {
    checkpoint: '起点',
    checkpoints: { best: '最佳', last: '最后' },
    checkpointAbout: {
      best: (epoch) => `第 ${count(epoch)} 轮的权重，在验证集上最好`,
      last: (epoch) => `结束时的权重，第 ${count(epoch)} 轮`,
    },
    moves: '哪些可变',
    kinds: { all: '全部权重', head: '仅输出层', cells: '选定的单元' },
    kindAbout: {
      all: '全部继续学习。适合新数据与旧数据相似、数量又多的情形。',
      head: '只有最后一个单元学习；网络记住的东西保持不变。适合数据少的情形。',
      cells: '由你选择哪些单元学习。',
    },
    headIs: '输出层',
    ofParameters: (moving, all) => `${all} 个参数中有 ${moving} 个可变`,
    datasetMisfit: (what, has, needs) =>
      what === 'horizon'
        ? `预测 ${count(has)} 步，需要 ${count(needs)} 步`
        : `${count(has)} 个${what === 'features' ? '特征' : '目标'}，需要 ${count(needs)} 个`,
    otherNames: '列名不同，按顺序对应。',
    scalingKept: '缩放沿用原来的运行，这样微调从完全相同的模型开始。',
    noneFits: '这个项目里没有其他形状相同的数据集。',
    name: (run) => `${run} 微调`,
  },

  truthLine: {
    isValueFirst: false,
    train: () => '训练窗口',
    validation: '验证',
    test: '测试',
    parameters: () => '参数',
    inUse: '使用中',
    whileTraining: '训练时占用',
    dataset: '数据集',
    notYet: '窗口、参数和内存在开始后可知。',
  },
};
