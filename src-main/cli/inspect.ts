// Showing how a file is read, without storing anything: the findings, or the typed cells of some rows.
import { cellsOf } from '#engine/data/cells.ts';
import type { Inspection, TableRead } from '#engine/data/read-table.ts';
import { offsetOf } from '#engine/data/times.ts';
import { isError } from '#engine/issue.ts';
import { IssueError } from '#shared/errors.ts';
import { withFile } from '../files/read-file.ts';
import { ofFile, usageError, type Command } from './command.ts';

/** The fields of the document, in its order; what an inspection holds beyond is for the window. */
function documentOf(found: Inspection): object {
  const { encoding, delimiter, quote, decimal, thousands, headerRows, header, rows, columns, time, layout, series, issues } = found;
  return {
    ...{ encoding, delimiter, quote, decimal, thousands, headerRows, header, rows },
    columns: columns.map(({ name, type, missing, example }) => ({ name, type, missing, example })),
    time: time && timeOf(time),
    layout,
    series,
    issues: issues.map(({ severity, code, message, fix, line, column, count }) => ({
      ...{ severity, code, message, fix, line: line ?? null, column: column ?? null, count: count ?? null },
    })),
  };
}

const timeOf = ({
  column,
  format,
  timezone,
  frequency,
  first,
  last,
  sorted,
  gaps,
  duplicates,
  ambiguous,
}: NonNullable<Inspection['time']>) => ({
  ...{ column, format, timezone, frequency, first, last, sorted, gaps, duplicates, ambiguous },
});

/** `100,200` as rows from (included) to (excluded). */
function rowsFrom(text: string): [number, number] {
  const match = /^(\d+),(\d+)$/.exec(text.trim());
  if (match && Number(match[1]) <= Number(match[2])) return [Number(match[1]), Number(match[2])];
  throw usageError(
    '--cells',
    `Expected two row numbers, got "${text}".`,
    'Write the first row and the one after the last, as in --cells 0,10.',
  );
}

export const inspect: Command = {
  about: 'show how a file is read',
  usage: `inspect FILE [--cells FROM,TO] [--json]
  Shows what was found: encoding, delimiter, decimal mark, header, columns with type and missing count, the time column
  with its frequency, gaps and duplicates, and every problem with its line.
  --cells FROM,TO  the typed values of these rows instead, the first row being 0, without row TO`,
  options: { cells: { type: 'string' } },
  words: 1,
  async run({ positionals, values, say }) {
    const [file] = positionals;
    if (!file) throw usageError('inspect', 'No file is named.', 'Write: inspect FILE');
    const wanted = values.cells === undefined ? undefined : rowsFrom(String(values.cells));
    return withFile(file, {}, (read) => (wanted ? cells(file, read, ...wanted, say) : findings(file, read, say)));
  },
};

function refusal(file: string, { issues }: TableRead): IssueError {
  return new IssueError(ofFile(file, issues.filter(isError).slice(0, 1)));
}

function cells(file: string, read: TableRead, from: number, to: number, say: (line: string) => void): object {
  const { table, inspection } = read;
  if (!inspection) throw refusal(file, read);
  const rows = table ? cellsOf(table, from, to, offsetOf(inspection.time?.first ?? '')) : [];
  for (const row of rows) say(row.map((cell) => (cell === null ? '' : String(cell))).join('\t'));
  return { cells: rows };
}

function findings(file: string, read: TableRead, say: (line: string) => void): object {
  const { inspection } = read;
  if (!inspection) throw refusal(file, read);
  const { time } = inspection;
  say(`${file}: ${inspection.rows} rows, ${inspection.columns.length} columns`);
  say(
    `read as ${inspection.encoding}, delimiter ${JSON.stringify(inspection.delimiter)}, decimal ${JSON.stringify(inspection.decimal)}, ${inspection.headerRows ? 'with a header' : 'without a header'}`,
  );
  if (time)
    say(
      `time "${time.column}" (${time.format}), ${time.first} to ${time.last}, every ${time.frequency ?? 'irregular'}, ${time.gaps} gaps, ${time.duplicates} duplicates`,
    );
  for (const c of inspection.columns)
    say(`  ${c.name.padEnd(24)} ${c.type.padEnd(8)} ${c.missing ? `${c.missing} missing` : ''}`.trimEnd());
  for (const i of inspection.issues) say(`${i.severity}: ${i.where}: ${i.message} ${i.fix}`);
  return documentOf(inspection);
}
