import { describe, expect, test } from 'vitest';
import { readTable } from '#engine/data/read-table.ts';

/**
 * One good table, spoilt in one way at a time, as exports and editors spoil them: other marks, missing and added cells, a stray quote in any
 * place. Whatever is spoilt, every other row must come out untouched, and the spoilt line must be named.
 */
const header = ['DATE', 'TIME', 'Qty', 'PRODUCTID', 'Price', 'Type', 'Description', 'URL', 'Comments'];
const rows = Array.from({ length: 40 }, (_, i) => [
  `${String(1 + (i % 28)).padStart(2, '0')}/${String(1 + (i % 12)).padStart(2, '0')}/2019`,
  `${String(i % 24).padStart(2, '0')}:30`,
  String(1 + (i % 7)),
  `P-${100 + i}`,
  (10 + i * 1.25).toFixed(2),
  ['Tool', 'Part', 'Kit'][i % 3],
  i % 5 === 0 ? `Wide, ${i} mm, "best" quality` : i % 7 === 0 ? `Two\nlines ${i}` : `Plain item ${i}`,
  `https://example.org/p/${i}`,
  i % 4 === 0 ? '' : `ok ${i}`,
]);
const texts = rows.map((row) => row.slice());

interface Marks {
  delimiter?: string;
  quote?: string;
  escape?: string;
  newline?: string;
}

const quoted = (cell: string, { delimiter = ',', quote = '"', escape = quote }: Marks = {}): string =>
  cell.includes(delimiter.trim() || delimiter) || cell.includes(quote) || /[\r\n]/.test(cell) || (delimiter === ' ' && cell.includes(' '))
    ? quote + cell.replaceAll(quote, escape + quote) + quote
    : cell;
const line = (row: string[], marks: Marks = {}): string => row.map((cell) => quoted(cell, marks)).join(marks.delimiter ?? ',');

/** All cells as the file has them: numbers and times are read back as text by naming the columns' own words. */
function read(text: string): { names: string[]; cells: string[][]; codes: string[]; delimiter: string } {
  const { table, inspection, issues } = readTable(new TextEncoder().encode(text));
  if (!table || !inspection) throw new Error(issues[0].message);
  const cells = Array.from({ length: table.rows }, (_, row) => [
    ...table.columns.map(({ type, numbers, texts: words }, i) => {
      if (words) return words[row] ?? '';
      const value = numbers[row];
      if (value !== value) return '';
      if (i === 4) return value.toFixed(2);
      if (type !== 'time') return String(value);
      const date = new Date(value).toISOString();
      return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
    }),
    ...(table.overflow?.find((each) => each.row === row)?.cells ?? []),
  ]);
  return { names: inspection.header, cells, codes: issues.map((issue) => issue.code), delimiter: inspection.delimiter };
}

describe('the whole file', () => {
  test.each<[string, Marks]>([
    ['as it should be', {}],
    ['semicolons', { delimiter: ';' }],
    ['tabs', { delimiter: '\t' }],
    ['bars', { delimiter: '|' }],
    ['a comma and a space', { delimiter: ', ' }],
    ['single spaces', { delimiter: ' ' }],
    ['single quotes', { quote: "'" }],
    ['backslashes before quotes', { escape: '\\' }],
    ['NUL before quotes', { escape: '\0' }],
    ['CRLF', { newline: '\r\n' }],
    ['CR', { newline: '\r' }],
  ])('%s', (_, marks) => {
    const newline = marks.newline ?? '\n';
    const text = [header, ...rows].map((row) => line(row, marks)).join(newline) + newline;
    const { names, cells, delimiter } = read(text);
    expect(delimiter).toBe(marks.delimiter === ', ' ? ',' : (marks.delimiter ?? ','));
    expect(names).toEqual(header);
    expect(cells).toEqual(texts);
  });

  const body = rows.map((row) => line(row)).join('\n');
  test.each<[string, string, string[] | undefined, number]>([
    ['no line end at the end', `${line(header)}\n${body}`, header, 40],
    ['two line ends at the end', `${line(header)}\n${body}\n\n`, header, 40],
    ['no header', body, undefined, 40],
    ['a preamble', `Shop export\nMade on: 2019-12-31\n\n${line(header)}\n${body}\n`, header, 40],
    [
      'a preamble padded with delimiters',
      `Shop export,,,,,,,,\nMade on: 2019-12-31,,,,,,,,\n,,,,,,,,\n${line(header)}\n${body}\n`,
      header,
      40,
    ],
    ['one row', `${line(header)}\n${line(rows[1])}\n`, header, 1],
    ['two rows', `${line(header)}\n${line(rows[1])}\n${line(rows[2])}\n`, header, 2],
  ])('%s', (_, text, names, count) => {
    const found = read(text);
    if (names) expect(found.names).toEqual(names);
    expect(found.cells).toHaveLength(count);
    if (count === 40) expect(found.cells).toEqual(texts);
  });

  test('names without rows are refused', () => expect(() => read(`${line(header)}\n`)).toThrow('no rows'));
});

describe('one row', () => {
  const spoil = (at: number, spoilt: string) => [header, ...rows].map((row, i) => (i === at + 1 ? spoilt : line(row))).join('\n') + '\n';
  const others = (cells: string[][], at: number) => cells.filter((_, i) => i !== at).map((row) => row.slice(0, header.length));
  const expectedOthers = (at: number) => texts.filter((_, i) => i !== at);
  const places = [0, 1, 6, 19, 20, 39].flatMap((row) => [0, 3, 6, 7].map((column) => [row, column] as const));

  test.each(places)('without the delimiter: row %i column %i', (row, column) => {
    const cells = rows[row].map((cell) => quoted(cell));
    cells.splice(column, 2, cells[column] + cells[column + 1]);
    const found = read(spoil(row, cells.join(',')));
    expect(found.names.slice(0, 9)).toEqual(header);
    expect(found.cells).toHaveLength(40);
    expect(others(found.cells, row)).toEqual(expectedOthers(row));
    expect(found.codes.some((code) => code === 'rows-too-short' || code === 'stray-quotes')).toBe(true);
  });

  test.each(places)('with one delimiter more: row %i column %i', (row, column) => {
    const cells = rows[row].map((cell) => quoted(cell));
    cells.splice(column, 0, '');
    const found = read(spoil(row, cells.join(',')));
    expect(found.names).toEqual(header);
    expect(found.cells).toHaveLength(40);
    expect(others(found.cells, row)).toEqual(expectedOthers(row));
    // Nothing of the row is lost: its last cell stands beyond the columns, if it holds anything.
    if (rows[row][8] !== '') {
      expect(found.cells[row][9]).toBe(rows[row][8]);
    }
  });

  test.each(places)('with a stray quote before a cell: row %i column %i', (row, column) => {
    const cells = rows[row].map((cell) => quoted(cell));
    cells[column] = `"${cells[column]}`;
    const found = read(spoil(row, cells.join(',')));
    expect(others(found.cells, row).length).toBeGreaterThanOrEqual(39);
    for (const expected of expectedOthers(row)) expect(found.cells.map((each) => each.slice(0, 9))).toContainEqual(expected);
  });

  test.each(places)('with a stray quote inside a cell: row %i column %i', (row, column) => {
    const cells = rows[row].map((cell) => quoted(cell));
    cells[column] = `${cells[column].slice(0, 1)}"${cells[column].slice(1)}`;
    const found = read(spoil(row, cells.join(',')));
    for (const expected of expectedOthers(row)) expect(found.cells.map((each) => each.slice(0, 9))).toContainEqual(expected);
  });

  test.each(['; ', '\t', '|'])('with other delimiters (%j)', (delimiter) => {
    const found = read(spoil(10, rows[10].map((cell) => quoted(cell)).join(delimiter)));
    expect(others(found.cells, 10)).toEqual(expectedOthers(10));
    expect(found.codes).toContain('rows-too-short');
  });
});
