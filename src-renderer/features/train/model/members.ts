/**
 * Runs that belong together in the window: a whole (an ensemble, a backtest) waits in the queue while its members train, so what it is
 * doing is told by them.
 */
import type { RunRecord, RunStatus } from '#shared/records.ts';

/** In order; those that were deleted are left out. */
export const membersOf = (whole: RunRecord, runs: readonly RunRecord[]): RunRecord[] =>
  (whole.plan.members?.runs ?? []).flatMap((id) => runs.find((run) => run.id === id) ?? []);

/** The whole that a run belongs to. */
export const wholeOf = (run: RunRecord, runs: readonly RunRecord[]): RunRecord | undefined =>
  runs.find((other) => other.plan.members?.runs.includes(run.id));

/** What the name of a member adds to that of its whole: "Segment GRU (seed 2)" is "seed 2" below "Segment GRU". */
export function nameWithin(whole: RunRecord, { name }: RunRecord): string {
  const start = `${whole.name} (`;
  return name.startsWith(start) && name.endsWith(')') ? name.slice(start.length, -1) : name;
}

/** It will not change any more by itself: finished, or stopped with a best checkpoint. */
export const isDone = ({ status, bestEpoch }: RunRecord): boolean => status === 'finished' || (status === 'stopped' && bestEpoch > 0);

/** What a whole is doing: while it waits, what its members do. */
export function statusOf(whole: RunRecord, runs: readonly RunRecord[]): RunStatus {
  if (!whole.plan.members || whole.status !== 'queued') return whole.status;
  const open = membersOf(whole, runs).filter((run) => !isDone(run));
  const has = (status: RunStatus) => open.some((run) => run.status === status);
  if (has('running')) return 'running';
  if (has('paused')) return 'paused';
  if (has('interrupted') || has('failed') || has('stopped')) return 'interrupted';
  return 'queued';
}

/** The record with the status that is shown. */
export function asShown(run: RunRecord, runs: readonly RunRecord[]): RunRecord {
  const status = statusOf(run, runs);
  return status === run.status ? run : { ...run, status };
}
