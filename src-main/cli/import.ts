// Storing a file as a dataset, whatever its size.
import { statSync } from 'node:fs';
import { short, orFileError, storeOption, usageError, withHost, type Command } from './command.ts';
import { commandLineProject } from './train.ts';
import { getDataset } from '../store/datasets.ts';
import { ofFile } from './command.ts';
import { IssueError } from '#shared/errors.ts';

const PROGRESS_EVERY_MS = 1000;

export const importFile: Command = {
  about: 'store a file as a dataset and print its hash',
  usage: `import FILE [--store FILE] [--json]
  Reads the file as the window does, stores it in a dataset of the project "Command line", and prints the hash of its content,
  which is the same on every machine. Ended before its end, nothing of it is kept.
  --store FILE  where it is stored`,
  options: storeOption,
  words: 1,
  async run({ positionals, values, say, progress }) {
    const [path] = positionals;
    if (!path) throw usageError('import', 'No file is named.', 'Write: import FILE');
    const { size } = orFileError(path, () => statSync(path));
    return withHost(
      values,
      async (host) => {
        let toldAt = Date.now();
        try {
          const id = await host.imports!.file(commandLineProject(host), path, size, {}, ({ phase, done, of }) => {
            if (Date.now() - toldAt < PROGRESS_EVERY_MS) return;
            toldAt = Date.now();
            progress(`${phase}: ${short((done / of) * 100)} %`);
          });
          const { hash, rows, columns, name, inspection } = getDataset(host.db, id);
          say(hash);
          return { dataset: id, name, hash, rows, columns, issues: inspection.issues };
        } catch (error) {
          throw error instanceof IssueError ? new IssueError(ofFile(path, error.issues)) : error;
        }
      },
      { writes: true },
    );
  },
};
