/**
 * Bytes that lie somewhere - in memory, in a file, in the store - and can be read in any order, so that a file larger than memory needs no
 * other code than a small one. Reading is synchronous: where it may take long, a host does it in a thread of its own.
 */
export interface ByteSource {
  readonly size: number;
  /** Fills `into` with the bytes from `at` on; all of them exist. */
  read(at: number, into: Uint8Array): void;
}

export const memorySource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (at, into) => into.set(bytes.subarray(at, at + into.length)),
});

/** Bytes [from, to) as an array of their own. */
export function bytesOf(source: ByteSource, from = 0, to = source.size): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(to, source.size) - from));
  if (bytes.length > 0) source.read(from, bytes);
  return bytes;
}

/** The same bytes without those before `from`. */
export const sourceFrom = (source: ByteSource, from: number): ByteSource =>
  from === 0 ? source : { size: source.size - from, read: (at, into) => source.read(from + at, into) };

const BLOCK = 1 << 20;

/**
 * Walks through a source block by block. What the reader of a block has not used - a row that goes on - stands at the beginning of the next one.
 */
export class Blocks {
  /** The block. Valid until `next`. */
  bytes: Uint8Array;
  /** Where in the source the block begins. */
  at: number;
  private readonly source: ByteSource;
  private readonly to: number;
  private buffer: Uint8Array;

  constructor(source: ByteSource, from = 0, to = source.size, block = BLOCK) {
    this.source = source;
    this.at = from;
    this.to = to;
    this.buffer = new Uint8Array(Math.max(0, Math.min(block, to - from)));
    this.bytes = this.buffer;
    if (this.buffer.length > 0) source.read(from, this.buffer);
  }

  /** No bytes follow those of this block. */
  get isLast(): boolean {
    return this.at + this.bytes.length >= this.to;
  }

  /** Goes on behind the first `used` bytes of the block. A block of which nothing was used becomes longer. */
  next(used: number): void {
    const rest = this.bytes.length - used;
    const at = this.at + used;
    const left = this.to - at;
    if (rest * 2 > this.buffer.length && this.buffer.length < left) {
      const larger = new Uint8Array(Math.min(left, this.buffer.length * 2));
      larger.set(this.bytes.subarray(used));
      this.buffer = larger;
    } else this.buffer.copyWithin(0, used, used + rest);
    const length = Math.min(this.buffer.length, left);
    if (length > rest) this.source.read(at + rest, this.buffer.subarray(rest, length));
    this.bytes = this.buffer.subarray(0, length);
    this.at = at;
  }
}
