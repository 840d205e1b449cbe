import type { start as en } from '../en/start.ts';

export const start: typeof en = {
  title: '把序列拖到这里',
  formats: '表格（CSV、Excel、Parquet 等）、序列、文本，或录音的压缩包。分隔符、日期和小数点会自动识别。',
  open: '打开文件',
  paste: '从剪贴板粘贴',
  samples: '或打开一个示例',
  samplesAbout: '都带有数据集设计和基线',
  opening: '正在打开…',
  projects: '继续已有的项目',
  noDatasets: '还没有数据。打开的文件及其各列会列在这里。',
  offline: '数据不会离开这台电脑。无需账号，也不联网。',
  next: '接下来',
  steps: [
    { title: '设计窗口', text: '说明预测什么、依据什么、预测多远。' },
    { title: '画一个回路，或沿用模板', text: '把连接点往回拖，就成了反馈。' },
    { title: '训练，看看是否有用', text: '每次运行旁边都有朴素基线，用的是同样的窗口。' },
  ],
  naive: '朴素',
  yours: '你的网络',
  pressFor: (palette, help) => [`按 `, palette, ` 查看所有命令，按 `, help, ` 查看所有快捷键。`],
  noDataset: '还没有数据集',
  runs: () => '次运行',
  cores: () => '核，',
  memory: '内存',
  sampleTexts: {
    transformer: { label: '变压器油温', about: 'ETTh1，每小时，17,420 行，7 列', hint: '年周期之下还有日周期。' },
    sunspots: { label: '太阳黑子', about: '每月，1749 至 1983 年，2,820 行', hint: '一个从不完全重复的周期。' },
    'mackey-glass': { label: 'Mackey-Glass', about: '由方程生成，5,000 行', hint: '带延迟的混沌，回路有用。' },
    'airline-passengers': { label: '航空乘客', about: '每月，1949 至 1960 年，144 行', hint: '数据不多：有增长，也有季节。' },
    textbook: { label: '教科书例题', about: 'x = [1, 2, 3]，两个隐藏单元，目标 0.5', hint: '小到可以手算的反向传播。' },
  },
};
