/**
 * Time as people read it. Times of a dataset are shown in UTC, exactly as they stand in the file; only when something was made
 * (`ago`) uses the clock of the machine.
 */
export type Language = 'en' | 'zh-CN';
export type TimeLevel = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
export type SpanUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const partsOf = (ms: number): Parts => {
  const d = new Date(ms);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth(),
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
  };
};

/** 1 Jul 2016, 2016年7月1日 */
export function dayText(ms: number, language: Language): string {
  const { year, month, day } = partsOf(ms);
  return language === 'en' ? `${day} ${months[month]} ${year}` : `${year}年${month + 1}月${day}日`;
}

/** A moment as finely as `level` asks: 1 Jul 2016 13:00 for hours. */
export function momentText(ms: number, level: TimeLevel, language: Language): string {
  if (!Number.isFinite(ms)) return '';
  const { year, month, hour, minute, second } = partsOf(ms);
  switch (level) {
    case 'year':
      return language === 'en' ? `${year}` : `${year}年`;
    case 'month':
      return language === 'en' ? `${months[month]} ${year}` : `${year}年${month + 1}月`;
    case 'day':
      return dayText(ms, language);
    case 'hour':
    case 'minute':
      return `${dayText(ms, language)} ${two(hour)}:${two(minute)}`;
    case 'second':
      return `${dayText(ms, language)} ${two(hour)}:${two(minute)}:${two(second)}`;
    default:
      return level satisfies never;
  }
}

/** ISO, as it would be typed into a table, as finely as the series goes: 2016-07-01 13:00. Finer times keep what they have. */
export function isoText(ms: number, level: TimeLevel = 'second'): string {
  if (!Number.isFinite(ms)) return '';
  const iso = new Date(ms).toISOString();
  const isFiner = level === 'second' || !iso.endsWith(':00.000Z');
  if (isFiner) return iso.slice(0, iso.endsWith('.000Z') ? 19 : 23).replace('T', ' ');
  const isDay = ['day', 'month', 'year'].includes(level) && iso.includes('T00:00');
  return iso.slice(0, isDay ? 10 : 16).replace('T', ' ');
}

/** Label of an axis tick; `full` names the larger unit too (at the left edge and where it changes). */
export function tickText(ms: number, level: TimeLevel, full: boolean, language: Language): string {
  const { year, month, day, hour, minute, second } = partsOf(ms);
  const en = language === 'en';
  switch (level) {
    case 'year':
      return en ? `${year}` : `${year}年`;
    case 'month':
      if (full) return en ? `${months[month]} ${year}` : `${year}年${month + 1}月`;
      return en ? months[month] : `${month + 1}月`;
    case 'day':
      if (full) return en ? `${day} ${months[month]} ${year}` : `${year}年${month + 1}月${day}日`;
      return en ? `${day} ${months[month]}` : `${month + 1}月${day}日`;
    case 'hour':
    case 'minute':
      if (full) return en ? `${day} ${months[month]} ${two(hour)}:${two(minute)}` : `${month + 1}月${day}日 ${two(hour)}:${two(minute)}`;
      return `${two(hour)}:${two(minute)}`;
    case 'second':
      return `${two(hour)}:${two(minute)}:${two(second)}`;
    default:
      return level satisfies never;
  }
}

export interface Step {
  count: number;
  unit: SpanUnit;
}

const seconds: Record<SpanUnit, number> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_746,
  year: 31_556_952,
};

/** The step of a series from its ISO 8601 duration (PT15M, P1D, P1M); undefined for none and for mixed ones. */
export function stepOf(frequency: string | null | undefined): Step | undefined {
  const match = frequency && /^P(?:(\d+)Y|(\d+)M|(\d+)W|(\d+)D|T(?:(\d+)H|(\d+)M|([\d.]+)S))$/.exec(frequency);
  if (!match) return undefined;
  const units: SpanUnit[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
  const i = match.slice(1).findIndex((part) => part !== undefined);
  const step: Step = { count: Number(match[i + 1]), unit: units[i] };
  if (step.unit === 'day' && step.count === 7) return { count: 1, unit: 'week' };
  if (step.unit === 'minute' && step.count === 60) return { count: 1, unit: 'hour' };
  return step;
}

/** How finely moments of a series with this step are named. */
export function levelOf(step: Step | undefined): TimeLevel {
  if (!step) return 'minute';
  if (step.unit === 'week') return 'day';
  return step.unit;
}

/** So many rows as a span of time in the unit that says it shortest: 168 rows of an hour are 7 days. */
export function spanOf(rows: number, step: Step): { value: number; unit: SpanUnit } {
  const inMonths = step.unit === 'month' || step.unit === 'year';
  const total = rows * step.count * seconds[step.unit];
  const ladder: SpanUnit[] = inMonths ? ['year', 'month'] : ['day', 'hour', 'minute', 'second'];
  for (const unit of ladder) {
    const value = total / seconds[unit];
    if (value >= 1 && (Number.isInteger(Math.round(value * 1e4) / 1e4) || (value >= 3 && !inMonths)))
      return { value: value >= 100 ? Math.round(value) : Math.round(value * 10) / 10, unit };
  }
  return { value: rows * step.count, unit: step.unit };
}

/** Several stretches in one unit, the largest in which the shortest of them still says something: 17, 2.4 and 4.8 months. */
export function roughSpans(rows: readonly number[], step: Step): { values: number[]; unit: SpanUnit } {
  const totals = rows.map((n) => n * step.count * seconds[step.unit]);
  const shortest = Math.min(...totals.filter((total) => total > 0));
  const unit = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).find((u) => shortest >= 1.5 * seconds[u]) ?? 'second';
  return { unit, values: totals.map((total) => total / seconds[unit]).map((x) => (x >= 9.95 ? Math.round(x) : Math.round(x * 10) / 10)) };
}

/** Milliseconds that the clock of a file is ahead of UTC: `+01:00`; 0 where the file says nothing, or several zones. */
export function zoneOffset(timezone: string | null | undefined): number {
  const match = timezone && /^([+-])(\d{2}):?(\d{2})$/.exec(timezone);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000 : 0;
}

/** The wall clock in an ISO time, as if it were UTC: what is shown of `2020-01-01T00:00:00+01:00` is midnight. */
export const wallClock = (iso: string): number => Date.parse(`${iso.slice(0, 19).replace(/Z$/, '')}Z`);
