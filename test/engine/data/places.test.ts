import { describe, expect, test } from 'vitest';
import { cellsOf } from '#engine/data/cells.ts';
import { readSource } from '#engine/data/read-table.ts';
import { memorySource } from '#engine/data/source.ts';
import { memoryStorage } from '#engine/data/values.ts';

/**
 * What files of different countries and devices have around and between their rows: each rule once, on a small hourly or daily table whose numbers are
 * known.
 */
const HOURS = Array.from({ length: 24 }, (_, i) => new Date(Date.UTC(2023, 0, 28) + i * 3600e3));
const two = (n: number) => String(n).padStart(2, '0');
const iso = (t: Date) => t.toISOString().replace('.000Z', 'Z');
const german = (t: Date) => `${two(t.getUTCDate())}.${two(t.getUTCMonth() + 1)}.${t.getUTCFullYear()} ${two(t.getUTCHours())}:00`;
const value = (i: number) => 1200.5 + i;
const comma = (i: number) => `1.${200 + i},5`;
const rows = HOURS.map((t, i) => `${german(t)};${comma(i)};${i}`);
const plain = HOURS.map((t, i) => `${iso(t)},${value(i)},${i}`);

function read(lines: string[] | Uint8Array) {
  const bytes = Array.isArray(lines) ? new TextEncoder().encode(lines.join('\n') + '\n') : lines;
  const { table, inspection, issues } = readSource(memorySource(bytes), {}, { storage: memoryStorage, mostLetters: Infinity });
  if (!table || !inspection) throw new Error(issues[0].message);
  return { ...inspection, cells: cellsOf(table, 0, table.rows), codes: issues.map(({ code }) => code) };
}

/** 24 rows, nothing missing, each with its number. */
function isWhole(lines: string[]) {
  const got = read(lines);
  expect(got.cells.map((row) => row[1])).toEqual(HOURS.map((_, i) => value(i)));
  expect(got.columns.map(({ type, missing }) => [type, missing])).toEqual([['time', 0], ['number', 0], ['number', 0]]); // prettier-ignore
  expect(got.time).toMatchObject({ first: iso(HOURS[0]), last: iso(HOURS[23]), frequency: 'PT1H' });
  return got;
}

describe('a row that sums up the others is none of them', () => {
  test.each(['Summe', 'Mittelwert', 'Moyenne', 'Total général', 'Promedio', 'Média', 'Gemiddelde', 'Medelvärde', 'Keskiarvo', 'Średnia', 'Razem', 'Průměr', 'Összesen', 'Итого', 'Ortalama', 'Toplam', 'Σύνολο', '合计', '平均值', '合計', '합계', 'المجموع'])(
    '%s', (word) => expect(isWhole(['Zeit;Wert;n', ...rows, `${word};29.088,0;276`]).codes).toContain('footer-left-out')); // prettier-ignore
});

describe('units below the names belong to the names', () => {
  test.each([['°C', 'kWh'], ['℃', '元'], ['EUR/MWh', '%'], ['руб', 'hPa']])('%s and %s', (a, b) => {
    isWhole(['Zeit;Wert;n', `;${a};${b}`, ...rows]);
  }); // prettier-ignore
});

describe('names', () => {
  test('that come again between the rows are no rows, however often', () => {
    const { codes } = isWhole(['time,a,b', ...plain.slice(0, 8), 'time,a,b', ...plain.slice(8, 16), 'time,a,b', ...plain.slice(16)]);
    expect(codes).toContain('header-repeated');
  });
  test('below merged groups are told apart by them', () =>
    expect(read([',North,,South,', 'time,temp,rain,temp,rain', ...plain.map((row) => `${row},1,2`)]).header).toEqual([
      'time',
      'North temp',
      'North rain',
      'South temp',
      'South rain',
    ]));
  test('below more lines of preamble than there are rows', () =>
    expect(isWhole([...Array.from({ length: 60 }, (_, i) => `Parameter ${i}: ${i * 3}`), 'Time,a,b', ...plain]).header[0]).toBe('Time'));
  test('above a rule of dashes', () => {
    const got = isWhole([' time | a | b ', '------+---+---', ...plain.map((row) => ` ${row.replaceAll(',', ' | ')} `)]);
    expect(got.header).toEqual(['time', 'a', 'b']);
  });
  test('set apart by another delimiter than the rows', () => {
    const many = plain.map((row) => `${row},x,y`);
    expect(read(['time;a;b;c;d', ...many]).header).toEqual(['time', 'a', 'b', 'c', 'd']);
  });
  test('with empty rows between them and the numbers', () => isWhole(['time,a,b', ',,', ',,', ...plain]));
});

describe('delimiters', () => {
  test.each(['||', '::', '\t\t', ' | ', '~|~', '|;|', '; ', ', ', '~', '^', '¦', '\u0001'])('%j', (delimiter) => {
    const got = isWhole(['time,a,b', ...plain].map((row) => row.replaceAll(',', delimiter)));
    expect(got.header).toEqual(['time', 'a', 'b']);
  });
});

test.each(["'", '`', '~', '|', '*'])('a quote may be %s', (quote) => {
  const got = read([`id,name,n`, ...HOURS.map((_, i) => `${i},${quote}a, b ${i}${quote},${i * 2}`)]);
  expect(got.cells[5]).toEqual([5, 'a, b 5', 10]);
});

describe('times', () => {
  const months = ['янв', 'févr.', 'März', 'abr', 'mai', 'czerwca', 'Tem', 'août', 'września', 'окт', 'Kas', 'dic'];
  test.each(months.map((month, i) => [month, i + 1] as const))('2 %s 2023', (month, number) => {
    const got = read(['t;v', ...Array.from({ length: 12 }, (_, i) => `${i + 2} ${month} 2023;${i}`)]);
    expect(got.cells[0][0]).toBe(`2023-${two(number)}-02T00:00:00Z`);
  });
  test.each<[string, (t: Date) => string]>([
    ['of a web server', (t) => `[28/Jan/2023:${two(t.getUTCHours())}:00:00 +0000]`],
    ['of an Arabic file', (t) => german(t).replace(/\d/g, (d) => String.fromCharCode(0x660 + Number(d)))],
    ['with an underscore', (t) => `20230128_${two(t.getUTCHours())}0000`],
    ['with 上午 and 下午', (t) => `2023年1月28日 ${t.getUTCHours() < 12 ? '上午' : '下午'}${t.getUTCHours() % 12 || 12}:00`],
  ])('%s', (_, write) => {
    const { time } = read(['time;v;w', ...HOURS.map((t, i) => `${write(t)};${i};1`)]);
    expect(time).toMatchObject({ first: iso(HOURS[0]), last: iso(HOURS[23]), frequency: 'PT1H' });
  });
  test('of Chinese quarters', () => {
    const quarters = Array.from({ length: 16 }, (_, i) => `${2010 + (i >> 2)}年第${'一二三四'[i % 4]}季度,${i}`);
    expect(read(['季度,值', ...quarters]).time).toMatchObject({ first: '2010-01-01T00:00:00Z', frequency: 'P3M' });
  });
});

describe('encodings are told apart by the letters of their languages', () => {
  // Written out, for there is no writer of these encodings at hand: Średnia, Ciśnienie, Prędkość.
  const polish = [0x8c, 0x72, 0x65, 0x64, 0x6e, 0x69, 0x61, 0x3b, 0x43, 0x69, 0x9c, 0x6e, 0x69, 0x65, 0x6e, 0x69, 0x65, 0x3b, 0x50, 0x72, 0xea, 0x64, 0x6b, 0x6f, 0x9c, 0xe6]; // prettier-ignore
  // Température, Débit, Réseau.
  const french = [0x54, 0x65, 0x6d, 0x70, 0xe9, 0x72, 0x61, 0x74, 0x75, 0x72, 0x65, 0x3b, 0x44, 0xe9, 0x62, 0x69, 0x74, 0x3b, 0x52, 0xe9, 0x73, 0x65, 0x61, 0x75]; // prettier-ignore
  const body = new TextEncoder().encode('\n' + rows.join('\n') + '\n');
  test.each([
    ['windows-1250', polish, ['Średnia', 'Ciśnienie', 'Prędkość']],
    ['windows-1252', french, ['Température', 'Débit', 'Réseau']],
  ] as const)('%s', (encoding, names, header) => {
    const got = read(new Uint8Array([...names, ...body]));
    expect([got.encoding, got.header]).toEqual([encoding, header]);
  });
});
