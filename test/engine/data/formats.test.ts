// Formats of series archives, and tables in which series lie under each other or in rows.
import { describe, expect, test } from 'vitest';
import { readContent, type ImportOptions } from '#engine/data/content.ts';
import { readTable } from '#engine/data/read-table.ts';

const bytesOf = (lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
const read = (lines: string[], options: ImportOptions = {}) => readContent('file', bytesOf(lines), options);
const sequencesOf = (lines: string[], options: ImportOptions = {}) => {
  const { content, issues } = read(lines, options);
  return {
    names: content?.sequences?.names,
    starts: content?.sequences && [...content.sequences.starts],
    classes: content?.sequences?.classes,
    labels: content?.sequences?.labels && [...content.sequences.labels],
    values: content?.columns.map((c) => [...c.numbers]),
    times: content?.time && Array.from(content.time, (t) => (Number.isNaN(t) ? null : new Date(t).toISOString().slice(0, 16))),
    codes: issues.map((issue) => issue.code),
  };
};

describe('.tsf', () => {
  const head = ['# made for a test', '@relation test', '@attribute series_name string', '@attribute start_timestamp date'];

  test('gives each series its times from its start and the frequency', () => {
    const { content, inspection } = read([...head, '@frequency hourly', '@missing true', '@equallength false', '@data', 'T1:2020-01-31 22-00-00:1,2.5,?', 'T2:2020-03-01 00-00-00:-4,5e1']); // prettier-ignore
    expect(content?.sequences?.names).toEqual(['T1', 'T2']);
    expect([...content!.columns[0].numbers]).toEqual([1, 2.5, NaN, -4, 50]);
    expect(Array.from(content!.time!, (t) => new Date(t).toISOString())).toEqual([
      '2020-01-31T22:00:00.000Z',
      '2020-01-31T23:00:00.000Z',
      '2020-02-01T00:00:00.000Z',
      '2020-03-01T00:00:00.000Z',
      '2020-03-01T01:00:00.000Z',
    ]);
    expect(inspection).toMatchObject({ layout: 'long', series: 2, rows: 5, time: { frequency: 'PT1H', gaps: 0, duplicates: 0 } });
  });

  test('counts months by the calendar: from the end of one to the end of the next', () => {
    const { times } = sequencesOf([...head, '@frequency monthly', '@data', 'T1:2019-11-30 00-00-00:1,2,3,4']);
    expect(times).toEqual(['2019-11-30T00:00', '2019-12-31T00:00', '2020-01-31T00:00', '2020-02-29T00:00']);
  });

  test('names the lines and the values that it cannot read', () => {
    const { issues, content } = read([...head, '@frequency daily', '@data', 'T1:2020-01-01 00-00-00:1,2,x,4', 'nonsense', 'T3:2020-01-01 00-00-00:7']); // prettier-ignore
    expect(issues.filter((i) => i.line).map(({ code, line, count }) => [code, line, count])).toEqual([
      ['lines-left-out', 8, 1],
      ['values-not-read', 7, 1],
    ]);
    expect(content!.columns.map((c) => [c.name, ...c.numbers])).toEqual([
      ['T1', 1, 2, NaN, 4],
      ['T3', 7, NaN, NaN, NaN],
    ]);
  });

  test('with a head that never ends is refused', () => {
    expect(read(head).issues.map(({ severity, code }) => [severity, code])).toEqual([['error', 'broken-head']]);
  });
});

describe('.ts', () => {
  test('gives cases of several dimensions and lengths with their classes', () => {
    const lines = [
      '@problemName Two',
      '@timeStamps false',
      '@univariate false',
      '@classLabel true up down',
      '@data',
      '1,2,3:4,5,6:up',
      '7,8:9,?:down',
    ];
    expect(sequencesOf(lines)).toMatchObject({
      starts: [0, 3, 5],
      classes: ['down', 'up'],
      labels: [1, 0],
      values: [
        [1, 2, 3, 7, 8],
        [4, 5, 6, 9, NaN],
      ],
    });
  });

  test('leaves out a case that has other dimensions than the first, and says so', () => {
    const { codes, starts } = sequencesOf([
      '@problemName Two',
      '@univariate false',
      '@classLabel true a b',
      '@data',
      '1,2:4,5:a',
      '7,8:b',
      '1,1:2,2:b',
    ]);
    expect(starts).toEqual([0, 2, 4]);
    expect(codes).toContain('lines-left-out');
  });
});

describe('.arff', () => {
  test('has names, words and classes from its head', () => {
    const { inspection, content } = read(['% a comment', '@relation r', "@attribute 'air temp' numeric", '@attribute state {on, off}', '@attribute n integer', '@data', '1.5,on,3', '?,off,4', '2.5,on,5']); // prettier-ignore
    expect(inspection?.columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ['air temp', 'number', 1],
      ['state', 'text', 0],
      ['n', 'number', 0],
    ]);
    expect([...content!.columns[0].numbers]).toEqual([1.5, NaN, 2.5]);
  });

  test('may list only what is not zero', () => {
    const { content } = read([
      '@relation r',
      '@attribute a numeric',
      '@attribute b numeric',
      '@data',
      '{0 1.5}',
      '{1 2, 0 3}',
      '{}',
      '{1 7}',
    ]);
    expect(content?.columns.map((c) => [...c.numbers])).toEqual([
      [1.5, 3, 0, 0],
      [0, 2, 0, 7],
    ]);
  });

  test('names the line of the file, not of the table, where a value is no number', () => {
    const data = Array.from({ length: 30 }, (_, i) => `${i}.5`);
    data[20] = 'oops';
    const { issues } = read(['@relation r', '@attribute a numeric', '@data', ...data]);
    expect(issues.find((i) => i.line)?.line).toBe(24);
  });
});

describe('a long table', () => {
  const days = ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'];

  test('is found by its names, and few series over the same times become columns', () => {
    const { content, inspection } = read([
      'unique_id,ds,y',
      ...['a', 'b'].flatMap((id, k) => days.map((day, i) => `${id},${day},${i + 10 * k}`)),
    ]);
    expect(inspection).toMatchObject({ layout: 'long', series: 2, keys: ['unique_id'] });
    expect(content?.columns.map((c) => [c.name, [...c.numbers]])).toEqual([
      ['a', [0, 1, 2, 3]],
      ['b', [10, 11, 12, 13]],
    ]);
  });

  test('is found by its shape, under names that nobody knows', () => {
    const { inspection } = read([
      'wann,wo,was',
      ...days.flatMap((day, i) => ['Bonn', 'Ulm', 'Trier'].map((town, k) => `${day},${town},${i * k}`)),
    ]);
    expect(inspection).toMatchObject({ layout: 'long', series: 3, keys: ['wo'] });
  });

  test('of series at other times is kept as sequences, in the order in which series first appear', () => {
    const long = ['item_id,timestamp,target', 'x,2020-01-01,1', 'y,1999-05-01,5', 'x,2020-01-02,2', 'y,1999-05-02,6', 'x,2020-01-03,3'];
    expect(sequencesOf(long)).toMatchObject({
      names: ['x', 'y'],
      starts: [0, 3, 5],
      values: [[1, 2, 3, 5, 6]],
      times: ['2020-01-01T00:00', '2020-01-02T00:00', '2020-01-03T00:00', '1999-05-01T00:00', '1999-05-02T00:00'],
    });
  });

  test('with a class that never changes within a series has labelled sequences', () => {
    const lines = [
      'series_id,step,value,label',
      ...[0, 1, 2, 3].flatMap((s) => [0, 1, 2].map((t) => `${s},${t},${s * t},${s % 2 ? 'walk' : 'run'}`)),
    ];
    expect(sequencesOf(lines)).toMatchObject({ classes: ['run', 'walk'], labels: [0, 1, 0, 1], starts: [0, 3, 6, 9, 12] });
  });
});

describe('rows of series', () => {
  const names = ['id', ...Array.from({ length: 14 }, (_, i) => `V${i + 2}`)];
  const row = (id: string, values: (number | string)[]) => [id, ...values, ...new Array<string>(14 - values.length).fill('')].join(',');

  test('end where they end: what is empty behind the last value is no missing value', () => {
    const lines = [
      names.join(','),
      row('H1', [1, 2, 3, 4, 5]),
      row(
        'H2',
        Array.from({ length: 14 }, (_, i) => i),
      ),
      row('H3', [7, '', 9]),
    ];
    const found = sequencesOf(lines);
    expect(found).toMatchObject({ names: ['H1', 'H2', 'H3'], starts: [0, 5, 19, 22] });
    expect(found.values![0].slice(19)).toEqual([7, NaN, 9]);
    expect(found.codes).toContain('holes-in-series');
  });

  test('may be ragged: rows that end early need no commas', () => {
    const lines = [names.join(','), 'H1,1,2,3', 'H2,4,5,6,7,8,9,10,11,12,13,14,15,16,17', 'H3,18'];
    const found = sequencesOf(lines);
    expect(found).toMatchObject({ names: ['H1', 'H2', 'H3'], starts: [0, 3, 17, 18] });
    expect(found.codes).not.toContain('rows-too-short');
  });
});

describe('the whole file decides', () => {
  test('a word in the last row of many is found, named by its line, and costs no other value', () => {
    const lines = ['t,v', ...Array.from({ length: 60_000 }, (_, i) => `${i},${i / 4}`)];
    lines[55_000] = '54999,offline';
    const { inspection, content } = read(lines);
    expect(inspection?.columns[1]).toMatchObject({ type: 'number', missing: 1 });
    expect(inspection?.issues.find((i) => i.column === 'v' && i.line)).toMatchObject({ line: 55_001, count: 1 });
    const values = content!.columns.find((c) => c.name === 'v')!.numbers;
    expect(values[54_999]).toBeNaN();
    expect([values[54_998], values[55_000], values[59_999]]).toEqual([54_998 / 4, 13_750, 59_999 / 4]);
  });

  test('a column that turns into words halfway is words from its beginning', () => {
    const lines = ['t,v', ...Array.from({ length: 40_000 }, (_, i) => `${i},${i < 30_000 ? i : `w${i % 7}`}`)];
    const { table } = readTable(bytesOf(lines));
    expect(table?.columns[1].type).toBe('text');
    expect([table?.columns[1].texts?.[0], table?.columns[1].texts?.[39_999]]).toEqual(['0', 'w1']);
  });

  test('a table of ten thousand columns keeps every one of them', () => {
    const width = 10_000;
    const lines = [
      Array.from({ length: width }, (_, i) => `c${i}`).join(','),
      ...Array.from({ length: 5 }, (_, r) => Array.from({ length: width }, (_, i) => i * 10 + r + 0.5).join(',')),
    ];
    const { table, inspection } = readTable(bytesOf(lines));
    expect(inspection).toMatchObject({ rows: 5, headerRows: 1 });
    expect(inspection?.header).toHaveLength(width);
    expect([...table!.columns[9_999].numbers]).toEqual([0, 1, 2, 3, 4].map((r) => 99_990 + r + 0.5));
  });
});

test('two-digit years that cross the middle of a century go on as they began', () => {
  const months = ['Nov-49', 'Dec-49', 'Jan-50', 'Feb-50'];
  const { inspection } = read(['Month,y', ...months.map((month, i) => `${month},${i}.5`)]);
  expect(inspection?.time).toMatchObject({ first: '1949-11-01T00:00:00Z', last: '1950-02-01T00:00:00Z', frequency: 'P1M', sorted: true });
  const late = read(['Month,y', ...['Nov-29', 'Dec-29', 'Jan-30'].map((month, i) => `${month},${i}.5`)]);
  expect(late.inspection?.time).toMatchObject({ first: '2029-11-01T00:00:00Z' });
});

test('years above columns are their names, even where the first row below counts on', () => {
  const { inspection } = read(['Country,1990,1991,1992', 'A,0,1,2', 'B,5,4,9', 'C,7,7,1']);
  expect(inspection).toMatchObject({ headerRows: 1, header: ['Country', '1990', '1991', '1992'], rows: 3, layout: 'rows' });
});
