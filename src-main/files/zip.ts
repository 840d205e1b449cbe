/**
 * Zip archives, from their directory at the end. Not read: archives over several disks, and encrypted entries.
 * Source: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 */
import { inflateRawSync } from 'node:zlib';
import { bytesOf, type ByteSource } from '#engine/data/source.ts';

export interface ZipEntry {
  path: string;
  sizeBytes: number;
  isEncrypted: boolean;
  /** Throws when it is damaged or packed in a way that is not read. */
  read(): Uint8Array;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;

/** Entries that are files. Throws an Error that says what is wrong with the archive. */
export function zipEntries(source: ByteSource): ZipEntry[] {
  const tailAt = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const tail = viewOf(bytesOf(source, tailAt));
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error('its directory is missing');
  const count = tail.getUint16(end + 10, true);
  const at = tail.getUint32(end + 16, true);
  const directory = viewOf(bytesOf(source, at, at + tail.getUint32(end + 12, true)));
  const entries: ZipEntry[] = [];
  for (let i = 0, place = 0; i < count; i++) {
    if (place + 46 > directory.byteLength || directory.getUint32(place, true) !== ENTRY) throw new Error('its directory is damaged');
    const u16 = (offset: number) => directory.getUint16(place + offset, true);
    const u32 = (offset: number) => directory.getUint32(place + offset, true);
    const flags = u16(8);
    const packing = u16(10);
    const [packed, sizeBytes, local] = [u32(20), u32(24), u32(42)];
    const name = new Uint8Array(directory.buffer, directory.byteOffset + place + 46, u16(28));
    const path = decodeName(name, (flags & 0x800) !== 0);
    place += 46 + u16(28) + u16(30) + u16(32);
    if (!path.endsWith('/'))
      entries.push({ path, sizeBytes, isEncrypted: (flags & 1) !== 0, read: () => readEntry(source, local, packed, sizeBytes, packing) });
  }
  return entries;
}

function readEntry(source: ByteSource, local: number, packed: number, sizeBytes: number, packing: number): Uint8Array {
  const head = viewOf(bytesOf(source, local, local + 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) throw new Error('an entry is damaged');
  const at = local + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const bytes = bytesOf(source, at, at + packed);
  if (packing === 0) return bytes;
  if (packing !== 8) throw new Error(`it is packed by method ${packing}`);
  // An entry that is larger than its directory says is damaged, or made to fill the memory.
  const whole = inflateRawSync(bytes, { maxOutputLength: Math.max(1, sizeBytes) });
  if (whole.length !== sizeBytes) throw new Error('an entry is shorter than the directory says');
  return whole;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Names are UTF-8 where a flag says so, and mostly also where none does. */
function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
