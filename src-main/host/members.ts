/**
 * Runs that are made of other runs: an ensemble of seeds, a backtest over folds. Their members are ordinary runs - stored, resumed and
 * exported like any other -; the whole waits in the queue behind them and is scored when the last one has ended.
 */
import { foldRows, planFolds } from '#engine/data/folds.ts';
import { readingOf } from '#engine/data/audit.ts';
import { combine } from '#engine/train/combine.ts';
import { checkSettings } from '#engine/train/settings.ts';
import { isError, type Issue } from '#engine/issue.ts';
import type { RunRequest } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { FoldRecord, Members, RunCurve, RunPlan, RunRecord } from '#shared/records.ts';
import * as checkpoints from '../store/checkpoints.ts';
import type { Database } from '../store/database.ts';
import * as datasets from '../store/datasets.ts';
import * as runs from '../store/runs.ts';
import type { ScoreTask } from '../trainer/protocol.ts';
import { freeName } from '../store/named.ts';
import { planOf } from './run-plan.ts';

export const mostSeeds = 50;

/** Checks everything and stores the members and, behind them, the whole; both wait. Returns the whole. */
export function insertMembers(db: Database, project: string, request: RunRequest, now: number): RunRecord {
  if (request.parent)
    throw new IssueError([
      issue(
        'members-tuned',
        'seeds',
        'A fine-tune starts from one checkpoint and is one run.',
        'Train several seeds anew, or tune with one.',
      ),
    ]);
  if (request.ensemble && request.backtest)
    throw new IssueError([
      issue('seeds-and-folds', 'seeds', 'A backtest trains one seed on every fold.', 'Set the seeds to 1, or do without the backtest.'),
    ]);
  const { plan, each, members } = request.ensemble ? ensembleOf(db, request) : backtestOf(db, request);
  const name = freeName(db, 'runs', project, request.name || plan.architectureName);
  return db.transaction(() => {
    const ids = each.map(({ plan: own, suffix }) => runs.insertRun(db, project, `${name} (${suffix})`, own, now).id);
    return runs.insertRun(db, project, name, { ...plan, members: { ...members, runs: ids } as Members }, now);
  })();
}

interface Made {
  plan: RunPlan;
  each: { plan: RunPlan; suffix: string }[];
  members: Omit<Extract<Members, { kind: 'ensemble' }>, 'runs'> | Omit<Extract<Members, { kind: 'backtest' }>, 'runs'>;
}

function ensembleOf(db: Database, request: RunRequest): Made {
  const { seeds, combine: how } = request.ensemble!;
  if (!Number.isInteger(seeds) || seeds < 2 || seeds > mostSeeds)
    throw new IssueError([
      issue('seeds-count', 'seeds', `Expected a whole number of seeds from 2 to ${mostSeeds}, got ${seeds}.`, 'Write for example 5.', {
        values: { seeds, most: mostSeeds },
      }),
    ]);
  const plan = planOf(db, request);
  const settings = Array.from({ length: seeds }, (_, i) => ({ ...plan.settings, seed: plan.settings.seed + i }));
  const wrong = checkSettings(settings[seeds - 1]).filter(isError);
  if (wrong.length) throw new IssueError(wrong);
  return {
    plan,
    each: settings.map((own) => ({ plan: { ...plan, settings: own }, suffix: `seed ${own.seed}` })),
    members: { kind: 'ensemble', combine: how },
  };
}

function backtestOf(db: Database, request: RunRequest): Made {
  const { folds, train, isRefitted, adapts } = request.backtest!;
  const dataset = datasets.getDataset(db, request.dataset);
  const planned = planFolds(datasets.datasetContent(db, dataset.id), request.design ?? dataset.design, { count: folds, train, adapts });
  if (planned.issues.length) throw new IssueError(planned.issues);
  const { designs } = planned;
  const plans = designs.map((design, i) => {
    try {
      return planOf(db, { ...request, design });
    } catch (error) {
      if (!(error instanceof IssueError)) throw error;
      throw new IssueError(error.issues.map((i_) => ({ ...i_, where: `fold ${i + 1} of ${designs.length}, ${i_.where}` })));
    }
  });
  return {
    plan: plans.at(-1)!,
    each: isRefitted ? plans.map((plan, i) => ({ plan, suffix: `fold ${i + 1}` })) : [{ plan: plans[0], suffix: 'fold 1' }],
    members: { kind: 'backtest', designs, isRefitted },
  };
}

/** Its runs in order; undefined for those that were deleted. */
const memberRuns = (db: Database, { runs: ids }: Members): (RunRecord | undefined)[] => ids.map((id) => runs.findRun(db, id));

export type Readiness = 'ready' | 'waits' | Issue;

/** Whether a whole can be scored: every member has come to an end and has a best checkpoint. */
export function readinessOf(db: Database, { name, plan }: RunRecord): Readiness {
  const members = memberRuns(db, plan.members!);
  if (members.includes(undefined))
    return issue('member-gone', `run ${name}`, 'One of its runs was deleted.', 'Restore it, or start a new one.');
  for (const member of members as RunRecord[]) {
    if (member.status === 'failed' || (member.status === 'stopped' && !checkpoints.findCheckpoint(db, member.id, 'best')))
      return issue(
        'member-failed',
        `run ${member.name}`,
        member.status === 'failed' ? (member.issue?.message ?? 'It has failed.') : 'It was stopped before its first epoch.',
        member.issue?.fix ?? 'Resume it, then the whole.',
        { values: { name: member.name } },
      );
    if (member.status !== 'finished' && member.status !== 'stopped') return 'waits';
  }
  return 'ready';
}

/** Members that have to go on before the whole can be scored: what waits, was interrupted or has failed; stopped ones where asked for. */
export const unfinished = (db: Database, { plan }: RunRecord, { stopped }: { stopped: boolean }): RunRecord[] =>
  memberRuns(db, plan.members!).filter(
    (run) =>
      run !== undefined &&
      run.status !== 'finished' &&
      (run.status !== 'stopped' || stopped || !checkpoints.findCheckpoint(db, run.id, 'best')),
  ) as RunRecord[];

export const secondsOfMembers = (db: Database, { plan }: RunRecord): number =>
  memberRuns(db, plan.members!).reduce((sum, run) => sum + (run?.seconds ?? 0), 0);

/** What goes to the bin with a run: of a whole its members, but for those that another whole is made of too. */
export function goesWith(db: Database, { id, project, plan }: RunRecord): string[] {
  const ids = plan.members?.runs ?? [];
  const others = ids.length ? runs.listRuns(db, project).filter((run) => run.id !== id && run.plan.members) : [];
  return ids.filter((member) => runs.findRun(db, member) && !others.some((run) => run.plan.members!.runs.includes(member)));
}

/** What a trainer needs to score the whole; null where the scores of the members say all of it. */
export function scoreTaskOf(db: Database, { plan }: RunRecord): ScoreTask | null {
  const members = plan.members!;
  if (members.kind === 'backtest' && members.isRefitted) return null;
  const each = memberRuns(db, members) as RunRecord[];
  return {
    kind: 'score',
    plan,
    dataset: datasets.datasetContent(db, plan.dataset),
    reading: readingOf(datasets.readOptionsOf(db, plan.dataset)),
    members: each.map(({ id, epoch, bestEpoch }) => ({ checkpoint: checkpoints.getCheckpoint(db, id, 'best').bytes, epoch, bestEpoch })),
  };
}

/** The folds of a backtest whose every fold was trained by itself. */
export function refittedFolds(db: Database, { plan }: RunRecord): FoldRecord[] {
  const members = plan.members as Extract<Members, { kind: 'backtest' }>;
  const dataset = datasets.datasetContent(db, plan.dataset);
  const rows = foldRows(dataset, members.designs);
  return (memberRuns(db, members) as RunRecord[]).map((run, i) => ({
    run: run.id,
    rows: rows[i],
    test: run.test,
    baselines: run.baselines!.test,
    verdict: run.assessment?.verdict ?? null,
    intervals: (run.assessment?.intervals ?? []).map(({ level, test }) => ({ level, test })),
  }));
}

/** What the members forecast for the watched windows, combined; an ensemble has no curve of its own. */
export function combinedCurve(db: Database, { plan }: RunRecord): RunCurve {
  const none: RunCurve = { epochs: [], stepEpochs: new Float64Array(), stepLosses: new Float32Array(), forecasts: [] };
  const members = plan.members!;
  if (members.kind !== 'ensemble') return none;
  const best = members.runs.map((id) => {
    const run = runs.findRun(db, id);
    return run && runs.forecastsAt(db, id, run.bestEpoch);
  });
  if (best.some((values) => !values?.length)) return none;
  const values = Float32Array.from(combine(best as Float32Array[], members.combine));
  return { ...none, forecasts: [{ epoch: 0, values }] };
}
