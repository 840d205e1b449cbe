/**
 * `npm start`: the app in the best window that this machine has - Electron; else the loopback host with Chrome, Chromium or
 * Edge as an app window; else, without a display, the address is printed and served.
 * Options are passed on: --store FILE, --port N; --serve prints the address even where there is a display.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IssueError } from '../src-shared/errors.ts';
import { dataFolder, defaultStore } from '../src-main/paths.ts';
import { portOf, startWebHost, type WebHost } from '../src-main/web.ts';
import { root } from './bootstrap.mjs';
import { buildIfStale } from './build.ts';
import { ensureBrowser, ensureElectron, hasDisplay, isRoot } from './machine.ts';

const { values, port } = optionsOf();
const wantsWindow = hasDisplay() && !values.serve;

buildIfStale();
const electron = wantsWindow ? ensureElectron() : undefined;
if (electron) {
  const child = spawn(electron, [...(isRoot() ? ['--no-sandbox'] : []), root], {
    stdio: 'inherit',
    env: { ...process.env, ...(values.store ? { LOOPWRIGHT_STORE: values.store } : {}) },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else await serveHere();

/** What was typed; one line and exit code 2 for what is not an option. */
function optionsOf() {
  try {
    const { values } = parseArgs({ options: { store: { type: 'string' }, port: { type: 'string' }, serve: { type: 'boolean' } } });
    return { values, port: portOf(values.port) };
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. Options are --store FILE, --port N, --serve.`);
    process.exit(2);
  }
}

async function serveHere(): Promise<void> {
  let web: WebHost;
  try {
    web = await startWebHost({ store: values.store ?? defaultStore(), port });
  } catch (error) {
    console.error(error instanceof IssueError ? error.message : error);
    process.exit(2);
  }
  console.log(`Loopwright ${web.address}`);
  if (web.host.readOnly) console.log(`${web.host.readOnly} This one can look but not train or change anything.`);
  const close = () => void web.close().then(() => process.exit(0));
  let isClosing = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (!isClosing) close();
      isClosing = true;
    });
  const browser = wantsWindow ? ensureBrowser() : undefined;
  if (!browser)
    return console.log('Open this address in a browser on this machine. Ctrl+C ends it; a training under way writes a checkpoint first.');
  const profile = join(dataFolder(), 'window');
  mkdirSync(profile, { recursive: true });
  const quiet = [
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // As root Chromium runs only without its sandbox; --test-type keeps it from saying so across the page.
  const window = spawn(
    browser,
    [
      `--app=${web.address}`,
      `--user-data-dir=${profile}`,
      '--window-size=1280,820',
      ...quiet,
      ...(isRoot() ? ['--no-sandbox', '--test-type'] : []),
    ],
    { stdio: 'ignore' },
  );
  window.on('error', () => console.log('The browser did not start. Open the address above by hand.'));
  window.on('exit', () => void afterWindow(web, close));
}

/** A closed window ends the app - unless a training is under way: that goes on to its end. */
async function afterWindow({ host }: WebHost, close: () => void): Promise<void> {
  const isBusy = () => host.training?.isBusy ?? false;
  if (isBusy()) console.log('The window is closed; training goes on until it is done. Open the address above to look, Ctrl+C to stop.');
  while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 1000));
  close();
}
