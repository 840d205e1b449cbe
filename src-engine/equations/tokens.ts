/**
 * Text -> tokens. Signs that keyboards and editors put in place of the plain ones (a typographic minus, a multiplication dot,
 * full-width brackets, a curly prime) are read as what they stand for. Characters that mean nothing here become `unknown`.
 */
import type { Span } from './report.ts';

export type TokenKind = 'name' | 'number' | 'sign' | 'end of line' | 'end' | 'comment' | 'unknown';

export interface Token extends Span {
  kind: TokenKind;
  /** A name in composed form without its primes, a plain sign, or what was written. */
  text: string;
  /** Primes behind a name. */
  primes: number;
  /** Nothing stands between it and the token before it. */
  glued: boolean;
}

const signs = new Map([...'()[],=+-*/^:;@'].map((sign) => [sign, sign]));
for (const [sign, others] of [
  ['-', '−–﹣－'],
  ['*', '·⋅×⊙∘∗＊'],
  ['/', '÷∕／'],
  ['+', '＋'],
  ['=', '＝'],
  ['(', '（'],
  [')', '）'],
  ['[', '［'],
  [']', '］'],
  [',', '，'],
  [':', '：'],
  [';', '；'],
  ['^', '＾'],
  ['@', '＠'],
])
  for (const other of others) signs.set(other, sign);

/** A letter of any script, then letters, digits and underscores; subscript digits belong to a name, superscripts do not. */
const name = /\p{L}[\p{L}\p{M}\p{Nd}\p{Nl}_₀-₉]*/uy;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const primes = /['′’＇]+/y;
const space = /[^\S\r\n]+/y;
const newline = /\r\n|\n|\r/y;
const comment = /[#＃][^\r\n]*/y;

/** Every token in order, comments among them; the last is `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let glued = false;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const take = (kind: TokenKind, length: number, shown = text.slice(at, at + length), marks = 0): void => {
    tokens.push({ kind, text: shown, primes: marks, start: at, end: at + length, glued });
    at += length;
    glued = true;
  };
  while (at < text.length) {
    const blank = match(space);
    if (blank) {
      at += blank.length;
      glued = false;
      continue;
    }
    const end = match(newline);
    const remark = end ? undefined : match(comment);
    const word = match(name);
    const digits = match(number);
    if (end) take('end of line', end.length, 'end of line');
    else if (remark) take('comment', remark.length);
    else if (word) {
      primes.lastIndex = at + word.length;
      const marks = primes.exec(text)?.[0].length ?? 0;
      take('name', word.length + marks, word.normalize('NFC'), marks);
    } else if (digits) take('number', digits.length);
    else {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      const sign = signs.get(character);
      take(sign === ';' ? 'end of line' : sign ? 'sign' : 'unknown', character.length, sign ?? character);
    }
  }
  tokens.push({ kind: 'end', text: 'end of the text', primes: 0, start: text.length, end: text.length, glued });
  return tokens;
}

/** A character as a sentence can show it: `U+0007` for what cannot be seen. */
export function sayCharacter(character: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(character)) return character;
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
