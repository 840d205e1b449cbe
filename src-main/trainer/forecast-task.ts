// Forecasts of a trained model for given origins.
import { compile } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Task as EngineTask } from '#engine/compile/task.ts';
import { columnOf, type Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { Scaling } from '#engine/data/scaling.ts';
import { feedFor, forecastsOf, stepsOf } from '#engine/data/feed.ts';
import { rowsFor } from '#engine/data/windows.ts';
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
}

/** The program that only predicts, with the weights of the checkpoint. */
export function openModel({ architecture, design, scaling, checkpoint }: TrainedModel): OpenModel {
  const task: EngineTask = {
    inputs: design.features.length,
    targetColumns: design.targets.map((t) => design.features.indexOf(t)),
    horizon: design.horizon,
  };
  const { program, issues } = compile(architecture, task);
  if (!program) throw new IssueError(issues);
  return { program, task, weights: readCheckpoint(checkpoint).weights, design, scaling };
}

export async function runForecast({ model, dataset, origins }: ForecastTask): Promise<Float64Array> {
  const open = openModel(model);
  const scaled = await scaledForecasts(open, dataset, origins, model.threads);
  const { targets } = open.scaling;
  return scaled.map((x, i) => x * targets[i % targets.length].scale + targets[i % targets.length].shift);
}

/** [origins][H][C] in the model's own scaled space, by the app's engine. */
export async function scaledForecasts(
  { program, weights, design, scaling }: OpenModel,
  dataset: Dataset,
  origins: Int32Array,
  threads: number,
): Promise<Float64Array> {
  for (const name of design.features)
    if (!columnOf(dataset, name))
      throw new IssueError([
        issue(
          'unknown-column',
          `column ${name}`,
          'The model needs it and the file does not have it.',
          'Use a file with the same columns as the one it was trained on.',
        ),
      ]);
  const { horizon } = design;
  const C = design.targets.length;
  const rows = rowsFor(dataset, design, scaling);
  const session = await openSession('auto', threads, program, { batch, steps: stepsOf(design, program.strategy) }, []);
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
