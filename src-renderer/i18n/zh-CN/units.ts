import type { units as en } from '../en/units.ts';
import { count } from '../format.ts';
import type { SpanUnit, Step } from '../time.ts';

const words: Record<SpanUnit, string> = {
  second: '秒',
  minute: '分钟',
  hour: '小时',
  day: '天',
  week: '周',
  month: '个月',
  year: '年',
};
const each: Record<SpanUnit, string> = { ...words, minute: '分钟', month: '月' };
const n = (value: number): string => (Number.isInteger(value) ? count(value) : String(value));

export const units: typeof en = {
  span: (value, unit) => `${n(value)} ${words[unit]}`,
  brief: (value, unit) => units.span(value, unit),
  step: (step: Step | undefined) => (step?.count === 1 ? words[step.unit] : '行'),
  every: (step) => (step.count === 1 ? `每${each[step.unit]}` : `每 ${n(step.count)} ${words[step.unit]}`),
  frequency: (step) => (step.count === 1 ? `每${each[step.unit]}` : `每 ${n(step.count)} ${words[step.unit]}`),
  spans: (values, unit) => `${values.map(n).join('、')} ${words[unit]}`,
  rowsEach: (values) => `${values.map(n).join('、')} 行`,
  rows: (rows) => `${count(rows)} 行`,
  duration: (seconds) => {
    if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} 毫秒`;
    if (seconds < 99.5) return `${Math.round(seconds)} 秒`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} 分钟`;
    const hours = seconds / 3600;
    return `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} 小时`;
  },
  left: (seconds) => `剩余 ${units.duration(Math.max(1, seconds))}`,
  justNow: '刚刚',
  ago: (seconds) => `${seconds < 100 ? '1 分钟' : units.duration(seconds)}前`,
  yesterday: '昨天',
};
