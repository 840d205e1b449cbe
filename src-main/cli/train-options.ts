// Options that train and finetune share, turned into a design and settings.
import type { ParseArgsOptionsConfig } from 'node:util';
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import { templateNames, templateOf } from '#engine/templates.ts';
import { isError } from '#engine/issue.ts';
import { nearest } from '#engine/nearest.ts';
import { lossNames } from '#engine/train/losses.ts';
import { optimizerNames } from '#engine/train/optimizers.ts';
import { checkSettings, fitSchedule, forOptimizer, numberSettings, type TrainSettings } from '#engine/train/settings.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { BackendName } from '#shared/records.ts';
import { numberOf, storeOption, usageError, type OptionValues } from './command.ts';
import { designOptions, designUsage, oneOf, readingOptions, readingUsage } from './design-options.ts';
import { readTextFile } from './text-file.ts';

/** weightDecay -> weight-decay: every number among the settings is an option. */
const optionOf = (setting: string): string => setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const trainOptions: ParseArgsOptionsConfig = {
  ...storeOption,
  data: { type: 'string' },
  ...readingOptions,
  ...designOptions,
  architecture: { type: 'string' },
  loss: { type: 'string' },
  optimizer: { type: 'string' },
  schedule: { type: 'string' },
  ...Object.fromEntries(numberSettings.map((name) => [optionOf(name), { type: 'string' as const }])),
  threads: { type: 'string' },
  backend: { type: 'string' },
  name: { type: 'string' },
};

export const dataUsage = `  --data FILE            table to learn from (CSV, TSV ...)
${readingUsage}
${designUsage}
  --architecture X       a template (${templateNames.join(', ')}) or an architecture file;
                         left out, network, sizes and training follow from the data, each with its reason`;

export const settingsUsage = `  --epochs N --batch N --patience N
                         at most so many epochs; windows per batch; epochs without gain before it stops (0: never);
                         left out, they follow from the number of training windows
  --accumulate N         batches per step: their gradients are gathered as if they were one batch (default 1)
  --loss NAME            ${lossNames.join(', ')} (default: what the output says)
  --optimizer NAME       ${optimizerNames.join(', ')}
  --rate X               learning rate (default: the optimizer's own first try; lr-find looks for a better one)
  --momentum X --beta1 X --beta2 X --epsilon X
                         of the optimizers that have them
  --schedule NAME        how the rate goes over the epochs: constant (default) or
    step                 --step-every N epochs times --step-factor X
    exponential          times --decay X in every epoch after the first --decay-after N
    cosine               down to --minimum-rate X in the last epoch
    plateau              times --plateau-factor X when more than --plateau-patience N epochs in a row gain less than
                         --plateau-threshold X of the best validation loss
    one-cycle            from --cycle-start X of the rate up to it in --cycle-peak X of the run, then down to --minimum-rate X;
                         momentum meanwhile down to --cycle-momentum X and back (0: stays as it is)
  --warmup N             epochs (0.5 is half of one) in which the rate rises linearly before any of these (default 0)
  --minimum-rate X       no schedule falls below it (default 0)
  --clip X               gradients longer than this are shortened to it (default 1, 0: never)
  --clip-value X         every number of the gradient is clipped to it, before that (default 0: never)
  --l1 X --l2 X          penalties on weights: l1 * |w| and l2 / 2 * w^2 (default 0)
  --weight-decay X       every step takes rate * X of each weight away, apart from the gradient (default 0, adamw 0.01)
  --seed N               same seed, same bits
  --threads N            0: one per core
  --backend NAME         wasm (default), reference or tfjs`;

export const trainUsage = `${dataUsage}
${settingsUsage}
  --name TEXT            what the run is called
  --store FILE           the store to keep it in (default: the one of the app)
  --json                 one JSON document on stdout`;

/**
 * Settings from the options, on top of a base. Another optimizer brings its own first rate (times `rateShare`), and schedules
 * fit the epochs and the patience of this call. Throws an IssueError that names the option.
 */
export function settingsFrom(values: OptionValues, base: TrainSettings, rateShare = 1): TrainSettings {
  let settings = base;
  const optimizer = optimizerNames.find((name) => name === values.optimizer);
  if (optimizer && optimizer !== base.optimizer) {
    settings = forOptimizer(base, optimizer);
    settings.rate *= rateShare;
  }
  const numbers = Object.fromEntries(
    numberSettings.map((name) => [name, numberOf(values, optionOf(name))]).filter(([, x]) => x !== undefined),
  );
  if (values.epochs !== undefined || values.patience !== undefined) settings = fitSchedule({ ...settings, ...numbers });
  const named = ['loss', 'optimizer', 'schedule'].filter((name) => values[name] !== undefined);
  settings = { ...settings, ...numbers, ...Object.fromEntries(named.map((name) => [name, values[name]])) };
  const wrong = checkSettings(settings).filter(isError);
  if (wrong.length) throw new IssueError(wrong.map((i) => ({ ...i, where: `--${optionOf(i.where)}` })));
  return settings;
}

export const backendFrom = (values: OptionValues): BackendName =>
  oneOf<BackendName>(values, 'backend', ['auto', 'wasm', 'reference', 'tfjs'], 'auto');

export function threadsFrom(values: OptionValues): number {
  const threads = numberOf(values, 'threads') ?? 0;
  if (Number.isInteger(threads) && threads >= 0 && threads <= 256) return threads;
  throw usageError('--threads', `Expected a whole number from 0 to 256, got ${threads}.`, 'Write 0 for one per core.');
}

/** What was asked for: a template or a file; undefined where the recipe is to choose. */
export function architectureFrom(values: OptionValues): { architecture: Architecture; name: string } | undefined {
  const given = values.architecture as string | undefined;
  if (given === undefined) return undefined;
  const template = templateOf(given);
  if (template) return { architecture: template.architecture, name: template.name };
  let text: string;
  try {
    text = readTextFile(given);
  } catch {
    const near = nearest(given, templateNames);
    const fix = near ? `Did you mean ${near}?` : `Templates are ${templateNames.join(', ')}.`;
    throw usageError('--architecture', `"${given}" is neither a template nor a file that can be read.`, fix);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const [what, fix] = text.trim()
      ? [`It is not JSON: ${(error as Error).message}.`, 'Check commas and quotation marks at that place.']
      : ['There is no text in it.', 'An architecture file begins with { "version": 1, "nodes": [.'];
    throw new IssueError([issue('architecture-file', given, what, fix)]);
  }
  const { architecture, issues } = parseArchitecture(json);
  if (!architecture) throw new IssueError(issues.map((i) => ({ ...i, where: `${given}, ${i.where}` })));
  return { architecture, name: given.replace(/^.*[\\/]/, '').replace(/\.json$/i, '') };
}
