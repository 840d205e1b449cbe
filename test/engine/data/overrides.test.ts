import { expect, test } from 'vitest';
import { readTable, type ReadOptions } from '#engine/data/read-table.ts';

const read = (lines: string[], options: ReadOptions) => readTable(new TextEncoder().encode(lines.join('\n')), options);

test('lines that begin with a chosen sign are comments, and none are when none is chosen', () => {
  const lines = ['a,b', '1,2', '~ checked', '3,4', '5,6', '7,8'];
  expect(read(lines, { comment: '~' }).inspection).toMatchObject({
    comment: '~',
    rows: 4,
    columns: [{ type: 'number' }, { type: 'number' }],
  });
  const marked = ['a,b', '#1,2', '3,4', '#5,6', '7,8'];
  expect(read(marked, {}).inspection?.rows).toBe(2);
  expect(read(marked, { comment: '' }).inspection).toMatchObject({ comment: '', rows: 4 });
});

test('a backslash is an escape only where it is chosen or seen to be one', () => {
  const lines = ['a;b', '"C:\\";1', '"D:\\";2', '"E:\\";3'];
  expect(read(lines, { escape: '"' }).table?.columns[0].texts).toEqual(['C:\\', 'D:\\', 'E:\\']);
  const escaped = ['a;b', '"say \\"x\\"";1', '"y";2', '"z";3'];
  expect(read(escaped, { escape: '\\' }).table?.columns[0].texts).toEqual(['say "x"', 'y', 'z']);
});

test('lines above the table and rows of names', () => {
  const lines = ['10,20', 'x,y', 'm,s', '1,2', '3,4', '5,6'];
  expect(read(lines, { skipLines: 1, headerRows: 2 }).inspection).toMatchObject({ rows: 3, headerRows: 2 });
  expect(read(lines, { skipLines: 3, headerRows: 0 }).inspection).toMatchObject({ rows: 3, headerRows: 0 });
});
