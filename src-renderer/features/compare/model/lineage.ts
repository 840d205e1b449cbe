// Which run came from which: the ancestors of a run, oldest first, and what was tuned from it.
import type { Parent, RunRecord } from '#shared/records.ts';

export interface Ancestor {
  id: string;
  /** Undefined when it was deleted. */
  run: RunRecord | undefined;
  /** How the next one came from it. */
  step: Parent;
}

export function ancestorsOf(run: RunRecord, runs: readonly RunRecord[]): Ancestor[] {
  const found: Ancestor[] = [];
  const seen = new Set([run.id]);
  for (let parent = run.plan.parent; parent && !seen.has(parent.run);) {
    const step: Parent = parent;
    const from = runs.find((r) => r.id === step.run);
    found.unshift({ id: step.run, run: from, step });
    seen.add(step.run);
    parent = from?.plan.parent;
  }
  return found;
}

export const childrenOf = (run: RunRecord, runs: readonly RunRecord[]): RunRecord[] => runs.filter((r) => r.plan.parent?.run === run.id);
