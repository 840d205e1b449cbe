// Models of finished or running runs, put to use in a trainer process: forecasts and exports.
import type { Dataset } from '#engine/data/dataset.ts';
import { exporters } from '#engine/export/index.ts';
import { combine } from '#engine/train/combine.ts';
import type { Api } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { CheckpointName } from '#shared/records.ts';
import { getCheckpoint } from '../store/checkpoints.ts';
import type { Database } from '../store/database.ts';
import { currentHash, datasetContent } from '../store/datasets.ts';
import * as store from '../store/exports.ts';
import { getRun } from '../store/runs.ts';
import type { Launch } from '../trainer/launch.ts';
import type { FromTrainer, Task, TrainedModel } from '../trainer/protocol.ts';
import type { Events } from './events.ts';
import { checkSingle } from './single.ts';

/** Runs one task to its end in a process of its own. */
export function perform<K extends FromTrainer['kind']>(launch: Launch, task: Task, answer: K): Promise<Extract<FromTrainer, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const trainer = launch();
    trainer.onMessage((message) => {
      if (message.kind === 'ready') return trainer.post(task);
      if (message.kind === answer) resolve(message as Extract<FromTrainer, { kind: K }>);
      else if (message.kind === 'failed') reject(new IssueError(message.issues));
      else return;
      trainer.kill();
    });
    trainer.onExit((how) =>
      reject(
        new IssueError([
          issue(
            'trainer-died',
            task.kind,
            `The process that was to do it is gone: ${how}.`,
            'Try again; if it happens again, the model may be too large for this machine.',
          ),
        ]),
      ),
    );
  });
}

export function modelOf(db: Database, run: string, which: CheckpointName): TrainedModel {
  const record = getRun(db, run);
  checkSingle(record, 'a file or a forecast comes from');
  const { name, plan, scaling, ends } = record;
  const checkpoint = getCheckpoint(db, run, which);
  if (!scaling) throw new IssueError([issue('no-model', `run ${name}`, 'It has not begun to train.', 'Wait for its first checkpoint.')]);
  const provenance = {
    run,
    checkpoint: which,
    epoch: String(checkpoint.epoch),
    checkpointHash: checkpoint.hash,
    dataset: plan.datasetName,
    datasetHash: plan.datasetHash,
    designHash: plan.designHash,
  };
  const { architecture, design, threads } = plan;
  return { name, architecture, design, scaling, ends, checkpoint: checkpoint.bytes, threads, provenance };
}

/** In units, [origins][H][C]; of an ensemble those of its members, combined. */
export async function forecastOf(
  db: Database,
  launch: Launch,
  run: string,
  which: CheckpointName,
  dataset: Dataset,
  origins: Int32Array,
): Promise<Float64Array> {
  const { members } = getRun(db, run).plan;
  if (members?.kind !== 'ensemble') return forecast(launch, modelOf(db, run, which), dataset, origins);
  const each: Float64Array[] = [];
  for (const model of members.runs.map((id) => modelOf(db, id, which))) each.push(await forecast(launch, model, dataset, origins));
  return combine(each, members.combine);
}

const forecast = async (launch: Launch, model: TrainedModel, dataset: Dataset, origins: Int32Array): Promise<Float64Array> =>
  (await perform(launch, { kind: 'forecast', model, dataset, origins }, 'forecasts')).values;

/** The numbers a run was trained on, if the store still has them. */
export function ownDataset(db: Database, run: string): Dataset | undefined {
  const { plan } = getRun(db, run);
  return currentHash(db, plan.dataset) === plan.datasetHash ? datasetContent(db, plan.dataset) : undefined;
}

/** A file of a model in some format, and how it compares with the app's own forecasts. */
export async function makeExport(db: Database, launch: Launch, run: string, checkpoint: CheckpointName, format: string) {
  if (!Object.hasOwn(exporters, format))
    throw new IssueError([
      issue('no-format', `format ${format}`, 'There is no such format.', `Choose one of ${Object.keys(exporters).join(', ')}.`),
    ]);
  return perform(launch, { kind: 'export', model: modelOf(db, run, checkpoint), format, dataset: ownDataset(db, run) }, 'exported');
}

export function exportApi(db: Database, events: Events, launch: Launch): Api['exports'] {
  return {
    formats: async () => Object.entries(exporters).map(([name, { label, purpose, extension }]) => ({ name, label, purpose, extension })),
    list: async (run) => store.listExports(db, run),
    make: async (run, checkpoint, format) => {
      checkSingle(getRun(db, run), 'an export holds');
      const { epoch, hash: checkpointHash } = getCheckpoint(db, run, checkpoint);
      const { fileName, bytes, report } = await makeExport(db, launch, run, checkpoint, format);
      const record = store.saveExport(db, { run, checkpoint, epoch, checkpointHash, format, fileName, bytes, report }, Date.now());
      events.tell({ kind: 'exports', run });
      return { record, report };
    },
    bytes: async (id) => store.exportBytes(db, id),
  };
}
