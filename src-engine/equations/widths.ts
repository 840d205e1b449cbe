/**
 * Widths of lines and shapes of parameters, found by the rules of shapes.ts. Whether what stands together fits is for
 * fit.ts; here a parameter has the shape of its first place.
 */
import { X, type Bound, type BoundLine } from './bound.ts';
import { kindOf } from './functions.ts';
import type { Report, Span } from './report.ts';
import type { Apply, Expression, Name } from './syntax.ts';

/** Why something is as wide as it is: what flows in, the units, a parameter, what stands there, or the line that states it. */
export interface Width {
  value: number;
  from: 'input' | 'units' | 'parameter' | 'here' | number;
}

/** What is known of a row before its place is: a width that is given, whether it would take any, and lines whose width is not known yet. */
interface Evidence {
  given?: Width;
  open: boolean;
  waits: readonly string[];
}

const isWide = (width: Width | undefined): boolean => width !== undefined && width.value !== 1 && !Number.isNaN(width.value);
const isReady = ({ given, waits }: Evidence): boolean => waits.length === 0 || isWide(given);

export class Widths {
  readonly lines = new Map<string, Width>();
  readonly shapes = new Map<string, { rows?: number; cols?: number; at: Span }>();
  private readonly bound: Bound;
  private readonly units: Width;
  private readonly x: Width;

  constructor(bound: Bound, units: number, inputs: number, report: Report) {
    this.bound = bound;
    this.units = { value: units, from: 'units' };
    this.x = { value: inputs, from: 'input' };
    for (const { name, width, first } of bound.parameters.values())
      if (width !== undefined) this.shapes.set(name, { rows: 1, cols: width, at: first });
    const open = [...bound.lines.values()].filter((line) => line.constant === undefined);
    for (const { name, statement } of open)
      if (statement.width !== undefined) this.settleLine(name, { value: statement.width, from: report.lineOf(statement) });
    this.solve(open);
    for (const line of open) this.assign(line.expression, this.lines.get(line.name)!);
    for (const [name, { value, span }] of bound.starts)
      if (typeof value === 'string') this.fill(value, 'cols', this.lines.get(name) ?? this.x, span, 1);
  }

  private solve(open: readonly BoundLine[]): void {
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

  /** What can be said of a row now. */
  evidence(e: Expression): Evidence {
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

  /** The matrices that stand before the last part. */
  matricesOf(e: Apply): Name[] {
    return e.parts
      .slice(0, -1)
      .filter((part): part is Name => part.kind === 'name' && this.bound.parameters.get(part.name)?.use === 'matrix');
  }
}
