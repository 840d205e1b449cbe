import { columnOf, type Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { timeAfter } from '#engine/data/calendar.ts';
import { filled } from '#engine/data/windows.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { readOptionsOf } from '../store/datasets.ts';
import { checkpointFrom } from './checkpoint-option.ts';
import { readData, required, storeOption, usageError, withHost, writeLines, type Command } from './command.ts';
import { repairsFrom } from './train-options.ts';

/** Rows after which to forecast: the last one, every one, or one given row (counted from 1). */
function originsOf(text: string, file: string, dataset: Dataset, design: DatasetDesign): Int32Array {
  const { lookback } = design;
  if (dataset.rows < lookback)
    throw new IssueError([
      issue('too-few-rows', file, `The model looks back ${lookback} rows, the file has ${dataset.rows}.`, 'Use a longer file.'),
    ]);
  const features = design.features.map((name) => filled(columnOf(dataset, name)!, design.missing));
  const complete = (origin: number) =>
    features.every((numbers) => !numbers.subarray(origin - lookback + 1, origin + 1).some((x) => Number.isNaN(x)));
  const missing = (message: string, fix: string) => new IssueError([issue('missing-values', file, message, fix)]);
  if (text === 'all') {
    const all = Int32Array.from({ length: dataset.rows - lookback + 1 }, (_, i) => lookback - 1 + i).filter(complete);
    if (all.length) return all;
    throw missing(`No ${lookback} rows in a row are without a missing value.`, 'Fill them.');
  }
  const origin = text === 'last' ? dataset.rows - 1 : Number(text) - 1;
  if (!Number.isInteger(origin) || origin < lookback - 1 || origin >= dataset.rows)
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
  yield ['origin', 'step', 'time', ...targets.map(quoted)].join(',');
  for (let w = 0; w < origins.length; w++)
    for (let h = 0; h < horizon; h++) {
      const at = timeAfter(content, origins[w] + gap + 1 + h);
      const values = forecasts.subarray((w * horizon + h) * C, (w * horizon + h + 1) * C);
      yield [origins[w] + 1, h + 1, at === undefined ? '' : new Date(at).toISOString(), ...values].join(',');
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
      const { content } = readData(file, { ...readOptionsOf(host.db, plan.dataset), ...repairsFrom(values) });
      const { design } = plan;
      const absent = design.features.filter((name) => !columnOf(content, name));
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
