// What the command line says of runs that are made of others: ensembles of seeds, and backtests.
import type { ParseArgsOptionsConfig } from 'node:util';
import { combineNames, type Combine } from '#engine/train/combine.ts';
import { deviation, summariseFolds, type MeanAndSpread } from '#engine/train/backtest.ts';
import { englishBacktest, sayBacktest } from '#engine/train/backtest-words.ts';
import { baselineNames } from '#engine/train/baselines.ts';
import { headlineOf } from '#engine/train/metrics.ts';
import type { FoldRecord, RunRecord } from '#shared/records.ts';
import { mostSeeds } from '../host/members.ts';
import type { Host } from '../host/host.ts';
import { numberOf, short, usageError, type Context, type OptionValues } from './command.ts';
import { oneOf } from './design-options.ts';
import { documentOf, rowNames, sayRun, scoresOf, verdictDocument } from './run-output.ts';

export const seedsOptions: ParseArgsOptionsConfig = { seeds: { type: 'string' }, combine: { type: 'string' } };
export const seedsUsage = `  --seeds N              trains N seeds, from --seed on, each a run of its own, and scores their forecasts together (default 1)
  --combine NAME         of several seeds: ${combineNames.join(' or ')} (default mean) of each value; of classes of their probabilities`;

/** Undefined for one seed. */
export function seedsFrom(values: OptionValues): { seeds: number; combine: Combine } | undefined {
  const seeds = numberOf(values, 'seeds') ?? 1;
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > mostSeeds)
    throw usageError('--seeds', `Expected a whole number from 1 to ${mostSeeds}, got ${seeds}.`, 'Write for example --seeds 5.');
  const combine = oneOf<Combine>(values, 'combine', combineNames, 'mean');
  if (seeds > 1) return { seeds, combine };
  if (values.combine === undefined) return undefined;
  throw usageError('--combine', 'One seed has nothing to combine.', 'Add --seeds 2 or more.');
}

/** Prints what `train --seeds`, `backtest` and `resume` of them come to, and gives the document. Throws when it has failed. */
export async function sayMembers(host: Host, run: RunRecord, context: Context) {
  const document = documentOf(run);
  const members = await Promise.all(run.plan.members!.runs.map((id) => host.api.runs.get(id)));
  return run.folds ? sayFolds(run, run.folds, context) : sayEnsemble(run, members, document, context);
}

function sayEnsemble(run: RunRecord, members: RunRecord[], document: ReturnType<typeof documentOf>, context: Context) {
  const whole = run.plan.members!;
  const how = whole.kind === 'ensemble' ? whole.combine : 'mean';
  const errors = members.map((m) => headlineOf(m.test)).filter((x) => x !== null);
  const spread = errors.length === members.length ? deviation(errors) : null;
  const mean = errors.length ? errors.reduce((a, b) => a + b, 0) / errors.length : null;
  const measure = run.test?.classes ? 'cross-entropy' : 'MSE';
  for (const m of members)
    context.say(`  ${m.id} ${m.name}: test ${measure} ${short(headlineOf(m.test))}, ${m.epoch} ${m.epoch === 1 ? 'epoch' : 'epochs'}`);
  context.say(
    `one seed: test ${measure} ${short(mean)} on average${spread === null ? '' : `, spread ${short(spread)}`}; ${how} of ${members.length}: ${short(headlineOf(run.test))}`,
  );
  sayRun(run, context);
  return {
    ...document,
    ensemble: { combine: how, seeds: members.map((m) => m.plan.settings.seed), single: { mean, spread } },
    members: members.map((m) => documentOf(m)),
  };
}

function sayFolds(run: RunRecord, folds: FoldRecord[], { say }: Context) {
  const summary = summariseFolds(folds);
  const sentence = sayBacktest(summary, englishBacktest);
  const isRefitted = run.plan.members?.kind === 'backtest' && run.plan.members.isRefitted;
  say(`backtest ${run.id}: ${run.name}, ${folds.length} folds, ${isRefitted ? 'each trained anew' : 'trained once, on the first'}`);
  const isOfClasses = folds.some((f) => f.test?.classes);
  const shown = baselineNames.filter((name) => summary.baselines[name]);
  const cell = (text: string) => text.padStart(12);
  const names = ['network', ...shown.map((name) => rowNames[name])];
  say(
    `  ${(isOfClasses ? 'cross-entropy' : 'MSE (scaled)').padEnd(22)}${names.map((n) => cell(n.replace('repeat last', 'last'))).join('')}`,
  );
  folds.forEach(({ rows, test, baselines }, i) =>
    say(
      `  ${`${i + 1}: rows ${rows.test.from + 1}-${rows.test.to}`.padEnd(22)}${[test, ...shown.map((n) => baselines[n])].map((s) => cell(short(headlineOf(s)))).join('')}`,
    ),
  );
  const all = [summary.network, ...shown.map((name) => summary.baselines[name] ?? null)];
  const of = (both: MeanAndSpread | null, which: 'mean' | 'spread') =>
    cell(short(both && (isOfClasses ? both[which].classes?.crossEntropy : both[which].scaled.mse)));
  for (const which of ['mean', 'spread'] as const) say(`  ${which.padEnd(22)}${all.map((both) => of(both, which)).join('')}`);
  if (sentence) say(sentence);
  return {
    run: run.id,
    name: run.name,
    status: run.status,
    seconds: run.seconds,
    refit: isRefitted,
    folds: folds.map(({ run: member, rows, test, baselines, verdict, intervals }, i) => ({
      fold: i + 1,
      run: member,
      rows,
      metrics: scoresOf(test),
      baselines: Object.fromEntries(baselineNames.map((name) => [name, scoresOf(baselines[name])])),
      verdict: verdictDocument(verdict),
      intervals,
    })),
    mean: summary.network?.mean ?? null,
    spread: summary.network?.spread ?? null,
    baselines: summary.baselines,
    against: summary.against,
    sentence,
    datasetHash: run.plan.datasetHash,
    design: run.plan.design,
  };
}
