/**
 * Runs as rows of the table, and the sets of windows they saw. Only runs with the same numbers and the same design were judged
 * on the same windows: within a set errors can be set against each other and against its baselines, between sets they cannot.
 */
import type { DatasetDesign, PartName } from '#engine/data/design.ts';
import { mainBaselines, type MainBaseline } from '#engine/train/baselines.ts';
import type { Scores } from '#engine/train/metrics.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import type { RunRecord } from '#shared/records.ts';
import { feedbackOf } from './feedback.ts';

export interface RunRow {
  kind: 'run';
  id: string;
  /** Of the set of windows it saw. */
  set: string;
  run: RunRecord;
  /** Its curve; undefined while it has not come. */
  epochs: readonly EpochRecord[] | undefined;
  /** Of the best checkpoint: so far, while it is going on. */
  validation: Scores | null;
  test: Scores | null;
  /** `t-1`, `t-24`, `settle`: what was drawn back. */
  feedback: readonly string[];
  /** Id of the ensemble it is a member of. */
  whole: string | null;
  /** Not ended yet: its numbers may change. */
  isGoing: boolean;
}

export interface BaselineRow {
  kind: 'baseline';
  id: string;
  set: string;
  name: MainBaseline;
  validation: Scores | null;
  test: Scores | null;
  design: DatasetDesign;
}

export type Row = RunRow | BaselineRow;

export interface WindowSet {
  key: string;
  datasetName: string;
  dataset: string;
  datasetHash: string;
  designHash: string;
  design: DatasetDesign;
  windows: Record<PartName, number> | null;
  baselines: BaselineRow[];
  runs: RunRow[];
}

export const windowsKey = (run: RunRecord): string => `${run.plan.datasetHash} ${run.plan.designHash}`;

const isGoing = (run: RunRecord): boolean => run.status === 'queued' || run.status === 'running' || run.status === 'paused';

/** Scores of the best checkpoint; while a run is going on the host has none yet, but the curve has those of its best epoch. */
export const validationOf = (run: RunRecord, epochs: readonly EpochRecord[] | undefined): Scores | null =>
  run.validation ?? epochs?.findLast((e) => e.isBest)?.validation ?? null;

export const rowOf = (run: RunRecord, epochs: readonly EpochRecord[] | undefined, whole: string | null = null): RunRow => ({
  kind: 'run',
  id: run.id,
  set: windowsKey(run),
  run,
  epochs,
  validation: validationOf(run, epochs),
  test: run.test,
  feedback: feedbackOf(run.plan.architecture),
  whole,
  isGoing: isGoing(run),
});

/**
 * What the table holds: backtests are left out with their runs, since each fold has windows of its own and nothing beside it; they stand
 * on the page of the backtest.
 */
export function comparable(runs: readonly RunRecord[]): readonly RunRecord[] {
  const folds = new Set(runs.flatMap(({ id, plan }) => (plan.members?.kind === 'backtest' ? [id, ...plan.members.runs] : [])));
  return folds.size ? runs.filter((run) => !folds.has(run.id)) : runs;
}

/** Members of ensembles, with the id of theirs. */
export const wholesOf = (runs: readonly RunRecord[]): ReadonlyMap<string, string> =>
  new Map(runs.flatMap(({ id, plan }) => (plan.members?.runs ?? []).map((member) => [member, id] as const)));

/** The sets of windows that some runs saw, the largest first. */
export function setsOf(rows: readonly RunRow[]): WindowSet[] {
  const sets = new Map<string, WindowSet>();
  for (const row of rows) {
    const { plan } = row.run;
    let set = sets.get(row.set);
    if (!set) {
      const { datasetName, dataset, datasetHash, designHash, design } = plan;
      set = { key: row.set, datasetName, dataset, datasetHash, designHash, design, windows: null, baselines: [], runs: [] };
      sets.set(row.set, set);
    }
    set.runs.push(row);
    set.windows ??= row.run.windows;
    if (!set.baselines.length) set.baselines = baselinesOf(row.run);
  }
  return [...sets.values()].sort((a, b) => b.runs.length - a.runs.length);
}

function baselinesOf(run: RunRecord): BaselineRow[] {
  const { baselines } = run;
  if (!baselines) return [];
  const set = windowsKey(run);
  return mainBaselines
    .map((name): BaselineRow => ({
      kind: 'baseline',
      id: `${set}/${name}`,
      set,
      name,
      validation: baselines.validation[name] ?? null,
      test: baselines.test[name] ?? null,
      design: run.plan.design,
    }))
    .filter((row) => row.validation || row.test);
}
