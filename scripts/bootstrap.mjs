// Runs on any Node from 18 on, without dependencies: installs what package-lock.json says when it is not there, then goes
// on with the Node that is installed with the project (the system's may be too old to run TypeScript or the store).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.loopwright-installed');
const projectNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
const isInstalled = () => existsSync(projectNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();

function install() {
  if (isInstalled()) return;
  console.error('Installing packages (npm ci), about a minute ...');
  // Of a worktree that borrows the packages of another: npm ci would empty the folder at the other end of the link.
  const packages = join(root, 'node_modules');
  if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(packages);
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? { command: process.execPath, args: [process.env.npm_execpath] }
    : { command: 'npm', args: [] };
  const done = spawnSync(npm.command, [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0 || !existsSync(projectNode)) {
    console.error('npm ci did not succeed. It needs npm 10 or newer and a way to the npm registry; its own message stands above.');
    process.exit(1);
  }
  writeFileSync(stamp, lockHash());
}

/** Runs a TypeScript file of the project with the project's Node, passing arguments and signals on; ends with its exit code. */
export async function runWithProjectNode(file) {
  install();
  const { spawn } = await import('node:child_process');
  const child = spawn(projectNode, [join(root, file), ...process.argv.slice(2)], { cwd: process.cwd(), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm that is asked to end does so at once and leaves its child behind, which would go on holding the store.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
