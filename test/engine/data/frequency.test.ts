import { describe, expect, test } from 'vitest';
import { memoryValues } from '#engine/data/values.ts';
import { durationOf, findFrequency, findFrequencyOf } from '#engine/data/frequency.ts';
import { isoTime } from '#engine/data/times.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.UTC(2020, 0, 1);
const every = (ms: number, count: number, from = start) => Array.from({ length: count }, (_, i) => from + i * ms);
const at = (...texts: string[]) => texts.map((text) => Date.parse(`${text}${text.length === 10 ? 'T00:00' : ''}Z`));
const without = (times: number[], ...places: number[]) => times.filter((_, i) => !places.includes(i));

const find = (times: number[], series?: number[], count = 1) => {
  const found = findFrequency(Float64Array.from(times), series && Int32Array.from(series), count);
  const { duration, gaps, missingSteps, duplicates, irregular, sorted } = found;
  return `${duration ?? 'irregular'} gaps ${gaps}/${missingSteps} repeats ${duplicates} odd ${irregular}${sorted ? '' : ' unsorted'}${found.weekdaysOnly ? ' weekdays' : ''}`;
};

describe('the step', () => {
  test.each<[string, number[], string]>([
    ['hours', every(HOUR, 10), 'PT1H gaps 0/0 repeats 0 odd 0'],
    ['quarters of an hour', every(15 * MINUTE, 10), 'PT15M gaps 0/0 repeats 0 odd 0'],
    ['milliseconds', every(1, 10), 'PT0.001S gaps 0/0 repeats 0 odd 0'],
    ['an hour and a half', every(90 * MINUTE, 10), 'PT1H30M gaps 0/0 repeats 0 odd 0'],
    ['days', every(DAY, 10), 'P1D gaps 0/0 repeats 0 odd 0'],
    ['weeks', every(7 * DAY, 10), 'P1W gaps 0/0 repeats 0 odd 0'],
    ['months', at('2020-01-01', '2020-02-01', '2020-03-01', '2020-04-01'), 'P1M gaps 0/0 repeats 0 odd 0'],
    ['ends of months', at('2020-01-31', '2020-02-29', '2020-03-31', '2020-04-30'), 'P1M gaps 0/0 repeats 0 odd 0'],
    ['the 30th, kept as the last of February', at('2019-12-30', '2020-01-30', '2020-02-29', '2020-03-30'), 'P1M gaps 0/0 repeats 0 odd 0'],
    ['quarters', at('2020-01-01', '2020-04-01', '2020-07-01', '2020-10-01'), 'P3M gaps 0/0 repeats 0 odd 0'],
    ['years', at('2019-01-01', '2020-01-01', '2021-01-01', '2022-01-01'), 'P1Y gaps 0/0 repeats 0 odd 0'],
    ['months with a gap', at('2020-01-01', '2020-02-01', '2020-05-01', '2020-06-01'), 'P1M gaps 1/2 repeats 0 odd 0'],
    ['four weeks are no months', every(28 * DAY, 10), 'P4W gaps 0/0 repeats 0 odd 0'],
    ['hours with gaps', without(every(HOUR, 20), 3, 4, 9), 'PT1H gaps 2/3 repeats 0 odd 0'],
    ['a repeated time', [...every(HOUR, 5), start + 4 * HOUR], 'PT1H gaps 0/0 repeats 1 odd 0'],
    ['times in any order', [start + HOUR, start, start + 2 * HOUR, start + 3 * HOUR], 'PT1H gaps 0/0 repeats 0 odd 0 unsorted'],
    ['one odd step', [...every(HOUR, 10), start + 9.5 * HOUR], 'PT1H gaps 0/0 repeats 0 odd 1'],
    ['no step at all', [start, start + 7, start + 107, start + 110, start + 1000], 'irregular gaps 0/0 repeats 0 odd 3'],
    ['one time', [start], 'irregular gaps 0/0 repeats 0 odd 0'],
    ['no time', [], 'irregular gaps 0/0 repeats 0 odd 0'],
    ['a missing time', [start, NaN, start + HOUR, start + 2 * HOUR], 'PT1H gaps 0/0 repeats 0 odd 0'],
    ['weekdays', every(DAY, 30).filter((ms) => ![0, 6].includes(new Date(ms).getUTCDay())), 'P1D gaps 0/0 repeats 0 odd 0 weekdays'],
    [
      'weekdays with a holiday',
      every(DAY, 30).filter((ms, i) => ![0, 6].includes(new Date(ms).getUTCDay()) && i !== 13),
      'P1D gaps 1/1 repeats 0 odd 0 weekdays',
    ],
  ])('%s', (_, times, expected) => expect(find(times)).toBe(expected));

  test('of an unsteady clock is the round one beside it', () => {
    const found = findFrequency(Float64Array.from({ length: 100 }, (_, i) => start + i * MINUTE + ((i * 7919) % 400)));
    expect([found.duration, found.hasJitter, found.gaps]).toEqual(['PT1M', true, 0]);
  });

  test('durations use the largest whole units', () => {
    expect([1, 1500, MINUTE, DAY + HOUR, 14 * DAY].map((ms) => durationOf({ ms }))).toEqual([
      'PT0.001S',
      'PT1.5S',
      'PT1M',
      'P1DT1H',
      'P2W',
    ]);
    expect([1, 3, 12, 24].map((months) => durationOf({ months }))).toEqual(['P1M', 'P3M', 'P1Y', 'P2Y']);
  });
});

describe('several series in one table', () => {
  test('are looked at one by one', () => {
    const times = [...every(HOUR, 5), ...without(every(HOUR, 5), 2)];
    expect(find(times, [0, 0, 0, 0, 0, 1, 1, 1, 1], 2)).toBe('PT1H gaps 1/1 repeats 0 odd 0');
  });

  test('may lie side by side in each moment', () => {
    const times = every(HOUR, 5).flatMap((time) => [time, time]);
    expect(find(times, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 2)).toBe('PT1H gaps 0/0 repeats 0 odd 0');
  });
});

describe('examples', () => {
  test('name the time before a gap, the repeated time and the row before which time goes back', () => {
    const found = findFrequency(Float64Array.from([...without(every(HOUR, 8), 3), start + 2 * HOUR]));
    expect(found.firstGaps.map((ms) => isoTime(ms))).toEqual(['2020-01-01T02:00:00Z']);
    expect(found.firstDuplicates.map((ms) => isoTime(ms))).toEqual(['2020-01-01T02:00:00Z']);
    expect(found.stepsBack).toEqual([7]);
  });

  test('new to old is said as such', () => expect(findFrequency(Float64Array.from(every(HOUR, 5).reverse())).isNewestFirst).toBe(true));

  test('months are those of the file when it has an offset', () => {
    const times = Float64Array.from(at('2019-12-31T23:00', '2020-01-31T23:00', '2020-02-29T23:00', '2020-03-31T23:00'));
    expect(findFrequency(times, undefined, 1, HOUR).duration).toBe('P1M');
  });
});

test('a repeated day on a night when clocks change says nothing of clocks; a repeated hour does', () => {
  const sunday = Date.UTC(2021, 9, 31);
  const changes = (times: number[]) => findFrequency(Float64Array.from(times)).clockChanges;
  const days = every(DAY, 10, sunday - 5 * DAY);
  expect(changes([...days.slice(0, 6), ...days.slice(5)])).toBe(0);
  const hours = every(HOUR, 48, sunday - DAY);
  expect(changes([...hours.slice(0, 27), ...hours.slice(26)])).toBe(1);
});

test('a column that is read in stretches is judged as one in memory', () => {
  const stretch = 1 << 16;
  const count = 3 * stretch + 7;
  const minutes = Float64Array.from({ length: count }, (_, i) => Date.UTC(2020, 0, 1) + i * 60_000);
  const broken = (at: number, by: number) => minutes.map((time, i) => (i >= at ? time + by : time));
  // Whole; a gap, a repeat and an odd step at the very ends of a stretch and inside one; an unsteady clock; months.
  const columns = [
    minutes,
    ...[stretch - 1, stretch, stretch + 1, 100].flatMap((at) => [broken(at, 600_000), broken(at, -60_000), broken(at, 1234)]),
    minutes.map((time, i) => time + ((i * 7919) % 500)),
    Float64Array.from({ length: count }, (_, i) => Date.UTC(1970, i % 3000, 1)).sort(),
    broken(500, -900_000),
  ];
  for (const times of columns) {
    const values = memoryValues(times);
    expect(findFrequencyOf(values, undefined, 1, 3_600_000)).toEqual(findFrequency(times, undefined, 1, 3_600_000));
  }
});
