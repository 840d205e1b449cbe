/**
 * Who is who. A name is what flows in (`x`), a line, a function, or else a parameter: a matrix where it stands before
 * something, a vector everywhere else. Also here: which earlier values are read, what can be said in plain numbers, and
 * whether each line only reads what stands above it.
 */
import type { Init } from '../compile/value.ts';
import { constantOf, X, type Bound, type BoundLine, type BoundParameter } from './bound.ts';
import { languageFunctions } from './functions.ts';
import { limits } from './limits.ts';
import { findLive, findOutput, historyOf, warnOfProducts } from './live.ts';
import { nearest } from '../nearest.ts';
import { checkOrder } from './order.ts';
import { keywords } from './parser.ts';
import type { Report } from './report.ts';
import { partsOf, type Apply, type Call, type Expression, type Line, type Name, type Named, type Statement } from './syntax.ts';

/** Undefined when something is wrong, which has been reported then. */
export function bind(statements: readonly Statement[], report: Report): Bound | undefined {
  return new Binder(report).bind(statements);
}

class Binder {
  private readonly report: Report;
  private readonly lines = new Map<string, BoundLine>();
  private readonly parameters = new Map<string, BoundParameter>();
  private readonly declared = new Map<string, Named & { width?: number; init?: Init }>();
  private readonly remembered = new Set<string>();
  /** Learned vectors that a matrix multiplies. */
  private readonly uselessProducts: Name[] = [];
  private readonly starts: Bound['starts'] = new Map();

  constructor(report: Report) {
    this.report = report;
  }

  bind(statements: readonly Statement[]): Bound | undefined {
    for (const s of statements) {
      if (s.kind === 'line' && s.expression) this.define(s, s.expression);
      if (s.kind === 'param') for (const name of s.names) this.introduce(name, s.init);
    }
    for (const line of this.lines.values()) {
      const value = line.statement.width === undefined ? constantOf(line.expression, this.lines) : undefined;
      if (value !== undefined) line.constant = value;
    }
    for (const line of this.lines.values()) this.checkNumbers(line.expression);
    for (const line of this.lines.values()) this.visit(line.expression, line, 'added');
    for (const s of statements) if (s.kind === 'start') this.start(s.name, s.value);
    this.checkDeclared();
    const output = findOutput(statements, this.lines, this.report);
    if (output === undefined || this.report.hasErrors) return undefined;
    const { lines, parameters, starts } = this;
    findLive(lines, output, this.report);
    warnOfProducts(this.uselessProducts, lines, this.report);
    return {
      lines,
      parameters: inOrder(parameters),
      history: historyOf([...lines.values()].filter((line) => line.isLive)),
      starts,
      output,
    };
  }

  // Definitions

  private define(statement: Line, expression: Expression): void {
    const { name } = statement.name;
    if (this.isTaken(statement.name)) return;
    this.lines.set(name, { name, statement, expression, index: this.lines.size, isLive: false });
  }

  private introduce(parameter: Named & { width?: number }, init: Init | undefined): void {
    if (this.isTaken(parameter)) return;
    this.declared.set(parameter.name, { ...parameter, ...(init === undefined ? {} : { init }) });
  }

  private isTaken(at: Named): boolean {
    const { name } = at;
    const earlier = this.lines.get(name)?.statement.name ?? this.declared.get(name);
    const clash = (message: string) => {
      this.report.add('equation-name-clash', at, message, 'Choose another name.', {
        name,
        line: earlier ? this.report.lineOf(earlier) : 0,
      });
      return true;
    };
    if (name === X) return clash(`"${X}" is what flows in; no line can define it.`);
    if (keywords.includes(name)) return clash(`"${name}" is a word of the language.`);
    if (languageFunctions.has(name)) return clash(`"${name}" is a function.`);
    return earlier ? clash(`"${name}" has a meaning since line ${this.report.lineOf(earlier)}.`) : false;
  }

  // Uses

  private visit(e: Expression, line: BoundLine, role: 'added' | 'multiplied'): void {
    switch (e.kind) {
      case 'number':
        return;
      case 'name':
        return this.use(e, line, role);
      case 'apply':
        return this.apply(e, line, role);
      case 'call':
        this.call(e);
        break;
      case 'join':
        for (const part of e.parts)
          if (constantOf(part, this.lines) !== undefined)
            this.report.add(
              'equation-number-joined',
              part,
              'A number has no width, so it cannot stand beside other values.',
              'Give it a line with a width, as in c[1] = 0.5.',
            );
        break;
      case 'slice':
        if (!this.isValue(e.parts[0].name))
          return this.report.add(
            'equation-slice',
            e,
            'Only values can be cut into columns.',
            'Cut what flows in, or a name that a line defines.',
          );
        break;
      case 'sum':
      case 'product':
      case 'power':
      case 'negate':
        break;
      default:
        e satisfies never;
    }
    const inner = e.kind === 'product' ? 'multiplied' : e.kind === 'negate' ? role : 'added';
    for (const part of partsOf(e)) this.visit(part, line, inner);
  }

  /** x or a line; not a parameter, a function or a number. */
  private isValue(name: string): boolean {
    return name === X || (this.lines.has(name) && this.lines.get(name)!.constant === undefined);
  }

  private use(e: Name, line: BoundLine, role: 'added' | 'multiplied'): void {
    const { name, primes } = e;
    const target = this.lines.get(name);
    if (name === X || target) {
      if (primes === 0) return target && checkOrder(e, line, target, this.lines, this.report);
      if (target?.constant !== undefined)
        return this.report.add('equation-number-primed', e, `"${name}" is a number, the same at every step.`, 'Remove the prime.', {
          name,
        });
      this.remembered.add(name);
      return;
    }
    if (keywords.includes(name))
      return this.report.add('equation-name-clash', e, `"${name}" is a word of the language.`, 'Choose another name.', { name, line: 0 });
    if (languageFunctions.has(name))
      return this.report.add('equation-function-name', e, `"${name}" is a function.`, `Write ${name}(...) with what it is applied to.`, {
        name,
      });
    if (primes) {
      const near = nearest(name, [X, ...this.lines.keys()]) ?? '';
      const fix = near
        ? `Did you mean ${near}${"'".repeat(primes)}?`
        : `Add a line ${name} = ..., or remove the prime: without it ${name} is a parameter.`;
      return this.report.add('equation-unknown-state', e, `No line defines "${name}", so it has no earlier value.`, fix, { name, near });
    }
    this.parameter(e, 'vector', role === 'multiplied' ? 1 : 0);
  }

  private parameter(at: Name, use: BoundParameter['use'], init: Init): void {
    const { name } = at;
    const known = this.parameters.get(name);
    const declared = this.declared.get(name);
    if (!known) {
      const width = declared?.width;
      this.parameters.set(name, { name, use, first: at, init: declared?.init ?? init, ...(width === undefined ? {} : { width }) });
      if (use === 'matrix' && width !== undefined)
        this.report.add(
          'equation-matrix-width',
          declared!,
          `"${name}" is a matrix; its shape follows from what it multiplies.`,
          `Write param ${name} without a width.`,
          { name },
        );
    } else if (known.use !== use) {
      const line = this.report.lineOf(known.first);
      const [there, here] = use === 'vector' ? ['a matrix', 'a vector'] : ['a vector', 'a matrix'];
      this.report.add(
        'equation-two-shapes',
        at,
        `"${name}" is ${there} in line ${line} and ${here} here.`,
        'Use two names for two parameters.',
        { name, line, there: known.use, here: use },
      );
    }
  }

  /** What stands before the last part multiplies it: numbers and matrices. */
  private apply(e: Apply, line: BoundLine, role: 'added' | 'multiplied'): void {
    const last = e.parts.at(-1)!;
    const columns = e.parts.find((part, i) => part.kind === 'join' && i > 0 && this.isCut(e.parts[i - 1], part));
    if (columns) {
      const name = this.report.said(e.parts[e.parts.indexOf(columns) - 1]);
      const fix = `Write ${name}[0:4] for columns; the value of the step before is ${name}'.`;
      return this.report.add('equation-slice', columns, `Columns of "${name}" are whole numbers, counted from 0.`, fix, { name, width: 0 });
    }
    let isMatrix = false;
    e.parts.slice(0, -1).forEach((part, i) => {
      if (constantOf(part, this.lines) !== undefined) return;
      const isParameter = part.kind === 'name' && !part.primes && !this.isKnown(part.name);
      if (isParameter) {
        isMatrix = true;
        this.parameter(part, 'matrix', i === e.parts.length - 2 && isEarlier(last) ? 'orthogonal' : 'glorot');
        return;
      }
      if (part.kind === 'name' && languageFunctions.has(part.name)) return this.use(part, line, role);
      const next = e.parts[i + 1];
      const [a, b] = [this.report.said(part), this.report.said(next)];
      const isParameterNext = next.kind === 'name' && !next.primes && !this.isKnown(next.name);
      const fix = isParameterNext ? `Write ${b} ${a} if ${b} is a matrix, ${a} * ${b} if it is a vector.` : `Write ${a} * ${b}.`;
      this.report.add('equation-side-by-side', next, `"${a}" is no matrix, so it cannot stand right before "${b}".`, fix, {
        a,
        b,
        parameter: Number(isParameterNext),
      });
      this.visit(part, line, 'multiplied');
    });
    if (isMatrix && constantOf(last, this.lines) !== undefined)
      return this.report.add(
        'equation-matrix-number',
        last,
        'A matrix multiplies a row of values, not a number.',
        'Write the number before the matrix, as in 2 W x.',
      );
    this.visit(last, line, isMatrix ? 'added' : role);
    if (isMatrix && last.kind === 'name' && this.parameters.has(last.name)) this.uselessProducts.push(last);
  }

  /** `h[t-1]`: brackets right behind a value that hold no numbers. */
  private isCut(value: Expression, brackets: Expression): boolean {
    return value.kind === 'name' && !value.primes && this.isValue(value.name) && value.end === brackets.start;
  }

  private isKnown(name: string): boolean {
    return name === X || this.lines.has(name) || languageFunctions.has(name) || keywords.includes(name);
  }

  private call(e: Call): void {
    const known = languageFunctions.get(e.name);
    if (known && !known.ofNumbers && e.parts.every((part) => constantOf(part, this.lines) !== undefined))
      this.report.add('equation-number-function', e, `${e.name} takes a row of values, not a number.`, 'Give it a name that has a width.', {
        name: e.name,
      });
  }

  // Statements other than lines

  private start(name: Named, value: Name | { kind: 'number'; value: number }): void {
    if (!this.isValue(name.name) || !this.remembered.has(name.name))
      return this.report.add(
        'equation-start',
        name,
        `No line reads "${name.name}'", so it needs no value to start from.`,
        `Remove this line, or read ${name.name}'.`,
        { name: name.name },
      );
    if (this.starts.has(name.name))
      return this.report.add('equation-two-starts', name, `"${name.name}" has a starting value already.`, 'Keep one of the two.', {
        name: name.name,
      });
    const constant = value.kind === 'number' ? value.value : this.lines.get(value.name)?.constant;
    if (value.kind === 'name' && constant === undefined) {
      if (this.isKnown(value.name))
        return this.report.add(
          'equation-start-value',
          value,
          'A starting value is a number or a parameter.',
          'Write a number, or a new name for a learned one.',
        );
      this.parameter(value, 'vector', 0);
    }
    this.starts.set(name.name, { value: constant ?? (value as Name).name, span: name });
  }

  private checkDeclared(): void {
    for (const at of this.declared.values()) {
      if (this.parameters.has(at.name)) continue;
      const near = nearest(at.name, this.parameters.keys()) ?? '';
      this.report.add(
        'equation-unused-parameter',
        at,
        `No line uses the parameter "${at.name}".`,
        near ? `Did you mean ${near}?` : 'Use it, or remove it here.',
        { name: at.name, near },
      );
    }
  }

  /** What stands in plain numbers, however deep within a line, has to come to one: infinity and what is no number would go through every step. */
  private checkNumbers(e: Expression): void {
    // A line that is a number is looked at where it stands.
    if (e.kind === 'name') return;
    const value = constantOf(e, this.lines);
    const inner = value === undefined ? partsOf(e) : partsOf(e).filter((part) => !isFinite32(constantOf(part, this.lines)));
    for (const part of inner) this.checkNumbers(part);
    if (isFinite32(value) || (value !== undefined && inner.length)) return;
    const said = Number.isNaN(value) ? 'no number' : value! > 0 ? 'infinity' : 'minus infinity';
    this.report.add('equation-not-finite', e, `This comes to ${said}.`, 'Check what is divided by, and how large it gets.');
  }
}

/** Undefined is no number that could be too large. */
const isFinite32 = (value: number | undefined): boolean => value === undefined || Math.abs(value) <= limits.number;

/** An earlier value of a line, alone or among the factors of a product: what a recurrent matrix multiplies. */
const isEarlier = (e: Expression): boolean =>
  (e.kind === 'name' && e.primes > 0 && e.name !== X) || (e.kind === 'product' && e.parts.some(isEarlier));

const inOrder = (parameters: Map<string, BoundParameter>): Map<string, BoundParameter> =>
  new Map([...parameters].sort(([, p], [, q]) => p.first.start - q.first.start));
