import type { Dataset } from '#engine/data/dataset.ts';
import type { TrainSettings } from '#engine/train/settings.ts';
import { datasetContent } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import { listOf, required, withHost, type Command } from './command.ts';
import { documentOf, follow, sayRun } from './run-output.ts';
import { commandLineProject, datasetFor } from './train.ts';
import { backendFrom, designFrom, repairsFrom, settingsFrom, threadsFrom, trainOptions } from './train-options.ts';
import { checkpointFrom } from './checkpoint-option.ts';

/** A tuned model starts near where it is to end: a tenth of the rate it was trained with. */
const rateShare = 0.1;

const smallerSteps = (settings: TrainSettings): TrainSettings => ({
  ...settings,
  rate: settings.rate * rateShare,
  minimumRate: settings.minimumRate * rateShare,
});

export const finetune: Command = {
  about: 'train on from a checkpoint, on the same or another file',
  usage: `finetune --run ID [--checkpoint best|last] [--data FILE] [--train all|head|CELL,...] [--rate X] [options of train]
  --run ID               the run to start from
  --data FILE            another file with the same columns (default: the run's own dataset)
  --train WHAT           all weights, the head only, or the named cells
  --rate X               default: a tenth of the run's rate; every other option defaults to the run's`,
  options: { ...trainOptions, run: { type: 'string' }, checkpoint: { type: 'string' }, train: { type: 'string' } },
  async run(context) {
    const { values } = context;
    const id = required(values, 'run');
    const checkpoint = checkpointFrom(values);
    const what = (values.train as string | undefined) ?? 'all';
    return withHost(
      values,
      async (host) => {
        const parent = getRun(host.db, id);
        const { plan } = parent;
        const project = values.data ? commandLineProject(host) : parent.project;
        const choose = (content: Dataset) => designFrom(values, content, plan.design);
        const dataset = values.data ? datasetFor(host, project, required(values, 'data'), repairsFrom(values), choose).id : plan.dataset;
        const design = choose(datasetContent(host.db, dataset));
        const started = await host.api.runs.start(project, {
          dataset,
          architecture: plan.architecture,
          architectureName: plan.architectureName,
          design,
          name: (values.name as string | undefined) ?? `${parent.name} tuned`,
          settings: settingsFrom(values, smallerSteps(plan.settings), { rateShare, warn: context.progress }),
          backend: values.backend ? backendFrom(values) : plan.backend,
          threads: values.threads ? threadsFrom(values) : plan.threads,
          parent: { run: id, checkpoint, train: what === 'all' || what === 'head' ? what : listOf(what) },
        });
        const run = await follow(host, started, context);
        const document = documentOf(run);
        sayRun(run, context);
        return document;
      },
      { writes: true },
    );
  },
};
