/**
 * Equations as a text, read: what a cell needs to know of them, or what is wrong with them. No text makes this throw, and
 * none takes more than some 20 ms (limits.ts).
 *
 *   z = sigmoid(Wz x + Uz h' + bz)      x flows in; h' is what h was at the step before; Wz, Uz and bz are learned
 *   h = (1 - z) * tanh(W x) + z * h'    the last line goes out, unless `out NAME` says otherwise
 */
import type { ParameterSpec } from '../cells/cell.ts';
import type { Value } from '../compile/value.ts';
import type { Issue } from '../issue.ts';
import type { Builder, Parameter } from '../ops/op.ts';
import { bind } from './bind.ts';
import { X, type Bound } from './bound.ts';
import { checkCalls } from './calls.ts';
import { costOf } from './functions.ts';
import { latexOf } from './latex.ts';
import { limits } from './limits.ts';
import { lower } from './lower.ts';
import { parse } from './parser.ts';
import { Report } from './report.ts';
import { findShapes, type Shapes } from './shapes.ts';
import { stateName, stateWidths } from './states.ts';
import { walk, type Statement } from './syntax.ts';
import { widthWithoutInputs } from './width-without-inputs.ts';

export interface Equations {
  /** Errors and warnings, in the order of the text. */
  issues: Issue[];
  /** One per line that could be read, LaTeX. */
  latex: string[];
  /** Of what goes out. NaN where it may depend on what flows in and that is not known; the units where the text cannot be read. */
  width: number;
  /** What is carried on. Of a text with errors: of what its lines that can be read look back on, each as wide as the units. */
  states: Record<string, number>;
  /** There when no error is. */
  cell?: EquationCell;
}

export interface EquationCell {
  parameters: Record<string, ParameterSpec>;
  names: EquationName[];
  step(b: Builder, x: Value, state: Record<string, Value>, p: Record<string, Parameter>): { output: Value; state: Record<string, Value> };
}

/** A name of the text, for a list of them. */
export interface EquationName {
  name: string;
  is: 'input' | 'value' | 'number' | 'matrix' | 'vector';
  /** Its earlier values are read, so many steps back. */
  remembered: number;
  isOutput: boolean;
  rows: number;
  cols: number;
  /** What a number comes to. */
  value?: number;
}

/**
 * units: width of what the text leaves open. inputs: width of x; NaN where that is not known yet.
 * What was read last is kept: a check asks for the same text several times over.
 */
export function readEquations(text: unknown, units: number, inputs: number): Equations {
  if (typeof text !== 'string') return readAnew('', units, inputs);
  const key = `${units} ${inputs} ${text}`;
  const known = text.length <= limits.characters ? recent.get(key) : undefined;
  if (known) return known;
  const read = readAnew(text, units, inputs);
  if (text.length <= limits.characters) {
    if (recent.size >= KEPT) recent.delete(recent.keys().next().value!);
    recent.set(key, read);
  }
  return read;
}

const KEPT = 32;
const recent = new Map<string, Equations>();

function readAnew(text: string, units: number, inputs: number): Equations {
  const report = new Report(text.slice(0, limits.characters));
  const statements = isTooLong(text, report) ? [] : parse(text, report);
  if (!report.hasErrors) tooMuch(statements, report);
  checkCalls(statements, report);
  const bound = report.hasErrors ? undefined : bind(statements, report);
  const shapes = bound && findShapes(bound, units, inputs, report);
  const numbers = new Set(
    bound
      ? [...bound.lines.values()].flatMap((line) => (line.constant === undefined ? [] : [line.name]))
      : statements.flatMap((s) => (s.kind === 'line' && s.expression?.kind === 'number' ? [s.name.name] : [])),
  );
  const output = bound && (Number.isNaN(inputs) ? widthWithoutInputs(bound, shapes) : shapes?.lines.get(bound.output));
  const read = { issues: report.issues(), latex: latexOf(statements, numbers), width: output ?? units };
  const states = bound && shapes ? stateWidths(bound, shapes, inputs) : lookedBackOn(statements, units);
  return bound && shapes ? { ...read, states, cell: cellOf(bound, shapes, inputs) } : { ...read, states };
}

function lookedBackOn(statements: readonly Statement[], units: number): Record<string, number> {
  const names = new Set<string>();
  for (const s of statements)
    if (s.kind === 'line' && s.expression)
      for (const e of walk(s.expression)) if (e.kind === 'name' && e.primes) names.add(stateName(e.name, 1));
  return Object.fromEntries([...names].map((name) => [name, units]));
}

function cellOf(bound: Bound, shapes: Shapes, inputs: number): EquationCell {
  return {
    parameters: Object.fromEntries(shapes.parameters),
    names: namesOf(bound, shapes, inputs),
    step: (b, x, state, p) => lower({ bound, shapes }, b, x, state, p),
  };
}

function namesOf(bound: Bound, shapes: Shapes, inputs: number): EquationName[] {
  const name = (name: string, is: EquationName['is'], rows: number, cols: number): EquationName => ({
    name,
    is,
    rows,
    cols,
    remembered: bound.history.get(name) ?? 0,
    isOutput: name === bound.output,
  });
  return [
    name(X, 'input', 1, inputs),
    ...[...bound.lines.values()]
      .filter((line) => line.isLive)
      .map((line) =>
        line.constant === undefined
          ? name(line.name, 'value', 1, shapes.lines.get(line.name)!)
          : { ...name(line.name, 'number', 1, 1), value: line.constant },
      ),
    ...[...shapes.parameters].map(([n, { rows, cols }]) => name(n, bound.parameters.get(n)!.use, rows, cols)),
  ];
}

function isTooLong(text: string, report: Report): boolean {
  const { characters, lines } = limits;
  if (text.length > characters)
    report.add(
      'equation-too-long',
      { start: 0, end: 1 },
      `The text has ${text.length} characters.`,
      `At most ${characters} are read; draw several cells instead.`,
      { most: characters, given: text.length },
    );
  else if (report.lines > lines)
    report.add(
      'equation-too-many-lines',
      { start: 0, end: 1 },
      `The text has ${report.lines} lines.`,
      `At most ${lines} are read; draw several cells instead.`,
      { most: lines, given: report.lines },
    );
  return report.hasErrors;
}

function tooMuch(statements: readonly Statement[], report: Report): void {
  let operations = 0;
  for (const s of statements) {
    if (s.kind !== 'line' || !s.expression) continue;
    for (const e of walk(s.expression))
      operations += e.kind === 'call' ? costOf(e.name) : e.kind === 'name' ? 1 + e.primes : e.kind === 'power' ? e.exponent : 1;
    if (operations <= limits.operations) continue;
    report.add(
      'equation-too-much',
      s,
      `Up to here the text has more than ${limits.operations} names and operations.`,
      'Draw several cells instead.',
      { most: limits.operations },
    );
    return;
  }
  if (!statements.some((s) => s.kind === 'line'))
    report.add('equation-empty', { start: 0, end: 1 }, 'There is no equation.', "Write one, such as h = tanh(W x + U h' + b).");
}
