// Builds what is stale: the window, and Electron's main process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

const sources = ['src-renderer', 'src-engine', 'src-shared', 'src-main', 'electron.vite.config.ts', 'package-lock.json'];
const results = ['out/renderer/index.html', 'out/main/electron.js', 'out/main/trainer.js', 'out/preload/preload.cjs'];

function newest(path: string): number {
  const at = statSync(path);
  if (!at.isDirectory()) return at.mtimeMs;
  return Math.max(at.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isStale = (): boolean => {
  const built = results.map((path) => join(root, path));
  if (!built.every(existsSync)) return true;
  return Math.max(...sources.map((path) => newest(join(root, path)))) > Math.min(...built.map((path) => statSync(path).mtimeMs));
};

/** Ends the process with the builder's own message when it fails. */
export function buildIfStale(): void {
  if (!isStale()) return;
  console.error('Building ...');
  const done = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'],
    { cwd: root, stdio: ['ignore', 2, 'inherit'] },
  );
  if (done.status !== 0) {
    console.error('The build failed; its message stands above.');
    process.exit(1);
  }
}
