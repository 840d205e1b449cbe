// Expressions, by recursive descent; the grammar stands in parser.ts.
import { languageFunctions } from './functions.ts';
import { limits } from './limits.ts';
import { nearest } from '../nearest.ts';
import { Reader } from './reader.ts';
import { around } from './report.ts';
import type { Expression, Name, NumberLiteral } from './syntax.ts';
import type { Token } from './tokens.ts';

const doubledFixes: Record<string, string> = {
  '==': 'Write one =.',
  '**': 'Write ^ for a power, as in x^2.',
  '//': 'A comment begins with #.',
  '/*': 'A comment begins with #.',
};

export class ExpressionReader extends Reader {
  protected sum(): Expression | undefined {
    return this.list('sum', '+', '-', () => this.product());
  }

  private product(): Expression | undefined {
    return this.list('product', '*', '/', () => this.signed());
  }

  /** One part, or several with the sign before each. */
  private list(kind: 'sum' | 'product', plain: string, other: string, part: () => Expression | undefined): Expression | undefined {
    const first = part();
    if (!first) return undefined;
    const parts = [first];
    const flags = [false];
    while (this.isSign(plain) || this.isSign(other)) {
      flags.push(this.take().text === other);
      const next = part();
      if (!next) return undefined;
      parts.push(next);
    }
    return parts.length === 1 ? first : { kind, parts, flags, ...around(first, parts.at(-1)!) };
  }

  private signed(): Expression | undefined {
    const first = this.now;
    let isNegative = false;
    while (this.isSign('-') || this.isSign('+')) isNegative = (this.take().text === '-') !== isNegative;
    const of = this.apply();
    return of && isNegative ? { kind: 'negate', parts: [of], ...around(first, of) } : of;
  }

  private apply(): Expression | undefined {
    const first = this.power();
    if (!first) return undefined;
    const parts = [first];
    for (;;) {
      if (this.isSign('@')) this.take();
      else if (this.now.kind !== 'name' && this.now.kind !== 'number' && !this.isSign('(') && !this.isSign('[')) break;
      else if (this.now.kind === 'number') return this.expected('an operator', 'Write a number before what it multiplies, as in 2 W x.');
      const next = this.power();
      if (!next) return undefined;
      parts.push(next);
    }
    return parts.length === 1 ? first : { kind: 'apply', parts, ...around(first, parts.at(-1)!) };
  }

  private power(): Expression | undefined {
    const base = this.primary();
    if (!base || !this.isSign('^')) return base;
    this.take();
    const token = this.now;
    const exponent = token.kind === 'number' ? Number(token.text) : NaN;
    if (!(Number.isInteger(exponent) && exponent >= 2 && exponent <= 8))
      return this.expected('a whole number from 2 to 8', 'For other powers use sqrt, exp and log.');
    this.take();
    return { kind: 'power', parts: [base], exponent, ...around(base, token) };
  }

  private primary(): Expression | undefined {
    const { now } = this;
    if (now.kind === 'number') return this.number();
    if (now.kind === 'name') return this.named();
    if (this.isSign('[')) {
      const parts = this.enclosed(']');
      return parts && { kind: 'join', parts, ...around(now, this.tokens[this.at - 1]) };
    }
    if (!this.isSign('(')) return this.expected('a value', this.doubled());
    const parts = this.enclosed(')');
    if (!parts) return undefined;
    if (parts.length === 1) return { ...parts[0], ...around(now, this.tokens[this.at - 1]) };
    this.report.add('equation-comma', parts[1], 'Parentheses hold one value.', 'Put values side by side in brackets: [a, b].');
    return undefined;
  }

  /** A sign that other languages write twice. */
  private doubled(): string {
    const { now } = this;
    const before = now.glued ? this.tokens[this.at - 1] : undefined;
    return doubledFixes[`${before?.text}${now.text}`] ?? '';
  }

  /** `1e` and `0x10` are numbers that are not finished or not ours, rather than a number before a name. */
  private isHalfNumber(token: Token): boolean {
    const next = this.tokens[this.at];
    return next.kind === 'name' && next.glued && (/^e$/i.test(next.text) || (token.text === '0' && /^x[\da-f]+$/i.test(next.text)));
  }

  protected number(): NumberLiteral | undefined {
    const token = this.take();
    const value = Number(token.text);
    if (this.isHalfNumber(token)) {
      const whole = around(token, this.tokens[this.at]);
      const got = this.report.said(whole);
      const fix = 'An exponent has digits, as in 1e-3; before a name put a space.';
      this.report.add('equation-expected', whole, `Got "${got}"; expected a number.`, fix, { got, what: 'a number' });
      return undefined;
    }
    if (value <= limits.number) return { kind: 'number', value, start: token.start, end: token.end };
    this.report.add('equation-number', token, 'This number is too large.', 'Numbers reach to 3.4e38, the largest of single precision.');
    return undefined;
  }

  private named(): Expression | undefined {
    const token = this.take();
    const name: Name = { kind: 'name', name: token.text, primes: token.primes, start: token.start, end: token.end };
    if (token.primes > limits.primes) {
      this.report.add(
        'equation-primes',
        token,
        `A name may have ${limits.primes} primes.`,
        'For a longer delay lead an edge with that delay in the drawing.',
        { most: limits.primes },
      );
      return undefined;
    }
    if (this.isSign('[') && this.isSliceAhead()) return this.slice(name);
    if (token.primes || !this.isSign('(')) return name;
    const { now } = this;
    const isFunction = languageFunctions.has(token.text);
    if (!isFunction && (!now.glued || this.isMatrix(token.text))) return name;
    const parts = this.enclosed(')');
    return parts && { kind: 'call', name: token.text, nameSpan: token, parts, ...around(token, this.tokens[this.at - 1]) };
  }

  /** A name right before a parenthesis that is no function: a matrix if it was declared, or looks like one and like no function. */
  private isMatrix(name: string): boolean {
    return this.declared.has(name) || (/^\p{Lu}/u.test(name) && nearest(name, languageFunctions.keys()) === undefined);
  }

  /** Within brackets: expressions with commas between them. */
  private enclosed(closing: ')' | ']'): Expression[] | undefined {
    const opening = this.take();
    this.open.push(opening);
    if (this.open.length > limits.depth) {
      this.report.add(
        'equation-too-deep',
        opening,
        `Parentheses are nested more than ${limits.depth} deep.`,
        'Give an inner part a line and a name of its own.',
        { most: limits.depth },
      );
      return undefined;
    }
    const parts: Expression[] = [];
    do {
      if (parts.length) this.take();
      const part = this.sum();
      if (!part) return undefined;
      parts.push(part);
    } while (this.isSign(','));
    if (!this.isSign(closing)) return this.expected(`"${closing}"`);
    this.take();
    this.open.pop();
    return parts;
  }

  private isSliceAhead(): boolean {
    const [first, second] = this.tokens.slice(this.at + 1, this.at + 3);
    const isColon = (t: Token | undefined) => t?.kind === 'sign' && t.text === ':';
    return isColon(first) || (first?.kind === 'number' && (isColon(second) || (second?.kind === 'sign' && second.text === ']')));
  }

  private slice(of: Name): Expression | undefined {
    this.open.push(this.take());
    const bound = (): number | undefined => (this.now.kind === 'number' ? Number(this.take().text) : undefined);
    const from = bound();
    let to = from === undefined ? undefined : from + 1;
    if (this.isSign(':')) {
      this.take();
      to = bound();
    }
    if (!this.isSign(']')) return this.expected('"]"');
    const last = this.take();
    this.open.pop();
    return {
      kind: 'slice',
      parts: [of],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...around(of, last),
    };
  }
}
