import { checkSearch, checkSweep, defaultSweep, sayAdvice, smoothed, type RatePoint } from '#engine/train/rate-finder.ts';
import { IssueError } from '#shared/errors.ts';
import { searchRate } from '../host/rate-search.ts';
import { launchChild } from '../trainer/launch.ts';
import { choose } from './choose.ts';
import { numberOf, readData, required, short, type Command } from './command.ts';
import { checkChoice, sayWarnings } from './train.ts';
import { designFrom, readingFrom, testFrom } from './design-options.ts';
import { backendFrom, dataUsage, settingsUsage, threadsFrom, trainOptions } from './train-options.ts';

/** Lines of the curve that people see; the document has all points. */
const shownPoints = 20;

export const lrFind: Command = {
  about: 'look for a learning rate, without training a run',
  usage: `lr-find --data FILE --target COL[,COL] --lookback N --horizon N [--from X] [--to X] [--steps N] [options of train]
  One step each with rates that grow from --from (${defaultSweep.from}) to --to (${defaultSweep.to}), --steps (${defaultSweep.steps}) of them, on the training windows;
  suggests a rate by where the loss falls fastest. Nothing is stored.
${dataUsage}
${settingsUsage}
  --json                 one JSON document on stdout`,
  options: { ...trainOptions, from: { type: 'string' }, to: { type: 'string' }, steps: { type: 'string' } },
  async run(context) {
    const { values, progress, say } = context;
    const path = required(values, 'data');
    const sweep = {
      from: numberOf(values, 'from') ?? defaultSweep.from,
      to: numberOf(values, 'to') ?? defaultSweep.to,
      steps: numberOf(values, 'steps') ?? defaultSweep.steps,
    };
    const wrong = checkSweep(sweep);
    if (wrong.length) throw new IssueError(wrong);
    const { content, inspection } = readData(path, readingFrom(values), testFrom(values));
    const design = designFrom(values, content);
    const { architecture, name, settings } = choose(values, content, design);
    const unfit = checkSearch(settings);
    if (unfit.length) throw new IssueError(unfit);
    const plan = { design, architecture, settings, backend: backendFrom(values), threads: threadsFrom(values) };
    sayWarnings([...inspection.issues, ...checkChoice(content, plan)], context);
    let points: RatePoint[] = [];
    for await (const state of searchRate(launchChild, { kind: 'find-rate', plan, dataset: content, sweep })) {
      ({ points } = state);
      if (!state.advice) {
        progress(`${points.length} of ${sweep.steps} rates, now ${text(points.at(-1)?.rate)}, loss ${short(points.at(-1)?.loss)}`);
        continue;
      }
      const smooth = smoothed(points);
      const said = sayAdvice(state.advice, text);
      const every = Math.max(1, Math.ceil(points.length / shownPoints));
      points.forEach(({ rate }, i) => i % every === 0 && say(`  rate ${text(rate).padEnd(10)} loss ${short(smooth[i])}`));
      say(said);
      if (state.advice.rate !== null) say(`Train with: --rate ${state.advice.rate}`);
      return {
        architecture: name,
        optimizer: settings.optimizer,
        sweep,
        ...state.advice,
        said,
        points: points.map((p, i) => ({ ...p, smoothed: smooth[i] })),
      };
    }
    throw new Error('the search ended without a result');
  },
};

const text = (rate: number | undefined): string => (rate === undefined ? '-' : String(Number(rate.toPrecision(2))));
