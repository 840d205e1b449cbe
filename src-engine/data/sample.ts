/** Stretches of a file that stand for the whole: all of a small file; of a large one its beginning, its end, and places spread between. */

export interface Stretch {
  start: number;
  end: number;
}

const WHOLE_UP_TO = 1 << 20;
const HEAD = 1 << 18;
const PIECE = 1 << 14;
const PIECES = 32;

/** Each stretch begins and ends with a line. */
export function sampleOf(bytes: Uint8Array): Stretch[] {
  if (bytes.length <= WHOLE_UP_TO) return [{ start: 0, end: bytes.length }];
  const stretches: Stretch[] = [{ start: 0, end: lineStart(bytes, HEAD) }];
  const step = (bytes.length - HEAD - PIECE) / PIECES;
  for (let i = 1; i <= PIECES; i++) {
    const from = lineStart(bytes, Math.floor(HEAD + i * step));
    const to = i === PIECES ? bytes.length : lineStart(bytes, from + PIECE);
    if (from >= stretches[stretches.length - 1].end && to > from) stretches.push({ start: from, end: to });
  }
  return stretches;
}

function lineStart(bytes: Uint8Array, at: number): number {
  for (let i = at; i < bytes.length; i++) {
    if (bytes[i] === 10) return i + 1;
    if (bytes[i] === 13 && bytes[i + 1] !== 10) return i + 1;
  }
  return bytes.length;
}
