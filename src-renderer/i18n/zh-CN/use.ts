import { count } from '../format.ts';
import type { use as en } from '../en/use.ts';

const parts = { validation: '验证', test: '测试' };

export const use: typeof en = {
  writes: '让它续写',
  writesAbout: '每个符号都按网络给出的概率抽取',
  prompt: '开头',
  promptPlaceholder: '从这里写下去；留空则从一行的开头写起',
  temperature: '温度',
  temperatureAbout: '0 总取最可能的符号，1 按网络给出的概率抽取，更大则更大胆。',
  length: '符号数',
  seed: '种子',
  seedAbout: '同一个种子写出同样的文字。',
  generate: '生成',
  stop: '停止',
  writing: '最初的符号马上出现。',
  nothingYet: '还没有写出任何内容。',
  symbols: (symbols) => `${count(symbols)} 个符号`,
  ownPerplexity: (perplexity) => `所写内容的困惑度 ${perplexity}`,
  trainedPerplexity: (perplexity, part) => `${parts[part]}部分的困惑度 ${perplexity}`,

  tells: '判断一个文件的类别',
  tellsAbout: '按这次运行的数据集的方式读取',
  chooseFile: '选择文件',
  saveCsv: '存为 CSV',
  telling: (file) => `正在读取 ${file}`,
  told: (file, windows, isSeries, classes) => {
    const shown = classes.slice(0, 6).map((one) => `${one.name} ${count(one.count)} 个`);
    return `${file}：已判断${isSeries ? `各序列的 ${count(windows)} 个窗口` : ` ${count(windows)} 行`}，其中${shown.join('、')}${classes.length > 6 ? '……' : ''}。`;
  },
  toldRight: (right, of) => `文件自带 ${count(of)} 个类别，其中判断正确 ${count(right)} 个（${((100 * right) / of).toFixed(1)} %）。`,
  left: (left) => `另有 ${count(left)} 个窗口因太短或有缺失值而略去。`,
  more: (rows) => `其余 ${count(rows)} 行在 CSV 文件里。`,
  series: '序列',
  row: '末行',
  class: '类别',
  trueClass: '文件所记',
  probability: '概率',
};
