import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cellsOf } from '#engine/data/cells.ts';
import { contentOf, inMemory } from '#engine/data/content.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import { prepare } from '#engine/data/windows.ts';
import type { ReadOptions } from '#engine/data/read-table.ts';
import { memorySource } from '#engine/data/source.ts';
import { memoryStorage } from '#engine/data/values.ts';
import { archiveOf } from '#shared/archive.ts';
import { openFile } from '../../src-main/files/file-source.ts';
import { readPng } from '../../src-main/files/png.ts';
import { readPacked } from '../../src-main/files/unpack.ts';
import { parquetFile, type ParquetColumn } from './parquet-file.ts';

const text = (content: string) => new Uint8Array(Buffer.from(content));
const archive = (files: Record<string, string | Uint8Array>) =>
  archiveOf(Object.entries(files).map(([path, content]) => ({ path, bytes: typeof content === 'string' ? text(content) : content })));
const read = (bytes: Uint8Array, options: ReadOptions = {}) =>
  readPacked('it', memorySource(bytes), options, { storage: memoryStorage, mostLetters: Infinity });
const dataset = (bytes: Uint8Array) => {
  const { content, issues } = contentOf('it', read(bytes), {}, memoryStorage);
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  return inMemory(content!);
};

/** rows: bytes of each row behind the number of its filter. */
function png(width: number, height: number, colour: number, rows: number[][], extra: [string, number[]][] = []): Uint8Array {
  const chunk = (name: string, body: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length);
    return Buffer.concat([size, Buffer.from(name, 'latin1'), body, Buffer.alloc(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = colour;
  const others = extra.map(([name, body]) => chunk(name, Buffer.from(body)));
  return new Uint8Array(
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), ...others, chunk('IDAT', deflateSync(Buffer.from(rows.flat()))), chunk('IEND', Buffer.alloc(0))]),
  ); // prettier-ignore
}

test('every filter of PNG is undone', () => {
  const rows = [[0, 10, 20, 30], [1, 5, 1, 1], [2, 1, 1, 1], [3, 10, 10, 10], [4, 1, 2, 3]]; // prettier-ignore
  // By hand: left sums, sums with above, with the mean of both, with Paeth's choice.
  expect(readPng(png(3, 5, 0, rows))).toMatchObject({
    channels: 1,
    pixels: Uint8Array.from([10, 20, 30, 5, 6, 7, 6, 7, 8, 13, 20, 24, 14, 22, 27]),
  });
});

test('colours, palettes and transparency', () => {
  expect(readPng(png(1, 1, 2, [[0, 1, 2, 3]]))).toMatchObject({ channels: 3, pixels: Uint8Array.from([1, 2, 3]) });
  expect(readPng(png(1, 1, 6, [[0, 1, 2, 3, 9]]))).toMatchObject({ channels: 3, pixels: Uint8Array.from([1, 2, 3]) });
  expect(readPng(png(1, 1, 4, [[0, 7, 9]]))).toMatchObject({ channels: 1, pixels: Uint8Array.from([7]) });
  expect(readPng(png(2, 1, 3, [[0, 1, 0]], [['PLTE', [1, 2, 3, 4, 5, 6]]]))).toMatchObject({ pixels: Uint8Array.from([4, 5, 6, 1, 2, 3]) });
  expect(readPng(png(2, 2, 0, [[0, 1, 0]]))).toBe('ends too early');
  expect(readPng(text('x'))).toBe('is no PNG file');
});

test('pictures are series of rows, with the classes of their folders; what is no picture is left out by name', () => {
  const grey = (shade: number) => png(2, 3, 0, [[0, shade, shade], [0, 1, 2], [0, 3, 4]]); // prettier-ignore
  const zip = archive({
    'a/1.png': grey(9),
    'a/2.png': grey(8),
    'b/1.png': grey(7),
    'b/broken.png': 'x',
    'b/wide.png': png(1, 1, 0, [[0, 1]]),
  });
  const { inspection } = read(zip);
  expect(inspection?.issues[0]).toMatchObject({ code: 'files-left-out', count: 2 });
  const { rows, columns, sequences } = dataset(zip);
  expect(rows).toBe(9);
  expect(columns.map((c) => c.name)).toEqual(['pixel 1', 'pixel 2']);
  expect([...columns[0].numbers.subarray(0, 3)]).toEqual([9, 1, 3]);
  expect(sequences).toMatchObject({ classes: ['a', 'b'], labels: Int32Array.from([0, 0, 1]) });
});

test('an archive of nothing but broken pictures is refused', () => {
  expect(read(archive({ 'a.png': 'x' })).issues).toMatchObject([{ severity: 'error', code: 'no-file-read' }]);
});

const ts = (from: number, count: number) =>
  `@problemname x\n@timestamps false\n@univariate true\n@classlabel true a b\n@data\n${Array.from({ length: count }, (_, i) => `${[0, 1, 2, 3, 4].map((k) => from + i + k).join(',')}:${'ab'[i % 2]}`).join('\n')}\n`;

test.each([
  ['names', { 'X/X_TRAIN.ts': ts(0, 10), 'X/X_TEST.ts': ts(100, 6) }],
  ['folders', { 'train/x.ts': ts(0, 10), 'test/x.ts': ts(100, 6) }],
  [
    'names, in the format that says most',
    { 'X_TRAIN.ts': ts(0, 10), 'X_TEST.ts': ts(100, 6), 'X_TRAIN.txt': '1 2 3', 'X_TEST.txt': '1 2 3' },
  ],
])('training and test files told by %s are one dataset whose parts stay apart', (_, files) => {
  const joined = dataset(archive(files));
  expect(joined.sequences?.names).toHaveLength(16);
  expect(new Set(joined.sequences!.names).size).toBe(16);
  expect(joined.sequences?.classes).toEqual(['a', 'b']);
  const part = joined.categories!.find((c) => c.name === 'part')!;
  expect(part.words).toEqual(['train', 'test']);
  expect([part.codes[0], part.codes[49], part.codes[50], part.codes[79]]).toEqual([0, 0, 1, 1]);
  const design = defaultDesign(joined);
  expect(design.split).toMatchObject({ by: 'column', column: 'part', test: ['test'] });
  const { prepared } = prepare(joined, design);
  expect(prepared!.windows.test).toHaveLength(6);
  expect(prepared!.windows.train.length + prepared!.windows.validation.length).toBe(10);
});

test('tables of rows, and of columns, for training and testing', () => {
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => [i % 2, ...Array.from({ length: 15 }, (_, k) => from + i * k + 0.5)].join('\t')).join('\n');
  const header = `label\t${Array.from({ length: 15 }, (_, k) => `t${k + 1}`).join('\t')}\n`;
  const inRows = dataset(archive({ 'G_TRAIN.tsv': header + rows(0, 8), 'G_TEST.tsv': header + rows(50, 4) }));
  expect(inRows.sequences).toMatchObject({ classes: ['0', '1'] });
  expect(inRows.categories).toMatchObject([{ name: 'part', words: ['train', 'test'] }]);
  const wide = (year: number) =>
    `date,y\n${Array.from({ length: 28 }, (_, i) => `${year}-01-${String(i + 1).padStart(2, '0')},${i * 1.5}`).join('\n')}\n`;
  const columns = dataset(archive({ 'train.csv': wide(2020), 'test.csv': wide(2021) }));
  expect(columns.sequences?.names).toEqual(['train', 'test']);
  expect(columns.categories).toMatchObject([{ name: 'part' }]);
});

test('rows without times for training and testing are not set side by side', () => {
  const rows = (a: number) => `x,y\n${Array.from({ length: 60 }, (_, i) => `${i},${(i * a) % 17}`).join('\n')}\n`;
  const joined = dataset(archive({ 'P_TRAIN.csv': rows(3), 'P_TEST.csv': rows(5) }));
  expect(joined.rows).toBe(120);
  expect(defaultDesign(joined).split).toMatchObject({ by: 'column', column: 'part' });
});

test('parts with different columns are refused', () => {
  const { issues } = read(archive({ 'train.csv': 'a,b\n1,2\n3,4\n', 'test.csv': 'a,c\n1,2\n3,4\n' }));
  expect(issues).toMatchObject([{ code: 'parts-differ' }]);
});

test('another member can be chosen', () => {
  const zip = archive({ 'a.csv': 'x,y\n1,2\n3,4\n', 'b.csv': 'z\n1\n2\n3\n4\n5\n6\n7\n8\n9\n' });
  expect(read(zip).inspection).toMatchObject({ member: 'b.csv', members: ['b.csv', 'a.csv'], header: ['z'] });
  const chosen = read(zip, { member: 'a.csv' }).inspection!;
  expect(chosen).toMatchObject({ member: 'a.csv', header: ['x', 'y'] });
  expect(chosen.issues.map((i) => i.code)).not.toContain('one-of-several-tables');
});

test('a folder is read as an archive of what lies in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-'));
  for (const part of ['train', 'test']) {
    mkdirSync(join(folder, part));
    writeFileSync(join(folder, part, 'x.ts'), ts(0, 5));
  }
  writeFileSync(join(folder, '.hidden.csv'), 'x\n1\n');
  const file = openFile(folder);
  expect(readPacked('folder', file, {}, { storage: memoryStorage, mostLetters: Infinity }).inspection?.series).toBe(10);
});

const day = 86_400_000n;
const parquetColumns: ParquetColumn[] = [
  { name: 'when', type: 2, converted: 9, values: Array.from({ length: 30 }, (_, i) => 18_262n * day + BigInt(i) * 3_600_000n) },
  { name: 'load, MW', type: 5, values: Array.from({ length: 30 }, (_, i) => (i === 4 ? null : i * 1.1)) },
  { name: 'count', type: 2, values: Array.from({ length: 30 }, (_, i) => BigInt(i * i)) },
  { name: 'code', type: 6, converted: 0, values: Array.from({ length: 30 }, (_, i) => ['007', '008', 'say "x", y'][i % 3]) },
];
/** A block of LZ4 that copies nothing: all bytes as they are. */
function inOneSequence(bytes: Buffer): Buffer {
  const more = bytes.length - 15;
  const head = more < 0 ? [bytes.length << 4] : [0xf0, ...Array.from({ length: Math.floor(more / 255) }, () => 255), more % 255];
  return Buffer.concat([Buffer.from(head), bytes]);
}

test.each([
  ['nothing', { method: 0, pack: (b: Buffer) => b }],
  ['gzip', { method: 2, pack: (b: Buffer) => gzipSync(b) }],
  ['Zstandard', { method: 6, pack: (b: Buffer) => zstdCompressSync(b) }],
  ['LZ4', { method: 7, pack: inOneSequence }],
])('Parquet packed by %s, in several groups of rows', (_, pack) => {
  const { table, inspection } = read(parquetFile(parquetColumns, pack, 12));
  expect(inspection).toMatchObject({
    header: ['when', 'load, MW', 'count', 'code'],
    rows: 30,
    time: { column: 'when', frequency: 'PT1H', timezone: 'UTC', gaps: 0 },
    columns: [{ type: 'time' }, { type: 'number', missing: 1 }, { type: 'number' }, { type: 'text' }],
  });
  expect(cellsOf(table!, 3, 6)).toEqual([
    ['2020-01-01T03:00:00Z', 3.3000000000000003, 9, '007'],
    ['2020-01-01T04:00:00Z', null, 16, '008'],
    ['2020-01-01T05:00:00Z', 5.5, 25, 'say "x", y'],
  ]);
});

test.each([
  [7, 1, (i: number) => i * 60_000],
  [8, 2, (i: number) => BigInt(i) * 60_000_000n],
] as const)('Parquet: times of day (kind %i) are times, beside a date', (converted, type, at) => {
  const columns: ParquetColumn[] = [
    { name: 'date', type: 1, converted: 6, values: Array.from({ length: 20 }, () => 18_262) },
    { name: 'time', type, converted, values: Array.from({ length: 20 }, (_, i) => at(i)) },
    { name: 'y', type: 5, values: Array.from({ length: 20 }, (_, i) => i / 3) },
  ];
  const { inspection } = read(parquetFile(columns, { method: 0, pack: (b) => b }, 20));
  expect(inspection?.time).toMatchObject({ column: 'date, time', frequency: 'PT1M', last: '2020-01-01T00:19:00Z' });
});

test('Parquet: moments of a clock on a wall have no zone; dates; a damaged file is refused', () => {
  const columns: ParquetColumn[] = [
    { name: 'at', type: 2, isLocal: true, values: Array.from({ length: 20 }, (_, i) => 18_262n * day * 1000n + BigInt(i) * 250_000n) },
    { name: 'day', type: 1, converted: 6, values: Array.from({ length: 20 }, (_, i) => 18_262 + i) },
    { name: 'y', type: 5, values: Array.from({ length: 20 }, (_, i) => i / 3) },
  ];
  const file = parquetFile(columns, { method: 0, pack: (b) => b }, 20);
  const { table, inspection } = read(file, { timeColumn: 'at' });
  expect(inspection?.time).toMatchObject({ timezone: null, stepMs: 250 });
  expect(cellsOf(table!, 1, 2)[0].slice(1)).toEqual(['2020-01-02T00:00:00Z', 1 / 3]);
  const broken = file.slice();
  broken.fill(255, 4, 40);
  expect(() => read(broken)).toThrow();
  broken.fill(255, file.length - 8, file.length - 4);
  expect(() => read(broken)).toThrow();
});
