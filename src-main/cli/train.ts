import {
  designFrom,
  architectureFrom,
  backendFrom,
  repairsFrom,
  settingsFrom,
  threadsFrom,
  trainOptions,
  trainUsage,
} from './train-options.ts';
import type { Host } from '../host/host.ts';
import { readDataset } from '../host/datasets.ts';
import type { ImportOptions } from '#engine/data/content.ts';
import type { Dataset, DatasetDesign } from '#engine/data/dataset.ts';
import type { DatasetRecord } from '#shared/records.ts';
import * as datasets from '../store/datasets.ts';
import { insertProject, listProjects } from '../store/projects.ts';
import { defaultSettings, suggestedSettings } from '#engine/train/settings.ts';
import { numberOf, readFile, required, usageError, withHost, type Command } from './command.ts';
import { documentOf, follow, sayRun } from './run-output.ts';
import { basename } from 'node:path';

/** Where runs of the command line are kept; the window shows it like any other project. */
const projectName = 'Command line';

export function commandLineProject(host: Host): string {
  const known = listProjects(host.db).find((p) => p.sample === '' && p.name === projectName);
  return (known ?? insertProject(host.db, projectName, '', Date.now())).id;
}

/** The dataset of a file in a project: imported once per content, with the design of this call. */
export function datasetFor(
  host: Host,
  project: string,
  file: string,
  options: ImportOptions,
  design: (content: Dataset) => DatasetDesign,
): DatasetRecord {
  const bytes = readFile(file);
  const { content, inspection } = readDataset(file, bytes, options);
  const chosen = design(content);
  const known = datasets.findDataset(host.db, project, datasets.contentHash(content));
  if (known) return datasets.saveDesign(host.db, known.id, chosen, Date.now());
  const fileName = basename(file);
  return datasets.insertDataset(
    host.db,
    { project, name: fileName.replace(/\.[^.]+$/, ''), fileName, content, inspection, readOptions: options, design: chosen, source: bytes },
    Date.now(),
  );
}

export const train: Command = {
  about: 'train a network on a file',
  usage: `train --data FILE --target COL[,COL] --lookback N --horizon N [options]
${trainUsage}`,
  options: trainOptions,
  async run(context) {
    const { values, positionals } = context;
    if (positionals.length)
      throw usageError(positionals[0], 'It is not an option.', 'Names of options start with --, for example --data FILE.');
    const { architecture, name } = architectureFrom(values);
    const file = required(values, 'data');
    required(values, 'target');
    return withHost(
      values,
      async (host) => {
        const project = commandLineProject(host);
        settingsFrom(values, defaultSettings); // A bad option is refused before anything is stored.
        const dataset = datasetFor(host, project, file, repairsFrom(values), (content) => designFrom(values, content));
        const { windows } = await host.api.datasets.summary(dataset.id, dataset.design);
        const settings = settingsFrom(values, suggestedSettings(windows.train, numberOf(values, 'batch')), { warn: context.progress });
        const started = await host.api.runs.start(project, {
          dataset: dataset.id,
          architecture,
          architectureName: name,
          name: (values.name as string | undefined) ?? name,
          settings,
          backend: backendFrom(values),
          threads: threadsFrom(values),
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
