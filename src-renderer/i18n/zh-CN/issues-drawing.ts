// Issues of a drawing and of its training, by code.
import type { IssueWords } from '../issue-text.ts';

const lineNames: Record<string, string> = { steps: '窗口的每一行', segments: '窗口的分段', ahead: '预测的各步', tail: '预测的每一行' };
const beats = (kinds: string | number | undefined): string =>
  String(kinds)
    .split(', ')
    .map((kind) => lineNames[kind] ?? kind)
    .join('和');
const lossNames: Record<string, string> = {
  mse: 'MSE',
  mae: 'MAE',
  huber: 'Huber',
  crossEntropy: '交叉熵',
  quantile: '分位数（pinball）',
  gaussian: '高斯',
};
const lossName = (name: string | number | undefined): string => lossNames[String(name)] ?? String(name);

const brought: Record<string, string> = { future: '事先知道的列', static: '每个窗口只有一份的值', series: '可以区分的多个序列' };

export const drawingIssues: IssueWords['sentences'] = {
  'edge-into-input': { message: () => '没有东西能流入窗口。', fix: () => '请把连线引到第一个单元。' },
  'edge-into-source': {
    message: () => '它的值来自数据集，没有东西能流入它。',
    fix: () => '请把连线引到别的单元。',
  },
  'not-in-dataset': {
    message: (v) => `数据集里没有${brought[String(v.brings)]}。`,
    fix: () => '请在数据设计中选择，或删除这个单元。',
  },
  'readout-cell': {
    message: () => '岭回归求解没有激活函数的全连接层，而预测来自别的单元。',
    fix: () => '请把这样的全连接层放在最后，或选择其他优化器。',
  },
  'readout-loss': { message: () => '岭回归求的是最小平方误差。', fix: () => '请把损失设为 MSE，或选择其他优化器。' },
  'readout-shared': {
    message: () => '它的权重用在两处，预测不再是它们的线性函数。',
    fix: () => '请给它自己的权重，或选择其他优化器。',
  },
  'readout-loop': {
    message: () => '它自己的预测又流回它，预测不再是其权重的线性函数。',
    fix: () => '请让那条连线送入真值，或选择其他优化器。',
  },
  'readout-bias': { message: () => '在反归一化之前，读出层需要偏置。', fix: () => '请打开它的偏置，或选择其他优化器。' },
  'readout-others': {
    message: (v) => `岭回归只求解读出层：${v.cells} 保持初始权重。`,
    fix: () => '请使用回声状态单元（它的权重本就如此），或选择其他优化器。',
  },
  'settle-with-delay': { message: () => '一条连线要么在一步之内收敛，要么有延迟，不能兼有。', fix: () => '请把延迟设为 0，或关闭收敛。' },
  'settle-without-cycle': { message: () => '它没有构成环，因此没有什么可以收敛。', fix: () => '请关闭收敛。' },
  'codes-too-few': {
    message: (v) => `共有 ${v.classes} 个符号，而它只认得 ${v.codes} 个：其余的它分不清。`,
    fix: (v) => `请把它的编码数设为 ${v.classes}。`,
  },
  'nothing-to-drop': {
    message: () => '没有矩阵读取它的状态，因此循环失活不起作用。',
    fix: () => '请使用 zoneout，或在它之后加一个 Dropout。',
  },
  'target-feed-not-output': { message: () => '只有输出才有可以替代它的真值。', fix: () => '请送回它自己的值，或让连线从输出出发。' },
  'target-feed-of-classes': { message: () => '类别没有可以代替输出送回的真值。', fix: () => '请送回它自己的值。' },
  'target-feed-no-delay': { message: () => '一步的真值最早也要到下一步才知道。', fix: () => '请给连线至少 1 步的延迟。' },
  'no-output': { message: () => '输出不是任何一个单元。', fix: () => '请选择给出预测的单元。' },
  'undelayed-cycle': {
    message: (v) => (String(v.cells).includes(', ') ? '它们在同一步之内互相读取。' : '它在同一步之内读取自己。'),
    fix: (v) => `请给其中一条连线加上延迟${v.from ? `，例如 ${v.from} → ${v.to}` : ''}，或让它收敛。`,
  },
  'no-input': { message: () => '没有东西流入它。', fix: () => '请从窗口或其他单元画一条连线，或删除它。' },
  'not-fed': { message: () => '窗口的值到不了它。', fix: () => '请从窗口，或从能看到窗口的单元画一条连线。' },
  'unused-cell': { message: () => '它的值到不了输出，因此什么也学不到。', fix: () => '请从它画一条连线，或删除它。' },
  'no-width': { message: () => '它的宽度无法确定。', fix: () => '请给回路中的一个单元指定单元数。' },
  'width-mismatch': {
    message: (v) => `它带来 ${v.carries} 个值，要与 ${v.meets} 个值相加。`,
    fix: () => '请改为拼接，或在中间放一个宽度合适的全连接层。',
  },
  'output-width': {
    message: (v) => `预测需要 ${v.needs} 个值，它给出 ${v.gives} 个。`,
    fix: () => '请不指定它的单元数，或在最后放一个全连接层。',
  },
  'needs-window': { message: () => '它需要窗口本身。', fix: () => '请只从窗口引一条连线给它。' },
  'must-be-last': { message: () => '它把值变成预测，必须放在最后。', fix: () => '请把它设为输出。' },
  'once-delay': { message: () => '每个窗口只有一个值，之前没有别的步。', fix: () => '请把延迟设为 0。' },
  'beat-in-loop': {
    message: () => '改变节拍的单元不能在回路里：它的输入和输出不在同样的步上。',
    fix: () => '请让反馈绕过它。',
  },
  'beats-differ': {
    message: (v) => `它同时读取${beats(v.beats)}，两者的步对不上。`,
    fix: () => '请在其中一个前面放读出：每个窗口一个的值可以流到任何地方。',
  },
  'segments-of-rows': { message: () => '分段由窗口的行组成，而流入它的不是行。', fix: () => '请把窗口的行引给它。' },
  'ahead-recursive': {
    message: () => '它一次给出预测的各步，而这个网络逐步预测。',
    fix: () => '请把输出的预测方式设为直接。',
  },
  'directions-differ': {
    message: (v) => `一个回路中，${v.backward} 反向运行，${v.forward} 正向运行。`,
    fix: () => '请让它们方向一致，或去掉它们之间的反馈。',
  },
  'parts-fed': {
    message: () => '有连线送回目标的真值：真值只有一个数，而这个单元给出多个。',
    fix: () => '请让连线送回输出自己的预测，或让全连接层放在最后。',
  },
  'segments-stepwise': {
    message: () => '它每段运行一次，而这个网络在每一行都要给出结果。',
    fix: ({ isEach }) => (isEach ? '请在它前面放一个读出单元，或去掉分段。' : '请把输出的预测方式设为直接，或在它前面放一个读出单元。'),
  },
  'backward-recursive': {
    message: () => '它从最后一行走到第一行，会看到要预测的内容。',
    fix: () => '请让它正向运行，或把输出的预测方式设为直接。',
  },
  'needs-partner': {
    message: (v) => (Number(v.count) ? `它还原一个窗口归一化，而这里有 ${v.count} 个。` : '它还原一个窗口归一化，而这里没有。'),
    fix: () => '请在窗口后面放一个窗口归一化。',
  },
  'parts-place': {
    message: () => '它预测的是范围，既不能逐步推演，对类别也没有意义。',
    fix: () => '请在最后放全连接层，或把预测方式设为直接。',
  },
  'start-cycle': {
    message: (v) => `${v.to} 从 ${v.from} 结束的地方开始，而 ${v.from} 又读取 ${v.to}。`,
    fix: () => '请让它从不依赖它的单元开始。',
  },
  'start-plain': { message: () => '状态从另一个单元结束时的值开始。', fix: () => '请去掉连线上的延迟、收敛和真值。' },
  'start-carried': {
    message: () => '这里的状态从一批延续到下一批，没有一个重新开始。',
    fix: () => '请删除这条连线，或让状态在每个窗口从零开始。',
  },
  'start-twice': { message: () => '有两条连线给出它的起始状态。', fix: () => '请删除其中一条。' },
  'start-stateless': { message: (v) => `${v.to} 没有状态。`, fix: () => '请让连线流入它的输入。' },
  'start-width': {
    message: (v) => `${v.from} 给出 ${v.gives} 个值，${v.to} 的状态有 ${v.states} 个。`,
    fix: () => '请让两个单元的单元数相同，或在中间放一个全连接层。',
  },
  'shared-cell': {
    message: (v) => `它用不了 ${v.owner} 的权重：${v.owner} 种类不同、没有用到，或自己也用别的单元的权重。`,
    fix: () => '请共享同种类、有自己权重的单元。',
  },
  'shared-shape': {
    message: (v) => `它读 ${v.reads} 个值、给出 ${v.gives} 个；它所用权重的 ${v.owner} 读 ${v.ownerReads} 个、给出 ${v.ownerGives} 个。`,
    fix: () => '请让两者的输入和选项相同，或各用自己的权重。',
  },
  'forecast-place': { message: () => '只有给出预测的单元才能决定怎样预测。', fix: () => '请把它的预测方式设为自动。' },
  'target-not-a-feature': { message: () => '有连线送回目标的真值，但目标不在特征之中。', fix: () => '请把目标加入特征。' },
  'direct-with-target': { message: () => '只有逐步预测时，才能送回目标的真值。', fix: () => '请把输出的预测方式设为逐步。' },
  'not-enough-memory': {
    message: (v) => `训练它需要 ${v.given} MiB 内存；${v.machine ? '这台机器有' : 'WebAssembly 最多能给'} ${v.has} MiB。`,
    fix: () => '请用更小的批次、更短的窗口或更少的单元。',
  },
  'recursive-gap': { message: () => '逐步预测的网络需要中间的每一步。', fix: () => '请把间隔设为 0，或让输出一次给出全部预测。' },
  'augment-taught': {
    message: () => '网络训练时会看到真实值，而这种数据增强也要同时改变它们。',
    fix: () => '请用 jitter 或 masking，或换一个不反馈自身预测的网络。',
  },
  'recursive-masked': { message: () => '逐步预测的网络需要长度相同的窗口。', fix: () => '请不用较短的窗口，或让输出一次给出全部预测。' },
  'loss-of-numbers': { message: () => '这种损失用于数字，而这些目标是类别。', fix: () => '请选择交叉熵。' },
  'loss-task': { message: () => '交叉熵用于类别，而这些目标是数字。', fix: () => '请选择 MSE、MAE 或 Huber。' },
  'loss-parts': {
    message: (v) => `${lossName(v.loss)} 与输出所预测的内容不符。`,
    fix: (v) => `请选择 ${String(v.right).split(', ').map(lossName).join(' 或 ')}。`,
  },
  'segment-too-long': {
    message: (v) => `一段要 ${v.points} 行，回看只有 ${v.lookback} 行。`,
    fix: (v) => `请把回看设为 ${v.points} 或更多，或缩短分段。`,
  },
  'segment-rest': {
    message: (v) => `每段 ${v.points} 行，${v.lookback} 行中最早的 ${v.rest} 行读不到。`,
    fix: (v) => `请把回看设为 ${v.less} 或 ${v.more}。`,
  },
  'nothing-to-train': { message: () => '没有可以训练的权重了。', fix: () => '请添加带权重的单元，或解冻一个。' },
  'parent-architecture': { message: () => '它的结构与要微调的不同。', fix: () => '请用该次运行的结构微调，或从头训练新结构。' },
  'run-finished': { message: () => '它已经结束。', fix: () => '请微调它，或复制一份并增加轮数。' },
  'dataset-changed': {
    message: () => '运行开始之后，数据被重新读取，数值已不同。',
    fix: () => '请新建一次运行：同一次运行不会使用两版数据。',
  },
  'run-interrupted': { message: () => '它在结束之前中断了。', fix: () => '请继续运行：它会从最近的检查点逐位一致地接着训练。' },
  'store-refused': { message: () => '无法写入存储。', fix: () => '请腾出磁盘空间再继续：它会从最近的检查点接着训练。' },
  diverged: {
    message: (v) =>
      Number(v.bestEpoch) ? `损失在第 ${v.epoch} 轮之后无限增大；第 ${v.bestEpoch} 轮的最佳检查点已保留。` : '损失在第一轮就无限增大。',
    fix: () => '请减小学习率，或裁剪梯度。',
  },
  'read-only': { fix: () => '请关闭另一个 Loopwright，或用另一个存储启动。' },
  internal: { fix: () => '这是我们的问题。已保存的内容都还在。' },
};
