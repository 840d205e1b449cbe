import { isUsed, type TrainSettings } from '#engine/train/settings.ts';
import type { RunRecord } from '#shared/records.ts';
import { listRuns } from '../store/runs.ts';
import { required, short, storeOption, usageError, withHost, type Command } from './command.ts';
import { sayMembers } from './members.ts';
import { documentOf, follow, sayRun } from './run-output.ts';

/** The one number that stands for a run in the list. */
function headline({ test }: RunRecord): string {
  if (test?.classes) return `test accuracy ${short(test.classes.accuracy)}, ${short(test.classes.bits)} bits`;
  return `test MSE ${short(test?.scaled.mse)}`;
}

export const runs: Command = {
  about: 'list the runs of the store',
  usage: 'runs [--store FILE] [--json]',
  options: storeOption,
  run: ({ values, say }) =>
    withHost(values, async (host) => {
      const all = listRuns(host.db);
      for (const r of all) {
        const where = r.plan.members ? `${r.plan.members.kind} of ${r.plan.members.runs.length}` : `epoch ${r.epoch}`;
        say(`${r.id}  ${r.status.padEnd(11)} ${r.name.padEnd(24)} ${where}, ${headline(r)}`);
      }
      if (!all.length) say('No runs yet.');
      return {
        runs: all.map((r) => ({
          run: r.id,
          status: r.status,
          name: r.name,
          dataset: r.plan.datasetName,
          architecture: r.plan.architectureName,
          epoch: r.epoch,
          epochs: r.plan.settings.epochs,
          bestEpoch: r.bestEpoch,
          parameters: r.parameters,
          validation: r.validation?.scaled ?? null,
          test: r.test?.scaled ?? null,
          ...(r.test?.classes || r.validation?.classes
            ? { classes: { validation: r.validation?.classes ?? null, test: r.test?.classes ?? null } }
            : {}),
          parent: r.plan.parent ?? null,
          members: r.plan.members?.runs ?? null,
          issue: r.issue,
          createdAt: new Date(r.createdAt).toISOString(),
        })),
      };
    }),
};

export const resume: Command = {
  about: 'go on with a run that was interrupted or stopped',
  usage: 'resume --run ID [--store FILE] [--json]',
  options: { ...storeOption, run: { type: 'string' } },
  run: (context) =>
    withHost(
      context.values,
      async (host) => {
        const id = required(context.values, 'run');
        const before = await host.api.runs.get(id);
        await host.api.runs.resume(id);
        const run = await follow(host, before, context);
        if (run.plan.members) return sayMembers(host, run, context);
        const document = documentOf(run);
        sayRun(run, context);
        return document;
      },
      { writes: true },
    ),
};

/** Settings of a run as flat names, for telling where two differ. */
function flatten(value: unknown, prefix = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [prefix]: value };
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flatten(inner, prefix ? `${prefix}.${key}` : key)));
}

export const compare: Command = {
  about: 'set runs side by side',
  usage: 'compare RUN RUN ... [--store FILE] [--json]',
  options: storeOption,
  words: Infinity,
  run: ({ values, positionals, say }) =>
    withHost(values, async (host) => {
      if (positionals.length < 2) throw usageError('compare', 'It takes two runs or more.', 'Write: compare RUN RUN');
      const chosen = await Promise.all(positionals.map((id) => host.api.runs.get(id)));
      const settings = chosen.map(({ plan }) =>
        flatten({
          architecture: plan.architectureName,
          cells: plan.architecture,
          settings: Object.fromEntries(
            Object.entries(plan.settings).filter(([name]) => isUsed(name as keyof TrainSettings, plan.settings)),
          ),
          design: plan.design,
          backend: plan.backend,
          parent: plan.parent ?? null,
        }),
      );
      const names = [...new Set(settings.flatMap((s) => Object.keys(s)))];
      const differs = names.filter((name) => new Set(settings.map((s) => JSON.stringify(s[name]))).size > 1);
      const sameWindows = new Set(chosen.map(({ plan }) => `${plan.datasetHash} ${plan.designHash}`)).size === 1;
      const baselines = chosen[0].baselines?.test;
      if (!sameWindows) say('These runs saw different windows: their errors cannot be set against each other directly.');
      const row = (label: string, mse: number | null | undefined, mae: number | null | undefined, units: number | null | undefined) =>
        say(`  ${label.padEnd(28)} MSE ${short(mse).padEnd(8)} MAE ${short(mae).padEnd(8)} MAE in units ${short(units)}`);
      for (const r of chosen) row(`${r.id} ${r.name}`, r.test?.scaled.mse, r.test?.scaled.mae, r.test?.units.mae);
      if (sameWindows && baselines) {
        row('repeat last value', baselines.naive?.scaled.mse, baselines.naive?.scaled.mae, baselines.naive?.units.mae);
        row(
          'repeat last season',
          baselines.seasonalNaive?.scaled.mse,
          baselines.seasonalNaive?.scaled.mae,
          baselines.seasonalNaive?.units.mae,
        );
        row('linear', baselines.linear?.scaled.mse, baselines.linear?.scaled.mae, baselines.linear?.units.mae);
      }
      for (const name of differs) say(`  ${name}: ${settings.map((s) => JSON.stringify(s[name]) ?? 'not set').join(' | ')}`);
      return {
        sameWindows,
        runs: chosen.map((r) => ({
          run: r.id,
          name: r.name,
          status: r.status,
          parameters: r.parameters,
          epochs: r.epoch,
          bestEpoch: r.bestEpoch,
          seconds: r.seconds,
          validation: r.validation,
          test: r.test,
          parent: r.plan.parent ?? null,
        })),
        baselines: sameWindows ? (baselines ?? null) : null,
        differs: Object.fromEntries(differs.map((name) => [name, settings.map((s) => s[name] ?? null)])),
      };
    }),
};
