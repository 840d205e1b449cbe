/**
 * Several files as one: a zip archive without packing, so that a folder is read, sent and kept in the same way as one file.
 * Source: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 */
import { encodeUtf8 } from '#engine/data/text.ts';

export interface NamedBytes {
  path: string;
  bytes: Uint8Array;
}

/** What an archive of this kind can hold. */
export const MOST_FILES = 65_535;
export const MOST_BYTES = 1 << 30;

/** The same archive for the same files, in the order of their paths. Throws a RangeError for more files or bytes than it can hold. */
export function archiveOf(files: readonly NamedBytes[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const names = sorted.map((file) => encodeUtf8(file.path));
  const size = sorted.reduce((sum, file, i) => sum + file.bytes.length + 2 * names[i].length + 76, 22);
  if (sorted.length > MOST_FILES || size > MOST_BYTES) throw new RangeError('too many or too large files for an archive');
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  const u16 = (value: number) => (view.setUint16(at, value, true), (at += 2));
  const u32 = (value: number) => (view.setUint32(at, value, true), (at += 4));
  const put = (bytes: Uint8Array) => (out.set(bytes, at), (at += bytes.length));
  /** What is said of a file before it and in the directory: version, UTF-8 names, no packing, 1 January 1980. */
  const about = (i: number, crc: number) => {
    const { length } = sorted[i].bytes;
    for (const value of [20, 0x800, 0, 0, 0x21]) u16(value);
    for (const value of [crc, length, length]) u32(value);
    for (const value of [names[i].length, 0]) u16(value);
  };
  const sums = sorted.map((file) => crc32(file.bytes));
  const places = sorted.map((file, i) => {
    const place = at;
    u32(0x04034b50);
    about(i, sums[i]);
    put(names[i]);
    put(file.bytes);
    return place;
  });
  const directory = at;
  sorted.forEach((_, i) => {
    u32(0x02014b50);
    u16(20);
    about(i, sums[i]);
    for (const value of [0, 0, 0]) u16(value);
    u32(0);
    u32(places[i]);
    put(names[i]);
  });
  const length = at - directory;
  u32(0x06054b50);
  for (const value of [0, 0, sorted.length, sorted.length]) u16(value);
  u32(length);
  u32(directory);
  u16(0);
  return out;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
