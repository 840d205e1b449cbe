import type { architecture as en } from '../en/architecture.ts';
import { architecture as english } from '../en/architecture.ts';

export const architecture: typeof en = { ...english, title: '结构' };
