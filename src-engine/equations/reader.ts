// Tokens one after the other, and what is said when one of them is not what belongs there.
import { limits } from './limits.ts';
import type { Report } from './report.ts';
import { sayCharacter, tokenize, type Token } from './tokens.ts';

export class Reader {
  protected readonly tokens: Token[];
  protected readonly report: Report;
  protected at = 0;
  /** Open parentheses and brackets, outermost first; within them the end of a line is a space. */
  protected readonly open: Token[] = [];
  /** The parenthesis that was left open, once it has been reported: reading goes on behind the line where it stands. */
  private unclosed: Token | undefined;
  /** Names that a `param` statement declares: one of them before a parenthesis is a matrix. */
  protected readonly declared: Set<string>;

  constructor(text: string, report: Report) {
    this.report = report;
    this.tokens = tokenize(text).filter((t) => t.kind !== 'comment');
    this.declared = declaredIn(this.tokens);
    for (const token of this.tokens)
      if (token.kind === 'name' && token.text.length > limits.name)
        report.add('equation-long-name', token, `A name has at most ${limits.name} letters.`, 'Shorten it.', { most: limits.name });
  }

  protected get now(): Token {
    if (this.open.length) while (this.tokens[this.at].kind === 'end of line') this.at++;
    return this.tokens[this.at];
  }

  protected take(): Token {
    const token = this.now;
    if (token.kind !== 'end') this.at++;
    return token;
  }

  protected isSign(sign: string): boolean {
    return this.now.kind === 'sign' && this.now.text === sign;
  }

  protected isEnd(token: Token): boolean {
    return token.kind === 'end of line' || token.kind === 'end';
  }

  /** After a mistake: on with the next line. */
  protected nextLine(): void {
    this.open.length = 0;
    if (this.unclosed) this.at = this.tokens.indexOf(this.unclosed);
    this.unclosed = undefined;
    while (!this.isEnd(this.tokens[this.at])) this.at++;
  }

  // Complaints

  protected expected(what: string, fix = ''): undefined {
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
        { sign: got.text },
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
    const fix = characterFixes.get(plainPrime(got.text) || got.text) ?? 'Remove it. A comment begins with #.';
    this.report.add('equation-character', got, `"${shown}" means nothing here.`, fix, { character: shown });
    return undefined;
  }
}

/** What somebody may have meant who wrote it. */
const characterFixes = new Map([
  ["'", "A prime belongs right behind a name, as in h'. To delay something else, give it a line and a name of its own."],
  ['²', 'Write ^ 2.'],
  ['³', 'Write ^ 3.'],
  ['√', 'Write sqrt(a).'],
  ['|', 'Write abs(a), or max(a, b) for one or the other.'],
  ['>', 'Write greater(a, b).'],
  ['<', 'Write greater(b, a).'],
  ['?', 'Write where(c, a, b).'],
  ['←', 'Write =.'],
  ['{', "Group with parentheses. The value of the step before is h'."],
  ['}', "Group with parentheses. The value of the step before is h'."],
  ['\\', 'Functions are written by their names, as in sigmoid(a).'],
  ['%', 'A comment begins with #.'],
  ['_', 'A name begins with a letter.'],
]);

const plainPrime = (character: string): string => (/^['′’＇]$/.test(character) ? "'" : '');

const fixes: Record<string, string> = {
  'a name': 'A line begins with the name that it defines, as in z = sigmoid(W x + b).',
  'a value': 'A value is a name, a number, a function with parentheses, or something in parentheses.',
  '"="': 'A line is a name, "=", and what it is.',
  'a width': 'Write how many values the name has, as in e[8]. The step is not written: a line says what its name is at this step.',
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
