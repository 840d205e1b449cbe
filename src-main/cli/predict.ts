import { sequenceCount, sequenceRows, type Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { timeAfter } from '#engine/data/calendar.ts';
import { sequenceOf } from '#engine/data/sequences.ts';
import { completeIn } from '#engine/use/complete.ts';
import { likeliest, linesOfTold, toldRight } from '#engine/use/tell.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { readingLike } from '../store/datasets.ts';
import { checkColumns } from '../host/telling.ts';
import type { Host } from '../host/host.ts';
import { checkpointFrom } from './checkpoint-option.ts';
import { readData, required, storeOption, usageError, withHost, writeLines, type Command, type Context } from './command.ts';
import { readingFrom } from './design-options.ts';

/** Rows after which to forecast: the last one of each series, every one, or one given row (counted from 1). */
function originsOf(text: string, file: string, dataset: Dataset, design: DatasetDesign): Int32Array {
  const { lookback } = design;
  if (dataset.rows < Math.min(lookback, design.least || lookback))
    throw new IssueError([
      issue('too-few-rows', file, `The model looks back ${lookback} rows, the file has ${dataset.rows}.`, 'Use a longer file.'),
    ]);
  const complete = completeIn(dataset, design);
  const missing = (message: string, fix: string) => new IssueError([issue('missing-values', file, message, fix)]);
  if (text === 'all') {
    const all = Int32Array.from({ length: dataset.rows }, (_, i) => i).filter(complete);
    if (all.length) return all;
    throw missing(`No ${lookback} rows in a row are without a missing value.`, 'Fill them.');
  }
  const ends = Array.from({ length: sequenceCount(dataset) }, (_, i) => sequenceRows(dataset, i)).map(({ from, to }) => {
    let origin = to - 1;
    // What is known ahead reaches beyond the last row that a forecast can start from.
    while (design.known.length && origin > from && !complete(origin)) origin--;
    return origin;
  });
  if (text === 'last' && dataset.sequences) {
    const some = Int32Array.from(ends).filter(complete);
    if (some.length) return some;
    throw missing('No series has enough rows without a missing value at its end.', 'Fill them.');
  }
  const origin = text === 'last' ? ends[0] : Number(text) - 1;
  if (!Number.isInteger(origin) || origin < 0 || origin >= dataset.rows || (text !== 'last' && !design.least && origin < lookback - 1))
    throw usageError(
      '--origins',
      `Expected last, all, or a row from ${lookback} to ${dataset.rows}, got "${text}".`,
      'Rows are counted from 1.',
    );
  if (!complete(origin))
    throw missing(
      `A value is missing in the ${lookback} rows up to row ${origin + 1}.`,
      'Fill it, or choose another origin with --origins ROW.',
    );
  return Int32Array.of(origin);
}

/** The header, then a line per origin and step; forecasts: [origins][H][C] in units. */
function* linesOf(content: Dataset, { targets, horizon, gap }: DatasetDesign, origins: Int32Array, forecasts: Float64Array) {
  const C = targets.length;
  const { sequences } = content;
  yield [...(sequences ? ['series'] : []), 'origin', 'step', 'time', ...targets.map(quoted)].join(',');
  for (let w = 0; w < origins.length; w++) {
    const series = sequences ? sequenceOf(sequences, origins[w]) : 0;
    const { from, to } = sequenceRows(content, series);
    const own = { ...content, rows: to - from, ...(content.time ? { time: content.time.subarray(from, to) } : {}) };
    for (let h = 0; h < horizon; h++) {
      const at = timeAfter(own, origins[w] - from + gap + 1 + h);
      const values = forecasts.subarray((w * horizon + h) * C, (w * horizon + h + 1) * C);
      const name = sequences ? [quoted(sequences.names[series])] : [];
      yield [...name, origins[w] - from + 1, h + 1, at === undefined ? '' : new Date(at).toISOString(), ...values].join(',');
    }
  }
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One line for each series or row that can be told. */
async function telling(host: Host, { values, say }: Context, run: string, file: string, out: string, content: Dataset) {
  const which = values.origins ?? 'all';
  if (which !== 'all' && which !== 'last')
    throw usageError('--origins', `Expected last or all, got "${String(which)}".`, 'Classes are told of series, or of all rows.');
  const told = await host.tell(run, checkpointFrom(values), file, content, which);
  writeLines(out, linesOfTold(told));
  const { classes, windows, left } = told;
  const { right, of } = toldRight(told);
  const counts = classes.map(() => 0);
  windows.forEach((_, w) => counts[likeliest(told, w)]++);
  const rest = left ? `; ${left} left out: too short, or with a value missing` : '';
  say(`${out}: ${windows.length} told (${classes.map((name, k) => `${counts[k]} ${name}`).join(', ')})${rest}`);
  if (of) say(`The file says the class of ${of}: ${right} are told right (${((100 * right) / of).toFixed(1)} %).`);
  return {
    run,
    out,
    told: windows.length,
    left,
    classes: Object.fromEntries(classes.map((name, k) => [name, counts[k]])),
    accuracy: of ? right / of : null,
    known: of,
  };
}

export const predict: Command = {
  about: 'forecast with a trained model, or tell classes',
  usage: `predict --run ID --data FILE --out FILE.csv [--origins last|all|ROW] [--repair NAME,...] [--checkpoint best|last] [--store FILE] [--json]
  The file is read as the run's own was, unless --repair says otherwise.
  Forecasts the rows that follow the file's last row; --origins all forecasts after every row that has a full lookback.
  Columns: origin (row), step, time, and one per target, in the units of the data.
  A run that tells classes gives one line for each series, and where rows have classes one for each row with a full lookback
  (--origins last: only the last one). Columns: series, row, class, true class (where the file says it), and P(...) for each class.`,
  options: {
    ...storeOption,
    repair: { type: 'string' },
    run: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
    origins: { type: 'string' },
    checkpoint: { type: 'string' },
  },
  run: (context) =>
    withHost(context.values, async (host) => {
      const { values, say } = context;
      const [run, file, out] = [required(values, 'run'), required(values, 'data'), required(values, 'out')];
      const { plan } = await host.api.runs.get(run);
      const { content } = readData(file, { ...readingLike(host.db, plan.dataset), ...readingFrom(values) });
      const { design } = plan;
      if (design.task === 'classify') return telling(host, context, run, file, out, content);
      if (design.task === 'next')
        throw new IssueError([
          issue('predict-next', `run ${run}`, 'It continues symbols, one after the other.', `Let it write: generate --run ${run}`),
        ]);
      checkColumns(file, content, design);
      const origins = originsOf((values.origins as string | undefined) ?? 'last', file, content, design);
      const forecasts = await host.forecast(run, checkpointFrom(values), content, origins);
      writeLines(out, linesOf(content, design, origins, forecasts));
      const { horizon } = design;
      say(`${out}: ${origins.length} forecast${origins.length === 1 ? '' : 's'} of ${horizon} steps`);
      return { run, out, forecasts: origins.length, horizon, targets: design.targets, rows: origins.length * horizon };
    }),
};
