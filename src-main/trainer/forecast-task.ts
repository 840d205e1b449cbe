// Forecasts of a trained model for given origins.
import { compile } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Task as EngineTask } from '#engine/compile/task.ts';
import { categoryOf, columnOf, type Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { feedFor, forecastsOf, stepsOf } from '#engine/data/feed.ts';
import { isFolded } from '#engine/data/lay-out.ts';
import { plainEnds, type ModelEnds } from '#engine/data/model-ends.ts';
import type { Scaling } from '#engine/data/scaling.ts';
import { rowsFor, toUnits, type ScaledRows } from '#engine/data/windows.ts';
import type { Numbers } from '#engine/backends/backend.ts';
import { readCheckpoint } from '#engine/train/checkpoint.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { openSession } from './open-session.ts';
import type { ForecastTask, TrainedModel } from './protocol.ts';

/** Windows computed at a time. */
const batch = 64;

export interface OpenModel {
  program: Program;
  task: EngineTask;
  weights: Map<string, Numbers>;
  design: DatasetDesign;
  scaling: Scaling;
  ends: ModelEnds;
}

/** The program that only predicts, with the weights of the checkpoint. */
export function openModel({ architecture, design, scaling, ends: kept, checkpoint }: TrainedModel): OpenModel {
  const ends = kept ?? plainEnds(design);
  const { program, issues } = compile(architecture, ends.task);
  if (!program) throw new IssueError(issues);
  return { program, task: ends.task, weights: readCheckpoint(checkpoint).weights, design, scaling, ends };
}

/** In units, [origins][H][targets]; origins are rows of the dataset. */
export async function runForecast({ model, dataset, origins }: ForecastTask): Promise<Float64Array> {
  const open = openModel(model);
  if (open.design.task !== 'forecast')
    throw new IssueError([
      issue(
        'forecast-task',
        `model ${model.name}`,
        open.design.task === 'next' ? 'It continues symbols, which is no forecast of numbers.' : 'It tells classes, which are no forecast.',
        'Choose a run that forecasts numbers.',
      ),
    ]);
  const rows = scaledRows(open, dataset);
  const { horizon, targets } = open.design;
  const blocks = isFolded(open.design) ? targets.length : 1;
  const C = targets.length / blocks;
  const out = new Float64Array(origins.length * horizon * targets.length);
  for (let block = 0; block < blocks; block++) {
    const own = origins.map((o) => o + block * dataset.rows);
    const values = await scaledForecasts(open, rows, own, model.threads);
    own.forEach((o, w) => toUnits(rows, o, values, w * horizon * C));
    for (let i = 0; i < values.length; i++) out[Math.floor(i / C) * targets.length + block * C + (i % C)] = values[i];
  }
  return out;
}

/** The rows of a dataset as the model sees them. */
export function scaledRows({ design, scaling, ends }: OpenModel, dataset: Dataset): ScaledRows {
  const needed = isFolded(design) ? [...design.features, ...design.targets] : design.features;
  for (const name of new Set([...needed, ...design.known, ...design.statics, ...design.lags.map((lag) => lag.column)]))
    if (!columnOf(dataset, name) && !categoryOf(dataset, name))
      throw new IssueError([
        issue(
          'unknown-column',
          `column ${name}`,
          'The model needs it and the file does not have it.',
          'Use a file with the same columns as the one it was trained on.',
        ),
      ]);
  return rowsFor(dataset, design, scaling, ends);
}

/** [origins][H][C] in the model's own scaled space, by the app's engine. */
export async function scaledForecasts(
  { program, weights }: OpenModel,
  rows: ScaledRows,
  origins: Int32Array,
  threads: number,
): Promise<Float64Array> {
  const { horizon } = rows.design;
  const C = rows.truth.length;
  const session = await openSession('auto', threads, program, { batch, steps: stepsOf(rows.design, program.strategy) }, []);
  session.writeWeights(weights);
  const out = new Float64Array(origins.length * horizon * C);
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const output = await session.predict(feedFor(rows, some, batch, program));
    out.set(forecastsOf(output, some.length, batch, horizon, C, program), from * horizon * C);
  }
  session.dispose();
  return out;
}
