/**
 * Parquet: columns of numbers, words, yes and no, dates and times, packed by nothing, Snappy, gzip, Zstandard, Brotli or LZ4. They are written as a table of text
 * and read as such, so that times, layouts and everything else are found as in any other table; numbers keep all their digits.
 * The format is decoded by hyparquet, through the parts of it that need not wait.
 */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { parquetMetadata, parquetSchema } from 'hyparquet/src/metadata.js';
import { getTreePath, isFlatColumn } from 'hyparquet/src/schema.js';
import type { Compressors, FileMetaData, ParquetParsers, SchemaTree } from 'hyparquet/src/types.js';
import { bytesOf, type ByteSource } from '#engine/data/source.ts';
import type { Issue } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { unpackLz4 } from './lz4.ts';

export interface ParquetTable {
  /** With a row of names; every name and word in quotes. */
  csv: Uint8Array;
  /** Columns that hold words, whatever they look like. */
  words: ReadonlySet<number>;
  issues: Issue[];
}

/** Bytes of text that a table may come to: it is made in memory. */
const MOST_BYTES = 1 << 30;

const compressors: Compressors = {
  GZIP: (input) => new Uint8Array(gunzipSync(input, { maxOutputLength: MOST_BYTES })),
  ZSTD: (input) => new Uint8Array(zstdDecompressSync(input, { maxOutputLength: MOST_BYTES })),
  LZ4_RAW: unpackLz4,
  BROTLI: (input) => new Uint8Array(brotliDecompressSync(input, { maxOutputLength: MOST_BYTES })),
};

/** Moments as text with all their digits, to the microsecond. */
const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (ms) => isoOf(BigInt(ms) * 1000n),
  timestampFromMicroseconds: (us) => isoOf(BigInt(us)),
  timestampFromNanoseconds: (ns) => isoOf(BigInt(ns) / 1000n),
  dateFromDays: (days) => isoOf(BigInt(days) * 86_400_000_000n)?.slice(0, 10),
  jsonFromBytes: DEFAULT_PARSERS.stringFromBytes,
};

function isoOf(us: bigint): string | undefined {
  const micros = ((us % 1000n) + 1000n) % 1000n;
  const date = new Date(Number((us - micros) / 1000n));
  if (Number.isNaN(date.getTime())) return undefined;
  return `${date.toISOString().slice(0, -1)}${micros ? String(micros).padStart(3, '0') : ''}`;
}

export function isParquet(bytes: ByteSource): boolean {
  if (bytes.size < 12) return false;
  return [bytesOf(bytes, 0, 4), bytesOf(bytes, bytes.size - 4)].every((b) => String.fromCharCode(...b) === 'PAR1');
}

/** Throws an Error that says what is wrong with the file, and an IssueError when it holds no column that can be read. */
export function readParquet(path: string, bytes: ByteSource): ParquetTable {
  const metadata = metadataOf(bytes);
  const tree = parquetSchema(metadata);
  const columns = metadata.row_groups.length ? metadata.row_groups[0].columns.map((c) => c.meta_data!.path_in_schema) : [];
  const paths = columns.map((name) => ({ name, path: getTreePath(tree, name) }));
  const read = paths.map((column, i) => ({ ...column, i })).filter(({ path: steps }) => isFlatColumn(steps));
  const left = paths.filter(({ path: steps }) => !isFlatColumn(steps)).map(({ name }) => name.join('.'));
  if (!read.length)
    throw new IssueError([
      issue(
        'no-flat-columns',
        path,
        'This Parquet file holds no rows, or only lists and structures.',
        'Save it with a column for each value.',
      ),
    ]);
  const words = new Set(read.flatMap((column, k) => (isWords(column.path) ? [k] : [])));
  const isUtc = read.map(({ path: steps }) => hasZone(steps));
  const perSecond = read.map(({ path: steps }) => unitsOfDay(steps));
  const parts: Buffer[] = [Buffer.from(`${read.map(({ name }) => quoted(name.join('.'))).join(',')}\n`)];
  let size = 0;
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const values = read.map(({ i, path: steps }) => columnOf(bytes, group.columns[i].meta_data!, steps, groupStart, rows));
    const lines = Array.from({ length: rows }, (_, row) =>
      values.map((column, k) => cellOf(column[row], isUtc[k], perSecond[k])).join(','),
    );
    parts.push(Buffer.from(`${lines.join('\n')}\n`));
    size += parts.at(-1)!.length;
    if (size > MOST_BYTES)
      throw new IssueError([
        issue(
          'archive-too-large',
          path,
          'What is packed in it is larger than 1 GB.',
          'Save a part of its rows or columns as a file of its own.',
        ),
      ]);
    groupStart += rows;
  }
  return { csv: new Uint8Array(Buffer.concat(parts)), words, issues: left.length ? [leftOut(left)] : [] };
}

/** The foot of the file says where everything lies. Source: the Parquet format, "File format". */
function metadataOf(bytes: ByteSource): FileMetaData {
  const end = bytesOf(bytes, bytes.size - 8);
  const length = new DataView(end.buffer).getUint32(0, true);
  if (length + 12 > bytes.size) throw new Error('its foot is damaged');
  return parquetMetadata(bytesOf(bytes, bytes.size - 8 - length).buffer as ArrayBuffer, { geoparquet: false });
}

type Column = NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>;

/** Values of one column of a row group. */
function columnOf(bytes: ByteSource, column: Column, schemaPath: SchemaTree[], groupStart: number, rows: number): unknown[] {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  const view = new DataView(bytesOf(bytes, start, start + Number(column.total_compressed_size)).buffer);
  const { data } = readColumn(
    { view, offset: 0 },
    { groupStart, selectStart: 0, selectEnd: rows, groupRows: rows },
    { ...column, pathInSchema: column.path_in_schema, element: schemaPath.at(-1)!.element, schemaPath, parsers, compressors },
  );
  const values = data.flatMap((page) => Array.from(page as ArrayLike<unknown>));
  if (values.length < rows) throw new Error('it ends too early');
  return values;
}

function isWords(path: SchemaTree[]): boolean {
  const { type, converted_type: converted, logical_type: logical } = path.at(-1)!.element;
  return type === 'BYTE_ARRAY' && converted !== 'DECIMAL' && logical?.type !== 'DECIMAL';
}

/** Moments of world time; those of a clock on a wall have no zone. */
function hasZone(path: SchemaTree[]): boolean {
  const { converted_type: converted, logical_type: logical } = path.at(-1)!.element;
  return logical?.type === 'TIMESTAMP' ? logical.isAdjustedToUTC : converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS';
}

/** Of times of day: how many of their units make a second. */
function unitsOfDay(path: SchemaTree[]): number | undefined {
  const { converted_type: converted, logical_type: logical } = path.at(-1)!.element;
  if (logical?.type === 'TIME') return { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 }[logical.unit];
  return converted === 'TIME_MILLIS' ? 1e3 : converted === 'TIME_MICROS' ? 1e6 : undefined;
}

function clockOf(seconds: number): string {
  const iso = new Date(Math.round(seconds * 1000)).toISOString();
  return iso.slice(11, iso.endsWith('.000Z') ? 19 : 23);
}

function cellOf(value: unknown, isUtc: boolean, perSecond?: number): string {
  if (perSecond !== undefined && (typeof value === 'number' || typeof value === 'bigint')) return clockOf(Number(value) / perSecond);
  switch (typeof value) {
    case 'undefined':
      return '';
    case 'string':
      return isUtc ? `${value}Z` : quoted(value);
    case 'object':
      return value === null ? '' : quoted(value instanceof Uint8Array ? Buffer.from(value).toString('hex') : JSON.stringify(value));
    default:
      return String(value as number | bigint | boolean);
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const leftOut = (names: string[]): Issue => ({
  severity: 'warning',
  code: 'nested-columns',
  where: 'file',
  message: `Columns that hold lists or structures were left out: ${names.slice(0, 5).map((name) => `"${name}"`).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`, // prettier-ignore
  fix: 'Save them with a column for each value.',
  count: names.length,
  values: { count: names.length, names: names.join(', ') },
});
