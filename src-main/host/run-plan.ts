// From what a window asks for to the plan of a run, or the Issues that stand in the way.
import { parseArchitecture } from '#engine/architecture.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { isError } from '#engine/issue.ts';
import { planRun } from '#engine/train/plan.ts';
import { slotsOf } from '#engine/train/settings.ts';
import type { RunRequest } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { RunPlan, RunRecord } from '#shared/records.ts';
import * as architectures from '../store/architectures.ts';
import * as checkpoints from '../store/checkpoints.ts';
import type { Database } from '../store/database.ts';
import * as datasets from '../store/datasets.ts';
import * as runs from '../store/runs.ts';
import { checkMemory } from './memory.ts';
import { checkSingle } from './single.ts';
import { findTfjs } from '../trainer/tfjs-package.ts';

/** Everything that a run computes from, after all that can be known before was checked. Throws an IssueError. */
export function planOf(db: Database, request: RunRequest): RunPlan {
  if (request.backend === 'tfjs') findTfjs();
  const dataset = datasets.getDataset(db, request.dataset);
  const drawn = typeof request.architecture === 'string' ? architectures.getArchitecture(db, request.architecture) : undefined;
  const { architecture, issues } = parseArchitecture(drawn?.architecture ?? request.architecture);
  if (!architecture) throw new IssueError(issues);
  const { parent, design = dataset.design } = request;
  const from = parent && runs.getRun(db, parent.run);
  if (from) checkSingle(from, 'a fine-tune starts from');
  if (parent && from) checkParent(db, from, parent.checkpoint, architecture);
  const plan: RunPlan = {
    dataset: dataset.id,
    datasetName: dataset.name,
    datasetHash: dataset.hash,
    design,
    designHash: datasets.designHash(design),
    architecture,
    architectureName: drawn?.name ?? request.architectureName ?? (request.name || 'drawing'),
    settings: request.settings,
    backend: request.backend,
    threads: request.threads,
    ...(parent ? { parent, scaling: from?.scaling ?? undefined, ends: from?.ends ?? undefined } : {}),
  };
  if (from) checkShape(from.plan.design, design, dataset.name);
  const { planned, issues: problems } = planRun(datasets.datasetContent(db, dataset.id), { ...plan, tune: parent?.train });
  if (!planned) throw new IssueError(problems.filter(isError));
  const { program } = planned;
  const { settings, backend, threads } = plan;
  // The others take memory as they go, and have no bound of their own.
  if (backend === 'auto' || backend === 'wasm')
    checkMemory(program, { batch: settings.batch, steps: stepsOf(design, program.strategy) }, slotsOf(settings), threads);
  return plan;
}

/** A fine-tune keeps the cells of its parent: weights are matched by name and shape. */
function checkParent(db: Database, from: RunRecord, which: 'best' | 'last', architecture: RunPlan['architecture']): void {
  checkpoints.getCheckpoint(db, from.id, which);
  if (JSON.stringify(from.plan.architecture) === JSON.stringify(architecture)) return;
  throw new IssueError([
    issue(
      'parent-architecture',
      `run ${from.name}`,
      'Its architecture differs from the one to be tuned.',
      'Tune with the architecture of the run, or train the new one from the start.',
    ),
  ]);
}

/** Weights know columns by their place: as many of each, and the targets at the same places among the features. */
export function checkShape(known: DatasetDesign, design: DatasetDesign, dataset: string): void {
  const shapeOf = (d: DatasetDesign) => [d.features.length, d.targets.length, d.horizon];
  const restOf = (d: DatasetDesign) =>
    JSON.stringify([d.task, d.series, d.known, d.calendar, d.lags, d.statics, d.windows, d.missingMask, d.carries, d.least > 0]);
  const placesOf = (d: DatasetDesign) => d.targets.map((t) => d.features.indexOf(t) + 1).join(', ');
  const refuse = (message: string, fix: string) => new IssueError([issue('parent-shape', `dataset ${dataset}`, message, fix)]);
  if (shapeOf(known).join() !== shapeOf(design).join())
    throw refuse(
      `The checkpoint knows ${known.features.length} features, ${known.targets.length} targets and ${known.horizon} steps ahead; this design has ${shapeOf(design).join(', ')}.`,
      'Choose as many of each, in the same order.',
    );
  if (restOf(known) !== restOf(design))
    throw refuse(
      'The checkpoint was made for another task, or for other covariates, lags or calendar features.',
      'Leave everything but sizes, columns and the split as in the design of the run.',
    );
  if (placesOf(known) !== placesOf(design))
    throw refuse(
      `The checkpoint predicts features number ${placesOf(known)}; in this design the targets are number ${placesOf(design)} (0: not a feature).`,
      'Choose the features in the order in which the checkpoint knows them.',
    );
}

/** One run never trains on two versions of the data; a dataset in the bin still serves its runs. */
export function checkContent(db: Database, plan: RunPlan): void {
  const hash = datasets.currentHash(db, plan.dataset);
  if (hash === undefined)
    throw new IssueError([
      issue('no-dataset', `dataset ${plan.datasetName}`, 'It was deleted, and with it the numbers of this run.', 'Start a new run.'),
    ]);
  if (hash !== plan.datasetHash)
    throw new IssueError([
      issue(
        'dataset-changed',
        `dataset ${plan.datasetName}`,
        'It was read again since this run began, and its numbers differ.',
        'Start a new run: one run never trains on two versions of the data.',
      ),
    ]);
}
