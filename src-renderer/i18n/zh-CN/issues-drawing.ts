// Issues of a drawing and of its training, by code.
import type { IssueWords } from '../issue-text.ts';

export const drawingIssues: IssueWords['sentences'] = {
  'edge-into-input': { message: () => '没有东西能流入窗口。', fix: () => '请把连线引到第一个单元。' },
  'settle-with-delay': { message: () => '一条连线要么在一步之内收敛，要么有延迟，不能兼有。', fix: () => '请把延迟设为 0，或关闭收敛。' },
  'settle-without-cycle': { message: () => '它没有构成环，因此没有什么可以收敛。', fix: () => '请关闭收敛。' },
  'target-feed-not-output': { message: () => '只有输出才有可以替代它的真值。', fix: () => '请送回它自己的值，或让连线从输出出发。' },
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
  'must-be-last': { message: () => '它加在预测之上，必须放在最后。', fix: () => '请把它设为输出。' },
  'forecast-place': { message: () => '只有给出预测的单元才能决定怎样预测。', fix: () => '请把它的预测方式设为自动。' },
  'target-not-a-feature': { message: () => '有连线送回目标的真值，但目标不在特征之中。', fix: () => '请把目标加入特征。' },
  'direct-with-target': { message: () => '只有逐步预测时，才能送回目标的真值。', fix: () => '请把输出的预测方式设为逐步。' },
  'recursive-gap': { message: () => '逐步预测的网络需要中间的每一步。', fix: () => '请把间隔设为 0，或让输出一次给出全部预测。' },
  'loss-task': { message: () => '交叉熵用于类别，而这些目标是数字。', fix: () => '请选择 MSE、MAE 或 Huber。' },
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
