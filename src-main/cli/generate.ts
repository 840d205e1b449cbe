// A model of symbols writes on.
import { mostSymbols, mostTemperature, startSampling } from '#engine/use/generate.ts';
import type { Generated } from '#shared/api.ts';
import { checkpointFrom } from './checkpoint-option.ts';
import { numberOf, short, storeOption, usageError, withHost, writeFile, type Command, type Context, type OptionValues } from './command.ts';

/** The run that was named, as a word or with --run. */
export function runFrom({ values, positionals }: Pick<Context, 'values' | 'positionals'>): string {
  const given = values.run ?? positionals[0];
  if (typeof given === 'string' && given !== '' && !(values.run !== undefined && positionals.length)) return given;
  throw usageError(
    '--run',
    given === undefined ? 'It is missing.' : 'A run was named twice.',
    'Write --run and the id of one run; runs lists them.',
  );
}

const number = (values: OptionValues, name: keyof typeof startSampling): number => numberOf(values, name) ?? startSampling[name];

export const generate: Command = {
  about: 'let a model of symbols write on from a prompt',
  usage: `generate RUN|--run ID [--prompt TEXT] [--length N] [--temperature T] [--seed S] [--out FILE] [--checkpoint best|last] [--store FILE] [--json]
  --run ID          a run that continues symbols, such as the characters of a text
  --prompt TEXT     what it writes on from (default: nothing, the beginning of a line);
                    symbols that are no characters stand apart, in quotation marks where they hold a space
  --length N        symbols to write, 1 to ${mostSymbols} (default ${startSampling.length})
  --temperature T   0 to ${mostTemperature}: 0 writes the likeliest symbol, 1 draws as the network says (default ${startSampling.temperature})
  --seed S          the same seed writes the same text (default ${startSampling.seed})
  --out FILE        prompt and text into a file instead of on the screen`,
  options: {
    ...storeOption,
    run: { type: 'string' },
    prompt: { type: 'string' },
    length: { type: 'string' },
    temperature: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
    checkpoint: { type: 'string' },
  },
  words: 1,
  run: (context) =>
    withHost(context.values, async (host) => {
      const { values, say, progress } = context;
      const run = runFrom(context);
      const prompt = (values.prompt as string | undefined) ?? '';
      const sampling = { length: number(values, 'length'), temperature: number(values, 'temperature'), seed: number(values, 'seed') };
      const { test, validation } = await host.api.runs.get(run);
      let written: Generated | undefined;
      for await (const state of host.api.runs.generate(run, checkpointFrom(values), { prompt, ...sampling })) written = state;
      if (!written) throw new Error('the stream ended before a text');
      const whole = `${prompt}${written.writing === 'words' && prompt ? ' ' : ''}${written.text}`;
      if (typeof values.out === 'string') writeFile(values.out, whole);
      else say(whole);
      const trained = test?.classes?.perplexity ?? validation?.classes?.perplexity ?? null;
      progress(
        `${written.symbols} symbols, perplexity ${short(written.perplexity)} of what it wrote${trained === null ? '' : `, ${short(trained)} on the ${test?.classes ? 'test' : 'validation'} part`}`,
      );
      return {
        run,
        prompt,
        text: written.text,
        ...sampling,
        symbols: written.symbols,
        writing: written.writing,
        perplexity: written.perplexity,
        testPerplexity: test?.classes?.perplexity ?? null,
        validationPerplexity: validation?.classes?.perplexity ?? null,
        ...(typeof values.out === 'string' ? { out: values.out } : {}),
      };
    }),
};
