// Training a network on a file.
import { basename } from 'node:path';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { partRows } from '#engine/data/parts.ts';
import { audit, readingOf } from '#engine/data/audit.ts';
import { isError, sayIssue, type Issue } from '#engine/issue.ts';
import { planRun, type Choice } from '#engine/train/plan.ts';
import { IssueError } from '#shared/errors.ts';
import type { DatasetRecord, RunRecord } from '#shared/records.ts';
import type { Host } from '../host/host.ts';
import * as datasets from '../store/datasets.ts';
import { insertProject, listProjects } from '../store/projects.ts';
import { choose, sayRecipe } from './choose.ts';
import { readData, required, withHost, type Command, type Context, type ReadFile } from './command.ts';
import { documentOf, follow, sayRun } from './run-output.ts';
import { designFrom, readingFrom, testFrom } from './design-options.ts';
import { sayMembers, seedsFrom, seedsOptions, seedsUsage } from './members.ts';
import { backendFrom, threadsFrom, trainOptions, trainUsage } from './train-options.ts';

/** Where runs of the command line are kept; the window shows it like any other project. */
const projectName = 'Command line';

export function commandLineProject(host: Host): string {
  const known = listProjects(host.db).find((p) => p.sample === '' && p.name === projectName);
  return (known ?? insertProject(host.db, projectName, '', Date.now())).id;
}

/** The dataset of a file in a project: imported once per content, with the design of this call. */
export function datasetFor(host: Host, project: string, file: ReadFile, design: DatasetDesign): DatasetRecord {
  const { path, bytes, options, content, inspection } = file;
  const known = datasets.findDataset(host.db, project, datasets.contentHash(content), options);
  if (known) return datasets.saveDesign(host.db, known.id, design, Date.now());
  const fileName = basename(path);
  return datasets.insertDataset(
    host.db,
    { project, name: fileName.replace(/\.[^.]+$/, ''), fileName, content, inspection, readOptions: options, design, source: bytes },
    Date.now(),
  );
}

/** Refuses what cannot be trained before anything is stored. Returns what is worth knowing nevertheless. */
export function checkChoice(content: Dataset, choice: Choice): Issue[] {
  const { planned, issues } = planRun(content, choice);
  if (!planned) throw new IssueError(issues.filter(isError));
  return issues;
}

function sayOne(run: RunRecord, context: Context) {
  const document = documentOf(run);
  sayRun(run, context);
  return document;
}

/** What was noticed about the data, a line each: a run should not depend on a guess that nobody saw. */
export function sayWarnings(issues: Issue[], { progress }: Context): void {
  for (const issue of issues) progress(`${issue.severity}: ${sayIssue(issue)}`);
}

export const train: Command = {
  about: 'train a network on a file',
  usage: `train --data FILE [--target COL[,COL]] [--lookback N] [--horizon N] [options]
${seedsUsage}
${trainUsage}`,
  options: { ...trainOptions, ...seedsOptions },
  async run(context) {
    const { values } = context;
    const path = required(values, 'data');
    const threads = threadsFrom(values);
    const backend = backendFrom(values);
    const ensemble = seedsFrom(values);
    const file = readData(path, readingFrom(values), testFrom(values));
    const design = designFrom(values, file.content);
    const chosen = choose(values, file.content, design);
    const { architecture, name, settings } = chosen;
    const warnings = checkChoice(file.content, { design, architecture, settings });
    return withHost(
      values,
      async (host) => {
        const project = commandLineProject(host);
        const dataset = datasetFor(host, project, file, design);
        const started = await host.api.runs.start(project, {
          dataset: dataset.id,
          architecture,
          architectureName: name,
          design,
          name: (values.name as string | undefined) ?? name,
          settings,
          backend,
          threads,
          ...(ensemble ? { ensemble } : {}),
        });
        sayWarnings(
          [...file.inspection.issues, ...warnings, ...audit(file.content, design, architecture, readingOf(file.options))],
          context,
        );
        sayRecipe(chosen, context);
        const idle =
          design.split.by === 'time' && !file.content.sequences ? file.content.rows - partRows(design.split, file.content.rows).test.to : 0;
        if (idle > 0) context.progress(`note: the last ${idle} of ${file.content.rows} rows are in no part of the split`);
        const run = await follow(host, started, context);
        return ensemble ? sayMembers(host, run, context) : sayOne(run, context);
      },
      { writes: true },
    );
  },
};
