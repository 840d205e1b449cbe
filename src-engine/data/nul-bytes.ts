/**
 * NUL bytes in text: loggers that lost power write them in blocks, programs in C pad cells with them. At the edge of a cell they are nothing and
 * go; inside a cell something was lost, so they stay, and the cell will not be read as a number. Nothing of it happens unsaid.
 */
import type { Issue } from '../issue.ts';
import { BlockSource } from './block-source.ts';
import { Blocks, type ByteSource } from './source.ts';
import { counted, inLines } from './wording.ts';

const EDGES = new Set([9, 10, 13, 32, 34, 39, 44, 59, 124, 0]);

/** text: one in which some NUL stands elsewhere than before a quote (`hasStrayNul`). */
export function withoutNulBytes(text: ByteSource): { text: ByteSource; issues: Issue[] } {
  const seen = { count: 0, inside: 0, line: 1, lines: new Set<number>() };
  let isCounting = true;
  const cleaned = new BlockSource(text, (raw) => {
    const { bytes, ...found } = clean(raw, seen.line);
    if (isCounting) {
      seen.count += found.count;
      seen.inside += found.inside;
      seen.line = found.line;
      for (const line of found.lines) if (seen.lines.size < 20) seen.lines.add(line);
    }
    return bytes;
  });
  isCounting = false;
  const { count, inside } = seen;
  const lines = [...seen.lines];
  const issue: Issue = {
    severity: 'warning',
    code: 'nul-bytes',
    where: `line ${lines[0]}`,
    message:
      `${counted(count, 'NUL byte stands', 'NUL bytes stand')} in ${inLines(lines)}, as after a crash while writing. ` +
      (inside > 0 ? `${counted(inside, 'cell is', 'cells are')} damaged by them; the others were left out.` : 'They were left out.'),
    fix: 'Look at these lines: rows may be missing there.',
    values: { count, inside, lines: lines.join(', ') },
    line: lines[0],
    count,
  };
  return { text: cleaned, issues: [issue] };
}

/** Some NUL stands elsewhere than before a quote, where it would only escape it (`dialect.ts` sees to that). */
export function hasStrayNul(text: ByteSource): boolean {
  const blocks = new Blocks(text);
  for (;;) {
    const { bytes, isLast } = blocks;
    let used = bytes.length;
    for (let i = bytes.indexOf(0); i >= 0; i = bytes.indexOf(0, i + 1)) {
      if (i === bytes.length - 1 && !isLast) {
        used = i;
        break;
      }
      if (bytes[i + 1] !== 34 && bytes[i + 1] !== 39) return true;
    }
    if (isLast) return false;
    blocks.next(used);
  }
}

function clean(raw: Uint8Array, line: number): { bytes: Uint8Array; count: number; inside: number; line: number; lines: Set<number> } {
  const out = new Uint8Array(raw.length);
  const lines = new Set<number>();
  let length = 0;
  let count = 0;
  let inside = 0;
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] !== 0) {
      if (raw[i] === 10) line++;
      out[length++] = raw[i];
      continue;
    }
    let end = i;
    while (end < raw.length && raw[end] === 0) end++;
    count += end - i;
    lines.add(line);
    const isEdge = i === 0 || end === raw.length || EDGES.has(raw[i - 1]) || EDGES.has(raw[end]);
    if (!isEdge) {
      inside++;
      out[length++] = 0;
    }
    i = end - 1;
  }
  return { bytes: out.subarray(0, length), count, inside, line, lines };
}
