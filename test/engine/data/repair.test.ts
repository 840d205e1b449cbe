import { describe, expect, test } from 'vitest';
import { readSource, tableInMemory, type OpenTable } from '#engine/data/read-table.ts';
import { fillGrid, fillMissing, mergeDuplicates, removeRowsWithoutTime, resample, sortByTime, type Repaired } from '#engine/data/repair.ts';
import { memorySource } from '#engine/data/source.ts';
import { isoTime } from '#engine/data/times.ts';
import { allOf } from '#engine/data/values.ts';
import { cellsOf } from './check.ts';

const read = (text: string): OpenTable => {
  const { table } = readSource(memorySource(new TextEncoder().encode(text)));
  if (!table) throw new Error('not read');
  return table;
};
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Rows as text, and what was said. */
const show = ({ table, issue }: Repaired) => ({
  rows: cellsOf(tableInMemory(table), 0, table.rows).map((row) =>
    row.map((cell) => (typeof cell === 'string' ? cell.replace('T00:00:00Z', '') : cell)).join(' '),
  ),
  missing: table.columns.map((column) => column.missing),
  said: issue.message,
});

describe('sorting', () => {
  test('by time, keeping the order of equal times', () => {
    const table = read('date,v\n2020-01-03,1.5\n2020-01-01,2.5\n2020-01-02,3.5\n2020-01-01,4.5\n');
    expect(show(sortByTime(table))).toEqual({
      rows: ['2020-01-01 2.5', '2020-01-01 4.5', '2020-01-02 3.5', '2020-01-03 1.5'],
      missing: [0, 0],
      said: '3 rows moved to put the times in order.',
    });
    expect(allOf(table.columns[1].values)[0]).toBe(1.5);
  });

  test('series by series in a long table', () => {
    const table = read('unique_id,ds,y\nB,2020-01-02,1\nA,2020-01-02,2\nB,2020-01-01,3\nA,2020-01-01,4\n');
    expect(show(sortByTime(table)).rows).toEqual(['B 2020-01-01 3', 'B 2020-01-02 1', 'A 2020-01-01 4', 'A 2020-01-02 2']);
  });

  test('does nothing to a sorted table', () => {
    const table = read('date,v\n2020-01-01,1.5\n2020-01-02,2.5\n');
    expect(sortByTime(table).table).toBe(table);
  });
});

describe('rows without a time', () => {
  test('are removed and counted', () => {
    const days = Array.from({ length: 12 }, (_, i) => `2020-01-${String(i + 1).padStart(2, '0')},${i}.5`);
    const table = read(`date,v\n${days.join('\n')}\n,99\n`);
    const { rows, said } = show(removeRowsWithoutTime(table));
    expect([rows.length, said]).toEqual([12, '1 row without a time was removed.']);
  });
});

describe('merging repeated times', () => {
  const table = read('date,v,w\n2020-01-01,1.5,a\n2020-01-02,2,b\n2020-01-02,4,c\n2020-01-02,NA,d\n2020-01-03,5.5,e\n');

  test('to the last row as it is', () => {
    expect(show(mergeDuplicates(table, 'last'))).toEqual({
      rows: ['2020-01-01 1.5 a', '2020-01-02  d', '2020-01-03 5.5 e'],
      missing: [0, 1, 0],
      said: '2 rows with a repeated time were merged: only the last row of each time was kept.',
    });
  });

  test('to the mean of the values that are there', () => {
    expect(show(mergeDuplicates(table, 'mean'))).toEqual({
      rows: ['2020-01-01 1.5 a', '2020-01-02 3 d', '2020-01-03 5.5 e'],
      missing: [0, 0, 0],
      said: '2 rows with a repeated time were merged: each became the mean of its rows.',
    });
  });
});

describe('filling the grid', () => {
  test('adds rows with missing values', () => {
    const table = read('date,v\n2020-01-01,1.5\n2020-01-02,2.5\n2020-01-05,3.5\n');
    expect(show(fillGrid(table, { ms: DAY }))).toEqual({
      rows: ['2020-01-01 1.5', '2020-01-02 2.5', '2020-01-03 ', '2020-01-04 ', '2020-01-05 3.5'],
      missing: [0, 2],
      said: '2 rows with missing values were added.',
    });
  });

  test('in months, to the end of each', () => {
    const table = read('date,v\n2020-01-31,1.5\n2020-02-29,2.5\n2020-05-31,3.5\n');
    expect(show(fillGrid(table, { months: 1 })).rows).toEqual([
      '2020-01-31 1.5',
      '2020-02-29 2.5',
      '2020-03-31 ',
      '2020-04-30 ',
      '2020-05-31 3.5',
    ]);
  });

  test('without rows for weekends when there never are any', () => {
    const table = read('date,v\n2020-01-02,1.5\n2020-01-03,2.5\n2020-01-07,3.5\n');
    expect(show(fillGrid(table, { ms: DAY }, true)).rows).toEqual(['2020-01-02 1.5', '2020-01-03 2.5', '2020-01-06 ', '2020-01-07 3.5']);
  });

  test('within each series of a long table, with its name', () => {
    const table = read('unique_id,ds,y\nA,2020-01-01,1\nA,2020-01-03,2\nB,2020-01-01,3\nB,2020-01-02,4\n');
    expect(show(fillGrid(table, { ms: DAY })).rows).toEqual(['A 2020-01-01 1', 'A 2020-01-02 ', 'A 2020-01-03 2', 'B 2020-01-01 3', 'B 2020-01-02 4']); // prettier-ignore
  });

  test('moves times that are nearly on it and leaves those between', () => {
    const table = read('t,v\n2020-01-01 00:00:00,1.5\n2020-01-01 01:00:40,2.5\n2020-01-01 02:30:00,3.5\n2020-01-01 03:00:00,4.5\n');
    const repaired = fillGrid(table, { ms: HOUR });
    expect(Array.from(allOf(repaired.table.time!), (ms) => isoTime(ms).slice(11, 16))).toEqual([
      '00:00',
      '01:00',
      '02:00',
      '02:30',
      '03:00',
    ]);
    expect(repaired.issue.message).toBe(
      '1 row with missing values was added. 1 time moved a little to stand on the grid. 1 row still stands between the steps.',
    );
  });

  test('refuses a grid that no memory holds', () => {
    const table = read('t,v\n1970-01-01 00:00:00.000,1.5\n2020-01-01 00:00:00.000,2.5\n');
    const repaired = fillGrid(table, { ms: 1 });
    expect([repaired.table === table, repaired.issue.code]).toEqual([true, 'grid-too-fine']);
  }, 30_000);
});

describe('resampling', () => {
  const irregular = read('t,v,w\n2020-01-01 00:05:00,1,a\n2020-01-01 00:50:00,3,b\n2020-01-01 01:10:00,5,c\n2020-01-01 03:00:00,8,d\n');

  test('gives each step the mean of its numbers and the last of its words; a step without rows is missing', () => {
    expect(show(resample(irregular, { ms: HOUR }, '1 hour'))).toEqual({
      rows: ['2020-01-01 2 b', '2020-01-01T01:00:00Z 5 c', '2020-01-01T02:00:00Z  ', '2020-01-01T03:00:00Z 8 d'],
      missing: [0, 1, 1],
      said: '4 rows became 4, one for each 1 hour: the mean of its numbers. 1 step has no row and is missing.',
    });
  });

  test('to months of the calendar', () => {
    const table = read('date,v\n2020-01-15,1\n2020-01-20,3\n2020-03-01,5\n');
    expect(show(resample(table, { months: 1 }, '1 month')).rows).toEqual(['2020-01-01 2', '2020-02-01 ', '2020-03-01 5']);
  });
});

describe('filling missing values', () => {
  const table = read(
    't,v\n2020-01-01,NA\n2020-01-02,1\n2020-01-03,NA\n2020-01-05,4\n2020-01-06,NA\n2020-01-07,NA\n2020-01-08,8\n2020-01-09,NA\n',
  );
  const fill = (filling: Parameters<typeof fillMissing>[2]) => {
    const repaired = fillMissing(table, ['v'], filling);
    return [Array.from(allOf(repaired.table.columns[1].values)), repaired.issue.message];
  };

  test('on a line between the neighbours, by time, never beyond the ends', () => {
    expect(fill({ method: 'interpolate' })).toEqual([
      [NaN, 1, 2, 4, 4 + 4 / 3, 4 + 8 / 3, 8, NaN],
      '3 missing values in "v" were filled by interpolation. 2 stay missing.',
    ]);
  });

  test('with the value before, the value after, or a value of one’s own', () => {
    expect(fill({ method: 'forward' })[0]).toEqual([NaN, 1, 1, 4, 4, 4, 8, 8]);
    expect(fill({ method: 'backward' })[0]).toEqual([1, 1, 4, 4, 8, 8, 8, NaN]);
    expect(fill({ method: 'value', value: 0 })[0]).toEqual([0, 1, 0, 4, 0, 0, 8, 0]);
  });

  test('not across stretches that are too long', () =>
    expect(fill({ method: 'forward', longest: 1 })[0]).toEqual([NaN, 1, 1, 4, NaN, NaN, 8, 8]));

  test('not across series', () => {
    const long = read('unique_id,ds,y\nA,2020-01-01,1\nA,2020-01-02,NA\nB,2020-01-01,NA\nB,2020-01-02,4\n');
    expect(Array.from(allOf(fillMissing(long, ['y'], { method: 'interpolate' }).table.columns[2].values))).toEqual([1, NaN, NaN, 4]);
  });
});
