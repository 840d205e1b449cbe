import { readTable } from '#engine/data/read-table.ts';
import { isError } from '#engine/issue.ts';
import { IssueError } from '#shared/errors.ts';
import { ofFile, readFile, usageError, type Command } from './command.ts';

export const inspect: Command = {
  about: 'show how a file is read',
  usage: `inspect FILE [--json]
  Shows what was found: encoding, delimiter, decimal mark, header, columns with type and missing count, the time column
  with its frequency, gaps and duplicates, and every problem with its line.`,
  options: {},
  words: 1,
  async run({ positionals, say }) {
    const [file] = positionals;
    if (!file) throw usageError('inspect', 'No file is named.', 'Write: inspect FILE');
    const { inspection, issues } = readTable(readFile(file));
    if (!inspection) throw new IssueError(ofFile(file, issues.filter(isError)));
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
    return { file, ...inspection };
  },
};
