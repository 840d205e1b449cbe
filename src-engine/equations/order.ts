// In which order lines stand.
import type { BoundLine } from './bound.ts';
import type { Report } from './report.ts';
import { walk, type Name } from './syntax.ts';

/** A line may read itself and what stands below it only as it was at an earlier step. */
export function checkOrder(e: Name, line: BoundLine, target: BoundLine, lines: ReadonlyMap<string, BoundLine>, report: Report): void {
  if (target.index < line.index) return;
  const { name } = e;
  const below = report.lineOf(target.statement);
  if (target === line)
    report.add('equation-cycle', e, `"${name}" reads itself within the step.`, `Write ${name}' for its value at the step before.`, {
      name,
      names: name,
    });
  else if (reads(target, line, lines)) {
    const names = `${line.name}, ${name}`;
    report.add(
      'equation-cycle',
      e,
      `"${line.name}" and "${name}" read each other within the step.`,
      `Write ${name}' here for its value at the step before.`,
      { name, names },
    );
  } else
    report.add(
      'equation-before-defined',
      e,
      `"${name}" is defined below, in line ${below}.`,
      `Write ${name}' for its value at the step before, or move line ${below} up.`,
      { name, line: below },
    );
}

/** Whether a line depends on another within the step. */
function reads(from: BoundLine, on: BoundLine, lines: ReadonlyMap<string, BoundLine>): boolean {
  const seen = new Set([from]);
  for (const line of seen)
    for (const e of walk(line.expression)) {
      const next = e.kind === 'name' && !e.primes ? lines.get(e.name) : undefined;
      if (next) seen.add(next);
    }
  return seen.has(on);
}
