/**
 * A text that is made from other bytes - decoded from another encoding, freed of NUL bytes - and is as long as it comes out: an index says which
 * stretch of the original gives which stretch of the text, and each is made again whenever it is read. So nothing is kept but the index and the
 * stretch that was read last, and a file larger than memory stays where it is.
 */
import { bytesOf, type ByteSource } from './source.ts';

const BLOCK = 1 << 20;
/** Without a line end for so long, a stretch ends at a blank or a comma. */
const LONGEST = 1 << 26;

export class BlockSource implements ByteSource {
  size = 0;
  private readonly source: ByteSource;
  private readonly make: (raw: Uint8Array) => Uint8Array;
  /** Ends of the stretches, in the original and in the text. */
  private readonly rawEnds: number[] = [];
  private readonly ends: number[] = [];
  private made: { index: number; bytes: Uint8Array } = { index: -1, bytes: new Uint8Array(0) };

  /** unit: bytes of a code unit, and whether a line feed's own byte comes first or last in it. look: sees every stretch once, in order. */
  constructor(
    source: ByteSource,
    make: (raw: Uint8Array) => Uint8Array,
    unit: { bytes: 1 | 2 | 4; bigEndian?: boolean } = { bytes: 1 },
    look: (made: Uint8Array) => void = () => {},
  ) {
    this.source = source;
    this.make = make;
    for (let at = 0; at < source.size;) {
      let length = BLOCK;
      let cut = 0;
      let raw: Uint8Array;
      for (;;) {
        raw = bytesOf(source, at, Math.min(source.size, at + length));
        if (at + raw.length >= source.size) cut = raw.length;
        else cut = lastLineEnd(raw, unit);
        if (cut === 0 && length >= LONGEST) cut = lastSafePlace(raw, unit.bytes);
        if (cut > 0) break;
        length *= 2;
      }
      const made = make(raw.subarray(0, cut));
      look(made);
      at += cut;
      this.size += made.length;
      this.rawEnds.push(at);
      this.ends.push(this.size);
      this.made = { index: this.ends.length - 1, bytes: made };
    }
  }

  read(at: number, into: Uint8Array): void {
    let index = this.indexAt(at);
    for (let filled = 0; filled < into.length; index++) {
      const start = index === 0 ? 0 : this.ends[index - 1];
      const from = at + filled - start;
      const part = this.block(index).subarray(from, from + into.length - filled);
      into.set(part, filled);
      filled += part.length;
    }
  }

  private block(index: number): Uint8Array {
    if (this.made.index !== index) {
      const from = index === 0 ? 0 : this.rawEnds[index - 1];
      this.made = { index, bytes: this.make(bytesOf(this.source, from, this.rawEnds[index])) };
    }
    return this.made.bytes;
  }

  /** First stretch that ends behind `at`. */
  private indexAt(at: number): number {
    let low = 0;
    let high = this.ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Index behind the last line end, 0 when there is none. A byte of 10 or 13 is part of no other character in any encoding that is read here. */
function lastLineEnd(raw: Uint8Array, { bytes, bigEndian }: { bytes: 1 | 2 | 4; bigEndian?: boolean }): number {
  const own = bigEndian ? bytes - 1 : 0;
  for (const end of [10, 13]) {
    for (let i = Math.floor(raw.length / bytes) * bytes - bytes; i >= 0; i -= bytes) {
      if (raw[i + own] !== end) continue;
      let isWhole = true;
      for (let k = 0; k < bytes; k++) if (k !== own && raw[i + k] !== 0) isWhole = false;
      if (isWhole) return i + bytes;
    }
  }
  return 0;
}

/** Behind a byte that ends no longer character: blanks, quotes, commas. */
function lastSafePlace(raw: Uint8Array, bytes: number): number {
  if (bytes > 1) return Math.floor(raw.length / 4) * 4 - 4;
  for (let i = raw.length - 1; i > 0; i--) if (raw[i] < 0x30) return i + 1;
  return raw.length;
}
