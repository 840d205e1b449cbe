// Archives and workbooks: what lies inside is read, and what cannot be opened is refused by its reason.
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cellsOf } from '#engine/data/cells.ts';
import { memorySource } from '#engine/data/source.ts';
import { memoryStorage } from '#engine/data/values.ts';
import { IssueError } from '#shared/errors.ts';
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
