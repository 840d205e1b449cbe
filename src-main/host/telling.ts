// A classifier used on a file: in a trainer process, for the command line and the window.
import { categoryOf, columnOf, type Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { originsToTell, toldFile, type ToldFile } from '#engine/use/tell.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { CheckpointName } from '#shared/records.ts';
import type { Database } from '../store/database.ts';
import { readingLike } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { Launch } from '../trainer/launch.ts';
import { readDataset } from './datasets.ts';
import { modelOf, perform } from './models.ts';

/** Columns that a model of this design sees, and that a file must have. */
export function checkColumns(file: string, dataset: Dataset, { features, statics }: DatasetDesign): void {
  const absent = [...features, ...statics].filter((name) => !columnOf(dataset, name) && !categoryOf(dataset, name));
  if (!absent.length) return;
  const names = absent.map((name) => `"${name}"`).join(', ');
  throw new IssueError([
    issue(
      'absent-columns',
      file,
      `The model needs ${names}, which the file does not have.`,
      'Use a file with the same columns as the one it was trained on.',
      { values: { names } },
    ),
  ]);
}

/** Refuses what is no classifier, and says what it is to be used with instead. */
export function checkTells(name: string, { task }: DatasetDesign): void {
  if (task === 'classify') return;
  throw new IssueError([
    task === 'next'
      ? issue('tell-next', `run ${name}`, 'It continues symbols and tells no classes.', 'Let it write: generate.')
      : issue('tell-forecast', `run ${name}`, 'It forecasts numbers and tells no classes.', 'Choose a run that tells classes.'),
  ]);
}

/** file: as it is called in an Issue. which: one class for the end of each series, or one for every row with a full lookback. */
export async function tellFile(
  db: Database,
  launch: Launch,
  run: string,
  checkpoint: CheckpointName,
  file: string,
  dataset: Dataset,
  which: 'last' | 'all',
): Promise<ToldFile> {
  const { name, plan } = getRun(db, run);
  checkTells(name, plan.design);
  checkColumns(file, dataset, plan.design);
  const model = modelOf(db, run, checkpoint);
  const { origins, left } = originsToTell(dataset, plan.design, which);
  if (!origins.length) {
    const { lookback } = plan.design;
    throw new IssueError([
      issue(
        'nothing-to-tell',
        file,
        `No window of it can be told: ${plan.design.windows === 'series' ? 'in every series' : `in every stretch of ${lookback} rows`} a value is missing, or rows are.`,
        'Fill what is missing, or use a longer file.',
        { values: { lookback, windows: plan.design.windows } },
      ),
    ]);
  }
  const { values } = await perform(launch, { kind: 'tell', model, dataset, origins }, 'told');
  return toldFile(dataset, plan.design, model.ends?.classes ?? [], origins, values, left);
}

/** Bytes of a file, read as the run's own was. Every row is told where rows have classes of their own. */
export function tellBytes(db: Database, launch: Launch, run: string, checkpoint: CheckpointName, fileName: string, bytes: Uint8Array) {
  const { name, plan } = getRun(db, run);
  checkTells(name, plan.design);
  const { content } = readDataset(fileName, bytes, readingLike(db, plan.dataset));
  return tellFile(db, launch, run, checkpoint, fileName, content, 'all');
}
