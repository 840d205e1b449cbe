/**
 * How wide everything is. A row is the values of one window at one step; widths follow from these rules:
 *   - x is as wide as what flows in; a line that states its width has it.
 *   - Within an expression all rows are as wide as the line, except those of width 1, which are spread over the others.
 *   - Totals (sum, mean, norm, max, min of one argument) have width 1, joined rows the sum of widths, slices their columns.
 *   - A line without a width of its own takes that of the rows in it: x, other lines, joined rows, slices.
 *   - What is left open takes `units`: a line, or a row within a total or beside others, of nothing but parameters.
 *   - A matrix has as many rows as what it multiplies has values, and as many columns as the place where it stands asks for;
 *     a vector is as wide as that place.
 * A width may be NaN: it depends on the width of x, which is not known yet.
 */
import type { Init } from '../compile/value.ts';
import { constantOf, X, type Bound, type BoundLine, type BoundParameter } from './bind.ts';
import { kindOf } from './functions.ts';
import { limits } from './limits.ts';
import type { Report, Span } from './report.ts';
import { walk, type Apply, type Expression, type Join, type Name, type Slice } from './syntax.ts';

export interface Shape {
  rows: number;
  cols: number;
}

export interface Shapes {
  lines: Map<string, number>;
  /** Of the parameters that live lines use, in the order of the text. */
  parameters: Map<string, Shape & { init: Init }>;
  /** Of all parameters. */
  all: ReadonlyMap<string, Shape>;
}

/**
 * The width of what goes out when that of x is not known: NaN unless it is certain to be the same for every x. It is when
 * the line states it; or when x is only multiplied by matrices and totalled, so that no other width can follow from its.
 */
export function widthWithoutInputs(bound: Bound, shapes: Shapes | undefined): number {
  const { statement } = bound.lines.get(bound.output)!;
  if (statement.width !== undefined) return statement.width;
  const all = shapes ? [...shapes.lines.values(), ...[...shapes.all.values()].map((shape) => shape.cols)] : [NaN];
  const isGiving = (e: Expression): boolean => {
    if (e.kind === 'name') return e.name === X;
    const parts = e.kind === 'number' ? [] : e.parts;
    const isTotal = e.kind === 'call' && kindOf(e.name, e.parts.length) === 'total';
    const isMultiplied =
      e.kind === 'apply' && e.parts.some((part) => part.kind === 'name' && bound.parameters.get(part.name)?.use === 'matrix');
    return parts.some((part) => !((isTotal || isMultiplied) && isInput(part)) && isGiving(part));
  };
  const isOpen = all.some(Number.isNaN) || [...bound.lines.values()].some((line) => isGiving(line.expression));
  return isOpen ? NaN : shapes!.lines.get(bound.output)!;
}

/** x, columns of it, or joined rows with x among them and nothing else that x is part of. */
const isInput = (e: Expression): boolean =>
  e.kind === 'name'
    ? e.name === X
    : e.kind === 'slice' || (e.kind === 'join' && e.parts.every((part) => isInput(part) || part.kind === 'name'));

/** Why something is as wide as it is. */
interface Width {
  value: number;
  from: 'input' | 'units' | 'parameter' | 'here' | number;
}

/** What is known of a row before its place is: a width that is given, whether it would take any, and lines whose width is not known yet. */
interface Evidence {
  given?: Width;
  open: boolean;
  waits: readonly string[];
}

const isReady = ({ given, waits }: Evidence): boolean => waits.length === 0 || isWide(given);

/** Undefined when something does not fit, which has been reported then. */
export function findShapes(bound: Bound, units: number, inputs: number, report: Report): Shapes | undefined {
  return new ShapeFinder(bound, units, inputs, report).find();
}

class ShapeFinder {
  private readonly bound: Bound;
  private readonly report: Report;
  private readonly units: Width;
  private readonly x: Width;
  private readonly lines = new Map<string, Width>();
  private readonly shapes = new Map<string, Partial<Shape> & { at: Span }>();
  private moved = 0;

  constructor(bound: Bound, units: number, inputs: number, report: Report) {
    this.bound = bound;
    this.report = report;
    this.units = { value: units, from: 'units' };
    this.x = { value: inputs, from: 'input' };
    for (const { name, width, first } of bound.parameters.values())
      if (width !== undefined) this.shapes.set(name, { rows: 1, cols: width, at: first });
  }

  find(): Shapes | undefined {
    const open = [...this.bound.lines.values()].filter((line) => line.constant === undefined);
    this.solve(open);
    for (const line of open) this.assign(line.expression, this.lines.get(line.name)!);
    for (const [name, { value }] of this.bound.starts)
      if (typeof value === 'string') this.fill(value, 'cols', this.lines.get(name) ?? this.x, this.bound.starts.get(name)!.span, 1);
    for (const line of open) this.check(line);
    for (const [name, { value, span }] of this.bound.starts) this.checkStart(name, value, span);
    if (this.report.hasErrors) return undefined;
    const all = new Map([...this.shapes].map(([name, { rows = NaN, cols = NaN }]) => [name, { rows, cols }]));
    return { lines: new Map([...this.lines].map(([name, { value }]) => [name, value])), parameters: this.parameters(), all };
  }

  private parameters(): Shapes['parameters'] {
    const used = new Set<string>();
    for (const line of this.bound.lines.values())
      if (line.isLive) for (const e of walk(line.expression)) if (e.kind === 'name') used.add(e.name);
    for (const [name, { value }] of this.bound.starts) if (typeof value === 'string' && this.bound.lines.get(name)?.isLive) used.add(value);
    return new Map(
      [...this.bound.parameters.values()]
        .filter(({ name }) => used.has(name))
        .map(({ name, init }) => {
          const { rows = NaN, cols = NaN } = this.shapes.get(name) ?? {};
          return [name, { rows, cols, init }];
        }),
    );
  }

  // Which width each line has

  private solve(open: readonly BoundLine[]): void {
    for (const { name, statement } of open)
      if (statement.width !== undefined) this.settleLine(name, { value: statement.width, from: this.report.lineOf(statement) });
    for (let rest = open; rest.length;) {
      rest = rest.filter((line) => !this.lines.has(line.name));
      let isStuck = true;
      for (const line of rest) {
        const found = this.evidence(line.expression);
        if (!isReady(found)) continue;
        this.settleLine(line.name, this.settled(found));
        isStuck = false;
      }
      if (isStuck && rest.length) this.breakCircle(rest);
    }
  }

  /**
   * Lines whose widths wait for each other and for no other line: one that takes any width gets the units, else the first is
   * as narrow as it may be.
   */
  private breakCircle(rest: readonly BoundLine[]): void {
    const known = new Map(rest.map((line) => [line.name, this.evidence(line.expression)]));
    const waitsFor = (name: string): Set<string> => {
      const seen = new Set(known.get(name)!.waits);
      for (const other of seen) for (const next of known.get(other)!.waits) seen.add(next);
      return seen;
    };
    const start = rest.find(({ name }) => [...waitsFor(name)].every((other) => waitsFor(other).has(name)))!.name;
    const circle = [start, ...waitsFor(start)];
    // Where x is among them and its width is not known, theirs are not known either.
    const unknown = circle.find((name) => Number.isNaN(known.get(name)!.given?.value));
    const first = unknown ?? circle.find((name) => known.get(name)!.open) ?? circle.find((name) => known.get(name)!.given) ?? start;
    this.settleLine(first, this.settled(known.get(first)!));
  }

  private settleLine(name: string, width: Width): void {
    this.lines.set(name, width);
    this.assign(this.bound.lines.get(name)!.expression, width);
  }

  private settled({ given, open }: Evidence): Width {
    return given && (given.value !== 1 || !open) ? given : this.units;
  }

  private evidence(e: Expression): Evidence {
    const given = (width: Width): Evidence => ({ given: width, open: false, waits: [] });
    const none: Evidence = { open: false, waits: [] };
    switch (e.kind) {
      case 'number':
        return none;
      case 'name': {
        if (e.name === X) return given(this.x);
        const line = this.bound.lines.get(e.name);
        const width = this.lines.get(e.name);
        if (width) return given(width);
        if (line) return line.constant === undefined ? { open: false, waits: [line.name] } : none;
        return this.ofParameter(e.name);
      }
      case 'apply': {
        const matrix = this.matricesOf(e)[0];
        return matrix ? this.ofParameter(matrix.name) : this.evidence(e.parts.at(-1)!);
      }
      case 'join': {
        const parts = e.parts.map((part) => this.evidence(part));
        const waiting = parts.find((p) => !isReady(p));
        if (waiting) return { open: false, waits: waiting.waits };
        return given({ value: parts.reduce((sum, p) => sum + this.settled(p).value, 0), from: 'here' });
      }
      case 'slice': {
        const whole = this.evidence(e.parts[0]);
        const to = e.to ?? whole.given?.value;
        return to === undefined ? whole : given({ value: to - (e.from ?? 0), from: 'here' });
      }
      case 'call':
        if (kindOf(e.name, e.parts.length) === 'total') return given({ value: 1, from: 'here' });
        return this.combined(e.parts);
      default:
        return this.combined(e.parts);
    }
  }

  private ofParameter(name: string): Evidence {
    const cols = this.shapes.get(name)?.cols;
    return cols === undefined ? { open: true, waits: [] } : { given: { value: cols, from: 'parameter' }, open: false, waits: [] };
  }

  private combined(parts: readonly Expression[]): Evidence {
    const all = parts.map((part) => this.evidence(part));
    const given = all.find((p) => isWide(p.given)) ?? all.find((p) => p.given && Number.isNaN(p.given.value)) ?? all.find((p) => p.given);
    return { ...(given?.given ? { given: given.given } : {}), open: all.some((p) => p.open), waits: all.flatMap((p) => p.waits) };
  }

  // Which shape each parameter has

  /** Gives the parameters of an expression the width of their place, where they have none yet. */
  private assign(e: Expression, width: Width): void {
    switch (e.kind) {
      case 'number':
      case 'slice':
        return;
      case 'name':
        if (this.bound.parameters.has(e.name)) this.fill(e.name, 'cols', width, e, 1);
        return;
      case 'apply':
        return this.assignApply(e, width);
      case 'join':
        for (const part of e.parts) this.assignAlone(part);
        return;
      case 'call':
        if (kindOf(e.name, e.parts.length) === 'total') this.assignAlone(e.parts[0]);
        else for (const part of e.parts) this.assign(part, width);
        return;
      default:
        for (const part of e.parts) this.assign(part, width);
    }
  }

  /** A part whose width does not depend on its place. */
  private assignAlone(e: Expression): Width | undefined {
    const found = this.evidence(e);
    if (!isReady(found)) return undefined;
    const width = this.settled(found);
    this.assign(e, width);
    return width;
  }

  private assignApply(e: Apply, width: Width): void {
    const matrices = this.matricesOf(e);
    const last = e.parts.at(-1)!;
    if (!matrices.length) return this.assign(last, width);
    matrices.forEach((matrix, i) => {
      this.fill(
        matrix.name,
        'cols',
        i ? { value: this.shapes.get(matrices[i - 1].name)?.rows ?? this.units.value, from: 'parameter' } : width,
        matrix,
      );
      const next = matrices[i + 1];
      const inner = next
        ? { value: this.shapes.get(next.name)?.cols ?? this.units.value, from: 'parameter' as const }
        : this.assignAlone(last);
      if (inner) this.fill(matrix.name, 'rows', inner, matrix);
    });
  }

  private fill(name: string, side: 'rows' | 'cols', width: Width, at: Span, rows?: number): void {
    const known = this.shapes.get(name) ?? { at };
    this.shapes.set(name, { ...known, [side]: known[side] ?? width.value, ...(rows === undefined ? {} : { rows }) });
  }

  private matricesOf(e: Apply): Name[] {
    return e.parts
      .slice(0, -1)
      .filter((part): part is Name => part.kind === 'name' && this.bound.parameters.get(part.name)?.use === 'matrix');
  }

  // Whether everything fits

  private check(line: BoundLine): void {
    const width = this.lines.get(line.name)!;
    const found = this.measure(line.expression);
    if (found && fits(found.value, width.value)) {
      const isSolid = line.name === this.bound.output || this.bound.history.has(line.name);
      if (isSolid && this.isJoined(line.expression)) this.move(line.expression, found.value * found.value);
      return;
    }
    if (!found) return;
    const said = { name: this.report.said(line.statement.name), width: width.value, from: this.reason(width) };
    this.mismatch({ ...said, name: `${said.name}` }, line.expression, found);
  }

  /** The width of a row, after all parts of it have been checked; undefined for numbers. */
  private measure(e: Expression): Width | undefined {
    if (constantOf(e, this.bound.lines) !== undefined) return undefined;
    switch (e.kind) {
      case 'number':
        return undefined;
      case 'name':
        return this.evidence(e).given;
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
      case 'product': {
        const factor = e.parts.reduce((all, part, i) => {
          const value = constantOf(part, this.bound.lines) ?? 1;
          return e.flags[i] ? all / value : all * value;
        }, 1);
        if (!(Math.abs(factor) <= limits.number))
          this.report.add('equation-not-finite', e, 'The numbers in this product come to infinity.', 'Check what is divided by.');
        return this.measureTogether(e.parts);
      }
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
        const first = { name: this.report.said(widest.part), width: widest.width.value, from: this.reason(widest.width, widest.part) };
        this.mismatch(first, part, width);
        return widest.width;
      }
      if (!widest || widest.width.value === 1 || (Number.isNaN(widest.width.value) && width.value !== 1)) widest = { part, width };
    }
    return widest?.width;
  }

  private measureApply(e: Apply): Width | undefined {
    const last = e.parts.at(-1)!;
    let width = this.measure(last);
    const matrices = this.matricesOf(e);
    for (const matrix of matrices.reverse()) {
      const { rows = NaN, cols = NaN, at } = this.shapes.get(matrix.name)!;
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
    const whole = this.evidence(e.parts[0]).given?.value ?? NaN;
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

  private checkStart(name: string, value: number | string, span: Span): void {
    const cols = typeof value === 'string' ? this.shapes.get(value)?.cols : undefined;
    const width = this.lines.get(name);
    if (cols === undefined || !width || cols === 1 || same(cols, width.value)) return;
    this.report.add(
      'equation-width-mismatch',
      span,
      `"${name}" has ${width.value} values, "${value}" has ${cols}.`,
      'Use two names for two parameters.',
      {
        a: name,
        aWidth: width.value,
        aFrom: this.reason(width),
        b: String(value),
        bWidth: cols,
        bFrom: '',
      },
    );
  }

  private mismatch(first: { name: string; width: number; from: string }, at: Expression, width: Width): void {
    const parameter = width.from === 'parameter' ? this.nameOfParameter(at) : undefined;
    const said = this.report.said(at);
    if (parameter) {
      const line = this.report.lineOf(this.shapes.get(parameter.name)!.at);
      this.report.add(
        'equation-two-shapes',
        at,
        `"${parameter.name}" gives ${width.value} values since line ${line}; here ${first.width} are needed, as "${first.name}" has.`,
        'Use two names for two parameters.',
        { name: parameter.name, line, there: width.value, here: first.width, what: first.name },
      );
      return;
    }
    const reason = this.reason(width, at);
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
    const of = e.kind === 'apply' ? this.matricesOf(e)[0] : e;
    return of?.kind === 'name' ? this.bound.parameters.get(of.name) : undefined;
  }

  /** `units`, `input`, the number of the line that states it, or nothing where the text itself shows it. */
  private reason(width: Width, _at?: Expression): string {
    if (width.from === 'here' || width.from === 'parameter') return '';
    return String(width.from);
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

const isWide = (width: Width | undefined): boolean => width !== undefined && width.value !== 1 && !Number.isNaN(width.value);
const same = (a: number, b: number): boolean => a === b || Number.isNaN(a) || Number.isNaN(b);
/** A row of width 1 is spread over a wider place. */
const fits = (row: number, place: number): boolean => row === 1 || same(row, place);

export const sayReason = (from: string): string =>
  from === '' ? '' : from === 'input' ? ' (what flows in)' : from === 'units' ? ' (units)' : ` (line ${from})`;
