// The typed equations as lines of coloured pieces, problems marked; and small questions about the text as an editor asks them.
import { X } from '#engine/equations/bound.ts';
import { languageFunctions } from '#engine/equations/functions.ts';
import { keywords } from '#engine/equations/parser.ts';
import { tokenize, type Token } from '#engine/equations/tokens.ts';
import type { Issue } from '#engine/issue.ts';

export interface Piece {
  text: string;
  kind: 'plain' | 'comment' | 'earlier' | 'function' | 'defined' | 'sign' | 'keyword';
  /** What is wrong with it. */
  mark?: 'error' | 'warning';
}

/** Pieces of each line; empty lines have none. A problem at the end of a line marks a space behind it. */
export function linesOf(text: string, issues: readonly Issue[]): Piece[][] {
  const starts = lineStarts(text);
  const lines = starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length).replace(/[\r\n]+$/, ''));
  const kinds = kindsOf(text);
  return lines.map((line, i) => {
    const marks = issues.filter((issue) => issue.line === i + 1);
    const edges = new Set([0, line.length]);
    for (const { character = 1, length = 1 } of marks) {
      edges.add(Math.min(line.length, character - 1));
      edges.add(Math.min(line.length, character - 1 + length));
    }
    for (const { start, end } of kinds) {
      edges.add(Math.max(0, Math.min(line.length, start - starts[i])));
      edges.add(Math.max(0, Math.min(line.length, end - starts[i])));
    }
    const cuts = [...edges].sort((p, q) => p - q);
    const pieces = cuts.slice(0, -1).map((from, k): Piece => {
      const kind = kinds.find((other) => other.start <= starts[i] + from && starts[i] + from < other.end)?.kind ?? 'plain';
      const mark = marks.find(({ character = 1, length = 1 }) => character - 1 <= from && from < character - 1 + length);
      return { text: line.slice(from, cuts[k + 1]), kind, ...(mark ? { mark: markOf(mark) } : {}) };
    });
    const behind = marks.find(({ character = 1 }) => character > line.length);
    return behind ? [...pieces, { text: '\u00a0', kind: 'plain', mark: markOf(behind) }] : pieces;
  });
}

const markOf = (issue: Issue): 'error' | 'warning' => (issue.severity === 'error' ? 'error' : 'warning');

function kindsOf(text: string): { start: number; end: number; kind: Piece['kind'] }[] {
  const tokens = tokenize(text);
  return tokens.map((token, i) => ({ start: token.start, end: token.end, kind: kindOf(token, tokens[i - 1], tokens[i + 1]) }));
}

function kindOf(token: Token, before: Token | undefined, after: Token | undefined): Piece['kind'] {
  if (token.kind === 'comment' || token.kind === 'sign') return token.kind;
  if (token.kind !== 'name') return 'plain';
  if (token.primes) return 'earlier';
  const isFirst = !before || before.kind === 'end of line' || before.kind === 'comment';
  if (isFirst && keywords.includes(token.text) && after?.kind === 'name') return 'keyword';
  if (isFirst && token.text !== X) return 'defined';
  return languageFunctions.has(token.text) ? 'function' : 'plain';
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
}

/** Characters from the beginning of the text to a place in it. */
export function offsetOf(text: string, line: number, character: number): number {
  const starts = lineStarts(text);
  return Math.min(text.length, (starts[Math.min(line, starts.length) - 1] ?? 0) + character - 1);
}

/** Where the caret belongs after one text has become another: behind what is new or where something is gone. */
export function changeEnd(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length);
  let first = 0;
  while (first < shorter && before[first] === after[first]) first++;
  let last = 0;
  while (last < shorter - first && before[before.length - 1 - last] === after[after.length - 1 - last]) last++;
  return after.length - last;
}

/**
 * Which changes of a text are undone together: letters that follow each other quickly are one change, a new line or
 * a pause begins another, and so does turning from typing to deleting.
 */
export class TypingBursts {
  private count = 0;
  private kind = '';
  private lastMs = -Infinity;

  /** A key that is the same for changes that belong together. */
  keyFor(inputType: string, timeMs: number): string {
    const kind = /^delete/.test(inputType) ? 'delete' : /^insert(Text|Composition)/.test(inputType) ? 'insert' : '';
    if (kind === '' || kind !== this.kind || timeMs - this.lastMs > 1200) this.count++;
    this.kind = kind;
    this.lastMs = timeMs;
    return `typing ${this.count}`;
  }

  /** What comes next is a change of its own. */
  end(): void {
    this.kind = '';
  }
}
