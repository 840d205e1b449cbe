/**
 * NUL bytes in text: loggers that lost power write them in blocks, programs in C pad cells with them. At the edge of a cell they are nothing and
 * go; inside a cell something was lost, so they stay, and the cell will not be read as a number. Nothing of it happens unsaid.
 */
import type { Issue } from '../issue.ts';
import { counted, inLines } from './wording.ts';

const EDGES = new Set([9, 10, 13, 32, 34, 39, 44, 59, 124, 0]);

export function withoutNulBytes(utf8: Uint8Array): { utf8: Uint8Array; issues: Issue[] } {
  const first = utf8.indexOf(0);
  if (first < 0 || isEscape(utf8, first)) return { utf8, issues: [] };
  const out = new Uint8Array(utf8.length);
  out.set(utf8.subarray(0, first));
  let length = first;
  let line = 1;
  for (let i = 0; i < first; i++) if (utf8[i] === 10) line++;
  let count = 0;
  let inside = 0;
  const lines = new Set<number>();
  for (let i = first; i < utf8.length; i++) {
    if (utf8[i] !== 0) {
      if (utf8[i] === 10) line++;
      out[length++] = utf8[i];
      continue;
    }
    let end = i;
    while (end < utf8.length && utf8[end] === 0) end++;
    count += end - i;
    if (lines.size < 20) lines.add(line);
    const isEdge = i === 0 || end === utf8.length || EDGES.has(utf8[i - 1]) || EDGES.has(utf8[end]);
    if (!isEdge) {
      inside++;
      out[length++] = 0;
    }
    i = end - 1;
  }
  const issue: Issue = {
    severity: 'warning',
    code: 'nul-bytes',
    where: `line ${[...lines][0]}`,
    message:
      `${counted(count, 'NUL byte stands', 'NUL bytes stand')} in ${inLines([...lines])}, as after a crash while writing. ` +
      (inside > 0 ? `${counted(inside, 'cell is', 'cells are')} damaged by them; the others were left out.` : 'They were left out.'),
    fix: 'Look at these lines: rows may be missing there.',
    values: { count, inside, lines: [...lines].join(', ') },
    line: [...lines][0],
    count,
  };
  return { utf8: out.subarray(0, length), issues: [issue] };
}

/** Every NUL stands before a quote: it escapes them (`dialect.ts` sees to it). */
function isEscape(utf8: Uint8Array, first: number): boolean {
  for (let i = first; i >= 0; i = utf8.indexOf(0, i + 1)) if (utf8[i + 1] !== 34 && utf8[i + 1] !== 39) return false;
  return true;
}
