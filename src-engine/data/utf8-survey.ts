// Whether bytes are UTF-8, and whether NUL bytes stand among them: one quick walk through the whole source.
import { Blocks, type ByteSource } from './source.ts';

export interface Utf8Survey {
  /** Whole characters beyond ASCII. */
  characters: number;
  /** Bytes that belong to no character, and where the first of them lie. */
  broken: number;
  firstBroken: number[];
  /** A NUL stands elsewhere than before a quote, which it may escape. */
  hasStrayNul: boolean;
}

export function surveyUtf8(source: ByteSource): Utf8Survey {
  const survey: Utf8Survey = { characters: 0, broken: 0, firstBroken: [], hasStrayNul: false };
  const blocks = new Blocks(source);
  for (;;) {
    const used = surveyBlock(blocks.bytes, blocks.at, blocks.isLast, survey);
    if (blocks.isLast) return survey;
    blocks.next(used);
  }
}

/** Returns how much was surveyed: all but a character, or a NUL, that the end of the block cuts. */
function surveyBlock(bytes: Uint8Array, at: number, isLast: boolean, survey: Utf8Survey): number {
  const end = bytes.length;
  // Four bytes at a time while none is above 127 or zero; the words must be aligned.
  const offset = (4 - (bytes.byteOffset & 3)) & 3;
  const words = end > offset + 4 ? new Int32Array(bytes.buffer, bytes.byteOffset + offset, (end - offset) >> 2) : new Int32Array(0);
  let i = 0;
  while (i < end) {
    if (i >= offset && ((i - offset) & 3) === 0) {
      let word = (i - offset) >> 2;
      // Without a zero byte among them, no byte borrows when each loses one.
      while (word < words.length && ((words[word] | (words[word] - 0x01010101)) & 0x80808080) === 0) word++;
      i = Math.max(i, offset + word * 4);
      if (i >= end) break;
    }
    const byte = bytes[i];
    if (byte < 0x80) {
      if (byte === 0) {
        if (i + 1 === end && !isLast) return i;
        if (bytes[i + 1] !== 34 && bytes[i + 1] !== 39) survey.hasStrayNul = true;
      }
      i++;
      continue;
    }
    const length = utf8Length(bytes, i, end);
    if (length > 0) {
      survey.characters++;
      i += length;
    } else {
      if (!isLast && end - i < 4) return i;
      survey.broken++;
      if (survey.firstBroken.length < 20) survey.firstBroken.push(at + i);
      i++;
    }
  }
  return end;
}

/** Length of the character at `i`, or 0 when there is none: too long forms, surrogates and codes past U+10FFFF are none. */
function utf8Length(bytes: Uint8Array, i: number, end: number): number {
  const byte = bytes[i];
  const second = i + 1 < end ? bytes[i + 1] : 0;
  const isRest = (at: number) => at < end && (bytes[at] & 0xc0) === 0x80;
  if (byte >= 0xc2 && byte <= 0xdf) return isRest(i + 1) ? 2 : 0;
  if (byte >= 0xe0 && byte <= 0xef) {
    if (!isRest(i + 1) || !isRest(i + 2) || (byte === 0xe0 && second < 0xa0) || (byte === 0xed && second >= 0xa0)) return 0;
    return 3;
  }
  if (byte >= 0xf0 && byte <= 0xf4) {
    if (!isRest(i + 1) || !isRest(i + 2) || !isRest(i + 3)) return 0;
    return (byte === 0xf0 && second < 0x90) || (byte === 0xf4 && second >= 0x90) ? 0 : 4;
  }
  return 0;
}
