/** Whether rows that stand together are of one width, and each parameter of one shape. */
import { constantOf, type Bound, type BoundLine, type BoundParameter } from './bound.ts';
import { kindOf } from './functions.ts';
import { limits } from './limits.ts';
import type { Report, Span } from './report.ts';
import type { Apply, Expression, Join, Product, Slice, Sum } from './syntax.ts';
import type { Width, Widths } from './widths.ts';

export class Fit {
  private readonly bound: Bound;
  private readonly report: Report;
  private readonly widths: Widths;
  private moved = 0;

  constructor(bound: Bound, widths: Widths, report: Report) {
    this.bound = bound;
    this.widths = widths;
    this.report = report;
  }

  line(line: BoundLine): void {
    const width = this.widths.lines.get(line.name)!;
    const found = this.measure(line.expression);
    if (found && fits(found.value, width.value)) {
      const isSolid = line.name === this.bound.output || this.bound.history.has(line.name);
      if (isSolid && this.isJoined(line.expression)) this.move(line.expression, found.value * found.value);
      return;
    }
    if (!found) return;
    const place = { name: line.name, width: width.value, from: reasonOf(width) };
    this.mismatch(place, line.expression, found);
  }

  /** The width of a row, after all parts of it have been checked; undefined for numbers. */
  private measure(e: Expression): Width | undefined {
    if (constantOf(e, this.bound.lines) !== undefined) return undefined;
    switch (e.kind) {
      case 'number':
        return undefined;
      case 'name':
        return this.widths.evidence(e).given;
      case 'apply':
        return this.measureApply(e);
      case 'join':
        return this.measureJoin(e);
      case 'slice':
        return this.measureSlice(e);
      case 'call': {
        const width = this.measureTogether(e.parts);
        if (kindOf(e.name, e.parts.length) === 'total') return { value: 1, from: 'here' };
        return width;
      }
      case 'product':
        this.checkFactor(e, e.flags);
        return this.measureTogether(e.parts);
      case 'sum':
        this.checkFolded(
          e,
          e.parts.reduce((all, part, i) => all + (e.flags[i] ? -1 : 1) * (constantOf(part, this.bound.lines) ?? 0), 0),
          'sum',
        );
        return this.measureTogether(e.parts);
      default:
        return this.measureTogether(e.parts);
    }
  }

  /** Rows that are combined number by number: of one width, or of width 1. */
  private measureTogether(parts: readonly Expression[]): Width | undefined {
    let widest: { part: Expression; width: Width } | undefined;
    for (const part of parts) {
      const width = this.measure(part);
      if (!width) continue;
      if (this.isJoined(part)) this.move(part, width.value * width.value);
      if (widest && widest.width.value !== 1 && width.value !== 1 && !same(widest.width.value, width.value)) {
        const first = { name: this.report.said(widest.part), width: widest.width.value, from: reasonOf(widest.width) };
        this.mismatch(first, part, width);
        return widest.width;
      }
      if (!widest || widest.width.value === 1 || (Number.isNaN(widest.width.value) && width.value !== 1)) widest = { part, width };
    }
    return widest?.width;
  }

  private checkFactor(e: Apply | Product, divides: readonly boolean[]): void {
    const factor = e.parts.reduce((all, part, i) => {
      const value = constantOf(part, this.bound.lines) ?? 1;
      return divides[i] ? all / value : all * value;
    }, 1);
    this.checkFolded(e, factor, 'product');
  }

  /** The numbers among the parts are one number in the program. */
  private checkFolded(e: Apply | Product | Sum, value: number, what: 'product' | 'sum'): void {
    if (Math.abs(value) <= limits.number) return;
    const fix = 'Check what is divided by, and how large it gets.';
    this.report.add('equation-not-finite', e, `The numbers in this ${what} come to infinity.`, fix);
  }

  private measureApply(e: Apply): Width | undefined {
    this.checkFactor(e, []);
    const last = e.parts.at(-1)!;
    let width = this.measure(last);
    const matrices = this.widths.matricesOf(e);
    for (const matrix of matrices.reverse()) {
      const { rows = NaN, cols = NaN, at } = this.widths.shapes.get(matrix.name)!;
      if (width && !same(rows, width.value)) {
        const line = this.report.lineOf(at);
        this.report.add(
          'equation-two-shapes',
          matrix,
          `"${matrix.name}" takes ${rows} values in line ${line}; here "${this.report.said(last)}" has ${width.value}.`,
          'Use two names for two parameters.',
          { name: matrix.name, line, there: rows, here: width.value, what: this.report.said(last) },
        );
        return undefined;
      }
      width = { value: cols, from: 'parameter' };
    }
    return width;
  }

  private measureJoin(e: Join): Width {
    const value = e.parts.reduce((sum, part) => sum + (this.measure(part)?.value ?? 0), 0);
    if (value > limits.joined)
      this.report.add('equation-too-wide', e, `${value} values stand side by side.`, `At most ${limits.joined} may.`, {
        most: limits.joined,
      });
    return { value, from: 'here' };
  }

  private measureSlice(e: Slice): Width {
    const whole = this.widths.evidence(e.parts[0]).given?.value ?? NaN;
    const [from, to] = [e.from ?? 0, e.to ?? whole];
    if (!(Number.isInteger(from) && from >= 0) || (!Number.isNaN(to) && !(Number.isInteger(to) && to > from)) || to > whole)
      this.report.add(
        'equation-slice',
        e,
        `"${e.parts[0].name}" has ${Number.isNaN(whole) ? 'not so many' : whole} values, counted from 0.`,
        'Write [from:to]: from is included, to is not, as in h[0:4].',
        { name: e.parts[0].name, width: Number.isNaN(whole) ? 0 : whole },
      );
    this.move(e, whole * (to - from));
    return { value: to - from, from: 'here' };
  }

  start(name: string, value: number | string, span: Span): void {
    const cols = typeof value === 'string' ? this.widths.shapes.get(value)?.cols : undefined;
    const width = this.widths.lines.get(name);
    if (cols === undefined || !width || cols === 1 || same(cols, width.value)) return;
    this.report.add(
      'equation-width-mismatch',
      span,
      `"${name}" has ${width.value} values, "${value}" has ${cols}.`,
      'Use two names for two parameters.',
      { a: name, aWidth: width.value, aFrom: reasonOf(width), b: String(value), bWidth: cols, bFrom: '' },
    );
  }

  private mismatch(first: { name: string; width: number; from: string }, at: Expression, width: Width): void {
    const parameter = width.from === 'parameter' ? this.nameOfParameter(at) : undefined;
    const said = this.report.said(at);
    if (parameter) {
      const line = this.report.lineOf(this.widths.shapes.get(parameter.name)!.at);
      this.report.add(
        'equation-two-shapes',
        at,
        `"${parameter.name}" gives ${width.value} values since line ${line}; here ${first.width} are needed, as "${first.name}" has.`,
        'Use two names for two parameters.',
        { name: parameter.name, line, there: width.value, here: first.width, what: first.name },
      );
      return;
    }
    const reason = reasonOf(width);
    const [a, b] = [first, { name: said, width: width.value, from: reason }].map(
      (w) => `"${w.name}" has ${w.width} values${sayReason(w.from)}`,
    );
    this.report.add('equation-width-mismatch', at, `${a}, ${b}.`, 'Give both one width, as in e[8] = ..., or lead one through a matrix.', {
      a: first.name,
      aWidth: first.width,
      aFrom: first.from,
      b: said,
      bWidth: width.value,
      bFrom: reason,
    });
  }

  private nameOfParameter(e: Expression): BoundParameter | undefined {
    const of = e.kind === 'apply' ? this.widths.matricesOf(e)[0] : e;
    return of?.kind === 'name' ? this.bound.parameters.get(of.name) : undefined;
  }

  /** Whether a row is still several rows side by side, which only a matrix can take as they are. */
  private isJoined(e: Expression): boolean {
    if (e.kind === 'join') return true;
    const line = e.kind === 'name' && !e.primes ? this.bound.lines.get(e.name) : undefined;
    return line !== undefined && this.isJoined(line.expression);
  }

  private move(at: Span, numbers: number): void {
    this.moved += numbers || 0;
    if (this.moved <= limits.moved) return;
    this.moved = 0;
    this.report.add(
      'equation-moves',
      at,
      'Slices and joined rows of this width would move too many values.',
      "Give each part a line of its own. A matrix takes joined rows at no cost, as in W [x, h'].",
    );
  }
}

const same = (a: number, b: number): boolean => a === b || Number.isNaN(a) || Number.isNaN(b);
/** A row of width 1 is spread over a wider place. */
const fits = (row: number, place: number): boolean => row === 1 || same(row, place);

/** `units`, `input`, the number of the line that states it, or nothing where the text itself shows it. */
const reasonOf = ({ from }: Width): string => (from === 'here' || from === 'parameter' ? '' : String(from));
const sayReason = (from: string): string =>
  from === '' ? '' : from === 'input' ? ' (what flows in)' : from === 'units' ? ' (units)' : ` (line ${from})`;
