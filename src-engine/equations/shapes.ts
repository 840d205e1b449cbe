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
import type { Bound } from './bound.ts';
import { Fit } from './fit.ts';
import type { Report } from './report.ts';
import { walk } from './syntax.ts';
import { Widths } from './widths.ts';

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

/** Undefined when something does not fit, which has been reported then. */
export function findShapes(bound: Bound, units: number, inputs: number, report: Report): Shapes | undefined {
  const widths = new Widths(bound, units, inputs, report);
  const fit = new Fit(bound, widths, report);
  for (const line of bound.lines.values()) if (line.constant === undefined) fit.line(line);
  for (const [name, { value, span }] of bound.starts) fit.start(name, value, span);
  if (report.hasErrors) return undefined;
  const all = new Map([...widths.shapes].map(([name, { rows = NaN, cols = NaN }]) => [name, { rows, cols }]));
  const used = usedNames(bound);
  return {
    lines: new Map([...widths.lines].map(([name, { value }]) => [name, value])),
    parameters: new Map(
      [...bound.parameters.values()].filter(({ name }) => used.has(name)).map(({ name, init }) => [name, { ...all.get(name)!, init }]),
    ),
    all,
  };
}

/** Names that lines on which the output depends read, and parameters from which their states start. */
function usedNames({ lines, starts, history }: Bound): Set<string> {
  const used = new Set<string>();
  for (const line of lines.values()) if (line.isLive) for (const e of walk(line.expression)) if (e.kind === 'name') used.add(e.name);
  for (const [name, { value }] of starts) if (typeof value === 'string' && history.has(name)) used.add(value);
  return used;
}
