import type { exporting as en } from '../en/export.ts';

export const exporting: typeof en = {
  title: '导出',
};
