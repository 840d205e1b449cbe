import { describe, expect, test } from 'vitest';
import { defaultDesign } from '#engine/data/default-design.ts';
import { readContent, type ImportOptions } from '#engine/data/content.ts';

const read = (lines: string[], options: ImportOptions = {}) => readContent('file.csv', new TextEncoder().encode(lines.join('\n')), options);
const codes = (r: ReturnType<typeof read>) => r.inspection!.issues.map((i) => i.code);
const hour = (h: number) => `2024-01-0${1 + Math.floor(h / 24)} ${String(h % 24).padStart(2, '0')}:00`;

describe('repairs are offered, never assumed', () => {
  const rows = [0, 1, 2, 3, 5, 4, 6, 7, 7, 8, 11, 12, 13, 14, 15, 16].map((h) => `${hour(h)},${h}`);
  const file = ['time,x', ...rows];

  test('unasked, the rows stay as they are and every trouble is said', () => {
    const r = read(file);
    expect(r.content!.rows).toBe(16);
    expect(codes(r)).toEqual(expect.arrayContaining(['times-not-sorted', 'duplicate-times', 'gaps']));
  });

  test('sorting moves rows and settles that issue only', () => {
    const r = read(file, { repairs: ['sort'] });
    expect([...r.content!.columns[0].numbers.subarray(3, 7)]).toEqual([3, 4, 5, 6]);
    expect(codes(r)).not.toContain('times-not-sorted');
    expect(codes(r)).toContain('rows-sorted');
    expect(codes(r)).toContain('gaps');
  });

  test('filling brings sorting and merging along; new rows are missing values, counted', () => {
    const r = read(file, { repairs: ['fill'] });
    expect(r.content!.rows).toBe(17);
    expect([...r.content!.columns[0].numbers]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, NaN, NaN, 11, 12, 13, 14, 15, 16]);
    expect(r.inspection!.time).toMatchObject({ sorted: true, duplicates: 0, gaps: 0 });
    expect(r.inspection!.columns.find((c) => c.name === 'x')!.missing).toBe(2);
  });

  test('the same file and repairs give the same numbers, whatever their order', () => {
    const [a, b] = [read(file, { repairs: ['merge', 'sort'] }), read(file, { repairs: ['sort', 'merge'] })];
    expect(a.content).toEqual(b.content);
  });
});

describe('a long table', () => {
  const long = ['unique_id,ds,y'];
  for (const id of ['b', 'a'])
    for (let d = 1; d <= 20; d++)
      if (!(id === 'a' && d === 3)) long.push(`${id},2024-01-${String(d).padStart(2, '0')},${d * (id === 'a' ? 1 : 100)}`);

  test('is set side by side, a column per series, and says so', () => {
    const r = read(long);
    expect(r.content!.columns.map((c) => c.name)).toEqual(['b', 'a']);
    expect(r.content!.rows).toBe(20);
    expect([...r.content!.columns[1].numbers.subarray(0, 4)]).toEqual([1, 2, NaN, 4]);
    expect(codes(r)).toContain('long-to-wide');
  });

  test('whose rows are counted instead of dated is set side by side by that count', () => {
    const rows = ['unique_id,ds,y'];
    for (const [id, from, to] of [
      ['H1', 1, 30],
      ['H2', 5, 30],
    ] as const)
      for (let i = from; i <= to; i++) rows.push(`${id},${i},${id === 'H1' ? i : i * 10}`);
    const r = read(rows);
    expect(r.inspection).toMatchObject({ layout: 'long', series: 2, keys: ['unique_id'], stepColumn: 'ds' });
    expect(r.content!.columns.map((c) => c.name)).toEqual(['H1', 'H2']);
    expect(r.content!.rows).toBe(30);
    expect([...r.content!.columns[1].numbers.subarray(3, 6)]).toEqual([NaN, 50, 60]);
    expect(codes(r)).toEqual(expect.arrayContaining(['row-numbers', 'long-to-wide']));
  });

  test('under row names, or with words that name no series, is told apart from a wide one', () => {
    const named = ['rowname,series_id,y', ...Array.from({ length: 40 }, (_, i) => `${i + 1},${i < 20 ? 'a' : 'b'},${i % 7}`)];
    expect(read(named).content!.columns.map((c) => c.name)).toEqual(['a', 'b']);
    // One count from the first row to the last, and words beside it: one series of 40 rows.
    const wide = ['row,weather,y', ...Array.from({ length: 40 }, (_, i) => `${i + 1},${i < 20 ? 'wet' : 'dry'},${i % 7}`)];
    expect(read(wide).inspection!.layout).toBe('wide');
    expect(read(wide).content!.rows).toBe(40);
  });

  test('of many series is kept as sequences, row after row of each', () => {
    const many = ['unique_id,ds,y'];
    for (let d = 1; d <= 3; d++) for (let id = 0; id < 200; id++) if (d < 3 || id % 2) many.push(`s${id},2024-01-0${d},${id * 10 + d}`);
    const { content, ...r } = read(many);
    expect(codes({ content, ...r })).toContain('kept-as-sequences');
    expect(content!.rows).toBe(500);
    expect(content!.sequences!.names.slice(0, 3)).toEqual(['s0', 's1', 's2']);
    expect([...content!.sequences!.starts.subarray(0, 4)]).toEqual([0, 2, 5, 7]);
    expect([...content!.columns[0].numbers.subarray(0, 5)]).toEqual([1, 2, 11, 12, 13]);
    expect(content!.time![2]).toBe(Date.UTC(2024, 0, 1));
    expect(read(many, { arrange: 'columns' }).content!.columns).toHaveLength(200);
  });

  test('of one series keeps its name where it is read for a model of several, whatever its column is called', () => {
    const one = ['station,date,temp', ...Array.from({ length: 30 }, (_, i) => `Bonn,2024-01-${String(i + 1).padStart(2, '0')},${i % 7}`)];
    expect(read(one).content!.sequences).toBeUndefined();
    const known = read(one, { arrange: 'sequences' });
    expect(known.content!.sequences!.names).toEqual(['Bonn']);
    expect(known.content!.columns.map((c) => c.name)).toEqual(['temp']);
    expect(codes(known)).not.toContain('kept-as-sequences');
    const other = one.map((row) => row.replace('station', 'plant nr'));
    expect(read(other, { arrange: 'sequences' }).content!.sequences).toBeUndefined();
    expect(read(other, { arrange: 'sequences', keys: ['plant nr'] }).content!.sequences!.names).toEqual(['Bonn']);
  });

  test('with a class for each series is kept as sequences with classes', () => {
    const rows = ['id,t,x,label'];
    for (const [id, label] of [['a', 'walk'], ['b', 'run'], ['c', 'walk']]) for (let t = 0; t < 20; t++) rows.push(`${id},${t},${t / 7},${label}`); // prettier-ignore
    const { content } = read(rows);
    expect(content!.sequences).toMatchObject({ names: ['a', 'b', 'c'], classes: ['run', 'walk'] });
    expect([...content!.sequences!.labels!]).toEqual([1, 0, 1]);
    expect(content!.columns.map((c) => c.name)).toEqual(['x']);
  });
});

test('a column that only counts the rows can be chosen, but a design does not begin with it', () => {
  const r = read(['t,x,y', ...Array.from({ length: 60 }, (_, i) => `${i},${Math.sin(i)},${i % 5}`)]);
  expect(codes(r)).toContain('row-numbers');
  expect(r.content!.columns.map((c) => c.name)).toEqual(['t', 'x', 'y']);
  expect(defaultDesign(r.content!).features).toEqual(['x', 'y']);
  const alone = read(['t', ...Array.from({ length: 60 }, (_, i) => `${i}`)]);
  expect(defaultDesign(alone.content!).features).toEqual(['t']);
});
