// The very first batch that a run would train on: what the network is shown, number by number, with nothing stored.
import { audit, readingOf } from '#engine/data/audit.ts';
import { shuffled } from '#engine/data/batches.ts';
import { feedFor, stepsOf } from '#engine/data/feed.ts';
import { seriesAt } from '#engine/data/lay-out.ts';
import { ANYWHERE, lengthOf } from '#engine/compile/line.ts';
import { isError } from '#engine/issue.ts';
import { planRun } from '#engine/train/plan.ts';
import { IssueError } from '#shared/errors.ts';
import { contentHash, designHash } from '../store/datasets.ts';
import { choose } from './choose.ts';
import { readData, required, writeFile, type Command } from './command.ts';
import { designFrom, readingFrom, testFrom } from './design-options.ts';
import { dataUsage, settingsUsage, trainOptions } from './train-options.ts';

export const batch: Command = {
  about: 'show the first batch that a run would train on',
  usage: `batch --data FILE [--out FILE] [options of train]
  How many windows each part has, what the leakage auditor finds, and every number of the first batch, scaled and
  augmented as the network gets it: inputs by name, each with its shape [steps, windows, width].
  --out FILE             the same document in a file
${dataUsage}
${settingsUsage}
  --json                 one JSON document on stdout`,
  options: { ...trainOptions, out: { type: 'string' } },
  async run({ values, say }) {
    const { content, options } = readData(required(values, 'data'), readingFrom(values), testFrom(values));
    const design = designFrom(values, content);
    const { architecture, settings } = choose(values, content, design);
    const { planned, issues } = planRun(content, { design, architecture, settings });
    if (!planned) throw new IssueError(issues.filter(isError));
    const { prepared, program } = planned;
    const origins = shuffled(prepared, settings.batch, settings.seed, 0).subarray(0, settings.batch);
    const feed = feedFor(prepared, origins, settings.batch, program, { seed: settings.seed, step: 0 });
    const steps = stepsOf(design, program.strategy);
    const { windows, skipped, series, ends, period } = prepared;
    const document = {
      datasetHash: contentHash(content),
      designHash: designHash(design),
      design,
      windows: { train: windows.train.length, validation: windows.validation.length, test: windows.test.length },
      skipped,
      period,
      columns: ends.inputs,
      targets: ends.outputs,
      classes: ends.classes,
      audit: audit(content, design, architecture, readingOf(options)),
      // Counted from 0 within the series; no window where a stream of text has ended.
      origins: Array.from(origins, (o) =>
        o < 0 ? null : { series: series[seriesAt(series, o)].name, row: o - series[seriesAt(series, o)].from },
      ),
      inputs: Object.fromEntries(
        program.inputs.map(({ name, line, width }) => {
          const length = line === ANYWHERE ? 1 : lengthOf(program.lines[line], steps);
          return [name, { shape: [length, settings.batch, width], values: [...feed[name]] }];
        }),
      ),
    };
    if (typeof values.out === 'string') writeFile(values.out, JSON.stringify(document));
    const { train, validation, test } = document.windows;
    say(`windows: ${train} training, ${validation} validation, ${test} test`);
    say(`columns: ${ends.inputs.join(', ')}`);
    for (const [name, { shape }] of Object.entries(document.inputs)) say(`  ${name.padEnd(16)} ${shape.join(' x ')}`);
    for (const finding of document.audit) say(`${finding.severity}: ${finding.where}: ${finding.message} ${finding.effect} ${finding.fix}`);
    return document;
  },
};
