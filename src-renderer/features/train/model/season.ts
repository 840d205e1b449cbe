// What "one season before" is called: repeating yesterday, last week, last year. Plain "season" where the calendar has no word.
import type { Step } from '../../../i18n/time.ts';

export type SeasonName = 'lastMinute' | 'lastHour' | 'yesterday' | 'lastWeek' | 'lastYear' | 'season';

const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const;
const named: [number, SeasonName][] = [
  [60, 'lastMinute'],
  [3600, 'lastHour'],
  [86_400, 'yesterday'],
  [604_800, 'lastWeek'],
];

export function seasonName(period: number | undefined, step: Step | undefined): SeasonName {
  if (!period || !step) return 'season';
  if (step.unit === 'month') return period * step.count === 12 ? 'lastYear' : 'season';
  if (step.unit === 'year') return 'season';
  if (step.unit === 'week' && period * step.count === 52) return 'lastYear';
  const span = period * step.count * seconds[step.unit];
  return named.find(([length]) => length === span)?.[1] ?? 'season';
}
