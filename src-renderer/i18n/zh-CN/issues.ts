// Issues in Chinese: sentences by code in five files, and how places are called.
import { numberSettings } from '#engine/train/settings.ts';
import type { IssueWords } from '../issue-text.ts';
import { designIssues } from './issues-design.ts';
import { drawingIssues } from './issues-drawing.ts';
import { equationIssues } from './issues-equations.ts';
import { datasetIssues } from './issues-dataset.ts';
import { settingIssues } from './issues-settings.ts';
import { tableIssues } from './issues-table.ts';
import { useIssues } from './issues-use.ts';
import { settingWords } from './train-settings.ts';

export const issues: IssueWords = {
  sentences: { ...tableIssues, ...designIssues, ...datasetIssues, ...drawingIssues, ...equationIssues, ...settingIssues, ...useIssues },
  places: [
    [/^columns? (.+)$/, (name) => `列 ${name}`],
    [/^line (\d+), character (\d+)$/, (line, character) => `第 ${line} 行第 ${character} 个字符`],
    [/^lines? (.+)$/, (line) => `第 ${line} 行`],
    [/^target (.+)$/, (name) => `目标 ${name}`],
    [/^feature (.+)$/, (name) => `特征 ${name}`],
    [/^known (.+)$/, (name) => `事先已知的列 ${name}`],
    [/^static (.+)$/, (name) => `静态列 ${name}`],
    [/^lag (.+)$/, (name) => `滞后 ${name}`],
    [/^augmentation (.+)$/, (name) => `数据增强 ${name}`],
    [/^prompt$/, () => '开头'],
    [/^length$/, () => '符号数'],
    [/^temperature$/, () => '温度'],
    [/^model (.+)$/, (name) => `模型 ${name}`],
    [/^calendar$/, () => '日历'],
    [/^folds$/, () => '折数'],
    [/^seeds$/, () => '种子数'],
    [/^carries$/, () => '状态延续'],
    [/^least$/, () => '最少行数'],
    [/^season$/, () => '季节长度'],
    [/^scaleBy$/, () => '缩放的拟合范围'],
    [/^scalers?$/, () => '缩放'],
    [/^missing$/, () => '缺失值'],
    [/^missingMask$/, () => '标记缺失'],
    [/^forecast$/, () => '预测方式'],
    [/^targets$/, () => '目标'],
    [/^features$/, () => '特征'],
    [/^cells (.+)$/, (names) => `单元 ${names}`],
    [/^cell (.+), line (\d+), character (\d+)$/, (name, line, character) => `单元 ${name} 第 ${line} 行第 ${character} 个字符`],
    [/^(?:cell|node) (.+)$/, (name) => `单元 ${name}`],
    [/^edge (.+) -> (.+)$/, (from, to) => `连线 ${from} → ${to}`],
    [/^output (.+)$/, (name) => `输出 ${name}`],
    [/^training part$|^train part$/, () => '训练部分'],
    [/^validation part$/, () => '验证部分'],
    [/^test part$/, () => '测试部分'],
    [/^dataset (.+)$/, (name) => `数据集 ${name}`],
    [/^run (.+)$/, (name) => `运行 ${name}`],
    [/^store (.+)$/, (path) => `存储 ${path}`],
    [/^file$/, () => '文件'],
    [/^table$/, () => '表格'],
    [/^header$/, () => '表头'],
    [/^split$/, () => '划分'],
    [/^lookback$/, () => '回看'],
    [/^horizon$/, () => '预测'],
    [/^stride$/, () => '步幅'],
    [/^gap$/, () => '间隔'],
    [/^training$/, () => '训练'],
    [/^architecture$/, () => '结构'],
    [/^loss$/, () => '损失'],
    ...numberSettings.map((name): IssueWords['places'][number] => [new RegExp(`^${name}$`), () => settingWords.names[name]]),
  ],
};
