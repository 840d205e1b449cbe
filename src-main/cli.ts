/**
 * The command line: the same host without a window.
 *   npm run cli -- <verb> [options]
 * With --json one document on stdout; progress on stderr. Exit code 0, or 2 with one line: what is wrong and what to do.
 */
import { parseArgs } from 'node:util';
import { sayIssue } from '#engine/issue.ts';
import { issuesOf } from '#shared/errors.ts';
import { architectures } from './cli/architectures.ts';
import { backtest } from './cli/backtest.ts';
import { batch } from './cli/batch.ts';
import type { Command, Context } from './cli/command.ts';
import { exportModel } from './cli/export.ts';
import { finetune } from './cli/finetune.ts';
import { generate } from './cli/generate.ts';
import { importFile } from './cli/import.ts';
import { inspect } from './cli/inspect.ts';
import { lrFind } from './cli/lr-find.ts';
import { predict } from './cli/predict.ts';
import { compare, resume, runs } from './cli/runs.ts';
import { train } from './cli/train.ts';

const commands: Record<string, Command> = {
  inspect,
  import: importFile,
  batch,
  train,
  backtest,
  'lr-find': lrFind,
  finetune,
  runs,
  resume,
  compare,
  predict,
  generate,
  export: exportModel,
  architectures,
};

const help = (): string =>
  `Loopwright: feedback neural networks on time series.

  npm run cli -- VERB [options]

${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`)
  .join('\n')}
  help VERB      options of a verb
`;

// A reader that has seen enough (`| head`) is no fault of the run.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

async function main(): Promise<number> {
  const [verb, ...rest] = process.argv.slice(2);
  const wantsHelp = verb === undefined || verb === 'help' || verb === '--help' || verb === '-h';
  if (wantsHelp) {
    const [asked] = rest;
    if (asked !== undefined && !commandOf(asked)) return fail(noVerb(asked));
    process.stdout.write(asked === undefined ? help() : `${commandOf(asked)!.usage}\n`);
    return 0;
  }
  const command = commandOf(verb);
  if (!command) return fail(noVerb(verb));
  let parsed;
  try {
    parsed = parseArgs({
      args: withNegativeNumbers(rest, command.options),
      options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0].replace(/\.$/, '')}. See: help ${verb}`);
  }
  const { values, positionals } = parsed;
  const { words = 0 } = command;
  if (positionals.length > words)
    return fail(
      `${positionals[words]}: ${verb} takes ${words ? `${words} word${words > 1 ? 's' : ''} without --` : 'options only, whose names start with --'}. See: help ${verb}`,
    );
  if (values.help) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  const context: Context = {
    values: values as Context['values'],
    positionals,
    progress: (line) => void process.stderr.write(`${line}\n`),
    say: (text) => void (values.json || process.stdout.write(`${text}\n`)),
  };
  try {
    const document = await command.run(context);
    if (values.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  } catch (error) {
    return fail(issuesOf(error).map(sayIssue).join(' | '));
  }
}

const commandOf = (verb: string): Command | undefined => (Object.hasOwn(commands, verb) ? commands[verb] : undefined);
const noVerb = (verb: string): string => `There is no verb "${verb}". Verbs are ${Object.keys(commands).join(', ')}, help.`;

/** `--gap -1` means `--gap=-1`; parseArgs would ask whether -1 is an option. */
function withNegativeNumbers(args: string[], options: Command['options']): string[] {
  return args.flatMap((arg, i) => {
    const takesValue = (name: string | undefined) => name?.startsWith('--') && options[name.slice(2)]?.type === 'string';
    const isNegative = (text: string | undefined) => text !== undefined && /^-[\d.]/.test(text);
    if (isNegative(arg) && takesValue(args[i - 1])) return [];
    return takesValue(arg) && isNegative(args[i + 1]) ? [`${arg}=${args[i + 1]}`] : [arg];
  });
}

function fail(line: string): number {
  process.stderr.write(`${line.replaceAll('\n', ' ')}\n`);
  return 2;
}

process.exitCode = await main();
