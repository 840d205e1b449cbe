// What goes out, which lines matter for that, what they remember, and what was hardly meant.
import { X, type BoundLine } from './bound.ts';
import { nearest } from '../nearest.ts';
import type { Report } from './report.ts';
import { walk, type Name, type Statement } from './syntax.ts';

/** What goes out: the name that the text says, else the last line. Undefined when that cannot be, which has been reported then. */
export function findOutput(statements: readonly Statement[], lines: ReadonlyMap<string, BoundLine>, report: Report): string | undefined {
  const outs = statements.filter((s) => s.kind === 'out');
  for (const second of outs.slice(1))
    report.add('equation-two-outputs', second, 'There are two outputs.', 'Keep one; [a, b] puts two values side by side.', {
      name: second.name.name,
    });
  const [said] = outs;
  if (said) {
    const { name } = said.name;
    if (lines.has(name) && lines.get(name)!.constant === undefined) return name;
    const near = nearest(name, lines.keys()) ?? '';
    const what = lines.has(name) ? `"${name}" is a number, the same at every step.` : `No line defines "${name}".`;
    report.add('equation-output', said.name, what, near && near !== name ? `Did you mean ${near}?` : 'Write a name that a line defines.', {
      name,
    });
    return undefined;
  }
  const last = [...lines.values()].at(-1);
  if (last && last.constant === undefined) return last.name;
  if (last)
    report.add(
      'equation-output',
      last.statement.name,
      `"${last.name}" is a number, the same at every step.`,
      'Say what goes out: out and a name.',
      { name: last.name },
    );
  return undefined;
}

/** Marks the lines on which what goes out depends, and warns of the others. */
export function findLive(lines: ReadonlyMap<string, BoundLine>, output: string, report: Report): void {
  const live = new Set<BoundLine>([lines.get(output)!]);
  let readsInput = false;
  for (const line of live)
    for (const e of walk(line.expression)) {
      if (e.kind !== 'name') continue;
      readsInput ||= e.name === X;
      const next = lines.get(e.name);
      if (next) live.add(next);
    }
  for (const line of lines.values()) {
    line.isLive = live.has(line);
    if (!line.isLive)
      report.add(
        'equation-unused-line',
        line.statement.name,
        `Nothing that goes out depends on "${line.name}".`,
        'Use it, or remove the line.',
        { name: line.name },
        'warning',
      );
  }
  if (!readsInput)
    report.add(
      'equation-ignores-x',
      lines.get(output)!.statement.name,
      `What goes out does not depend on "${X}".`,
      `Read ${X}, which is what flows in.`,
      {},
      'warning',
    );
}

/** A mistyped name becomes a parameter; where a matrix multiplies it, nobody can have meant that. */
export function warnOfProducts(products: readonly Name[], lines: ReadonlyMap<string, BoundLine>, report: Report): void {
  for (const at of products) {
    const near = nearest(at.name, [X, ...lines.keys()]) ?? '';
    const fix = near ? `Did you mean ${near}?` : 'Multiply what flows in or what a line defines.';
    const message = `No line defines "${at.name}", so it is a learned vector; a matrix times that is only another one.`;
    report.add('equation-matrix-vector', at, message, fix, { name: at.name, near }, 'warning');
  }
}

/** Names of which lines read earlier values, and how many steps back at most. */
export function historyOf(lines: readonly BoundLine[]): Map<string, number> {
  const history = new Map<string, number>();
  for (const line of lines)
    for (const e of walk(line.expression))
      if (e.kind === 'name' && e.primes) history.set(e.name, Math.max(e.primes, history.get(e.name) ?? 0));
  return history;
}
