/**
 * A trained network as it continues symbols: one step at a time, with the state of the step before - or, where a cell counts the rows of
 * its window, the whole window again for every symbol.
 */
import type { Architecture } from '../architecture.ts';
import { compile } from '../compile/compile.ts';
import { ANYWHERE, STEPS } from '../compile/line.ts';
import type { Program } from '../compile/program.ts';
import type { DatasetDesign } from '../data/design.ts';
import type { ModelEnds } from '../data/model-ends.ts';
import type { Issue } from '../issue.ts';

export interface Stepwise {
  program: Program;
  /** Rows that a session runs over: 1 where states are carried. */
  steps: number;
}

/** name: what the model is called in an Issue. */
export function stepwise(
  name: string,
  architecture: Architecture,
  design: DatasetDesign,
  ends: ModelEnds,
): { stepwise?: Stepwise; issues: Issue[] } {
  const refuse = (code: string, message: string, fix: string, values: Issue['values'] = {}): { issues: Issue[] } => ({
    issues: [{ severity: 'error', code, where: `model ${name}`, message, fix, values }],
  });
  if (design.task !== 'next')
    return refuse(
      'generate-task',
      design.task === 'classify' ? 'It tells classes and cannot continue anything.' : 'It forecasts numbers, no symbols.',
      'Choose a run that continues symbols, or use predict.',
      { task: design.task },
    );
  const [symbol] = design.targets;
  const others = [...ends.inputs.filter((input) => input !== symbol), ...ends.statics.names];
  if (others.length)
    return refuse(
      'generate-columns',
      `Beside the symbols it sees ${others.slice(0, 5).join(', ')}${others.length > 5 ? ' ...' : ''}, which nobody knows for symbols that are not there yet.`,
      `Train on "${symbol}" alone.`,
      { columns: others.slice(0, 5).join(', '), symbol },
    );
  const whole = compile(architecture, ends.task);
  if (!whole.program) return { issues: whole.issues };
  if (!looksBackOnly(whole.program))
    return refuse(
      'generate-window',
      'A cell of it looks at the whole window at once, also at what follows a symbol.',
      'Train a network whose cells run forward only, such as the characters template.',
    );
  if (countsRows(whole.program)) return { stepwise: { program: whole.program, steps: design.lookback }, issues: [] };
  const { program, issues } = compile(architecture, { ...ends.task, carries: true });
  return program ? { stepwise: { program, steps: 1 }, issues: [] } : { issues };
}

/** What the data gives a network that reads from left to right; `origin`, for one, is the last row of the window. */
const providedInputs = new Set(['x', 'mask', 'window', 'series']);

/** Every value belongs to a row and reads that row or earlier ones, or knows nothing of the rows at all. */
function looksBackOnly({ values, inputs }: Program): boolean {
  if (inputs.some(({ name, noise }) => !noise && !providedInputs.has(name))) return false;
  const isRow = (id: number): boolean => id >= 0 && values[id].line === STEPS;
  return values.every((v) => {
    if (v.line === STEPS || v.line === ANYWHERE)
      return (v.op !== 'read' || v.shift <= 0) && v.terms.every((term) => term.shift <= 0) && v.op !== 'total' && v.op !== 'unfold';
    return !isRow(v.of) && !v.inputs.some(isRow) && !v.terms.some((term) => isRow(term.value));
  });
}

const countsRows = ({ values }: Program): boolean => values.some((v) => v.op === 'clock');
