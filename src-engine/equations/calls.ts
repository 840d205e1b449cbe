// The functions that a text calls.
import { X } from './bound.ts';
import { languageFunctions, otherNames } from './functions.ts';
import { nearest } from '../nearest.ts';
import type { Report } from './report.ts';
import { walk, type Call, type Statement } from './syntax.ts';

/** Whether every function is one, with as many arguments as it takes. This can be said while other lines cannot be read yet. */
export function checkCalls(statements: readonly Statement[], report: Report): void {
  const lines = new Set([X, ...statements.flatMap((s) => (s.kind === 'line' ? [s.name.name] : []))]);
  for (const s of statements)
    if (s.kind === 'line' && s.expression) for (const e of walk(s.expression)) if (e.kind === 'call') checkCall(e, lines, report);
}

function checkCall(e: Call, lines: ReadonlySet<string>, report: Report): void {
  const { name } = e;
  const known = languageFunctions.get(name);
  if (!known && lines.has(name)) {
    const values = { a: name, b: '(...)', parameter: 0 };
    report.add('equation-side-by-side', e.nameSpan, `"${name}" is a value and no function.`, `Write ${name} * (...).`, values);
  } else if (!known) {
    const near = otherNames.get(name) ?? nearest(name, languageFunctions.keys()) ?? '';
    const all = [...languageFunctions.keys()].join(', ');
    const fix = near ? `Did you mean ${near}?` : `Functions are ${all}. If ${name} is a matrix, put a space behind it.`;
    report.add('equation-unknown-function', e.nameSpan, `There is no function "${name}".`, fix, { name, near });
  } else {
    const [least, most] = known.takes;
    const given = e.parts.length;
    if (given >= least && given <= most) return;
    const message = `${name} takes ${least === most ? least : `${least} to ${most}`} ${most === 1 ? 'value' : 'values'}, got ${given}.`;
    report.add('equation-arguments', e, message, 'Put commas between values, and parentheses around all of them.', {
      name,
      least,
      most,
      given,
    });
  }
}
