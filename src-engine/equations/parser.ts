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
import { ExpressionReader } from './expressions.ts';
import { limits } from './limits.ts';
import type { Report, Span } from './report.ts';
import type { Line, Name, Named, NumberLiteral, Out, Parameters, Start, Statement } from './syntax.ts';
import type { Token } from './tokens.ts';

/** Words that begin a statement and can be no names. */
export const keywords: readonly string[] = ['param', 'start', 'out'];

export function parse(text: string, report: Report): Statement[] {
  return new Parser(text, report).statements();
}

class Parser extends ExpressionReader {
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

  private statement(): Statement | undefined {
    const { now } = this;
    const isGoingOn = now.kind === 'sign' && '+-*/'.includes(now.text);
    const goOn = 'A line goes on only within parentheses; put them around the whole of it.';
    if (now.kind !== 'name') return this.expected('a name', isGoingOn ? goOn : '');
    const next = this.tokens[this.at + 1];
    const isDefined = next.kind === 'sign' && next.text === '=';
    if (!keywords.includes(now.text) || now.primes || isDefined) return this.line();
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
      this.expected('"="');
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
        { most: limits.width },
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
      const name = this.name('the name of a parameter', 'A parameter is written without a prime, as in param b = 1.');
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
    const name = this.name('the name of what is remembered', "Write start h = 0.5 for what h' is at the first step.", 1);
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
    const fix = 'Give what goes out a line and a name of its own: y = ..., then out y.';
    const name = this.name('the name of what goes out', fix);
    if (!name) return undefined;
    if (!this.isEnd(this.now)) return this.expected('the end of the line', fix);
    return { kind: 'out', name, start: keyword.start, end: name.end };
  }

  /** A name with at most so many primes, which mean nothing then. */
  private name(what: string, fix: string, primes = 0): Named | undefined {
    return this.now.kind === 'name' && this.now.primes <= primes ? named(this.take()) : this.expected(what, fix);
  }

  private signedNumber(): NumberLiteral | undefined {
    const first = this.now;
    let sign = 1;
    while (this.isSign('-') || this.isSign('+')) sign *= this.take().text === '-' ? -1 : 1;
    if (this.now.kind !== 'number') return this.expected('a number');
    const literal = this.number();
    return literal && { ...literal, value: sign * literal.value, start: first.start };
  }
}

const named = (token: Token): Named => ({ name: token.text, start: token.start, end: token.end });
