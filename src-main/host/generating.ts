// A model of symbols writes on: in a trainer process, as a stream of the text so far.
import { writingOf } from '#engine/use/writing.ts';
import type { GenerateRequest, Generated } from '#shared/api.ts';
import type { CheckpointName } from '#shared/records.ts';
import type { Database } from '../store/database.ts';
import { readOptionsOf } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { Launch } from '../trainer/launch.ts';
import { modelOf } from './models.ts';
import { streamOf } from './trainer-stream.ts';

export function generateFrom(
  db: Database,
  launch: Launch,
  run: string,
  which: CheckpointName,
  { prompt, ...sampling }: GenerateRequest,
): AsyncIterable<Generated> {
  const model = modelOf(db, run, which);
  const isText = readOptionsOf(db, getRun(db, run).plan.dataset).symbols === true;
  const writing = writingOf(model.ends?.classes ?? [], isText);
  return streamOf(
    launch,
    { kind: 'generate', model, prompt, sampling, writing },
    (message) => {
      if (message.kind !== 'written') return undefined;
      const { text, symbols, perplexity, isOver } = message;
      return { state: { text, symbols, perplexity, isOver, writing }, isLast: isOver };
    },
    'Try again.',
  );
}
