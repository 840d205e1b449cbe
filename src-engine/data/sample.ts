/** Stretches of a text that stand for the whole: all of a small one; of a large one its beginning, its end, and places spread between. */
import { bytesOf, type ByteSource } from './source.ts';

export interface Piece {
  bytes: Uint8Array;
  /** Where in the text it begins. */
  at: number;
}

export interface Sample {
  /** In order, none overlapping; each begins and ends with a line. The first one begins with the text, the last one ends with it. */
  pieces: Piece[];
  /** Bytes of the text. */
  size: number;
}

const WHOLE_UP_TO = 1 << 20;
const HEAD = 1 << 18;
const TAIL = 1 << 16;
const PIECE = 1 << 14;
const PIECES = 32;
/** Lines that the beginning should have, also where they are long. */
const HEAD_LINES = 50;
const LONGEST_HEAD = 1 << 23;

export function sampleOf(text: ByteSource): Sample {
  const { size } = text;
  if (size <= WHOLE_UP_TO) return { pieces: [{ bytes: bytesOf(text), at: 0 }], size };
  const pieces = [{ bytes: headOf(text), at: 0 }];
  const endOf = () => pieces[pieces.length - 1].at + pieces[pieces.length - 1].bytes.length;
  const step = (size - HEAD - TAIL) / PIECES;
  for (let i = 1; i <= PIECES; i++) {
    const isTail = i === PIECES;
    const from = lineStart(text, Math.max(endOf(), Math.floor(isTail ? size - TAIL : HEAD + i * step)));
    const to = isTail ? size : lineStart(text, from + PIECE);
    if (to > from) pieces.push({ bytes: bytesOf(text, from, to), at: from });
  }
  return { pieces, size };
}

function headOf(text: ByteSource): Uint8Array {
  for (let length = HEAD; ; length *= 2) {
    const bytes = bytesOf(text, 0, lineStart(text, length));
    if (bytes.length >= LONGEST_HEAD || bytes.length === text.size) return bytes;
    let lines = 0;
    for (const byte of bytes) if (byte === 10) lines++;
    // A file whose lines end otherwise has none: its beginning is long enough.
    if (lines === 0 || lines >= HEAD_LINES) return bytes;
  }
}

/** Where the first line begins that begins at or behind `at`; the end of the text when there is none. */
function lineStart(text: ByteSource, at: number): number {
  if (at === 0) return 0;
  // One byte earlier: a line may begin right there.
  for (let from = at - 1; from < text.size;) {
    const bytes = bytesOf(text, from, from + PIECE);
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === 10) return from + i + 1;
      if (bytes[i] !== 13) continue;
      const next = i + 1 < bytes.length ? bytes[i + 1] : bytesOf(text, from + i + 1, from + i + 2)[0];
      if (next !== 10) return from + i + 1;
    }
    from += bytes.length;
  }
  return text.size;
}
