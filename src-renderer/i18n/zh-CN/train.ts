import type { train as en } from '../en/train.ts';

export const train: typeof en = {
  title: '训练',
};
