// Archives and workbooks: what lies inside is read, and what cannot be opened is refused by its reason.
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cellsOf } from '#engine/data/cells.ts';
import { memorySource } from '#engine/data/source.ts';
import { memoryStorage } from '#engine/data/values.ts';
import { IssueError } from '#shared/errors.ts';
import { unpackLz4 } from '../../src-main/files/lz4.ts';
import { readPacked } from '../../src-main/files/unpack.ts';
import { waveCsv } from './helpers.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A zip archive as any program writes it. */
function zip(files: Record<string, string | Uint8Array>, flags = 0): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const raw = typeof content === 'string' ? utf8(content) : content;
    const packed = deflateRawSync(raw);
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name);
    at += 30 + name.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, entries, end]));
}

const read = (name: string, bytes: Uint8Array) =>
  readPacked(name, memorySource(bytes), {}, { storage: memoryStorage, mostLetters: Infinity });
const refusal = (name: string, bytes: Uint8Array) => {
  try {
    read(name, bytes);
  } catch (error) {
    return error instanceof IssueError ? error.issues[0].code : String(error);
  }
  return 'nothing was refused';
};

test.each([
  ['gzip', gzipSync(waveCsv())],
  ['Zstandard', zstdCompressSync(waveCsv())],
  ['zip', zip({ 'data/wave.csv': waveCsv(), 'README.txt': 'about', '__MACOSX/._wave.csv': 'x' })],
  ['gzip in zip', zip({ 'wave.csv.gz': gzipSync(waveCsv()) })],
])('%s is opened', (_, bytes) => {
  const { inspection, issues } = read('wave', new Uint8Array(bytes));
  expect(inspection).toMatchObject({ header: ['time', 'a', 'b'], rows: 240, time: { frequency: 'PT1H' } });
  expect(issues).toEqual([]);
});

test('of several tables the largest is read, and the others are named', () => {
  const { inspection } = read('two.zip', zip({ 'a.csv': 'x,y\n1,2\n3,4\n', 'b.csv': waveCsv() }));
  expect(inspection?.rows).toBe(240);
  expect(inspection?.issues[0]).toMatchObject({
    severity: 'question',
    code: 'one-of-several-tables',
    values: { name: 'b.csv', names: 'a.csv' },
  });
});

test('what cannot be opened is refused by its reason', () => {
  expect(refusal('half.gz', new Uint8Array(gzipSync(waveCsv()).subarray(0, 500)))).toBe('archive-damaged');
  expect(refusal('half.zip', zip({ 'a.csv': waveCsv() }).subarray(0, 500))).toBe('archive-damaged');
  expect(refusal('pictures.zip', zip({ 'a.jpg': 'x' }))).toBe('archive-without-table');
  expect(refusal('secret.zip', zip({ 'a.csv': waveCsv() }, 1))).toBe('archive-encrypted');
});

const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const workbook = (sheets: string, about = '') => ({
  'xl/workbook.xml': `<workbook>${about}<sheets><sheet name="A &amp; B" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/sharedStrings.xml':
    '<sst><si><t>when</t></si><si><r><t>va</t></r><r><t>lue, x</t></r></si><si><t xml:space="preserve">on "it" &lt;</t></si></sst>',
  'xl/styles.xml': '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/><numFmt numFmtId="165" formatCode="0.0&quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>', // prettier-ignore
  'xl/worksheets/sheet1.xml': sheet(sheets),
});
const head = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>note</t></is></c></row>';
const row = (i: number, value: string) =>
  `<row r="${i + 2}"><c r="A${i + 2}" s="1"><v>${44197 + i / 24}</v></c>${value}<c r="C${i + 2}" t="s"><v>2</v></c></row>`;

test('a workbook gives dates, numbers with all their digits, words, and holes where cells are empty', () => {
  const rows = Array.from({ length: 30 }, (_, i) => row(i, i === 4 ? '' : `<c r="B${i + 2}" s="2"><v>${i * 1.1}</v></c>`)).join('');
  const { table, inspection } = read('b.xlsx', zip(workbook(head + rows)));
  expect(inspection).toMatchObject({
    header: ['when', 'value, x', 'note'],
    rows: 30,
    time: { column: 'when', frequency: 'PT1H', gaps: 0 },
  });
  expect(cellsOf(table!, 3, 5)).toEqual([
    ['2021-01-01T03:00:00Z', 3.3000000000000003, 'on "it" <'],
    ['2021-01-01T04:00:00Z', null, 'on "it" <'],
  ]);
});

test('a workbook that counts from 1904 has its own dates', () => {
  const rows = Array.from({ length: 10 }, (_, i) => row(i, `<c r="B${i + 2}"><v>${i}.5</v></c>`)).join('');
  const { inspection } = read('b.xlsx', zip(workbook(head + rows, '<workbookPr date1904="1"/>')));
  expect(inspection?.time?.first).toBe('2025-01-02T00:00:00Z');
});

describe('workbooks of other programs', () => {
  const cell = (place: string, value: number) => `<c r="${place}"><v>${value}</v></c>`;
  const word = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const day = (i: number) => `<c r="A${i + 2}" s="1"><v>${44197 + i / 24}</v></c>`;
  const table = (rows: (i: number) => string, names = 'ab') =>
    `<row r="1">${word('A1', 'when')}${[...names].map((name, i) => word(`${'BC'[i]}1`, name)).join('')}</row>` +
    Array.from({ length: 20 }, (_, i) => `<row r="${i + 2}">${day(i)}${rows(i)}</row>`).join('');

  test('a prefix before every element, and single quotes', () => {
    const files = Object.fromEntries(
      Object.entries(workbook(table((i) => cell(`B${i + 2}`, i + 0.5), 'a'))).map(([path, xml]) => [
        path,
        path.endsWith('.rels') ? xml : xml.replace(/<(\/?)(?=[a-z])/gi, '<$1x:').replace(/r="(\w+)"/g, "r='$1'"),
      ]),
    );
    const { table: found, inspection } = read('b.xlsx', zip(files));
    expect(inspection).toMatchObject({ header: ['when', 'a'], rows: 20, issues: [] });
    expect(cellsOf(found!, 1, 2)).toEqual([['2021-01-01T01:00:00Z', 1.5]]);
  });

  test('rows that end early are as wide as the others, and a table may stand anywhere', () => {
    const away = table((i) => (i % 3 ? cell(`B${i + 2}`, i) + cell(`C${i + 2}`, i / 4) : cell(`B${i + 2}`, i)))
      .replace(/r="C(\d+)"/g, 'r="F$1"')
      .replace(/r="B(\d+)"/g, 'r="E$1"')
      .replace(/r="A(\d+)"/g, 'r="D$1"');
    const { inspection } = read('b.xlsx', zip(workbook(away)));
    expect(inspection).toMatchObject({ header: ['when', 'a', 'b'], rows: 20, issues: [] });
    expect(inspection!.columns.map((c) => c.missing)).toEqual([0, 0, 7]);
  });

  test('formulas without a value are counted', () => {
    const { inspection } = read('b.xlsx', zip(workbook(table((i) => cell(`B${i + 2}`, i) + `<c r="C${i + 2}"><f>B${i + 2}*2</f></c>`))));
    expect(inspection!.issues[0]).toMatchObject({ code: 'formulas-without-value', count: 20 });
    const stored = read(
      'b.xlsx',
      zip(workbook(table((i) => cell(`B${i + 2}`, i) + `<c r="C${i + 2}"><f>B${i + 2}*2</f><v>${2 * i}</v></c>`))),
    );
    expect(stored.inspection!.issues).toEqual([]);
  });

  test('numbers written as texts with a comma, beside numbers of the sheet with three decimals', () => {
    const { table: found } = read('b.xlsx', zip(workbook(table((i) => cell(`B${i + 2}`, (1001 + i) / 1000) + word(`C${i + 2}`, `${i},5`))))); // prettier-ignore
    expect(cellsOf(found!, 2, 4)).toEqual([
      ['2021-01-01T02:00:00Z', 1.003, 2.5],
      ['2021-01-01T03:00:00Z', 1.004, 3.5],
    ]);
  });

  test('a length of time stays a number of days', () => {
    const files = workbook(table((i) => `<c r="B${i + 2}" s="2"><v>${i / 16}</v></c>`, 'a'));
    files['xl/styles.xml'] = files['xl/styles.xml'].replace('0.0&quot;days&quot;', '[h]:mm');
    expect(cellsOf(read('b.xlsx', zip(files)).table!, 1, 2)).toEqual([['2021-01-01T01:00:00Z', 0.0625]]);
  });
});

test('a block of LZ4', () => {
  const bytes = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
  // "abc", nine letters from three back, then "xyz" at the end.
  const block = Uint8Array.of(0x35, ...bytes('abc'), 3, 0, 0x30, ...bytes('xyz'));
  expect(String.fromCharCode(...unpackLz4(block, 15))).toBe('abcabcabcabcxyz');
  // Twenty letters as they are: 15, and 5 more in a byte of their own.
  expect(unpackLz4(Uint8Array.of(0xf0, 5, ...bytes('x'.repeat(20))), 20)).toEqual(Uint8Array.from(bytes('x'.repeat(20))));
  expect(() => unpackLz4(block, 16)).toThrow('too early');
  expect(() => unpackLz4(block.subarray(0, 6), 15)).toThrow('LZ4');
  expect(() => unpackLz4(Uint8Array.of(0x10, 65, 9, 0), 5)).toThrow('damaged');
});
