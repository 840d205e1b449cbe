// Fine-tuning: a run that starts from a checkpoint of another.
import type { TrainSettings } from '#engine/train/settings.ts';
import { checkShape } from '../host/run-plan.ts';
import { datasetContent, readingLike } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import { checkpointFrom } from './checkpoint-option.ts';
import { listOf, readData, required, withHost, type Command } from './command.ts';
import { documentOf, follow, sayRun } from './run-output.ts';
import { checkChoice, commandLineProject, datasetFor, sayWarnings } from './train.ts';
import { designFrom, readingFrom } from './design-options.ts';
import { backendFrom, settingsFrom, threadsFrom, trainOptions } from './train-options.ts';

/** A tuned model starts near where it is to end: a tenth of the rate it was trained with. */
const rateShare = 0.1;

const smallerSteps = (settings: TrainSettings): TrainSettings => ({
  ...settings,
  rate: settings.rate * rateShare,
  minimumRate: settings.minimumRate * rateShare,
});

// A tuned run keeps its parent's drawing and scaling, so these two are no options of it.
const { architecture: _drawing, scaler: _scaler, ...tuneOptions } = trainOptions;

export const finetune: Command = {
  about: 'train on from a checkpoint, on the same or another file',
  usage: `finetune --run ID [--checkpoint best|last] [--data FILE] [--train all|head|CELL,...] [--rate X] [options of train]
  --run ID               the run to start from
  --checkpoint NAME      best (default) or last
  --data FILE            another file with as many columns, read as the run's own was (default: the run's own dataset)
  --target --features    where the columns of that file have other names, in the same order
  --train WHAT           all weights (default), the head only, or the named cells
  --rate X               default: a tenth of the run's rate; every other option defaults to the run's
  The architecture and the scaling are those of the run.`,
  options: { ...tuneOptions, run: { type: 'string' }, checkpoint: { type: 'string' }, train: { type: 'string' } },
  async run(context) {
    const { values } = context;
    const id = required(values, 'run');
    const checkpoint = checkpointFrom(values);
    const what = (values.train as string | undefined) ?? 'all';
    const tune = what === 'all' || what === 'head' ? what : listOf(what);
    return withHost(
      values,
      async (host) => {
        const parent = getRun(host.db, id);
        const { plan } = parent;
        const file = values.data
          ? readData(required(values, 'data'), { ...readingLike(host.db, plan.dataset), ...readingFrom(values) })
          : undefined;
        const content = file?.content ?? datasetContent(host.db, plan.dataset);
        const design = designFrom(values, content, plan.design);
        checkShape(plan.design, design, file?.path ?? plan.datasetName);
        const settings = settingsFrom(values, smallerSteps(plan.settings), rateShare);
        const { architecture, architectureName } = plan;
        const warnings = checkChoice(content, {
          design,
          architecture,
          settings,
          tune,
          scaling: parent.scaling ?? undefined,
          ends: parent.ends ?? undefined,
        });
        const project = file ? commandLineProject(host) : parent.project;
        const started = await host.api.runs.start(project, {
          dataset: file ? datasetFor(host, project, file, design).id : plan.dataset,
          architecture,
          architectureName,
          design,
          name: (values.name as string | undefined) ?? `${parent.name} tuned`,
          settings,
          backend: values.backend ? backendFrom(values) : plan.backend,
          threads: values.threads ? threadsFrom(values) : plan.threads,
          parent: { run: id, checkpoint, train: tune },
        });
        sayWarnings([...(file?.inspection.issues ?? []), ...warnings], context);
        const run = await follow(host, started, context);
        const document = documentOf(run);
        sayRun(run, context);
        return document;
      },
      { writes: true },
    );
  },
};
