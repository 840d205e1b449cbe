import { describe, expect, it } from 'vitest';
import { units as zh } from '../../../src-renderer/i18n/zh-CN/units.ts';
import { units as en } from '../../../src-renderer/i18n/en/units.ts';
import {
  dayText,
  isoText,
  levelOf,
  momentText,
  roughSpans,
  spanOf,
  stepOf,
  tickText,
  wallClock,
  zoneOffset,
} from '../../../src-renderer/i18n/time.ts';

const at = Date.UTC(2016, 6, 1, 13, 5, 9);

describe('steps and spans', () => {
  it.each([
    ['PT1H', { count: 1, unit: 'hour' }],
    ['PT60M', { count: 1, unit: 'hour' }],
    ['PT15M', { count: 15, unit: 'minute' }],
    ['P7D', { count: 1, unit: 'week' }],
    ['P1M', { count: 1, unit: 'month' }],
    ['P1Y', { count: 1, unit: 'year' }],
    ['P1DT1H', undefined],
    [null, undefined],
  ])('the step of %s', (frequency, step) => expect(stepOf(frequency)).toEqual(step));

  it.each([
    [168, 'PT1H', '7 days'],
    [24, 'PT1H', '1 day'],
    [25, 'PT1H', '25 hours'],
    [124, 'PT1H', '5.2 days'],
    [96, 'PT15M', '1 day'],
    [25, 'PT15M', '6.3 hours'],
    [24, 'P1M', '2 years'],
    [39, 'P1M', '39 months'],
    [7, 'P1D', '7 days'],
  ])('%i rows of %s are %s', (rows, frequency, said) => {
    const { value, unit } = spanOf(rows, stepOf(frequency)!);
    expect(en.span(value, unit)).toBe(said);
  });

  it('several stretches are said in one unit', () => {
    const { values, unit } = roughSpans([8640, 2880, 2880], stepOf('PT1H')!);
    expect(en.spans(values, unit)).toBe('12, 3.9 and 3.9 months');
    expect(zh.spans(values, unit)).toBe('12、3.9、3.9 个月');
  });

  it('rows have a unit only where a step is one', () => {
    expect(en.step(stepOf('PT1H'))).toBe('h');
    expect(en.step(stepOf('PT15M'))).toBe('rows');
    expect(en.step(undefined, 1)).toBe('row');
  });
});

describe('moments', () => {
  it('are named as finely as the series goes', () => {
    expect(momentText(at, levelOf(stepOf('PT1H')), 'en')).toBe('1 Jul 2016 13:05');
    expect(momentText(at, levelOf(stepOf('P1D')), 'en')).toBe('1 Jul 2016');
    expect(momentText(at, levelOf(stepOf('P1M')), 'zh-CN')).toBe('2016年7月');
    expect(dayText(at, 'zh-CN')).toBe('2016年7月1日');
    expect(momentText(NaN, 'day', 'en')).toBe('');
  });

  it('stand in tables as in a file, and a finer time is never cut', () => {
    expect(isoText(Date.UTC(2016, 6, 1), 'hour')).toBe('2016-07-01 00:00');
    expect(isoText(Date.UTC(2016, 6, 1), 'day')).toBe('2016-07-01');
    expect(isoText(at, 'hour')).toBe('2016-07-01 13:05:09');
    expect(isoText(Date.UTC(2016, 6, 1, 1), 'day')).toBe('2016-07-01 01:00');
  });

  it('keep the clock of the file', () => {
    expect(zoneOffset('+01:00')).toBe(3_600_000);
    expect(zoneOffset('-09:30')).toBe(-34_200_000);
    expect(zoneOffset('UTC')).toBe(0);
    expect(zoneOffset('+01:00/+02:00')).toBe(0);
    expect(wallClock('2020-01-01T00:00:00+01:00')).toBe(Date.UTC(2020, 0, 1));
    expect(wallClock('2020-01-01T00:00:00Z')).toBe(Date.UTC(2020, 0, 1));
  });

  it('are short on an axis, and name the larger unit where it changes', () => {
    expect(tickText(at, 'month', true, 'en')).toBe('Jul 2016');
    expect(tickText(at, 'month', false, 'en')).toBe('Jul');
    expect(tickText(at, 'day', false, 'zh-CN')).toBe('7月1日');
    expect(tickText(at, 'hour', false, 'en')).toBe('13:05');
  });

  it('durations are short', () => {
    expect([0.02, 72, 200, 7200, 90_000].map(en.duration)).toEqual(['20 ms', '72 s', '3 min', '2.0 h', '25 h']);
    expect(en.left(0.2)).toBe('1 s left');
  });
});
