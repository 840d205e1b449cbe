import type { LossName } from '#engine/train/losses.ts';
import type { OptimizerName } from '#engine/train/optimizers.ts';
import type { ScheduleName } from '#engine/train/schedules.ts';
import { count } from '../format.ts';
import type { settingWords as en } from '../en/train-settings.ts';

type Named = { label: string; help: string };

const losses: Record<LossName, Named> = {
  mse: { label: 'MSE', help: '误差平方的平均：大误差影响最大。' },
  mae: { label: 'MAE', help: '误差绝对值的平均：不易受异常值影响。' },
  huber: { label: 'Huber', help: '1 以下取平方，以上取绝对值（Huber 1964）。' },
  crossEntropy: { label: '交叉熵', help: '用于分类：正确类别所得概率的负对数。' },
  quantile: { label: '分位数（pinball）', help: '用于分位数：低于某一水平的误差按该水平计权，各水平取平均。' },
  gaussian: { label: '高斯', help: '用于均值和标准差：正态密度对数的相反数。' },
};
const optimizers: Record<OptimizerName, Named> = {
  sgd: { label: 'SGD', help: '最朴素的梯度下降。' },
  momentum: { label: '动量', help: '保持方向的梯度下降。' },
  nesterov: { label: 'Nesterov', help: '向前多看一步的动量法。' },
  rmsprop: { label: 'RMSprop', help: '除以近期梯度的大小。' },
  adagrad: { label: 'Adagrad', help: '除以至今全部梯度的大小：难得变动的权重，变动幅度更大。' },
  adam: { label: 'Adam', help: '在循环网络上表现平稳。' },
  adamw: { label: 'AdamW', help: '权重收缩与梯度分开的 Adam。' },
  nadam: { label: 'NAdam', help: '向前多看一步的 Adam。' },
  ridge: { label: '岭回归', help: '一步解出最后一层的权重，其余保持不变；每一轮试一种正则强度。' },
};
const schedules: Record<ScheduleName, Named> = {
  constant: { label: '恒定', help: '始终用同一个学习率。' },
  step: { label: '阶梯', help: '每隔若干轮乘以一个系数。' },
  exponential: { label: '指数', help: '最初几轮之后，每轮乘以一个系数。' },
  cosine: { label: '余弦', help: '沿半个余弦一直降到最后一轮。' },
  plateau: { label: '停滞时降低', help: '验证损失不再下降时乘以一个系数。' },
  'one-cycle': { label: '单周期', help: '先升到设定的学习率，再降到远低于它；动量方向相反。' },
};

export const settingWords: typeof en = {
  names: {
    loss: '损失',
    optimizer: '优化器',
    rate: '学习率',
    schedule: '学习率计划',
    warmup: '预热',
    minimumRate: '最低学习率',
    stepEvery: '每隔',
    stepFactor: '乘以',
    decay: '每轮乘以',
    decayAfter: '从其后开始',
    plateauPatience: '等待',
    plateauFactor: '然后乘以',
    plateauThreshold: '最小改进',
    cyclePeak: '峰值位置',
    cycleStart: '起点',
    cycleMomentum: '峰值处的动量',
    batch: '批大小',
    accumulate: '每步批数',
    epochs: '轮数上限',
    patience: '耐心',
    clip: '梯度裁剪',
    clipValue: '逐值裁剪',
    l1: 'L1 惩罚',
    l2: 'L2 惩罚',
    weightDecay: '权重衰减',
    seed: '随机种子',
    momentum: '动量',
    beta1: '衰减 β1',
    beta2: '衰减 β2',
    epsilon: 'ε',
    backend: '计算后端',
    threads: '线程',
  },
  shortNames: { clip: '梯度裁剪', rate: '学习率' },
  terms: {
    loss: '要减小的量：用一个数表示的预测误差。',
    optimizer: '把梯度变成权重改动的规则。',
    rate: '每一步走多远。太大会发散，太小学得太慢。',
    schedule: '学习率随轮次如何变化。',
    warmup: '在这么多轮里，学习率从零升到计划的起点；0.5 表示半轮。',
    minimumRate: '学习率不会低于它；余弦和单周期以它结束。',
    stepEvery: '每过这么多轮，学习率降低一次。',
    stepFactor: '每次降低后剩下的比例。',
    decay: '每过一轮后剩下的比例。',
    decayAfter: '最初这么多轮保持完整的学习率。',
    plateauPatience: '连续这么多轮没有改进，再多一轮就降低学习率。',
    plateauFactor: '每次降低后剩下的比例。',
    plateauThreshold: '比此前最好的损失至少好这个比例，才算改进。',
    cyclePeak: '学习率上升占整个运行的比例，之后下降。',
    cycleStart: '周期开始时占学习率的比例。',
    cycleMomentum: '单周期在学习率最高处把动量降到这个值；0 表示动量不变。',
    batch: '一次同时计算的窗口。',
    accumulate: '把这么多批的梯度攒成一步，等同于一个大批：内存少也能用大批。',
    epochs: '最多把全部训练窗口过这么多遍。',
    patience: '连续这么多轮验证误差没有改进就停止；0 表示从不提前停止。',
    clip: '比它长的梯度会缩短到它，这样一步走坏也不会毁掉权重；0 表示从不缩短。',
    clipValue: '先把梯度中的每个数各自裁剪到这个大小，再看整体长度；0 表示不裁剪。',
    l1: '对每个权重的大小加以惩罚：其中许多会变为零。',
    l2: '对每个权重的平方加以惩罚：不让任何权重变得很大。',
    weightDecay: '不管梯度如何，每一步都把权重向 0 拉近一点。',
    seed: '初始权重和打乱顺序由这个数决定。',
    momentum: '上一步保留的比例。',
    beta1: '梯度平均值遗忘的快慢。',
    beta2: '梯度平方的平均值遗忘的快慢。',
    epsilon: '避免除以零。',
    backend: '由什么来计算。',
    threads: '一起工作的核心数；0 表示全部。',
    checkpoint: '最佳：验证误差最小时的权重（分类任务：判对比例与最好时相当的最后一轮）。最后：训练结束时的权重。',
  },
  unitsOf: {
    batch: '窗口',
    epochs: '轮',
    patience: '轮',
    warmup: '轮',
    stepEvery: '轮',
    decayAfter: '轮',
    plateauPatience: '轮',
    plateauThreshold: '× 最好值',
    cyclePeak: '× 全程',
    cycleStart: '× 学习率',
  },
  rateOver: (start, peak, end) =>
    start === peak
      ? start === end
        ? `学习率保持 ${start}`
        : `学习率从 ${start} 降到 ${end}`
      : `学习率从 ${start} 升到 ${peak}${end === peak ? '' : `，再降到 ${end}`}`,
  finder: {
    title: '寻找学习率',
    find: '找一个',
    chart: '不同学习率下的损失',
    about: '用另一份权重走几步，学习率逐步增大。',
    said: (advice, rate) => {
      if (advice.rate === null)
        return advice.reason === 'no-fall'
          ? '损失没有明显下降，无法建议：这些权重可能已经不错，或者学习率的范围太低。'
          : '损失一开始就上升或中断，无法建议：请从更小的学习率开始。';
      const why =
        advice.reason === 'steepest'
          ? `学习率为 ${rate(advice.rate)} 时损失下降最快。`
          : `${rate(advice.rate)} 是损失最低处的三分之一；下降最快处离最低处太近。`;
      return advice.rose ? `${why}在 ${rate(advice.lowest)} 处最低，再大就上升。` : `${why}到范围末端仍未上升：更大的学习率也许同样可行。`;
    },
    use: (rate) => `使用 ${rate}`,
    inUse: '已采用这个学习率。',
    old: '在那之后计划有改动。',
    stop: '停止',
    close: '关闭',
  },
  units: { never: '从不', off: '关', all: '全部' },
  losses,
  optimizers,
  schedules,
  backends: { auto: '自动', wasm: 'WASM SIMD', reference: '参考实现，较慢', tfjs: 'TensorFlow.js' },
  why: {
    sample: '按这个示例的设定',
    asIn: (name) => `与 ${name} 相同`,
    usualRate: (optimizer) => `${optimizer} 通常先试这个值`,
    found: '搜索所得：此处损失下降最快',
    tenth: (rate) => `${rate} 的十分之一，以免忘掉已学到的`,
    timesUsual: (times, usual) => `通常值 ${usual} 的 ${times} 倍`,
    batch: (steps, memory) => `每轮 ${count(steps)} 步${memory ? `，${memory}` : ''}`,
    epochs: (whole, mayStop) => (whole ? (mayStop ? `全部跑完${whole}` : whole) : mayStop ? '可能提前停止' : '全部跑完'),
    stopsAfter: (epochs) => `${count(epochs)} 轮无改进即停止`,
    neverStops: '从不提前停止',
    noValidation: '没有验证部分：依据训练损失',
    clipDelay: (delay) => `有回路，最长延迟 ${count(delay)}，梯度可能变大`,
    clip: '沿时间传播，梯度可能变大',
    noClip: '梯度保持原样',
    seed: '同一种子，结果逐位相同',
    noWarmup: '没有：计划立即开始',
    warmup: (steps) => `在最初 ${count(steps)} 步里上升`,
    cuts: (cuts) => (cuts ? `共降低 ${count(cuts)} 次` : '太晚，一次也不会降低'),
    decaysTo: (share) => `结束时为学习率的 ${share}`,
    onPlateau: '依据验证损失',
    beforeStop: (patience) => `依据验证损失；${count(patience)} 轮无改进则停止运行`,
    cyclePeak: (epoch) => `第 ${epoch} 轮后最高`,
    cycleMayStop: (patience) => `耐心为 ${count(patience)}，可能在学习率下降之前就停止`,
    accumulate: (windows) => `每步 ${count(windows)} 个窗口`,
  },
};
