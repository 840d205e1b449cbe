import { categoryOf, columnOf, sequenceCount, sequenceRows, type Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { timeAfter } from '#engine/data/calendar.ts';
import { isFolded, seriesAt } from '#engine/data/lay-out.ts';
import { sequenceOf } from '#engine/data/sequences.ts';
import { withPrevious } from '#engine/data/fill.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { readOptionsOf } from '../store/datasets.ts';
import { checkpointFrom } from './checkpoint-option.ts';
import { readData, required, storeOption, usageError, withHost, writeLines, type Command } from './command.ts';
import { readingFrom } from './design-options.ts';

/** Whether every row up to an origin that a window needs is there and filled. */
function completeIn(dataset: Dataset, design: DatasetDesign): (origin: number) => boolean {
  const whole = Array.from({ length: sequenceCount(dataset) }, (_, i) => sequenceRows(dataset, i));
  const needed = new Set([...design.features, ...(isFolded(design) ? design.targets : [])]);
  const isFilled = design.missing === 'mean' || design.missing === 'zero';
  const columns = [...needed].flatMap((name) => {
    const numbers = columnOf(dataset, name);
    return numbers && !isFilled ? [design.missing === 'skip' ? numbers : withPrevious(numbers, whole)] : [];
  });
  const known = design.known.flatMap((name) => columnOf(dataset, name) ?? []);
  const least = design.least > 0 ? Math.min(design.least, design.lookback) : design.lookback;
  return (origin) => {
    const { from, to } = whole[seriesAt(whole, origin)];
    const first = Math.max(from, origin - design.lookback + 1);
    if (origin - first + 1 < least) return false;
    if (columns.some((numbers) => numbers.subarray(first, origin + 1).some((x) => x !== x))) return false;
    const ahead = origin + design.gap + design.horizon + 1;
    return known.every((numbers) => ahead <= to && !numbers.subarray(origin + design.gap + 1, ahead).some((x) => x !== x));
  };
}

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

export const predict: Command = {
  about: 'forecast with a trained model',
  usage: `predict --run ID --data FILE --out FILE.csv [--origins last|all|ROW] [--repair NAME,...] [--checkpoint best|last] [--store FILE] [--json]
  The file is read as the run's own was, unless --repair says otherwise.
  Forecasts the rows that follow the file's last row; --origins all forecasts after every row that has a full lookback.
  Columns: origin (row), step, time, and one per target, in the units of the data.`,
  options: {
    ...storeOption,
    repair: { type: 'string' },
    run: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
    origins: { type: 'string' },
    checkpoint: { type: 'string' },
  },
  run: ({ values, say }) =>
    withHost(values, async (host) => {
      const [run, file, out] = [required(values, 'run'), required(values, 'data'), required(values, 'out')];
      const { plan } = await host.api.runs.get(run);
      const { content } = readData(file, { ...readOptionsOf(host.db, plan.dataset), ...readingFrom(values) });
      const { design } = plan;
      if (design.task !== 'forecast')
        throw new IssueError([
          issue('forecast-task', `run ${run}`, 'It tells classes, which are no forecast.', 'Choose a run that forecasts numbers.'),
        ]);
      const absent = design.features.filter((name) => !columnOf(content, name) && !categoryOf(content, name));
      if (absent.length)
        throw new IssueError([
          issue(
            'unknown-column',
            file,
            `The model needs ${absent.map((n) => `"${n}"`).join(', ')}, which the file does not have.`,
            'Use a file with the same columns as the one it was trained on.',
          ),
        ]);
      const origins = originsOf((values.origins as string | undefined) ?? 'last', file, content, design);
      const forecasts = await host.forecast(run, checkpointFrom(values), content, origins);
      writeLines(out, linesOf(content, design, origins, forecasts));
      const { horizon } = design;
      say(`${out}: ${origins.length} forecast${origins.length === 1 ? '' : 's'} of ${horizon} steps`);
      return { run, out, forecasts: origins.length, horizon, targets: design.targets, rows: origins.length * horizon };
    }),
};
