import { describe, expect, test } from 'vitest';
import { readTable } from '#engine/data/read-table.ts';
import { check, fixture } from './check.ts';

const hours = (count: number, value: (i: number) => string | number) =>
  Array.from({ length: count }, (_, i) => `${new Date(Date.UTC(2020, 0, 1) + i * 3_600_000).toISOString()},${value(i)}`).join('\n');

describe('every guess can be overridden', () => {
  test('the encoding', () => {
    check(
      fixture('windows-1252.csv'),
      { encoding: 'iso-8859-2', header: ['Datum', 'Außentemperatur °C', 'Ort'] },
      { encoding: 'iso-8859-2' },
    );
    check('a,b\n1,2\n', { says: 'There is no encoding called "klingon".' }, { encoding: 'klingon' });
  });

  test('the delimiter, also one that is never looked for', () => {
    check('a;b,c\n1;2,5\n3;4,5\n', { delimiter: ',', header: ['a;b', 'c'] }, { delimiter: ',' });
    check('a~~b\n1~~2\n', { delimiter: '~~', header: ['a', 'b'], types: 'number number' }, { delimiter: '~~' });
    check('1,5\n2,7\n4,2\n', { delimiter: '', decimal: ',', cells: [[1.5], [2.7], [4.2]], issues: [] }, { delimiter: '', decimal: ',' });
  });

  test('the quote', () => check('a,b\n"1",2\n"3",4\n', { types: 'text number', cells: [['"1"', 2]] }, { quote: '' }));

  test('the decimal and thousands marks', () => {
    check(
      'date;v\n2020-01-01;1,234\n2020-01-02;2,345\n',
      { cells: [['2020-01-01T00:00:00Z', 1234]], issues: [] },
      { decimal: '.', thousands: ',' },
    );
    check(
      'date;v\n2020-01-01;1.234\n2020-01-02;2.345\n',
      { cells: [['2020-01-01T00:00:00Z', 1234]], issues: [] },
      { decimal: ',', thousands: '.' },
    );
  });

  test('the header', () => {
    check('1,2.5\n3,4.5\n5,6.5\n', { headerRows: 1, header: ['1', '2.5'], rows: 2 }, { header: true });
    check('a,b\n3,4\n4,5\n7,8\n', { headerRows: 0, rows: 4, issues: ['cells-not-read', 'cells-not-read'] }, { header: false });
  });

  test('the time column', () => {
    const text = 'a,b,n,v\n2020-01-01,2021-01-01,43831,5\n2020-01-02,2021-02-01,43832,6\n';
    check(text, { time: 'a | YYYY-MM-DD | P1D | 2020-01-01T00:00:00Z | 2020-01-02T00:00:00Z' });
    check(text, { time: 'b | YYYY-MM-DD | P1M | 2021-01-01T00:00:00Z | 2021-02-01T00:00:00Z' }, { timeColumn: 'b' });
    check(text, { time: 'n | excel-serial | P1D | 2020-01-01T00:00:00Z | 2020-01-02T00:00:00Z', types: 'time time time number' }, { timeColumn: 'n' }); // prettier-ignore
    check(text, { time: null, issues: [] }, { timeColumn: null });
    check(text, { time: null, says: '"v" cannot be the time column. Its values are no times that can be read.' }, { timeColumn: 'v' });
    check(text, { time: null, says: '"zzz" cannot be the time column. The table has no such column.' }, { timeColumn: 'zzz' });
    check('y,m,d,v\n2020,1,5,1.5\n2020,1,6,2.5\n', { time: 'y, m, d | year, month, day | P1D | 2020-01-05T00:00:00Z | 2020-01-06T00:00:00Z' }, { timeColumn: 'y, m, d' }); // prettier-ignore
  });

  test('day or month first', () => {
    const open = fixture('day-or-month-open.csv');
    check(open, { ambiguous: false, issues: [], cells: [['2020-02-01T00:00:00Z', 1.5]] }, { dayFirst: true });
    check(open, { ambiguous: false, issues: [], cells: [['2020-01-02T00:00:00Z', 1.5]] }, { dayFirst: false });
  });

  test('the words that mean missing, numbers among them', () => {
    check(fixture('minus-999.csv'), { missing: [0, 2], issues: [] }, { missing: ['-999'] });
    const text = `t,v\n${hours(30, (i) => (i === 7 ? 'off' : i === 9 ? 'NA' : i + 0.5))}\n`;
    check(text, { missing: [0, 2], says: '1 of 30 cells is not a number: "NA", in line 11. It counts as missing.' }, { missing: ['off'] });
  });
});

describe('the whole file decides', () => {
  test('a word in the last of many rows is found, named by its line, and does not change the column', () => {
    check(`t,v\n${hours(5000, (i) => i * 1.5)}\n2020-12-01T00:00:00.000Z,broken\n`, {
      types: 'time number',
      rows: 5001,
      missing: [0, 1],
      issues: ['cells-not-read', 'gaps'],
      says: '1 of 5,001 cells is not a number: "broken", in line 5002. It counts as missing.',
    });
  });

  test('words in half of the rows make a column of words, wherever they begin', () => {
    check(`t,v\n${hours(60_000, (i) => (i < 30_000 ? i : `w${i}`))}\n`, { types: 'time text', rows: 60_000, missing: [0, 0] });
  });

  test('a day past the twelfth far down decides the order of all', () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `0${1 + (i % 9)}/0${1 + (Math.floor(i / 9) % 9)}/2020,${i}.5`);
    lines[39_000] = '13/01/2020,39000.5';
    check(`date,v\n${lines.join('\n')}\n`, { ambiguous: false, missing: [0, 0], cells: [['2020-01-01T00:00:00Z', 0.5], ['2020-01-02T00:00:00Z', 1.5]] }); // prettier-ignore
  });

  test('ten thousand columns', () => {
    const header = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const row = (shift: number) => header.map((_, i) => (i + shift) / 4).join(',');
    check([header.join(','), row(0.5), row(1.5), row(3)].join('\n'), { rows: 3, series: 10_000, header, issues: [] });
  });

  test('many troubles are counted in full and listed in part', () => {
    const { issues } = readTable(new TextEncoder().encode(`t,v\n${hours(3000, (i) => (i % 30 === 0 ? `bad${i}` : i + 0.5))}\n`));
    expect(issues[0]).toMatchObject({ code: 'cells-not-read', count: 100, line: 2, column: 'v' });
    expect(String(issues[0].values?.lines).split(', ')).toHaveLength(20);
  });
});

describe('issues as sentences', () => {
  test.each<[string, string]>([
    ['stray-quote.csv', 'A quote in line 3 has no partner, and was taken as an ordinary character.'],
    ['ragged-rows.csv', '1 row has fewer than 3 cells, in line 3. What is not there counts as missing.'],
    ['nul-bytes.csv', '6 NUL bytes stand in lines 2, 4 and 6, as after a crash while writing. 1 cell is damaged by them; the others were left out.'], // prettier-ignore
    ['duplicate-names.csv', 'The name "a" occurs more than once. The later ones got a number, as in "a (2)".'],
    ['hostile-names.csv', '5 names hold characters that could act as code. "__proto__" is now "column 2".'],
    ['thousands-or-decimal-open.csv', 'Is "1,234" 1.234 or 1234? It was read as 1.234; nothing in the file decides.'],
    ['day-or-month-open.csv', 'Is "01/02/2020" written with the month first or with the day first? It was read with the month first; no date in the file decides.'], // prettier-ignore
    ['infinite-and-too-large.csv', '3 values are infinite or too large to hold, such as inf in lines 2, 3 and 4. They count as missing.'],
    ['integers-past-2-53.csv', '1 whole number is past 2^53 and lost the last digits, such as 9007199254740993 in line 2.'],
    ['minus-999.csv', '-999 occurs 2 times in "v", far from all other values. Does it mean missing? It was kept.'],
    ['missing-words.csv', 'Among the numbers, "-" (1 time), "?" (1 time), "." (1 time), "***" (1 time) were taken as missing.'],
    ['first-row-with-word.csv', '2 of 6 cells are not numbers: "No reading" (2 times), in lines 2 and 5. They count as missing.'],
    ['gaps.csv', '2 gaps with 3 missing steps in all, first after 2020-01-01 06:00. The step is 1 hour.'],
    ['epoch-seconds.csv', 'The numbers were read as seconds since 1970: 1577836800 is 2020-01-01.'],
    ['gb18030.csv', 'The file is not UTF-8. It was read as gb18030: "时间,温度,备注".'],
    ['damaged-utf8.csv', '1 byte is not valid UTF-8 and read as \ufffd, first in line 22.'],
    ['footer.csv', '2 lines below the table were left out: "Total 27".'],
    ['zip-named.csv', 'This is a zip archive, not a text table.'],
  ])('%s', (name, says) => check(fixture(name), { says }));
});

test('names that objects keep for themselves are safe as keys', () => {
  const { inspection } = readTable(fixture('hostile-names.csv'));
  const byName: Record<string, number> = {};
  for (const column of inspection?.columns ?? []) byName[column.name] = column.missing;
  expect(Object.keys(byName)).toHaveLength(7);
  expect(inspection?.header.join('')).not.toMatch(/[<>]|^[=@]/);
});
