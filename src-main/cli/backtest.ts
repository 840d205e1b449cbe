// A backtest: the same network over several stretches of time, in one call.
import { planFolds } from '#engine/data/folds.ts';
import { audit, readingOf } from '#engine/data/audit.ts';
import { IssueError } from '#shared/errors.ts';
import { choose, sayRecipe } from './choose.ts';
import { numberOf, readData, required, withHost, type Command } from './command.ts';
import { designFrom, oneOf, readingFrom, testFrom } from './design-options.ts';
import { sayMembers } from './members.ts';
import { follow } from './run-output.ts';
import { checkChoice, commandLineProject, datasetFor, sayWarnings } from './train.ts';
import { backendFrom, threadsFrom, trainOptions, trainUsage } from './train-options.ts';

const { fold: _fold, ...options } = trainOptions;

export const backtest: Command = {
  about: 'train and score a network on several stretches of time',
  usage: `backtest --data FILE [--folds N] [--refit] [options of train]
  --folds N              test parts in a row (default 5); the last is that of the split, each other one lies one test part earlier.
                         Without --split, test parts are made short enough for all: half of the rows together
  --refit                train every fold anew; without it the first is trained, and its weights are scored on all
${trainUsage}`,
  options: { ...options, refit: { type: 'boolean' } },
  async run(context) {
    const { values } = context;
    const path = required(values, 'data');
    const [threads, backend] = [threadsFrom(values), backendFrom(values)];
    const file = readData(path, readingFrom(values), testFrom(values));
    const train = oneOf(values, 'fold-train', ['expanding', 'sliding'] as const, 'expanding');
    const { folds: _, ...own } = values;
    const design = designFrom(own, file.content);
    const known = design.split.by === 'time' ? design.split.folds : undefined;
    const count = numberOf(values, 'folds') ?? known?.count ?? 5;
    const adapts = values.split === undefined && values.design === undefined;
    const planned = planFolds(file.content, design, { count, train: values['fold-train'] ? train : (known?.train ?? train), adapts });
    if (planned.issues.length) throw new IssueError(planned.issues.map((i) => ({ ...i, where: '--folds' })));
    // What follows from the data follows from the first fold: nothing that comes later is known to it.
    const chosen = choose(values, file.content, planned.designs[0]);
    const { architecture, name, settings } = chosen;
    const warnings = checkChoice(file.content, { design: planned.designs[0], architecture, settings });
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
          name: (values.name as string | undefined) ?? `${name} backtest`,
          settings,
          backend,
          threads,
          backtest: {
            folds: count,
            train: values['fold-train'] ? train : (known?.train ?? train),
            isRefitted: values.refit === true,
            adapts,
          },
        });
        sayWarnings(
          [...file.inspection.issues, ...warnings, ...audit(file.content, design, architecture, readingOf(file.options))],
          context,
        );
        sayRecipe(chosen, context);
        const { changed } = planned;
        if (changed)
          context.progress(
            `note: test parts of ${changed.test} of the rows each, so that the first fold has rows to train on; --split sets other ones`,
          );
        planned.rows.forEach((rows, i) =>
          context.progress(
            `fold ${i + 1}: training rows ${rows.train.from + 1} to ${rows.train.to}, validation to ${rows.validation.to}, test to ${rows.test.to}`,
          ),
        );
        return sayMembers(host, await follow(host, started, context), context);
      },
      { writes: true },
    );
  },
};
