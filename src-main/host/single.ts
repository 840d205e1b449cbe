// What takes one network, asked for a run that is made of several.
import { IssueError, issue } from '#shared/errors.ts';
import type { RunRecord } from '#shared/records.ts';

/** Refuses what needs a single network. what: `an export holds`. */
export function checkSingle({ name, plan: { members } }: RunRecord, what: string): void {
  if (!members) return;
  throw new IssueError([
    issue(
      'several-networks',
      `run ${name}`,
      members.kind === 'ensemble'
        ? `It is an ensemble of ${members.runs.length} networks, and ${what} one.`
        : `It is a backtest of ${members.designs.length} folds and no network.`,
      `Choose one of its runs: ${members.runs.join(', ')}.`,
      { values: { runs: members.runs.join(', ') } },
    ),
  ]);
}
