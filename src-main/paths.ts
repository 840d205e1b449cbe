// Where things are: the installed app, and the user's data. The same for source files and for the built main process.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder with package.json: src-main/ and out/main/ both lie below it. */
export const appRoot: string = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error(`no package.json above ${import.meta.dirname}`);
    folder = above;
  }
  return folder;
})();

/** The user's data folder by the habits of the system. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Loopwright');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Loopwright');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'loopwright');
}

export const defaultStore = (): string => join(dataFolder(), 'loopwright.db');

/** Scripts that start in a process or thread of their own, with their folders. */
const entries = { trainer: 'trainer', 'thread-worker': 'trainer', importer: 'importer' } as const;

/** The source file, or what was built from it. */
export const entryFile = (name: keyof typeof entries): string =>
  import.meta.filename.endsWith('.ts')
    ? join(import.meta.dirname, entries[name], `${name}.ts`)
    : join(appRoot, 'out', 'main', `${name}.js`);
