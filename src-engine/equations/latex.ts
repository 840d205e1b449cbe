// Statements as LaTeX, one equation each. Values carry the step as an index; what comes from an earlier step stands in \fb{...}.
import { X } from './bound.ts';
import { languageFunctions } from './functions.ts';
import type { Expression, Name, Statement } from './syntax.ts';

/** What a name is: a value changes from step to step, a parameter does not. */
type Role = (name: string) => 'value' | 'number' | 'parameter';

export function latexOf(statements: readonly Statement[], numbers: ReadonlySet<string>): string[] {
  const lines = new Set([X, ...statements.flatMap((s) => (s.kind === 'line' ? [s.name.name] : []))]);
  const role: Role = (name) => (numbers.has(name) ? 'number' : lines.has(name) ? 'value' : 'parameter');
  const writer = new Writer(role);
  return statements.flatMap((s) => {
    if (s.kind === 'line' && s.expression) return [`${writer.name(s.name.name, 0)} = ${writer.write(s.expression)}`];
    if (s.kind === 'start') return [`\\fb{${indexed(s.name.name, '0')}} = ${writer.write(s.value)}`];
    return [];
  });
}

/** How tightly an expression holds together; an inner one that holds less needs parentheses. */
const tightness: Record<Expression['kind'], number> = {
  sum: 0,
  negate: 1,
  product: 1,
  apply: 2,
  power: 3,
  number: 4,
  name: 4,
  call: 4,
  join: 4,
  slice: 4,
};

class Writer {
  private readonly role: Role;

  constructor(role: Role) {
    this.role = role;
  }

  name(name: string, primes: number): string {
    if (this.role(name) !== 'value') return symbol(name);
    return primes ? `\\fb{${indexed(name, `t-${primes}`)}}` : indexed(name, 't');
  }

  write(e: Expression): string {
    switch (e.kind) {
      case 'number':
        return numberText(e.value);
      case 'name':
        return this.name(e.name, e.primes);
      case 'sum':
        return e.parts.map((part, i) => (i ? ` ${e.flags[i] ? '-' : '+'} ` : '') + this.within(part, e.flags[i] ? 1 : 0, i > 0)).join('');
      case 'product':
        return this.product(e.parts, e.flags);
      case 'negate':
        return `-${this.within(e.parts[0], 2)}`;
      case 'apply':
        return e.parts.map((part, i) => (i ? (this.isNumeric(e.parts[i - 1]) ? '\\,' : ' ') : '') + this.within(part, 3)).join('');
      case 'power':
        return this.power(e.parts[0], e.exponent);
      case 'join':
        return `[${e.parts.map((part) => this.write(part)).join(',\\, ')}]`;
      case 'slice':
        return `${this.write(e.parts[0])}[${e.to === (e.from ?? NaN) + 1 ? e.from : `${e.from ?? ''}{:}${e.to ?? ''}`}]`;
      case 'call': {
        const parts = e.parts.map((part) => this.write(part));
        const known = languageFunctions.get(e.name);
        const isCallable = known && parts.length >= known.takes[0] && parts.length <= known.takes[1];
        return isCallable ? known.latex(parts) : `\\operatorname{${plain(e.name)}}(${parts.join(', ')})`;
      }
      default:
        return e satisfies never;
    }
  }

  private within(e: Expression, needed: number, isFollowing = false): string {
    const text = this.write(e);
    return tightness[e.kind] < needed || (isFollowing && e.kind === 'negate') ? `(${text})` : text;
  }

  /** a * b / c: fractions for what is divided, a dot between rows, nothing behind a number. */
  private product(parts: readonly Expression[], flags: readonly boolean[]): string {
    return parts.reduce((text, part, i) => {
      if (i === 0) return this.within(part, 1);
      if (flags[i]) return `\\frac{${text}}{${this.write(part)}}`;
      return `${text}${i === 1 && this.isNumeric(parts[0]) ? '\\,' : ' \\odot '}${this.within(part, 2)}`;
    }, '');
  }

  private isNumeric(e: Expression): boolean {
    if (e.kind === 'name') return this.role(e.name) === 'number';
    return e.kind === 'number' || (e.parts as readonly Expression[]).every((part) => this.isNumeric(part));
  }

  private power(base: Expression, exponent: number): string {
    const text = this.write(base);
    if (base.kind === 'name' && !(base.primes && this.role(base.name) === 'value')) return `${text}^{${exponent}}`;
    return base.kind === 'name' ? `{${text}}^{${exponent}}` : `(${text})^{${exponent}}`;
  }
}

const greek = new Set(
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'.split(
    ' ',
  ),
);
const greekLetters: Record<string, string> = Object.fromEntries(
  [...'αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ'].map((letter, i) => [letter, [...greek][i]]),
);

/** The letter of a name and what stands below it: Wz is W with z, h_in is h with in, alpha1 is a Greek letter with 1. */
function taken(name: string): { letter: string; below: string } {
  const [, word, rest] = /^(\p{L}+)_?(.*)$/su.exec(name) ?? ['', name, ''];
  const letters = [...word];
  const known = greek.has(word) ? `\\${word}` : undefined;
  if (known) return { letter: known, below: rest };
  const first = Object.hasOwn(greekLetters, letters[0]) ? `\\${greekLetters[letters[0]]}` : letterText(letters[0]);
  if (letters.length === 1) return { letter: first, below: rest };
  // dt and the like are one thing; Wz, bf, Uxh are a letter with an index.
  if (letters.length <= 3 && !rest && /^(\p{Lu}|[abcuvw])/u.test(word)) return { letter: first, below: letters.slice(1).join('') };
  return { letter: wordText(word), below: rest };
}

const symbol = (name: string): string => {
  const { letter, below } = taken(name);
  return below ? `${letter}_{${belowText(below)}}` : letter;
};

function indexed(name: string, step: string): string {
  const { letter, below } = taken(name);
  return `${letter}_{${below ? `${belowText(below)},\\,` : ''}${step}}`;
}

const isPlain = (text: string): boolean => /^[A-Za-z0-9]*$/.test(text);
const plain = (text: string): string => text.replaceAll('_', '\\_');
const digits = (text: string): string => text.replace(/[₀-₉]/g, (d) => String(d.charCodeAt(0) - 0x2080));
const letterText = (letter: string): string => (isPlain(letter) ? letter : `\\text{${letter}}`);
const wordText = (word: string): string => (isPlain(word) ? `\\mathit{${word}}` : `\\text{${word}}`);
function belowText(below: string): string {
  const text = digits(below);
  if (!isPlain(text)) return `\\text{${plain(text)}}`;
  return text.length > 1 && /[A-Za-z]{2}/.test(text) ? `\\mathit{${text}}` : text;
}

/** 1e-7 as a power of ten. */
function numberText(value: number): string {
  const [mantissa, exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  return `${mantissa === '1' ? '' : `${mantissa} \\cdot `}10^{${Number(exponent)}}`;
}

/** The name of anything, for a list of names. */
export const latexName = (name: string, primes = 0): string => (primes ? `\\fb{${indexed(name, `t-${primes}`)}}` : symbol(name));
export type { Name };
