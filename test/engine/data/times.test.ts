import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { dateMs, daysFromCivil } from '#engine/data/calendar-days.ts';
import { TimeParser, isoTime, type DateOrder } from '#engine/data/times.ts';
import { allOf, memoryValues } from '#engine/data/values.ts';
import { numberTimeOf, timesOfNumbers } from '#engine/data/time-numbers.ts';
import { timeNameScore } from '#engine/data/time-words.ts';

const read = (text: string, order: DateOrder = 'YMD', allowCompact = false) => {
  const parser = new TimeParser(order);
  parser.allowCompact = allowCompact;
  const time = parser.parseText(text);
  return time === time ? isoTime(time) : null;
};

describe('writings of a time', () => {
  test.each<[string, string, string, DateOrder?]>([
    ['2016-07-01 00:00:00', '2016-07-01T00:00:00Z', 'YYYY-MM-DD HH:mm:ss'],
    ['2016-07-01T05:06', '2016-07-01T05:06:00Z', 'YYYY-MM-DDTHH:mm'],
    ['2016-07-01T00:00:00Z', '2016-07-01T00:00:00Z', 'YYYY-MM-DDTHH:mm:ssZ'],
    ['2016-07-01T00:00:00.123456+02:00', '2016-06-30T22:00:00.123Z', 'YYYY-MM-DDTHH:mm:ss.SSSSSSZ'],
    ['2016-07-01T00:00+0200', '2016-06-30T22:00:00Z', 'YYYY-MM-DDTHH:mmZ'],
    ['2016-07-01 00:00:00-03', '2016-07-01T03:00:00Z', 'YYYY-MM-DD HH:mm:ssZ'],
    ['2016-07-01 00:00:00 CET', '2016-06-30T23:00:00Z', 'YYYY-MM-DD HH:mm:ss Z'],
    ['2020-01-01T00:00:00+01:00[Europe/Berlin]', '2019-12-31T23:00:00Z', 'YYYY-MM-DDTHH:mm:ssZ[Europe/Berlin]'],
    ['2016/7/1 5:03', '2016-07-01T05:03:00Z', 'YYYY/M/D H:mm'],
    ['2020-01-01 12', '2020-01-01T12:00:00Z', 'YYYY-MM-DD HH'],
    ['2020-01-01-13:00', '2020-01-01T13:00:00Z', 'YYYY-MM-DD-HH:mm'],
    ['2020-01-01 24:00', '2020-01-02T00:00:00Z', 'YYYY-MM-DD HH:mm'],
    ['1962-01', '1962-01-01T00:00:00Z', 'YYYY-MM'],
    ['01/1962', '1962-01-01T00:00:00Z', 'MM/YYYY'],
    ['2020-060', '2020-02-29T00:00:00Z', 'YYYY-DDD'],
    ['01/02/2020', '2020-02-01T00:00:00Z', 'DD/MM/YYYY', 'DMY'],
    ['01/02/2020', '2020-01-02T00:00:00Z', 'MM/DD/YYYY', 'MDY'],
    ['31.12.2020 18:00', '2020-12-31T18:00:00Z', 'DD.MM.YYYY HH:mm', 'DMY'],
    ['10/03/2004 18.00.00', '2004-03-10T18:00:00Z', 'DD/MM/YYYY HH.mm.ss', 'DMY'],
    ['12/31/2020 11:59:59 PM', '2020-12-31T23:59:59Z', 'MM/DD/YYYY hh:mm:ss A', 'MDY'],
    ['12/31/2020 12:00 a.m.', '2020-12-31T00:00:00Z', 'MM/DD/YYYY hh:mm A.[m].', 'MDY'],
    ['98/01/05', '1998-01-05T00:00:00Z', 'YY/MM/DD', 'YMD'],
    ['20/01/49', '2049-01-20T00:00:00Z', 'DD/MM/YY', 'DMY'],
    ['5-Jan-2020 13:00', '2020-01-05T13:00:00Z', 'D-MMM-YYYY HH:mm'],
    ['05JAN2020', '2020-01-05T00:00:00Z', 'DDMMMYYYY'],
    ['Jan 5, 2020', '2020-01-05T00:00:00Z', 'MMM D, YYYY'],
    ['January 5, 2020 1:00 PM', '2020-01-05T13:00:00Z', 'MMM D, YYYY h:mm A'],
    ['1. März 2020', '2020-03-01T00:00:00Z', 'D. MMM YYYY'],
    ['5 août 2020', '2020-08-05T00:00:00Z', 'D MMM YYYY'],
    ['Mon, 05 Jan 2020 13:00:00 GMT', '2020-01-05T13:00:00Z', 'ddd, DD MMM YYYY HH:mm:ss Z'],
    ['Sun Jan 05 13:00:00 UTC 2020', '2020-01-05T13:00:00Z', 'ddd MMM DD HH:mm:ss Z YYYY'],
    ['05/Jan/2020:13:00:00 +0000', '2020-01-05T13:00:00Z', 'DD/MMM/YYYY:HH:mm:ssZ'],
    ['Jan-62', '1962-01-01T00:00:00Z', 'MMM-YY'],
    ['1962Q1', '1962-01-01T00:00:00Z', 'YYYY[Q]Q'],
    ['Q3 2001', '2001-07-01T00:00:00Z', '[Q]Q YYYY'],
    ['1962M03', '1962-03-01T00:00:00Z', 'YYYY[M]MM'],
    ['2020-W05', '2020-01-27T00:00:00Z', 'YYYY-[W]WW'],
    ['2020-W53-7', '2021-01-03T00:00:00Z', 'YYYY-[W]WW-E'],
    ['20200131T1530', '2020-01-31T15:30:00Z', 'YYYYMMDDTHHmm'],
    ['2024年1月5日 13时30分', '2024-01-05T13:30:00Z', 'YYYY-M-D  HH:mm'],
    ['2024年1月5日 下午1:30', '2024-01-05T13:30:00Z', 'YYYY-M-D   h:mm A'],
    ['2020-1-5 오후 3:04', '2020-01-05T15:04:00Z', 'YYYY-M-D  h:mm A'],
    ['01.01.2020 00:00 - 01.01.2020 01:00', '2020-01-01T00:00:00Z', 'DD.MM.YYYY HH:mm - …', 'DMY'],
  ])('%s', (text, expected, format, order = 'YMD') => {
    expect(read(text, order)).toBe(expected);
    const parser = new TimeParser(order);
    expect(parser.describe(text)).toBe(format);
  });

  test.each([
    '2020-02-30',
    '2020-13-01',
    '2020-01-01 25:00',
    '2020-01-01 12:60',
    '2020-01-01T00:00:00+99:00',
    '-2020-01-01',
    '12:30',
    '1.5',
    '1.5.2.3',
    '1-2-3',
    '10.0.0.1',
    'hello 5 2020',
    '5th',
    'May',
    'V2020',
    '2020-01-01 and more',
    '2020-01-01 12:00:00 XYZ',
    '+49 170 1234567',
    '',
    '-',
  ])('"%s" is no time', (text) => {
    for (const order of ['YMD', 'DMY', 'MDY'] as const) expect(read(text, order)).toBeNull();
  });

  test.each<[string, string]>([
    ['20200131', '2020-01-31T00:00:00Z'],
    ['202001', '2020-01-01T00:00:00Z'],
    ['202001311530', '2020-01-31T15:30:00Z'],
    ['20200131153001', '2020-01-31T15:30:01Z'],
  ])('digits alone, %s, only where that is known', (text, expected) => {
    expect(read(text)).toBeNull();
    expect(read(text, 'YMD', true)).toBe(expected);
  });

  test('every ISO time of five millennia comes back', () => {
    const parser = new TimeParser();
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(5999, 0, 1) }), (ms) => {
        expect(parser.parseText(new Date(ms).toISOString())).toBe(ms);
        expect(parser.hasZone).toBe(true);
      }),
      { seed: 7 },
    );
  });

  test('days of the calendar agree with Date', () => {
    for (let day = -200_000; day < 200_000; day += 997) {
      const date = new Date(day * 86_400_000);
      expect(daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day);
    }
    expect(dateMs(2023, 2, 29)).toBeNaN();
  });

  test('times of day', () => {
    const parser = new TimeParser();
    const clock = (text: string) => parser.parseClock(text) / 1000;
    expect(['12:30', '18.00.00', '1:05 PM', '00:00:00.25', '24:00'].map(clock)).toEqual([45_000, 64_800, 47_100, 0.25, 86_400]);
    expect(['25:00', '7', '12:30:61', 'noon', '2020-01-01'].map(clock)).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });
});

describe('numbers that are times', () => {
  const column = (name: string, isFirst = true) => ({ nameScore: timeNameScore(name), isNameless: name === '', isFirst, name });
  const kind = (name: string, ...values: number[]) => numberTimeOf(memoryValues(Float64Array.from(values)), column(name));

  test.each<[string, number[], string | undefined]>([
    ['timestamp', [1577836800, 1577840400], 'epoch-s'],
    ['time', [1577836800.25, 1577836800.5], 'epoch-s'],
    ['open_time', [1499040000000, 1499040060000], 'epoch-ms'],
    ['ts', [1577836800000250], 'epoch-us'],
    ['time', [1577836800000000000], 'epoch-ns'],
    ['', [1499040000000, 1499040060000, 1499040120000], 'epoch-ms'],
    ['id', [1499040000000, 1499040060000, 1499040120000], undefined],
    ['date', [43831, 43832], 'excel-serial'],
    ['price', [43831, 43832, 43833], undefined],
    ['Year', [2001, 2002, 2004], 'year'],
    ['time', [1949, 1949.08333, 1949.16667], 'year-fraction'],
    ['time', [0, 1, 2], undefined],
    ['time', [1000, 1001, 1002.5], 'year-fraction'],
    ['yyyymm', [202001, 202002], undefined],
    ['month', [202001, 202002], 'YYYYMM'],
    ['date', [20200101, 20200229], 'YYYYMMDD'],
    ['date', [20200101, 20200230], undefined],
    ['MESS_DATUM', [2007040100, 2007040123], 'YYYYMMDDHH'],
    ['time', [202001010000, 202001012359], 'YYYYMMDDHHmm'],
    ['uptime', [1577836800, 1577840400], undefined],
    ['hour', [0, 1, 2], undefined],
    ['temperature', [1577836800, 1577836801], undefined],
  ])('%s %j -> %s', (name, values, expected) => expect(kind(name, ...values)).toBe(expected));

  test('Excel serials with few digits stand on whole hours', () => {
    const { times, isRounded } = timesOfNumbers(memoryValues(Float64Array.of(43831, 43831.0417, 43831.0833)), 'excel-serial');
    expect(Array.from(allOf(times), (time) => isoTime(time))).toEqual([
      '2020-01-01T00:00:00Z',
      '2020-01-01T01:00:00Z',
      '2020-01-01T02:00:00Z',
    ]);
    expect(isRounded).toBe(true);
  });

  test('twelfths of a year are months, also when the middle of the month is given', () => {
    for (const values of [
      [1949, 1949.0833, 1949.9167],
      [1749.042, 1749.123, 1749.958],
    ]) {
      const { times } = timesOfNumbers(memoryValues(Float64Array.from(values)), 'year-fraction');
      expect(Array.from(allOf(times), (time) => new Date(time).getUTCMonth())).toEqual([0, 1, 11]);
    }
  });

  test('nanoseconds keep whole microseconds', () => {
    const { times } = timesOfNumbers(memoryValues(Float64Array.of(1577836800000001000, 1577836800123456000)), 'epoch-ns');
    expect(Array.from(allOf(times))).toEqual([1577836800000.001, 1577836800123.456]);
  });

  test.each<[string, number]>([
    ['date', 2],
    ['Date Time', 1],
    ['utc_timestamp', 2],
    ['时间', 2],
    ['created_at', 1],
    ['uptime', 0],
    ['price', 0],
  ])('the name %s says time: %i', (name, score) => expect(timeNameScore(name)).toBe(score));
});
