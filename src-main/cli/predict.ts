import { writeFileSync } from 'node:fs';
import { columnOf, type Dataset, type DatasetDesign } from '#engine/data/dataset.ts';
import { timeAfter } from '#engine/data/calendar.ts';
import { readDataset } from '../host/datasets.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { checkpointFrom } from './checkpoint-option.ts';
import { readFile, required, storeOption, usageError, withHost, type Command } from './command.ts';

/** Rows after which to forecast: the last one, every one, or one given row (counted from 1). */
function originsOf(text: string, dataset: Dataset, design: DatasetDesign): Int32Array {
  const { lookback } = design;
  if (dataset.rows < lookback)
    throw new IssueError([
      issue('too-few-rows', 'file', `The model looks back ${lookback} rows, the file has ${dataset.rows}.`, 'Use a longer file.'),
    ]);
  const complete = (origin: number) =>
    design.features.every(
      (name) =>
        !columnOf(dataset, name)
          ?.subarray(origin - lookback + 1, origin + 1)
          .some((x) => Number.isNaN(x)),
    );
  if (text === 'all') return Int32Array.from({ length: dataset.rows - lookback + 1 }, (_, i) => lookback - 1 + i).filter(complete);
  const origin = text === 'last' ? dataset.rows - 1 : Number(text) - 1;
  if (!Number.isInteger(origin) || origin < lookback - 1 || origin >= dataset.rows)
    throw usageError(
      '--origins',
      `Expected last, all, or a row from ${lookback} to ${dataset.rows}, got "${text}".`,
      'Rows are counted from 1.',
    );
  if (design.missing === 'skip' && !complete(origin))
    throw new IssueError([
      issue(
        'missing-values',
        'file',
        `A value is missing in the ${lookback} rows up to row ${origin + 1}.`,
        'Fill it, or choose another origin with --origins ROW.',
      ),
    ]);
  return Int32Array.of(origin);
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const predict: Command = {
  about: 'forecast with a trained model',
  usage: `predict --run ID --data FILE --out FILE.csv [--origins last|all|ROW] [--checkpoint best|last] [--store FILE] [--json]
  Forecasts the rows that follow the file's last row; --origins all forecasts after every row that has a full lookback.
  Columns: origin (row), step, time, and one per target, in the units of the data.`,
  options: {
    ...storeOption,
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
      const { content } = readDataset(file, readFile(file), {});
      const { design } = plan;
      const absent = design.features.filter((name) => !columnOf(content, name));
      if (absent.length)
        throw new IssueError([
          issue(
            'unknown-column',
            `file ${file}`,
            `The model needs ${absent.map((n) => `"${n}"`).join(', ')}, which the file does not have.`,
            'Use a file with the same columns as the one it was trained on.',
          ),
        ]);
      const origins = originsOf((values.origins as string | undefined) ?? 'last', content, design);
      const forecasts = await host.forecast(run, checkpointFrom(values), content, origins);
      const C = design.targets.length;
      const { horizon, gap } = design;
      const lines = [['origin', 'step', 'time', ...design.targets.map(quoted)].join(',')];
      origins.forEach((origin, w) => {
        for (let h = 0; h < horizon; h++) {
          const at = timeAfter(content, origin + gap + 1 + h);
          const row = forecasts.subarray((w * horizon + h) * C, (w * horizon + h + 1) * C);
          lines.push([origin + 1, h + 1, at === undefined ? '' : new Date(at).toISOString(), ...row].join(','));
        }
      });
      writeFileSync(out, `${lines.join('\n')}\n`);
      say(`${out}: ${origins.length} forecast${origins.length === 1 ? '' : 's'} of ${horizon} steps`);
      return { run, out, forecasts: origins.length, horizon, targets: design.targets, rows: lines.length - 1 };
    }),
};
