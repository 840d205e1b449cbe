/**
 * What lies inside of a packed file: gzip, Zstandard, zip and Excel workbooks are opened and the table inside is read; of an archive of recordings, of pictures,
 * or of tables for training and testing, all of them. Everything else is left as it is.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { joinParts } from '#engine/data/formats/parts.ts';
import { readPictures } from '#engine/data/media/pictures.ts';
import { readRecordings } from '#engine/data/media/recordings.ts';
import { readSource, type ReadHost, type ReadOptions, type TableRead } from '#engine/data/read-table.ts';
import { bytesOf, memorySource, type ByteSource } from '#engine/data/source.ts';
import type { Issue } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { chosenOf, membersOf, partsOf, tablesOf } from './members.ts';
import { isParquet, readParquet } from './parquet.ts';
import { readPng } from './png.ts';
import { sheetsOf } from './xlsx.ts';
import { zipEntries, type ZipEntry } from './zip.ts';

export type Unpacked =
  | {
      path: string;
      bytes: ByteSource;
      /** How the text inside is written, where that is known. */
      options: ReadOptions;
      /** Columns that hold words, whatever they look like. */
      words?: ReadonlySet<number>;
      issues?: Issue[];
      /** What was chosen of several. */
      chosen?: { name: string; names: string[]; what: 'files' | 'sheets' };
    }
  /** No text: read in a way of its own. */
  | { path: string; read(host: ReadHost): TableRead };

/** Bytes that unpacking may come to: it is done in memory. */
const MOST_BYTES = 1 << 30;

/** A table, or what is packed in an archive or a workbook. Throws an IssueError when the packing is damaged or holds no table. */
export function readPacked(path: string, bytes: ByteSource, options: ReadOptions, host: ReadHost): TableRead {
  const opened = unpack(path, bytes, options, (name, content) => readPacked(name, content, options, host));
  if ('read' in opened) return opened.read(host);
  const { chosen, words, issues: found = [] } = opened;
  const read = readSource(opened.bytes, { ...opened.options, ...options }, words ? { ...host, wordColumns: words } : host);
  const isOne = !chosen || chosen.names.length < 2;
  const issues = [...(isOne || options.member === chosen.name ? [] : [membersOf(chosen)]), ...found, ...read.issues];
  const said = { ...(isOne ? {} : { members: chosen.names, member: chosen.name }), issues };
  return { ...read, ...(read.inspection && { inspection: { ...read.inspection, ...said } }), issues };
}

function unpack(
  path: string,
  bytes: ByteSource,
  options: ReadOptions,
  readMember: (name: string, bytes: ByteSource) => TableRead,
  depth = 0,
): Unpacked {
  const head = bytesOf(bytes, 0, Math.min(4, bytes.size));
  const begins = (...magic: number[]) => magic.every((byte, i) => head[i] === byte);
  const inner = (name: string, content: Uint8Array): Unpacked => {
    if (depth >= 3)
      throw refused('archive-too-deep', path, 'Archives lie in it one inside the other.', 'Unpack it and drop the table that is inside.');
    return unpack(name, memorySource(content), options, readMember, depth + 1);
  };
  try {
    if (begins(0x1f, 0x8b)) return inner(path.replace(/\.gz$/i, ''), gunzipSync(bytesOf(bytes), { maxOutputLength: MOST_BYTES }));
    if (begins(0x28, 0xb5, 0x2f, 0xfd))
      return inner(path.replace(/\.zst$/i, ''), zstdDecompressSync(bytesOf(bytes), { maxOutputLength: MOST_BYTES }));
    if (isParquet(bytes)) return parquet(path, bytes);
    if (!begins(0x50, 0x4b, 3, 4)) return { path, bytes, options: {} };
    const entries = zipEntries(bytes);
    const isWorkbook = entries.some((e) => e.path.toLowerCase() === 'xl/workbook.xml');
    return isWorkbook ? workbook(path, entries, options.member) : archive(path, entries, options.member, inner, readMember);
  } catch (error) {
    if (error instanceof IssueError) throw error;
    const { code, message } = error as { code?: string; message: string };
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw refused('archive-too-large', path, 'What is packed in it is larger than 1 GB.', 'Unpack it and drop the table that is inside.');
    throw refused('archive-damaged', path, `It cannot be unpacked: ${message}.`, 'Download or export it again.');
  }
}

const refused = (code: string, where: string, message: string, fix: string): IssueError =>
  new IssueError([issue(code, where, message, fix)]);

function archive(
  path: string,
  entries: ZipEntry[],
  member: string | undefined,
  inner: (name: string, content: Uint8Array) => Unpacked,
  readMember: (name: string, bytes: ByteSource) => TableRead,
): Unpacked {
  const { tables, recordings, pictures } = tablesOf(entries);
  const open = (entry: ZipEntry): Uint8Array => {
    if (entry.isEncrypted)
      throw refused('archive-encrypted', path, 'It is protected by a password.', 'Unpack it and drop the table that is inside.');
    if (entry.sizeBytes > MOST_BYTES)
      throw refused('archive-too-large', path, 'What is packed in it is larger than 1 GB.', 'Unpack it and drop the table that is inside.');
    return entry.read();
  };
  const files = (of: ZipEntry[]) => of.map((entry) => ({ path: entry.path, read: () => open(entry) }));
  if (member === undefined) {
    if (recordings.length > tables.length) return { path, read: (host) => readRecordings(files(recordings), host) };
    if (pictures.length > tables.length) return { path, read: (host) => readPictures(files(pictures), readPng, host) };
    const parts = partsOf(tables);
    if (parts)
      return {
        path,
        read: (host) =>
          joinParts(
            parts.map(({ part, entry }) => ({ part, path: entry.path, read: readMember(entry.path, memorySource(open(entry))) })),
            host,
          ),
      };
  }
  const chosen = chosenOf(tables, (entry) => entry.path, member);
  if (!chosen)
    throw refused('archive-without-table', path, 'There is no table in this archive.', 'Unpack it and drop the file that holds the data.');
  const opened = inner(chosen.path, open(chosen));
  return 'read' in opened ? opened : { ...opened, chosen: { name: chosen.path, names: tables.map((t) => t.path), what: 'files' } };
}

function parquet(path: string, bytes: ByteSource): Unpacked {
  const { csv, words, issues } = readParquet(path, bytes);
  const options: ReadOptions = { ...plain, header: true };
  return { path, bytes: memorySource(csv), options, words, issues };
}

/** How tables are written here that are no text themselves. */
const plain: ReadOptions = { encoding: 'utf-8', delimiter: ',', quote: '"', escape: '"', comment: '', decimal: '.', thousands: '' };

/** Of a workbook the sheet that was chosen, else the one with the most rows. */
function workbook(path: string, entries: ZipEntry[], member: string | undefined): Unpacked {
  const sheets = sheetsOf(entries).sort((a, b) => b.rows - a.rows);
  const chosen = chosenOf(sheets, (sheet) => sheet.name, member);
  if (!chosen) throw refused('archive-without-table', path, 'Its sheets are empty.', 'Choose a workbook that holds data.');
  return {
    path,
    bytes: memorySource(new TextEncoder().encode(chosen.csv)),
    // Numbers written as texts have the mark of their country; those of the sheet itself have a point.
    options: chosen.hasCommaNumbers ? { ...plain, decimal: undefined, thousands: undefined } : plain,
    issues: chosen.formulasWithoutValue ? [withoutValue(chosen.formulasWithoutValue)] : [],
    chosen: { name: chosen.name, names: sheets.map((s) => s.name), what: 'sheets' },
  };
}

const withoutValue = (count: number): Issue => ({
  severity: 'warning',
  code: 'formulas-without-value',
  where: 'file',
  message: `${count} ${count === 1 ? 'cell holds a formula' : 'cells hold formulas'} whose value was never calculated. ${count === 1 ? 'It is' : 'They are'} missing.`,
  fix: 'Open the workbook in Excel and save it: that stores the values.',
  count,
  values: { count },
});
