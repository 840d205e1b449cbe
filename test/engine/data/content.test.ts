import { describe, expect, test } from 'vitest';
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

  test('of too many series is refused in one sentence', () => {
    const many = ['unique_id,ds,y'];
    for (let id = 0; id < 2100; id++) for (let d = 1; d <= 2; d++) many.push(`s${id},2024-01-0${d},${d}`);
    const r = read(many);
    expect(r.content).toBeUndefined();
    expect(r.issues[0].code).toBe('too-many-series');
  });
});
