// What can be wrong with a file of series, in sentences.
import type { Issue } from '../../issue.ts';
import type { Trouble } from '../column-readers.ts';
import { counted, inLines } from '../wording.ts';
import type { Head } from './directives.ts';

export const brokenHead = (kind: string, { data }: Head): Issue => ({
  severity: 'error',
  code: 'broken-head',
  where: 'file',
  message: data ? `The head of this ${kind} file names no attributes.` : `The head of this ${kind} file is not ended by a line @data.`,
  fix: 'It may have been cut off. Download it again.',
  values: { kind },
});

export const noSeries = (kind: string): Issue => ({
  severity: 'error',
  code: 'no-rows',
  where: 'file',
  message: `There is no series behind the head of this ${kind} file.`,
  fix: 'It may have been cut off. Download it again.',
  values: { kind },
});

/** unreadable: values; broken: whole lines. */
export function unreadableValues(unreadable: Trouble, broken: Trouble, kind: string): Issue[] {
  const issues: Issue[] = [];
  if (broken.count > 0)
    issues.push({
      severity: 'warning',
      code: 'lines-left-out',
      where: `line ${broken.lines[0]}`,
      message: `${counted(broken.count, 'line is', 'lines are')} no series as the head of this ${kind} file describes it, and ${broken.count === 1 ? 'was' : 'were'} left out: ${inLines(broken.lines, broken.count)}, such as "${broken.examples[0]}".`,
      fix: 'Check these lines.',
      line: broken.lines[0],
      count: broken.count,
      values: { count: broken.count, lines: broken.lines.join(', '), kind, example: broken.examples[0] },
    });
  if (unreadable.count > 0)
    issues.push({
      severity: 'warning',
      code: 'values-not-read',
      where: `line ${unreadable.lines[0]}`,
      message: `${counted(unreadable.count, 'value is no number', 'values are no numbers')}, such as "${unreadable.examples[0]}", in ${inLines(unreadable.lines, unreadable.count)}. ${unreadable.count === 1 ? 'It counts' : 'They count'} as missing.`,
      fix: 'Correct them in the file.',
      line: unreadable.lines[0],
      count: unreadable.count,
      values: { count: unreadable.count, lines: unreadable.lines.join(', '), example: unreadable.examples[0] },
    });
  return issues;
}
