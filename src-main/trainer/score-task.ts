/**
 * Scores what is made of several runs, with the windows, baselines, intervals and verdict of an ordinary one. An ensemble: the combined
 * forecasts of its members. A backtest that is not fitted again: the weights of the first fold on the test part of every fold; then
 * scaling, baselines and intervals are those of the first fold too, since nothing of them is fitted again either.
 */
import { parameterCount } from '#engine/compile/program.ts';
import { audit } from '#engine/data/audit.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { foldRows } from '#engine/data/folds.ts';
import { prepare, type Prepared } from '#engine/data/windows.ts';
import { assess, type Assessment } from '#engine/train/assess.ts';
import { runBaselines } from '#engine/train/baselines.ts';
import { readCheckpoint } from '#engine/train/checkpoint.ts';
import { evaluateEnsemble, type EnsembleJob } from '#engine/train/ensemble.ts';
import { planRun, watchedWindows } from '#engine/train/plan.ts';
import { withOwa } from '#engine/train/scorer.ts';
import { IssueError } from '#shared/errors.ts';
import type { FoldRecord } from '#shared/records.ts';
import { openSession } from './open-session.ts';
import type { FromTrainer, ScoredOutcome, ScoreTask } from './protocol.ts';
import type { Controls } from './train-task.ts';

export async function runScoring(task: ScoreTask, controls: Controls, post: (message: FromTrainer) => void): Promise<void> {
  const started = performance.now();
  const { plan, dataset } = task;
  const members = plan.members!;
  // Without refitting the model is that of the first fold.
  const design = members.kind === 'backtest' ? members.designs[0] : plan.design;
  const { planned, issues } = planRun(dataset, { ...plan, design });
  if (!planned) throw new IssueError(issues);
  const { program, prepared } = planned;
  const { batch } = plan.settings;
  const session = await openSession(plan.backend, plan.threads, program, { batch, steps: stepsOf(design, program.strategy) }, []);
  const how = members.kind === 'ensemble' ? members.combine : 'mean';
  const weights = task.members.map(({ checkpoint }) => readCheckpoint(checkpoint).weights);
  // A message of the host is heard in a turn of the event loop; a pause has no meaning for what takes seconds.
  const goesOn = () => controls.wish === 'go on' || controls.wish === 'pause';
  const job: EnsembleJob = { prepared, program, session, batch, members: weights, how, goesOn };

  const scored = members.kind === 'ensemble' ? await scoreEnsemble(job, task) : await scoreFolds(job, task);
  session.dispose();
  if (!scored) return post({ kind: 'suspended' });
  const { train, validation, test } = prepared.windows;
  post({
    kind: 'scored',
    outcome: {
      parameters: parameterCount(program) * weights.length,
      memoryBytes: session.memoryBytes,
      backend: session.report,
      windows: { train: train.length, validation: validation.length, test: test.length },
      scaling: prepared.scaling,
      ends: prepared.ends,
      audit: audit(dataset, plan.design, plan.architecture, task.reading),
      watched: watchedWindows(prepared),
      ...scored,
    },
    seconds: (performance.now() - started) / 1000,
  });
}

type Scored = Pick<ScoredOutcome, 'baselines' | 'validation' | 'test' | 'assessment' | 'folds'>;

/** Undefined where it was asked to end. */
async function scoreEnsemble(job: EnsembleJob, { plan, members }: ScoreTask): Promise<Scored | undefined> {
  const baselines = runBaselines(job.prepared);
  const { validation, test, assessment } = await scoreOn(job, job.prepared, baselines, plan, members);
  if (job.goesOn?.() === false) return undefined;
  return { baselines: baselines.scores, validation, test, assessment, folds: null };
}

async function scoreFolds(job: EnsembleJob, { plan, dataset, members }: ScoreTask): Promise<Scored | undefined> {
  const { designs } = plan.members as Extract<NonNullable<typeof plan.members>, { kind: 'backtest' }>;
  const { runs } = plan.members!;
  const { prepared } = job;
  const rows = foldRows(dataset, designs);
  const folds: FoldRecord[] = [];
  for (const [i, design] of designs.entries()) {
    const here = i ? testedOn(prepared, dataset, design) : prepared;
    const baselines = runBaselines(here);
    const { test, assessment } = await scoreOn(job, here, baselines, plan, members);
    if (job.goesOn?.() === false) return undefined;
    folds.push({
      run: runs[0],
      rows: { ...rows[0], test: rows[i].test },
      test,
      baselines: baselines.scores.test,
      verdict: assessment.verdict,
      intervals: assessment.intervals.map(({ level, test: own }) => ({ level, test: own })),
    });
  }
  return { baselines: null, validation: null, test: null, assessment: null, folds };
}

/** The model and everything that was fitted of the first fold, on the test part of another. */
function testedOn(first: Prepared, dataset: ScoreTask['dataset'], design: ScoreTask['plan']['design']): Prepared {
  const { prepared, issues } = prepare(dataset, design, { scaling: first.scaling, ends: first.ends });
  if (!prepared) throw new IssueError(issues);
  return {
    ...first,
    parts: first.parts.map((parts, series) => ({ ...parts, test: prepared.parts[series].test })),
    windows: { ...first.windows, test: prepared.windows.test },
  };
}

async function scoreOn(
  job: EnsembleJob,
  prepared: Prepared,
  baselines: ReturnType<typeof runBaselines>,
  plan: ScoreTask['plan'],
  members: ScoreTask['members'],
): Promise<Pick<ScoredOutcome, 'validation' | 'test'> & { assessment: Assessment }> {
  const validation = await evaluateEnsemble({ ...job, prepared }, 'validation');
  const test = await evaluateEnsemble({ ...job, prepared }, 'test');
  const { epochs, seed } = plan.settings;
  return {
    validation: withOwa(validation?.scores ?? null, baselines.scores.validation.naive2),
    test: withOwa(test?.scores ?? null, baselines.scores.test.naive2),
    assessment: assess(prepared, plan.architecture, { validation: validation?.kept ?? null, test: test?.kept ?? null }, baselines.errors, {
      epoch: Math.max(...members.map((m) => m.epoch)),
      // What is said of early and late bests holds for the one in the middle.
      bestEpoch: members.map((m) => m.bestEpoch).sort((a, b) => a - b)[members.length >> 1],
      epochs,
      seed,
      isEnsemble: members.length > 1,
    }),
  };
}
