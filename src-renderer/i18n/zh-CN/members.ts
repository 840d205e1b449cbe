import type { BacktestWords } from '#engine/train/backtest-words.ts';
import type { Doing } from '#engine/train/verdict-words.ts';
import { count, percent } from '../format.ts';
import type { members as en } from '../en/members.ts';

const less = (skill: number): string => `${skill < 0 ? '多' : '少'} ${percent(Math.abs(skill))}`;

const backtestWords = (doing: Doing): BacktestWords => ({
  head: ({ folds, all, none }) =>
    all
      ? `在全部 ${count(folds)} 折上都优于每个基线。`
      : none
        ? `在 ${count(folds)} 折中，没有一折能确定优于任何基线。`
        : `在 ${count(folds)} 折中，有些折更好，并非全部。`,
  against: (baseline, { better, worse, folds, skill }) =>
    `与${doing(baseline)}相比：${count(folds)} 折中 ${count(better)} 折更好，${count(worse)} 折更差${
      skill ? `；平方误差平均${less(skill.mean)}（从${less(skill.least)} 到${less(skill.most)}）` : ''
    }。`,
  join: (sentences) => sentences.join(''),
});

export const members: typeof en = {
  title: '多次运行',
  seeds: '种子数',
  seedsAbout: '训练这么多个只有种子不同的运行，再把它们的预测合起来。单个种子的运气会被平均掉。',
  combine: '合并方式',
  combineAbout: '逐个值合并：平均用到全部预测，中位数不会被个别失败的运行带偏。分类时合并概率。',
  ways: { mean: '平均', median: '中位数' },
  backtest: '回测',
  backtestAbout: '在几段时间上分别训练和评分，而不只是一段：单独一个测试部分可能恰好容易，也可能恰好困难。',
  folds: '折数',
  foldsAbout: '一个接一个的测试部分。最后一个止于数据集划分的末尾，其余每个依次早一个测试部分。',
  refit: '每折重新训练',
  refitAbout: '开：每一折都用它之前的全部行重新训练。关：只训练第一折一次，用同一组权重在所有折上评分，如同一个无人更新的模型。',
  foldPicture: (fold, train, test) => `第 ${count(fold)} 折：用 ${train} 训练，测试 ${test}`,
  keyTrain: '训练',
  keyValidation: '验证',
  keyTest: '测试',
  adapted: (test) => `每个测试部分占 ${test} 的行，比数据集的划分短，这样第一折才有足够的行可供训练。`,
  planned: (runs, duration) => `共 ${count(runs)} 个运行，依次进行${duration ? `：${duration}` : ''}。`,

  itemGoing: (done, all) => `${count(done)} / ${count(all)} 个运行`,
  itemEnsemble: (how, seeds) => `${count(seeds)} 个种子的${how === 'mean' ? '平均' : '中位数'}`,
  itemBacktest: (folds) => `${count(folds)} 折`,

  waiting: '正在排队。',
  going: (done, all, name, epoch, epochs) =>
    `${count(all)} 个运行已完成 ${count(done)} 个；${name} 在第 ${count(epoch + 1 > epochs ? epochs : epoch + 1)} 轮，共 ${count(epochs)} 轮。`,
  paused: (done, all) => `已暂停：${count(all)} 个运行已完成 ${count(done)} 个。`,
  scoring: '所有运行都已完成，正在评分。',
  broken: (done, all) => `已中断：${count(all)} 个运行已完成 ${count(done)} 个。点击继续即可完成其余的。`,
  goingAboutEnsemble: '最后一个完成后，它们的预测会合并起来，在同样的窗口上评分。',
  goingAboutBacktest: '最后一个完成后，各折的结果会并列在这里。',

  runs: '运行',
  runsAbout: '同一个网络，不同的种子',
  run: '运行',
  seed: '种子',
  epochs: '轮数',
  validation: '验证',
  test: '测试',
  oneOfThem: '单个运行的平均',
  spread: '种子之间的差异（标准差）。',
  together: (how, seeds) => `全部 ${count(seeds)} 个的${how === 'mean' ? '平均' : '中位数'}`,
  gain: (share) => `误差比单个运行的平均少 ${share}`,
  loss: (share) => `误差比单个运行的平均多 ${share}`,

  foldsTitle: '各折',
  foldsRefitted: '每折重新训练',
  foldsOnce: '只在第一折上训练一次',
  fold: '折',
  testRows: '测试行',
  trainRows: '训练行',
  network: '网络',
  better: '优于',
  betterAbout: '网络能确定优于的基线数，以及基线总数。',
  coverage: (level) => `落入 ${level}`,
  coverageAbout: '真值落入区间的比例，区间在验证部分上校准；越接近其水平越好。',
  mean: '平均',
  foldSpread: '差异',
  foldSpreadAbout: '各折之间的标准差。',
  rowsFromTo: (from, to) => `${from}–${to}`,
  backtestWords,
};
