/**
 * Tokens -> statements, by recursive descent. What stands wrong in one line is reported, and reading goes on with the next.
 *
 *   text       = { [ statement ] end-of-line }
 *   statement  = name [ "[" number "]" ] "=" sum
 *              | "param" name [ "[" number "]" ] { "," ... } [ "=" number | "orthogonal" | "glorot" ]
 *              | "start" name "=" ( number | name )
 *              | "out" name
 *   sum        = product { ( "+" | "-" ) product }
 *   product    = { "-" | "+" } apply { ( "*" | "/" ) { "-" | "+" } apply }
 *   apply      = power { [ "@" ] power }                   side by side: matrix and row
 *   power      = primary [ "^" number ]
 *   primary    = number | name | name slice | function "(" sum { "," sum } ")" | "(" sum ")" | "[" sum { "," sum } "]"
 *
 * A line may be broken anywhere within parentheses or brackets.
 */
import type { Init } from '../compile/value.ts';
import { languageFunctions } from './functions.ts';
import { limits } from './limits.ts';
import { nearest } from './nearest.ts';
import { around, type Report, type Span } from './report.ts';
import type { Expression, Line, Name, Named, NumberLiteral, Out, Parameters, Start, Statement } from './syntax.ts';
import { sayCharacter, tokenize, type Token } from './tokens.ts';

/** Words that begin a statement and can be no names. */
export const keywords: readonly string[] = ['param', 'start', 'out'];

export function parse(text: string, report: Report): Statement[] {
  return new Parser(text, report).statements();
}

class Parser {
  private readonly tokens: Token[];
  private readonly report: Report;
  private at = 0;
  /** Open parentheses and brackets, outermost first; within them the end of a line is a space. */
  private readonly open: Token[] = [];
  /** The parenthesis that was left open, once it has been reported: reading goes on behind the line where it stands. */
  private unclosed: Token | undefined;
  /** Names that a `param` statement declares: one of them before a parenthesis is a matrix. */
  private readonly declared: Set<string>;

  constructor(text: string, report: Report) {
    this.report = report;
    this.tokens = tokenize(text).filter((t) => t.kind !== 'comment');
    this.declared = declaredIn(this.tokens);
    for (const token of this.tokens)
      if (token.kind === 'name' && token.text.length > limits.name)
        report.add('equation-long-name', token, `A name has at most ${limits.name} letters.`, 'Shorten it.', { most: limits.name });
  }

  statements(): Statement[] {
    const found: Statement[] = [];
    while (this.now.kind !== 'end') {
      if (this.now.kind === 'end of line') {
        this.at++;
        continue;
      }
      const statement = this.statement();
      if (statement) found.push(statement);
      if (statement && this.isEnd(this.now)) continue;
      if (statement) this.expected('the end of the line');
      this.nextLine();
    }
    return found;
  }

  // Tokens

  private get now(): Token {
    if (this.open.length) while (this.tokens[this.at].kind === 'end of line') this.at++;
    return this.tokens[this.at];
  }

  private take(): Token {
    const token = this.now;
    if (token.kind !== 'end') this.at++;
    return token;
  }

  private isSign(sign: string): boolean {
    return this.now.kind === 'sign' && this.now.text === sign;
  }

  private isEnd(token: Token): boolean {
    return token.kind === 'end of line' || token.kind === 'end';
  }

  /** After a mistake: on with the next line. */
  private nextLine(): void {
    this.open.length = 0;
    if (this.unclosed) this.at = this.tokens.indexOf(this.unclosed);
    this.unclosed = undefined;
    while (!this.isEnd(this.tokens[this.at])) this.at++;
  }

  // Complaints

  private expected(what: string, fix = ''): undefined {
    const got = this.now;
    const [outermost] = this.open;
    const isUnclosed = outermost && (got.kind === 'end' || (got.kind === 'sign' && got.text === '='));
    if (isUnclosed) {
      const last = this.open.at(-1)!;
      this.unclosed = outermost;
      const closing = last.text === '(' ? ')' : ']';
      return void this.report.add('equation-unclosed', last, `This "${last.text}" is never closed.`, `Write "${closing}" where it ends.`, {
        sign: last.text,
        closing,
      });
    }
    if (got.kind === 'unknown') return this.unknownCharacter(got);
    if (got.kind === 'sign' && (got.text === ')' || got.text === ']') && !this.open.length)
      return void this.report.add(
        'equation-unopened',
        got,
        `Nothing is open that this "${got.text}" could close.`,
        'Remove it, or open one before.',
        {
          sign: got.text,
        },
      );
    const said = this.isEnd(got) ? 'The line ends here' : `Got "${this.report.said(got)}"`;
    this.report.add('equation-expected', got, `${said}; expected ${what}.`, fix || fixes[what] || 'Change or remove it.', {
      got: this.isEnd(got) ? '' : this.report.said(got),
      what,
    });
    return undefined;
  }

  private unknownCharacter(got: Token): undefined {
    const shown = sayCharacter(got.text);
    const fix =
      { "'": "A prime belongs right behind a name, as in h'. To delay something else, give it a line and a name of its own." }[
        plainPrime(got.text)
      ] ??
      { '²': 'Write ^ 2.', '³': 'Write ^ 3.', '>': 'Write greater(a, b).', '<': 'Write greater(b, a).', _: 'A name begins with a letter.' }[
        got.text
      ] ??
      'Remove it. A comment begins with #.';
    this.report.add('equation-character', got, `"${shown}" means nothing here.`, fix, { character: shown });
    return undefined;
  }

  // Statements

  private statement(): Statement | undefined {
    const { now } = this;
    if (now.kind !== 'name') return this.expected('a name');
    const next = this.tokens[this.at + 1];
    const isKeyword = keywords.includes(now.text) && !now.primes && next.kind === 'name';
    if (!isKeyword) return this.line();
    this.take();
    if (now.text === 'param') return this.parameters(now);
    return now.text === 'start' ? this.start(now) : this.out(now);
  }

  private line(): Line | undefined {
    const token = this.take();
    if (token.primes) {
      this.report.add(
        'equation-primed-left',
        token,
        'A line says what a name is at this step, so there is no prime at the left.',
        `Write ${token.text} = ...; the value before the first step is said by: start ${token.text} = 0.`,
        { name: token.text },
      );
      return undefined;
    }
    const line: Line = { kind: 'line', name: named(token), start: token.start, end: token.end };
    const width = this.width();
    if (width === 'wrong') return undefined;
    if (width) Object.assign(line, { width: width.value, widthSpan: width.span });
    if (!this.isSign('=')) {
      this.expected(
        '"="',
        keywords.includes(token.text) ? `"${token.text}" is a word of the language: write ${token.text} and a name.` : '',
      );
      return line;
    }
    line.end = this.take().end;
    const expression = this.sum();
    // What is wrong in the expression has been said; the name is known all the same.
    if (expression) Object.assign(line, { expression, end: expression.end });
    else this.nextLine();
    return line;
  }

  private width(): { value: number; span: Span } | 'wrong' | undefined {
    if (!this.isSign('[')) return undefined;
    this.open.push(this.take());
    const token = this.now;
    if (token.kind !== 'number') return this.expected('a width') ?? 'wrong';
    this.take();
    const value = Number(token.text);
    if (!Number.isInteger(value) || value < 1 || value > limits.width) {
      this.report.add(
        'equation-width',
        token,
        `A width is a whole number from 1 to ${limits.width}.`,
        'Write how many values the name has, as in e[8].',
        {
          most: limits.width,
        },
      );
      return 'wrong';
    }
    if (!this.isSign(']')) return this.expected('"]"') ?? 'wrong';
    this.take();
    this.open.pop();
    return { value, span: token };
  }

  private parameters(keyword: Token): Parameters | undefined {
    const statement: Parameters = { kind: 'param', names: [], start: keyword.start, end: keyword.end };
    for (;;) {
      const name = this.name();
      if (!name) return undefined;
      const width = this.width();
      if (width === 'wrong') return undefined;
      statement.names.push({ ...name, ...(width ? { width: width.value } : {}) });
      if (!this.isSign(',')) break;
      this.take();
    }
    if (this.isSign('=')) {
      this.take();
      const value = this.signedNumber();
      if (!value) return undefined;
      statement.init = value.value;
    } else if (this.now.kind === 'name') {
      const word = this.now.text;
      if (word !== 'orthogonal' && word !== 'glorot') return this.expected('"=" and a number, orthogonal or glorot');
      this.take();
      statement.init = word satisfies Init;
    } else if (!this.isEnd(this.now)) return this.expected('"=" and a number, orthogonal or glorot');
    return statement;
  }

  private start(keyword: Token): Start | undefined {
    const name = this.name();
    if (!name) return undefined;
    if (!this.isSign('=')) return this.expected('"="');
    this.take();
    const { now } = this;
    if (now.kind === 'name' && !now.primes) {
      this.take();
      const value: Name = { kind: 'name', name: now.text, primes: 0, start: now.start, end: now.end };
      return { kind: 'start', name, value, start: keyword.start, end: now.end };
    }
    const value = this.signedNumber();
    return value && { kind: 'start', name, value, start: keyword.start, end: value.end };
  }

  private out(keyword: Token): Out | undefined {
    const name = this.name();
    if (!name) return undefined;
    if (!this.isEnd(this.now))
      return this.expected('the end of the line', `Give what goes out a line and a name of its own: y = ..., then out y.`);
    return { kind: 'out', name, start: keyword.start, end: name.end };
  }

  /** A name without primes; one behind which a prime stands means the same name here. */
  private name(): Named | undefined {
    if (this.now.kind !== 'name') return this.expected('a name');
    return named(this.take());
  }

  private signedNumber(): NumberLiteral | undefined {
    const first = this.now;
    let sign = 1;
    while (this.isSign('-') || this.isSign('+')) sign *= this.take().text === '-' ? -1 : 1;
    if (this.now.kind !== 'number') return this.expected('a number');
    const literal = this.number();
    return literal && { ...literal, value: sign * literal.value, start: first.start };
  }

  // Expressions

  private sum(): Expression | undefined {
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
    if (!this.isSign('(')) return this.expected('a value');
    const parts = this.enclosed(')');
    if (!parts) return undefined;
    if (parts.length === 1) return { ...parts[0], ...around(now, this.tokens[this.at - 1]) };
    this.report.add('equation-comma', parts[1], 'Parentheses hold one value.', 'Put values side by side in brackets: [a, b].');
    return undefined;
  }

  private number(): NumberLiteral | undefined {
    const token = this.take();
    const value = Number(token.text);
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
        {
          most: limits.primes,
        },
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
        {
          most: limits.depth,
        },
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

const named = (token: Token): Named => ({ name: token.text, start: token.start, end: token.end });

const plainPrime = (character: string): string => (/^['′’＇]$/.test(character) ? "'" : '');

const fixes: Record<string, string> = {
  'a name': 'A line begins with the name that it defines, as in z = sigmoid(W x + b).',
  'a value': 'A value is a name, a number, a function with parentheses, or something in parentheses.',
  '"="': 'A line is a name, "=", and what it is.',
  'the end of the line': 'Put an operator between the two, or begin a new line.',
};

function declaredIn(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    if (token.text !== 'param' || (before && before.kind !== 'end of line')) return;
    for (let j = i + 1; j < tokens.length && tokens[j].kind !== 'end of line' && tokens[j].text !== '='; j++)
      if (tokens[j].kind === 'name') names.add(tokens[j].text);
  });
  return names;
}
