import { describe, expect, test } from 'vitest';
import { stepOf, timeAfter } from '#engine/data/calendar.ts';

const at = (text: string) => (text === '' ? NaN : Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`));
const after = (times: string[], frequency: string | undefined, ahead: number) => {
  const found = timeAfter({ rows: times.length, columns: [], time: Float64Array.from(times, at), frequency }, times.length - 1 + ahead);
  return found === undefined ? undefined : new Date(found).toISOString().slice(0, 16);
};

describe('the time of a row that is not there yet', () => {
  test.each<[string, string[], string | undefined, number, string | undefined]>([
    ['an hour on', ['2024-01-01T22:00', '2024-01-01T23:00'], 'PT1H', 1, '2024-01-02T00:00'],
    ['after a gap, by the step and not by the gap', ['2024-01-01T10:00', '2024-01-01T15:00'], 'PT1H', 2, '2024-01-01T17:00'],
    ['after a row without a time', ['2024-01-01T10:00', ''], 'PT1H', 1, '2024-01-01T12:00'],
    ['a month on', ['2024-01-15', '2024-02-15'], 'P1M', 1, '2024-03-15T00:00'],
    ['a quarter on, over the year', ['2023-07-01', '2023-10-01'], 'P3M', 1, '2024-01-01T00:00'],
    ['a year on', ['2023-02-28', '2024-02-29'], 'P1Y', 1, '2025-02-28T00:00'],
    ['the end of a month on', ['2024-01-31', '2024-02-29'], 'P1M', 1, '2024-03-31T00:00'],
    ['the 30th, which is no end by habit', ['2024-03-30', '2024-04-30'], 'P1M', 1, '2024-05-30T00:00'],
    ['without a regular step', ['2024-01-01', '2024-01-05'], undefined, 1, undefined],
    ['of a row that has none', ['2024-01-01', ''], 'P1D', 0, undefined],
  ])('%s', (_, times, frequency, ahead, expected) => expect(after(times, frequency, ahead)).toBe(expected));

  test('of days of work skips weekends, if there were none', () => {
    const weekdays = Array.from({ length: 19 }, (_, i) => `2024-01-${String(i + 1).padStart(2, '0')}`).filter(
      (day) => ![0, 6].includes(new Date(at(day)).getUTCDay()),
    );
    expect(after(weekdays, 'P1D', 1)).toBe('2024-01-22T00:00');
    expect(after(weekdays, 'P1D', 6)).toBe('2024-01-29T00:00');
    expect(after([...weekdays, '2024-01-20'], 'P1D', 1)).toBe('2024-01-21T00:00');
  });

  test('is none where rows are only numbered', () => expect(timeAfter({ rows: 3, columns: [] }, 5)).toBeUndefined());
});

test('durations are steps', () => {
  expect(stepOf('PT15M')).toEqual({ ms: 900_000 });
  expect(stepOf('P1Y')).toEqual({ months: 12 });
  expect(stepOf('P1W')).toEqual({ ms: 7 * 86_400_000 });
  expect(stepOf('irregular')).toBeNull();
  expect(stepOf(null)).toBeNull();
});
