import type { start as en } from '../en/start.ts';

export const start: typeof en = {
  title: '把序列拖到这里',
  formats: 'CSV、TSV 或其他文本表格。分隔符、日期和小数点会自动识别。',
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
  threads: () => '核',
  memory: '内存',
};
