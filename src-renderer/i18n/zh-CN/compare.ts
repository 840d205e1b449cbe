import type { compare as en } from '../en/compare.ts';
import { count } from '../format.ts';
import type { Gain } from '../../features/compare/model/gain.ts';
import type { Piece } from '../../features/compare/model/said.ts';
import type { Season } from '../../features/compare/model/season.ts';

const seasons: Record<Season, string> = { minute: '上一分钟', hour: '上一小时', day: '昨日', week: '上周', year: '去年' };

/** `比重复昨日好 31 %` */
function clause(gain: Gain, than: string): Piece[] {
  switch (gain.way) {
    case 'same':
      return [{ text: `与${than}相当` }];
    case 'times':
      return [{ text: `误差是${than}的` }, { text: ` ${count(gain.times)} 倍`, tone: 'worse' }];
    default:
      return [{ text: `比${than}` }, { text: `${gain.way === 'better' ? '好' : '差'} ${gain.percent}\u00a0%`, tone: gain.way }];
  }
}

const clauses = (all: { gain: Gain; than: string }[]): Piece[] =>
  all.flatMap(({ gain, than }, i) => [...(i ? [{ text: '，' }] : []), ...clause(gain, than)]);

export const compare: typeof en = {
  title: '比较',
  list: '视图与分组',
  inspector: '差异',
  noProject: '没有打开的项目',
  noProjectAbout: '请先打开文件或示例，它的运行会在这里相互比较。',
  toData: '前往“数据”',
  none: '还没有运行',
  noneAbout: '项目的每次运行在这里占一行，旁边是不费力气的对照：重复过去的值，以及线性模型。',
  toTrain: '前往“训练”',

  views: '视图',
  view: { all: '全部运行', bestOfEach: '各结构最佳', beatsLinear: '胜过线性', going: '尚未结束', tuned: '微调所得' },
  groupBy: '分组',
  group: { none: '不分组', architecture: '按结构', feedback: '按反馈', dataset: '按数据集' },
  tags: '标签',
  sameWindows: (hash) => ['这里的运行看到的窗口完全相同：设计 ', hash, '。'],
  severalWindows: (sets) => `这些运行看到 ${sets} 组不同的窗口。每组有自己的基线；不同组的误差不能相互比较。`,

  table: '运行与基线',
  filterLabel: '筛选',
  filterHelp: '筛选的写法',
  filterAbout: '输入名称的一部分，或针对列的条件。条件之间可用 and、or、not 连接。',
  filterExamples: [
    ['mse_val < 0.9', '验证误差小于 0.9'],
    ['vs_pinned > 10%', '比参照好 10 % 以上'],
    ['feedback = t-24', '有这个延迟的反馈'],
    ['gru and not huber', '名称、备注、结构中的词'],
    ['#paper', '备注中的标签'],
  ],
  filterColumns: '列的名称',
  clearFilter: '清除筛选',
  problem: (p, nameOf) => {
    switch (p.code) {
      case 'unknown-column':
        return `没有名为“${p.word}”的列。${p.nearest ? `是否指 ${p.nearest}？` : '列名见“筛选”。'}`;
      case 'no-value':
        return `${nameOf(p.column)} ${p.sign} 之后还缺一个值。`;
      case 'not-a-number':
        return `${nameOf(p.column)}是数值，“${p.word}”不是。`;
      case 'no-column':
        return `${p.sign} 之前要写列名，例如 mse_val。`;
      case 'no-order':
        return `${nameOf(p.column)}是文字，请用 = 或 ~（包含），不要用 ${p.sign}。`;
      case 'open-quote':
        return '引号没有闭合。';
      case 'no-condition':
        return `“${p.word}”连接两个条件，它前面还没有条件。`;
      default:
        return p satisfies never;
    }
  },
  allShown: '改正之前显示全部运行。',
  columnsOf: (shown, all) => `${shown} / ${all} 列`,
  columnsLabel: '选择列',
  columnsAuto: '按宽度自动选择',
  kinds: { result: '结果', setting: '设置', about: '关于运行' },
  differencesOnly: '仅显示差异',
  differencesAbout: '隐藏在所有行中都相同的设置。',
  copyTable: '复制表格（TSV）',
  noMatch: '没有符合条件的运行。',
  showAll: '显示全部运行',
  brushed: (n, all) => `轴上选中 ${count(n)} / ${count(all)} 次`,

  columns: {
    name: '运行',
    curve: '验证曲线',
    mse_val: '验证 MSE',
    vs_pinned: '对比参照',
    mse_test: '测试 MSE',
    mae_val: 'MAE',
    params: '参数',
    feedback: '反馈',
    lookback: '回看',
    rate: '学习率',
    horizon: '预测步数',
    batch: '批量',
    epochs: '轮数',
    best_epoch: '最佳轮次',
    seconds: '用时',
    optimizer: '优化器',
    loss: '损失',
    seed: '种子',
    architecture: '结构',
    mae_test: '测试 MAE',
    rmse_val: 'RMSE',
    r2_val: 'R²',
    mse_last: '末轮 MSE',
    dataset: '数据集',
    schedule: '学习率计划',
    patience: '耐心',
    clip: '裁剪',
    weight_decay: '权重衰减',
    targets: '目标',
    features: '特征',
    scaler: '缩放',
    backend: '后端',
    parent: '微调自',
    started: '开始',
    status: '状态',
    note: '备注',
  },
  about: {
    curve: '每轮的验证误差。同组各行共用一个刻度，虚线是参照。',
    mse_val: '最佳检查点在验证部分的均方误差，以标准差的平方计。越低越好。',
    vs_pinned: '验证误差比参照小（或大）多少。',
    mse_test: '测试部分的均方误差。请按验证误差选择，最后再看这里。',
    mae_val: '验证部分的平均绝对误差，单位与第一个目标相同。越低越好。',
    params: '学习得到的权重个数。',
    feedback: '画出的反馈边及其延迟。单元内部的循环不计。',
    lookback: '每次预测之前，网络能看到的历史行数。',
    horizon: '向前预测的行数。',
    rate: '学习率。',
    best_epoch: '验证损失最小的一轮，保留的是它的权重。',
    seconds: '训练用时，含每次续训。',
    mae_test: '测试部分的平均绝对误差，单位与第一个目标相同。越低越好。',
    rmse_val: '验证部分的均方根误差，单位与第一个目标相同。越低越好。',
    r2_val: '验证部分中，第一个目标的方差被解释的比例。越高越好。',
    mse_last: '最后一轮（不是最佳轮次）的验证误差。',
    clip: '梯度超过此长度时缩短到此长度。',
    patience: '连续这么多轮没有改进就停止。',
    parent: '这次运行从哪次运行的检查点开始。',
  },
  reasons: {
    queued: '排队中',
    loading: '…',
    firstEpoch: '首轮之后',
    atTheEnd: '结束时计算',
    noTest: '无测试部分',
    noValidation: '无验证部分',
    failed: '失败',
    notFinished: '未完成',
    otherWindows: '窗口不同',
    pinned: '参照',
  },
  status: {
    queued: '排队中',
    running: '训练中',
    paused: '已暂停',
    interrupted: '已中断',
    finished: '已完成',
    stopped: '已停止',
    failed: '失败',
    diverged: '已发散',
  },
  none2: '无',
  settle: '收敛',
  yes: '是',
  no: '否',
  tick: (name) => `在图中显示 ${name}`,
  tickBest: '选择最好的三个',
  clearTicks: '清除选择',
  pin: (name) => `以“${name}”为参照`,
  unpin: '取消参照',
  pinThis: '设为参照',
  actionsOf: (name) => `对 ${name} 的操作`,
  noteOf: '备注',
  openTraining: '在“训练”中打开',
  fineTune: '微调',
  exportIt: '导出',
  setHead: (dataset, lookback, horizon) => `${dataset}，回看 ${count(lookback)} 行，预测 ${count(horizon)} 行`,
  setWindows: (windows) => `${count(windows)} 个验证窗口`,
  runs: (n) => `${count(n)} 次运行`,

  baseline: {
    naive: '重复最后的值',
    seasonalNaive: (season) => `重复${season ? seasons[season] : '上一季'}`,
    linear: '线性',
  },
  than: {
    naive: '重复最后的值',
    seasonalNaive: (season) => `重复${season ? seasons[season] : '上一季'}`,
    linear: '线性模型',
  },
  gain: (gain) => {
    if (gain.way === 'same') return '相当';
    return gain.way === 'times' ? `误差 ${count(gain.times)} 倍` : `${gain.way === 'better' ? '好' : '差'} ${gain.percent}\u00a0%`;
  },

  selected: (n) => `已选 ${n} 个`,
  panel: '所选运行的图表',
  tabs: { curves: '曲线', ahead: (unit) => `逐${unit}误差`, forecasts: '预测', settings: '设置与误差' },
  step: '步',
  aheadUnits: { second: '秒', minute: '分钟', hour: '小时', day: '日', week: '周', month: '月', year: '年' },
  nothingSelected: '在表格中勾选运行，它们的曲线会叠放在这里。',
  leftOut: (n) => `所选的 ${n} 次运行看到的窗口不同，不在此绘出。`,
  noCurve: '还没有完成一轮。',
  noValidationPart: '此设计没有验证部分，因此没有验证曲线。',
  curvesLabel: '各轮的验证误差',
  lowerIsBetter: '越低越好',
  axisMenu: '坐标轴与平滑',
  axisX: '横轴',
  x: { epoch: '轮', step: '步', seconds: '秒' },
  xWords: { epoch: '轮次', step: '步', seconds: '训练秒数' },
  smoothing: '平滑',
  smooth: { none: '无', some: '轻', much: '强' },
  logAxis: '误差用对数刻度',
  aheadLabel: (part, unit) => `${part}窗口上逐${unit}的误差`,
  parts: { validation: '验证', test: '测试' },
  part: '部分',
  noTestYet: '测试误差在运行结束后给出。',
  forecastLabel: (target) => `${target} 的预测与真值`,
  truth: '真值',
  windowOf: (at, all) => `窗口 ${at} / ${all}`,
  previousWindow: '上一个窗口',
  nextWindow: '下一个窗口',
  targetLabel: '目标',
  fromOrigin: (moment) => `自 ${moment}`,
  row: (row) => `第 ${count(row)} 行`,
  noForecasts: '这些运行还没有保存预测。',
  dataGone: '这些运行的数据集已不在项目中，或重新读取后数值不同，因此没有真值可画。',
  parallelAbout: '沿轴拖动即可筛选',
  parallelNone: '当窗口相同的运行在某项设置上不同时，每次运行画成一条线，从设置连到误差。',
  parallelLabel: '各次运行的设置与验证误差',
  axisLabel: (column) => `按${column}筛选`,
  axisAll: '全部',
  axisRange: (from, to) => `${from} 至 ${to}`,
  clearBrush: '清除',
  resizeLower: '图表的高度',

  differs: '差异',
  differsOf: (n, all) => `${all} 项设置中的 ${n} 项`,
  moreRows: (n) => `还有 ${n} 项`,
  fewerRows: '收起',
  pickTwo: '勾选两次以上的运行，这里显示它们不同的设置。',
  nothingDiffers: '它们的设置、数据和图完全相同。',
  notThere: '没有',
  settings: {
    architecture: '结构',
    feedback: '反馈',
    cells: '单元',
    edges: '边',
    dataset: '数据集',
    targets: '目标',
    features: '特征',
    lookback: '回看',
    horizon: '预测步数',
    stride: '步幅',
    gap: '间隔',
    split: '划分',
    scaler: '缩放',
    missing: '缺失值',
    rate: '学习率',
    momentum: '动量',
    beta1: 'Beta 1',
    beta2: 'Beta 2',
    epsilon: 'Epsilon',
    weight_decay: '权重衰减',
    loss: '损失',
    optimizer: '优化器',
    schedule: '学习率计划',
    epochs: '轮数',
    batch: '批量',
    patience: '耐心',
    clip: '裁剪',
    seed: '种子',
    backend: '后端',
    threads: '线程',
    parent: '微调自',
    tuned: '微调范围',
  },
  verdict: '结论',
  verdictNone: '勾选一次运行，这里说明它的价值。',
  sentence: (name, all, soFar) => [{ text: name, tone: 'strong' }, { text: soFar ? ' 目前' : ' ' }, ...clauses(all), { text: '。' }],
  onTest: (name, all) => [{ text: `在测试部分${name ? `，${name} ` : ''}` }, ...clauses(all), { text: '。' }],
  notYet: (name) => [{ text: name, tone: 'strong' }, { text: ' 还没有验证误差。' }],
  isFailed: (name) => [{ text: name, tone: 'strong' }, { text: ' 在完成第一轮之前就失败了。' }],
  isReference: (name) => [{ text: name, tone: 'strong' }, { text: ' 是其他各行的参照。' }],
  onWindows: (windows) => `依据同样的 ${count(windows)} 个验证窗口。`,
  onOwnWindows: '这些运行看到的窗口不同：各自只与自己的基线比较，彼此不比较。',
  moreVerdicts: (n) => `另有 ${n} 个`,
  lineage: '来历',
  tunedFrom: { best: '最佳检查点', last: '最后检查点' },
  tuned: (what) => (what === 'all' ? '微调全部权重' : what === 'head' ? '只微调输出层' : `微调：${what.join('、')}`),
  deletedRun: '已删除的运行',
  beforeTuning: '微调前',
  note: '备注',
  notePlaceholder: '这次运行的目的。带 # 的词是标签。',
  exportBest: '导出最佳',
  best: (name) => `所选中最好的：${name}`,

  truthRuns: () => ['次运行，', '条基线'],
  truthShown: (shown) => `显示 ${count(shown)} 次`,
  truthSelected: '个已选',
  truthSorted: (way) => ['按 ', way === 'lower' ? ' 排序，越低越好' : way === 'higher' ? ' 排序，越高越好' : ' 排序'],
  truthWindows: (one) => (one ? ['', ' 个验证窗口'] : ['都看到同样的 ', ' 个验证窗口']),
  truthSets: () => ['', ' 组不同的窗口，只在组内比较'],
  commands: {
    filter: '筛选运行',
    copy: '复制表格',
    differences: '仅显示差异',
    clear: '清除选择',
    best: '选择最好的三个',
  },
};
