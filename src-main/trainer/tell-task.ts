// Probabilities of a classifier for given windows of a file.
import { stepsOf } from '#engine/data/feed.ts';
import { classProbabilities } from '#engine/use/tell.ts';
import { openModel, scaledRows } from './forecast-task.ts';
import { openSession } from './open-session.ts';
import type { TellTask } from './protocol.ts';

/** Windows computed at a time. */
const batch = 64;

/** [origins][classes]; origins are rows of the dataset. */
export async function runTell({ model, dataset, origins }: TellTask): Promise<Float64Array> {
  const open = openModel(model);
  const rows = scaledRows(open, dataset);
  const session = await openSession('auto', model.threads, open.program, { batch, steps: stepsOf(rows.design, open.program.strategy) }, []);
  session.writeWeights(open.weights);
  const probabilities = await classProbabilities(rows, session, origins, batch, open.program);
  session.dispose();
  return probabilities;
}
