/** What lies inside of a packed file: gzip, Zstandard, zip and Excel workbooks are opened and the table inside is read. Everything else is left as it is. */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { ReadOptions } from '#engine/data/read-table.ts';
import { bytesOf, memorySource, type ByteSource } from '#engine/data/source.ts';
import type { Issue } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { sheetsOf } from './xlsx.ts';
import { zipEntries, type ZipEntry } from './zip.ts';

export interface Unpacked {
  path: string;
  bytes: ByteSource;
  /** How the text inside is written, where that is known. */
  options: ReadOptions;
  issues: Issue[];
}

/** Bytes that unpacking may come to: it is done in memory. */
const MOST_BYTES = 1 << 30;
const TABLE = /\.(csv|tsv|txt|tab|dat|data|tsf|ts|arff|gz|xlsx|zip)$/i;

/** Throws an IssueError when the packing is damaged or holds no table. */
export function unpack(path: string, bytes: ByteSource, depth = 0): Unpacked {
  const head = bytesOf(bytes, 0, Math.min(4, bytes.size));
  const begins = (...magic: number[]) => magic.every((byte, i) => head[i] === byte);
  const inner = (name: string, content: Uint8Array): Unpacked => {
    if (depth >= 3)
      throw refused('archive-too-deep', path, 'Archives lie in it one inside the other.', 'Unpack it and drop the table that is inside.');
    return unpack(name, memorySource(content), depth + 1);
  };
  try {
    if (begins(0x1f, 0x8b)) return inner(path.replace(/\.gz$/i, ''), gunzipSync(bytesOf(bytes), { maxOutputLength: MOST_BYTES }));
    if (begins(0x28, 0xb5, 0x2f, 0xfd))
      return inner(path.replace(/\.zst$/i, ''), zstdDecompressSync(bytesOf(bytes), { maxOutputLength: MOST_BYTES }));
    if (!begins(0x50, 0x4b, 3, 4)) return { path, bytes, options: {}, issues: [] };
    const entries = zipEntries(bytes);
    return entries.some((e) => e.path.toLowerCase() === 'xl/workbook.xml') ? workbook(path, entries) : archive(path, entries, inner);
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

function archive(path: string, entries: ZipEntry[], inner: (name: string, content: Uint8Array) => Unpacked): Unpacked {
  // What macOS puts beside the files, and what is only about them, is none of the data.
  const tables = entries
    .filter((e) => TABLE.test(e.path) && !/(^|\/)(__MACOSX\/|\.|(readme|licen[cs]e)\b)/i.test(e.path))
    .sort((a, b) => b.sizeBytes - a.sizeBytes);
  const [largest] = tables;
  if (!largest)
    throw refused('archive-without-table', path, 'There is no table in this archive.', 'Unpack it and drop the file that holds the data.');
  if (largest.isEncrypted)
    throw refused('archive-encrypted', path, 'It is protected by a password.', 'Unpack it and drop the table that is inside.');
  if (largest.sizeBytes > MOST_BYTES)
    throw refused('archive-too-large', path, 'What is packed in it is larger than 1 GB.', 'Unpack it and drop the table that is inside.');
  const opened = inner(largest.path, largest.read());
  return {
    ...opened,
    issues: [
      ...chosen(
        tables.map((t) => t.path),
        'files',
      ),
      ...opened.issues,
    ],
  };
}

/** Of a workbook the sheet with the most rows. */
function workbook(path: string, entries: ZipEntry[]): Unpacked {
  const sheets = sheetsOf(entries).sort((a, b) => b.rows - a.rows);
  const [largest] = sheets;
  if (!largest) throw refused('archive-without-table', path, 'Its sheets are empty.', 'Choose a workbook that holds data.');
  return {
    path,
    bytes: memorySource(new TextEncoder().encode(largest.csv)),
    options: { encoding: 'utf-8', delimiter: ',', quote: '"', escape: '"', decimal: '.', thousands: '' },
    issues: chosen(
      sheets.map((s) => s.name),
      'sheets',
    ),
  };
}

const chosen = (names: string[], what: string): Issue[] =>
  names.length < 2
    ? []
    : [
        {
          severity: 'question',
          code: 'one-of-several-tables',
          where: 'file',
          message: `It holds ${names.length} ${what}. "${names[0]}", the largest, was read; left out were ${names
            .slice(1, 6)
            .map((name) => `"${name}"`)
            .join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}.`,
          fix: 'If you meant another one, save it as a file of its own and drop that.',
          count: names.length,
          values: { count: names.length, name: names[0], names: names.slice(1).join(', ') },
        },
      ];
