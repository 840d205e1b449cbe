// Values of a series format: numbers between marks, `?`, NaN or nothing where one is missing; what is none is written down with its line.
import type { Trouble } from '../column-readers.ts';
import { plainNumber } from '../numbers.ts';
import { decodeUtf8 } from '../text.ts';
import { MISSING_WORDS } from '../words.ts';

const POINT = 46;

/** The numbers in bytes [start, end), which stand between commas. Appends to `out` and returns it. */
export function numbersBetweenCommas(
  bytes: Uint8Array,
  start: number,
  end: number,
  line: number,
  trouble: Trouble,
  out: number[],
): number[] {
  for (let at = start; ;) {
    let next = at;
    while (next < end && bytes[next] !== 44) next++;
    out.push(numberIn(bytes, at, next, line, trouble));
    if (next >= end) return out;
    at = next + 1;
  }
}

export function numberIn(bytes: Uint8Array, start: number, end: number, line: number, trouble: Trouble): number {
  while (start < end && bytes[start] <= 32) start++;
  while (end > start && bytes[end - 1] <= 32) end--;
  const value = plainNumber(bytes, start, end, POINT);
  if (value === value) return value;
  const text = decodeUtf8(bytes, start, end);
  if (text === '?' || MISSING_WORDS.has(text.toLowerCase())) return NaN;
  const slow = Number(text);
  if (slow === slow && Number.isFinite(slow)) return slow;
  trouble.add(line, text);
  return NaN;
}
