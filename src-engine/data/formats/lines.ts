// The lines of a text, one after the other, without making a string of any.
import { Blocks, type ByteSource } from '../source.ts';

export interface Line {
  bytes: Uint8Array;
  /** The line's bytes are [start, end), without its line end. */
  start: number;
  end: number;
  /** From 1. */
  number: number;
}

/** The same object for every line: what is wanted of one is taken before the next. onProgress: called now and then with the bytes that were read. */
export function* linesOf(text: ByteSource, onProgress?: (bytes: number) => void): Generator<Line> {
  const line: Line = { bytes: new Uint8Array(0), start: 0, end: 0, number: 0 };
  for (const blocks = new Blocks(text); ;) {
    const { bytes, isLast } = blocks;
    let at = 0;
    while (at < bytes.length) {
      let next = bytes.indexOf(10, at);
      if (next < 0) {
        if (!isLast) break;
        next = bytes.length;
      }
      line.bytes = bytes;
      line.start = at;
      line.end = next > at && bytes[next - 1] === 13 ? next - 1 : next;
      line.number++;
      yield line;
      at = next + 1;
    }
    onProgress?.(blocks.at + Math.min(at, bytes.length));
    if (isLast) return;
    blocks.next(Math.min(at, bytes.length));
  }
}
