/**
 * The command line: the same host without a window.
 *   npm run cli -- <verb> [options]
 * With --json one document on stdout; progress on stderr. Exit code 0, or 2 with one line: what is wrong and what to do.
 */
import { parseArgs } from 'node:util';
import { sayIssue } from '#engine/issue.ts';
import { issuesOf } from '#shared/errors.ts';
import { architectures } from './cli/architectures.ts';
import type { Command, Context } from './cli/command.ts';
import { exportModel } from './cli/export.ts';
import { finetune } from './cli/finetune.ts';
import { inspect } from './cli/inspect.ts';
import { lrFind } from './cli/lr-find.ts';
import { predict } from './cli/predict.ts';
import { compare, resume, runs } from './cli/runs.ts';
import { train } from './cli/train.ts';

const commands: Record<string, Command> = {
  inspect,
  train,
  'lr-find': lrFind,
  finetune,
  runs,
  resume,
  compare,
  predict,
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
    const about = commands[rest[0] ?? ''];
    process.stdout.write(about ? `${about.usage}\n` : help());
    return 0;
  }
  const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (!command) return fail(`There is no verb "${verb}". Verbs are ${Object.keys(commands).join(', ')}, help.`);
  let parsed;
  try {
    parsed = parseArgs({
      args: rest,
      options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    return fail(`${(error as Error).message.split('.')[0]}. See: help ${verb}`);
  }
  const { values, positionals } = parsed;
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

function fail(line: string): number {
  process.stderr.write(`${line.replaceAll('\n', ' ')}\n`);
  return 2;
}

process.exitCode = await main();
